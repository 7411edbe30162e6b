// Names beside points, where there is room for them, and at the ends of lines.
import { wide } from "./text";

export interface Place {
  x: number;
  y: number;
  lines: string[];
  /** Drawn even where it covers another. */
  must: boolean;
}

interface Label extends Place {
  left: number;
  /** Baseline of the first line. */
  top: number;
}

export interface Box {
  x0: number;
  y0: number;
  x1: number;
  y1: number;
}

const SIZE = 11;
export const LINE = 13;

const clear = (a: Box, b: Box): boolean => a.x1 <= b.x0 || b.x1 <= a.x0 || a.y1 <= b.y0 || b.y1 <= a.y0;

/** The labels that fit right, left, above or below of their point, the first ones first. */
export function placed(places: Place[], points: { x: number; y: number }[], room: Box, others: Box[] = [], gap = 7): Label[] {
  const taken: Box[] = [...others, ...points.map(({ x, y }) => ({ x0: x - 4, y0: y - 4, x1: x + 4, y1: y + 4 }))];
  const found: Label[] = [];
  for (const place of places) {
    const width = Math.max(...place.lines.map((line) => wide(line, SIZE)));
    const height = place.lines.length * LINE;
    const boxes = [
      [place.x + gap, place.y - height / 2],
      [place.x - gap - width, place.y - height / 2],
      [place.x - width / 2, place.y - gap - height],
      [place.x - width / 2, place.y + gap],
    ].map(([x0 = 0, y0 = 0]) => ({ x0, y0, x1: x0 + width, y1: y0 + height }));
    const inside = boxes.filter((box) => box.x0 >= room.x0 && box.x1 <= room.x1 && box.y0 >= room.y0 && box.y1 <= room.y1);
    const free = inside.find((box) => taken.every((other) => clear(box, other)));
    const box = free ?? (place.must ? (inside[0] ?? boxes[0]) : undefined);
    if (!box) continue;
    taken.push(box);
    found.push({ ...place, left: box.x0, top: box.y0 + LINE - 3 });
  }
  return found;
}

/** How far each label must move down (pixels) so that those of neighbours are `room` apart; `at` are pixels from the top. */
export function apart(at: number[], room = 14): number[] {
  const order = at.map((_, i) => i).sort((a, b) => (at[a] ?? 0) - (at[b] ?? 0));
  const moved = [...at];
  for (let round = 0; round < 60; round++) {
    let any = false;
    for (let k = 1; k < order.length; k++) {
      const [upper, lower] = [order[k - 1] ?? 0, order[k] ?? 0];
      const lacks = room - ((moved[lower] ?? 0) - (moved[upper] ?? 0));
      if (lacks <= 0.5) continue;
      moved[upper] = (moved[upper] ?? 0) - lacks / 2;
      moved[lower] = (moved[lower] ?? 0) + lacks / 2;
      any = true;
    }
    if (!any) break;
  }
  return moved.map((y, i) => y - (at[i] ?? 0));
}
