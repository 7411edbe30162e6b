// Plans that are kept under a name.
import { signal } from "@preact/signals";
import { useEffect, useState } from "preact/hooks";
import { complain, inform } from "../../notices";
import { current } from "../../study";
import { part } from "../../state";
import { language, say } from "../../words";
import { forgetPlan, keepPlan, keptPlans, type Kept } from "./messages";
import { optionsOf } from "./form";
import { plannerOf, type Planner } from "./planner";

/** Of which study, and its plans; null before they are read. */
const kept = signal<{ study: string; plans: Kept[] | null }>({ study: "", plans: null });

/** The plans that are kept of the open study. */
export function usePlans(): Kept[] {
  const { id } = current();
  useEffect(() => {
    if (kept.value.study !== id) void read(id);
  }, [id]);
  return kept.value.study === id ? (kept.value.plans ?? []) : [];
}

async function read(study: string): Promise<void> {
  kept.value = { study, plans: null };
  try {
    const plans = await keptPlans();
    if (kept.value.study === study) kept.value = { study, plans };
  } catch (why) {
    complain(why);
  }
}

async function forget(plan: Kept): Promise<void> {
  try {
    await forgetPlan(plan.id);
    await read(current().id);
  } catch (why) {
    complain(why);
  }
}

/** The plans with what can be done with each. */
export function ListedPlans({ plans }: { plans: Kept[] }) {
  const { id } = current();
  if (plans.length === 0) return null;
  const open = (plan: Kept): void => {
    plannerOf(current()).show(plan.record, plan.options);
    part.value = "plan";
  };
  return (
    <>
      <h3>{say("page.plans-kept")}</h3>
      <ul class="studies">
        {plans.map((plan) => (
          <li key={plan.id}>
            <button type="button" class="plain" onClick={() => open(plan)}>{plan.name}</button>
            <a href={`api/studies/${id}/plans/${plan.id}/plan.xlsx?language=${language.value}`} download>xlsx</a>
            <button type="button" onClick={() => { if (confirm(say("page.forget-plan-sure", { name: plan.name }))) void forget(plan); }} aria-label={say("page.forget", { title: plan.name })}>×</button>
          </li>
        ))}
      </ul>
    </>
  );
}

export function KeepPlan({ planner }: { planner: Planner }) {
  const plans = usePlans();
  const [name, setName] = useState("");
  const found = planner.found.value;
  if (!found) return null;
  const record = planner.edited.value?.record ?? found.record;
  const called = name.trim() || say("page.plan-n", { n: plans.length + 1 });
  const keep = async (): Promise<void> => {
    try {
      await keepPlan(called, optionsOf(planner.form.value), record);
      await read(current().id);
      setName("");
      inform(() => say("page.plan-is-kept", { name: called }));
    } catch (why) {
      complain(why);
    }
  };
  return (
    <form class="keep" onSubmit={(event) => { event.preventDefault(); void keep(); }}>
      <label class="field">
        <span>{say("page.plan-name")}</span>
        <input value={name} maxLength={120} placeholder={say("page.plan-n", { n: plans.length + 1 })} onInput={(event) => setName(event.currentTarget.value)} />
      </label>
      <button type="submit">{say("page.keep-plan")}</button>
    </form>
  );
}
