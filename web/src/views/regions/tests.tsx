// Are regions unlike, or may it be chance: rank tests in words, and every pair.
import { TableFigure } from "../../charts/table-figure";
import { fixed } from "../../numbers";
import { Pending } from "../../pending";
import { current, now, shown } from "../../study";
import type { Table } from "../../table";
import { joined, listed, say } from "../../words";
import { captionOf } from "../caption";
import { probability } from "../../spoken";

const SIGNIFICANT = 0.05;

export function RegionTests() {
  const study = current();
  if (!study.has("group_tests")) return null;
  const loaded = study.table("group_tests");
  if (loaded.state !== "ready") return <Pending of={loaded} />;
  const measure = shown.value;
  const of = loaded.value.where({ model: measure.model, measure: measure.column });
  const tests = measure.at === "period_to" ? of : of.where({ period: now.value });
  if (tests.length === 0) return null;
  const rows = tests.rows();
  return (
    <TableFigure
      name="region-tests"
      made={{ table: "group_tests", of: measure.model }}
      question={say("page.ask-tests")}
      title={say("page.tests-title")}
      caption={captionOf(measure, String(rows[0]?.["period"] ?? ""))}
      table={{
        columns: [say("report.regions"), say("report.test"), say("report.n"), say("report.statistic"), say("report.p"), say("report.p-holm")],
        rows: rows.map((row) => [
          row["test"] === "dunn" ? `${study.region(String(row["a"]))} – ${study.region(String(row["b"]))}` : say("report.all-regions"),
          row["test"] === "dunn" ? say("report.test-dunn") : say("report.test-kruskal-wallis"),
          row["n"] ?? null, row["statistic"] ?? null, row["p"] ?? null, row["p_holm"] ?? null,
        ]),
        digits: [undefined, undefined, undefined, 2, 3, 3],
      }}
    >
      <p>{joined(testWords(tests))}</p>
    </TableFigure>
  );
}

/** What a rank test of regions says, and that it only describes. */
function testWords(tests: Table): string[] {
  const study = current();
  const whole = tests.where({ test: "kruskal-wallis" }).rows()[0];
  const p = whole?.["p"];
  if (typeof p !== "number") return [say("report.test-none")];
  const found = { h: fixed(Number(whole?.["statistic"]), 2), p: probability(p) };
  const only = say("report.tests-descriptive");
  if (p >= SIGNIFICANT) return [say("report.test-alike", found), only];
  const pairs = tests.where({ test: "dunn" }).rows().filter((row) => typeof row["p_holm"] === "number" && row["p_holm"] < SIGNIFICANT);
  if (pairs.length === 0) return [say("report.test-differ-nopairs", found), only];
  const named = pairs.map((row) => `${study.region(String(row["a"]))}–${study.region(String(row["b"]))}`);
  return [say("report.test-differ", { ...found, pairs: listed(named) }), only];
}
