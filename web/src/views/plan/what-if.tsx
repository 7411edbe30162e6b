// What if a unit had other numbers: sliders, and the score solved again as they move.
import { useEffect, useMemo, useState } from "preact/hooks";
import { amount, signedPercent } from "../../numbers";
import { Pending } from "../../pending";
import { period as asked, picked } from "../../state";
import { chosen, current } from "../../study";
import { say } from "../../words";
import { Again } from "./again";
import { lastWins } from "./last-wins";
import { askWhatIf, type WhatIf as Answer, type WhatIfWanted } from "./messages";
import { Refused } from "./refused";
import { Outcome } from "./what-if-outcome";
import { orientationAsked } from "./what-if-words";

/** Percent of today's amount to either side of it. */
const REACH = 50;

/** A new value, and how it was asked for: by a share, or as it is. */
interface Change {
  value: number;
  asked: string;
}

export type Changes = Record<string, Change>;

export function WhatIf() {
  const study = current();
  const unit = chosen.value;
  const period = study.periods.includes(asked.value) ? asked.value : (study.periods.at(-1) ?? "");
  const panel = study.panel();
  return (
    <section class="part">
      <h2>{say("page.h-what-if")}</h2>
      <p class="said">{say("page.what-if-lead")}</p>
      <div class="choose">
        <label class="field">
          <span>{say("page.choose-unit")}</span>
          <select value={unit ?? ""} onChange={(event) => (picked.value = event.currentTarget.value ? [event.currentTarget.value] : [])}>
            <option value="">–</option>
            {study.meta.units.map((one) => <option value={one} key={one}>{study.unit(one)}</option>)}
          </select>
        </label>
        {study.periods.length > 1 && (
          <label class="field">
            <span>{say("page.period")}</span>
            <select value={period} onChange={(event) => (asked.value = event.currentTarget.value)}>
              {study.periods.map((one) => <option value={one} key={one}>{one}</option>)}
            </select>
          </label>
        )}
      </div>
      {panel.state !== "ready" ? (
        <Pending of={panel} />
      ) : unit === null ? (
        <p class="hint">{say("page.what-if-pick")}</p>
      ) : (
        <OfUnit key={`${unit} ${period}`} unit={unit} period={period} row={panel.value.where({ unit, period }).rows()[0] ?? null} />
      )}
    </section>
  );
}

function OfUnit({ unit, period, row }: { unit: string; period: string; row: Record<string, unknown> | null }) {
  const study = current();
  const columns = [...study.of("input"), ...study.of("output")];
  const [changes, setChanges] = useState<Changes>({});
  const [others, setOthers] = useState(false);
  const [answer, setAnswer] = useState<Answer | null>(null);
  const [why, setWhy] = useState<unknown>(null);
  const ask = useMemo(
    () =>
      lastWins<WhatIfWanted, Answer>(
        askWhatIf,
        (found) => {
          setAnswer(found);
          setWhy(null);
        },
        setWhy,
      ),
    [],
  );
  const named = study.meta.periods.find((one) => String(one) === period) ?? period;
  useEffect(() => {
    ask({ unit, period: named, changes: Object.fromEntries(Object.entries(changes).map(([column, change]) => [column, change.asked])), orientation: orientationAsked(), others });
  }, [changes, others]);

  if (row === null) return <p class="hint">{say("page.no-row", { unit: study.unit(unit), period })}</p>;
  const set = (column: string, change: Change | null): void => {
    const { [column]: _, ...rest } = changes;
    setChanges(change ? { ...rest, [column]: change } : rest);
  };
  return (
    <div class="desk">
      <div class="sliders">
        {columns.map((column) => <Slider key={column} column={column} now={Number(row[column])} change={changes[column]} set={(change) => set(column, change)} />)}
        <p class="actions">
          <button onClick={() => setChanges({})} disabled={Object.keys(changes).length === 0}>{say("page.reset")}</button>
          <label><input type="checkbox" checked={others} onChange={(event) => setOthers(event.currentTarget.checked)} /> {say("page.ask-others")}</label>
        </p>
      </div>
      <div class="outcome">
        {why !== null && <Refused why={why} />}
        {answer && <Outcome answer={answer} changes={changes} />}
        {answer && <Again lines={answer.lines} />}
      </div>
    </div>
  );
}

interface SliderOf {
  column: string;
  now: number;
  change: Change | undefined;
  set: (change: Change | null) => void;
}

function Slider({ column, now, change, set }: SliderOf) {
  const study = current();
  const value = change?.value ?? now;
  const percent = now === 0 ? 0 : Math.round(100 * (value / now - 1));
  const slide = (share: number): void => set(share === 0 ? null : { value: now * (1 + share / 100), asked: `${share > 0 ? "+" : ""}${share}%` });
  const type = (text: string): void => {
    const typed = Number(text);
    if (text !== "" && Number.isFinite(typed) && typed >= 0) set(typed === now ? null : { value: typed, asked: `=${typed}` });
  };
  return (
    <div class="slider">
      <span class="name">{study.headed(column)}</span>
      <span class="share digits">{signedPercent(percent / 100, 0)}</span>
      <input
        type="range" min={-REACH} max={REACH} step="1" value={Math.max(-REACH, Math.min(REACH, percent))} disabled={now === 0}
        aria-label={study.variable(column)} aria-valuetext={`${signedPercent(percent / 100, 0)}, ${amount(value)}`}
        onInput={(event) => slide(Number(event.currentTarget.value))}
      />
      <input type="number" min="0" step="any" value={Number(value.toPrecision(10))} aria-label={say("page.new-value", { variable: study.headed(column) })} onChange={(event) => type(event.currentTarget.value)} />
    </div>
  );
}
