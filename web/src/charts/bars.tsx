// Horizontal bars of two parts, each row with its name before and its number behind.
import type { Ink } from "../ink";
import { isPicked } from "../state";
import { drawLegend, type LegendItem } from "./legend";
import { BOLD, fit, fitName, wide } from "./text";
import { pickable } from "./pickable";

export interface Bar {
  key: string;
  name: string;
  /** A unit that can be picked. */
  unit?: string;
  parts: [number, number];
  colours: [string, string];
  said: string;
}

export interface BarGroup {
  /** Above its bars. */
  head?: string;
  bars: Bar[];
}

const ROW = 20;
const HEAD = 24;

export function drawBars(groups: BarGroup[], ink: Ink, width: number, label: string, items: LegendItem[] = []) {
  const bars = groups.flatMap((group) => group.bars);
  const most = Math.max(...bars.map((bar) => bar.parts[0] + bar.parts[1]), 1e-9);
  const longest = Math.max(...bars.map((bar) => wide(bar.name, 12)), 40);
  const names = Math.min(longest + 10, width * 0.36);
  const numbers = Math.max(...bars.map((bar) => wide(bar.said, 12))) + 8;
  const room = Math.max(width - names - numbers, 40);
  let y = 0;
  const drawn = groups.map((group, g) => {
    const top = y;
    if (group.head) y += HEAD;
    const rows = group.bars.map((bar) => {
      const at = y;
      y += ROW;
      return <Row key={bar.key} bar={bar} y={at} ink={ink} width={width} names={names} unitOf={(share) => (share / most) * room} />;
    });
    if (group.head) y += 6;
    return (
      <g key={group.head ?? g}>
        {group.head && <text x="0" y={top + 17} font-size="13" font-weight="700" fill={ink.text}>{fit(group.head, 13, width)}</text>}
        {rows}
      </g>
    );
  });
  const key = drawLegend(items, ink, width, y);
  return (
    <svg viewBox={`0 0 ${width} ${y + key.height + 2}`} role="group" aria-label={label}>
      {drawn}
      {key.node}
    </svg>
  );
}

interface RowOf {
  bar: Bar;
  y: number;
  ink: Ink;
  width: number;
  names: number;
  unitOf: (share: number) => number;
}

function Row({ bar, y, ink, width, names, unitOf }: RowOf) {
  const on = bar.unit !== undefined && isPicked(bar.unit);
  const [first, second] = [unitOf(bar.parts[0]), unitOf(bar.parts[1])];
  return (
    <g transform={`translate(0 ${y})`} {...(bar.unit === undefined ? {} : { class: "bar", ...pickable(bar.unit, `${bar.name} ${bar.said}`) })}>
      <rect x="0" y="0" width={width} height={ROW} fill={on ? ink.grid : ink.paper} fill-opacity={on ? 1 : 0} />
      <text x="2" y="14" font-size="12" fill={ink.text} font-weight={on ? 700 : 400}>{fitName(bar.name, on ? BOLD : 12, names - 6)}</text>
      {first > 0 && <rect x={names} y="4" width={first} height={ROW - 8} fill={bar.colours[0]} />}
      {second > 0 && <rect x={names + first} y="4" width={second} height={ROW - 8} fill={bar.colours[1]} />}
      {on && <rect x={names} y="4" width={Math.max(first + second, 1)} height={ROW - 8} fill="none" stroke={ink.picked} stroke-width="2" />}
      <line x1={names} x2={names} y1="0" y2={ROW} stroke={ink.quiet} />
      <text x={names + first + second + 6} y="14" font-size="12" fill={ink.text}>{bar.said}</text>
    </g>
  );
}
