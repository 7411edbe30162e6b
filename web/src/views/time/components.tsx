// An index and its parts by interval: of all units, of a region, of the unit picked.
import { legend, markAt, periodAxis, valueAxis } from "../../charts/axes";
import { Buttons } from "../../charts/choices";
import { Figure } from "../../charts/figure";
import { seriesColour, type Ink } from "../../ink";
import { Pending } from "../../pending";
import { within } from "../../spoken";
import { choices, choose } from "../../state";
import { chosen, current } from "../../study";
import type { Table } from "../../table";
import { say } from "../../words";
import { indexCaption, indexName, intervalShown, intervalsOf, present, written, type Index, type Interval } from "../index-shown";

const OF_UNIT = "unit:";

export function Components({ index }: { index: Index }) {
  const study = current();
  const weighted = choices.value["means"] === "weighted" && study.has(`${index.kind}_weighted`);
  const tableName = `${index.kind}_${weighted ? "weighted" : "means"}`;
  const [changes, means] = [study.table(index.kind), study.table(tableName)];
  if (changes.state !== "ready") return <Pending of={changes} />;
  if (means.state !== "ready") return <Pending of={means} />;
  const own = changes.value.where({ model: index.name });
  const found = intervalsOf(own);
  const intervals = found.map(({ label }) => label);
  const asked = choices.value["whose"] ?? "";
  const unit = asked.startsWith(OF_UNIT) ? chosen.value : null;
  const region = unit === null && study.regions.includes(asked) ? asked : "";
  const rows = unit !== null ? byInterval(own.where({ unit }), null) : region ? byInterval(means.value.where({ model: index.name, by: "region and interval", name: region }), "interval") : byInterval(means.value.where({ model: index.name, by: "interval" }), "name");
  const parts = choices.value["parts"] === "all";
  const columns = present(index, own).filter((c) => parts || c === index.total || index.factors.includes(c));
  const who = unit !== null ? study.unit(unit) : region ? study.region(region) : say("page.all-units");
  const mean = unit !== null ? [] : [say(index.is_sum ? "page.means-arithmetic" : "page.means-geometric"), ...(weighted && index.weight ? [say("page.weighted-by", { weight: within(study.variable(index.weight)) })] : [])];
  return (
    <Figure
      name={`${index.kind}-by-interval`}
      made={unit !== null ? { table: index.kind, of: index.name } : { table: tableName, of: index.name }}
      question={say(index.total === "econch" ? "page.ask-components-econch" : "page.ask-components")}
      title={say("page.of", { what: indexName(index), who })}
      caption={indexCaption(index, who, ...mean, `${found[0]?.from}–${found.at(-1)?.to}`)}
      height={340}
      chart={(ink, width) => lines(index, columns, found, rows, ink, width, intervalShown(own))}
      note={
        <>
          <Whose />
          {index.leaves.some((leaf) => !index.factors.includes(leaf)) && (
            <Buttons
              label={say("page.parts")}
              options={[{ value: "main", text: say("page.parts-main") }, { value: "all", text: say("page.parts-all") }]}
              value={parts ? "all" : "main"}
              choose={(value) => choose("parts", value)}
            />
          )}
          {study.has(`${index.kind}_weighted`) && unit === null && (
            <Buttons
              label={say("page.weights")}
              options={[{ value: "equal", text: say("page.equal") }, { value: "weighted", text: index.weight ? say("page.weighted-by", { weight: within(study.variable(index.weight)) }) : say("page.weighted") }]}
              value={weighted ? "weighted" : "equal"}
              choose={(value) => choose("means", value)}
            />
          )}
        </>
      }
      table={() => ({
        columns: [say("report.interval"), ...present(index, own).map((c) => study.columnName(c)), ...(unit === null && !weighted ? [say("report.min"), say("report.max"), say(`report.side-${index.progress}`, { neutral: index.neutral })] : [])],
        rows: intervals.map((interval) => {
          const row = rows.get(interval) ?? {};
          return [interval, ...present(index, own).map((c) => row[c] ?? null), ...(unit === null && !weighted ? [row[`${index.total}_min`] ?? null, row[`${index.total}_max`] ?? null, row["n_progress"] ?? null] : [])];
        }),
      })}
    />
  );
}

/** Of whom the figures over time speak: all, a region, or the unit picked. */
function Whose() {
  const study = current();
  const unit = chosen.value;
  if (study.regions.length === 0 && unit === null) return null;
  const asked = choices.value["whose"] ?? "";
  return (
    <Buttons
      label={say("page.whose")}
      options={[
        { value: "all", text: say("page.all-units") },
        ...study.regions.map((region) => ({ value: region, text: study.region(region) })),
        ...(unit === null ? [] : [{ value: OF_UNIT, text: study.unit(unit) }]),
      ]}
      value={asked.startsWith(OF_UNIT) && unit !== null ? OF_UNIT : study.regions.includes(asked) ? asked : "all"}
      choose={(value) => choose("whose", value)}
    />
  );
}

type Row = Record<string, number | null>;

/** Interval -> column -> value; of a table of comparisons the interval is put together. */
function byInterval(table: Table, column: string | null): Map<string, Row> {
  return new Map(table.rows().map((row) => {
    const name = column === null ? `${row["period_from"]}–${row["period_to"]}` : String(row[column]);
    return [name, Object.fromEntries(Object.entries(row).map(([key, value]) => [key, typeof value === "number" ? value : null]))];
  }));
}

function lines(index: Index, columns: string[], intervals: Interval[], rows: Map<string, Row>, ink: Ink, width: number, here: { from: string; to: string }) {
  const study = current();
  const others = columns.filter((c) => c !== index.total);
  const marks = ["rect", "triangle", "diamond", "arrow", "pin", "roundRect"];
  const long = Math.max(...columns.map((c) => study.columnName(c).length));
  const beside = width >= 560;
  return {
    aria: { enabled: true },
    grid: { left: 52, right: beside ? Math.min(16 + long * 7, width * 0.36) : 16, top: beside ? 16 : 20 + 18 * columns.length, bottom: 44 },
    ...(beside ? {} : { legend: { ...legend(ink, columns.map((c) => study.columnName(c))), orient: "vertical" as const, itemGap: 6 } }),
    tooltip: { trigger: "axis" as const, valueFormatter: (value: unknown) => written(index, typeof value === "number" ? value : undefined) },
    xAxis: { ...periodAxis(ink, intervals.map(({ label }) => label)), boundaryGap: true, axisLabel: { color: ink.text, formatter: (_: string, i: number) => `${intervals[i]?.from}–\n${intervals[i]?.to}`, hideOverlap: true } },
    yAxis: valueAxis(ink),
    series: columns.map((column) => {
      const main = column === index.total;
      const colour = main ? ink.text : (seriesColour(others.indexOf(column)));
      return {
        type: "line" as const,
        name: study.columnName(column),
        data: intervals.map(({ label }) => rows.get(label)?.[column] ?? null),
        symbol: main ? "circle" : (marks[others.indexOf(column)] ?? "circle"),
        symbolSize: main ? 7 : 6,
        lineStyle: { color: colour, width: main ? 2.5 : 1.5 },
        itemStyle: { color: colour },
        endLabel: { show: beside, formatter: "{a}", color: ink.text },
        labelLayout: { moveOverlap: "shiftY" as const },
        ...(main ? markAt(ink, `${here.from}–${here.to}`, index.neutral) : {}),
      };
    }),
  };
}
