// The planner: a form, what it makes possible, and what it takes.
import { useEffect } from "preact/hooks";
import { Missing } from "../../pending";
import { current, type Study } from "../../study";
import { say, told } from "../../words";
import { Again } from "./again";
import { brief, headline, moving } from "./brief";
import { Flows } from "./flows";
import { PlanForm } from "./form-fields";
import { Front } from "./front";
import { KeepPlan } from "./kept";
import type { Options, PlanRecord } from "./messages";
import { Moves } from "./moves";
import { PlanMaps } from "./plan-maps";
import { FEW, plannerOf, type Planner } from "./planner";
import { Prices } from "./prices";
import { named, Refused } from "./refused";

export function Planning() {
  const study = current();
  const planner = plannerOf(study);
  useStart(study, planner);
  if (study.meta.units.length < 2 || study.of("output").length === 0) return <Missing what={say("page.no-plan")} how={say("page.no-plan-how")} />;
  return (
    <section class="part">
      <h2>{say("page.h-plan")}</h2>
      <p class="said">{say("page.plan-lead")}</p>
      <div class="desk planning">
        <PlanForm planner={planner} />
        <Found planner={planner} />
      </div>
      <Front planner={planner} />
    </section>
  );
}

/** The plan of the study's results at first; a study of few units without one is worked out at once. */
function useStart(study: Study, planner: Planner): void {
  const isStored = study.meta.records.includes("plan");
  const record = isStored ? study.record<PlanRecord>("plan") : null;
  useEffect(() => {
    if (planner.found.value || planner.busy.value || planner.why.value !== null) return;
    if (record?.state === "ready") planner.show(record.value, (study.meta.settings["rebalance"] ?? {}) as Options);
    else if (!isStored && study.meta.units.length > 1 && study.meta.units.length <= FEW) void planner.solve();
  }, [record?.state]);
}

function Found({ planner }: { planner: Planner }) {
  const busy = planner.busy.value;
  const found = planner.found.value;
  const edited = planner.edited.value;
  const record = edited?.record ?? found?.record;
  const lines = (edited ?? found)?.lines ?? "";
  const made = { lines, ask: () => void planner.explain() };
  return (
    <div class="outcome" aria-busy={busy === "plan"}>
      {busy === "plan" && <p class="pending">{say("page.plan-busy")}</p>}
      {planner.why.value !== null && <Refused why={planner.why.value} />}
      {!found && busy === "" && planner.why.value === null && <p class="hint">{say("page.plan-start")}</p>}
      {found && record && (
        <>
          {planner.isStale && busy !== "plan" && <p class="refused">{say("page.plan-stale")}</p>}
          <p class="headlines" aria-live="polite">{edited?.record && `${say("page.by-hand")} `}{headline(record)}</p>
          <ul class="brief">{brief(record).map((sentence) => <li key={sentence}>{sentence}</li>)}</ul>
          {found.warnings.map((warned) => <p class="hint" key={warned.code}>{named(told(warned.text))}</p>)}
          <Sureness planner={planner} />
          {moving(record).length > 0 && (
            <>
              <Flows record={record} made={made} />
              <PlanMaps record={record} made={made} />
            </>
          )}
          <Moves planner={planner} record={found.record} />
          <Prices record={found.record} />
          <KeepPlan planner={planner} />
          <Again toml={found.toml} lines={lines} opened={() => void planner.explain()} />
        </>
      )}
    </div>
  );
}

/** Whether it is known which transfers are sure, and how it gets known. */
function Sureness({ planner }: { planner: Planner }) {
  const record = planner.found.value?.record;
  if (!record || moving(record).length === 0 || planner.edited.value) return null;
  if (planner.busy.value === "extremes") return <p class="hint" aria-live="polite">{say("page.plan-extremes")}</p>;
  if (record.inputs.some((row) => row.least_move !== null)) return null;
  return (
    <p class="actions">
      <button onClick={() => void planner.ensure()}>{say("page.plan-ensure")}</button>
      <span class="hint">{say("page.plan-ensure-note")}</span>
    </p>
  );
}
