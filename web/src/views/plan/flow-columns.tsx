// Who gives to whom without a map: givers on the left, receivers on the right, bands as broad as the amount.
import { pickable } from "../../charts/pickable";
import { drawLegend } from "../../charts/legend";
import { BOLD, fitName, wide } from "../../charts/text";
import type { Ink } from "../../ink";
import { fixed } from "../../numbers";
import { isPicked } from "../../state";
import { current } from "../../study";
import { say } from "../../words";
import { digitsOf } from "./amounts";
import { flowWords, netOf, sideColour, sideItems, strength, type Flow, type Transfers } from "./transfers";

const [BAR, GAP, TOP, SIZE] = [14, 4, 26, 12];
/** Units drawn on each side; the largest. */
const MOST = 25;
const HEIGHT = 420;

/** For a name and its amount on each side. */
const namesRoom = (width: number): number => Math.min(190, width * 0.36);

interface Place {
  unit: string;
  amount: number;
  top: number;
  height: number;
  /** Where the next band begins. */
  next: number;
}

function column(flows: Flow[], side: "donor" | "receiver", scale: number, order?: Map<string, number>): Map<string, Place> {
  const sums = new Map<string, number>();
  for (const flow of flows) sums.set(flow[side], (sums.get(flow[side]) ?? 0) + flow.amount);
  const sorted = [...sums].sort((a, b) => (order ? (order.get(a[0]) ?? 0) - (order.get(b[0]) ?? 0) : b[1] - a[1]));
  const places = new Map<string, Place>();
  let top = TOP;
  for (const [unit, amount] of sorted) {
    const height = Math.max(amount * scale, 2);
    places.set(unit, { unit, amount, top, height, next: top });
    top += Math.max(height, SIZE + 1) + GAP;
  }
  return places;
}

/** The flows between the units that move most. */
function largest(flows: Flow[]): Flow[] {
  const keep = (side: "donor" | "receiver"): Set<string> => {
    const sums = new Map<string, number>();
    for (const flow of flows) sums.set(flow[side], (sums.get(flow[side]) ?? 0) + flow.amount);
    return new Set([...sums].sort((a, b) => b[1] - a[1]).slice(0, MOST).map(([unit]) => unit));
  };
  const [donors, receivers] = [keep("donor"), keep("receiver")];
  return flows.filter((flow) => donors.has(flow.donor) && receivers.has(flow.receiver));
}

export function drawColumns(of: Transfers, ink: Ink, label: string, width: number) {
  const flows = largest(of.flows);
  const total = flows.reduce((sum, flow) => sum + flow.amount, 0);
  const scale = HEIGHT / Math.max(total, 1e-9);
  const left = column(flows, "donor", scale);
  // receivers stand beside those who give to them
  const centre = new Map<string, number>();
  for (const unit of new Set(flows.map((flow) => flow.receiver))) {
    const own = flows.filter((flow) => flow.receiver === unit);
    const weight = own.reduce((sum, flow) => sum + flow.amount, 0);
    centre.set(unit, own.reduce((sum, flow) => sum + flow.amount * (left.get(flow.donor)?.top ?? 0), 0) / weight);
  }
  const right = column(flows, "receiver", scale, centre);
  const bottom = Math.max(...[...left.values(), ...right.values()].map((place) => place.top + Math.max(place.height, SIZE)), TOP);
  const key = drawLegend(sideItems(of, ink).slice(0, -1), ink, width, bottom + 8);
  const names = namesRoom(width);
  const [x1, x2] = [names + BAR, width - names - BAR];
  const more = of.flows.length - flows.length;
  const strong = strength(of);
  const ordered = [...flows].sort((a, b) => (left.get(a.donor)?.top ?? 0) - (left.get(b.donor)?.top ?? 0) || (right.get(a.receiver)?.top ?? 0) - (right.get(b.receiver)?.top ?? 0));
  return (
    <svg viewBox={`0 0 ${width} ${bottom + 8 + key.height}`} role="group" aria-label={label}>
      <text x={names} y="16" font-size={SIZE} font-weight="700" text-anchor="end" fill={ink.text}>{say("report.plan-donor")}</text>
      <text x={width - names} y="16" font-size={SIZE} font-weight="700" fill={ink.text}>{say("report.plan-receiver")}</text>
      {ordered.map((flow) => {
        const [from, to] = [left.get(flow.donor), right.get(flow.receiver)];
        if (!from || !to) return null;
        const height = flow.amount * scale;
        const [y1, y2] = [from.next, to.next];
        from.next += height;
        to.next += height;
        return band(x1, y1, x2, y2, height, flow, strong(flow), ink, flowWords(of, flow));
      })}
      {[...left.values()].map((place) => unitBar(of, place, names, "end", names, ink))}
      {[...right.values()].map((place) => unitBar(of, place, width - names - BAR, "start", names, ink))}
      {more > 0 && <text x={width / 2} y="16" font-size="11" text-anchor="middle" fill={ink.quiet}>{say("page.flows-more", { n: more })}</text>}
      {key.node}
    </svg>
  );
}

