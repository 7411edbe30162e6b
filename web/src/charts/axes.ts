// What charts of ECharts share: axes, the line at the period shown, the legend.
import type { Ink } from "../ink";
import { wide } from "./text";

export function periodAxis(ink: Ink, periods: string[]) {
  return {
    type: "category" as const,
    data: periods,
    boundaryGap: false,
    axisLine: { lineStyle: { color: ink.quiet }, onZero: false },
    axisLabel: { color: ink.text, hideOverlap: true },
  };
}

export function valueAxis(ink: Ink, name = "") {
  return {
    type: "value" as const,
    scale: true,
    name,
    nameTextStyle: { color: ink.quiet, align: "left" as const, padding: [0, 0, 0, -36] },
    splitLine: { lineStyle: { color: ink.grid } },
    axisLabel: { color: ink.text, formatter: (value: number) => String(value).replace("-", "−") },
  };
}

/** A dotted line at the period shown, and at values. */
export function markAt(ink: Ink, period: string, ...values: number[]) {
  const data = [{ xAxis: period }, ...values.map((yAxis) => ({ yAxis }))];
  return { markLine: { silent: true, symbol: "none", label: { show: false }, lineStyle: { color: ink.quiet, type: "dotted" as const }, data } };
}

/** A legend above a chart. */
export function legend(ink: Ink, names: string[]) {
  return { top: 0, left: 0, data: names, textStyle: { color: ink.text }, itemHeight: 10, padding: 3 };
}

/** Pixels that a legend of names takes above a chart, with some air below it. */
export function legendHeight(names: string[], width: number): number {
  let [rows, used] = [1, 0];
  for (const name of names) {
    const takes = wide(name, 12) + 46;
    if (used > 0 && used + takes > width) [rows, used] = [rows + 1, 0];
    used += takes;
  }
  return 22 * rows + 12;
}
