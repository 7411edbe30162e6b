// What the server is asked about plans, and what it answers.
import { get, post, remove } from "../../api";
import { current } from "../../study";
import { Table, type Cell } from "../../table";
import type { Text } from "../../words";

export type Options = Record<string, unknown>;
export type Period = string | number;

interface Columns {
  rows: number;
  columns: Record<string, Cell[]>;
}

export interface Warned {
  code: string;
  text: Text;
}

export interface UnitScores {
  te_crs: number | null;
  te_vrs: number | null;
  se: number | null;
  scale_status: string;
  rank: number | null;
}

export interface WhatIf {
  unit: string;
  period: Period;
  columns: string[];
  before: number[];
  after: number[];
  target: number[];
  now: UnitScores;
  then: UnitScores;
  peers: Record<string, number>;
  others: Table | null;
  lines: string;
}

export interface WhatIfWanted {
  unit: string;
  period: Period;
  changes: Record<string, number | string>;
  orientation: "input" | "output";
  others: boolean;
}

export interface PlanInput {
  unit: string;
  column: string;
  before: number;
  in: number;
  out: number;
  after: number;
  least_move: number | null;
  most_move: number | null;
  sure: boolean;
}

export interface PlanPrice {
  limit: string;
  unit: string | null;
  column: string;
  price: number;
  percent: number | null;
}

export interface PlanRecord {
  period: Period;
  settings: Record<string, unknown>;
  objective: {
    gain: number | null;
    catch_up: number | null;
    reallocation: number | null;
    weights: Record<string, number>;
    moves: Record<string, number>;
    inequality_before: Record<string, number | null>;
    inequality_after: Record<string, number | null>;
    status: string;
  };
  inputs: PlanInput[];
  outputs: { unit: string; column: string; before: number; gain: number }[];
  units: { unit: string; te_before: number | null; te_after: number | null; thousands: number | null }[];
  limits: { inputs: { unit: string; column: string; in_by: string; out_by: string }[] };
  prices_of: string;
  prices: PlanPrice[];
  flows: { column: string; donor: string; receiver: string; amount: number; distance: number }[];
  certificate: { clean: boolean; checks: unknown[] };
  behaviours?: { inefficiency: string; gain: number; catch_up: number; reallocation: number }[];
  front?: { present: number };
}

export interface PlanFound {
  record: PlanRecord;
  warnings: Warned[];
  lines: string;
  toml: string;
}

export interface Edited {
  holds: boolean;
  broken: { limit: string; column: string | null; unit: string | null; slack: number; allowed: number }[];
  unable: string[];
  gain: number | null;
  best: number | null;
  record: PlanRecord | null;
  lines: string;
}

export interface FrontFound {
  points: Table;
  limits: number[];
  present: number;
  left_out: string[];
  lines: string;
  toml: string;
}

export interface ScenarioMade {
  name: string;
  kind: string;
  period: Period;
  notes: string[];
  options: Options;
  tables: Record<string, Table>;
}

export interface ScenariosFound {
  scenarios: ScenarioMade[];
  warnings: Warned[];
  lines: string;
  toml: string;
}

export interface Kept {
  id: string;
  name: string;
  options: Options;
  record: PlanRecord;
}

export interface Norm {
  key: string;
  name: Text;
  /** What it is about; empty where it does not say. */
  resource: string;
  document: Text;
  year: number;
  per_1000: number | null;
}

const table = ({ columns, rows }: Columns): Table => new Table(columns, rows);
const tables = (of: Record<string, Columns>): Record<string, Table> => Object.fromEntries(Object.entries(of).map(([name, one]) => [name, table(one)]));
const path = (rest: string): string => `studies/${current().id}/${rest}`;

type Raw<T> = { [K in keyof T]: T[K] extends Table ? Columns : T[K] extends Table | null ? Columns | null : T[K] extends Record<string, Table> ? Record<string, Columns> : T[K] };

export async function askWhatIf(wanted: WhatIfWanted): Promise<WhatIf> {
  const raw = await post<Raw<WhatIf>>(path("what-if"), wanted);
  return { ...raw, others: raw.others && table(raw.others) };
}

export const askPlan = (period: Period, options: Options): Promise<PlanFound> => post(path("plan"), { period, options });

export async function askFront(period: Period, points: number, options: Options): Promise<FrontFound> {
  const raw = await post<Raw<FrontFound>>(path("plan/front"), { period, points, options });
  return { ...raw, points: table(raw.points) };
}

export const askCheck = (period: Period, moves: Record<string, Record<string, number>>, options: Options): Promise<Edited> => post(path("plan/check"), { period, moves, options });

export async function askScenarios(scenarios: Options[]): Promise<ScenariosFound> {
  const raw = await post<Omit<ScenariosFound, "scenarios"> & { scenarios: Raw<ScenarioMade>[] }>(path("scenarios"), { scenarios });
  return { ...raw, scenarios: raw.scenarios.map((one) => ({ ...one, tables: tables(one.tables) })) };
}

export async function keptPlans(): Promise<Kept[]> {
  const rows = await get<{ id: string }[]>(path("plans"));
  return Promise.all(rows.map((row) => get<Kept>(path(`plans/${row.id}`))));
}

/** Keeps a plan; what the study's results say beside it stays with them. */
export function keepPlan(name: string, options: Options, { behaviours: _, front: __, ...record }: PlanRecord): Promise<Kept> {
  return post(path("plans"), { name, options, record });
}
export const forgetPlan = (id: string): Promise<void> => remove(path(`plans/${id}`));
export const norms = (): Promise<Norm[]> => get("norms");
