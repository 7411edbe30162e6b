// Points on one line that do not cover each other: each is moved up or down as little as it needs.

export function swarm(xs: number[], r: number, most: number): number[] {
  const order = xs.map((x, i) => ({ x, i })).sort((a, b) => a.x - b.x);
  const placed: { x: number; y: number }[] = [];
  const ys = new Array<number>(xs.length).fill(0);
  const step = r * 0.9;
  for (const { x, i } of order) {
    const near = placed.filter((p) => x - p.x < 2 * r);
    const levels = [0, ...Array.from({ length: Math.floor(most / step) }, (_, k) => (k + 1) * step).flatMap((d) => [d, -d])];
    const free = levels.find((y) => near.every((p) => (p.x - x) ** 2 + (p.y - y) ** 2 >= (2 * r) ** 2 * 0.8));
    ys[i] = free ?? levels[placed.length % levels.length] ?? 0;
    placed.push({ x, y: ys[i] });
  }
  return ys;
}
