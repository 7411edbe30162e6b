// Points with their intervals: a row a name, in panels side by side that share the names.
import type { Ink } from "../ink";
import { fixed, known, type Maybe } from "../numbers";
import { isPicked } from "../state";
import { Uprights } from "./grid";
import { drawLegend, type LegendItem } from "./legend";
import { pickable } from "./pickable";
import { decimals, scale, ticks } from "./scales";
import { BOLD, fitName, folded, wide } from "./text";

export interface Whisker {
  at: Maybe;
  low: Maybe;
  high: Maybe;
  /** Another estimate of the same, an upright tick. */
  tick?: Maybe;
  line: string;
  /** The rim of the dot, and what it is filled with. */
  dot: string;
  fill: string;
  said: string;
}

export interface WhiskerPanel {
  head: string;
  /** One a row. */
  marks: (Whisker | undefined)[];
}

export interface WhiskerRow {
  key: string;
  name: string;
  /** A unit that can be picked. */
  unit?: string;
  strong?: boolean;
}

export interface Whiskers {
  rows: WhiskerRow[];
  panels: WhiskerPanel[];
  /** A dashed line. */
  neutral: number;
  /** Whether all panels have one scale. */
  shared: boolean;
  items: LegendItem[];
}

const [ROW, LINE, AXIS, GAP, PAD] = [18, 14, 26, 14, 12];
/** Pixels: what a panel needs, and a number below it; how many numbers there are about at least. */
const [LEAST, NUMBER, FEWEST] = [104, 46, 3.2];

export function drawWhiskers(of: Whiskers, ink: Ink, width: number, label: string) {
  const longest = Math.max(...of.rows.map((row) => wide(row.name, row.strong ? BOLD : 12)), 24);
  const left = Math.min(longest + PAD + 4, width * (width < 480 ? 0.5 : 0.34));
  const fits = Math.max(1, Math.min(of.panels.length, Math.floor((width - left) / LEAST)));
  const bands = Math.ceil(of.panels.length / fits);
  const across = Math.ceil(of.panels.length / bands);
  const one = (width - left) / across;
  const heads = of.panels.map((panel) => folded(panel.head, BOLD, one - GAP, 3));
  const whole = range(of.panels, of.neutral);
  let y = 2;
  const drawn = Array.from({ length: bands }, (_, band) => {
    const places = of.panels.map((_, i) => i).slice(band * across, (band + 1) * across);
    const lines = Math.max(...places.map((i) => (of.panels[i]?.head ? (heads[i]?.length ?? 0) : 0)));
    const top = y + lines * LINE + 6;
    y = top + of.rows.length * ROW + AXIS;
    return <Band key={band} of={of} places={places} heads={heads} top={top} left={left} one={one} whole={whole} ink={ink} width={width} />;
  });
  const key = drawLegend(of.items, ink, width, y);
  return (
    <svg viewBox={`0 0 ${width} ${y + key.height + 2}`} role={of.rows.some((row) => row.unit) ? "group" : "img"} aria-label={label}>
      {drawn}
      {key.node}
    </svg>
  );
}

/** From the lowest to the highest of all that is drawn, with some air. */
function range(panels: WhiskerPanel[], neutral: number): [number, number] {
  const all = panels.flatMap((panel) => panel.marks.flatMap((mark) => [mark?.at, mark?.low, mark?.high, mark?.tick])).filter(known);
  const [low, high] = [Math.min(...all, neutral), Math.max(...all, neutral)];
  const air = 0.04 * (high - low) || 0.05;
  return [low - air, high + air];
}

interface BandOf {
  of: Whiskers;
  places: number[];
  heads: string[][];
  top: number;
  left: number;
  one: number;
  whole: [number, number];
  ink: Ink;
  width: number;
}

function Band({ of, places, heads, top, left, one, whole, ink, width }: BandOf) {
  const bottom = top + of.rows.length * ROW;
  const panels = places.map((place, i) => {
    const panel = of.panels[place] as WhiskerPanel;
    const [low, high] = of.shared ? whole : range([panel], of.neutral);
    const from = left + i * one + GAP / 2;
    return { place, panel, from, low, high, x: scale(low, high, from, from + one - GAP) };
  });
  return (
    <>
      {panels.map(({ place, panel, from, low, high, x }) => {
        const marks = ticks(low, high, Math.max(FEWEST, (one - GAP) / NUMBER));
        const lines = panel.head ? (heads[place] ?? []) : [];
        return (
          <g key={place}>
            {lines.map((line, i) => (
              <text key={i} x={from} y={top - 8 - (lines.length - 1 - i) * LINE} font-size="12" font-weight="700" fill={ink.text}>{line}</text>
            ))}
            <Uprights marks={marks.map((mark) => ({ x: x(mark), text: fixed(mark, decimals(marks)) }))} top={top} bottom={bottom} ink={ink} />
            <line x1={x(of.neutral)} x2={x(of.neutral)} y1={top} y2={bottom} stroke={ink.quiet} stroke-dasharray="4 3" />
          </g>
        );
      })}
      {of.rows.map((row, r) => {
        const on = row.unit !== undefined && isPicked(row.unit);
        const size = on || row.strong ? BOLD : 12;
        const said = [row.name, ...panels.flatMap(({ panel }) => panel.marks[r]?.said ?? [])].join(": ");
        return (
          <g key={row.key} {...(row.unit === undefined ? {} : { class: "bar", ...pickable(row.unit, said) })}>
            <rect x="0" y={top + r * ROW} width={width} height={ROW} fill={on ? ink.grid : ink.paper} fill-opacity={on ? 0.7 : 0} />
            <text x={left - 6} y={top + r * ROW + 13} font-size="12" text-anchor="end" fill={ink.text} font-weight={size === BOLD ? 700 : 400}>
              {fitName(row.name, size, left - PAD)}
              <title>{row.name}</title>
            </text>
            {panels.map(({ place, panel, x }) => {
              const mark = panel.marks[r];
              return mark && <One key={place} mark={mark} x={x} y={top + (r + 0.5) * ROW} on={on} ink={ink} said={`${row.name}: ${mark.said}`} />;
            })}
          </g>
        );
      })}
    </>
  );
}

function One({ mark, x, y, on, ink, said }: { mark: Whisker; x: (value: number) => number; y: number; on: boolean; ink: Ink; said: string }) {
  const { at, low, high, tick } = mark;
  return (
    <g>
      <title>{said}</title>
      {known(low) && known(high) && (
        <>
          <line x1={x(low)} x2={x(high)} y1={y} y2={y} stroke={ink.paper} stroke-opacity="0" stroke-width={ROW} />
          <line x1={x(low)} x2={x(high)} y1={y} y2={y} stroke={mark.line} stroke-width={on ? 4 : 2.5} />
        </>
      )}
      {known(tick) && <line x1={x(tick)} x2={x(tick)} y1={y - 5} y2={y + 5} stroke={ink.text} stroke-width="1.8" />}
      {known(at) && <circle cx={x(at)} cy={y} r="3.6" fill={mark.fill} stroke={mark.dot} stroke-width="1.6" />}
    </g>
  );
}
