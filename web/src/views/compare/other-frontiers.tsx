// The same index under other frontiers, and taken apart in other ways.
import { TableFigure } from "../../charts/table-figure";
import { known } from "../../numbers";
import { Pending } from "../../pending";
import { current } from "../../study";
import type { Cell, Table } from "../../table";
import { has, say } from "../../words";
import { indexName, type Index } from "../index-shown";

const COLUMNS = ["tfpch", "effch", "techch", "pech", "sech", "techch_vrs", "scalech", "stech", "matech", "obtech", "ibtech"];

export function OtherFrontiers({ index }: { index: Index }) {
  const study = current();
  if (!study.has("technologies")) return null;
  const loaded = study.table("technologies");
  if (loaded.state !== "ready") return <Pending of={loaded} />;
  const part = loaded.value.where({ model: index.name, region: "all" });
  if (part.length === 0) return null;
  const columns = columnsOf(part);
  return (
    <TableFigure
      name="technologies"
      wide
      question={say("page.ask-technologies")}
      title={say("report.t-technologies")}
      caption={[indexName(index), say("page.means-geometric"), say("page.n-units", { n: study.meta.units.length })].join(say("page.comma"))}
      table={{
        columns: [say("report.technology"), ...columns.map((column) => study.columnName(column)), say("page.without-solution")],
        rows: part.rows().map((row) => [
          named("technology", row),
          ...columns.map((column) => row[column] ?? null),
          100 * Number(row["infeasible"] ?? 0),
        ]),
        digits: [undefined, ...columns.map(() => 3), 1],
      }}
      note={<span>{say("report.technologies-note")}</span>}
    />
  );
}

export function OtherDecompositions({ index }: { index: Index }) {
  const study = current();
  if (!study.has("decompositions")) return null;
  const loaded = study.table("decompositions");
  if (loaded.state !== "ready") return <Pending of={loaded} />;
  const part = loaded.value.where({ model: index.name });
  if (part.length === 0) return null;
  const columns = columnsOf(part);
  return (
    <TableFigure
      name="decompositions"
      wide
      question={say("page.ask-decompositions")}
      title={say("report.t-decompositions")}
      caption={[indexName(index), say("page.means-geometric")].join(say("page.comma"))}
      table={{
        columns: [say("report.decomposition"), ...columns.map((column) => study.columnName(column)), say("report.comparisons")],
        rows: part.rows().map((row) => [named("decomposition", row), ...columns.map((column) => row[column] ?? null), row["n"] ?? null]),
        digits: [undefined, ...columns.map(() => 3), undefined],
      }}
      note={<span>{say("report.decompositions-note")}</span>}
    />
  );
}

const columnsOf = (table: Table): string[] => COLUMNS.filter((column) => table.numbers(column).some(known));

/** What the frontier or decomposition of a row is called. */
function named(column: "technology" | "decomposition", row: Record<string, Cell>): string {
  const key = `report.${column}-${row[column]}`;
  return has(key) ? say(key) : String(row[column]);
}
