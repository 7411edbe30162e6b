// What is looked at in space: the variables of the study's [space], their names and neighbours.
import type { SpaceMeta, SpaceVariable, Weights } from "../../answers";
import { amount, fixed } from "../../numbers";
import { variable as asked } from "../../state";
import { current, now } from "../../study";
import type { Table } from "../../table";
import { aside, parts, stamp, within } from "../../spoken";
import { has, say } from "../../words";
import { setup } from "../caption";

export function space(): SpaceMeta {
  const told = current().meta.space;
  if (!told) throw new Error("a study without [space]");
  return told;
}

/** The variable picked, else the first. */
export function chosenVariable(): SpaceVariable {
  const { variables } = space();
  const found = variables.find((one) => one.name === asked.value) ?? variables[0];
  if (!found) throw new Error("[space] without variables");
  return found;
}

/** A column, maybe over another, maybe in logarithms. */
export function columnLabel({ column, below, logged }: Pick<SpaceVariable, "column" | "below" | "logged">): string {
  const study = current();
  const said = below ? say("report.over", { a: study.variable(column), b: within(study.variable(below)) }) : study.variable(column);
  return logged ? say("report.log-of", { what: said }) : said;
}

export function labelOf(of: SpaceVariable): string {
  if (of.kind === "amount") return columnLabel(of);
  const said = has(`term.${of.column}`) ? say(`term.${of.column}`) : of.model;
  const { models } = current().meta;
  const kind = models.find((model) => model.name === of.model)?.kind;
  return models.filter((model) => model.kind === kind).length > 1 && said !== of.model ? aside(said, of.model) : said;
}

export function written(of: SpaceVariable, value: number | null | undefined): string {
  return of.kind === "amount" ? amount(value) : fixed(value);
}

/** What a figure of a variable says of itself: its unit, of how many, what more there is, and how it was measured. */
export function captionIn(of: SpaceVariable, ...more: (string | undefined)[]): string {
  const study = current();
  const units = [of.column, of.below].filter(Boolean).map((column) => study.unitOf(column));
  const unit = of.kind === "amount" && !of.logged && units.every(Boolean) ? units.join(" / ") : "";
  const returns = of.column.startsWith("te_crs") ? say("term.crs") : of.column === "te_vrs" ? say("term.vrs") : "";
  return parts([unit ? aside(labelOf(of), unit) : labelOf(of), say("page.n-units", { n: study.meta.units.length }), ...more, of.model && setup(of.model), returns]);
}

/** What a figure of the subsystems says of itself. */
export function captionOfSystems(...more: (string | undefined)[]): string {
  const n = space().subsystems?.indicators.length ?? 0;
  return parts([...more, say("page.n-units", { n: current().meta.units.length }), say("page.n-indicators", { n })]);
}

/** What units count with where they are held against each other; nothing for equal sizes. */
export const sizesOf = (of: SpaceVariable): string => (of.below ? say("page.weighted-by", { weight: within(current().variable(of.below)) }) : "");

/** Periods from the first to the last. */
export const spanOf = (periods: string[]): string | undefined => (periods.length > 1 ? `${periods[0]}–${periods.at(-1)}` : stamp(periods[0] ?? "all"));

/** The period shown where a table has it, else its last. */
export function periodIn(rows: Table): string {
  const there = rows.distinct("period");
  return there.includes(now.value) ? now.value : (there.at(-1) ?? "");
}

/** Who is whose neighbour. */
export function weightsName(of: Weights): string {
  const own = "boundaries" in of.settings;
  const touching = of.name === "queen" || of.name === "rook";
  const rule = !touching ? of.name : own ? "own" : of.settings["hainan"] ? "queen" : "queen-alone";
  const key = `report.weights-${rule}`;
  return has(key) ? say(key, { k: Number(of.settings["k"] ?? 0), share: Number(of.settings["share"] ?? 0) }) : of.name;
}

/** The same in few words. */
export function weightsShort(of: Weights): string {
  const key = `report.rule-${of.name}`;
  return has(key) ? say(key, { k: Number(of.settings["k"] ?? 0) }) : of.name;
}
