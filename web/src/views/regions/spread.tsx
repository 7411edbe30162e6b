// How unlike the units of a region are, in the period shown: every unit, the middle half, the mean.
import { Figure } from "../../charts/figure";
import { fitName, wide } from "../../charts/text";
import { decimals, scale, ticks } from "../../charts/scales";
import { pickable } from "../../charts/pickable";
import { swarm } from "../../charts/swarm";
import { regionColour, type Ink } from "../../ink";
import { amount, fixed, known, quantile } from "../../numbers";
import { isPicked } from "../../state";
import { current, now, shown } from "../../study";
import { say } from "../../words";
import { captionOf } from "../caption";
import { ofMeasure } from "../made";
import type { RegionMeans } from "./means";

const ROW = 58;

export function RegionSpread({ means }: { means: RegionMeans }) {
  const study = current();
  const measure = shown.value;
  const values = study.values(measure).get(now.value) ?? new Map<string, number>();
  const title = study.measureName(measure);
  return (
    <Figure
      name="region-spread"
      made={ofMeasure(measure, now.value)}
      question={say("page.ask-spread")}
      title={title}
      caption={captionOf()}
      drawing={(ink, width) => draw(values, means, ink, width, title)}
      note={<span>{say("page.spread-read")}</span>}
      table={() => ({
        columns: [say("page.unit"), say("page.region"), title],
        rows: study.regions.flatMap((region) =>
          study.meta.units.filter((unit) => study.regionOf(unit) === region).sort((a, b) => (values.get(b) ?? -Infinity) - (values.get(a) ?? -Infinity)).map((unit) => [unit, study.region(region), values.get(unit)]),
        ),
        unit: 0,
        digits: [undefined, undefined, 3],
      })}
    />
  );
}

function draw(values: Map<string, number>, means: RegionMeans, ink: Ink, width: number, label: string) {
  const study = current();
  const measure = shown.value;
  const all = [...values.values()];
  const [low, high] = [Math.min(...all, Infinity), Math.max(...all, -Infinity)];
  if (all.length === 0) return <svg viewBox={`0 0 ${width} 20`} role="img" aria-label={label} />;
  const room = 0.05 * (high - low) || 0.05;
  const names = Math.min(Math.max(...study.regions.map((region) => wide(study.region(region), 12))) + 10, width * 0.3);
  const x = scale(low - room, high + room, names, width - 12);
  const marks = ticks(low - room, high + room, width / 110);
  const bottom = ROW * study.regions.length;
  const write = (value: number): string => (measure.table === "panel" ? amount(value) : fixed(value, decimals(marks)));
  const most = Math.max(...study.regions.map((region) => study.meta.units.filter((unit) => study.regionOf(unit) === region).length));
  const size = most > 50 ? 2.6 : 4;
  const place = means.periods.indexOf(now.value);
  return (
    <svg viewBox={`0 0 ${width} ${bottom + 22}`} role="group" aria-label={label}>
      {marks.map((mark) => (
        <g key={mark}>
          <line x1={x(mark)} x2={x(mark)} y1="0" y2={bottom} stroke={ink.grid} />
          <text x={x(mark)} y={bottom + 15} font-size="11" text-anchor="middle" fill={ink.text}>{write(mark)}</text>
        </g>
      ))}
      {study.regions.map((region, r) => {
        const middle = ROW * (r + 0.5);
        const units = study.meta.units.filter((unit) => study.regionOf(unit) === region && values.has(unit));
        const numbers = units.map((unit) => values.get(unit) ?? 0);
        const sorted = [...numbers].sort((a, b) => a - b);
        const offsets = swarm(numbers.map(x), size, ROW / 2 - 4);
        const colour = regionColour(region, study.regions);
        const mean = means.of.get(region)?.[place];
        return (
          <g key={region}>
            <text x="2" y={middle + 4} font-size="12" fill={ink.text}>{fitName(study.region(region), 12, names - 6)}</text>
            {sorted.length > 3 && (
              <rect
                x={x(quantile(sorted, 0.25))} width={Math.max(x(quantile(sorted, 0.75)) - x(quantile(sorted, 0.25)), 1)} y={middle - 22} height="44"
                rx="3" fill={colour} fill-opacity="0.14" stroke={colour} stroke-opacity="0.5"
              />
            )}
            {known(mean) && <line x1={x(mean)} x2={x(mean)} y1={middle - 24} y2={middle + 24} stroke={ink.text} stroke-width="2" />}
            {units.map((unit, i) => {
              const on = isPicked(unit);
              const said = `${study.unit(unit)} ${study.shown(measure, values.get(unit))}`;
              return (
                <circle
                  key={unit} class="bar" cx={x(numbers[i] ?? 0)} cy={middle + (offsets[i] ?? 0)} r={on ? size + 2 : size}
                  fill={on ? ink.picked : colour} fill-opacity="0.9" stroke={ink.paper} stroke-width={on ? 1.5 : 0.6} {...pickable(unit, said)}
                >
                  <title>{said}</title>
                </circle>
              );
            })}
            {units.map((unit, i) => isPicked(unit) && (
              <text key={unit} x={x(numbers[i] ?? 0)} y={middle - 17} font-size="11" font-weight="700" fill={ink.text} stroke={ink.paper} stroke-width="3" paint-order="stroke"
                text-anchor={x(numbers[i] ?? 0) > width * 0.7 ? "end" : "start"}>{study.unit(unit)}</text>
            ))}
          </g>
        );
      })}
    </svg>
  );
}
