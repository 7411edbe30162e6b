// What a study says of how sure its numbers are: which tables it has, which scores and which index are looked at.
import type { Model, Score } from "../../answers";
import { current, shown } from "../../study";
import type { Table } from "../../table";
import { statics } from "../models";
import { indexShown, indices, type Index } from "../index-shown";

/** Tables that the view is drawn from. */
const TABLES = ["intervals", "mean_index_intervals", "inference_tests", "determinants", "finding_shares"];

export const isSure = (): boolean => TABLES.some((table) => current().has(table));

export const SCORES: Score[] = ["te_crs", "te_vrs"];

/** Models whose scores have intervals. */
export function boundModels(intervals: Table): Model[] {
  const names = intervals.distinct("model");
  return statics().filter((model) => names.includes(model.name));
}

/** The model and the score that the top bar asks for, else the first. */
export function scoreShown(intervals: Table): { model: Model; score: Score } | null {
  const models = boundModels(intervals);
  const model = models.find((one) => one.name === shown.value.model) ?? models[0];
  return model ? { model, score: shown.value.column === "te_vrs" ? "te_vrs" : "te_crs" } : null;
}

/** The key of a score of a model in the top bar. */
export const keyOf = (model: string, column: string): string => current().measures.find((m) => m.model === model && m.column === column)?.key ?? "";

/** Indices whose means have intervals. */
export const boundIndices = (means: Table): Index[] => indices().filter((index) => means.distinct("model").includes(index.name));

/** The index that the top bar asks for where it is one of them, else the first. */
export function boundIndex(means: Table): Index | null {
  const there = boundIndices(means);
  return there.find((index) => index.name === indexShown()?.name) ?? there[0] ?? null;
}

/** The level of intervals in percent. */
export const percentOf = (told: { level: number } | null): string => String(Math.round(1e4 * (told?.level ?? NaN)) / 100);
