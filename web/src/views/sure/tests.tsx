// What tests say of the technology, of groups, and of what could be left out.
import { TableFigure } from "../../charts/table-figure";
import { fixed } from "../../numbers";
import { Pending } from "../../pending";
import { at, LEVEL, probability, within } from "../../spoken";
import { current } from "../../study";
import type { Cell } from "../../table";
import { joined, listed, say } from "../../words";
import { measured } from "./mean";

type Row = Record<string, Cell>;

export function SureTests() {
  const study = current();
  const loaded = study.table("inference_tests");
  if (loaded.state !== "ready") return <Pending of={loaded} />;
  const rows = loaded.value.rows();
  const period = String(rows[0]?.["period"] ?? "");
  return (
    <TableFigure
      name="sure-tests"
      made={{ table: "inference_tests" }}
      wide
      question={say("page.ask-hypotheses")}
      title={say("report.h-hypotheses")}
      caption={[say("page.n-units", { n: study.meta.units.length }), at(period)].join(say("page.comma"))}
      table={{
        columns: [say("report.test"), say("report.null"), say("report.test-value"), say("report.p"), say("report.p-holm"), say("report.assumes")],
        rows: rows.map((row) => [say(`report.test-${row["test"]}`), nullOf(row), row["value"], row["p"], row["p_holm"], say(`report.assumes-${row["test"]}`)]),
        digits: [undefined, undefined, 3, 4, 4],
      }}
      note={<span>{say("report.hypotheses-note")}</span>}
    >
      <p class="said">{joined([study.periods.length > 1 ? say("report.hypotheses-lead", { period: at(period) }) : say("report.hypotheses-level"), ...[...new Set(rows.map(testOf))].flatMap((test) => said(test, rows.filter((row) => testOf(row) === test)))])}</p>
    </TableFigure>
  );
}

const testOf = (row: Row): string => String(row["test"]);
const pOf = (row: Row | undefined, column = "p"): number => (typeof row?.[column] === "number" ? row[column] : NaN);
/** Whether a null falls; a test without a p-value rejects nothing. */
const falls = (row: Row | undefined, column = "p"): boolean => pOf(row, column) <= LEVEL;
const scoreOf = (of: Cell | undefined): string => measured(of, current().meta.inference?.orientation ?? "input");
const pairOf = (of: Cell | undefined): string => String(of).split(" – ").map((name) => current().region(name)).join("–");

/** The null of a test in words. */
function nullOf(row: Row): string {
  const { test, of } = row;
  if (String(test).startsWith("returns-to-scale")) return say(of === "nirs" ? "report.null-nirs" : "report.null-crs");
  if (test === "equal-means") return say("report.null-means", { score: scoreOf(of) });
  if (test === "equal-distributions") return say("report.null-distributions", { pair: pairOf(of) });
  if (test === "relevance") return say("report.null-relevance", { column: within(current().variable(String(of))) });
  return say("report.null-convex");
}

/** What the rows of a test say in words. */
function said(test: string, rows: Row[]): string[] {
  const [first] = rows;
  const p = probability(pOf(first));
  switch (test) {
    case "returns-to-scale": return returns(rows);
    case "returns-to-scale-halves": return [Number.isNaN(pOf(first)) ? say("report.halves-none") : say(falls(first) ? "report.halves-rejected" : "report.halves-kept", { p })];
    case "convexity": return [Number.isNaN(pOf(first)) ? say("report.convexity-none") : say(falls(first) ? "report.convexity-rejected" : "report.convexity-kept", { p })];
    case "equal-means":
      return rows.map(groupMeans);
    case "equal-distributions": return distributions(rows);
    case "relevance": return relevance(rows);
    default: return [];
  }
}

function groupMeans(row: Row): string {
  const score = scoreOf(row["of"]);
  if (Number.isNaN(pOf(row))) return say("report.group-means-none", { score });
  const found = { score, name: String(row["statistic"]), value: fixed(Number(row["value"]), 2), p: probability(pOf(row)) };
  return falls(row) ? say("report.group-means-rejected", found) : say("report.group-means-kept", found);
}

/** Constant returns against variable ones, then, where they fall, non-increasing ones. */
function returns(rows: Row[]): string[] {
  const [crs, nirs] = ["crs", "nirs"].map((of) => rows.find((row) => row["of"] === of));
  if (Number.isNaN(pOf(crs))) return [say("report.returns-none")];
  if (!falls(crs)) return [say("report.returns-kept", { p: probability(pOf(crs)) })];
  return [
    say("report.returns-rejected", { p: probability(pOf(crs)) }),
    say(falls(nirs) ? "report.nirs-rejected" : "report.nirs-kept", { p: probability(pOf(nirs)) }),
  ];
}

function distributions(rows: Row[]): string[] {
  const apart = rows.filter((row) => falls(row, "p_holm"));
  if (apart.length === 0) return [say("report.distributions-kept", { n: rows.length, p: probability(Math.min(...rows.map((row) => pOf(row, "p_holm")).filter(Number.isFinite))) })];
  return [say("report.distributions-rejected", { pairs: listed(apart.map((row) => say("page.aside", { name: pairOf(row["of"]), aside: `p ${probability(pOf(row, "p_holm"))}` }))) })];
}

function relevance(rows: Row[]): string[] {
  const named = (part: Row[]): string => listed(part.map((row) => within(current().variable(String(row["of"])))));
  const [needed, open] = [rows.filter((row) => falls(row, "p_holm")), rows.filter((row) => pOf(row, "p_holm") > LEVEL)];
  return [
    ...(needed.length ? [say("report.relevance-needed", { columns: named(needed) })] : []),
    ...(open.length ? [say("report.relevance-open", { columns: named(open) })] : []),
  ];
}
