// How alike every two of several are: each pair once, a cell that chooses the pair.
import { LEVELS, over, type Ink } from "../ink";
import { fixed } from "../numbers";
import { pressable } from "./pickable";
import { fitName, wide } from "./text";

export interface Triangle {
  names: string[];
  value: (row: number, column: number) => number;
  chosen: [number, number];
  choose: (row: number, column: number) => void;
}

const HEIGHT = 30;
/** Where the colours begin, unless some correlation is lower. */
const LEAST = 0.5;

export function drawTriangle(of: Triangle, ink: Ink, width: number, label: string) {
  const n = of.names.length;
  const longest = Math.max(...of.names.map((name) => wide(name, 11)));
  const left = Math.min(longest + 10, width * 0.32);
  const cell = Math.min((width - left) / (n - 1), 84);
  const values = of.names.flatMap((_, i) => of.names.slice(0, i).map((__, j) => of.value(i, j))).filter(Number.isFinite);
  const low = Math.min(LEAST, Math.floor(Math.min(...values, 1) * 10) / 10);
  const shade = (value: number): string => LEVELS[Math.max(0, Math.min(5, Math.round(((value - low) / (1 - low)) * 5)))] ?? "";
  const numbers = cell >= 26;
  return (
    <svg viewBox={`0 0 ${width} ${(n - 1) * HEIGHT + 24}`} role="group" aria-label={label}>
      {of.names.map((name, row) => row > 0 && (
        <g key={name} transform={`translate(0 ${(row - 1) * HEIGHT})`}>
          <text x={left - 6} y={HEIGHT / 2 + 4} font-size="11" text-anchor="end" fill={ink.text}>{fitName(name, 11, left - 6)}</text>
          {of.names.slice(0, row).map((other, column) => {
            const value = of.value(row, column);
            const on = of.chosen.includes(row) && of.chosen.includes(column);
            const said = `${other}, ${name}: ${fixed(value, 2)}`;
            const choose = (): void => of.choose(row, column);
            return (
              <g key={other} class="bar" {...pressable(choose, on, said)}>
                <title>{said}</title>
                <rect x={left + column * cell + 1} y="1" width={cell - 2} height={HEIGHT - 2} fill={Number.isFinite(value) ? shade(value) : ink.nothing} stroke={on ? ink.picked : "none"} stroke-width="3" />
                {numbers && <text x={left + (column + 0.5) * cell} y={HEIGHT / 2 + 4} font-size="11" text-anchor="middle" fill={Number.isFinite(value) ? over(shade(value)) : ink.text}>{fixed(value, 2)}</text>}
              </g>
            );
          })}
        </g>
      ))}
      {of.names.slice(0, -1).map((name, column) => (
        <text key={name} x={left + (column + 0.5) * cell} y={(n - 1) * HEIGHT + 14} font-size="10" text-anchor="middle" fill={ink.text}>{fitName(name, 10, cell - 3)}</text>
      ))}
    </svg>
  );
}
