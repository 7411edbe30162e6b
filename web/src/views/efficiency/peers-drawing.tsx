// The network of peers in two columns, a line as wide as the share of a peer in what a unit is mixed of.
import { drawLegend, regionItems } from "../../charts/legend";
import { BOLD, fitName, wide } from "../../charts/text";
import { pickable } from "../../charts/pickable";
import { regionColour, type Ink } from "../../ink";
import { fixed, percent } from "../../numbers";
import { isPicked, picked } from "../../state";
import { current } from "../../study";
import { say } from "../../words";
import { peerName } from "./peers";

export interface Edge {
  unit: string;
  /** The unit that is the peer, and its period where that is another. */
  of: string;
  when: string;
  /** Both as one key. */
  peer: string;
  lambda: number;
  share: number;
}

/** Learners drawn at most. */
export const MOST = 48;
const ROW = 17;
const LEAST = 0.005;

export function drawNetwork(all: Edge[], counts: Map<string, number>, away: Map<string, number>, ink: Ink, width: number, label: string) {
  const study = current();
  const edges = chosenEdges(all, away);
  const peers = [...new Set(edges.map((edge) => edge.peer))].sort((a, b) => (counts.get(b) ?? 0) - (counts.get(a) ?? 0));
  const learners = ordered(edges, peers);
  const height = Math.max(learners.length * ROW, peers.length * 22) + 8;
  const left = new Map(learners.map((unit, i) => [unit, ((i + 0.5) / learners.length) * (height - 8) + 4]));
  const right = spread(edges, peers, left, height);
  const named = new Map(edges.map((edge) => [edge.peer, edge]));
  const nameRoom = Math.min(Math.max(...learners.map((unit) => wide(study.unit(unit), 12))) + 8, width * 0.3);
  const peerRoom = Math.min(Math.max(...edges.map((edge) => wide(peerName(edge), 12))) + 56, width * 0.38);
  const [x0, x1] = [nameRoom + 8, width - peerRoom];
  const radius = (peer: string): number => Math.min(3 + 1.7 * Math.sqrt(counts.get(peer) ?? 0), 13);
  const lit = (edge: Edge): boolean => isPicked(edge.unit) || isPicked(edge.of);
  const any = picked.value.length > 0 && edges.some(lit);
  const colour = (unit: string): string => (study.grouping ? regionColour(study.regionOf(unit), study.regions) : ink.accent);
  const key = drawLegend(regionItems(false), ink, width, height);
  return (
    <svg viewBox={`0 0 ${width} ${height + key.height}`} role="group" aria-label={label}>
      {edges.filter((edge) => edge.share >= LEAST).sort((a, b) => Number(lit(a)) - Number(lit(b))).map((edge) => {
        const [y0, y1] = [left.get(edge.unit) ?? 0, right.get(edge.peer) ?? 0];
        const bend = (x1 - x0) * 0.45;
        return (
          <path
            key={`${edge.unit}|${edge.peer}`}
            d={`M${x0} ${y0.toFixed(1)}C${x0 + bend} ${y0.toFixed(1)} ${x1 - bend} ${y1.toFixed(1)} ${x1 - radius(edge.peer)} ${y1.toFixed(1)}`}
            fill="none"
            stroke={lit(edge) ? ink.picked : colour(edge.unit)}
            stroke-width={0.6 + 5 * edge.share}
            stroke-opacity={lit(edge) ? 0.9 : any ? 0.2 : 0.5}
          >
            <title>{say("page.peer-edge", { unit: study.unit(edge.unit), peer: peerName(edge), share: percent(edge.share, 0), lambda: fixed(edge.lambda) })}</title>
          </path>
        );
      })}
      {learners.map((unit) => {
        const [y, on] = [left.get(unit) ?? 0, isPicked(unit)];
        const said = say("page.peer-learner", { unit: study.unit(unit), n: all.filter((edge) => edge.unit === unit).length });
        return (
          <g key={unit} class="bar" {...pickable(unit, said)}>
            <rect x="0" y={y - ROW / 2} width={x0 + 4} height={ROW} fill={on ? ink.grid : ink.paper} fill-opacity={on ? 1 : 0} />
            <text x={nameRoom} y={y + 4} font-size="12" text-anchor="end" fill={ink.text} font-weight={on ? 700 : 400}>{fitName(study.unit(unit), on ? BOLD : 12, nameRoom)}</text>
            <circle cx={x0} cy={y} r="3" fill={on ? ink.picked : colour(unit)} />
          </g>
        );
      })}
      {peers.map((peer) => {
        const edge = named.get(peer) as Edge;
        const [y, on, count] = [right.get(peer) ?? 0, isPicked(edge.of), counts.get(peer) ?? 0];
        return (
          <g key={peer} class="bar" {...pickable(edge.of, say("page.peer-of", { unit: peerName(edge), n: count }))}>
            <rect x={x1 - 14} y={y - 10} width={width - x1 + 14} height="20" fill={on ? ink.grid : ink.paper} fill-opacity={on ? 1 : 0} />
            <circle cx={x1} cy={y} r={radius(peer)} fill={colour(edge.of)} stroke={on ? ink.picked : ink.paper} stroke-width={on ? 3 : 1} />
            <text x={x1 + 17} y={y + 4} font-size="12" fill={ink.text} font-weight={on ? 700 : 400}>{fitName(peerName(edge), on ? BOLD : 12, peerRoom - 48)}</text>
            <text x={width - 2} y={y + 4} font-size="12" text-anchor="end" fill={ink.quiet}>{count}</text>
          </g>
        );
      })}
      {key.node}
    </svg>
  );
}

