// All units in order, as bars.
import { useState } from "preact/hooks";
import { Figure } from "../charts/figure";
import { pickable } from "../charts/pickable";
import { isLong, isSought, Search } from "../charts/search";
import { BOLD, fitName, wide } from "../charts/text";
import { classOf, ramp, regionColour, type Ink } from "../ink";
import { isPicked, pick } from "../state";
import type { Measure } from "../answers";
import { current, now, shown, ONE } from "../study";
import { say } from "../words";
import { captionOf } from "./caption";
import { ofMeasure } from "./made";

const ROW = 20;
const VALUE = 64;
/** What names of 13 pixels take where they are bold. */
const SIZE = (BOLD * 13) / 12;
/** Where names begin: right of the mark of the region. */
const START = 14;

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
  const [sought, setSought] = useState("");
  const found = rows.filter(({ unit }) => isSought(unit, sought));
  const isSearched = isLong(rows.length);
  const shownRows = isSearched && found.length > 0 ? found : rows;
  const ends = (unit: string): (number | null)[] => (ranges.size === 0 ? [] : (ranges.get(unit) ?? [null, null]));
  return (
    <Figure
      name="ranking"
      made={ofMeasure(measure, now.value)}
      question={say("page.ask-ranking")}
      title={title}
      caption={captionOf()}
      note={ranges.size > 0 && say("page.range-note")}
      tools={isSearched && <Search value={sought} change={setSought} found={found.length} enter={() => found[0] && pick(found[0].unit)} />}
      drawing={(ink, width) => draw(shownRows, rows, ranges, ink, title, width)}
      table={() => ({
        columns: [say("page.unit"), say("page.rank"), title, ...(ranges.size === 0 ? [] : [say("page.range-low"), say("page.range-high")]), ...(study.grouping ? [say("page.region")] : [])],
        rows: rows.map(({ unit, value, rank }) => [unit, rank, value, ...ends(unit), ...(study.grouping ? [study.region(study.regionOf(unit))] : [])]),
        unit: 0,
      })}
    />
  );
}

function draw(rows: Row[], all: Row[], ranges: Map<string, [number, number]>, ink: Ink, title: string, width: number) {
  const study = current();
  const measure = shown.value;
  const edges = study.classes(measure);
  const colours = ramp(measure.kind, edges.length + 1);
  const most = Math.max(...all.map((row) => ranges.get(row.unit)?.[1] ?? row.value), 0);
  const least = Math.min(...all.map((row) => row.value), measure.kind === "change" ? 1 : 0);
  const names = rows.map(({ unit, rank }) => `${rank}. ${study.unit(unit)}`);
  const left = START + Math.min(Math.max(...names.map((name) => wide(name, SIZE)), 0), width / 3) + 8;
  const room = width - left - VALUE;
  const x = (value: number): number => left + ((value - least) / (most - least || 1)) * room;
  const zero = x(measure.kind === "change" ? Math.min(1, most) : 0);
  const regions = study.regions;
  return (
    <svg viewBox={`0 0 ${width} ${rows.length * ROW + 4}`} role="group" aria-label={title} class="bars">
      {rows.map(({ unit, value, rank }, i) => {
        const on = isPicked(unit);
        const name = study.unit(unit);
        const end = x(value);
        const range = ranges.get(unit);
        const place = `${rank}. `;
        const said = `${place}${name} ${study.shown(measure, value)}`;
        return (
          <g
            key={unit}
            class="bar"
            transform={`translate(0 ${i * ROW})`}
            {...pickable(unit, said)}
          >
            <title>{said}</title>
            <rect x="0" y="0" width={width} height={ROW} fill={on ? ink.grid : ink.paper} fill-opacity={on ? 1 : 0} />
            {regions.length > 0 && <circle cx="5" cy="10" r="4" fill={regionColour(study.regionOf(unit), regions)} />}
            <text x="14" y="14" font-size="13" fill={ink.text} font-weight={on ? 700 : 400}>{place}{fitName(name, on ? SIZE : 13, left - START - 8 - wide(place, on ? SIZE : 13))}</text>
            <rect
              x={Math.min(zero, end)}
              y="3"
              width={Math.max(Math.abs(end - zero), 1)}
              height={ROW - 6}
              fill={colours[classOf(value, edges)]}
              stroke={on ? ink.picked : ink.quiet}
              stroke-width={on ? 2 : 0.5}
            />
            {range && <Range from={x(range[0])} to={x(range[1])} ink={ink} />}
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

/** A bracket on a bar, with a rim of paper so that it is seen on every colour. */
function Range({ from, to, ink }: { from: number; to: number; ink: Ink }) {
  const d = `M${from} 5V15M${from} 10H${to}M${to} 5V15`;
  return (
    <g fill="none" stroke-linecap="square">
      <path d={d} stroke={ink.paper} stroke-width="5" />
      <path d={d} stroke={ink.text} stroke-width="2" />
    </g>
  );
}
