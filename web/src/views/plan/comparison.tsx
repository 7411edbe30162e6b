// Scenarios and plans side by side: one table, and dots of what each does to the totals.
import { Figure, Numbers, type Behind } from "../../charts/figure";
import { drawLegend, seriesItems } from "../../charts/legend";
import { drawMark } from "../../charts/marks";
import { decimals, scale, ticks } from "../../charts/scales";
import { fitName, wide } from "../../charts/text";
import type { Ink } from "../../ink";
import { fixed, known, mean, signedPercent, type Maybe } from "../../numbers";
import { parts } from "../../spoken";
import { current } from "../../study";
import { say } from "../../words";
import type { Kept, ScenarioMade, ScenariosFound } from "./messages";

/** A smaller change of a score is none. */
const SAME = 0.0005;

interface Row {
  name: string;
  kind: string;
  period: string;
  /** Column -> change of its total, a share. */
  totals: Map<string, number>;
  /** Column -> the share of it that moves. */
  moved: Map<string, number>;
  now: Maybe;
  held: Maybe;
  then: Maybe;
  higher: number | null;
  lower: number | null;
  gain: Maybe;
  inequality: [Maybe, Maybe];
}

const NONE = { totals: new Map<string, number>(), moved: new Map<string, number>(), now: null, held: null, then: null, higher: null, lower: null, gain: null, inequality: [null, null] as [Maybe, Maybe] };

function ofScenario(made: ScenarioMade): Row {
  const kind = say(`report.scenario-${made.kind}`);
  const base = { ...NONE, name: made.name, kind, period: String(made.period) };
  const paths = made.tables["diffusion_paths"];
  if (paths) {
    const years = paths.numbers("year").filter(known);
    const te = (year: number): number => mean(paths.where({ year }).numbers("te"));
    return { ...base, now: te(Math.min(...years)), held: te(Math.max(...years)) };
  }
  const scores = made.tables["scenarios"];
  const totals = made.tables["scenario_totals"];
  if (!scores || !totals) return base;
  const [before, held] = [scores.numbers("te_crs_before"), scores.numbers("te_crs_held")];
  const changes = before.flatMap((now, i) => (known(now) && known(held[i]) ? [(held[i] as number) - now] : []));
  return {
    ...base,
    totals: new Map(totals.rows().map((row) => [String(row["column"]), Number(row["change"])])),
    now: mean(before), held: mean(held), then: mean(scores.numbers("te_crs_after")),
    higher: changes.filter((change) => change > SAME).length,
    lower: changes.filter((change) => change < -SAME).length,
  };
}

function ofPlan(plan: Kept): Row {
  const { objective, inputs, outputs } = plan.record;
  const total = new Map<string, [number, number]>();
  const add = (column: string, before: number, change: number): void => {
    const [a, b] = total.get(column) ?? [0, 0];
    total.set(column, [a + before, b + change]);
  };
  for (const row of inputs) add(row.column, row.before, row.in - row.out);
  for (const row of outputs) add(row.column, row.before, row.gain);
  const moves = Object.entries(objective.moves).filter(([, share]) => share > 0);
  const average = (of: Record<string, number | null>): Maybe => mean(moves.map(([column]) => of[column]));
  return {
    ...NONE,
    name: plan.name, kind: say("page.plan"), period: String(plan.record.period),
    totals: new Map([...total].map(([column, [before, change]]) => [column, before === 0 ? 0 : Math.abs(change / before) < 1e-9 ? 0 : change / before])),
    moved: new Map(moves),
    gain: objective.gain,
    inequality: [average(objective.inequality_before), average(objective.inequality_after)],
  };
}

interface ComparisonOf {
  found: ScenariosFound | null;
  plans: Kept[];
}

export function Comparison({ found, plans }: ComparisonOf) {
  const study = current();
  const rows = [...(found?.scenarios ?? []).map(ofScenario), ...plans.map(ofPlan)];
  const columns = [...study.of("input"), ...study.of("output")];
  const title = say("page.title-comparison");
  return (
    <>
      <Figure
        wide
        name="scenario-totals"
        made={{ lines: found?.lines ?? "" }}
        question={say("page.ask-comparison")}
        title={title}
        caption={parts([title, say("page.n-rows", { n: rows.length })])}
        drawing={(ink, width) => draw(rows, columns, ink, title, width)}
        table={() => sheet(rows, columns)}
        note={<span>{say("page.comparison-note")}</span>}
      />
      <Numbers of={sheet(rows, columns)} caption={title} />
    </>
  );
}

