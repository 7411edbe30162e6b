// What follows from a draft: the columns of a role, the data of the study, how far one can go.
import { language, type Text } from "../words";
import { decided, draft, type Options, type Step } from "./draft";
import { asked, entriesOf } from "./fill";
import type { Check, Role } from "./files";

export function columnsOf(role: Role): string[] {
  const { file, roles, of } = draft.value;
  if (of) return of.roles[role] ?? [];
  return (file?.columns ?? []).map((column) => column.name).filter((name) => roles[name] === role);
}

/** [data] of the study file, without its file. */
export function dataTable(): Record<string, unknown> {
  const { reading, persons } = draft.value;
  const [unit, period, weight] = [columnsOf("unit")[0], columnsOf("period")[0], columnsOf("weight")[0]];
  const [undesirable, group] = [columnsOf("undesirable"), columnsOf("group")];
  return {
    ...reading,
    ...(unit === undefined ? {} : { unit }),
    ...(period === undefined ? {} : { period }),
    inputs: columnsOf("input"),
    outputs: columnsOf("output"),
    ...(undesirable.length ? { undesirable } : {}),
    ...(group.length ? { group } : {}),
    ...(weight === undefined ? {} : { weight, ...(persons ? { persons } : {}) }),
    ...decided(),
  };
}

/** What the roles still lack: keys of texts. */
export function lacking(): string[] {
  return [
    ...(columnsOf("unit").length ? [] : ["unit"]),
    ...(columnsOf("input").length ? [] : ["input"]),
    ...(columnsOf("output").length ? [] : ["output"]),
  ];
}

/** The check, if it is about the data as they are now. */
export function present(): Check | null {
  const { check, checked, file, of } = draft.value;
  if (of) return check;
  return checked === (file?.id ?? "") + JSON.stringify(dataTable()) ? check : null;
}

/** How far one can go. */
export function reached(): Step {
  const { file, of } = draft.value;
  if (of) return "run";
  if (!file) return "file";
  if (file.columns.length === 0) return "read";
  if (lacking().length > 0) return "roles";
  return present()?.ok ? "run" : "checks";
}

export const titled = (): Text | string => {
  const { en, zh } = draft.value.title;
  if (en.trim() && zh.trim()) return { en: en.trim(), zh: zh.trim() };
  return en.trim() || zh.trim() || draft.value.file?.name.replace(/\.\w+$/, "") || language.value;
};

/** Groupings of provinces that come with Farrell. */
export const GROUPINGS = ["region3", "region4", "zone8", "region7"] as const;

/** The grouping that the study is told by: that chosen, or else a column of groups, or the regions of provinces. */
export function grouping({ by }: Options = draft.value.options): string {
  return by ?? columnsOf("group")[0] ?? (present()?.provinces ? "region3" : "");
}

export const hasBad = (): boolean => columnsOf("undesirable").length > 0;

/** Whether the study has the models that orientation and reference are asked about. */
export function asksMain(): boolean {
  const { of } = draft.value;
  return of === null || asked(entriesOf(of.table), hasBad()).main !== undefined;
}

export const isPanel = (): boolean => (present()?.periods.length ?? 0) > 1;
