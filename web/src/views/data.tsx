// What stands behind it: the numbers, what their checks found, how it was measured, and all that can be taken away.
import { go } from "../state";
import { current } from "../study";
import { say } from "../words";
import { Checks } from "./data-checks";
import { DataTable } from "./data-table";
import { Exports } from "./exports";
import { Method } from "./method";

export function Data() {
  return (
    <div class="data">
      <Choices />
      <Exports />
      <DataTable />
      <Checks />
      <Method />
    </div>
  );
}

function Choices() {
  const { id } = current();
  return (
    <section aria-labelledby="data-choices">
      <h2 id="data-choices">{say("page.ask-choices")}</h2>
      <p>{say("page.choices-lead")}</p>
      <p class="actions">
        <button class="main" onClick={() => go({ page: "change", id })}>{say("page.change-choices")}</button>
        <button onClick={() => go({ page: "text", id })}>{say("page.edit-toml")}</button>
      </p>
    </section>
  );
}
