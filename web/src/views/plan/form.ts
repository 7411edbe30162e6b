// The planner's form: what a person chooses, as the options of [rebalance], and back.
import { current } from "../../study";
import type { Options, Period } from "./messages";

const OBJECTIVES = ["gain", "moves", "equity", "balance"] as const;
export type Objective = (typeof OBJECTIVES)[number];

/** Nothing, a word (`median`, `norm:KEY`), a number per 1,000 people, or a table by unit. */
export type Level = string | number | Record<string, unknown> | null;
/** A share in percent, no limit, or a table that has no field. */
export type Share = number | null | Record<string, unknown>;

export interface Form {
  period: string;
  move: string[];
  /** In percent; null for no cap. */
  cap: Share;
  floors: Record<string, Level>;
  ceilings: Record<string, Level>;
  least: Share;
  most: Share;
  budget: Record<string, number>;
  lots: Record<string, number>;
  objective: Objective;
  target: number | null;
  equityWeight: number | null;
  inequality: number | null;
  inefficiency: "removed" | "kept";
  touched: number | null;
  /** Options that the form has no field for. */
  rest: Options;
}

const OWN = ["period", "front", "move", "cap", "floors", "ceilings", "least", "most", "budget", "lots", "objective", "target", "equity_weight", "inequality", "inefficiency", "touched", "extremes"];
/** Keys of a study file that name files, which the page does not send. */
const FILES = ["norms", "overrides", "distances"];
const CAP = 10;

const percent = (value: unknown): number | null => (typeof value === "number" ? Number((100 * value).toPrecision(12)) : null);
const share = (value: number | null): number | null => (value === null ? null : Number((value / 100).toPrecision(12)));
const isTable = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null && !Array.isArray(value);

/** A share of the file: a number in percent; a table stays one. */
function shareOf(value: unknown): Share {
  return isTable(value) ? value : percent(value);
}

export function movable(): string[] {
  const { meta } = current();
  const data = (meta.settings["data"] ?? {}) as Record<string, unknown>;
  const held = [data["fixed"], data["non_discretionary"]].flatMap((one) => (Array.isArray(one) ? one : typeof one === "string" ? [one] : []));
  return current().of("input").filter((column) => !held.includes(column));
}

export function formOf(options: Options): Form {
  const study = current();
  const asked = (key: string): Record<string, never> => (isTable(options[key]) ? (options[key] as Record<string, never>) : {});
  const move = Array.isArray(options["move"]) ? (options["move"] as string[]) : movable();
  return {
    period: String(options["period"] ?? study.periods.at(-1) ?? ""),
    move,
    cap: options["cap"] === undefined ? CAP : options["cap"] === "none" ? null : shareOf(options["cap"]),
    floors: asked("floors"),
    ceilings: asked("ceilings"),
    least: shareOf(options["least"]),
    most: shareOf(options["most"]),
    budget: asked("budget"),
    lots: asked("lots"),
    objective: OBJECTIVES.find((one) => one === options["objective"]) ?? "gain",
    target: percent(options["target"]),
    equityWeight: typeof options["equity_weight"] === "number" ? options["equity_weight"] : null,
    inequality: percent(options["inequality"]),
    inefficiency: options["inefficiency"] === "kept" ? "kept" : "removed",
    touched: typeof options["touched"] === "number" ? options["touched"] : null,
    rest: Object.fromEntries(Object.entries(options).filter(([key]) => !OWN.includes(key) && !FILES.includes(key))),
  };
}

/** Entries that say something, or nothing at all. */
function said<T>(table: Record<string, T>, move: string[]): Record<string, T> | undefined {
  const kept = Object.entries(table).filter(([column, value]) => move.includes(column) && value !== null && value !== "");
  return kept.length > 0 ? Object.fromEntries(kept) : undefined;
}

const wholeShare = (value: Share): unknown => (isTable(value) ? value : (share(value) ?? undefined));

export function optionsOf(form: Form): Options {
  const { move } = form;
  const options: Options = {
    move,
    cap: form.cap === null ? "none" : wholeShare(form.cap),
    floors: said(form.floors, move),
    ceilings: said(form.ceilings, move),
    least: wholeShare(form.least),
    most: wholeShare(form.most),
    budget: said(form.budget, move),
    lots: said(form.lots, move),
    objective: form.objective === "gain" ? undefined : form.objective,
    target: form.objective === "moves" ? (share(form.target) ?? undefined) : undefined,
    equity_weight: form.objective === "balance" ? (form.equityWeight ?? undefined) : undefined,
    inequality: form.inequality === null ? undefined : share(form.inequality),
    inefficiency: form.inefficiency === "kept" ? "kept" : undefined,
    touched: form.touched ?? undefined,
    ...form.rest,
  };
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
}

/** The period as the study has it: years are numbers. */
export function periodOf(form: Form): Period {
  return current().meta.periods.find((one) => String(one) === form.period) ?? form.period;
}
