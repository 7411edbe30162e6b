// What stands behind it: the numbers, what their checks found, how it was measured, and all that can be taken away.
import { Checks } from "./data-checks";
import { DataTable } from "./data-table";
import { Exports } from "./exports";
import { Method } from "./method";

export function Data() {
  return (
    <div class="data">
      <Exports />
      <DataTable />
      <Checks />
      <Method />
    </div>
  );
}
