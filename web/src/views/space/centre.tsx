// Where the weight lies and where it moves: the path of the mean centre, and the ellipses around it, in kilometres.
import type { SpaceVariable } from "../../answers";
import { Figure } from "../../charts/figure";
import { Uprights } from "../../charts/grid";
import { scale, ticks } from "../../charts/scales";
import type { Ink } from "../../ink";
import { fixed } from "../../numbers";
import { at } from "../../spoken";
import type { Table } from "../../table";
import { joined, say } from "../../words";
import { captionIn, labelOf, periodIn, spanOf } from "./variable";

/** Of the earth, in km. */
const RADIUS = 6371;
/** From so many pixels on the two squares stand side by side. */
const WIDE = 400;
const GAP = 20;
/** Below a square: the numbers of its axis, and its unit. */
const BELOW = 36;

interface Centre {
  period: string;
  lon: number;
  lat: number;
  major: number;
  minor: number;
  rotation: number;
  shift: number | null;
  /** Kilometres east and north of the first centre. */
  east: number;
  north: number;
}

const radians = (degrees: number): number => (degrees * Math.PI) / 180;

function centres(rows: Table): Centre[] {
  const found = rows.rows().map((row) => ({ ...row, period: String(row["period"]) }) as unknown as Centre);
  const [lon, lat] = [found[0]?.lon ?? 0, found[0]?.lat ?? 0];
  return found.map((one) => ({
    ...one,
    east: radians(one.lon - lon) * Math.cos(radians((one.lat + lat) / 2)) * RADIUS,
    north: radians(one.lat - lat) * RADIUS,
  }));
}

export function Centres({ of, rows }: { of: SpaceVariable; rows: Table }) {
  const path = centres(rows);
  const period = periodIn(rows);
  const here = path.find((one) => one.period === period) ?? path.at(-1);
  if (!here) return null;
  const what = labelOf(of);
  const [first, last] = [path[0], path.at(-1)];
  const said = [say("report.say-centre", { at: at(here.period), what, lon: fixed(here.lon, 2), lat: fixed(here.lat, 2) })];
  if (first && last && path.length > 1) {
    const way = path.reduce((sum, one) => sum + (one.shift ?? 0), 0);
    said.push(say("page.centre-moved", { first: at(first.period), last: at(last.period), km: fixed(Math.hypot(last.east, last.north), 0), way: fixed(way, 0) }));
  }
  if (of.kind !== "amount" || of.below) said.push(say("report.say-ellipse-ratio"));
  const title = say("report.t-ellipse", { what });
  return (
    <Figure
      name="space-centre"
      made={{ table: "space_ellipse", of: of.name }}
      question={say("page.ask-centre")}
      title={title}
      caption={captionIn(of, spanOf(path.map((one) => one.period)))}
      drawing={(ink, width) => draw(path, here, ink, width, title)}
      table={() => ({
        columns: [say("page.period"), say("page.longitude"), say("page.latitude"), say("page.half-major"), say("page.half-minor"), say("page.rotation"), say("page.ellipse-area"), say("page.shift")],
        rows: rows.rows().map((row) => ["period", "lon", "lat", "major", "minor", "rotation", "area", "shift"].map((key) => row[key])),
        digits: [0, 3, 3, 0, 0, 1, 0, 1],
      })}
      note={<span>{joined(said)}</span>}
    />
  );
}

/** Two squares, beside each other where there is room. */
function draw(path: Centre[], here: Centre, ink: Ink, width: number, title: string) {
  const beside = width >= WIDE;
  const side = beside ? (width - GAP) / 2 : width;
  const height = side + BELOW;
  return (
    <svg viewBox={`0 0 ${width} ${beside ? height : 2 * height + GAP}`} role="img" aria-label={title}>
      {drawPath(path, here, ink, side)}
      <g transform={beside ? `translate(${side + GAP} 0)` : `translate(0 ${height + GAP})`}>{drawEllipses(path, here, ink, side)}</g>
    </svg>
  );
}

interface Frame {
  side: number;
  x: (east: number) => number;
  y: (north: number) => number;
  marks: { value: number; x: number; y: number }[];
}

/** A square of the plane around points, both axes alike. */
function framed(points: { east: number; north: number }[], side: number): Frame {
  const ends = (key: "east" | "north"): [number, number] => [Math.min(...points.map((p) => p[key])), Math.max(...points.map((p) => p[key]))];
  const [[west, east], [south, north]] = [ends("east"), ends("north")];
  const reach = Math.max(east - west, north - south, 1) * 1.3;
  const [left, bottom] = [(west + east - reach) / 2, (south + north - reach) / 2];
  const x = scale(left, left + reach, 50, side - 4);
  const y = scale(bottom, bottom + reach, side - 8, 40);
  const [least, most] = [Math.min(left, bottom), Math.max(left, bottom) + reach];
  const marks = ticks(least, most, (4 * (most - least)) / reach).map((value) => ({ value, x: x(value), y: y(value) }));
  return { side, x, y, marks };
}

