// What a figure says of itself: the measure, how it was measured, of whom, when.
import type { Measure } from "../answers";
import { current, now, shown } from "../study";
import { has, say } from "../words";
import { indexHow, indexName, indices } from "./index-shown";

/** How a model measures: its orientation, returns to scale, reference. */
export function setup(model: string): string {
  const found = current().meta.models.find((m) => m.name === model);
  if (!found) return "";
  const index = indices().find((one) => one.name === model);
  if (index) return [indexName(index), ...indexHow(index)].join(say("page.comma"));
  const said = [found.kind === "efficiency" ? "CCR, BCC" : has(`model.${found.kind}.name`) ? say(`model.${found.kind}.name`) : found.kind];
  const orientation = found.options["orientation"];
  if (orientation === "input" || orientation === "output") said.push(say(`page.orientation-${orientation}`));
  const rts = found.options["rts"];
  if (typeof rts === "string" && has(`term.${rts}`)) said.push(say(`term.${rts}`));
  const reference = found.options["reference"];
  if (reference === "own" || reference === "pooled") said.push(say(`page.reference-${reference}`));
  return said.join(say("page.comma"));
}

/** A period of the measure, or the interval that ends with it. */
function whenOf(measure: Measure, period: string): string {
  const { periods } = current();
  const before = periods[periods.indexOf(period) - 1];
  return measure.at === "period_to" && before !== undefined ? `${before}–${period}` : period;
}

export function captionOf(measure: Measure = shown.value, when: string = whenOf(measure, now.value)): string {
  const study = current();
  const model = setup(measure.model);
  const parts = [
    measure.table === "panel" ? study.headed(measure.column) : study.measureName(measure),
    say("page.n-units", { n: study.meta.units.length }),
    ...(when && when !== "all" ? [when] : []),
    ...(model ? [model] : []),
  ];
  return parts.join(say("page.comma"));
}
