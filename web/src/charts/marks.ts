// What drawings share: ticks, marks of regions, how wide words are.

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

/** What a name of 12 pixels takes as if it were thin, where it is bold. */
export const BOLD = 13.4;

const NARROW = /[ .,:;'!|ijltfrI()[\]-]/;
const WIDE = /[A-HK-Z%mw→]/;
const CHINESE = /[\u2e80-\u9fff\uf900-\uffef]/;

/** Pixels a text takes, roughly. */
export function wide(text: string, size: number): number {
  let width = 0;
  for (const letter of text) width += size * (CHINESE.test(letter) ? 1 : NARROW.test(letter) ? 0.36 : WIDE.test(letter) ? 0.82 : 0.6);
  return width;
}

/** Pixels that a legend of names takes above a chart, with some air below it. */
export function legendHeight(names: string[], width: number): number {
  let [rows, used] = [1, 0];
  for (const name of names) {
    const takes = wide(name, 12) + 46;
    if (used > 0 && used + takes > width) [rows, used] = [rows + 1, 0];
    used += takes;
  }
  return 22 * rows + 12;
}

/** A text cut to a width. */
export function fit(text: string, size: number, room: number): string {
  if (wide(text, size) <= room) return text;
  let kept = "";
  for (const letter of text) {
    if (wide(`${kept}${letter}…`, size) > room) break;
    kept += letter;
  }
  return `${kept.trimEnd()}…`;
}

/** A name cut to a width in its middle: what tells names apart often stands at the end. */
export function fitName(text: string, size: number, room: number): string {
  if (wide(text, size) <= room) return text;
  for (let kept = text.length - 2; kept > 1; kept--) {
    const tail = Math.min(Math.ceil(kept / 2), 5);
    const cut = `${text.slice(0, kept - tail).trimEnd()}…${text.slice(-tail).trimStart()}`;
    if (wide(cut, size) <= room) return cut;
  }
  return "…";
}

/** The mark of the n-th region: a circle, a square, a triangle and so on, as a path. */
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