function drawFrame({ side, marks }: Frame, title: string, ink: Ink) {
  const [left, right, top, bottom] = [46, side - 4, 26, side - 8];
  return (
    <>
      <text x="0" y="14" font-size="12" font-weight="700" fill={ink.text}>{title}</text>
      <Uprights marks={marks.filter(({ x }) => x >= left && x <= right).map(({ value, x }) => ({ x, text: fixed(value, 0) }))} top={top} bottom={bottom} ink={ink} />
      {marks.map(({ value, y }) => (
        <g key={value}>
          {y >= top && y <= bottom && <><line x1={left} x2={right} y1={y} y2={y} stroke={ink.grid} /><text x={left - 4} y={y + 4} font-size="11" text-anchor="end" fill={ink.quiet}>{fixed(value, 0)}</text></>}
        </g>
      ))}
      <text x={right} y={bottom + 34} font-size="11" text-anchor="end" fill={ink.quiet}>{say("page.km-axes")}</text>
    </>
  );
}

function drawPath(path: Centre[], here: Centre, ink: Ink, side: number) {
  const frame = framed(path, side);
  const labelled = new Set([path[0], path.at(-1), here]);
  return (
    <>
      {drawFrame(frame, say("page.centre-path"), ink)}
      <defs>
        <marker id="arrow-centre" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="7" markerHeight="7" orient="auto"><path d="M0 0L8 4L0 8Z" fill={ink.accent} /></marker>
      </defs>
      {path.slice(1).map((one, i) => {
        const before = path[i] ?? one;
        return <line key={one.period} x1={frame.x(before.east)} y1={frame.y(before.north)} x2={frame.x(one.east)} y2={frame.y(one.north)} stroke={ink.accent} stroke-width="1.6" marker-end="url(#arrow-centre)" />;
      })}
      {path.map((one) => {
        const on = one === here;
        return (
          <g key={one.period}>
            <circle cx={frame.x(one.east)} cy={frame.y(one.north)} r={on ? 5 : 3} fill={on ? ink.picked : ink.accent}><title>{one.period}</title></circle>
            {labelled.has(one) && <text x={frame.x(one.east) + 8} y={frame.y(one.north) - 6} font-size="12" font-weight={on ? 700 : 400} fill={ink.text} stroke={ink.paper} stroke-width="3" paint-order="stroke">{one.period}</text>}
          </g>
        );
      })}
    </>
  );
}

/** An ellipse as a line: half axes in km, its long axis turned from north, clockwise. */
function outline({ east, north, major, minor, rotation }: Centre): { east: number; north: number }[] {
  const turn = radians(rotation);
  return Array.from({ length: 73 }, (_, i) => {
    const [along, across] = [major * Math.cos((i * Math.PI) / 36), minor * Math.sin((i * Math.PI) / 36)];
    return { east: east + along * Math.sin(turn) + across * Math.cos(turn), north: north + along * Math.cos(turn) - across * Math.sin(turn) };
  });
}

function drawEllipses(path: Centre[], here: Centre, ink: Ink, side: number) {
  const first = path[0] ?? here;
  const shown = here === first ? [here] : [first, here];
  const outlines = shown.map(outline);
  const frame = framed(outlines.flat(), side);
  return (
    <>
      {drawFrame(frame, say("page.ellipses"), ink)}
      {shown.map((one, i) => {
        const isHere = one === here;
        const colour = isHere ? ink.picked : ink.accent;
        const top = (outlines[i] ?? []).reduce((best, point) => (point.north > best.north ? point : best));
        return (
          <g key={one.period}>
            <polyline points={(outlines[i] ?? []).map((point) => `${frame.x(point.east).toFixed(1)},${frame.y(point.north).toFixed(1)}`).join(" ")} fill="none" stroke={colour} stroke-width={isHere ? 2.2 : 1.6} stroke-dasharray={isHere ? "none" : "6 4"} />
            <circle cx={frame.x(one.east)} cy={frame.y(one.north)} r="3.5" fill={colour} />
            <text x={frame.x(top.east)} y={frame.y(top.north) + (isHere ? 16 : -6)} font-size="12" text-anchor="middle" fill={colour} font-weight="700">{one.period}</text>
          </g>
        );
      })}
    </>
  );
}
