// Axes with round ends, and labels at the ends of lines that do not cover each other.

/** Round bounds about values, and the step between ticks. */
export function bounds(values: number[], ticks = 5): { min: number; max: number; interval: number } {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const raw = (high - low || Math.abs(high) || 1) / ticks;
  const power = 10 ** Math.floor(Math.log10(raw));
  const interval = power * ([1, 2, 2.5, 5, 10].find((step) => step * power >= raw) ?? 10);
  return { min: Math.floor(low / interval + 1e-9) * interval, max: Math.ceil(high / interval - 1e-9) * interval, interval };
}

/** How far each label must move down (pixels) so that those of neighbours are `room` apart; `at` are pixels from the top. */
export function apart(at: number[], room = 14): number[] {
  const order = at.map((_, i) => i).sort((a, b) => (at[a] ?? 0) - (at[b] ?? 0));
  const placed = [...at];
  for (let round = 0; round < 60; round++) {
    let moved = false;
    for (let k = 1; k < order.length; k++) {
      const [upper, lower] = [order[k - 1] ?? 0, order[k] ?? 0];
      const lacks = room - ((placed[lower] ?? 0) - (placed[upper] ?? 0));
      if (lacks <= 0.5) continue;
      placed[upper] = (placed[upper] ?? 0) - lacks / 2;
      placed[lower] = (placed[lower] ?? 0) + lacks / 2;
      moved = true;
    }
    if (!moved) break;
  }
  return placed.map((y, i) => y - (at[i] ?? 0));
}
