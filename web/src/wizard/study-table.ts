// The study file that a draft makes, as an object with its keys.
import { language } from "../words";
import { columnsOf, dataTable, grouping, hasBad, isPanel, titled } from "./derived";
import { draft } from "./draft";
import { fitting } from "./statistics";

type Entry = Record<string, unknown>;

/** Names of the models that count undesirable outputs. */
export const SBM = { crs: "SBM (CRS)", vrs: "SBM (VRS)" };

function models(): Entry[] {
  const { orientation, reference, change, second } = draft.value.options;
  const over = isPanel() ? { reference } : {};
  const overTime = change && isPanel();
  if (!hasBad())
    return [
      { name: "efficiency", kind: "efficiency", orientation, ...over },
      ...(second ? [{ name: "slacks", kind: "sbm", orientation, rts: "vrs", ...over }] : []),
      ...(overTime ? [{ name: "productivity", kind: "malmquist", orientation }] : []),
    ];
  // the slacks-based measure counts undesirable outputs with the outputs
  const towards = orientation === "output" ? "output" : "none";
  return [
    { name: SBM.crs, kind: "sbm", rts: "crs", orientation: towards, ...over },
    { name: SBM.vrs, kind: "sbm", rts: "vrs", orientation: towards, ...over },
    ...(overTime ? [{ name: "productivity", kind: "malmquist_luenberger", technology: "global" }] : []),
  ];
}

function maps(): Entry {
  const { options, boundaries } = draft.value;
  const { base, match, approval, drawn } = options;
  if (base !== "file") return base === "" ? {} : { base };
  if (!boundaries) return {};
  return { ...(match && { match }), ...(drawn.trim() && { source: drawn.trim() }), ...(approval.trim() && { approval: approval.trim() }) };
}

/** Variables that can be studied in space, by what the draft calls them: their names in a study file. */
export function offered(): Record<string, string> {
  const [size] = columnsOf("weight");
  const plain = (name: string): boolean => !/[/:]|^log\(/.test(name);
  const heads = size !== undefined && plain(size) ? columnsOf("input").filter(plain).map((name) => `${name}/${size}`) : [];
  return {
    score: hasBad() ? `${SBM.crs}:score` : "te_crs",
    ...(isPanel() && draft.value.options.change ? { tfpch: "tfpch" } : {}),
    ...Object.fromEntries(heads.map((name) => [name, name])),
  };
}

/** Those that are wanted, or else the score. */
export function wanted(): string[] {
  const chosen = draft.value.options.variables.filter((name) => name in offered());
  return chosen.length ? chosen : ["score"];
}

function space(): Entry {
  const statistics = fitting().filter((name) => !draft.value.options.without.includes(name));
  return {
    variables: wanted().map((name) => offered()[name]),
    ...(statistics.length < fitting().length ? { statistics } : {}),
  };
}

function plan(): Entry {
  const { stay, cap } = draft.value.options;
  return { move: columnsOf("input").filter((name) => !stay.includes(name)), cap: cap / 100 };
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
    ...(by ? { groups: { by } } : {}),
    model: models(),
    ...(Object.keys(mapped).length ? { maps: mapped } : {}),
    ...(options.space ? { space: space() } : {}),
    ...(options.benchmarks && !hasBad() ? { benchmarks: { orientation: options.orientation } } : {}),
    ...(options.plan && !hasBad() ? { rebalance: plan() } : {}),
  };
}
