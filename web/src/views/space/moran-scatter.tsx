// Every unit beside its neighbours: the scatter of which Moran's I is the slope.
import type { SpaceVariable } from "../../answers";
import { Figure } from "../../charts/figure";
import { type Ink } from "../../ink";
import { fixed, known, mean } from "../../numbers";
import { isPicked } from "../../state";
import { pValue, stamp } from "../../spoken";
import { current } from "../../study";
import type { Table } from "../../table";
import { say } from "../../words";
import { isSure, KINDS, QUADRANTS, type Local, type Quadrant } from "./quadrants";
import { captionIn, labelOf, periodIn, space, weightsName } from "./variable";

interface Dot extends Local {
  x: number;
  y: number;
}

/** Values and neighbours' means as deviations from the mean, in standard deviations of the values. */
function standardised(rows: Local[]): Dot[] {
  const values = rows.map((row) => row.value);
  const middle = mean(values);
  const sd = Math.sqrt(mean(values.map((value) => (value - middle) ** 2)));
  return rows.flatMap((row) => (known(row.lag) && sd > 0 ? [{ ...row, x: (row.value - middle) / sd, y: (row.lag - middle) / sd }] : []));
}

export function MoranScatter({ of, rows, moran }: { of: SpaceVariable; rows: Table; moran: Table }) {
  const period = periodIn(rows);
  const dots = standardised(rows.where({ period }).rows() as unknown as Local[]);
  const first = space().weights[0];
  const slope = moran.where({ period, weights: first?.name }).numbers("statistic")[0] ?? 0;
  const what = labelOf(of);
  return (
    <Figure
      name="space-moran-scatter"
      made={{ table: "space_local_moran", of: of.name, period }}
      question={say("page.ask-moran-scatter")}
      title={say("page.title-moran-scatter", { what })}
      caption={captionIn(of, stamp(period), first && weightsName(first), `I = ${fixed(slope)}`)}
      height={400}
      chart={(ink, width) => draw(dots, slope, what, ink, width)}
      table={() => ({
        columns: [say("page.unit"), say("report.moran-x", { what }), say("report.moran-y"), say("report.quadrant"), "p", say("report.p-fdr")],
        rows: dots.map((dot) => [dot.unit, dot.x, dot.y, dot.kind ? say(`report.quad-${dot.kind}`) : null, dot.p, dot.p_fdr]),
        unit: 0,
        digits: [undefined, 3, 3, undefined, 4, 4],
      })}
      note={<span>{say("page.note-moran-scatter")}</span>}
    />
  );
}

const CORNERS: Record<Quadrant, { right: boolean; top: boolean }> = {
  HH: { right: true, top: true },
  LH: { right: false, top: true },
  LL: { right: false, top: false },
  HL: { right: true, top: false },
};

function draw(dots: Dot[], slope: number, what: string, ink: Ink, width: number) {
  const study = current();
  const span = (values: number[]): [number, number] => {
    const [low, high] = [Math.min(...values, 0), Math.max(...values, 0)];
    const room = 0.14 * (high - low) || 0.5;
    return [low - room, high + room];
  };
  const [left, right] = span(dots.map((dot) => dot.x));
  const [bottom, top] = span(dots.map((dot) => dot.y));
  const axis = { type: "value" as const, splitLine: { show: false }, axisLine: { onZero: true, lineStyle: { color: ink.quiet } }, axisTick: { show: false }, axisLabel: { show: false }, nameTextStyle: { color: ink.text } };
  const few = dots.length <= 45;
  return {
    grid: { left: 28, right: 12, top: 12, bottom: 36 },
    tooltip: {
      formatter: (of: unknown) => {
        const { data } = of as { data: { dot?: Dot } };
        if (!data.dot) return "";
        const { unit, kind, x, y, p } = data.dot;
        return `${study.unit(unit)}\n${kind ? say(`report.quad-${kind}`) : ""}\n${fixed(x, 2)} / ${fixed(y, 2)}, ${pValue(p)}`;
      },
    },
    xAxis: { ...axis, min: left, max: right, name: say("report.moran-x", { what }), nameLocation: "middle" as const, nameGap: 16 },
    yAxis: { ...axis, min: bottom, max: top, name: say("report.moran-y"), nameLocation: "middle" as const, nameGap: 12 },
    series: [
      {
        type: "line" as const, silent: true, symbol: "none", z: 1,
        lineStyle: { color: ink.quiet, width: 1.2, type: "dashed" as const },
        data: [left, right].map((x) => [x, slope * x]), clip: true,
      },
      {
        type: "scatter" as const, silent: true, symbolSize: 0,
        data: KINDS.map((kind) => {
          const { right: isRight, top: isTop } = CORNERS[kind];
          return {
            value: [isRight ? right : left, isTop ? top : bottom],
            label: {
              show: true, formatter: say(`report.quad-${kind}`), color: ink.text, fontWeight: "bold" as const, width: width / 2 - 30, overflow: "break" as const,
              position: [0, 0] as [number, number], align: isRight ? ("right" as const) : ("left" as const), verticalAlign: isTop ? ("top" as const) : ("bottom" as const),
              textBorderColor: ink.paper, textBorderWidth: 3,
            },
          };
        }),
      },
      {
        type: "scatter" as const, z: 3,
        data: dots.map((dot) => {
          const colour = dot.kind ? QUADRANTS[dot.kind] : ink.alone;
          const on = isPicked(dot.unit);
          return {
            value: [dot.x, dot.y], unit: dot.unit, dot,
            symbolSize: on ? 14 : 9,
            itemStyle: { color: isSure(dot.p) ? colour : ink.paper, borderColor: on ? ink.picked : colour, borderWidth: on ? 3 : 1.8 },
            label: { show: few || on, formatter: study.unit(dot.unit), position: dot.x > left + 0.7 * (right - left) ? ("left" as const) : ("right" as const), fontSize: 11, color: ink.text, fontWeight: on ? ("bold" as const) : ("normal" as const) },
          };
        }) as never,
        labelLayout: { hideOverlap: true },
      },
    ],
  };
}
