// The key of a drawing: a swatch and words for each colour, in as many rows as they take.
import type { Ink } from "../ink";

export interface Key {
  words: string;
  colour: string;
  hatched?: boolean;
}

/** How wide words are: letters are about half as wide as Chinese characters. */
export function breadth(words: string, size: number): number {
  return [...words].reduce((sum, letter) => sum + (/[\u2e80-\uffef]/.test(letter) ? 1 : 0.54), 0) * size;
}

interface Placed extends Key {
  x: number;
  row: number;
}

function placed(keys: Key[], width: number, size: number): Placed[] {
  let [x, row] = [0, 0];
  return keys.map((key) => {
    const takes = breadth(key.words, size) + 2.6 * size;
    if (x > 0 && x + takes > width) [x, row] = [0, row + 1];
    const place = { ...key, x, row };
    x += takes;
    return place;
  });
}

export function keysHeight(keys: Key[], width: number, size: number): number {
  return keys.length === 0 ? 0 : ((placed(keys, width, size).at(-1)?.row ?? 0) + 1) * size * 1.5;
}

export function drawKeys(keys: Key[], width: number, top: number, size: number, ink: Ink) {
  return (
    <g transform={`translate(0 ${top})`} aria-hidden="true">
      {placed(keys, width, size).map(({ words, colour, hatched, x, row }) => (
        <g transform={`translate(${x} ${row * size * 1.5})`} key={words}>
          <rect y="2" width={size * 1.2} height={size} fill={colour} stroke={ink.quiet} stroke-width="0.5" />
          {hatched && [0.3, 0.6, 0.9].map((at) => <line key={at} x1={size * (at - 0.3)} y1={2 + size} x2={size * (at + 0.3)} y2="2" stroke={ink.paper} stroke-width={size / 7} />)}
          <text x={size * 1.6} y={size} font-size={size} fill={ink.text}>{words}</text>
        </g>
      ))}
    </g>
  );
}
