// A new scenario: its kind, and what that kind asks.
import { useState } from "preact/hooks";
import { current } from "../../study";
import { language, say } from "../../words";
import { NumberField, SelectField } from "./fields";
import type { Options } from "./messages";
import { KINDS, MOST, nameOf, type Desk, type ScenarioKind } from "./scenario-desk";

/** What is typed: numbers by field, and words by field. */
interface Draft {
  numbers: Record<string, number | null>;
  words: Record<string, string>;
}

interface FieldsOf {
  draft: Draft;
  number: (key: string, label: string, unit?: string) => preact.JSX.Element;
  units: (key: string, label: string) => preact.JSX.Element;
  choice: (key: string, label: string, options: { value: string; words: string }[]) => preact.JSX.Element;
}

const EMPTY: Draft = { numbers: {}, words: {} };
const PRIMARY = ["hospital_beds", "primary_beds"];

function kinds(): ScenarioKind[] {
  const inputs = current().of("input");
  return KINDS.filter((kind) => kind !== "primary_care" || PRIMARY.every((column) => inputs.includes(column)));
}

/** Along what technology can spread: progress needs a past, gaps between groups need groups. */
function modes(): string[] {
  const study = current();
  return ["distance", ...(study.periods.length > 1 ? ["peers"] : []), ...(study.meta.group !== null ? ["groups"] : [])];
}

export function NewScenario({ desk }: { desk: Desk }) {
  const study = current();
  const [kind, setKind] = useState<ScenarioKind>("demand");
  const [name, setName] = useState("");
  const [draft, setDraft] = useState<Draft>(EMPTY);
  const built = optionsOf(kind, draft);
  const isFull = desk.wanted.value.length >= MOST;
  const fields: FieldsOf = {
    draft,
    number: (key, label, unit) => (
      <NumberField key={key} label={label} value={draft.numbers[key] ?? null} set={(value) => setDraft({ ...draft, numbers: { ...draft.numbers, [key]: value } })} {...(unit ? { unit } : {})} />
    ),
    units: (key, label) => (
      <SelectField key={key} label={label} value={draft.words[key] ?? ""} set={(value) => setDraft({ ...draft, words: { ...draft.words, [key]: value } })}>
        <option value="">–</option>
        {study.meta.units.map((unit) => <option value={unit} key={unit}>{study.unit(unit)}</option>)}
      </SelectField>
    ),
    choice: (key, label, options) => (
      <SelectField key={key} label={label} value={draft.words[key] ?? options[0]?.value ?? ""} set={(value) => setDraft({ ...draft, words: { ...draft.words, [key]: value } })}>
        {options.map((option) => <option value={option.value} key={option.value}>{option.words}</option>)}
      </SelectField>
    ),
  };
  const add = async (): Promise<void> => {
    if (built === null) return;
    const called = name.trim() || free(say(`report.scenario-${kind}`), desk);
    if (await desk.add({ name: called, kind, ...built })) {
      setDraft(EMPTY);
      setName("");
    }
  };
  return (
    <form class="plan-form" onSubmit={(event) => { event.preventDefault(); void add(); }}>
      <SelectField label={say("page.scenario-kind")} value={kind} set={(value) => { setKind(value as ScenarioKind); setDraft(EMPTY); }}>
        {kinds().map((one) => <option value={one} key={one}>{say(`page.scenario-${one}`)}</option>)}
      </SelectField>
      <p class="hint">{say(`page.what-${kind}`)}</p>
      <Fields kind={kind} fields={fields} />
      <label class="field">
        <span>{say("page.scenario-name")}</span>
        <input value={name} maxLength={60} placeholder={free(say(`report.scenario-${kind}`), desk)} onInput={(event) => setName(event.currentTarget.value)} lang={language.value === "zh" ? "zh-CN" : "en"} />
      </label>
      <button class="main" type="submit" disabled={built === null || isFull || desk.isBusy.value}>{say("page.scenario-add")}</button>
      {isFull && <p class="hint">{say("page.scenarios-full", { n: MOST })}</p>}
    </form>
  );
}

/** A name that no other scenario has. */
function free(name: string, desk: Desk): string {
  const taken = new Set(desk.wanted.value.map(nameOf));
  if (!taken.has(name)) return name;
  let n = 2;
  while (taken.has(`${name} ${n}`)) n += 1;
  return `${name} ${n}`;
}

