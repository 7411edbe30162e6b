// Scales of drawings: round ticks, round bounds, and places in pixels.

const ROUND = [1, 2, 2.5, 5, 10];

/** A round step that takes a span in about so many. */
function roundStep(span: number, about: number): number {
  const rough = span / Math.max(about, 1);
  const power = 10 ** Math.floor(Math.log10(rough));
  return ROUND.map((k) => k * power).find((step) => step >= rough * (1 - 1e-12)) ?? rough;
}

/** Round numbers within a range, about so many. */
export function ticks(low: number, high: number, about = 5): number[] {
  const step = roundStep(high - low || 1, about);
  const found: number[] = [];
  for (let k = Math.ceil(low / step - 1e-9); k * step <= high + step * 1e-9; k++) found.push(Number((k * step).toPrecision(12)));
  return found;
}

/** Round bounds about values, and the step between ticks. */
export function bounds(values: number[], about = 5): { min: number; max: number; interval: number } {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const interval = roundStep(high - low || Math.abs(high) || 1, about);
  return { min: Math.floor(low / interval + 1e-9) * interval, max: Math.ceil(high / interval - 1e-9) * interval, interval };
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
