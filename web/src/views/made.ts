// The parts of the results that figures of the measure shown are drawn from.
import type { Measure } from "../answers";
import type { Lines, Part } from "../charts/python";
import { current } from "../study";

/** The values of units, of all periods unless one is given. */
export function ofMeasure({ table, model, at, column }: Measure, period?: string): Part {
  return { table, of: model, period, columns: ["unit", at, column] };
}

/** The means of regions, where the results have them. */
export function ofRegions(measure: Measure): Part {
  const means = measure.table === "efficiency" ? "regions" : measure.table === "scores" ? "model_means" : `${measure.table}_means`;
  return current().has(means) ? { table: means, of: measure.model } : ofMeasure(measure);
}

/** The lines of a plan, and then one of its tables; those of a plan made by hand stay as they are. */
export function ofPlan(made: Lines, table: "to_frame" | "flows_frame"): Lines {
  const shown = made.lines.includes("plan = farrell.rebalance(") ? `${made.lines}print(plan.${table}())\n` : made.lines;
  return { ...made, lines: shown };
}
