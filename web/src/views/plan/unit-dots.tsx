// Every unit now and in each scenario, on today's frontier.
import { pickable } from "../../charts/pickable";
import { Figure } from "../../charts/figure";
import { drawLegend, seriesItems } from "../../charts/legend";
import { drawMark } from "../../charts/marks";
import { decimals, scale, ticks } from "../../charts/scales";
import { BOLD, fitName, wide } from "../../charts/text";
import type { Ink } from "../../ink";
import { fixed, known, type Maybe } from "../../numbers";
import { isPicked } from "../../state";
import { parts } from "../../spoken";
import { current } from "../../study";
import { say } from "../../words";
import type { ScenariosFound } from "./messages";

const [ROW, TOP] = [20, 26];
/** Units drawn: those that change most. */
const MOST = 40;

interface Row {
  unit: string;
  now: Maybe;
  held: Maybe[];
}

export function UnitDots({ found }: { found: ScenariosFound }) {
  const scenarios = found.scenarios.filter((one) => one.tables["scenarios"]);
  if (scenarios.length === 0) return null;
  const scores = scenarios.map((one) => {
    const table = one.tables["scenarios"];
    const units = table?.words("unit") ?? [];
    const [before, held] = [table?.numbers("te_crs_before") ?? [], table?.numbers("te_crs_held") ?? []];
    return new Map(units.map((unit, i) => [unit, { before: before[i] ?? null, held: held[i] ?? null }]));
  });
  const units = [...new Set(scores.flatMap((one) => [...one.keys()]))];
  const rows: Row[] = units.map((unit) => ({
    unit,
    now: scores.map((one) => one.get(unit)?.before).find(known) ?? null,
    held: scores.map((one) => one.get(unit)?.held ?? null),
  }));
  const change = (row: Row): number => Math.max(...row.held.map((value) => (known(value) && known(row.now) ? Math.abs(value - row.now) : 0)));
  const shown = [...rows].sort((a, b) => change(b) - change(a)).slice(0, MOST).sort((a, b) => Number(b.now ?? 0) - Number(a.now ?? 0));
  const names = scenarios.map((one) => one.name);
  const title = say("report.fig-scenarios");
  return (
    <Figure
      wide
      name="scenario-units"
      made={{ lines: found.lines }}
      question={say("page.ask-scenario-units")}
      title={title}
      caption={parts([title, shown.length < rows.length ? say("page.units-shown", { shown: shown.length, n: rows.length }) : say("page.n-units", { n: rows.length })])}
      drawing={(ink, width) => draw(shown, names, ink, title, width)}
      table={() => ({ columns: [say("page.unit"), say("page.now"), ...names], rows: rows.map((row) => [row.unit, row.now, ...row.held]), unit: 0 })}
      note={<span>{say("report.scenario-scores-note")}</span>}
    />
  );
}

function draw(rows: Row[], names: string[], ink: Ink, title: string, width: number) {
  const study = current();
  const all = rows.flatMap((row) => [row.now, ...row.held]).filter(known);
  const [low, high] = [Math.min(...all, 1), Math.max(...all, 1)];
  const room = 0.04 * (high - low) || 0.05;
  const left = Math.min(Math.max(...rows.map((row) => wide(study.unit(row.unit), 12))) + 10, width * 0.36);
  const x = scale(low - room, high + room, left, width - 12);
  const bottom = TOP + rows.length * ROW;
  const at = ticks(low, high, width / 120);
  const legend = drawLegend([{ text: say("page.now"), colours: [""], shape: 0, hollow: true }, ...seriesItems(names)], ink, width, bottom);
  return (
    <svg viewBox={`0 0 ${width} ${bottom + legend.height}`} role="group" aria-label={title}>
      {at.map((value) => (
        <g key={value}>
          <line x1={x(value)} x2={x(value)} y1={TOP - 4} y2={bottom} stroke={Math.abs(value - 1) < 1e-9 ? ink.quiet : ink.grid} />
          <text x={x(value)} y={TOP - 10} font-size="11" text-anchor="middle" fill={ink.quiet}>{fixed(value, decimals(at))}</text>
        </g>
      ))}
      {rows.map(({ unit, now, held }, i) => {
        const y = TOP + i * ROW + ROW / 2;
        const on = isPicked(unit);
        const ends = [now, ...held].filter(known);
        const said = `${study.unit(unit)}: ${[`${say("page.now")} ${fixed(now)}`, ...held.map((value, k) => `${names[k]} ${fixed(value)}`)].join(say("page.comma"))}`;
        return (
          <g key={unit} class="bar" {...pickable(unit, said)}>
            <title>{said}</title>
            <rect x="0" y={y - ROW / 2} width={width} height={ROW} fill={on ? ink.grid : ink.paper} fill-opacity={on ? 1 : 0} />
            <text x={left - 8} y={y + 4} font-size="12" text-anchor="end" fill={ink.text} font-weight={on ? 700 : 400}>{fitName(study.unit(unit), on ? BOLD : 12, left - 8)}</text>
            {ends.length > 1 && <line x1={x(Math.min(...ends))} x2={x(Math.max(...ends))} y1={y} y2={y} stroke={ink.line} stroke-width="2" />}
            {known(now) && <circle cx={x(now)} cy={y} r="5" fill={ink.paper} stroke={ink.text} stroke-width="1.8" />}
            {held.map((value, k) => known(value) && <g key={k}>{drawMark(k, x(value), y, 4, ink)}</g>)}
          </g>
        );
      })}
      {legend.node}
    </svg>
  );
}
