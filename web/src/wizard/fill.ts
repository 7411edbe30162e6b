// The draft that a study file fills, so that its choices can be changed.
import type { Text } from "../words";
import type { Draft, Entry, ModelEntry, Options } from "./draft";
import type { Check, FileLook, Role } from "./files";
import { STATISTICS } from "./statistics";

/** What the server says of a study's choices. */
export interface Choices {
  toml: string;
  /** The hash of the text, by which a change tells that it began with this one. */
  sha256?: string;
  study: Entry;
  changed: boolean;
  data: string;
  roles: Record<"unit" | "period" | "weight" | "input" | "output" | "undesirable" | "group", string[]>;
  rows: number;
  units: number;
  periods: (string | number)[];
  provinces: boolean;
  /** What is studied in space, by names of the study file. */
  variables: string[];
  /** Statistics in space that are made of it. */
  statistics: string[];
  /** Kinds of models that are indices over time. */
  indices: string[];
}

/** A part of a study file, empty where it has none. */
export const part = (table: Entry, name: string): Entry => (table[name] ?? {}) as Entry;

export function entriesOf(table: Entry): ModelEntry[] {
  return ((table["model"] ?? table["models"] ?? []) as Entry[]).map((entry) => ({ ...entry, name: String(entry["name"] ?? entry["kind"]), kind: String(entry["kind"]) }));
}

/** Which models of a study file the questions of the model step are about; the others are further models. */
export function asked(entries: ModelEntry[], bad: boolean): Partial<Record<"main" | "vrs" | "second" | "change", ModelEntry>> {
  const first = (fits: (entry: ModelEntry) => boolean): ModelEntry | undefined => entries.find(fits);
  const free = (entry: ModelEntry): boolean => entry["orientation"] !== "input";
  const found = bad
    ? {
        main: first((one) => one.kind === "sbm" && one["rts"] === "crs" && free(one)),
        vrs: first((one) => one.kind === "sbm" && (one["rts"] ?? "vrs") === "vrs" && free(one)),
        change: first((one) => one.kind === "malmquist_luenberger"),
      }
    : {
        main: first((one) => one.kind === "efficiency"),
        second: first((one) => one.kind === "sbm" && /^slacks( \d+)?$/.test(one.name) && one["rts"] === "vrs"),
        change: first((one) => one.kind === "malmquist"),
      };
  return Object.fromEntries(Object.entries(found).filter(([, entry]) => entry !== undefined));
}

/** The score that the questions are about, as a variable of a study file; nothing where no model gives it. */
export function scoreOf(entries: ModelEntry[], bad: boolean): string | undefined {
  const { main, vrs } = asked(entries, bad);
  const counted = main ?? vrs;
  return counted && (bad ? `${counted.name}:score` : "te_crs");
}

const words = (value: unknown): string => (typeof value === "string" ? value : "");
const list = (value: unknown): string[] => (Array.isArray(value) ? value.map(String) : []);

export function titleOf(table: Entry): Text {
  const title = table["title"];
  if (typeof title !== "object" || title === null) return { en: words(title), zh: words(title) };
  const { en, zh } = title as Partial<Text>;
  return { en: en ?? zh ?? "", zh: zh ?? en ?? "" };
}

function optionsOf(got: Choices, blank: Options): Options {
  const { study, roles, provinces } = got;
  const entries = entriesOf(study);
  const bad = roles.undesirable.length > 0;
  const found = asked(entries, bad);
  const { main } = found;
  const score = scoreOf(entries, bad);
  const reference = main?.["reference"] ?? "own";
  const space = part(study, "space");
  const maps = part(study, "maps");
  const plan = part(study, "rebalance");
  const statistics = list(space["statistics"]);
  const usual = provinces ? "outline" : "none";
  return {
    ...blank,
    orientation: (main ?? part(study, "benchmarks"))["orientation"] === "output" ? "output" : "input",
    reference: reference === "own" || reference === "pooled" ? reference : "",
    change: found.change !== undefined,
    by: "by" in part(study, "groups") ? words(part(study, "groups")["by"]) : (roles.group[0] ?? ""),
    second: found.second !== undefined,
    models: entries.filter((entry) => !Object.values(found).includes(entry)),
    benchmarks: "benchmarks" in study,
    space: "space" in study,
    variables: got.variables.map((name) => (name === score ? "score" : name)),
    without: statistics.length ? Object.keys(STATISTICS).filter((name) => !statistics.includes(name)) : [],
    plan: "rebalance" in study,
    stay: "move" in plan ? roles.input.filter((name) => !list(plan["move"]).includes(name)) : [],
    cap: typeof plan["cap"] === "number" ? Math.round(plan["cap"] * 100) : blank.cap,
    base: "file" in maps ? "file" : maps["base"] === usual ? "" : (words(maps["base"]) as Options["base"]),
    match: words(maps["match"]),
    approval: words(maps["approval"]),
    drawn: words(maps["source"]),
  };
}

/** A file of which only what a study needs of it is known. */
function fileOf(name: string, kind: FileLook["kind"], rows: number, columns: string[]): FileLook {
  const known = columns.map((column) => ({ name: column, numeric: true, filled: rows, samples: [], role: "none" as Role }));
  return { id: "", name, kind, size: 0, sheets: [], sheet: null, encoding: null, header_row: null, rows, columns: known, preview: [], findings: [] };
}

export function draftOf(id: string, got: Choices, blank: Options): Partial<Draft> {
  const { study, rows, units, periods, provinces } = got;
  const check: Check = { ok: true, rows, units, periods, provinces, findings: [] };
  const maps = part(study, "maps");
  const boundaries = words(maps["file"]);
  const said = { options: optionsOf(got, blank), title: titleOf(study), source: words(part(study, "data")["source"]) };
  return {
    file: fileOf(got.data, "table", rows, []),
    check,
    boundaries: boundaries ? fileOf(boundaries, "boundaries", 0, list([maps["match"]].filter(Boolean))) : null,
    ...said,
    of: { id, sha256: got.sha256, table: study, said, statistics: got.statistics, indices: got.indices, roles: got.roles },
  };
}
