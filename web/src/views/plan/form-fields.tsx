// The planner's form in plain words.
import { useEffect, useState } from "preact/hooks";
import { complain } from "../../notices";
import { current } from "../../study";
import { say, told } from "../../words";
import { NumberField, Radios, SelectField } from "./fields";
import { movable, type Form, type Level, type Objective, type Share } from "./form";
import { norms as allNorms, type Norm } from "./messages";
import { FEW, type Planner } from "./planner";

const LEVELS = [
  { word: "lower quartile", key: "report.level-lower-quartile" },
  { word: "median", key: "report.level-median" },
  { word: "upper quartile", key: "report.level-upper-quartile" },
  { word: "mean", key: "report.level-mean" },
  { word: "present", key: "report.level-present" },
];

export function PlanForm({ planner }: { planner: Planner }) {
  const study = current();
  const form = planner.form.value;
  const isKnown = study.meta.persons !== null;
  const change = (part: Partial<Form>): void => planner.change(part);
  return (
    <form class="plan-form" onSubmit={(event) => { event.preventDefault(); void planner.solve(); }}>
      {study.periods.length > 1 && (
        <SelectField label={say("page.plan-period")} value={form.period} set={(period) => change({ period })}>
          {study.periods.map((one) => <option value={one} key={one}>{one}</option>)}
        </SelectField>
      )}
      <fieldset>
        <legend>{say("page.plan-move")}</legend>
        {movable().map((column) => (
          <label class="radio" key={column}>
            <input
              type="checkbox" checked={form.move.includes(column)}
              onChange={(event) => change({ move: event.currentTarget.checked ? [...form.move, column] : form.move.filter((one) => one !== column) })}
            />
            <span>{study.variable(column)}</span>
          </label>
        ))}
      </fieldset>
      <Shares form={form} change={change} />
      <Resources form={form} change={change} isKnown={isKnown} />
      <Goal form={form} change={change} isKnown={isKnown} />
      <Radios
        name="inefficiency" label={say("page.plan-practice")} value={form.inefficiency} set={(inefficiency) => change({ inefficiency })}
        options={[{ value: "removed", words: say("page.plan-removed") }, { value: "kept", words: say("page.plan-kept") }]}
      />
      <button class="main" type="submit" disabled={form.move.length === 0 || planner.busy.value === "plan"}>{say("page.plan-solve")}</button>
      {study.meta.units.length > FEW && <p class="hint">{say("page.plan-many", { n: study.meta.units.length })}</p>}
      {Object.keys(form.rest).length > 0 && <p class="hint">{say("page.plan-rest", { names: Object.keys(form.rest).join(say("page.comma")) })}</p>}
    </form>
  );
}

interface PartOf {
  form: Form;
  change: (part: Partial<Form>) => void;
  isKnown?: boolean;
}

function Shares({ form, change }: PartOf) {
  return (
    <fieldset>
      <legend>{say("page.plan-how-much")}</legend>
      <ShareField label={say("page.plan-cap")} value={form.cap} set={(cap) => change({ cap })} />
      <ShareField label={say("page.plan-least")} value={form.least} set={(least) => change({ least })} />
      <ShareField label={say("page.plan-most")} value={form.most} set={(most) => change({ most })} />
      <NumberField label={say("page.plan-touched")} value={form.touched} set={(touched) => change({ touched: touched === null ? null : Math.max(1, Math.round(touched)) })} min={1} />
      <p class="hint">{say("page.plan-empty")}</p>
    </fieldset>
  );
}

/** A share in percent; one that the study file gives unit by unit can only be put aside. */
function ShareField({ label, value, set }: { label: string; value: Share; set: (value: number | null) => void }) {
  if (typeof value === "object" && value !== null)
    return <p class="number-field"><span>{label}</span> <em>{say("page.plan-own")}</em> <button type="button" onClick={() => set(null)}>×</button></p>;
  return <NumberField label={label} value={value} set={set} unit="%" min={0} />;
}

