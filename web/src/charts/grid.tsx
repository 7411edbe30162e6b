// Numbers of a horizontal axis: a line upwards at each, and the number below it.
import type { Ink } from "../ink";

interface Uprights {
  marks: { x: number; text: string }[];
  top: number;
  bottom: number;
  ink: Ink;
}

export function Uprights({ marks, top, bottom, ink }: Uprights) {
  return (
    <>
      {marks.map(({ x, text }) => (
        <g key={text}>
          <line x1={x} x2={x} y1={top} y2={bottom} stroke={ink.grid} />
          <text x={x} y={bottom + 16} font-size="11" text-anchor="middle" fill={ink.quiet}>{text}</text>
        </g>
      ))}
    </>
  );
}
