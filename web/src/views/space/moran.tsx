// Are near units alike, and is it more than chance: Moran's I by period.
import type { SpaceVariable } from "../../answers";
import { Figure } from "../../charts/figure";
import { markAt, periodAxis, valueAxis } from "../../charts/axes";
import { seriesColour, type Ink } from "../../ink";
import { fixed, known } from "../../numbers";
import { at, LEVEL, probability } from "../../spoken";
import type { Cell, Table } from "../../table";
import { joined, listed, say } from "../../words";
import { captionIn, labelOf, periodIn, space, spanOf, weightsName, weightsShort } from "./variable";

type Row = Record<string, Cell>;
/** 95 of 100 values without dependence lie within so many standard deviations. */
const BAND = 1.96;

export function Moran({ of, rows }: { of: SpaceVariable; rows: Table }) {
  const periods = rows.distinct("period");
  const what = labelOf(of);
  const { weights } = space();
  const said = saidOf(rows, what);
  const title = say("page.title-moran", { what });
  if (periods.length < 2) return <p class="said">{said}</p>;
  return (
    <Figure
      name="space-moran"
      made={{ table: "space_moran", of: of.name }}
      question={say("page.ask-moran")}
      title={title}
      caption={captionIn(of, spanOf(periods), listed(weights.map(weightsName)))}
      height={280}
      chart={(ink) => draw(rows, periods, ink)}
      table={() => ({
        columns: [say("page.period"), say("page.weights"), "I", "E(I)", say("report.sd"), "z", "p", say("report.p-permutation")],
        rows: rows.rows().map((row) => {
          const rule = weights.find((one) => one.name === row["weights"]);
          return [row["period"], rule ? weightsShort(rule) : row["weights"], ...["statistic", "expected", "sd", "z", "p", "p_permutation"].map((key) => row[key])];
        }),
        digits: [0, undefined, 4, 4, 4, 2, 4, 4],
      })}
      note={<span>{joined([said, say("page.note-moran")])}</span>}
    />
  );
}

/** What Moran's I says of the period shown. */
function saidOf(rows: Table, what: string): string {
  const period = periodIn(rows);
  const row = rows.where({ period, weights: space().weights[0]?.name }).rows()[0];
  if (!row) return "";
  const [i, expected, p] = [Number(row["statistic"]), Number(row["expected"]), row["p"] as number | null];
  const side = !known(p) || p > LEVEL ? "none" : i > expected ? "alike" : "unlike";
  return say(`report.say-moran-${side}`, { at: at(period), what, i: fixed(i), p: probability(p), n: Number(row["n"]) });
}

function draw(rows: Table, periods: string[], ink: Ink) {
  const { weights } = space();
  const main = new Map(rows.where({ weights: weights[0]?.name }).rows().map((row) => [String(row["period"]), row]));
  const edge = (side: number): (number | null)[] =>
    periods.map((period) => {
      const row = main.get(period);
      return row ? Number(row["expected"]) + side * BAND * Number(row["sd"]) : null;
    });
  const [low, high] = [edge(-1), edge(1)];
  const bare = { type: "line" as const, silent: true, symbol: "none", tooltip: { show: false } };
  return {
    grid: { left: 44, right: 120, top: 16, bottom: 28 },
    tooltip: {
      trigger: "axis" as const,
      formatter: (of: unknown) => {
        const items = (of as { seriesName: string; data: { row?: Row } }[]).filter((item) => item.data?.row);
        const period = String(items[0]?.data.row?.["period"] ?? "");
        return [period, ...items.map(({ seriesName, data }) => `${seriesName}: I = ${fixed(Number(data.row?.["statistic"]))}, p ${probability(data.row?.["p"] as number | null)}`)].join("\n");
      },
    },
    xAxis: periodAxis(ink, periods),
    yAxis: valueAxis(ink),
    series: [
      { ...bare, stack: "band", stackStrategy: "all" as const, data: low, lineStyle: { opacity: 0 } },
      { ...bare, stack: "band", stackStrategy: "all" as const, data: low.map((value, i) => (value === null ? null : (high[i] ?? 0) - value)), lineStyle: { opacity: 0 }, areaStyle: { color: ink.quiet, opacity: 0.15 } },
      {
        ...bare, name: "E(I)", data: periods.map((period) => Number(main.get(period)?.["expected"] ?? NaN)),
        lineStyle: { color: ink.quiet, width: 1.2, type: "dashed" as const }, endLabel: { show: true, formatter: "E(I)", color: ink.quiet }, labelLayout: { moveOverlap: "shiftY" as const },
        ...markAt(ink, periodIn(rows)),
      },
      ...weights.map((rule, i) => {
        const colour = seriesColour(i);
        const found = new Map(rows.where({ weights: rule.name }).rows().map((row) => [String(row["period"]), row]));
        return {
          type: "line" as const, name: weightsShort(rule), symbol: ["circle", "rect", "triangle", "diamond"][i % 4], symbolSize: 8, lineStyle: { color: colour, width: 2 }, itemStyle: { color: colour },
          data: periods.map((period) => {
            const row = found.get(period);
            const sure = row && known(row["p"] as number | null) && Number(row["p"]) <= LEVEL;
            return { value: row ? (row["statistic"] as number) : null, row, itemStyle: { color: sure ? colour : ink.paper, borderColor: colour, borderWidth: 2 } };
          }) as never,
          endLabel: { show: true, formatter: "{a}", color: ink.text, width: 112, overflow: "break" as const }, labelLayout: { moveOverlap: "shiftY" as const },
        };
      }),
    ],
  };
}
