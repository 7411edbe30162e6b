// An index over time as figures speak of it: its parts, which side is progress, its intervals.
import type { IndexMeta } from "../answers";
import { fixed, known, signed, signedPercent, type Maybe } from "../numbers";
import { current, now, shown } from "../study";
import type { Table } from "../table";
import { has, say } from "../words";

/** Parts that the index is divided by: more input is less productivity. */
const DIVISORS = ["inch"];

export interface Index extends IndexMeta {
  name: string;
  kind: string;
  /** The index itself among its components. */
  total: string;
  /** What is no change. */
  neutral: number;
}

export function indices(): Index[] {
  const { models, indices: told } = current().meta;
  return models.flatMap((model) => {
    const found = told[model.name];
    if (!found) return [];
    return [{ ...found, name: model.name, kind: model.kind, total: found.components.at(-1) ?? "", neutral: found.is_sum ? 0 : 1 }];
  });
}

/** The index of the measure shown; of another measure, the study's first. */
export function indexShown(): Index | null {
  const all = indices();
  return all.find((index) => index.name === shown.value.model) ?? all[0] ?? null;
}

/** The part of the index that the top bar asks for, else the index itself. */
export function componentShown(index: Index): string {
  return shown.value.model === index.name ? shown.value.column : index.total;
}

/** What a part does to the index: a part that divides, the other way round. */
export function effect(index: Index, component: string, value: number): number {
  if (!DIVISORS.includes(component)) return value;
  return index.is_sum ? -value : 1 / value;
}

/** 1 for progress, -1 for loss, 0 for no change as printed. */
export function side(index: Index, component: string, value: number): number {
  const away = index.is_sum ? value : Math.log(value);
  if (Math.abs(away) < 5e-7) return 0;
  return Math.sign(away) * (DIVISORS.includes(component) ? -1 : 1) * (index.progress === "below" ? -1 : 1);
}

/** A change in words: +3.1%, of a sum +0.031. */
export function changeOf(index: Index, value: Maybe): string {
  return index.is_sum ? signed(value, 3) : known(value) ? signedPercent(value - 1) : "–";
}

export const written = (index: Index, value: Maybe): string => (index.is_sum ? signed(value, 3) : fixed(value));

export interface Interval {
  /** As tables of means call it. */
  label: string;
  from: string;
  to: string;
}

const interval = (from: string, to: string): Interval => ({ label: `${from}–${to}`, from, to });

/** The intervals of a table of comparisons. Periods may hold dashes of their own, so that a label is never taken apart. */
export function intervalsOf(table: Table): Interval[] {
  const [from, to] = [table.words("period_from"), table.words("period_to")];
  return [...new Map(from.map((period, i) => interval(period, to[i] ?? "")).map((one) => [one.label, one])).values()];
}

/** The intervals between neighbours among the study's periods, by their labels. */
export function intervalsOfStudy(): Map<string, Interval> {
  const { periods } = current();
  return new Map(periods.slice(1).map((to, i) => interval(periods[i] ?? "", to)).map((one) => [one.label, one]));
}

/** The interval that ends in the period shown, or the first that ends later. */
export function intervalShown(table: Table): { from: string; to: string } {
  const { periods } = current();
  const [from, to] = [table.words("period_from"), table.words("period_to")];
  const here = periods.indexOf(now.value);
  const ends = [...new Set(to)].sort((a, b) => periods.indexOf(a) - periods.indexOf(b));
  const end = ends.find((period) => periods.indexOf(period) >= here) ?? ends.at(-1) ?? "";
  return { from: from[to.indexOf(end)] ?? "", to: end };
}

/** Components that a table has values of, the index last. */
export function present(index: Index, table: Table): string[] {
  return index.components.filter((component) => table.numbers(component).some(known));
}

export function indexName(index: Index): string {
  const kind = has(`model.${index.kind}.name`) ? say(`model.${index.kind}.name`) : index.kind;
  return indices().length > 1 && index.name !== kind ? `${index.name}${say("page.colon")}${kind}` : kind;
}

/** How an index was measured: its frontier and orientation. */
export function indexHow(index: Index): string[] {
  return [
    ...(index.technology && has(`report.technology-${index.technology}`) ? [say("page.frontier", { name: say(`report.technology-${index.technology}`) })] : []),
    ...(index.orientation === "input" || index.orientation === "output" ? [say(`page.orientation-${index.orientation}`)] : []),
  ];
}

/** What a figure of an index says of itself. */
export function indexCaption(index: Index, ...more: string[]): string {
  return [
    indexName(index),
    ...indexHow(index),
    say("page.n-units", { n: current().meta.units.length }),
    ...more,
    say("report.side-is-progress", { side: say(`report.side-${index.progress}`, { neutral: index.neutral }) }),
  ].join(say("page.comma"));
}
