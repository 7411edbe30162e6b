// Lines over the periods: all units, regions, and the units picked, with their names at the ends where there is room.
import { regionColour, seriesColour, type Ink } from "../ink";
import { known, type Maybe } from "../numbers";
import { picked } from "../state";
import { current } from "../study";
import { legend, legendHeight, markAt, periodAxis, valueAxis } from "./axes";
import type { Option } from "./echarts";

export interface Line {
  name: string;
  /** Empty for all and for regions. */
  unit: string;
  /** Empty for the colour of text. */
  colour: string;
  values: Maybe[];
  all: boolean;
}

/** The line of all, those of the regions that have values, and those of the units picked. */
export function linesOf(all: Maybe[], region: (name: string) => Maybe[], unit: (name: string) => Maybe[], allName: string, mostPicked: number): Line[] {
  const study = current();
  const picks = picked.value.filter((name) => study.meta.units.includes(name)).slice(0, mostPicked);
  return [
    { name: allName, unit: "", colour: "", values: all, all: true },
    ...study.regions
      .map((name) => ({ name: study.region(name), unit: "", colour: regionColour(name, study.regions), values: region(name), all: false }))
      .filter((line) => line.values.some(known)),
    ...picks.map((name, i) => ({ name: study.unit(name), unit: name, colour: pickedColour(i), values: unit(name), all: false })),
  ];
}

/** Units that are picked do not take the colours of the regions. */
export const pickedColour = (place: number): string => seriesColour(place + 4);

interface Chart {
  lines: Line[];
  periods: string[];
  write: (value: number | undefined) => string;
  /** The period shown. */
  now: string;
  /** Values that have a dotted line. */
  values?: number[];
  /** Series drawn below the lines. */
  below?: object[];
}

export function lineChart({ lines, periods, write, now, values = [], below = [] }: Chart, ink: Ink, width: number): Option {
  const beside = width >= 480;
  const names = lines.map((line) => line.name);
  const long = Math.max(...names.map((name) => name.length));
  return {
    aria: { enabled: true },
    grid: { left: 56, right: beside ? Math.min(16 + long * 8, width * 0.32) : 14, top: beside ? 16 : legendHeight(names, width), bottom: 28 },
    ...(beside ? {} : { legend: legend(ink, names) }),
    tooltip: { trigger: "axis", valueFormatter: (value: unknown) => write(typeof value === "number" ? value : undefined) },
    xAxis: periodAxis(ink, periods),
    yAxis: valueAxis(ink),
    series: [
      ...below,
      ...lines.map((line) => ({
        type: "line" as const,
        name: line.name,
        data: line.values.map((value) => ({ value: known(value) ? value : null, ...(line.unit ? { unit: line.unit } : {}) })) as never,
        symbolSize: line.unit ? 6 : 4,
        lineStyle: { color: line.colour || ink.text, width: line.all || line.unit ? 2.5 : 1.6, type: line.all ? ("dashed" as const) : ("solid" as const) },
        itemStyle: { color: line.colour || ink.text },
        endLabel: { show: beside, formatter: "{a}", color: ink.text },
        labelLayout: { moveOverlap: "shiftY" as const },
        ...(line.all ? markAt(ink, now, ...values) : {}),
      })),
    ],
  } as Option;
}
