// Marks that are told apart by their form: of regions, and of series.
import { seriesColour, type Ink } from "../ink";

/** The n-th mark, a circle, a square, a triangle and so on, as a path; `r` is its half width. */
export function mark(shape: number, x: number, y: number, r: number): string {
  const polygon = (points: [number, number][]): string =>
    `M${points.map(([a, b]) => `${(x + a * r).toFixed(1)} ${(y + b * r).toFixed(1)}`).join("L")}Z`;
  switch (shape % 6) {
    case 1: return polygon([[-0.9, -0.9], [0.9, -0.9], [0.9, 0.9], [-0.9, 0.9]]);
    case 2: return polygon([[0, -1.2], [1.1, 0.8], [-1.1, 0.8]]);
    case 3: return polygon([[0, -1.3], [1.1, 0], [0, 1.3], [-1.1, 0]]);
    case 4: return polygon([[0, 1.2], [1.1, -0.8], [-1.1, -0.8]]);
    case 5: return polygon([[-0.4, -1.2], [0.4, -1.2], [0.4, -0.4], [1.2, -0.4], [1.2, 0.4], [0.4, 0.4], [0.4, 1.2], [-0.4, 1.2], [-0.4, 0.4], [-1.2, 0.4], [-1.2, -0.4], [-0.4, -0.4]]);
    default: return `M${(x - r).toFixed(1)} ${y.toFixed(1)}a${r} ${r} 0 1 0 ${2 * r} 0a${r} ${r} 0 1 0 ${-2 * r} 0Z`;
  }
}

/** The mark of the n-th series, in its colour. */
export function drawMark(series: number, x: number, y: number, r: number, ink: Ink, title?: string) {
  return (
    <path d={mark(series, x, y, r)} fill={seriesColour(series)} stroke={ink.paper} stroke-width="1">
      {title && <title>{title}</title>}
    </path>
  );
}
