// Ranks and how alike two of them are.

const TIE = 8;

/** Ranks of values, 1 the best; equal values share the better one, or the mean of theirs. */
export function ranksOf(values: Map<string, number>, lower: boolean, ties: "better" | "mean" = "better"): Map<string, number> {
  const rounded = [...values].map(([unit, value]) => [unit, Number(value.toFixed(TIE)) * (lower ? -1 : 1)] as const);
  const sorted = rounded.map(([, value]) => value).sort((a, b) => b - a);
  const first = new Map<number, number>();
  const count = new Map<number, number>();
  sorted.forEach((value, i) => {
    if (!first.has(value)) first.set(value, i + 1);
    count.set(value, (count.get(value) ?? 0) + 1);
  });
  return new Map(rounded.map(([unit, value]) => [unit, (first.get(value) ?? 0) + (ties === "mean" ? ((count.get(value) ?? 1) - 1) / 2 : 0)]));
}

/** Spearman's rank correlation of two sets of values over the units in both; NaN for fewer than three, or all tied. */
export function spearman(a: Map<string, number>, b: Map<string, number>, lower: [boolean, boolean] = [false, false]): number {
  const both = [...a.keys()].filter((unit) => b.has(unit));
  if (both.length < 3) return NaN;
  const of = (values: Map<string, number>, turned: boolean): Map<string, number> =>
    ranksOf(new Map(both.map((unit) => [unit, values.get(unit) ?? NaN])), turned, "mean");
  const [x, y] = [of(a, lower[0]), of(b, lower[1])];
  const middle = (both.length + 1) / 2;
  let [xy, xx, yy] = [0, 0, 0];
  for (const unit of both) {
    const [dx, dy] = [(x.get(unit) ?? 0) - middle, (y.get(unit) ?? 0) - middle];
    xy += dx * dy;
    xx += dx * dx;
    yy += dy * dy;
  }
  return xx > 0 && yy > 0 ? xy / Math.sqrt(xx * yy) : NaN;
}
