// How wide words are, and words cut to the room there is.

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

/** A word, or a Chinese letter, with what must not begin a line after it. */
const PIECE = /(?:[\u2e80-\u9fff\uf900-\uffef]|[^\s\u2e80-\u9fff\uf900-\uffef]+)[、。，；：）》”]*\s*/g;

/** A text in lines of a width, broken where words or Chinese letters end; what is too long for so many lines is cut. */
export function folded(text: string, size: number, room: number, most: number): string[] {
  const pieces = text.match(PIECE) ?? [];
  const lines = [""];
  for (const piece of pieces) {
    const last = lines.length - 1;
    if (lines[last] === "" || lines.length === most || wide(`${lines[last]}${piece}`.trimEnd(), size) <= room) lines[last] += piece;
    else lines.push(piece);
  }
  return lines.map((line) => fit(line.trimEnd(), size, room));
}
