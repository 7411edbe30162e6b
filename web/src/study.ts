// A study that is open: its units, periods, measures and tables, read when they are first asked for.
import { computed, signal, type Signal } from "@preact/signals";
import { get, Refusal } from "./api";
import { amount, fixed, known, quantile } from "./numbers";
import { base, measure, period, picked } from "./state";
import { Table, type Cell } from "./table";
import { has, language, say, told, type Text } from "./words";

export interface Variable {
  name: string;
  role: string;
  label: Text;
  unit: Text;
}

export interface Model {
  name: string;
  kind: string;
  options: Record<string, unknown>;
}

export interface IndexMeta {
  components: string[];
  factors: string[];
  leaves: string[];
  is_sum: boolean;
  progress: "above" | "below";
  technology?: string | null;
  rts?: string | null;
  orientation?: string | null;
  /** The column that weighted means weight by. */
  weight?: string | null;
  /** The period in which chained indices are neutral. */
  since?: string | number;
}

export interface Grouping {
  of: Record<string, string>;
  labels: Record<string, Text>;
}

/** A variable that was studied in space: a score or an index of a model, or a column, maybe over another. */
export interface SpaceVariable {
  name: string;
  kind: "score" | "index" | "amount";
  model: string;
  column: string;
  below: string;
  logged: boolean;
  upper: number | null;
}

export interface Weights {
  name: string;
  links: number;
  islands: string[];
  settings: Record<string, unknown>;
}

export interface SpaceMeta {
  variables: SpaceVariable[];
  weights: Weights[];
  permutations: number;
  subsystems: { indicators: { subsystem: string; name: string; column: string; below: string; logged: boolean }[] } | null;
}

/** What a check of the data found. */
export interface Outcome {
  outcome: "passed" | "error" | "warning" | "note";
  findings: {
    severity: "error" | "warning" | "note";
    row: number | null;
    unit: string | null;
    period: string | number | null;
    column: string | null;
    values: Record<string, unknown>;
    en: string;
    zh: string;
  }[];
}

export interface Meta {
  units: string[];
  periods: (string | number)[];
  names: Record<string, Text>;
  columns: Variable[];
  group: string | null;
  groups: Record<string, Grouping>;
  models: Model[];
  indices: Record<string, IndexMeta>;
  /** Model -> the column of `scores` that ranks its units: te, highest first, or a score, lowest first. */
  scored: Record<string, "te" | "score">;
  tables: Record<string, string[]>;
  records: string[];
  /** How many people stand for 1 of the weight, where the weight is people. */
  persons: number | null;
  space: SpaceMeta | null;
  maps: { bases: string[]; default: string; source: Text; approval: string };
  source: Text;
  software: string;
  versions: Record<string, string>;
  started: string;
  seconds: number;
  sha256: string;
  rows: number;
  checks: Record<string, Outcome>;
  settings: Record<string, unknown>;
  warnings: Text[];
}

export interface StudyAnswer {
  id: string;
  title: Text;
  created: string;
  state: "draft" | "running" | "done" | "failed" | "interrupted";
  job: string | null;
  meta: Meta | null;
}

export interface Area {
  unit: string | null;
  path: string;
  x: number;
  y: number;
}

export interface MapShape {
  width: number;
  height: number;
  tiles: boolean;
  areas: Area[];
  inset: string | null;
}

export type Loaded<T> = { state: "loading" } | { state: "failed"; why: Refusal | Error } | { state: "ready"; value: T };

/** level: 0 to 1, higher is better; change: 1 is no change; amount: any size. */
export type Kind = "level" | "change" | "amount";

export interface Measure {
  key: string;
  kind: Kind;
  table: string;
  column: string;
  model: string;
  /** The column that holds the period a value belongs to. */
  at: string;
}

interface Columns {
  rows: number;
  columns: Record<string, Cell[]>;
}

export class Study {
  readonly meta: Meta;
  readonly periods: string[];
  readonly measures: Measure[];
  readonly regions: string[];
  private readonly loads = new Map<string, Signal<Loaded<unknown>>>();
  private readonly grids = new Map<string, Map<string, Map<string, number>>>();

  constructor(
    readonly id: string,
    readonly title: Text,
    meta: Meta,
  ) {
    this.meta = meta;
    this.periods = meta.periods.map(String);
    this.measures = measuresOf(meta);
    this.regions = [...new Set(meta.units.map((unit) => this.regionOf(unit)))].filter((name) => name !== "");
  }

