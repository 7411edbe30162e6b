// Did productivity move beyond chance: means of every component over the intervals, with theirs.
import { List } from "../../charts/choices";
import { Figure } from "../../charts/figure";
import { drawWhiskers, type Whisker } from "../../charts/whiskers";
import type { Ink } from "../../ink";
import { fixed, known, type Maybe } from "../../numbers";
import { Pending } from "../../pending";
import { parts, per, probability, pValue } from "../../spoken";
import { measure } from "../../state";
import { current } from "../../study";
import type { Table } from "../../table";
import { joined, listed, say } from "../../words";
import { indexCaption, indexName, type Index } from "../index-shown";
import { boundIndex, boundIndices, keyOf, percentOf } from "./asked";

/** Components that sentences speak of. */
const HEAD = ["tfpch", "effch", "techch"] as const;
const OVERALL = "overall";

interface Mean {
  component: string;
  /** The interval, or that it is all of them, where there are several. */
  span: string;
  overall: boolean;
  value: Maybe;
  low: Maybe;
  high: Maybe;
  p: Maybe;
  computed: Maybe;
}

export function SureChange() {
  const study = current();
  const loaded = study.table("mean_index_intervals");
  if (loaded.state !== "ready") return <Pending of={loaded} />;
  const index = boundIndex(loaded.value);
  if (index === null) return null;
  const means = meansOf(loaded.value.where({ model: index.name }));
  const components = [index.total, ...index.components.filter((one) => one !== index.total)].filter((component) => means.some((mean) => mean.component === component));
  const spans = [...new Set(means.map((mean) => mean.span))];
  const title = indexName(index);
  return (
    <Figure
      name="sure-change"
      made={{ table: "mean_index_intervals", of: index.name }}
      question={say("page.ask-sure-change")}
      title={title}
      caption={indexCaption(index, say("page.means-geometric"), say("page.intervals-of", { level: percentOf(study.meta.inference) }))}
      tools={<p class="said">{joined(said(means, spans))}</p>}
      drawing={(ink, width) =>
        drawWhiskers(
          {
            rows: spans.map((span) => ({ key: span, name: nameOf(span), strong: span === OVERALL })),
            panels: components.map((component) => ({
              head: study.columnName(component),
              marks: spans.map((span) => markOf(means.find((mean) => mean.component === component && mean.span === span), component, ink)),
            })),
            neutral: 1, shared: true,
            items: [
              { text: say("page.told-apart"), colours: [ink.accent], shape: 0 },
              { text: say("page.not-told-apart"), colours: [ink.quiet], shape: 0, hollow: true },
            ],
          },
          ink, width, title,
        )
      }
      note={
        <>
          <Which means={loaded.value} index={index} />
          <span>{say("report.change-lead")}</span>
        </>
      }
      table={() => ({
        columns: [say("report.interval"), say("page.component"), say("report.as-computed"), say("report.corrected"), say("page.interval-low"), say("page.interval-high"), say("report.p")],
        rows: means.map((mean) => [nameOf(mean.span), study.columnName(mean.component), mean.computed, mean.value, mean.low, mean.high, mean.p]),
        digits: [undefined, undefined, 3, 3, 3, 3, 4],
      })}
    />
  );
}

const nameOf = (span: string): string => (span === OVERALL ? say("page.over-all") : span);

function meansOf(table: Table): Mean[] {
  const several = table.of("overall").includes(false);
  return table.rows().map((row) => ({
    component: String(row["component"]), overall: row["overall"] === true,
    span: several && row["overall"] === true ? OVERALL : `${row["period_from"]}–${row["period_to"]}`,
    value: row["value"] as Maybe, low: row["low"] as Maybe, high: row["high"] as Maybe, p: row["p"] as Maybe, computed: row["ordinary"] as Maybe,
  }));
}

/** Where the interval of a mean lies, seen from 1. */
function way({ low, high }: Mean): "above" | "below" | "unsure" {
  return known(low) && low > 1 ? "above" : known(high) && high < 1 ? "below" : "unsure";
}

function markOf(mean: Mean | undefined, component: string, ink: Ink): Whisker | undefined {
  if (!mean || !known(mean.value)) return undefined;
  const sure = way(mean) !== "unsure";
  const colour = sure ? ink.accent : ink.quiet;
  const words = [`${current().columnName(component)} ${fixed(mean.value)}`, `${say("report.its-interval")} ${fixed(mean.low)}–${fixed(mean.high)}`, pValue(mean.p)];
  return { at: mean.value, low: mean.low, high: mean.high, line: colour, dot: colour, fill: sure ? colour : ink.paper, said: parts(words) };
}

/** What the means over all intervals say, and in which intervals the index moved beyond chance. */
function said(means: Mean[], spans: string[]): string[] {
  const whole = HEAD.flatMap((component) => {
    const mean = means.find((one) => one.component === component && one.overall);
    if (!mean || !known(mean.value)) return [];
    return [say(`report.change-${way(mean)}`, { component: say(`report.${component}`), per: per(current().periods.at(-1) ?? ""), value: fixed(mean.value), low: fixed(mean.low), high: fixed(mean.high), p: probability(mean.p) })];
  });
  const single = means.filter((mean) => mean.component === "tfpch" && !mean.overall);
  if (spans.length < 3) return whole;
  const moved = (["below", "above"] as const).flatMap((side) => {
    const mine = single.filter((mean) => way(mean) === side).map((mean) => mean.span);
    return mine.length === 0 ? [] : [say(`report.change-when-${side}`, { k: mine.length, n: single.length, spans: listed(mine) })];
  });
  return [...whole, ...(moved.length ? moved : [say("report.change-when-none")])];
}

/** The index, where there is a choice. */
function Which({ means, index }: { means: Table; index: Index }) {
  const all = boundIndices(means);
  if (all.length < 2) return null;
  return <List label={say("page.index")} options={all.map((one) => ({ value: one.name, text: indexName(one) }))} value={index.name} choose={(name) => (measure.value = keyOf(name, all.find((one) => one.name === name)?.total ?? ""))} />;
}