function Fields({ kind, fields }: { kind: ScenarioKind; fields: FieldsOf }) {
  const study = current();
  const { number, units, choice, draft } = fields;
  const inputs = study.of("input");
  const outputs = study.of("output");
  const legend = (words: string, children: preact.JSX.Element[]) => <fieldset><legend>{words}</legend>{children}</fieldset>;
  const periods = study.periods.map((one) => ({ value: one, words: one }));
  switch (kind) {
    case "demand":
      return (
        <>
          {legend(say("page.scenario-growth"), outputs.map((column) => number(`growth ${column}`, study.variable(column), "%")))}
          {choice("resources", say("page.scenario-resources"), [{ value: "stay", words: say("page.resources-stay") }, { value: "follow", words: say("page.resources-follow") }])}
        </>
      );
    case "investment":
      return (
        <>
          {units("unit", say("page.scenario-where"))}
          {legend(say("page.scenario-adds"), inputs.map((column) => number(`add ${column}`, study.headed(column))))}
          {legend(say("page.scenario-yields"), outputs.map((column) => number(`gain ${column}`, study.headed(column))))}
        </>
      );
    case "merge":
      return <>{["first", "second", "third"].map((key, i) => units(key, say("page.scenario-merged", { n: i + 1 })))}</>;
    case "close":
      return (
        <>
          {units("unit", say("page.scenario-closes"))}
          {["first", "second", "third"].map((key, i) => (
            <div class="level" key={key}>{units(key, say("page.scenario-takes", { n: i + 1 }))}{number(`share ${key}`, say("page.scenario-share"), "%")}</div>
          ))}
          {choice("resources", say("page.scenario-its-resources"), [{ value: "no", words: say("page.resources-gone") }, { value: "yes", words: say("page.resources-along") }])}
        </>
      );
    case "shock":
      return (
        <>
          {study.periods.length > 1 && choice("way", say("page.scenario-shock-way"), [{ value: "fall", words: say("page.shock-fall") }, { value: "observed", words: say("page.shock-observed") }])}
          {draft.words["way"] === "observed"
            ? <>{choice("from", say("page.shock-from"), periods)}{choice("to", say("page.shock-to"), [...periods].reverse())}</>
            : legend(say("page.scenario-falls"), outputs.map((column) => number(`fall ${column}`, study.variable(column), "%")))}
          {number("recovered", say("page.scenario-recovered"), "%")}
        </>
      );
    case "primary_care":
      return number("share", say("page.scenario-moved"), "%");
    case "diffusion":
      return (
        <>
          {modes().length > 1 && choice("mode", say("page.scenario-mode"), modes().map((mode) => ({ value: mode, words: say(`page.mode-${mode}`) })))}
          {number("share", say("page.scenario-covered"), "%")}
          {number("years", say("page.scenario-years"))}
        </>
      );
  }
}

/** Numbers whose keys begin alike, by column. */
function byColumn(draft: Draft, begin: string, times = 1): Record<string, number> {
  return Object.fromEntries(
    Object.entries(draft.numbers).flatMap(([key, value]) => (key.startsWith(`${begin} `) && value !== null && value !== 0 ? [[key.slice(begin.length + 1), Number((value * times).toPrecision(12))]] : [])),
  );
}

const some = (table: object): boolean => Object.keys(table).length > 0;

/** The options of a scenario; null while something is missing. */
function optionsOf(kind: ScenarioKind, draft: Draft): Options | null {
  const study = current();
  const { numbers, words } = draft;
  const period = (name: string | undefined): string | number => study.meta.periods.find((one) => String(one) === name) ?? name ?? "";
  switch (kind) {
    case "demand": {
      const growth = byColumn(draft, "growth", 0.01);
      return some(growth) ? { growth, ...(words["resources"] === "follow" ? { resources: "follow" } : {}) } : null;
    }
    case "investment": {
      const { unit } = words;
      const at = (table: Record<string, number>): Options => Object.fromEntries(Object.entries(table).map(([column, value]) => [column, { [unit ?? ""]: value }]));
      const [add, gain] = [byColumn(draft, "add"), byColumn(draft, "gain")];
      return unit && some(add) ? { add: at(add), ...(some(gain) ? { gain: at(gain) } : {}) } : null;
    }
    case "merge": {
      const units = [...new Set([words["first"], words["second"], words["third"]].filter((one) => one !== undefined && one !== ""))];
      return units.length > 1 ? { units } : null;
    }
    case "close": {
      const keys = ["first", "second", "third"].filter((key) => words[key]);
      const given = keys.map((key) => numbers[`share ${key}`] ?? null);
      const isEven = given.every((one) => one === null);
      const to = Object.fromEntries(keys.map((key, i) => [words[key] ?? "", isEven ? 1 / keys.length : (given[i] ?? 0) / 100]));
      return words["unit"] && keys.length > 0 ? { unit: words["unit"], to, ...(words["resources"] === "yes" ? { resources: true } : {}) } : null;
    }
    case "shock": {
      const recovered = numbers["recovered"] ? { recovered: numbers["recovered"] / 100 } : {};
      if (words["way"] === "observed") return { observed: [period(words["from"] ?? study.periods[0]), period(words["to"] ?? study.periods.at(-1))], ...recovered };
      const fall = byColumn(draft, "fall", 0.01);
      return some(fall) ? { fall, ...recovered } : null;
    }
    case "primary_care":
      return numbers["share"] ? { share: numbers["share"] / 100 } : null;
    case "diffusion": {
      if (!numbers["share"] || !numbers["years"]) return null;
      const mode = words["mode"] ?? "distance";
      return { mode, ...(mode === "groups" ? { group: study.meta.group } : {}), share: numbers["share"] / 100, years: Math.round(numbers["years"]) };
    }
  }
}
