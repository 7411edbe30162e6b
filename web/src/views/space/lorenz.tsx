// Who holds how much: the Lorenz curve of the period shown beside that of the first.
import type { SpaceVariable } from "../../answers";
import { Figure } from "../../charts/figure";
import { CATEGORIES, type Ink } from "../../ink";
import { fixed, percent } from "../../numbers";
import { Pending } from "../../pending";
import { isPicked } from "../../state";
import { at, stamp, within } from "../../spoken";
import { current } from "../../study";
import type { Table } from "../../table";
import { say } from "../../words";
import { sized } from "./inequality";
import { captionIn, labelOf, periodIn, sizesOf } from "./variable";

interface Point {
  unit: string;
  people: number;
  held: number;
}

/** Cumulative shares of people and of what they hold, those with least first. */
function lorenz(units: string[], values: number[], sizes: number[]): Point[] {
  const order = units.map((_, i) => i).sort((a, b) => (values[a] ?? 0) - (values[b] ?? 0));
  const people = sizes.reduce((sum, size) => sum + size, 0);
  const held = values.reduce((sum, value, i) => sum + value * (sizes[i] ?? 0), 0);
  let [x, y] = [0, 0];
  return [
    { unit: "", people: 0, held: 0 },
    ...order.map((i) => {
      x += sizes[i] ?? 0;
      y += (values[i] ?? 0) * (sizes[i] ?? 0);
      return { unit: units[i] ?? "", people: x / people, held: y / held };
    }),
  ];
}

export function Lorenz({ of, rows }: { of: SpaceVariable; rows: Table }) {
  const study = current();
  const panel = of.below ? study.panel() : null;
  if (panel && panel.state !== "ready") return <Pending of={panel} />;
  const curve = (period: string): Point[] => {
    const here = rows.where({ period });
    const sizes = new Map<string, number>();
    if (panel?.state === "ready") {
      const there = panel.value.where({ period });
      there.words("unit").forEach((unit, i) => sizes.set(unit, there.numbers(of.below)[i] ?? 0));
    }
    const known = here.words("unit").flatMap((unit, i) => {
      const value = here.numbers("value")[i];
      return value === null || value === undefined ? [] : [{ unit, value, size: panel ? (sizes.get(unit) ?? 0) : 1 }];
    });
    return lorenz(known.map((k) => k.unit), known.map((k) => k.value), known.map((k) => k.size));
  };
  const last = periodIn(rows);
  const first = rows.distinct("period")[0] ?? last;
  const curves = (first === last ? [last] : [first, last]).map((period) => ({ period, points: curve(period) }));
  const what = labelOf(of);
  const x = of.below ? say("report.lorenz-x", { below: within(study.variable(of.below)) }) : say("report.lorenz-x-equal");
  const y = say("report.lorenz-y", { what: within(study.variable(of.column)) });
  const now = curves.at(-1)?.points ?? [];
  const half = now.find((point) => point.people >= 0.5);
  return (
    <Figure
      name="space-lorenz"
      made={{ table: "space_values", of: of.name }}
      question={say("page.ask-lorenz")}
      title={say("report.fig-lorenz", { what })}
      caption={captionIn(of, ...curves.map((one) => stamp(one.period)), sizesOf(of))}
      height={380}
      chart={(ink) => draw(curves, x, y, ink)}
      table={() => ({
        columns: [say("page.period"), say("page.unit"), x, y],
        rows: curves.flatMap(({ period, points }) => points.filter((point) => point.unit).map((point) => [period, point.unit, point.people, point.held])),
        unit: 1,
        digits: [0, undefined, 4, 4],
      })}
      note={<span>{half && say("page.lorenz-half", { people: percent(half.people, 0), held: percent(half.held, 0), at: at(last) })} {sized(of)}</span>}
    />
  );
}

function draw(curves: { period: string; points: Point[] }[], x: string, y: string, ink: Ink) {
  const study = current();
  const axis = (name: string, gap: number) => ({
    type: "value" as const, min: 0, max: 1, name, nameLocation: "middle" as const, nameGap: gap, nameTextStyle: { color: ink.text },
    splitLine: { lineStyle: { color: ink.grid } }, axisLabel: { color: ink.text, formatter: (value: number) => `${Math.round(100 * value)}%` },
  });
  return {
    grid: { left: 64, right: 24, top: 28, bottom: 44 },
    legend: { top: 0, left: 60, textStyle: { color: ink.text } },
    tooltip: {
      formatter: (of: unknown) => {
        const { data } = of as { data: { unit?: string; value: [number, number] } };
        return data.unit ? `${study.unit(data.unit)}\n${fixed(100 * data.value[0], 1)}% / ${fixed(100 * data.value[1], 1)}%` : "";
      },
    },
    xAxis: axis(x, 28),
    yAxis: axis(y, 46),
    series: [
      { type: "line" as const, name: say("report.lorenz-equal"), silent: true, symbol: "none", data: [[0, 0], [1, 1]], lineStyle: { color: ink.quiet, type: "dashed" as const, width: 1 }, itemStyle: { color: ink.quiet } },
      ...curves.map(({ period, points }, i) => {
        const isNow = i === curves.length - 1;
        const colour = isNow ? CATEGORIES[0] : CATEGORIES[1];
        return {
          type: "line" as const, name: at(period), symbol: isNow ? "circle" : "emptyCircle", lineStyle: { color: colour ?? "", width: isNow ? 2.5 : 1.5, type: isNow ? ("solid" as const) : ("dashed" as const) }, itemStyle: { color: colour ?? "" },
          data: points.map((point) => {
            const on = point.unit !== "" && isPicked(point.unit);
            return { value: [point.people, point.held], unit: point.unit, symbolSize: on ? 13 : 5, ...(on ? { itemStyle: { color: ink.picked } } : {}), label: { show: on && isNow, formatter: point.unit ? study.unit(point.unit) : "", position: "left" as const, color: ink.text } };
          }) as never,
        };
      }),
    ],
  };
}
