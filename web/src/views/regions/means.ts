// Means of the measure shown by region and period, from the table that has them.
import type { Loaded, Measure } from "../../answers";
import { known, type Maybe } from "../../numbers";
import { choices } from "../../state";
import { current, shown, spans } from "../../study";
import type { Table } from "../../table";
import { intervalsOfStudy } from "../index-shown";
import { isStatic } from "../models";
import { meanOf } from "../trend";

export interface RegionMeans {
  periods: string[];
  /** Region -> mean in each period. */
  of: Map<string, Maybe[]>;
  all: Maybe[];
}

/** The column of sizes that a weighted mean of the measure shown weights by; of inputs and outputs themselves for te_crs. */
export function canWeight(measure: Measure): boolean {
  const study = current();
  if (measure.table === "efficiency") return measure.column === "te_crs" && study.has("regions");
  return measure.at === "period_to" && study.has(`${measure.table}_weighted`);
}

export const isWeighted = (measure: Measure): boolean => canWeight(measure) && choices.value["means"] === "weighted";

export function regionMeans(): Loaded<RegionMeans> {
  const study = current();
  const measure = shown.value;
  const periods = spans.value;
  const [model, weighted] = [measure.model, isWeighted(measure)];
  if (measure.table === "efficiency" && study.has("regions")) {
    const [regions, means] = [study.table("regions"), study.table("means")];
    if (regions.state !== "ready") return regions;
    if (means.state !== "ready") return means;
    const column = weighted ? "te_weighted" : measure.column;
    return ready(periods, (region) => along(regions.value.where({ model, region }), "period", column, periods), along(means.value.where({ model }), "period", column, periods));
  }
  if (measure.at === "period_to") {
    const means = study.table(weighted ? `${measure.table}_weighted` : `${measure.table}_means`);
    if (means.state !== "ready") return means;
    const own = means.value.where({ model });
    return ready(periods, (region) => along(own.where({ by: "region and interval", name: region }), "interval", measure.column, periods), along(own.where({ by: "interval" }), "name", measure.column, periods));
  }
  if (isStatic(measure) && study.has("model_means")) {
    const means = study.table("model_means");
    if (means.state !== "ready") return means;
    const own = means.value.where({ model });
    return ready(periods, (region) => along(own.where({ by: "region", name: region }), "period", "mean", periods), along(own.where({ by: "all" }), "period", "mean", periods));
  }
  const grid = study.values(measure);
  const of = (units: string[]): Maybe[] => periods.map((period) => meanOf(measure, units.map((unit) => grid.get(period)?.get(unit))));
  return ready(periods, (region) => of(study.meta.units.filter((unit) => study.regionOf(unit) === region)), of(study.meta.units));
}

function ready(periods: string[], of: (region: string) => Maybe[], all: Maybe[]): Loaded<RegionMeans> {
  return { state: "ready", value: { periods, of: new Map(current().regions.map((region) => [region, of(region)])), all } };
}

/** A column along the periods; an interval belongs to the period it ends in. */
function along(table: Table, key: string, column: string, periods: string[]): Maybe[] {
  const values = table.numbers(column);
  const intervals = intervalsOfStudy();
  const at = new Map(table.words(key).map((name, i) => [key === "period" ? name : intervals.get(name)?.to, values[i]]));
  return periods.map((period) => at.get(period));
}

/** The widest difference of regional means in a period, and between whom; nothing for fewer than two regions. */
export function gapIn(means: RegionMeans, place: number): { high: string; low: string; gap: number } | null {
  const there = [...means.of].flatMap(([region, values]) => (known(values[place]) ? [{ region, value: values[place] }] : []));
  if (there.length < 2) return null;
  const [high, low] = [there.reduce((a, b) => (b.value > a.value ? b : a)), there.reduce((a, b) => (b.value < a.value ? b : a))];
  return { high: high.region, low: low.region, gap: high.value - low.value };
}
