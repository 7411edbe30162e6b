// How the units picked, their regions and the mean move over the periods.
import type { Measure } from "../answers";
import { markAt, periodAxis, valueAxis } from "../charts/axes";
import { Figure } from "../charts/figure";
import { apart } from "../charts/labels";
import { pickedColour } from "../charts/lines";
import { bounds } from "../charts/scales";
import { regionColour } from "../ink";
import { geometric, known, mean } from "../numbers";
import { picked } from "../state";
import { current, now, shown, spans } from "../study";
import { say } from "../words";
import { captionOf } from "./caption";
import { ofMeasure } from "./made";

interface Line {
  name: string;
  unit: string | null;
  colour: string;
  values: (number | null)[];
  dashed: boolean;
}

/** Indices have geometric means, scores and amounts arithmetic ones. */
export function meanOf(measure: Measure, values: (number | undefined)[]): number {
  return measure.kind === "change" ? geometric(values) : mean(values);
}

function lines(): Line[] {
  const study = current();
  const measure = shown.value;
  const grid = study.values(measure);
  const of = (units: string[]): (number | null)[] =>
    spans.value.map((period) => {
      const value = meanOf(measure, units.map((unit) => grid.get(period)?.get(unit)));
      return Number.isFinite(value) ? value : null;
    });
  const units = picked.value.filter((unit) => study.meta.units.includes(unit));
  const regions = units.length ? [...new Set(units.map((unit) => study.regionOf(unit)))].filter(Boolean) : study.regions;
  return [
    { name: say("page.mean"), unit: null, colour: "", values: of(study.meta.units), dashed: true },
    ...regions.map((region) => ({
      name: study.region(region),
      unit: null,
      colour: regionColour(region, study.regions),
      values: of(study.meta.units.filter((unit) => study.regionOf(unit) === region)),
      dashed: units.length > 0,
    })),
    ...units.map((unit, i) => ({ name: study.unit(unit), unit, colour: pickedColour(i), values: of([unit]), dashed: false })),
  ];
}

const HEIGHT = 320;
const TOP = 16;
const BOTTOM = 28;

export function Trend() {
  const study = current();
  const measure = shown.value;
  if (spans.value.length < 2) return null;
  const drawn = lines();
  const title = study.measureName(measure);
  const axis = bounds(drawn.flatMap((line) => line.values.filter(known)));
  const last = drawn.map((line) => line.values.findLast(known) ?? axis.min);
  const scale = (HEIGHT - TOP - BOTTOM) / (axis.max - axis.min);
  const shifts = apart(last.map((value) => (axis.max - value) * scale));
  return (
    <Figure
      name="trend"
      made={ofMeasure(measure)}
      question={say("page.ask-trend")}
      title={title}
      caption={captionOf(measure, `${spans.value[0]}–${spans.value.at(-1)}`)}
      height={HEIGHT}
      chart={(ink) => ({
        aria: { enabled: true },
        grid: { left: 52, right: 110, top: TOP, bottom: BOTTOM },
        tooltip: { trigger: "axis", valueFormatter: (value) => study.shown(measure, typeof value === "number" ? value : undefined) },
        xAxis: periodAxis(ink, spans.value),
        yAxis: { ...valueAxis(ink), ...axis, axisLabel: { color: ink.text, formatter: (value: number) => study.shown(measure, value) } },
        series: drawn.map((line, i) => ({
          type: "line",
          name: line.name,
          data: line.values.map((value) => ({ value, ...(line.unit ? { unit: line.unit } : {}) })) as never,
          symbolSize: line.unit ? 6 : 3,
          lineStyle: { width: line.unit ? 2.5 : 1.5, type: line.dashed ? "dashed" : "solid", color: line.colour || ink.text },
          itemStyle: { color: line.colour || ink.text },
          endLabel: { show: true, formatter: "{a}", color: ink.text, offset: [0, shifts[i] ?? 0] },
          ...(line.colour === "" ? markAt(ink, now.value) : {}),
        })),
      })}
      table={() => ({
        columns: [say("page.period"), ...drawn.map((line) => line.name)],
        rows: spans.value.map((period, i) => [period, ...drawn.map((line) => line.values[i] ?? null)]),
      })}
    />
  );
}