  private load<T>(path: string, read: (raw: never) => T): Signal<Loaded<T>> {
    const there = this.loads.get(path);
    if (there) return there as Signal<Loaded<T>>;
    const made = signal<Loaded<T>>({ state: "loading" });
    this.loads.set(path, made as Signal<Loaded<unknown>>);
    get<never>(`studies/${this.id}/${path}`).then(
      (raw) => (made.value = { state: "ready", value: read(raw) }),
      (why) => (made.value = { state: "failed", why }),
    );
    return made;
  }

  has(table: string): boolean {
    return table in this.meta.tables;
  }

  table(name: string): Loaded<Table> {
    return this.load(`tables/${encodeURIComponent(name)}`, (raw: Columns) => new Table(raw.columns, raw.rows)).value;
  }

  panel(): Loaded<Table> {
    return this.load("panel", (raw: Columns) => new Table(raw.columns, raw.rows)).value;
  }

  map(of: string): Loaded<MapShape> {
    return this.load(`map?base=${of}`, (raw: MapShape) => raw).value;
  }

  record<T>(name: string): Loaded<T> {
    return this.load(`records/${name}`, (raw: T) => raw).value;
  }

  // --- names

  unit(name: string): string {
    const said = this.meta.names[name];
    return said ? told(said) : name;
  }

  variable(name: string): string {
    const found = this.meta.columns.find((column) => column.name === name);
    return found ? told(found.label) : (this.labelOf(name)?.[language.value] ?? name);
  }

  /** What the study file calls a column that has no role. */
  private labelOf(name: string): (Partial<Text> & { unit?: Partial<Text> | string }) | undefined {
    return (this.meta.settings["labels"] as Record<string, Partial<Text> & { unit?: Partial<Text> | string }> | undefined)?.[name];
  }

  unitOf(name: string): string {
    const found = this.meta.columns.find((column) => column.name === name);
    if (found) return told(found.unit);
    const unit = this.labelOf(name)?.unit;
    return (typeof unit === "string" ? unit : unit?.[language.value]) ?? "";
  }

  /** A variable inside a sentence: Beds are beds there, GDP stays. */
  within(name: string): string {
    const word = this.variable(name);
    return /^[A-Z][a-z]/.test(word) ? word.charAt(0).toLowerCase() + word.slice(1) : word;
  }

  /** A variable with its unit of measurement. */
  headed(name: string): string {
    const unit = this.unitOf(name);
    if (!unit) return this.variable(name);
    return language.value === "zh" ? `${this.variable(name)}（${unit}）` : `${this.variable(name)} (${unit})`;
  }

  of(role: string): string[] {
    return this.meta.columns.filter((column) => column.role === role).map((column) => column.name);
  }

  get grouping(): Grouping | null {
    return this.meta.group === null ? null : (this.meta.groups[this.meta.group] ?? null);
  }

  regionOf(unit: string): string {
    return this.grouping?.of[unit] ?? "";
  }

  region(name: string): string {
    const said = this.grouping?.labels[name];
    return said ? told(said) : name;
  }

  /** A column of a table in words. */
  columnName(name: string): string {
    if (has(`term.${name}`)) return say(`term.${name}`);
    return has(`report.part-${name}`) ? say(`report.part-${name}`) : this.variable(name);
  }

  measureName(of: Measure): string {
    const said = this.columnName(of.column);
    const sharing = this.measures.filter((m) => m.column === of.column).length > 1;
    if (of.column === "score" || of.column === "te") return of.model;
    return sharing && of.model ? `${said} · ${of.model}` : said;
  }

  // --- values

  /** period -> unit -> value of a measure; nothing until its table is here. */
  values(of: Measure): Map<string, Map<string, number>> {
    const loaded = of.table === "panel" ? this.panel() : this.table(of.table);
    if (loaded.state !== "ready") return new Map();
    const there = this.grids.get(of.key);
    if (there) return there;
    const table = loaded.value.where({ model: of.model || undefined });
    const [units, periods, values] = [table.words("unit"), table.words(of.at), table.numbers(of.column)];
    const grid = new Map<string, Map<string, number>>();
    for (let row = 0; row < units.length; row++) {
      const value = values[row];
      if (!known(value)) continue;
      const when = periods[row] ?? "";
      if (!grid.has(when)) grid.set(when, new Map());
      grid.get(when)?.set(units[row] ?? "", value);
    }
    this.grids.set(of.key, grid);
    return grid;
  }

