// Axes that all charts share.
import type { Ink } from "../ink";

export function periodAxis(ink: Ink, periods: string[]) {
  return { type: "category" as const, data: periods, boundaryGap: false, axisLine: { lineStyle: { color: ink.quiet } }, axisLabel: { color: ink.text } };
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

/** A dotted line at the period shown. */
export function markAt(ink: Ink, period: string) {
  return {
    markLine: { silent: true, symbol: "none", label: { show: false }, lineStyle: { color: ink.quiet, type: "dotted" as const }, data: [{ xAxis: period }] },
  };
}