/** All edges; of many learners those picked, those of a picked peer, then the furthest from the best. */
function chosenEdges(all: Edge[], away: Map<string, number>): Edge[] {
  const learners = [...new Set(all.map((edge) => edge.unit))];
  if (learners.length <= MOST) return all;
  const near = new Set(all.filter((edge) => isPicked(edge.unit) || isPicked(edge.of)).map((edge) => edge.unit));
  const place = (unit: string): number => (isPicked(unit) ? 2e9 : near.has(unit) ? 1e9 : 0) + (away.get(unit) ?? 0);
  const kept = new Set(learners.sort((a, b) => place(b) - place(a)).slice(0, MOST));
  return all.filter((edge) => kept.has(edge.unit));
}

/** Learners beside those they learn most from. */
function ordered(edges: Edge[], peers: string[]): string[] {
  const main = new Map<string, Edge>();
  for (const edge of edges) if (edge.share > (main.get(edge.unit)?.share ?? -1)) main.set(edge.unit, edge);
  const rank = new Map(peers.map((peer, i) => [peer, i]));
  return [...main.values()].sort((a, b) => (rank.get(a.peer) ?? 0) - (rank.get(b.peer) ?? 0) || b.share - a.share).map((edge) => edge.unit);
}

/** Peers at the middle of those that learn from them, kept apart. */
function spread(edges: Edge[], peers: string[], left: Map<string, number>, height: number): Map<string, number> {
  const middle = new Map(peers.map((peer) => {
    const own = edges.filter((edge) => edge.peer === peer);
    const weight = own.reduce((sum, edge) => sum + edge.share, 0) || 1;
    return [peer, own.reduce((sum, edge) => sum + edge.share * (left.get(edge.unit) ?? 0), 0) / weight];
  }));
  const order = [...peers].sort((a, b) => (middle.get(a) ?? 0) - (middle.get(b) ?? 0));
  const least = Math.min(22, (height - 24) / Math.max(order.length - 1, 1));
  const at = order.map((peer) => middle.get(peer) ?? 0);
  for (let i = 0; i < at.length; i++) at[i] = Math.max(at[i] ?? 0, i === 0 ? 12 : (at[i - 1] ?? 0) + least);
  for (let i = at.length - 1; i >= 0; i--) at[i] = Math.min(at[i] ?? 0, i === at.length - 1 ? height - 12 : (at[i + 1] ?? 0) - least);
  return new Map(order.map((peer, i) => [peer, at[i] ?? 0]));
}
