// An index from the first period to the last: its chained parts, and what each adds.
import { known } from "../../numbers";
import { current } from "../../study";
import type { Table } from "../../table";
import { effect, type Index } from "../index-shown";

interface Step {
  component: string;
  /** The part over the whole way, as its table has it. */
  value: number;
  /** What it does to the index: factor, of a sum the amount. */
  effect: number;
  before: number;
  after: number;
}

export interface Chain {
  steps: Step[];
  total: number;
  first: string;
  last: string;
}

/** From the first period to the last in a table of chained values of one unit or one mean; null where it is broken. */
export function chainOf(index: Index, table: Table): Chain | null {
  const { periods } = current();
  const at = new Map(table.words("period").map((period, row) => [period, row]));
  const [first, last] = [periods[0] ?? "", periods.at(-1) ?? ""];
  const [start, end] = [at.get(first), at.get(last)];
  if (start === undefined || end === undefined || first === last) return null;
  const over = (component: string): number | null => {
    const values = table.numbers(component);
    const [a, b] = [values[start], values[end]];
    if (!known(a) || !known(b)) return null;
    return index.is_sum ? b - a : b / a;
  };
  const total = over(index.total);
  if (total === null) return null;
  const steps: Step[] = [];
  let level = index.neutral;
  for (const component of index.leaves) {
    const value = over(component);
    if (value === null) return { steps: [], total, first, last };
    const made = effect(index, component, value);
    const after = index.is_sum ? level + made : level * made;
    steps.push({ component, value, effect: made, before: level, after });
    level = after;
  }
  return { steps, total, first, last };
}

/** The chain of all units, of a region, or of a unit. */
export function chainFor(index: Index, means: Table, own: Table, who: { unit?: string; region?: string }): Chain | null {
  if (who.unit !== undefined) return chainOf(index, own.where({ model: index.name }).where({ unit: who.unit }));
  const part = means.where({ model: index.name, by: who.region === undefined ? "all" : "region" });
  return chainOf(index, who.region === undefined ? part : part.where({ name: who.region }));
}

/** How much of the growth of the index a step is. */
export function shareOf(index: Index, chain: Chain, step: Step): number {
  const grown = (value: number): number => (index.is_sum ? value : Math.log(value));
  return Math.abs(grown(chain.total)) < 1e-9 ? NaN : grown(step.effect) / grown(chain.total);
}
