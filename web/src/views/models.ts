// Models of efficiency at one point in time: which is shown, and what it says of each unit.
import type { Measure, Model } from "../answers";
import { current, shown } from "../study";
import { choices } from "../state";
import type { Table } from "../table";
import { has, say } from "../words";
import { setup } from "./caption";

/** Models that score every unit in every period; an index over time is none. */
export function statics(): Model[] {
  const study = current();
  return study.meta.models.filter((model) => study.measures.some((m) => m.model === model.name && isStatic(m)));
}

export const isStatic = (measure: Measure): boolean => measure.table === "efficiency" || measure.table === "scores";

/** The model of the measure shown; of a measure of something else, the study's first. */
export function staticShown(): Model | null {
  const all = statics();
  return all.find((model) => model.name === shown.value.model) ?? all[0] ?? null;
}

/** What a model is called in the field. */
export function kindName(model: Model): string {
  if (model.kind === "efficiency") return "CCR, BCC";
  return has(`model.${model.kind}.name`) ? say(`model.${model.kind}.name`) : model.kind;
}

export const orientationOf = (model: Model): "input" | "output" => (model.options["orientation"] === "output" ? "output" : "input");

/** Returns to scale under which slacks and peers are shown: only the radial pair leaves a choice. */
export function returnsShown(model: Model): string | undefined {
  if (model.kind !== "efficiency") return undefined;
  return choices.value["rts"] === "crs" ? "crs" : "vrs";
}

/** Unit -> class (efficient, weakly efficient, inefficient, beyond, frontier) under a model, or why it has none. */
export function classesOf(model: Model, table: Table, period: string): Map<string, string> {
  const rts = returnsShown(model);
  const part = table.where({ model: model.name, period });
  const [units, classes, status] = [part.words("unit"), part.words(rts ? `efficiency_${rts}` : "efficiency"), part.words("status")];
  return new Map(units.map((unit, i) => [unit, classes[i] || status[i] || ""]));
}

/** The table that has a model's scores and classes. */
export const scoresTable = (model: Model): string => (model.kind === "efficiency" ? "efficiency" : "scores");

export interface Gap {
  unit: string;
  variable: string;
  role: string;
  actual: number;
  target: number;
  /** Shares of the actual amount; of a unit beyond the frontier there is nothing too much. */
  radial: number;
  slack: number;
}

/** What is too much or too little, from the table of slacks or from that of totals. */
export function gapsOf(table: Table): Gap[] {
  return table.rows().flatMap((row) => {
    const [actual, target] = [row["actual"], row["target"]];
    if (typeof actual !== "number" || typeof target !== "number" || actual === 0) return [];
    const sign = row["role"] === "output" ? 1 : -1;
    const share = (move: unknown): number => (typeof move === "number" ? Math.max((sign * move) / actual, 0) : 0);
    return [{
      unit: String(row["unit"] ?? ""), variable: String(row["variable"]), role: String(row["role"]),
      actual, target, radial: share(row["radial_move"]), slack: share(row["slack_move"]),
    }];
  });
}

/** What a figure of a model says of itself; returns to scale where it shows one of several. */
export function modelCaption(model: Model, period: string, rts?: string): string {
  const parts = [
    say("page.n-units", { n: current().meta.units.length }),
    ...(period !== "all" ? [period] : []),
    setup(model.name),
    ...(rts ? [say(`term.${rts}`)] : []),
  ];
  return parts.filter(Boolean).join(say("page.comma"));
}
