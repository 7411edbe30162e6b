// Whose inefficiency is beyond chance: every score with its interval, in the period shown.
import { useState } from "preact/hooks";
import type { Score } from "../../answers";
import { Buttons, List } from "../../charts/choices";
import { Figure } from "../../charts/figure";
import type { LegendItem } from "../../charts/legend";
import { isLong, isSought, Search } from "../../charts/search";
import { drawWhiskers, type Whisker } from "../../charts/whiskers";
import type { Ink } from "../../ink";
import { fixed, known, type Maybe } from "../../numbers";
import { Pending } from "../../pending";
import { parts, when } from "../../spoken";
import { measure, pick } from "../../state";
import { current, now } from "../../study";
import type { Table } from "../../table";
import { joined, listed, say } from "../../words";
import { modelCaption } from "../models";
import { boundModels, keyOf, percentOf, SCORES, scoreShown } from "./asked";
import { meanSaid } from "./mean";

/** Units that a sentence names; of more it gives the number. */
const MOST_LISTED = 12;
/** Below it a score is off the frontier. */
const BELOW = 1 - 1e-6;
/** Ends of intervals are drawn up to here. */
const HIGHEST = 2;

interface Row {
  unit: string;
  value: number;
  corrected: Maybe;
  bias: Maybe;
  low: Maybe;
  high: Maybe;
  worth: boolean;
  /** Nothing where intervals cannot tell. */
  inefficient: boolean | null;
}

export function SureScores() {
  const loaded = current().table("intervals");
  if (loaded.state !== "ready") return <Pending of={loaded} />;
  return <Scores intervals={loaded.value} />;
}

function Scores({ intervals }: { intervals: Table }) {
  const study = current();
  const [sought, setSought] = useState("");
  const of = scoreShown(intervals);
  if (of === null) return null;
  const rows = rowsOf(intervals.where({ model: of.model.name, score: of.score, period: now.value }));
  const found = rows.filter(({ unit }) => isSought(unit, sought));
  const drawn = isLong(rows.length) && found.length > 0 ? found : rows;
  const told = rows.some((row) => row.inefficient !== null);
  const title = study.columnName(of.score);
  const method = say(`report.sure-${study.meta.inference?.method}`);
  return (
    <Figure
      name="sure-scores"
      made={{ table: "intervals", of: of.model.name, period: now.value }}
      question={say("page.ask-sure-scores")}
      title={title}
      caption={parts([modelCaption(of.model, now.value, of.score === "te_vrs" ? "vrs" : "crs"), method, say("page.intervals-of", { level: percentOf(study.meta.inference) })])}
      tools={
        <>
          <p class="said">{joined([...(told ? inefficient(rows) : [say("report.sure-cannot")]), meanSaid(of.model, of.score)])}</p>
          {isLong(rows.length) && <Search value={sought} change={setSought} found={found.length} enter={() => found[0] && pick(found[0].unit)} />}
        </>
      }
      drawing={(ink, width) =>
        drawWhiskers(
          {
            rows: drawn.map(({ unit }) => ({ key: unit, name: study.unit(unit), unit })),
            panels: [{ head: "", marks: drawn.map((row) => markOf(row, told, ink)) }],
            neutral: 1, shared: true, items: items(told, ink),
          },
          ink, width, title,
        )
      }
      note={
        <>
          <Choice intervals={intervals} model={of.model.name} score={of.score} />
          <span>{worth(rows)}</span>
        </>
      }
      table={() => ({
        columns: [say("page.unit"), say("report.as-computed"), say("report.corrected"), say("page.interval-low"), say("page.interval-high"), ...(told ? [say("report.inefficient")] : [])],
        rows: rows.map((row) => [row.unit, row.value, row.corrected, row.low, row.high, ...(told ? [answer(row)] : [])]),
        unit: 0,
        digits: [undefined, 3, 3, 3, 3],
      })}
    />
  );
}

