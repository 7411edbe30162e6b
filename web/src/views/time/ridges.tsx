// How the measure shown is spread over the units, period by period.
import { useMemo } from "preact/hooks";
import { curves, ENOUGH, type Curves } from "../../charts/density";
import { Figure } from "../../charts/figure";
import { wide } from "../../charts/text";
import { decimals, scale, ticks } from "../../charts/scales";
import { pickable } from "../../charts/pickable";
import { CATEGORIES, type Ink } from "../../ink";
import { amount, fixed, quantile } from "../../numbers";
import { picked } from "../../state";
import { current, now, shown, spans } from "../../study";
import { say } from "../../words";
import { captionOf } from "../caption";
import { ofMeasure } from "../made";

const MOST = 12;
const ROW = 34;

/** Up to twelve periods, spread evenly over many. */
function chosenPeriods(all: string[]): string[] {
  if (all.length <= MOST) return all;
  return Array.from({ length: MOST }, (_, i) => all[Math.round((i * (all.length - 1)) / (MOST - 1))] ?? "");
}

export function Ridges() {
  const study = current();
  const measure = shown.value;
  const grid = study.values(measure);
  const periods = chosenPeriods(spans.value);
  const sets = periods.map((period) => [...(grid.get(period)?.values() ?? [])]);
  const upper = measure.kind === "level" && sets.flat().every((value) => value <= 1 + 1e-6) ? 1 : null;
  const shape = useMemo(() => curves(sets, upper), [grid, upper]);
  if (sets.every((values) => values.length < 2)) return null;
  const title = study.measureName(measure);
  const smooth = sets.some((values) => values.length >= ENOUGH);
  return (
    <Figure
      name="distribution"
      made={ofMeasure(measure)}
      question={say("page.ask-ridges")}
      title={title}
      caption={[captionOf(measure, ""), smooth ? say(upper === 1 ? "page.density-bounded" : "page.density") : say("page.strips")].join(say("page.comma"))}
      drawing={(ink, width) => draw(periods, sets, shape, ink, width, title)}
      note={<span>{say("page.ridges-read")}</span>}
      table={() => ({
        columns: [say("page.period"), say("report.n"), say("report.min"), "25%", say("page.median"), "75%", say("report.max")],
        rows: periods.map((period, i) => {
          const sorted = [...(sets[i] ?? [])].sort((a, b) => a - b);
          return [period === "all" ? say("report.only-period") : period, sorted.length, ...[0, 0.25, 0.5, 0.75, 1].map((q) => (sorted.length ? quantile(sorted, q) : null))];
        }),
        digits: [undefined, undefined, 3, 3, 3, 3, 3],
      })}
    />
  );
}

/** A cross-section has no name for its one period. */
const named = (period: string): string => (period === "all" ? "" : period);

function draw(periods: string[], sets: number[][], { grid, of }: Curves, ink: Ink, width: number, label: string) {
  const study = current();
  const measure = shown.value;
  const [low, high] = [grid[0] ?? 0, grid.at(-1) ?? 1];
  const left = Math.max(...periods.map((period) => wide(named(period), 12))) + 10;
  const x = scale(low, high, left, width - 10);
  const tallest = Math.max(...of.flatMap((curve) => curve ?? []), 1e-12);
  const height = ROW * (periods.length + 0.6);
  const marks = ticks(low, high, width / 110);
  const write = (value: number): string => (measure.table === "panel" ? amount(value) : fixed(value, Math.max(decimals(marks), 1)));
  const values = study.values(measure);
  return (
    <svg viewBox={`0 0 ${width} ${height + 24}`} role="group" aria-label={label}>
      {marks.map((mark) => (
        <g key={mark}>
          <line x1={x(mark)} x2={x(mark)} y1="4" y2={height} stroke={ink.grid} />
          <text x={Math.min(x(mark), width - 16)} y={height + 16} font-size="11" text-anchor="middle" fill={ink.text}>{write(mark)}</text>
        </g>
      ))}
      {periods.map((period, i) => {
        const base = ROW * (i + 1.4);
        const curve = of[i];
        const line = curve?.map((d, k) => `${x(grid[k] ?? 0).toFixed(1)} ${(base - (1.25 * ROW * d) / tallest).toFixed(1)}`).join("L");
        const sorted = [...(sets[i] ?? [])].sort((a, b) => a - b);
        const middle = x(quantile(sorted, 0.5));
        return (
          <g key={period}>
            {line && <path d={`M${x(low)} ${base}L${line}L${x(high)} ${base}Z`} fill={ink.shortfallSlack} fill-opacity="0.55" stroke={ink.shortfall} />}
            <path d={sorted.map((v) => `M${x(v).toFixed(1)} ${base - 3}v6`).join("")} stroke={ink.text} stroke-width="0.7" stroke-opacity="0.7" />
            {sorted.length > 0 && <path d={`M${middle} ${base - 5}l4 5l-4 5l-4 -5z`} fill={CATEGORIES[1]} stroke={ink.paper} stroke-width="0.5" />}
            <text x="2" y={base + 4} font-size="12" fill={ink.text} font-weight={period === now.value ? 700 : 400}>{named(period)}</text>
            {picked.value.map((unit) => {
              const value = values.get(period)?.get(unit);
              if (value === undefined) return null;
              const said = `${study.unit(unit)} ${period}: ${study.shown(measure, value)}`;
              return (
                <circle key={unit} class="bar" cx={x(value)} cy={base} r="5" fill={ink.picked} stroke={ink.paper} {...pickable(unit, said)}>
                  <title>{said}</title>
                </circle>
              );
            })}
          </g>
        );
      })}
    </svg>
  );
}
