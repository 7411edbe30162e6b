// What the server says of a study, and how the page speaks of it.
import type { Refusal } from "./api";
import type { Text } from "./words";

export interface Variable {
  name: string;
  role: string;
  label: Text;
  unit: Text;
  /** What it counts, where its name says so: beds, doctors, ... */
  resource: string | null;
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
  subsystems: { indicators: { subsystem: string; name: string; column: string; below: string; logged: boolean }[]; efficiency: string | null } | null;
}

/** Efficiency under constant and under variable returns to scale. */
export type Score = "te_crs" | "te_vrs";

/** How intervals were made. */
export interface InferenceMeta {
  method: "homogeneous" | "heterogeneous" | "subsample";
  replicates: number;
  seed: number;
  level: number;
  /** Of the scores that tests of groups compare. */
  orientation: "input" | "output";
}

/** How covariates were asked about, and what they are called. */
export interface DeterminantsMeta {
  level: number;
  score: Score;
  standardise: boolean;
  /** Their names alone, and within a sentence. */
  covariates: Record<string, { head: Text; within: Text }>;
}

/** A finding in words, and the choices that all specifications have in common in which it fails. */
export interface FindingMeta {
  words: Text;
  against: Text;
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
  inference: InferenceMeta | null;
  determinants: DeterminantsMeta | null;
  findings: FindingMeta[];
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
  /** Whether it has other choices that were not run yet; its results are of the earlier ones. */
  changed: boolean;
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
