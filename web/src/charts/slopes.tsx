// Ranks on two sides, a line a unit: who climbed, who fell.
import { CHANGES, type Ink } from "../ink";
import { isPicked } from "../state";
import { current } from "../study";
import { BOLD, fitName, wide } from "./text";
import { pickable } from "./pickable";

export interface Slope {
  unit: string;
  left: number;
  right: number;
}

const MOST = 60;
const EACH = 12;
const ROW = 17;
const TOP = 24;

/** All units; of many those picked and those that moved most. */
export function slopesShown(slopes: Slope[]): Slope[] {
  if (slopes.length <= MOST) return slopes;
  const moved = [...slopes].sort((a, b) => b.left - b.right - (a.left - a.right));
  const kept = new Set([...moved.slice(0, EACH), ...moved.slice(-EACH), ...slopes.filter((s) => isPicked(s.unit))]);
  return slopes.filter((slope) => kept.has(slope));
}

export function drawSlopes(all: Slope[], heads: [string, string], ink: Ink, width: number, label: string) {
  const study = current();
  const slopes = slopesShown(all);
  const side = (on: "left" | "right", head: string) => ({ at: places(slopes, on), head: fitName(head, BOLD, width / 2 - 8) });
  const [left, right] = [side("left", heads[0]), side("right", heads[1])];
  const height = TOP + slopes.length * ROW + 6;
  const names = Math.min(Math.max(...slopes.map((s) => wide(study.unit(s.unit), 12))) + 34, width * 0.4);
  const [x0, x1] = [names, width - names];
  const clear = Math.max(3, all.length / 10);
  const any = slopes.some((slope) => isPicked(slope.unit));
  return (
    <svg viewBox={`0 0 ${width} ${height}`} role="group" aria-label={label}>
      <text x={Math.max(x0, wide(left.head, BOLD))} y="14" font-size="12" font-weight="700" text-anchor="end" fill={ink.text}>{left.head}</text>
      <text x={Math.min(x1, width - wide(right.head, BOLD))} y="14" font-size="12" font-weight="700" fill={ink.text}>{right.head}</text>
      {slopes.map((slope) => {
        const on = isPicked(slope.unit);
        const [a, b] = [TOP + ((left.at.get(slope.unit) ?? 0) + 0.5) * ROW, TOP + ((right.at.get(slope.unit) ?? 0) + 0.5) * ROW];
        const moved = slope.left - slope.right;
        const colour = on ? ink.picked : moved >= clear ? CHANGES[4] : moved <= -clear ? CHANGES[1] : ink.quiet;
        const said = `${study.unit(slope.unit)}: ${slope.left} → ${slope.right}`;
        return (
          <g key={slope.unit} class="bar" {...pickable(slope.unit, said)}>
            <title>{said}</title>
            <line x1={x0 + 4} x2={x1 - 4} y1={a} y2={b} stroke={colour} stroke-width={on ? 3 : 1.6} stroke-opacity={any && !on ? 0.35 : 0.9} />
            <circle cx={x0 + 4} cy={a} r="2.5" fill={colour} />
            <circle cx={x1 - 4} cy={b} r="2.5" fill={colour} />
            <text x={x0 - 3} y={a + 4} font-size="12" text-anchor="end" fill={ink.text} font-weight={on ? 700 : 400}>{`${fitName(study.unit(slope.unit), on ? BOLD : 12, names - 32)} ${slope.left}`}</text>
            <text x={x1 + 3} y={b + 4} font-size="12" fill={ink.text} font-weight={on ? 700 : 400}>{`${slope.right} ${fitName(study.unit(slope.unit), on ? BOLD : 12, names - 32)}`}</text>
          </g>
        );
      })}
    </svg>
  );
}

/** Where each unit stands on a side; equal ranks keep the order of the other side. */
function places(slopes: Slope[], on: "left" | "right"): Map<string, number> {
  const other = on === "left" ? "right" : "left";
  return new Map([...slopes].sort((a, b) => a[on] - b[on] || a[other] - b[other]).map((slope, i) => [slope.unit, i]));
}

