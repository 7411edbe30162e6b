// Productivity chained over the periods: all units, regions, the units picked.
import { Figure } from "../../charts/figure";
import { legendHeight } from "../../charts/text";
import { CATEGORIES, regionColour, type Ink } from "../../ink";
import { known, quantile } from "../../numbers";
import { Pending } from "../../pending";
import { picked } from "../../state";
import { current, now } from "../../study";
import type { Table } from "../../table";
import { say } from "../../words";
import { componentShown, indexCaption, written, type Index } from "../index-shown";

const MOST_PICKED = 6;
const BAND = 8;

interface Line {
  name: string;
  unit: string;
  colour: string;
  values: (number | null)[];
  all: boolean;
}

export function Cumulative({ index }: { index: Index }) {
  const study = current();
  const [means, own] = [study.table("cumulative_means"), study.table(`${index.kind}_cumulative`)];
  if (means.state !== "ready") return <Pending of={means} />;
  if (own.state !== "ready") return <Pending of={own} />;
  const column = componentShown(index);
  const units = own.value.where({ model: index.name });
  const band = bandOf(units, column);
  const lines = linesOf(index, column, means.value, units);
  const since = String(index.since ?? study.periods[0]);
  const title = say("page.cumulative", { what: study.columnName(column) });
  return (
    <Figure
      name={`cumulative-${column}`}
      question={say("page.ask-cumulative")}
      title={title}
      caption={indexCaption(index, say("page.since", { period: since, neutral: index.neutral }), ...(drawn(band) ? [say("page.band")] : []))}
      height={340}
      chart={(ink, width) => chart(index, lines, band, ink, width)}
      table={() => ({
        columns: [say("page.period"), ...lines.map((line) => line.name)],
        rows: study.periods.map((period, i) => [period, ...lines.map((line) => line.values[i] ?? null)]),
        digits: [undefined, ...lines.map(() => 3)],
      })}
    />
  );
}

function linesOf(index: Index, column: string, means: Table, units: Table): Line[] {
  const study = current();
  const own = means.where({ model: index.name });
  const along = (table: Table): (number | null)[] => {
    const numbers = table.numbers(column);
    const values = new Map(table.words("period").map((period, i) => [period, numbers[i] ?? null]));
    return study.periods.map((period) => values.get(period) ?? null);
  };
  return [
    { name: say("page.all-units"), unit: "", colour: "", values: along(own.where({ by: "all" })), all: true },
    ...study.regions.map((region) => ({
      name: study.region(region), unit: "", colour: regionColour(region, study.regions),
      values: along(own.where({ by: "region", name: region })), all: false,
    })).filter((line) => line.values.some(known)),
    ...picked.value.filter((unit) => study.meta.units.includes(unit)).slice(0, MOST_PICKED).map((unit, i) => ({
      name: study.unit(unit), unit, colour: CATEGORIES[(i + 4) % 7] ?? "", values: along(units.where({ unit })), all: false,
    })),
  ];
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

function chart(index: Index, lines: Line[], band: [number, number][], ink: Ink, width: number) {
  const study = current();
  const beside = width >= 480;
  const long = Math.max(...lines.map((line) => line.name.length));
  const area = { type: "line" as const, stack: "band", symbol: "none", silent: true, lineStyle: { opacity: 0 }, tooltip: { show: false } };
  return {
    aria: { enabled: true },
    grid: { left: 52, right: beside ? Math.min(16 + long * 8, width * 0.32) : 14, top: beside ? 16 : legendHeight(lines.map((line) => line.name), width), bottom: 28 },
    ...(beside ? {} : { legend: { top: 0, left: 0, data: lines.map((line) => line.name), textStyle: { color: ink.text }, itemHeight: 10, padding: 3 } }),
    tooltip: { trigger: "axis" as const, valueFormatter: (value: unknown) => written(index, typeof value === "number" ? value : undefined) },
    xAxis: { type: "category" as const, data: study.periods, boundaryGap: false, axisLine: { lineStyle: { color: ink.quiet }, onZero: false }, axisLabel: { color: ink.text, hideOverlap: true } },
    yAxis: { type: "value" as const, scale: true, splitLine: { lineStyle: { color: ink.grid } }, axisLabel: { color: ink.text } },
    series: [
      ...(drawn(band)
        ? [
            { ...area, data: band.map(([low]) => (Number.isFinite(low) ? low : null)), stackStrategy: "all" as const },
            { ...area, data: band.map(([low, high]) => (Number.isFinite(low) ? high - low : null)), stackStrategy: "all" as const, areaStyle: { color: ink.quiet, opacity: 0.16 } },
          ]
        : []),
      ...lines.map((line) => ({
        type: "line" as const,
        name: line.name,
        data: line.values.map((value) => ({ value, ...(line.unit ? { unit: line.unit } : {}) })) as never,
        symbolSize: line.unit ? 6 : 3,
        lineStyle: { color: line.colour || ink.text, width: line.unit || line.all ? 2.5 : 1.5, type: line.all ? ("dashed" as const) : ("solid" as const) },
        itemStyle: { color: line.colour || ink.text },
        endLabel: { show: beside, formatter: "{a}", color: ink.text },
        labelLayout: { moveOverlap: "shiftY" as const },
        ...(line.all
          ? { markLine: { silent: true, symbol: "none", label: { show: false }, lineStyle: { color: ink.quiet, type: "dotted" as const }, data: [{ yAxis: index.neutral }, { xAxis: now.value }] } }
          : {}),
      })),
    ],
  };
}
