// The rows that a table has of a variable: drawn when they are here, nothing where the study has none.
import type { ComponentChildren } from "preact";
import type { SpaceVariable } from "../../answers";
import { Pending } from "../../pending";
import { current } from "../../study";
import type { Table } from "../../table";

interface Wanted {
  table: string;
  of?: SpaceVariable;
  children: (rows: Table) => ComponentChildren;
}

export function Rows({ table, of, children }: Wanted) {
  const study = current();
  if (!study.has(table)) return null;
  const loaded = study.table(table);
  if (loaded.state !== "ready") return <Pending of={loaded} />;
  const rows = of ? loaded.value.where({ variable: of.name }) : loaded.value;
  return rows.length > 0 ? <>{children(rows)}</> : null;
}
