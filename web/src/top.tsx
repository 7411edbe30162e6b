// The bar on top: the study, its periods and measures, language and light.
import { useEffect } from "preact/hooks";
import { Copy } from "./copy";
import { motion, theme, type Theme } from "./ink";
import { complain } from "./notices";
import { session, signOut, wayBack } from "./session";
import { go, measure, period, playing, route, setLanguage } from "./state";
import { now, shown, spans, study } from "./study";
import { startAgain } from "./wizard/draft";
import { language, other, say, told } from "./words";

export function Top() {
  const open = route.value.page === "study" ? study.value : null;
  return (
    <header class="top">
      <a class="brand" href="#/" onClick={(event) => { event.preventDefault(); go({ page: "home" }); }}>
        <img src="icon.svg" alt="" width="24" height="24" /> Farrell
      </a>
      {open && <span class="title" title={told(open.title)}>{told(open.title)}</span>}
      {open && <Periods />}
      {open && <Measures />}
      <span class="settings">
        <select aria-label={say("page.light")} value={theme.value} onChange={(event) => (theme.value = event.currentTarget.value as Theme)}>
          <option value="auto">{say("page.light-auto")}</option>
          <option value="light">{say("page.light-light")}</option>
          <option value="dark">{say("page.light-dark")}</option>
        </select>
        <button lang={other.value === "zh" ? "zh-CN" : "en"} onClick={() => setLanguage(other.value)}>
          {language.value === "en" ? "中文" : "English"}
        </button>
        {session.value.mode === "password" && session.value.signed_in && <Space />}
      </span>
    </header>
  );
}

function Periods() {
  const there = spans.value;
  const place = there.indexOf(now.value);
  useEffect(() => {
    if (!playing.value) return;
    const timer = setInterval(() => {
      const next = there[there.indexOf(now.value) + 1];
      if (next === undefined) playing.value = false;
      else period.value = next;
    }, motion() ? 900 : 1400);
    return () => clearInterval(timer);
  }, [playing.value, there]);
  if (there.length < 2) return null;
  const play = (): void => {
    if (!playing.value && place === there.length - 1) period.value = there[0] ?? "";
    playing.value = !playing.value;
  };
  return (
    <span class="periods">
      <button onClick={play} aria-label={playing.value ? say("page.pause") : say("page.play")}>{playing.value ? "❚❚" : "▶"}</button>
      <input
        type="range"
        min="0"
        max={there.length - 1}
        value={place}
        aria-label={say("page.period")}
        aria-valuetext={now.value}
        onInput={(event) => (period.value = there[Number(event.currentTarget.value)] ?? "")}
      />
      <output>{now.value}</output>
    </span>
  );
}

function Measures() {
  const open = study.value;
  if (!open) return null;
  const kinds = ["level", "change", "amount"] as const;
  return (
    <select class="measures" aria-label={say("page.measure")} value={shown.value.key} onChange={(event) => (measure.value = event.currentTarget.value)}>
      {kinds.map((kind) => {
        const these = open.measures.filter((m) => m.kind === kind);
        return these.length > 0 && (
          <optgroup label={say(`page.kind-${kind}`)} key={kind}>
            {these.map((m) => <option value={m.key} key={m.key}>{open.measureName(m)}</option>)}
          </optgroup>
        );
      })}
    </select>
  );
}

/** The own space on a server with a password: the way back to it, and out of it. */
function Space() {
  const leave = (): void => {
    signOut().then(() => {
      startAgain();
      go({ page: "home" });
    }, complain);
  };
  return (
    <details class="menu">
      <summary>{say("page.space")}</summary>
      <div class="sheet space">
        <label class="field">
          {say("page.way-back")}
          <input readOnly value={wayBack()} onFocus={(event) => event.currentTarget.select()} />
        </label>
        <p class="hint">{say("page.way-back-help")}</p>
        <p class="actions">
          <Copy text={wayBack()} what={say("page.way-back")} />
          <button onClick={leave}>{say("page.sign-out")}</button>
        </p>
      </div>
    </details>
  );
}
