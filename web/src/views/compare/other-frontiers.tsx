// The same index under other frontiers, and taken apart in other ways.
import { TableFigure } from "../../charts/table-figure";
import { known } from "../../numbers";
import { Pending } from "../../pending";
import { current } from "../../study";
import type { Table } from "../../table";
import { say } from "../../words";
import { indexName, type Index } from "../index-shown";

const COLUMNS = ["tfpch", "effch", "techch", "pech", "sech", "techch_vrs", "scalech", "stech", "matech", "obtech", "ibtech"];
const TECHNOLOGIES = ["adjacent", "sequential", "global", "biennial"] as const;

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
        rows: part.rows().map((row) => {
          const name = TECHNOLOGIES.find((one) => one === row["technology"]);
          return [name ? say(`report.technology-${name}`) : String(row["technology"]), ...columns.map((column) => row[column] ?? null), 100 * Number(row["infeasible"] ?? 0)];
        }),
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
        columns: [say("report.decomposition"), ...columns.map((column) => study.columnName(column)), say("report.n")],
        rows: part.rows().map((row) => [String(row["decomposition"]), ...columns.map((column) => row[column] ?? null), row["n"] ?? null]),
        digits: [undefined, ...columns.map(() => 3), undefined],
      }}
      note={<span>{say("report.decompositions-note")}</span>}
    />
  );
}

const columnsOf = (table: Table): string[] => COLUMNS.filter((column) => table.numbers(column).some(known));