/** Units with a score, the highest first. */
function rowsOf(table: Table): Row[] {
  const told = table.has("inefficient");
  return table.rows().flatMap((row) => {
    const value = row["value"];
    if (typeof value !== "number") return [];
    const number = (column: string): Maybe => row[column] as Maybe;
    return [{
      unit: String(row["unit"]), value, corrected: number("corrected"), bias: number("bias"), low: number("low"), high: number("high"),
      worth: row["worth_correcting"] === true, inefficient: told ? row["inefficient"] === true : null,
    }];
  }).sort((a, b) => b.value - a.value);
}

const answer = (row: Row): string => say(row.inefficient ? "report.yes" : "report.not-shown");

function markOf(row: Row, told: boolean, ink: Ink): Whisker {
  const ends = known(row.low) && known(row.high) ? `${fixed(row.low)}–${fixed(row.high)}` : "–";
  const said = [
    `${say("report.as-computed")} ${fixed(row.value)}`, `${say("report.corrected")} ${fixed(row.corrected)}`, `${say("report.its-interval")} ${ends}`,
    `${say("page.bias")} ${fixed(row.bias)}`, row.worth ? "" : say("page.not-worth"),
    told ? say(row.inefficient ? "report.interval-sure" : "report.interval-unsure") : "",
  ];
  return {
    at: row.value, tick: row.corrected, low: known(row.low) ? Math.max(row.low, 0) : null, high: known(row.high) ? Math.min(row.high, HIGHEST) : null,
    line: row.inefficient ? ink.redundancy : told ? ink.quiet : ink.shortfall, dot: ink.text, fill: ink.paper, said: parts(said),
  };
}

function items(told: boolean, ink: Ink): LegendItem[] {
  const line = (text: string, colour: string): LegendItem => ({ text, colours: [colour], line: "flat" });
  return [
    { text: say("report.as-computed"), colours: [""], shape: 0, hollow: true },
    { text: say("report.corrected"), colours: [ink.text], line: "upright" },
    ...(told ? [line(say("report.interval-sure"), ink.redundancy), line(say("report.interval-unsure"), ink.quiet)] : [line(say("report.its-interval"), ink.shortfall)]),
  ];
}

/** How many are inefficient beyond chance, and of whom it is not shown. */
function inefficient(rows: Row[]): string[] {
  const { inference } = current().meta;
  const open = rows.filter((row) => row.value < BELOW && !row.inefficient).map((row) => current().unit(row.unit));
  const count = rows.filter((row) => row.inefficient).length;
  return [
    say("page.sure-inefficient", { k: count, n: rows.length, when: when(now.value), level: percentOf(inference) }),
    open.length === 0 ? "" : open.length <= MOST_LISTED ? say("report.sure-not-shown", { units: listed(open) }) : say("report.sure-not-shown-many", { k: open.length }),
    say("report.sure-percentile"),
  ];
}

/** Where the correction adds more noise than it removes bias. */
function worth(rows: Row[]): string {
  const kept = rows.filter((row) => !row.worth).length;
  return kept > 0 ? say("report.sure-worth", { k: kept, n: rows.length }) : say("report.sure-worth-all", { n: rows.length });
}

/** The score, and the model where there is a choice: those of the top bar. */
function Choice({ intervals, model, score }: { intervals: Table; model: string; score: Score }) {
  const study = current();
  const models = boundModels(intervals);
  return (
    <>
      {models.length > 1 && (
        <List label={say("page.model")} options={models.map(({ name }) => ({ value: name, text: name }))} value={model} choose={(name) => (measure.value = keyOf(name, score))} />
      )}
      <Buttons
        label={say("page.measure")}
        options={SCORES.map((one) => ({ value: one, text: study.columnName(one) }))}
        value={score}
        choose={(one) => (measure.value = keyOf(model, one))}
      />
    </>
  );
}
