// What should be done: one unit with other numbers, a plan for all, and what else might come.
import { Missing } from "../pending";
import { part, type PlanPart } from "../state";
import { current } from "../study";
import { say } from "../words";
import { Planning } from "./plan/planning";
import { Scenarios } from "./plan/scenarios";
import { WhatIf } from "./plan/what-if";

const PARTS = { "what-if": WhatIf, plan: Planning, scenarios: Scenarios } satisfies Record<PlanPart, () => unknown>;

export function Plan() {
  if (current().of("undesirable").length > 0)
    return (
      <>
        <h2 class="unseen">{say("page.in-short")}</h2>
        <Missing what={say("page.plan-bad")} how={say("page.plan-bad-how")} />
      </>
    );
  const Shown = PARTS[part.value];
  return (
    <>
      <div class="parts" role="group" aria-label={say("page.view-plan")}>
        {(Object.keys(PARTS) as PlanPart[]).map((name) => (
          <button key={name} aria-pressed={name === part.value} onClick={() => (part.value = name)}>{say(`page.part-${name}`)}</button>
        ))}
      </div>
      <Shown />
    </>
  );
}
