// The study file that a draft makes, as an object with its keys; of a study that is changed, the keys that change.
import { language } from "../words";
import { columnsOf, dataTable, grouping, hasBad, isPanel, titled } from "./derived";
import { draft, type Entry, type ModelEntry } from "./draft";
import { asked, entriesOf, part, scoreOf } from "./fill";
import { listedStatistics } from "./statistics";

/** Names of the models that count undesirable outputs. */
export const SBM = { crs: "SBM (CRS)", vrs: "SBM (VRS)" };

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

/** The models that the questions ask for, by what they are there for. */
function questions(): Partial<Record<"main" | "vrs" | "second" | "change", ModelEntry>> {
  const { orientation, reference, change, second } = draft.value.options;
  const over = isPanel() && reference ? { reference } : {};
  const overTime = change && isPanel();
  if (!hasBad())
    return {
      main: { name: "efficiency", kind: "efficiency", orientation, ...over },
      ...(second ? { second: { name: "slacks", kind: "sbm", orientation, rts: "vrs", ...over } } : {}),
      ...(overTime ? { change: { name: "productivity", kind: "malmquist", orientation } } : {}),
    };
  // the slacks-based measure counts undesirable outputs with the outputs
  const towards = orientation === "output" ? "output" : "none";
  return {
    main: { name: SBM.crs, kind: "sbm", rts: "crs", orientation: towards, ...over },
    vrs: { name: SBM.vrs, kind: "sbm", rts: "vrs", orientation: towards, ...over },
    ...(overTime ? { change: { name: "productivity", kind: "malmquist_luenberger", technology: "global" } } : {}),
  };
}

/** A name, with a number where others have it. */
export function freeName(usual: string, taken: string[]): string {
  let [name, number] = [usual, 1];
  while (taken.includes(name)) name = `${usual} ${++number}`;
  return name;
}

/** All models: those asked for, with what a study file says of them beside, and the further ones. */
export function models(): ModelEntry[] {
  const { of, options } = draft.value;
  const wanted = questions();
  if (!of) return [...Object.values(wanted), ...options.models];
  const before = entriesOf(of.table);
  const found = asked(before, hasBad());
  const { said } = of;
  const turned = options.orientation !== said.options.orientation;
  const moved = options.reference !== said.options.reference;
  const kept = before.flatMap((entry): ModelEntry[] => {
    const what = (Object.keys(found) as (keyof typeof found)[]).find((key) => found[key] === entry);
    if (what === undefined) return options.models.filter((one) => one.name === entry.name);
    const now = wanted[what];
    if (!now) return [];
    const changed = [...(turned && "orientation" in now ? ["orientation"] : []), ...(moved && "reference" in now ? ["reference"] : [])];
    return [{ ...entry, ...Object.fromEntries(changed.map((key) => [key, now[key]])) }];
  });
  // a study that measures in another way is not given what it never had
  const asks = found.main ? Object.entries(wanted) : Object.entries(wanted).filter(([what]) => what === "second" || what === "change");
  const further = options.models.filter((entry) => !kept.includes(entry));
  const names = [...kept, ...further].map((entry) => entry.name);
  const added = asks.filter(([what]) => !(what in found)).map(([, entry]) => ({ ...entry, name: freeName(entry.name, names) }));
  return [...kept, ...added, ...further];
}

function maps(): Entry {
  const { options, boundaries, of } = draft.value;
  const { base, match, approval, drawn } = options;
  const before = part(of?.table ?? {}, "maps");
  const shown = "periods" in before ? { periods: before["periods"] } : {};
  if (base !== "file") return { ...(base && { base }), ...shown };
  if (!boundaries) return shown;
  const { file, source } = before;
  const named = boundaries.id === "" ? { file } : {};
  const by = drawn.trim() || (typeof source === "object" ? source : "");
  return { ...named, ...(match && { match }), ...(by ? { source: by } : {}), ...(approval.trim() && { approval: approval.trim() }), ...shown };
}

