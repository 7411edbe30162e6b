// Axes of drawings: round ticks, and places in pixels.

/** Round numbers within a range, about so many. */
export function ticks(low: number, high: number, about = 5): number[] {
  const rough = (high - low || 1) / Math.max(about, 1);
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 2.5, 5, 10].map((k) => k * power).find((s) => s >= rough - 1e-12) ?? rough;
  const found: number[] = [];
  for (let k = Math.ceil(low / step - 1e-9); k * step <= high + step * 1e-9; k++) found.push(Number((k * step).toPrecision(12)));
  return found;
}

/** Decimals that tell ticks apart. */
export function decimals(at: number[]): number {
  const step = at.length > 1 ? Math.abs((at[1] ?? 0) - (at[0] ?? 0)) : Math.abs(at[0] ?? 1);
  for (let digits = 0; digits < 6; digits++) if (Math.abs(step * 10 ** digits - Math.round(step * 10 ** digits)) < 1e-6) return digits;
  return 6;
}

/** A place on an axis of pixels. */
export function scale(low: number, high: number, from: number, to: number): (value: number) => number {
  return (value) => from + ((value - low) / (high - low || 1)) * (to - from);
}
