// Regional means of the measure shown over the periods.
import { Buttons } from "../../charts/choices";
import { Figure } from "../../charts/figure";
import { legendHeight } from "../../charts/text";
import { CATEGORIES, regionColour, type Ink } from "../../ink";
import { known, type Maybe } from "../../numbers";
import { choose, picked } from "../../state";
import { current, now, shown } from "../../study";
import { say } from "../../words";
import { captionOf } from "../caption";
import { canWeight, isWeighted, type RegionMeans } from "./means";

const MOST_PICKED = 3;

interface Line {
  name: string;
  unit: string;
  colour: string;
  values: Maybe[];
  all: boolean;
}

export function RegionLines({ means }: { means: RegionMeans }) {
  const study = current();
  const measure = shown.value;
  if (means.periods.length < 2) return null;
  const weighted = isWeighted(measure);
  const grid = study.values(measure);
  const lines: Line[] = [
    { name: say("page.all-units"), unit: "", colour: "", values: means.all, all: true },
    ...[...means.of].map(([region, values]) => ({ name: study.region(region), unit: "", colour: regionColour(region, study.regions), values, all: false })),
    ...picked.value.filter((unit) => study.meta.units.includes(unit)).slice(0, MOST_PICKED).map((unit, i) => ({
      name: study.unit(unit), unit, colour: CATEGORIES[(i + 4) % 7] ?? "", values: means.periods.map((period) => grid.get(period)?.get(unit)), all: false,
    })),
  ];
  const title = study.measureName(measure);
  const kind = measure.kind === "change" ? say("page.means-geometric") : say("page.means-arithmetic");
  return (
    <Figure
      name="regions"
      question={say("page.ask-regions")}
      title={title}
      caption={[captionOf(measure, `${means.periods[0]}–${means.periods.at(-1)}`), weighted ? say("page.weighted") : kind].join(say("page.comma"))}
      height={340}
      chart={(ink, width) => chart(lines, means.periods, ink, width)}
      note={
        canWeight(measure) && (
          <Buttons
            label={say("page.weights")}
            options={[{ value: "equal", text: say("page.equal") }, { value: "weighted", text: say("page.weighted-size") }]}
            value={weighted ? "weighted" : "equal"}
            choose={(value) => choose("means", value)}
          />
        )
      }
      table={() => ({
        columns: [say("page.period"), ...lines.map((line) => line.name)],
        rows: means.periods.map((period, i) => [period, ...lines.map((line) => line.values[i] ?? null)]),
        digits: [undefined, ...lines.map(() => 3)],
      })}
    />
  );
}

function chart(lines: Line[], periods: string[], ink: Ink, width: number) {
  const study = current();
  const beside = width >= 480;
  const long = Math.max(...lines.map((line) => line.name.length));
  return {
    aria: { enabled: true },
    grid: { left: 56, right: beside ? Math.min(16 + long * 8, width * 0.32) : 14, top: beside ? 16 : legendHeight(lines.map((line) => line.name), width), bottom: 28 },
    ...(beside ? {} : { legend: { top: 0, left: 0, textStyle: { color: ink.text }, itemHeight: 10, padding: 3 } }),
    tooltip: { trigger: "axis" as const, valueFormatter: (value: unknown) => study.shown(shown.value, typeof value === "number" ? value : undefined) },
    xAxis: { type: "category" as const, data: periods, boundaryGap: false, axisLine: { lineStyle: { color: ink.quiet }, onZero: false }, axisLabel: { color: ink.text, hideOverlap: true } },
    yAxis: { type: "value" as const, scale: true, splitLine: { lineStyle: { color: ink.grid } }, axisLabel: { color: ink.text } },
    series: lines.map((line) => ({
      type: "line" as const,
      name: line.name,
      data: line.values.map((value) => ({ value: known(value) ? value : null, ...(line.unit ? { unit: line.unit } : {}) })) as never,
      symbolSize: line.unit ? 6 : 4,
      lineStyle: { color: line.colour || ink.text, width: line.all || line.unit ? 2.5 : 1.6, type: line.all ? ("dashed" as const) : ("solid" as const) },
      itemStyle: { color: line.colour || ink.text },
      endLabel: { show: beside, formatter: "{a}", color: ink.text },
      labelLayout: { moveOverlap: "shiftY" as const },
      ...(line.all
        ? { markLine: { silent: true, symbol: "none", label: { show: false }, lineStyle: { color: ink.quiet, type: "dotted" as const }, data: [{ xAxis: now.value }] } }
        : {}),
    })),
  };
}