/** Variables that can be studied in space, by what the draft calls them: their names in a study file. */
export function offered(): Record<string, string> {
  const { of, options } = draft.value;
  const [size] = columnsOf("weight");
  const plain = (name: string): boolean => !/[/:]|^log\(/.test(name);
  const heads = size !== undefined && plain(size) ? columnsOf("input").filter(plain).map((name) => `${name}/${size}`) : [];
  const all = models();
  const score = scoreOf(all, hasBad());
  // variables of a study file stay on offer, but for those of models that it no longer has
  const gone = entriesOf(of?.table ?? {}).filter((entry) => !all.some((one) => one.name === entry.name));
  const overTime = all.some((one) => of?.indices.includes(one.kind));
  const others = (of?.said.options.variables ?? [])
    .filter((name) => name !== "score" && (name !== "tfpch" || overTime))
    .filter((name) => !gone.some((entry) => name.startsWith(`${entry.name}:`)));
  return {
    ...Object.fromEntries(others.map((name) => [name, name])),
    ...(score === undefined ? {} : { score }),
    ...(isPanel() && options.change ? { tfpch: "tfpch" } : {}),
    ...Object.fromEntries(heads.map((name) => [name, name])),
  };
}

/** Those that are wanted, or else the first on offer that can be: the score, where there is one. */
export function wanted(): string[] {
  const all = offered();
  const chosen = draft.value.options.variables.filter((name) => name in all);
  return chosen.length ? chosen : ["score", ...Object.keys(all)].filter((name) => name in all).slice(0, 1);
}

function space(before: Entry): Entry {
  const { without } = draft.value.options;
  const { of } = draft.value;
  const now: Entry = { ...before };
  if (!of || !same(wanted(), of.said.options.variables)) now["variables"] = wanted().map((name) => offered()[name]);
  if (!of || !same(without, of.said.options.without)) {
    const names = listedStatistics("statistics" in before);
    if (names) now["statistics"] = names;
  }
  return now;
}

function plan(before: Entry): Entry {
  const { options, of } = draft.value;
  const { stay, cap } = options;
  const move = columnsOf("input").filter((name) => !stay.includes(name));
  if (!of || !of.said.options.plan) return { ...before, move, cap: cap / 100 };
  return { ...before, ...(same(stay, of.said.options.stay) ? {} : { move }), ...(cap === of.said.options.cap ? {} : { cap: cap / 100 }) };
}

function advice(before: Entry): Entry {
  const { options, of } = draft.value;
  const kept = of?.said.options.benchmarks && options.orientation === of.said.options.orientation;
  return kept ? before : { ...before, orientation: options.orientation };
}

export function studyTable(): Entry {
  const { options, source } = draft.value;
  const by = grouping();
  const mapped = maps();
  return {
    schema: 1,
    title: titled(),
    language: language.value,
    data: { ...dataTable(), ...(source.trim() && { source: source.trim() }) },
    ...(by || columnsOf("group").length ? { groups: { by } } : {}),
    model: models(),
    ...(Object.keys(mapped).length ? { maps: mapped } : {}),
    ...(options.space ? { space: space({}) } : {}),
    ...(options.benchmarks && !hasBad() ? { benchmarks: advice({}) } : {}),
    ...(options.plan && !hasBad() ? { rebalance: plan({}) } : {}),
  };
}

/** The keys of a study file that change; null takes one away. */
export function changedKeys(): Entry {
  const { of, options, title, source, boundaries } = draft.value;
  if (!of) return {};
  const { table, said } = of;
  const before = (name: string): Entry => part(table, name);
  const differ = (...keys: (keyof typeof options)[]): boolean => keys.some((key) => !same(options[key], said.options[key]));
  const section = (name: string, on: boolean, made: (old: Entry) => Entry): Entry => {
    const now = on ? made(before(name)) : null;
    return same(now, table[name] ?? null) ? {} : { [name]: now };
  };
  const { source: old, ...data } = before("data");
  const list = models();
  return {
    ...(same(title, said.title) ? {} : { title: titled() }),
    ...(source.trim() === said.source ? {} : { data: { ...data, ...(source.trim() && { source: source.trim() }) } }),
    ...(differ("by") ? { groups: { by: options.by } } : {}),
    ...(same(list, entriesOf(table)) ? {} : { model: list, ...("models" in table ? { models: null } : {}) }),
    ...(differ("base", "match", "approval", "drawn") || boundaries?.id ? { maps: maps() } : {}),
    ...section("space", options.space, space),
    ...section("benchmarks", options.benchmarks, advice),
    ...section("rebalance", options.plan, plan),
  };
}
