// What has been chosen so far of a study that is being made. It outlives a reload and a change of language.
import { computed, effect, signal } from "@preact/signals";
import type { Finding, Fix } from "../api";
import { session } from "../session";
import { route } from "../state";
import type { Text } from "../words";
import type { Check, FileLook, Role } from "./files";

export const STEPS = ["file", "read", "roles", "checks", "model", "run"] as const;
export type Step = (typeof STEPS)[number];

/** A fix that was accepted, with the finding it mends. */
export interface Decision extends Fix {
  about: Text;
}

/** How to read the file; what is left out is found. */
export interface Reading {
  sheet?: string;
  encoding?: string;
  header_row?: number;
  thousands?: string;
  decimal?: string;
  percent?: string;
}

/** A table of a study file. */
export type Entry = Record<string, unknown>;

/** An entry of [[model]]. */
export interface ModelEntry extends Entry {
  name: string;
  kind: string;
}

export interface Options {
  orientation: "input" | "output";
  /** Empty where a study file names periods or units. */
  reference: "own" | "pooled" | "";
  /** Change over time, where there are periods. */
  change: boolean;
  /** The grouping that the study is told by, empty for none; null is the usual one. */
  by: string | null;
  /** A slacks-based measure beside the radial one. */
  second: boolean;
  /** Further models. */
  models: ModelEntry[];
  benchmarks: boolean;
  space: boolean;
  /** Variables in space: the score, the index, inputs a head. */
  variables: string[];
  /** Statistics in space that are not wanted. */
  without: string[];
  plan: boolean;
  /** Inputs that cannot move. */
  stay: string[];
  /** Most that leaves or reaches a unit, in percent of what it has. */
  cap: number;
  base: "" | "outline" | "tiles" | "none" | "file";
  match: string;
  approval: string;
  drawn: string;
}

/** What a draft has that a study file says. */
export type Said = Pick<Draft, "options" | "title" | "source">;

/** The study whose choices are changed: its file, and what of it the draft began with. */
export interface Origin {
  id: string;
  /** The hash of its file. */
  sha256: string | undefined;
  table: Entry;
  said: Said;
  /** Statistics in space that it makes, named there or not. */
  statistics: string[];
  /** Kinds of models that are indices over time. */
  indices: string[];
  /** Its columns by role; one can have several. */
  roles: Partial<Record<Role, string[]>>;
}

export interface Draft {
  /** The key of the space that the file is in; empty where there is one space only. */
  space: string;
  step: Step;
  file: FileLook | null;
  reading: Reading;
  roles: Record<string, Role>;
  /** Columns whose role a person chose; the others are guessed. */
  chosen: string[];
  /** How many people one unit of the weight is; 0 where it counts no people. */
  persons: number;
  /** Fixes of findings that were accepted. */
  fixes: Decision[];
  check: Check | null;
  /** The data that the check was about. */
  checked: string;
  options: Options;
  boundaries: FileLook | null;
  title: Text;
  source: string;
  /** The study that was made of it. */
  made: string;
  /** Nothing where a study is made of a file. */
  of: Origin | null;
}

/** Each study whose choices are changed has a draft of its own. */
const place = computed(() => (route.value.page === "change" ? `draft-${route.value.id}` : "draft"));
export const BLANK: Draft = {
  space: "",
  step: "file",
  file: null,
  reading: {},
  roles: {},
  chosen: [],
  persons: 0,
  fixes: [],
  check: null,
  checked: "",
  options: {
    orientation: "input",
    reference: "own",
    change: true,
    by: null,
    second: false,
    models: [],
    benchmarks: true,
    space: true,
    variables: ["score"],
    without: [],
    plan: false,
    stay: [],
    cap: 10,
    base: "",
    match: "",
    approval: "",
    drawn: "",
  },
  boundaries: null,
  title: { en: "", zh: "" },
  source: "",
  made: "",
  of: null,
};

function kept(): Draft {
  const text = sessionStorage.getItem(place.value);
  if (text === null) return BLANK;
  const found = JSON.parse(text);
  return { ...BLANK, ...found, options: { ...BLANK.options, ...found.options } };
}

