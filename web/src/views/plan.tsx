// What should be done: one unit with other numbers, a plan for all, and what else might come.
import { part, type PlanPart } from "../state";
import { say } from "../words";
import { Planning } from "./plan/planning";
import { Scenarios } from "./plan/scenarios";
import { WhatIf } from "./plan/what-if";

const PARTS = { "what-if": WhatIf, plan: Planning, scenarios: Scenarios } satisfies Record<PlanPart, () => unknown>;

export function Plan() {
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
