// Do the sides of a system develop together: stages of coordination on the map, and how many units are in each.
import type { MapShape } from "../../answers";
import { Figure } from "../../charts/figure";
import { drawColouredMap } from "../../charts/map";
import { drawStacks } from "../../charts/stack";
import type { Ink } from "../../ink";
import { fixed, mean } from "../../numbers";
import { Pending } from "../../pending";
import { at, changed, parts, stamp, when, within } from "../../spoken";
import { current, mapBase } from "../../study";
import type { Table } from "../../table";
import { joined, listed, say } from "../../words";
import { MapNote } from "../map-note";
import { captionOfSystems, periodIn, space, spanOf } from "./variable";

/** From disorder to coordination. */
const GRADES = [
  "extreme-disorder", "severe-disorder", "moderate-disorder", "mild-disorder", "near-disorder",
  "bare-coordination", "primary-coordination", "intermediate-coordination", "good-coordination", "high-coordination",
] as const;
const COLOURS = ["#7a3f00", "#a65a08", "#cf7d1e", "#eb9c3d", "#fcd9ac", "#d3d2e5", "#b4afd5", "#9890c3", "#785fa9", "#5b3790"];
const SAME = 0.005;

const gradeColour = (grade: string): string | undefined => COLOURS[GRADES.indexOf(grade as (typeof GRADES)[number])];
const gradeName = (grade: string): string => say(`coupling.${grade}`);

export function subsystems(): string[] {
  return [...new Set((space().subsystems?.indicators ?? []).map((one) => one.subsystem))];
}

export function Coupling({ rows }: { rows: Table }) {
  const study = current();
  const period = periodIn(rows);
  const here = rows.where({ period }).rows();
  const names = subsystems().map((name) => study.variable(name));
  const title = say("report.coordination");
  const said = joined([...level(rows, names), ...largest(rows, period)]);
  if (study.meta.maps.bases.length === 0) return <p class="said">{said}</p>;
  const shape = study.map(mapBase.value);
  if (shape.state !== "ready") return <Pending of={shape} />;
  const found = new Map(here.map((row) => [String(row["unit"]), row]));
  return (
    <Figure
      name="space-coordination"
      made={{ table: "space_coupling", period }}
      question={say("page.ask-coupling")}
      title={title}
      caption={captionOfSystems(title, stamp(period), listed(names))}
      drawing={(ink, width) => draw(new Map([...found].map(([unit, row]) => [unit, { grade: String(row["grade"]), degree: row["coordination"] as number | null }])), shape.value, ink, title, width)}
      table={() => ({
        columns: [say("page.unit"), ...names, say("page.coupling"), say("page.development"), title, say("report.coordination-grade")],
        rows: here.map((row) => [row["unit"], ...[...subsystems(), "coupling", "development", "coordination"].map((key) => row[key]), row["grade"] ? gradeName(String(row["grade"])) : null]),
        unit: 0,
      })}
      note={<><span>{joined([said, say("report.say-coordination-limits")])}</span><MapNote /></>}
    />
  );
}

/** How high the mean degree is, and how it changed. */
function level(rows: Table, names: string[]): string[] {
  const periods = rows.distinct("period");
  const of = (period: string): number => mean(rows.where({ period }).numbers("coordination"));
  const [first, last] = [periods[0] ?? "", periods.at(-1) ?? ""];
  const [a, b] = [of(first), of(last)];
  const what = listed(names.map(within));
  if (periods.length < 2) return [say("report.say-coordination", { what, when: when(last), b: fixed(b) })];
  return [say(`report.say-coordination-${changed(a, b, SAME)}`, { what, a: fixed(a), b: fixed(b), first: at(first), last: at(last) })];
}

/** The stage of most units. */
function largest(rows: Table, period: string): string[] {
  const grades = rows.where({ period }).words("grade").filter(Boolean);
  const counted = GRADES.map((grade) => ({ grade, k: grades.filter((one) => one === grade).length }));
  const k = Math.max(...counted.map((one) => one.k));
  const top = counted.filter((one) => one.k === k);
  if (k === 0) return [];
  const side = top.length > 1 ? "tied" : 2 * k > grades.length ? "most" : "largest";
  return [say(`report.say-grade-${side}`, { when: when(period), grade: listed(top.map((one) => gradeName(one.grade))), k, n: grades.length })];
}

function draw(of: Map<string, { grade: string; degree: number | null }>, shape: MapShape, ink: Ink, label: string, width: number) {
  const study = current();
  const items = GRADES.filter((grade) => [...of.values()].some((one) => one.grade === grade)).map((grade) => ({ text: gradeName(grade), colours: [gradeColour(grade) ?? ink.nothing] }));
  const degree = (unit: string): string => fixed(of.get(unit)?.degree);
  const said = (unit: string): string => {
    const grade = of.get(unit)?.grade;
    return parts([degree(unit), grade ? gradeName(grade) : undefined]);
  };
  const colour = (unit: string): string => gradeColour(of.get(unit)?.grade ?? "") ?? ink.nothing;
  return drawColouredMap({ shape, id: "hatch-coordination", colour, name: (unit) => study.unit(unit), said, tile: degree }, items, ink, label, width);
}

/** Units in each stage, period by period. */
export function Stages({ rows }: { rows: Table }) {
  const periods = rows.distinct("period");
  if (periods.length < 2) return null;
  const count = (period: string, grade: string): number => rows.where({ period, grade }).length;
  const there = GRADES.filter((grade) => periods.some((period) => count(period, grade) > 0));
  return (
    <Figure
      name="space-stages"
      made={{ table: "space_coupling", columns: ["unit", "period", "coordination", "grade"] }}
      question={say("page.ask-stages")}
      title={say("report.t-grades")}
      caption={captionOfSystems(say("report.coordination"), spanOf(periods), listed(subsystems().map((name) => current().variable(name))))}
      note={<span>{say("report.grades-note")}</span>}
      drawing={(ink, width) =>
        drawStacks(
          periods.map((period) => ({ key: period, name: period, counts: there.map((grade) => count(period, grade)) })),
          there.map((grade) => ({ text: gradeName(grade), colour: gradeColour(grade) ?? ink.nothing })),
          ink, width, say("report.t-grades"),
        )
      }
      table={() => ({ columns: [say("page.period"), ...there.map(gradeName)], rows: periods.map((period) => [period, ...there.map((grade) => count(period, grade))]) })}
    />
  );
}