  /** unit -> ends of the range of a measure in a period, where its table has them and they are not one value. */
  ranges(of: Measure, period: string): Map<string, [number, number]> {
    const [low, high] = [`${of.column}_low`, `${of.column}_high`];
    if (!this.meta.tables[of.table]?.includes(low)) return new Map();
    const [below, above] = [{ ...of, key: `${of.key} low`, column: low }, { ...of, key: `${of.key} high`, column: high }];
    const ends = this.values(above).get(period);
    const found = new Map<string, [number, number]>();
    for (const [unit, least] of this.values(below).get(period) ?? []) {
      const most = ends?.get(unit) ?? least;
      if (most - least > 5e-4) found.set(unit, [least, most]);
    }
    return found;
  }

  /** Fixed classes of a measure over all periods, so that a colour means the same in every year. */
  classes(of: Measure): number[] {
    const all = [...this.values(of).values()].flatMap((row) => [...row.values()]).sort((a, b) => a - b);
    if (all.length === 0) return [];
    if (of.kind === "change") {
      const far = Math.max(Math.abs(Math.log(quantile(all, 0.05))), Math.abs(Math.log(quantile(all, 0.95))), 0.01);
      return [-1, -0.5, 0, 0.5, 1].map((share) => round(Math.exp(share * far), far > 0.05 ? 2 : 3));
    }
    if (of.kind === "level") {
      const below = all.filter((value) => value < ONE);
      return [...new Set([0.2, 0.4, 0.6, 0.8].map((q) => round(quantile(below, q), 2))), 1].filter(Number.isFinite);
    }
    return [...new Set([0.2, 0.4, 0.6, 0.8].map((q) => Number(quantile(all, q).toPrecision(2))))];
  }

  /** Whether the best value is the lowest: a score that is no efficiency, an index whose progress is below no change. */
  lowFirst(of: Measure): boolean {
    return (of.table === "scores" && of.column === "score") || this.meta.indices[of.model]?.progress === "below";
  }

  /** A value of a measure in digits. */
  shown(of: Measure, value: number | undefined): string {
    return of.table === "panel" ? amount(value) : fixed(value, 3);
  }
}

/** Scores from here on are on the frontier, but for rounding. */
export const ONE = 1 - 1e-9;

function round(value: number, digits: number): number {
  return Math.round(value * 10 ** digits) / 10 ** digits;
}

function measuresOf(meta: Meta): Measure[] {
  const found: Measure[] = [];
  const add = (kind: Kind, table: string, column: string, model: string, at = "period"): void => {
    const sharing = found.some((m) => m.column === column);
    found.push({ key: sharing ? `${column}@${model}` : column, kind, table, column, model, at });
  };
  for (const model of meta.models) {
    if (model.kind === "efficiency") for (const column of ["te_crs", "te_vrs", "se"]) add("level", "efficiency", column, model.name);
    else if (meta.indices[model.name])
      for (const column of meta.indices[model.name]?.components ?? [])
        add(meta.indices[model.name]?.is_sum ? "amount" : "change", model.kind, column, model.name, "period_to");
    else if (meta.scored[model.name]) add(meta.scored[model.name] === "te" ? "level" : "amount", "scores", meta.scored[model.name] ?? "", model.name);
  }
  const total = (m: Measure): number => (m.column.startsWith("tfp") ? 0 : 1);
  const levels = found.filter((m) => m.kind === "level" || m.table === "scores");
  const changes = found.filter((m) => m.kind === "change").sort((a, b) => total(a) - total(b));
  const sums = found.filter((m) => m.kind === "amount" && m.table !== "scores").sort((a, b) => total(a) - total(b));
  const seen = [...levels, ...changes, ...sums];
  for (const column of meta.columns)
    seen.push({ key: `x:${column.name}`, kind: "amount", table: "panel", column: column.name, model: "", at: "period" });
  return seen;
}

// --- what is shown now

export const study = signal<Study | null>(null);

/** The open study; views are only drawn where there is one. */
export function current(): Study {
  if (study.value === null) throw new Error("no study is open");
  return study.value;
}

export const shown = computed<Measure>(() => {
  const { measures } = current();
  const first = measures[0];
  if (!first) throw new Error("a study without measures");
  return measures.find((m) => m.key === measure.value) ?? first;
});

/** Periods in which the measure shown has values. */
export const spans = computed<string[]>(() => {
  const values = current().values(shown.value);
  const there = current().periods.filter((p) => values.has(p));
  return there.length ? there : current().periods;
});

export const now = computed<string>(() => {
  const there = spans.value;
  return there.includes(period.value) ? period.value : (there.at(-1) ?? "");
});

/** The unit in the profile: the first that is picked and known. */
export const chosen = computed<string | null>(() => picked.value.find((u) => current().meta.units.includes(u)) ?? null);

export const mapBase = computed<string>(() => {
  const { bases, default: first } = current().meta.maps;
  return bases.includes(base.value) ? base.value : first;
});
