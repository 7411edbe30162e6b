// Counts of kinds, a row a group: a bar of numbered segments.
import { over, type Ink } from "../ink";
import { drawLegend } from "./legend";
import { fitName, wide } from "./text";

export interface Kind {
  text: string;
  colour: string;
}

export interface Stack {
  key: string;
  name: string;
  counts: number[];
}

const ROW = 26;

export function drawStacks(rows: Stack[], kinds: Kind[], ink: Ink, width: number, label: string) {
  const names = Math.min(Math.max(...rows.map((row) => wide(row.name, 12))) + 10, width * 0.36);
  const room = width - names - 2;
  const used = kinds.filter((_, i) => rows.some((row) => row.counts[i]));
  const key = drawLegend(used.map((kind) => ({ text: kind.text, colours: [kind.colour] })), ink, width, rows.length * ROW);
  return (
    <svg viewBox={`0 0 ${width} ${rows.length * ROW + key.height}`} role="img" aria-label={label}>
      {rows.map((row, r) => {
        const all = row.counts.reduce((a, b) => a + b, 0);
        let x = names;
        return (
          <g transform={`translate(0 ${r * ROW})`} key={row.key}>
            <text x="2" y="17" font-size="12" fill={ink.text}>{fitName(row.name, 12, names - 8)}</text>
            {row.counts.map((count, i) => {
              if (count === 0) return null;
              const [from, size] = [x, (count / all) * room];
              x += size;
              const colour = kinds[i]?.colour ?? ink.nothing;
              return (
                <g key={i}>
                  <rect x={from} y="3" width={size} height={ROW - 6} fill={colour} stroke={ink.paper} />
                  {size > 12 && <text x={from + size / 2} y="17" font-size="12" text-anchor="middle" fill={over(colour)}>{count}</text>}
                  <title>{`${row.name}: ${kinds[i]?.text ?? ""} ${count}`}</title>
                </g>
              );
            })}
          </g>
        );
      })}
      {key.node}
    </svg>
  );
}