export const draft = signal<Draft>(kept());
effect(() => {
  draft.value = kept();
});
effect(() => sessionStorage.setItem(place.peek(), JSON.stringify(draft.value)));
effect(() => {
  const { signed_in, key } = session.value;
  if (signed_in && draft.peek().space !== (key ?? "") && draft.peek().file) startAgain();
});

export function change(part: Partial<Draft>): void {
  draft.value = { ...draft.value, ...part };
}

export function choose(part: Partial<Options>): void {
  change({ options: { ...draft.value.options, ...part } });
}

export function startAgain(): void {
  draft.value = BLANK;
}

/** The draft of a change begins with what the study file says. */
export function begin(part: Partial<Draft>): void {
  draft.value = { ...BLANK, space: session.value.key ?? "", step: "model", ...part };
}

/** Another file, or the same one read in another way: roles that a person chose stay with columns of that name. */
export function looked(file: FileLook, reading: Reading): void {
  const before = draft.value;
  const same = before.file?.id === file.id;
  const chosen = same ? before.chosen.filter((name) => file.columns.some((column) => column.name === name)) : [];
  const roles: Record<string, Role> = {};
  for (const { name, role } of file.columns) roles[name] = chosen.includes(name) ? (before.roles[name] ?? role) : role;
  const size = file.columns.find((column) => roles[column.name] === "weight")?.name ?? "";
  change({
    space: session.value.key ?? "",
    file,
    reading,
    roles,
    chosen,
    persons: same && before.persons ? before.persons : peopleIn(size),
    ...(same ? {} : { fixes: [], check: null, checked: "", options: { ...BLANK.options }, boundaries: null, title: BLANK.title, made: "" }),
  });
}

/** Only one column can name the unit, the period or the size. */
export function assign(column: string, role: Role): void {
  const { roles, chosen, persons } = draft.value;
  const alone = role === "unit" || role === "period" || role === "weight";
  const others = Object.entries(roles).map(([name, old]) => [name, alone && old === role ? "none" : old] as const);
  change({
    roles: { ...Object.fromEntries(others), [column]: role },
    chosen: [...new Set([...chosen, column])],
    persons: role === "weight" ? peopleIn(column) : persons,
  });
}

/** What a header says of the unit in which people are counted. */
function peopleIn(header: string): number {
  if (/万|10k|10,?000/i.test(header)) return 10_000;
  if (/千|thousand|1,?000|_k$/i.test(header)) return 1000;
  return /人口|population|people|persons/i.test(header) ? 1 : 0;
}

const READING = ["sheet", "encoding", "header_row", "thousands", "decimal", "percent"];
const SIDES = ["inputs", "outputs"];

/** Takes a fix: columns lose their role, a way of reading is given back to read by, all else is kept with the draft. */
export function accept(fix: Fix, about: Finding): Reading | null {
  const { fixes, reading, roles } = draft.value;
  const part = (keys: string[]): [string, unknown][] => Object.entries(fix.data).filter(([key]) => keys.includes(key));
  for (const [side, kept] of part(SIDES))
    for (const [column, role] of Object.entries(roles))
      if (`${role}s` === side && !(kept as string[]).includes(column)) assign(column, "none");
  const rest = Object.fromEntries(Object.entries(fix.data).filter(([key]) => ![...READING, ...SIDES].includes(key)));
  if (Object.keys(rest).length > 0) change({ fixes: [...fixes, { text: fix.text, data: added(rest), about: about.text }] });
  const how = part(READING);
  return how.length > 0 ? { ...reading, ...Object.fromEntries(how) } : null;
}

/** Of lists, only what earlier fixes do not have, so that each can be taken back. */
function added(data: Record<string, unknown>): Record<string, unknown> {
  const there = decided();
  return Object.fromEntries(
    Object.entries(data).map(([key, value]) => {
      const before = there[key];
      return [key, Array.isArray(value) && Array.isArray(before) ? value.filter((item) => !before.includes(item)) : value];
    }),
  );
}

/** All fixes together; lists grow. */
export function decided(): Record<string, unknown> {
  const all: Record<string, unknown> = {};
  for (const { data } of draft.value.fixes)
    for (const [key, value] of Object.entries(data)) {
      const before = all[key];
      all[key] = Array.isArray(value) && Array.isArray(before) ? [...new Set([...before, ...value])] : value;
    }
  return all;
}
