// What is compared: scores of each model in the period shown, or each index's mean over all intervals.
import type { Loaded } from "../../answers";
import type { Part } from "../../charts/python";
import { ranksOf, spearman } from "../../charts/ranks";
import { known } from "../../numbers";
import { current, now } from "../../study";
import { setup } from "../caption";
import { indexName, indices } from "../index-shown";

export interface Contender {
  name: string;
  /** Unit -> value, and whether less is better. */
  values: Map<string, number>;
  lower: boolean;
  /** How it was measured. */
  how: string;
  made: Part;
}

/** Every model of efficiency of a study that has two or more. */
export function models(): Loaded<Contender[]> {
  const study = current();
  const [scores, single] = [study.table("model_comparison"), study.has("scores") ? study.table("scores") : null];
  if (scores.state !== "ready") return scores;
  if (single && single.state !== "ready") return single;
  const part = scores.value.where({ period: now.value });
  const units = part.words("unit");
  const names = Object.keys(part.columns).filter((name) => name !== "unit" && name !== "period");
  const value = names.map((name) => ({
    name,
    values: paired(units, part.numbers(name)),
    lower: single !== null && isLower(single.value.where({ model: name }).numbers("te")),
    how: setup(study.meta.models.find((model) => model.name === name || name.startsWith(`${model.name} (`))?.name ?? ""),
    made: { table: "model_comparison", period: now.value },
  }));
  return { state: "ready", value };
}

/** A model without any efficiency has a score that is 0 at the best. */
const isLower = (efficiencies: (number | null)[]): boolean => efficiencies.length > 0 && !efficiencies.some(known);

/** Each unit's mean index over all intervals, of a study that has two indices or more. */
export function indexMeans(): Loaded<Contender[]> {
  const study = current();
  const value: Contender[] = [];
  for (const index of indices()) {
    const loaded = study.table(`${index.kind}_means`);
    if (loaded.state !== "ready") return loaded;
    const part = loaded.value.where({ model: index.name, by: "unit" });
    value.push({ name: index.name === index.kind ? indexName(index) : index.name, values: paired(part.words("name"), part.numbers(index.total)), lower: index.progress === "below", how: setup(index.name), made: { table: `${index.kind}_means`, of: index.name } });
  }
  return { state: "ready", value };
}

function paired(units: string[], values: (number | null)[]): Map<string, number> {
  return new Map(units.flatMap((unit, i) => (known(values[i]) ? [[unit, values[i]] as const] : [])));
}

export const ranksOfContender = (one: Contender): Map<string, number> => ranksOf(one.values, one.lower);

export const alike = (a: Contender, b: Contender): number => spearman(a.values, b.values, [a.lower, b.lower]);
