// Marks of series, told apart by colour and shape.
import { CATEGORIES, type Ink } from "../ink";

const SHAPES = ["circle", "square", "up", "down", "diamond"] as const;
const POINTS = {
  diamond: [[0, -1.2], [1.2, 0], [0, 1.2], [-1.2, 0]],
  up: [[0, -1.15], [1.15, 1], [-1.15, 1]],
  down: [[0, 1.15], [1.15, -1], [-1.15, -1]],
} as const;

/** The mark of the series at a place among others, `size` its half width. */
export function drawMark(place: number, x: number, y: number, size: number, ink: Ink, title?: string) {
  const shape = SHAPES[place % SHAPES.length] ?? "circle";
  const paint = { fill: CATEGORIES[place % 7] ?? "", stroke: ink.paper, "stroke-width": 1 };
  const said = title && <title>{title}</title>;
  if (shape === "circle") return <circle cx={x} cy={y} r={size} {...paint}>{said}</circle>;
  if (shape === "square") return <rect x={x - 0.9 * size} y={y - 0.9 * size} width={1.8 * size} height={1.8 * size} {...paint}>{said}</rect>;
  return <polygon points={POINTS[shape].map(([dx, dy]) => `${(x + dx * size).toFixed(1)},${(y + dy * size).toFixed(1)}`).join(" ")} {...paint}>{said}</polygon>;
}