function Resources({ form, change, isKnown }: PartOf) {
  const study = current();
  const [norms, setNorms] = useState<Norm[]>([]);
  useEffect(() => {
    if (isKnown) allNorms().then(setNorms, complain);
  }, []);
  return (
    <fieldset>
      <legend>{say("page.plan-resources")}</legend>
      {form.move.map((column) => {
        const set = <K extends "floors" | "ceilings" | "budget" | "lots">(key: K, value: Form[K][string] | null): void => {
          const { [column]: _, ...rest } = form[key] as Record<string, Form[K][string]>;
          change({ [key]: value === null || value === "" ? rest : { ...rest, [column]: value } });
        };
        const resource = study.meta.columns.find(({ name }) => name === column)?.resource ?? null;
        return (
          <details class="resource" key={column} open={column in form.floors || column in form.ceilings || column in form.budget || column in form.lots}>
            <summary>{study.headed(column)}</summary>
            {isKnown && <LevelField label={say("page.plan-floor")} level={form.floors[column] ?? null} set={(level) => set("floors", level)} norms={norms} resource={resource} />}
            {isKnown && <LevelField label={say("page.plan-ceiling")} level={form.ceilings[column] ?? null} set={(level) => set("ceilings", level)} norms={norms} resource={resource} />}
            <NumberField label={say("page.plan-budget")} value={form.budget[column] ?? null} set={(value) => set("budget", value)} />
            <NumberField label={say("page.plan-lot")} value={form.lots[column] ?? null} set={(value) => set("lots", value)} min={0} />
          </details>
        );
      })}
      {!isKnown && <p class="hint">{say("page.plan-no-people")}</p>}
    </fieldset>
  );
}

/** A level per 1,000 people. Norms are those of the resource; all where that is not known, and one that was chosen stays. */
function LevelField({ label, level, set, norms, resource }: {
  label: string; level: Level; set: (level: Level) => void; norms: Norm[]; resource: string | null;
}) {
  const isOwn = typeof level === "object" && level !== null;
  const chosen = level === null ? "" : typeof level === "number" ? "number" : isOwn ? "own" : level;
  const known = norms.filter((norm) => norm.per_1000 !== null);
  const fitting = known.filter((norm) => norm.resource === resource);
  const others = known.filter((norm) => !fitting.includes(norm) && (resource === null || norm.resource === "" || level === `norm:${norm.key}`));
  const group = (title: string, list: Norm[]) =>
    list.length > 0 && (
      <optgroup label={title}>
        {list.map((norm) => (
          <option value={`norm:${norm.key}`} key={norm.key} title={told(norm.document)}>{say("page.level-norm", { name: told(norm.name), value: norm.per_1000 ?? 0, year: norm.year })}</option>
        ))}
      </optgroup>
    );
  return (
    <div class="level">
      <SelectField label={label} value={chosen} set={(value) => set(value === "" ? null : value === "number" ? 1 : value === "own" ? level : value)}>
        <option value="">{say("page.level-none")}</option>
        {LEVELS.map(({ word, key }) => <option value={word} key={word}>{say(key)}</option>)}
        <option value="number">{say("page.level-number")}</option>
        {isOwn && <option value="own">{say("page.plan-own")}</option>}
        {group(say("page.level-norms"), fitting)}
        {group(say("page.level-norms-other"), others)}
      </SelectField>
      {typeof level === "number" && <NumberField label={say("page.per-1000")} value={level} set={(value) => set(value)} min={0} />}
    </div>
  );
}

function Goal({ form, change, isKnown }: PartOf) {
  const needsPeople = (objective: Objective): boolean => objective === "equity" || objective === "balance";
  return (
    <>
      <Radios
        name="objective" label={say("page.plan-objective")} value={form.objective}
        set={(objective) => change({ objective, target: objective === "moves" ? (form.target ?? 5) : form.target, equityWeight: objective === "balance" ? (form.equityWeight ?? 0.5) : form.equityWeight })}
        options={(["gain", "moves", "equity", "balance"] as const).map((value) => ({ value, words: say(`page.objective-${value}`), disabled: needsPeople(value) && !isKnown }))}
      />
      {form.objective === "moves" && <NumberField label={say("page.plan-target")} value={form.target} set={(target) => change({ target })} unit="%" min={0} />}
      {form.objective === "balance" && <NumberField label={say("page.plan-equity-weight")} value={form.equityWeight} set={(equityWeight) => change({ equityWeight })} min={0} />}
      {isKnown && <NumberField label={say("page.plan-inequality")} value={form.inequality} set={(inequality) => change({ inequality })} unit="%" min={0} />}
    </>
  );
}
