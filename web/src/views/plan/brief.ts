// A plan in words: what it makes possible, what moves, who gives and receives, and what it takes for granted.
import { fixed, known, percent, signedPercent, type Maybe } from "../../numbers";
import { aside, parts, when, within } from "../../spoken";
import { current } from "../../study";
import { listed, say } from "../../words";
import { counted, digitsOf } from "./amounts";
import type { Options, PlanInput, PlanRecord } from "./messages";

/** Most units named in a row of donors or receivers. */
const MOST = 6;
/** A smaller share of the gain is none in words. */
const SMALL = 5e-5;

const hundred = (value: Maybe, digits: number): string => (known(value) ? fixed(100 * value, digits) : "–");

/** The inputs that move in a plan. */
export function moving(record: PlanRecord): string[] {
  return Object.entries(record.objective.moves).filter(([, share]) => share > 0).map(([column]) => column);
}

export const rowsOf = (record: PlanRecord, column: string): PlanInput[] => record.inputs.filter((row) => row.column === column);

export function headline(record: PlanRecord): string {
  const goal = record.objective;
  const words = { gain: hundred(goal.gain, 2), catch_up: hundred(goal.catch_up, 2), reallocation: hundred(goal.reallocation, 2), when: when(String(record.period)) };
  const columns = moving(record);
  if (columns.length === 0) return say("report.plan-nothing-moves", words);
  const amounts = columns.map((column) => {
    const rows = rowsOf(record, column);
    const total = rows.reduce((sum, row) => sum + row.in + row.out, 0) / 2;
    const amount = fixed(total, digitsOf(rows.map((row) => row.before)));
    return aside(say("report.plan-amount", { amount, variable: within(current().variable(column)) }), percent(goal.moves[column]));
  });
  return say("report.plan-headline", { ...words, amounts: listed(amounts) });
}

function services(record: PlanRecord): string {
  const told = Object.keys(record.objective.weights).map((column) => {
    const rows = record.outputs.filter((row) => row.column === column);
    const [before, gain] = [rows.reduce((sum, row) => sum + row.before, 0), rows.reduce((sum, row) => sum + row.gain, 0)];
    const grown = before ? signedPercent(gain / before) : "–";
    return aside(`${current().variable(column)} ${grown}`, counted(column, gain, digitsOf(rows.map((row) => row.before))));
  });
  return say("report.plan-services", { services: listed(told) });
}

function sure(record: PlanRecord): string {
  const moved = record.inputs.filter((row) => row.in + row.out > 0);
  if (moved.length === 0) return "";
  if (record.inputs.every((row) => row.least_move === null)) return "";
  const n = moved.filter((row) => row.sure).length;
  return say("report.plan-sure", { n, total: moved.length, within: hundred(record.settings["within"] as Maybe, 1) });
}

function who(record: PlanRecord, column: string): string {
  const all = rowsOf(record, column);
  const digits = digitsOf(all.map((row) => row.before));
  const side = (way: "in" | "out"): string => {
    const part = all.filter((row) => row.sure && row[way] > 0).sort((a, b) => b[way] - a[way]);
    const names = part.slice(0, MOST).map((row) => aside(current().unit(row.unit), fixed(row[way], digits)));
    return listed([...names, ...(part.length > MOST ? [say("report.plan-more", { n: part.length - MOST })] : [])]);
  };
  const [donors, receivers, none] = [side("out"), side("in"), say("report.plan-none-sure")];
  if (!donors && !receivers) return "";
  return say("report.plan-who", { variable: current().variable(column), donors: donors || none, receivers: receivers || none });
}

function equality(record: PlanRecord): string[] {
  return moving(record).flatMap((column) => {
    const [before, after] = [record.objective.inequality_before[column], record.objective.inequality_after[column]];
    if (!known(before) || !known(after)) return [];
    const change = Math.abs(before - after) < 5e-4 ? "same" : after < before ? "less" : "more";
    return [say(`report.plan-equality-${change}`, { variable: current().variable(column), before: hundred(before, 1), after: hundred(after, 1) })];
  });
}

function frontier(record: PlanRecord): string {
  const best = (key: "te_before" | "te_after"): number => record.units.filter((row) => known(row[key]) && row[key] >= 1 - 1e-6).length;
  return say("report.plan-frontier", { before: best("te_before"), after: best("te_after"), n: record.units.length });
}

/** What one percent more of everything would be worth. */
function worth(record: PlanRecord): string[] {
  if (record.prices_of !== "gain" || record.prices.length === 0) return [];
  return moving(record).map((column) => {
    const points = record.prices.find((price) => price.limit === "total" && price.column === column)?.percent ?? 0;
    const variable = within(current().variable(column));
    return Math.abs(points) < SMALL ? say("report.plan-worth-none", { variable }) : say("report.plan-worth", { variable, points: fixed(100 * points, 2) });
  });
}

function checked(record: PlanRecord): string {
  const n = record.certificate.checks.length;
  return record.certificate.clean ? say("report.plan-checked", { n }) : say("report.plan-not-clean", { n });
}

/** What the same limits allow under the other behaviour. */
function otherwise(record: PlanRecord): string[] {
  return (record.behaviours ?? []).filter((one) => one.inefficiency !== record.settings["inefficiency"]).map((one) => {
    const words = { gain: hundred(one.gain, 2), catch_up: hundred(one.catch_up, 2), reallocation: hundred(one.reallocation, 2) };
    return one.inefficiency === "kept" ? say("report.plan-if-kept", words) : say("report.plan-if-removed", words);
  });
}

/** One sentence a thought. */
export function brief(record: PlanRecord): string[] {
  return [
    services(record), ...otherwise(record), sure(record), ...moving(record).map((column) => who(record, column)), ...worth(record), ...equality(record), frontier(record),
    say("report.plan-assumes-best"), checked(record),
  ].filter(Boolean);
}


/** What a plan is after, and what may move and how much of it, for a caption. */
export function limitsOf(options: Options): string {
  const goal = say(`page.objective-${String(options["objective"] ?? "gain")}`);
  const { cap, move } = options;
  const capped = typeof cap === "number" ? say("page.limit-cap", { share: Number((100 * cap).toPrecision(6)) }) : typeof cap === "object" && cap !== null ? say("page.limit-caps") : say("page.limit-no-cap");
  return parts([goal, capped, Array.isArray(move) ? say("page.limit-moves", { columns: listed(move.map((column) => within(current().variable(String(column))))) }) : undefined]);
}
