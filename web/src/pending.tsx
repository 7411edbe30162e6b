// A part of the page whose numbers are not here: on their way, or refused.
import type { Loaded } from "./answers";
import { reasonOf } from "./notices";
import { study } from "./study";
import { say, told } from "./words";

export function Pending({ of }: { of: Loaded<unknown> }) {
  if (of.state === "failed")
    return (
      <p class="pending bad">
        {told(reasonOf(of.why))} <button onClick={() => study.value?.retry()}>{say("page.try-again")}</button>
      </p>
    );
  return <p class="pending" aria-busy="true">{say("page.loading")}</p>;
}

/** Where on this page a study is made that has an option. */
export const tickHere = (option: string): string => say("page.tick-here", { choices: say("page.change-choices"), data: say("page.view-data"), step: say("page.step-name-model"), option });

/** What a study does not have, how it would get it, and how on this page. */
export function Missing({ what, how, here }: { what: string; how: string; here?: string }) {
  return (
    <section class="missing">
      <h3>{what}</h3>
      <p>{how}</p>
      {here && <p>{here}</p>}
    </section>
  );
}
