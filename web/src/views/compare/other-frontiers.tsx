// The same index under other frontiers, and taken apart in other ways.
import { TableFigure } from "../../charts/table-figure";
import { known } from "../../numbers";
import { Pending } from "../../pending";
import { parts } from "../../spoken";
import { current } from "../../study";
import type { Cell } from "../../table";
import { has, say } from "../../words";
import { indexHow, indexName, type Index } from "../index-shown";

const COLUMNS = ["tfpch", "effch", "techch", "pech", "sech", "techch_vrs", "scalech", "stech", "matech", "obtech", "ibtech"];

type Row = Record<string, Cell>;

interface Ways {
  index: Index;
  /** The table, which names what its rows are. */
  name: "technologies" | "decompositions";
  /** What the rows of the table are, besides those of the index. */
  of: Record<string, string>;
  /** How the index was measured, but for what is compared. */
  how: string[];
  first: "technology" | "decomposition";
  last: { title: string; value: (row: Row) => Cell; digits?: number };
}

export function OtherFrontiers({ index }: { index: Index }) {
  return (
    <OtherWays
      index={index}
      name="technologies"
      of={{ region: "all" }}
      how={indexHow({ ...index, technology: null })}
      first="technology"
      last={{ title: say("page.without-solution"), value: (row) => 100 * Number(row["infeasible"] ?? 0), digits: 1 }}
    />
  );
}

export function OtherDecompositions({ index }: { index: Index }) {
  return (
    <OtherWays
      index={index}
      name="decompositions"
      of={{}}
      how={indexHow(index)}
      first="decomposition"
      last={{ title: say("report.comparisons"), value: (row) => row["n"] ?? null }}
    />
  );
}

/** A row a way to measure the same index, a column a part. */
function OtherWays({ index, name, of, how, first, last }: Ways) {
  const study = current();
  if (!study.has(name)) return null;
  const loaded = study.table(name);
  if (loaded.state !== "ready") return <Pending of={loaded} />;
  const part = loaded.value.where({ model: index.name, ...of });
  if (part.length === 0) return null;
  const columns = COLUMNS.filter((column) => part.numbers(column).some(known));
  return (
    <TableFigure
      name={name}
      made={{ table: name, of: index.name }}
      wide
      question={say(`page.ask-${name}`)}
      title={say(`report.t-${name}`)}
      caption={parts([indexName(index), ...how, say("page.means-geometric"), say("page.n-units", { n: study.meta.units.length }), `${study.periods[0]}–${study.periods.at(-1)}`])}
      table={{
        columns: [say(`report.${first}`), ...columns.map((column) => study.columnName(column)), last.title],
        rows: part.rows().map((row) => [named(first, row), ...columns.map((column) => row[column] ?? null), last.value(row)]),
        digits: [undefined, ...columns.map(() => 3), last.digits],
      }}
      note={<span>{say(`report.${name}-note`)}</span>}
    />
  );
}

/** What the frontier or decomposition of a row is called. */
function named(column: "technology" | "decomposition", row: Row): string {
  const key = `report.${column}-${row[column]}`;
  return has(key) ? say(key) : String(row[column]);
}
