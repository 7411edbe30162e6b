// All units in order, as bars.
import { Figure } from "../charts/figure";
import { pickable } from "../charts/pickable";
import { classOf, ramp, regionColour, type Ink } from "../ink";
import { isPicked } from "../state";
import type { Measure } from "../answers";
import { current, now, shown, ONE } from "../study";
import { say } from "../words";
import { captionOf } from "./caption";

const ROW = 20;
const NAME = 150;
const VALUE = 64;

interface Row {
  unit: string;
  value: number;
  rank: number;
}

/** The units of a period from the best down; equal values share a rank. */
export function ranked(measure: Measure, period: string): Row[] {
  const sign = current().lowFirst(measure) ? -1 : 1;
  const values = current().values(measure).get(period) ?? [];
  const rows = [...values].map(([unit, value]) => ({ unit, value, rank: 0 })).sort((a, b) => sign * (b.value - a.value));
  rows.forEach((row, i) => {
    const above = rows[i - 1];
    row.rank = above && Math.abs(above.value - row.value) < 1e-9 ? above.rank : i + 1;
  });
  return rows;
}

export function Ranking() {
  const study = current();
  const measure = shown.value;
  const rows = ranked(measure, now.value);
  const title = study.measureName(measure);
  const ranges = study.ranges(measure, now.value);
  const ends = (unit: string): (number | null)[] => (ranges.size === 0 ? [] : (ranges.get(unit) ?? [null, null]));
  return (
    <Figure
      name="ranking"
      question={say("page.ask-ranking")}
      title={title}
      caption={captionOf()}
      note={ranges.size > 0 && say("page.range-note")}
      drawing={(ink, width) => draw(rows, ranges, ink, title, width)}
      table={() => ({
        columns: [say("page.unit"), say("page.rank"), title, ...(ranges.size === 0 ? [] : [say("page.range-low"), say("page.range-high")]), ...(study.grouping ? [say("page.region")] : [])],
        rows: rows.map(({ unit, value, rank }) => [unit, rank, value, ...ends(unit), ...(study.grouping ? [study.region(study.regionOf(unit))] : [])]),
        unit: 0,
      })}
    />
  );
}

function draw(rows: Row[], ranges: Map<string, [number, number]>, ink: Ink, title: string, width: number) {
  const study = current();
  const measure = shown.value;
  const edges = study.classes(measure);
  const colours = ramp(measure.kind, edges.length + 1);
  const most = Math.max(...rows.map((row) => ranges.get(row.unit)?.[1] ?? row.value), 0);
  const least = Math.min(...rows.map((row) => row.value), measure.kind === "change" ? 1 : 0);
  const room = width - NAME - VALUE;
  const x = (value: number): number => NAME + ((value - least) / (most - least || 1)) * room;
  const zero = x(measure.kind === "change" ? Math.min(1, most) : 0);
  const regions = study.regions;
  return (
    <svg viewBox={`0 0 ${width} ${rows.length * ROW + 4}`} role="group" aria-label={title} class="bars">
      {rows.map(({ unit, value, rank }, i) => {
        const on = isPicked(unit);
        const name = study.unit(unit);
        const end = x(value);
        const range = ranges.get(unit);
        const said = `${rank}. ${name} ${study.shown(measure, value)}`;
        return (
          <g
            key={unit}
            class="bar"
            transform={`translate(0 ${i * ROW})`}
            {...pickable(unit, said)}
          >
            <rect x="0" y="0" width={width} height={ROW} fill={on ? ink.grid : ink.paper} fill-opacity={on ? 1 : 0} />
            {regions.length > 0 && <circle cx="5" cy="10" r="4" fill={regionColour(study.regionOf(unit), regions)} />}
            <text x="14" y="14" font-size="13" fill={ink.text} font-weight={on ? 700 : 400}>{rank}. {clipped(name)}</text>
            <rect
              x={Math.min(zero, end)}
              y="3"
              width={Math.max(Math.abs(end - zero), 1)}
              height={ROW - 6}
              fill={colours[classOf(value, edges)]}
              stroke={on ? ink.picked : ink.quiet}
              stroke-width={on ? 2 : 0.5}
            />
            {range && <path d={`M${x(range[0])} 6V14M${x(range[0])} 10H${x(range[1])}M${x(range[1])} 6V14`} fill="none" stroke={ink.picked} stroke-width="1.5" />}
            <text x={width - 2} y="14" font-size="13" text-anchor="end" fill={ink.text} class="digits">
              {study.shown(measure, value)}
              {measure.kind === "level" && value >= ONE ? " ●" : ""}
            </text>
          </g>
        );
      })}
    </svg>
  );
}

function clipped(name: string): string {
  const most = /[\u4e00-\u9fff]/.test(name) ? 8 : 16;
  return name.length <= most ? name : `${name.slice(0, most - 1)}…`;
}
