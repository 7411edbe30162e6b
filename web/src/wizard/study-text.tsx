// study.toml itself, for those who know it: that of a study, or one that is brought with the files it names.
import { useEffect, useRef, useState } from "preact/hooks";
import type { StudyAnswer } from "../answers";
import { post, put, Refusal, upload, type Job } from "../api";
import { complain } from "../notices";
import { go } from "../state";
import { say, told, type Text } from "../words";
import { titleOf } from "./fill";
import type { FileLook } from "./files";
import { choicesOf, Unkept, warnOfNewer } from "./newest";
import { DropPlace, ENDINGS } from "./upload";

/** What is being written; it outlives a reload. */
interface Writing {
  text: string;
  title: Text | null;
  /** The hash of the file that it began with. */
  sha256?: string | undefined;
  files: { id: string; name: string }[];
}

const BLANK: Writing = { text: "", title: null, files: [] };
const ACCEPTED = `.toml,${ENDINGS.table},${ENDINGS.boundaries}`;
const MANY_LINES = 28;

/** A study file is told from norms, which are TOML, too. */
const isStudyFile = (text: string): boolean => /^\s*\[?\[(data|models?)\]/m.test(text);

export function StudyText({ id }: { id: string }) {
  const place = `text-${id}`;
  const [now, setNow] = useState<Writing>(() => JSON.parse(sessionStorage.getItem(place) ?? "null") ?? BLANK);
  const [why, setWhy] = useState<unknown>(null);
  const [right, setRight] = useState<Text | null>(null);
  const [busy, setBusy] = useState(false);
  const area = useRef<HTMLTextAreaElement>(null);
  const write = (part: Partial<Writing>): void => {
    setNow((before) => {
      const after = { ...before, ...part };
      sessionStorage.setItem(place, JSON.stringify(after));
      return after;
    });
    setRight(null);
  };
  const [newest, setNewest] = useState(id === "");
  const renew = async (): Promise<void> => {
    const got = await choicesOf(id);
    setNewest(true);
    if (now.title && now.sha256 === got.sha256) return;
    if (now.title) warnOfNewer();
    write({ text: got.toml, title: titleOf(got.study), sha256: got.sha256 });
    setWhy(null);
  };
  useEffect(() => {
    if (id) renew().catch(setWhy);
  }, [id]);
  const send = async (file: File): Promise<void> => {
    const text = file.name.toLowerCase().endsWith(".toml") ? await file.text() : "";
    if (isStudyFile(text)) return write({ text });
    const { id, name } = await upload<FileLook>(file);
    setNow((before) => {
      const after = { ...before, files: [...before.files.filter((one) => one.name !== name), { id, name }] };
      sessionStorage.setItem(place, JSON.stringify(after));
      return after;
    });
    setWhy(null);
  };
  const body = { toml: now.text, files: now.files.map((file) => file.id) };
  const attempt = async (step: () => Promise<unknown>): Promise<void> => {
    setBusy(true);
    setWhy(null);
    setRight(null);
    try {
      await step();
    } catch (error) {
      setWhy(error);
      markLine(area.current, error);
    } finally {
      setBusy(false);
    }
  };
  const check = async (): Promise<void> => setRight((await post<{ title: Text }>("studies/check", id ? { ...body, from: id } : body)).title);
  const keep = async (kept: Promise<StudyAnswer>): Promise<void> => {
    const made = await kept;
    sessionStorage.removeItem(place);
    await post<Job>(`studies/${made.id}/run`).catch(complain);
    go({ page: "study", id: made.id, view: "overview" });
  };
  const leave = (): void => {
    sessionStorage.removeItem(place);
    go(id ? { page: "study", id, view: "data" } : { page: "home" });
  };
  const shown = id === "" ? now.text !== "" : newest && now.title !== null;
  const drop = <DropPlace label={say(shown ? "page.files-drop" : "page.toml-drop")} accept={ACCEPTED} many send={send} />;
  return (
    <main id="main" class="wizard" tabIndex={-1}>
      <header>
        <h1>{id ? say("page.edit-toml") : say("page.bring-toml")}</h1>
        <button onClick={leave}>{say("page.leave-choices")}</button>
      </header>
      <section class="step">
        {now.title && <p class="lead">{told(now.title)}</p>}
        <p>{id ? say("page.edit-toml-lead") : say("page.bring-toml-lead")}</p>
        {!shown && (id === "" ? drop : why === null && <p class="pending" aria-busy="true">{say("page.loading")}</p>)}
        {shown && (
          <label class="written">
            study.toml
            <textarea
              ref={area}
              rows={MANY_LINES}
              spellcheck={false}
              autocomplete="off"
              value={now.text}
              onInput={(event) => write({ text: event.currentTarget.value })}
            />
          </label>
        )}
        {why !== null && <Unkept why={why} renew={renew} />}
        <p role="status" class={right ? "ruling good" : ""}>{right && say("page.toml-right", { title: told(right) })}</p>
        {shown && (
          <p class="actions">
            <button disabled={busy || !now.text} onClick={() => void attempt(check)}>{say("page.check-toml")}</button>
            {id && <button disabled={busy || !now.text} onClick={() => void attempt(() => keep(post("studies", { ...body, from: id })))}>{say("page.keep-copy")}</button>}
            <button class="main" disabled={busy || !now.text} onClick={() => void attempt(() => keep(id ? put(`studies/${id}`, { ...body, before: now.sha256 }) : post("studies", body)))}>
              {busy ? say("page.checking") : say(id ? "page.save-and-run" : "page.run")}
            </button>
          </p>
        )}
        {shown && drop}
        {now.files.length > 0 && (
          <ul class="sent">
            {now.files.map((file) => (
              <li key={file.id} class="taken">
                {say("page.file-sent", { file: file.name })}{" "}
                <button aria-label={say("page.forget", { title: file.name })} onClick={() => write({ files: now.files.filter((one) => one !== file) })}>×</button>
              </li>
            ))}
          </ul>
        )}
      </section>
    </main>
  );
}

/** Marks the line that is no TOML, where the server names one. */
function markLine(area: HTMLTextAreaElement | null, why: unknown): void {
  const line = why instanceof Refusal && why.code === "study-toml-line" ? /line (\d+)/.exec(why.text.en)?.[1] : undefined;
  if (!area || line === undefined) return;
  const lines = area.value.split("\n");
  const start = lines.slice(0, Number(line) - 1).join("\n").length + (Number(line) > 1 ? 1 : 0);
  area.setSelectionRange(start, start + (lines[Number(line) - 1]?.length ?? 0));
  area.scrollTop = ((Number(line) - MANY_LINES / 2) * area.scrollHeight) / lines.length;
  area.focus();
}
