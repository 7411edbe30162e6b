// How unlike are units: Gini and Theil by period.
import type { SpaceVariable } from "../../answers";
import { Figure } from "../../charts/figure";
import { markAt, periodAxis, valueAxis } from "../../charts/axes";
import { CATEGORIES } from "../../ink";
import { fixed, known, type Maybe } from "../../numbers";
import { at, changed, within } from "../../spoken";
import { current } from "../../study";
import type { Table } from "../../table";
import { joined, say } from "../../words";
import { captionIn, labelOf, periodIn, sizesOf, spanOf } from "./variable";

/** A smaller change of a Gini coefficient is none in words. */
const SAME = 0.001;
const LINES = ["gini", "theil"] as const;

export function sized(of: SpaceVariable): string {
  return of.below ? say("report.say-sizes", { column: within(current().variable(of.below)) }) : say("report.say-equal-sizes");
}

function saidOf(of: SpaceVariable, rows: Table): string {
  const gini = rows.numbers("gini");
  const periods = rows.words("period");
  const [a, b] = [gini[0], gini.at(-1)];
  const out: string[] = [];
  if (known(a) && known(b))
    out.push(
      periods.length > 1
        ? say(`report.say-gini-${changed(a, b, SAME)}`, { what: labelOf(of), a: fixed(a), b: fixed(b), first: at(periods[0] ?? ""), last: at(periods.at(-1) ?? "") })
        : say("report.say-gini", { what: labelOf(of), b: fixed(b) }),
    );
  const row = rows.where({ period: periodIn(rows) }).rows()[0];
  const between = row?.["between %"] as Maybe;
  if (known(between)) out.push(say("page.theil-between", { at: at(periodIn(rows)), between: fixed(between, 1), within: fixed(row?.["within %"] as Maybe, 1) }));
  out.push(sized(of));
  if (of.kind === "score") out.push(say("report.say-score-inequality"));
  return joined(out);
}

export function Inequality({ of, rows }: { of: SpaceVariable; rows: Table }) {
  const periods = rows.words("period");
  const said = saidOf(of, rows);
  if (periods.length < 2) return <p class="said">{said}</p>;
  const what = labelOf(of);
  const names = { gini: say("report.gini"), theil: say("page.theil") };
  const split = rows.has("between %") && rows.numbers("between %").some(known);
  return (
    <Figure
      name="space-inequality"
      made={{ table: "space_inequality", of: of.name }}
      question={say("page.ask-inequality")}
      title={say("report.t-theil", { what })}
      caption={captionIn(of, spanOf(periods), sizesOf(of))}
      height={260}
      chart={(ink) => ({
        grid: { left: 48, right: 96, top: 16, bottom: 28 },
        tooltip: { trigger: "axis", valueFormatter: (value) => fixed(value as number, 4) },
        xAxis: periodAxis(ink, periods),
        yAxis: { ...valueAxis(ink), scale: false },
        series: LINES.map((key, i) => ({
          type: "line", name: names[key], data: rows.numbers(key), symbolSize: 5,
          lineStyle: { color: CATEGORIES[i] ?? "", width: 2 }, itemStyle: { color: CATEGORIES[i] ?? "" },
          endLabel: { show: true, formatter: "{a}", color: ink.text }, labelLayout: { moveOverlap: "shiftY" },
          ...(i === 0 ? markAt(ink, periodIn(rows)) : {}),
        })),
      })}
      table={() => ({
        columns: [say("page.period"), say("report.gini"), say("page.theil"), say("page.theil-l"), say("report.atkinson"), say("report.cv"), ...(split ? [say("page.between-share"), say("page.within-share")] : [])],
        rows: rows.rows().map((row) => [row["period"], ...["gini", "theil", "theil_l", "atkinson", "cv", ...(split ? ["between %", "within %"] : [])].map((key) => row[key])]),
        digits: [0, 4, 5, 5, 5, 4, 1, 1],
      })}
      note={<span>{said}</span>}
    />
  );
}
