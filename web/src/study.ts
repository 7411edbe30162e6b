// A study that is open: its units, periods, measures and tables, read when they are first asked for.
import { computed, signal, type Signal } from "@preact/signals";
import type { Grouping, Kind, Loaded, MapShape, Measure, Meta } from "./answers";
import { get } from "./api";
import { amount, fixed, known, quantile } from "./numbers";
import { aside } from "./spoken";
import { base, measure, period, picked } from "./state";
import { Table, type Cell } from "./table";
import { has, language, say, told, type Text } from "./words";

interface Columns {
  rows: number;
  columns: Record<string, Cell[]>;
}

export class Study {
  readonly meta: Meta;
  readonly periods: string[];
  readonly measures: Measure[];
  readonly regions: string[];
  private readonly tries = signal(0);
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

  /** Ask again for all that could not be had. */
  retry(): void {
    for (const [path, loaded] of this.loads) if (loaded.value.state === "failed") this.loads.delete(path);
    this.tries.value++;
  }

  private load<T>(path: string, read: (raw: never) => T): Signal<Loaded<T>> {
    void this.tries.value; // whoever asks is told when it is tried again
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

  /** A variable with its unit of measurement. */
  headed(name: string): string {
    const unit = this.unitOf(name);
    return unit ? aside(this.variable(name), unit) : this.variable(name);
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
