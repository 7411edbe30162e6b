// Units as points between two axes; those at one place stand in a small fan, so that each can be picked.
import { regionColour, type Ink } from "../ink";
import { fixed } from "../numbers";
import { isPicked } from "../state";
import { current } from "../study";
import { drawLegend, regionItems } from "./legend";
import { LINE, placed, type Box, type Place } from "./labels";
import { mark } from "./marks";
import { wide } from "./text";
import { decimals, scale, ticks } from "./scales";
import { pickable } from "./pickable";

export interface Point {
  unit: string;
  x: number;
  y: number;
}

export interface Scatter {
  points: Point[];
  xName: string;
  yName: string;
  /** Dashed lines across. */
  x?: number;
  y?: number;
  /** The line where both are equal. */
  diagonal?: boolean;
  /** Words in the corners: top left, top right, bottom left, bottom right. */
  corners?: [string, string, string, string];
}

const MOST_NAMED = 60;
const GOLDEN = 2.39996;

interface Drawn extends Point {
  px: number;
  py: number;
  at: string;
}

export function drawScatter(of: Scatter, ink: Ink, width: number, title: string) {
  const study = current();
  const height = Math.min(Math.max(width * 0.72, 300), 520);
  const room = { x0: 46, y0: 22, x1: width - 12, y1: height - 40 };
  const [xs, ys] = [reach(of.points.map((p) => p.x)), reach(of.points.map((p) => p.y))];
  if (of.diagonal) xs[0] = ys[0] = Math.min(xs[0], ys[0]);
  if (of.diagonal) xs[1] = ys[1] = Math.max(xs[1], ys[1]);
  const x = scale(...xs, room.x0, room.x1);
  const y = scale(...ys, room.y1, room.y0);
  const [xTicks, yTicks] = [ticks(...xs, width / 100), ticks(...ys, 5)];
  const drawn = fanned(of.points, x, y);
  const labels = placed(named(drawn), drawn.map((p) => ({ x: p.px, y: p.py })), { x0: room.x0 - 4, y0: 2, x1: width - 2, y1: room.y1 }, cornersTaken(of, room));
  const regions = study.regions;
  const key = drawLegend(regionItems(true), ink, width, height);
  return (
    <svg viewBox={`0 0 ${width} ${height + key.height}`} role="group" aria-label={title}>
      {xTicks.map((at) => (
        <g key={`x${at}`}>
          <line x1={x(at)} x2={x(at)} y1={room.y0} y2={room.y1} stroke={ink.grid} />
          <text x={x(at)} y={room.y1 + 16} text-anchor="middle" font-size="11" fill={ink.text}>{fixed(at, decimals(xTicks))}</text>
        </g>
      ))}
      {yTicks.map((at) => (
        <g key={`y${at}`}>
          <line x1={room.x0} x2={room.x1} y1={y(at)} y2={y(at)} stroke={ink.grid} />
          <text x={room.x0 - 6} y={y(at) + 4} text-anchor="end" font-size="11" fill={ink.text}>{fixed(at, decimals(yTicks))}</text>
        </g>
      ))}
      <text x={room.x1} y={height - 6} text-anchor="end" font-size="12" fill={ink.text}>{of.xName} →</text>
      <text x="2" y="13" font-size="12" fill={ink.text}>↑ {of.yName}</text>
      {of.diagonal && <line x1={x(xs[0])} y1={y(xs[0])} x2={x(xs[1])} y2={y(xs[1])} stroke={ink.quiet} stroke-dasharray="4 3" />}
      {of.x !== undefined && <line x1={x(of.x)} x2={x(of.x)} y1={room.y0} y2={room.y1} stroke={ink.quiet} stroke-dasharray="4 3" />}
      {of.y !== undefined && <line x1={room.x0} x2={room.x1} y1={y(of.y)} y2={y(of.y)} stroke={ink.quiet} stroke-dasharray="4 3" />}
      {of.corners?.map((words, i) => (
        <text key={i} x={i % 2 ? room.x1 - 4 : room.x0 + 4} y={i < 2 ? room.y0 + 12 : room.y1 - 6} text-anchor={i % 2 ? "end" : "start"} font-size="11" font-style="italic" fill={ink.quiet}>
          {words}
        </text>
      ))}
      {labels.map((label) => label.lines.map((line, i) => (
        <text key={`${line}${i}`} x={label.left} y={label.top + i * LINE} font-size="11" fill={ink.text} stroke={ink.paper} stroke-width="3" paint-order="stroke" font-weight={label.must ? 700 : 400} pointer-events="none">{line}</text>
      )))}
      {drawn.map((point) => {
        const on = isPicked(point.unit);
        const region = study.regionOf(point.unit);
        const said = `${study.unit(point.unit)}: ${of.xName} ${fixed(point.x)}, ${of.yName} ${fixed(point.y)}`;
        return (
          <path
            key={point.unit}
            class="bar"
            d={mark(Math.max(regions.indexOf(region), 0), point.px, point.py, on ? 5.5 : 4)}
            fill={regions.length ? regionColour(region, regions) : ink.accent}
            fill-opacity={on ? 1 : 0.85}
            stroke={ink.paper}
            stroke-width="0.75"
            {...pickable(point.unit, said)}
          >
            <title>{said}</title>
          </path>
        );
      })}
      {drawn.filter((point) => isPicked(point.unit)).map((point) => (
        <circle key={`on ${point.unit}`} cx={point.px} cy={point.py} r="8" fill="none" stroke={ink.picked} stroke-width="2.5" pointer-events="none" />
      ))}
      {key.node}
    </svg>
  );
}

