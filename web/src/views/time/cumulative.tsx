// Productivity chained over the periods: all units, regions, the units picked.
import { Figure } from "../../charts/figure";
import { lineChart, linesOf, type Line } from "../../charts/lines";
import type { Ink } from "../../ink";
import { known, quantile, type Maybe } from "../../numbers";
import { Pending } from "../../pending";
import { current, now } from "../../study";
import type { Table } from "../../table";
import { say } from "../../words";
import { componentShown, indexCaption, written, type Index } from "../index-shown";

const MOST_PICKED = 6;
/** Units from which on a band is drawn. */
const BAND = 8;

export function Cumulative({ index }: { index: Index }) {
  const study = current();
  const [means, own] = [study.table("cumulative_means"), study.table(`${index.kind}_cumulative`)];
  if (means.state !== "ready") return <Pending of={means} />;
  if (own.state !== "ready") return <Pending of={own} />;
  const column = componentShown(index);
  const units = own.value.where({ model: index.name });
  const band = bandOf(units, column);
  const lines = along(index, column, means.value, units);
  const since = String(index.since ?? study.periods[0]);
  const title = say("page.cumulative", { what: study.columnName(column) });
  return (
    <Figure
      name={`cumulative-${column}`}
      made={[{ table: "cumulative_means", of: index.name, columns: ["by", "name", "period", column] }, { table: `${index.kind}_cumulative`, of: index.name, columns: ["unit", "period", column] }]}
      question={say(index.total === "econch" ? "page.ask-cumulative-econch" : "page.ask-cumulative")}
      title={title}
      caption={indexCaption(index, say("page.since", { period: since, neutral: index.neutral }), ...(drawn(band) ? [say("page.band")] : []))}
      height={340}
      chart={(ink, width) => lineChart({ lines, periods: study.periods, write: (value) => written(index, value), now: now.value, values: [index.neutral], below: bandSeries(band, ink) }, ink, width)}
      table={() => ({
        columns: [say("page.period"), ...lines.map((line) => line.name)],
        rows: study.periods.map((period, i) => [period, ...lines.map((line) => line.values[i] ?? null)]),
        digits: [undefined, ...lines.map(() => 3)],
      })}
    />
  );
}

function along(index: Index, column: string, means: Table, units: Table): Line[] {
  const study = current();
  const own = means.where({ model: index.name });
  const path = (table: Table): Maybe[] => {
    const numbers = table.numbers(column);
    const values = new Map(table.words("period").map((period, i) => [period, numbers[i] ?? null]));
    return study.periods.map((period) => values.get(period));
  };
  return linesOf(path(own.where({ by: "all" })), (region) => path(own.where({ by: "region", name: region })), (unit) => path(units.where({ unit })), say("page.all-units"), MOST_PICKED);
}

/** Between which values the middle half of the units lies, period by period; of few units nothing. */
function bandOf(units: Table, column: string): [number, number][] {
  const byPeriod = new Map<string, number[]>();
  const [periods, values] = [units.words("period"), units.numbers(column)];
  values.forEach((value, i) => {
    const period = periods[i] ?? "";
    if (!byPeriod.has(period)) byPeriod.set(period, []);
    if (known(value)) byPeriod.get(period)?.push(value);
  });
  return current().periods.map((period) => {
    const sorted = (byPeriod.get(period) ?? []).sort((a, b) => a - b);
    return sorted.length < BAND ? [NaN, NaN] : [quantile(sorted, 0.25), quantile(sorted, 0.75)];
  });
}

const drawn = (band: [number, number][]): boolean => band.some(([low]) => Number.isFinite(low));

/** Two areas on each other, the lower one not seen. */
function bandSeries(band: [number, number][], ink: Ink): object[] {
  if (!drawn(band)) return [];
  const area = { type: "line", stack: "band", symbol: "none", silent: true, lineStyle: { opacity: 0 }, tooltip: { show: false }, stackStrategy: "all" };
  return [
    { ...area, data: band.map(([low]) => (Number.isFinite(low) ? low : null)) },
    { ...area, data: band.map(([low, high]) => (Number.isFinite(low) ? high - low : null)), areaStyle: { color: ink.quiet, opacity: 0.16 } },
  ];
}
