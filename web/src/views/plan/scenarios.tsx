// What else might come: scenarios made by small forms, beside each other and beside the plans that are kept.
import { useEffect } from "preact/hooks";
import { current } from "../../study";
import { say, told } from "../../words";
import { Again } from "./again";
import { Comparison } from "./comparison";
import { ListedPlans, usePlans } from "./kept";
import { Refused, named } from "./refused";
import { deskOf, nameOf, type Desk } from "./scenario-desk";
import { NewScenario } from "./scenario-form";
import { UnitDots } from "./unit-dots";

export function Scenarios() {
  const study = current();
  const desk = deskOf(study);
  const plans = usePlans();
  useEffect(() => {
    if (desk.wanted.value.length > 0 && !desk.found.value && !desk.isBusy.value) void desk.solve();
  }, []);
  const found = desk.found.value;
  return (
    <section class="part">
      <h2>{say("page.h-scenarios")}</h2>
      <p class="said">{say("page.scenarios-lead")}</p>
      <div class="desk planning">
        <div>
          <NewScenario desk={desk} />
          <Listed desk={desk} />
          <ListedPlans plans={plans} />
        </div>
        <div class="outcome" aria-busy={desk.isBusy.value}>
          {desk.why.value !== null && <Refused why={desk.why.value} />}
          {desk.isBusy.value && <p class="pending">{say("page.scenarios-busy")}</p>}
          {!found && plans.length === 0 && !desk.isBusy.value && <p class="hint">{say("page.scenarios-none")}</p>}
          {(found || plans.length > 0) && <Comparison found={found} plans={plans} />}
          {found && <UnitDots found={found} />}
          {found?.warnings.map((warned) => <p class="hint" key={told(warned.text)}>{named(told(warned.text))}</p>)}
          {found && <Again toml={found.toml} lines={found.lines} />}
        </div>
      </div>
    </section>
  );
}

function Listed({ desk }: { desk: Desk }) {
  if (desk.wanted.value.length === 0) return null;
  return (
    <>
      <h3>{say("page.scenarios-chosen")}</h3>
      <ul class="studies">
        {desk.wanted.value.map((one, i) => (
          <li key={i}>
            <span>{nameOf(one)}</span>
            <span>{say(`report.scenario-${one["kind"]}`)}</span>
            <button type="button" onClick={() => desk.leave(i)} aria-label={say("page.leave-out", { name: nameOf(one) })}>×</button>
          </li>
        ))}
      </ul>
    </>
  );
}
