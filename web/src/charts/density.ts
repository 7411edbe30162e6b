// The distribution of values as a smooth curve: the same estimate as farrell.spacetime.density.
import { quantile } from "../numbers";

const SAME = 1e-9;

/** Silverman's rule of thumb, 0.9 min(sd, IQR / 1.34) n^(-1/5); 0 where the values are one. */
function silverman(values: number[]): number {
  const n = values.length;
  const sorted = [...values].sort((a, b) => a - b);
  const [least = NaN, most = NaN] = [sorted[0], sorted[n - 1]];
  if (n < 2 || most - least <= SAME * Math.max(Math.abs(least), Math.abs(most))) return 0;
  const mean = values.reduce((a, b) => a + b, 0) / n;
  const sd = Math.sqrt(values.reduce((sum, v) => sum + (v - mean) ** 2, 0) / (n - 1));
  const [low, high] = [quantile(sorted, 0.25), quantile(sorted, 0.75)];
  const spread = high > low ? Math.min(sd, (high - low) / 1.34) : sd;
  return 0.9 * spread * n ** -0.2;
}

/** Gaussian kernel density on a grid, the mass beyond an upper bound reflected back; null for one value. */
function density(values: number[], grid: number[], upper: number | null): number[] | null {
  const [n, h] = [values.length, silverman(values)];
  if (n < 2 || !(h > 0)) return null;
  const centres = upper === null ? values : [...values, ...values.map((v) => 2 * upper - v)];
  return grid.map((x) => {
    if (upper !== null && x > upper) return 0;
    return centres.reduce((sum, c) => sum + Math.exp(-0.5 * ((x - c) / h) ** 2), 0) / (n * h * Math.sqrt(2 * Math.PI));
  });
}

export interface Curves {
  grid: number[];
  of: (number[] | null)[];
}

/** Where densities are drawn, three bandwidths beyond the values, and the curve of each set of ten or more. */
export function curves(sets: number[][], upper: number | null, points = 200): Curves {
  const capped = sets.map((values) => (upper === null ? values : values.map((v) => Math.min(v, upper))));
  const all = capped.flat();
  if (upper !== null || all.length === 0) all.push(upper ?? 1);
  const tail = 3 * Math.max(...capped.filter((v) => v.length >= ENOUGH).map(silverman), 0) || 0.03;
  const [low, high] = [Math.min(...all), Math.max(...all)];
  const from = low >= 0 ? Math.max(low - tail, 0) : low - tail;
  const to = upper ?? high + tail;
  const grid = Array.from({ length: points }, (_, i) => from + ((to - from) * i) / (points - 1));
  return { grid, of: capped.map((values) => (values.length >= ENOUGH ? density(values, grid, upper) : null)) };
}

/** Values from which on a curve is drawn. */
export const ENOUGH = 10;
