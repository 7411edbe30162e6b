// Units down, periods across, colours by class: a path for each class, so that thousands of cells stay light.
import { classOf, over, ramp, type Ink } from "../ink";
import { known, type Maybe } from "../numbers";
import { isPicked } from "../state";
import { BOLD, fitName, wide } from "./text";
import { pickable } from "./pickable";

export interface HeatRow {
  unit: string;
  name: string;
  /** A heading above it: the first row of a region. */
  head?: string;
  values: Maybe[];
}

export interface Heat {
  rows: HeatRow[];
  columns: string[];
  edges: number[];
  /** Purple below and orange above, where less is better. */
  turned: boolean;
  write: (value: Maybe) => string;
  /** The column shown now. */
  now: number;
}

const MOST_NAMED = 60;
const HEAD = 20;
const TOP = 20;
const LEGEND = 40;

export function drawHeat(of: Heat, ink: Ink, width: number, label: string) {
  const named = of.rows.length <= MOST_NAMED;
  const row = named ? 17 : Math.max(3, Math.min(8, 1200 / of.rows.length));
  const picks = of.rows.filter((r) => isPicked(r.unit));
  const longest = Math.max(...(named ? of.rows : picks).map((r) => wide(r.name, 12)), 24);
  const left = Math.min(longest + 10, width * 0.3);
  const cell = (width - left - 2) / Math.max(of.columns.length, 1);
  const colours = ramp("change", of.edges.length + 1);
  if (of.turned) colours.reverse();
  let y = TOP;
  const tops = of.rows.map((r) => {
    if (r.head !== undefined) y += HEAD;
    const top = y;
    y += row;
    return top;
  });
  const bottom = y;
  const paths = new Map<string, string>();
  of.rows.forEach((r, i) => r.values.forEach((value, c) => {
    const colour = known(value) ? (colours[classOf(value, of.edges)] ?? "") : ink.nothing;
    const gap = row > 6 ? 0.6 : 0;
    paths.set(colour, `${paths.get(colour) ?? ""}M${(left + c * cell).toFixed(1)} ${tops[i]?.toFixed(1)}h${(cell - 0.6).toFixed(1)}v${(row - gap).toFixed(1)}h${(0.6 - cell).toFixed(1)}z`);
  }));
  const numbers = named && cell >= wide(of.write(0.123), 10) + 4;
  const step = Math.ceil(Math.max(...of.columns.map((c) => wide(c, 11))) / cell + 0.15);
  return (
    <svg viewBox={`0 0 ${width} ${bottom + LEGEND}`} role="group" aria-label={label}>
      {of.columns.map((name, c) => (c % step === 0 || c === of.now) && (c === of.now || Math.abs(c - of.now) >= step) && (
        <text key={name} x={Math.min(left + (c + 0.5) * cell, width - wide(name, 12) / 2)} y="13" font-size="11" text-anchor="middle" fill={ink.text} font-weight={c === of.now ? 700 : 400}>{name}</text>
      ))}
      {[...paths].map(([colour, d]) => <path key={colour} d={d} fill={colour} />)}
      {of.rows.map((r, i) => {
        const top = tops[i] ?? 0;
        const on = isPicked(r.unit);
        const said = `${r.name}: ${r.values.map((value, c) => `${of.columns[c]} ${of.write(value)}`).join(", ")}`;
        return (
          <g key={r.unit}>
            {r.head !== undefined && <text x="0" y={top - 6} font-size="12" font-weight="700" fill={ink.text}>{r.head}</text>}
            {(named || on) && <text x={left - 6} y={top + row / 2 + 4} font-size="12" text-anchor="end" fill={on ? ink.picked : ink.text} font-weight={on ? 700 : 400}>{fitName(r.name, on ? BOLD : 12, left - 6)}</text>}
            {numbers && r.values.map((value, c) => known(value) && (
              <text key={c} x={left + (c + 0.5) * cell} y={top + row / 2 + 3.5} font-size="10" text-anchor="middle" fill={over(colours[classOf(value, of.edges)] ?? "#ffffff")}>{of.write(value)}</text>
            ))}
            <rect
              class="bar" x={left} y={top} width={width - left - 2} height={row} fill={ink.paper} fill-opacity="0"
              stroke={on ? ink.picked : "none"} stroke-width="2" {...pickable(r.unit, said)}
            >
              <title>{said}</title>
            </rect>
          </g>
        );
      })}
      <Legend of={of} colours={colours} ink={ink} y={bottom + 12} width={width} />
    </svg>
  );
}

function Legend({ of, colours, ink, y, width }: { of: Heat; colours: string[]; ink: Ink; y: number; width: number }) {
  const slot = Math.min(width / Math.max(colours.length, 1), 110);
  return (
    <g transform={`translate(0 ${y})`} aria-hidden="true">
      {colours.map((colour, i) => (
        <g transform={`translate(${i * slot} 0)`} key={i}>
          <rect width={slot - 2} height="9" fill={colour} />
          {i < of.edges.length && <text x={slot - 1} y="22" font-size="10" text-anchor="middle" fill={ink.text}>{of.write(of.edges[i])}</text>}
        </g>
      ))}
    </g>
  );
}
