// What each unit has before and after the plan, on two maps of one legend.
import { useState } from "preact/hooks";
import { Buttons } from "../../charts/choices";
import { Figure } from "../../charts/figure";
import type { Lines } from "../../charts/python";
import { drawMap } from "../../charts/map";
import { amount, fixed, known, quantile } from "../../numbers";
import { Pending } from "../../pending";
import { parts, stamp } from "../../spoken";
import { current, mapBase } from "../../study";
import { say } from "../../words";
import { ofPlan } from "../made";
import { limitsOf, moving, rowsOf } from "./brief";
import type { PlanRecord } from "./messages";

const SIDES = ["before", "after"] as const;

export function PlanMaps({ record, made }: { record: PlanRecord; made: Lines }) {
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
        <div class="controls"><Buttons label={say("page.resource")} options={columns.map((one) => ({ value: one, text: study.variable(one) }))} value={column} choose={setAsked} /></div>
      )}
      <div class="figures pair">
        {SIDES.map((side) => (
          <Figure
            key={side}
            name={`plan-${side}`}
            made={ofPlan(made, "to_frame")}
            question={say(`page.ask-plan-${side}`)}
            title={what}
            caption={parts([what, stamp(String(record.period)), spread(record, column, side), limitsOf(record.settings)])}
            drawing={(ink, width) => drawMap({ shape: shape.value, values: values[side], kind: "amount", edges, name: (unit) => study.unit(unit), write }, ink, `${say(`page.ask-plan-${side}`)} ${what}`, width)}
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

/** How unequal it is per person. */
function spread(record: PlanRecord, column: string, side: "before" | "after"): string | undefined {
  const value = record.objective[`inequality_${side}`][column];
  return known(value) ? say("page.inequality-is", { value: fixed(100 * value, 1) }) : undefined;
}
