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

/** What a study does not have, and how it would get it. */
export function Missing({ what, how }: { what: string; how: string }) {
  return (
    <section class="missing">
      <h3>{what}</h3>
      <p>{how}</p>
    </section>
  );
}
