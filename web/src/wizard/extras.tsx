// What a study can have beside its models: advice, chapters in space and over time, a plan.
import type { ComponentChildren } from "preact";
import { listed, say } from "../words";
import { columnsOf, hasBad } from "./derived";
import { choose, draft } from "./draft";
import { fitting, lacks, STATISTICS, type Statistic } from "./statistics";
import { capKept } from "./kept";
import { offered, wanted } from "./study-table";

export function Extras() {
  const { options } = draft.value;
  const bad = hasBad();
  return (
    <fieldset>
      <legend>{say("page.beside")}</legend>
      {!bad && (
        <Part on={options.benchmarks} set={(benchmarks) => choose({ benchmarks })} name={say("page.advice")} help={say("page.advice-help")} />
      )}
      <Part on={options.space} set={(space) => choose({ space })} name={say("page.in-space")} help={say("page.in-space-help")}>
        <Variables />
        <Statistics />
      </Part>
      {!bad && (
        <Part on={options.plan} set={(plan) => choose({ plan })} name={say("page.planned")} help={say("page.planned-help")}>
          <Moves />
        </Part>
      )}
      {bad && <p class="hint">{say("page.no-plan-bad")}</p>}
    </fieldset>
  );
}

interface PartOf {
  on: boolean;
  set: (on: boolean) => void;
  name: string;
  help: string;
  children?: ComponentChildren;
}

function Part({ on, set, name, help, children }: PartOf) {
  return (
    <div class="extra">
      <label class="option">
        <input type="checkbox" checked={on} onChange={(event) => set(event.currentTarget.checked)} />
        <span>
          <strong>{name}</strong>
          <small>{help}</small>
        </span>
      </label>
      {on && children && <div class="inside">{children}</div>}
    </div>
  );
}

const toggled = (list: string[], name: string): string[] => (list.includes(name) ? list.filter((one) => one !== name) : [...list, name]);

function Variables() {
  const chosen = wanted();
  return (
    <div class="checks" role="group" aria-label={say("page.variables")}>
      <span>{say("page.variables")}</span>
      {Object.keys(offered()).map((name) => (
        <label key={name}>
          <input type="checkbox" checked={chosen.includes(name)} onChange={() => choose({ variables: toggled(chosen, name) })} /> {variableName(name)}
        </label>
      ))}
    </div>
  );
}

function variableName(name: string): string {
  if (name === "score") return hasBad() ? (offered()["score"] ?? "").replace(/:score$/, "") : say("term.te_crs");
  return name === "tfpch" ? say("term.tfpch") : name;
}

function Statistics() {
  const { without } = draft.value.options;
  const missing = (Object.keys(STATISTICS) as Statistic[]).filter((name) => lacks(name) !== null);
  const why = (["map", "groups", "periods"] as const).filter((reason) => missing.some((name) => lacks(name) === reason));
  return (
    <>
      <div class="checks" role="group" aria-label={say("page.statistics")}>
        <span>{say("page.statistics")}</span>
        {fitting().map((name) => (
          <label key={name}>
            <input type="checkbox" checked={!without.includes(name)} onChange={() => choose({ without: toggled(without, name) })} />{" "}
            {say(`report.statistic-${name}`)}
          </label>
        ))}
      </div>
      {why.map((reason) => (
        <p class="hint" key={reason}>
          {say(`page.unfit-${reason}`, { names: listed(missing.filter((name) => lacks(name) === reason).map((name) => say(`report.statistic-${name}`))) })}
        </p>
      ))}
    </>
  );
}

function Moves() {
  const { stay, cap } = draft.value.options;
  return (
    <>
      <div class="checks" role="group" aria-label={say("page.moves")}>
        <span>{say("page.moves")}</span>
        {columnsOf("input").map((name) => (
          <label key={name}>
            <input type="checkbox" checked={!stay.includes(name)} onChange={() => choose({ stay: toggled(stay, name) })} /> {name}
          </label>
        ))}
      </div>
      {!capKept() && <label class="field">
        {say("page.cap")}
        <input
          type="number"
          min="1"
          max="100"
          value={cap}
          onInput={(event) => choose({ cap: Math.min(100, Math.max(1, Number(event.currentTarget.value) || 1)) })}
        />
      </label>}
    </>
  );
}
