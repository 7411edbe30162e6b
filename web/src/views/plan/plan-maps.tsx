// What each unit has before and after the plan, on two maps of one legend; bars where there is no map.
import { useState } from "preact/hooks";
import { Figure } from "../../charts/figure";
import { drawAreas } from "../../charts/areas";
import { drawKeys, keysHeight } from "../../charts/keys";
import { classes } from "../../charts/map";
import { classOf, ramp, type Ink } from "../../ink";
import { amount, fixed, known, quantile } from "../../numbers";
import { Pending } from "../../pending";
import { parts, stamp } from "../../spoken";
import { current, mapBase, type MapShape } from "../../study";
import { say } from "../../words";
import { moving, rowsOf } from "./brief";
import type { PlanRecord } from "./messages";

const SIDES = ["before", "after"] as const;
/** Of the key: two maps share a column, so that it is large. */
const SIZE = 38;

interface Painted {
  shape: MapShape;
  values: Map<string, number>;
  edges: number[];
  write: (value: number | undefined) => string;
  id: string;
}

export function PlanMaps({ record }: { record: PlanRecord }) {
  const study = current();
  const columns = moving(record);
  const [asked, setAsked] = useState("");
  if (study.meta.maps.bases.length === 0) return null;
  const column = columns.find((one) => one === asked) ?? columns[0] ?? "";
  const shape = study.map(mapBase.value);
  if (shape.state !== "ready") return <Pending of={shape} />;
  const rows = rowsOf(record, column);
  const people = new Map(record.units.map((row) => [row.unit, row.thousands]));
  const perHead = [...people.values()].some(known);
  const valuesOf = (side: (typeof SIDES)[number]): Map<string, number> =>
    new Map(rows.flatMap((row) => {
      const thousands = perHead ? people.get(row.unit) : 1;
      return known(thousands) && thousands > 0 ? [[row.unit, row[side] / thousands] as const] : [];
    }));
  const values = { before: valuesOf("before"), after: valuesOf("after") };
  const all = SIDES.flatMap((side) => [...values[side].values()]).sort((a, b) => a - b);
  const edges = [...new Set([0.2, 0.4, 0.6, 0.8].map((q) => Number(quantile(all, q).toPrecision(3))))];
  const what = perHead ? say("page.per-1000-of", { variable: study.variable(column) }) : study.headed(column);
  const write = (value: number | undefined): string => (perHead ? fixed(value, 2) : amount(value));
  return (
    <>
      {columns.length > 1 && (
        <span class="choice" role="group" aria-label={say("page.resource")}>
          {columns.map((one) => <button type="button" key={one} aria-pressed={one === column} onClick={() => setAsked(one)}>{study.variable(one)}</button>)}
        </span>
      )}
      <div class="figures pair">
        {SIDES.map((side) => (
          <Figure
            key={side}
            name={`plan-${side}`}
            question={say(`page.ask-plan-${side}`)}
            title={what}
            caption={parts([what, stamp(String(record.period)), spread(record, column, side)])}
            drawing={(ink) => draw({ shape: shape.value, values: values[side], edges, write, id: `hatch-${side}` }, ink, `${say(`page.ask-plan-${side}`)} ${what}`)}
            table={() => ({
              columns: [say("page.unit"), say("page.before"), say("page.after")],
              rows: rows.map(({ unit }) => [unit, values.before.get(unit), values.after.get(unit)]),
              unit: 0,
              digits: [undefined, 2, 2],
            })}
          />
        ))}
      </div>
    </>
  );
}

function draw({ shape, values, edges, write, id }: Painted, ink: Ink, label: string) {
  const study = current();
  const colours = ramp("amount", edges.length + 1);
  const keys = classes({ edges, kind: "amount" }).map((words, i) => ({ words, colour: colours[i] ?? ink.nothing }));
  const colour = (unit: string): string => {
    const value = values.get(unit);
    return known(value) ? (colours[classOf(value, edges)] ?? ink.nothing) : ink.nothing;
  };
  return (
    <svg class="map" viewBox={`0 0 ${shape.width} ${shape.height + 16 + keysHeight(keys, shape.width, SIZE)}`} role="group" aria-label={label}>
      {drawAreas({ shape, id, colour, name: (unit) => study.unit(unit), said: (unit) => write(values.get(unit)) }, ink)}
      {drawKeys(keys, shape.width, shape.height + 12, SIZE, ink)}
    </svg>
  );
}

/** How unequal it is per person. */
function spread(record: PlanRecord, column: string, side: "before" | "after"): string | undefined {
  const value = record.objective[`inequality_${side}`][column];
  return known(value) ? say("page.inequality-is", { value: fixed(100 * value, 1) }) : undefined;
}