function sheet(rows: Row[], columns: string[]): Behind {
  const study = current();
  const hasPlans = rows.some((row) => known(row.gain));
  const hasScores = rows.some((row) => known(row.now));
  const hundred = (value: Maybe): Maybe => (known(value) ? 100 * value : null);
  return {
    columns: [
      say("page.name"), say("page.kind"), say("page.period"),
      ...(hasScores ? [say("page.te-now"), say("page.te-held"), say("page.te-own"), say("page.higher"), say("page.lower")] : []),
      ...columns.map((column) => say("page.total-change-of", { variable: study.variable(column) })),
      ...(hasPlans ? [say("page.plan-gain-share"), ...columns.filter((column) => study.of("input").includes(column)).map((column) => say("page.moved-of", { variable: study.variable(column) })), say("page.inequality-before"), say("page.inequality-after")] : []),
    ],
    rows: rows.map((row) => [
      row.name, row.kind, row.period, ...(hasScores ? [row.now, row.held, row.then, row.higher, row.lower] : []),
      ...columns.map((column) => hundred(row.totals.get(column))),
      ...(hasPlans ? [hundred(row.gain), ...study.of("input").map((column) => hundred(row.moved.get(column))), ...row.inequality.map(hundred)] : []),
    ]),
    digits: [undefined, undefined, undefined, ...(hasScores ? [3, 3, 3, 0, 0] : []), ...columns.map(() => 1), ...(hasPlans ? [2, ...study.of("input").map(() => 1), 1, 1] : [])],
  };
}

const [ROW, TOP] = [30, 28];

function draw(rows: Row[], columns: string[], ink: Ink, title: string, width: number) {
  const study = current();
  const values = rows.flatMap((row) => [...row.totals.values()]);
  const reach = Math.max(...values.map(Math.abs), 0.01) * 1.15;
  const low = Math.min(0, ...values) < 0 ? -reach : 0;
  const left = Math.min(Math.max(...rows.map((row) => wide(row.name, 12))) + 12, width * 0.4);
  const x = scale(low, reach, left, width - 20);
  const at = ticks(low, reach, width / 110);
  const digits = Math.max(decimals(at) - 2, 0);
  const bottom = TOP + rows.length * ROW;
  const legend = drawLegend(seriesItems(columns.map((column) => study.variable(column))), ink, width, bottom);
  return (
    <svg viewBox={`0 0 ${width} ${bottom + legend.height}`} role="img" aria-label={title}>
      {at.map((value) => (
        <g key={value}>
          <line x1={x(value)} x2={x(value)} y1={TOP - 6} y2={bottom} stroke={Math.abs(value) < 1e-12 ? ink.quiet : ink.grid} />
          <text x={x(value)} y={TOP - 12} font-size="11" text-anchor="middle" fill={ink.quiet}>{signedPercent(value, digits)}</text>
        </g>
      ))}
      {rows.map((row, i) => {
        const y = TOP + i * ROW + ROW / 2;
        return (
          <g key={`${row.kind} ${row.name} ${i}`}>
            <line x1={left} x2={width} y1={y} y2={y} stroke={ink.grid} stroke-dasharray="2 4" />
            <text x={left - 8} y={y + 4} font-size="12" text-anchor="end" fill={ink.text}>{fitName(row.name, 12, left - 8)}</text>
            {columns.map((column, j) => {
              const value = row.totals.get(column);
              if (!known(value)) return null;
              return <g key={column}>{drawMark(j, x(value), y + (j - (columns.length - 1) / 2) * 4, 5, ink, `${study.variable(column)} ${fixed(100 * value, 1)}%`)}</g>;
            })}
            {row.totals.size === 0 && <text x={x(0) + 8} y={y + 4} font-size="11" fill={ink.quiet}>{say("page.no-totals")}</text>}
          </g>
        );
      })}
      {legend.node}
    </svg>
  );
}