/** Where the words in the corners stand. */
function cornersTaken(of: Scatter, room: Box): Box[] {
  return (of.corners ?? []).map((words, i) => {
    const width = wide(words, 11) + 4;
    const [x0, y0] = [i % 2 ? room.x1 - width : room.x0, i < 2 ? room.y0 : room.y1 - 18];
    return { x0, y0, x1: x0 + width, y1: y0 + 18 };
  });
}

function reach(values: number[]): [number, number] {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const room = 0.14 * (high - low) || 0.05;
  return [low - room, high + room];
}

function fanned(points: Point[], x: (v: number) => number, y: (v: number) => number): Drawn[] {
  const seen = new Map<string, number>();
  return points.map((point) => {
    const at = `${point.x.toFixed(4)} ${point.y.toFixed(4)}`;
    const n = seen.get(at) ?? 0;
    seen.set(at, n + 1);
    const away = n === 0 ? 0 : 5.5 * Math.sqrt(n + 0.6);
    return { ...point, at, px: x(point.x) + away * Math.cos(n * GOLDEN), py: y(point.y) + away * Math.sin(n * GOLDEN) };
  });
}

/** Whose names are wanted, the most wanted first: those picked, then the furthest from the best. */
function named(drawn: Drawn[]): Place[] {
  const study = current();
  const rest = drawn.filter((p) => !isPicked(p.unit)).sort((a, b) => a.x * a.y - b.x * b.y);
  const many = drawn.length > MOST_NAMED;
  const single = (point: Drawn): Place => ({ x: point.px, y: point.py, lines: [study.unit(point.unit)], must: isPicked(point.unit) });
  const picks = drawn.filter((p) => isPicked(p.unit)).map(single);
  if (many) return [...picks, ...rest.slice(0, MOST_NAMED / 4).map(single)];
  const groups = new Map<string, Drawn[]>();
  for (const point of rest) groups.set(point.at, [...(groups.get(point.at) ?? []), point]);
  return [
    ...picks,
    ...[...groups.values()].map((members) => {
      const names = members.map((p) => study.unit(p.unit));
      const lines = Array.from({ length: Math.ceil(names.length / 3) }, (_, i) => names.slice(3 * i, 3 * i + 3).join(" · "));
      const middle = members[0] as Drawn;
      return { x: middle.px, y: middle.py, lines, must: false };
    }),
  ];
}