/** Givers, all that moves, receivers: where nothing says who is near whom. */
export function drawPool(of: Transfers, ink: Ink, label: string, width: number) {
  const rows = [...of.net.values()].filter((row) => netOf(row) !== 0);
  const side = (sign: number): Flow[] =>
    rows.filter((row) => Math.sign(netOf(row)) === sign).map((row) => ({ donor: row.unit, receiver: row.unit, amount: Math.abs(netOf(row)), isSure: !of.isKnown || row.sure }))
      .sort((a, b) => b.amount - a.amount).slice(0, MOST);
  const [gives, gets] = [side(-1), side(1)];
  const total = (flows: Flow[]): number => flows.reduce((sum, flow) => sum + flow.amount, 0);
  const scale = HEIGHT / Math.max(total(gives), total(gets), 1e-9);
  const [left, right] = [column(gives, "donor", scale), column(gets, "receiver", scale)];
  const bottom = Math.max(...[...left.values(), ...right.values()].map((place) => place.top + Math.max(place.height, SIZE)), TOP);
  const key = drawLegend(sideItems(of, ink).slice(0, -1), ink, width, bottom + 8);
  const names = namesRoom(width);
  const strong = strength(of);
  const middle = width / 2;
  const height = Math.max(total(gives), total(gets)) * scale;
  const top = (TOP + bottom - height) / 2;
  const bands = (flows: Flow[], places: Map<string, Place>, x: number): ReturnType<typeof band>[] => {
    let next = top;
    return flows.map((flow) => {
      const place = places.get(flow.donor);
      const y = next;
      next += flow.amount * scale;
      return band(x, place?.top ?? 0, middle, y, flow.amount * scale, flow, strong(flow), ink);
    });
  };
  const more = rows.length - gives.length - gets.length;
  return (
    <svg viewBox={`0 0 ${width} ${bottom + 8 + key.height}`} role="group" aria-label={label}>
      <text x={names} y="16" font-size={SIZE} font-weight="700" text-anchor="end" fill={ink.text}>{say("report.plan-gives")}</text>
      <text x={width - names} y="16" font-size={SIZE} font-weight="700" fill={ink.text}>{say("report.plan-receives")}</text>
      {bands(gives, left, names + BAR)}
      {bands(gets, right, width - names - BAR)}
      <rect x={middle - 3} y={top} width="6" height={height} fill={ink.text} />
      {[...left.values()].map((place) => unitBar(of, place, names, "end", names, ink))}
      {[...right.values()].map((place) => unitBar(of, place, width - names - BAR, "start", names, ink))}
      {more > 0 && <text x={middle} y="16" font-size="11" text-anchor="middle" fill={ink.quiet}>{say("page.units-more", { n: more })}</text>}
      {key.node}
    </svg>
  );
}

/** A band from one place to another. */
function band(x1: number, y1: number, x2: number, y2: number, height: number, flow: Flow, strong: number, ink: Ink, title?: string) {
  const bend = (x1 + x2) / 2;
  const d = `M${x1} ${y1}C${bend} ${y1} ${bend} ${y2} ${x2} ${y2}L${x2} ${y2 + height}C${bend} ${y2 + height} ${bend} ${y1 + height} ${x1} ${y1 + height}Z`;
  return (
    <path key={`${flow.donor}>${flow.receiver}`} d={d} fill={flow.isSure ? ink.quiet : ink.grid} stroke={ink.quiet} stroke-width="0.8" stroke-dasharray={flow.isSure ? "none" : "4 3"} opacity={0.35 + 0.5 * strong}>
      {title && <title>{title}</title>}
    </path>
  );
}

function unitBar(of: Transfers, place: Place, x: number, anchor: "start" | "end", room: number, ink: Ink) {
  const study = current();
  const name = study.unit(place.unit);
  const on = isPicked(place.unit);
  const digits = digitsOf([...of.net.values()].map((row) => row.before));
  const amount = fixed(place.amount, digits);
  const said = `${name} ${amount}`;
  return (
    <g key={place.unit} class="bar" {...pickable(place.unit, said)}>
      <title>{said}</title>
      <rect x={x} y={place.top} width={BAR} height={place.height} fill={sideColour(of, place.unit, ink)} stroke={on ? ink.picked : ink.quiet} stroke-width={on ? 2.5 : 0.5} />
      <text x={anchor === "end" ? x - 6 : x + BAR + 6} y={place.top + Math.max(place.height / 2, 6) + 4} font-size={SIZE} text-anchor={anchor} fill={ink.text} font-weight={on ? 700 : 400}>{`${fitName(name, on ? BOLD : SIZE, room - 10 - wide(amount, SIZE))} ${amount}`}</text>
    </g>
  );
}
