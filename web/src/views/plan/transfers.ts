// The transfers of one resource in a plan: who gives, who gets, how sure that is, and how it is coloured.
import type { LegendItem } from "../../charts/legend";
import type { Ink } from "../../ink";
import { fixed } from "../../numbers";
import { picked } from "../../state";
import { current } from "../../study";
import { say } from "../../words";
import { digitsOf } from "./amounts";
import { rowsOf } from "./brief";
import type { PlanInput, PlanRecord } from "./messages";

export interface Flow {
  donor: string;
  receiver: string;
  amount: number;
  isSure: boolean;
}

/** What each unit gets, and whether that is known to be its direction in every plan as good. */
export interface Transfers {
  column: string;
  net: Map<string, PlanInput>;
  flows: Flow[];
  /** Whether the directions that are sure have been looked for. */
  isKnown: boolean;
}

export const netOf = (row: PlanInput | undefined): number => (row ? row.in - row.out : 0);

export function transfersOf(record: PlanRecord, column: string): Transfers {
  const rows = rowsOf(record, column);
  const net = new Map(rows.map((row) => [row.unit, row]));
  const isKnown = rows.some((row) => row.least_move !== null);
  const isSure = (unit: string): boolean => !isKnown || net.get(unit)?.sure === true;
  const flows = record.flows.filter((flow) => flow.column === column).map(({ donor, receiver, amount }) => ({ donor, receiver, amount, isSure: isSure(donor) && isSure(receiver) }));
  return { column, net, flows, isKnown };
}

/** The colour of a unit that gives, gets, or keeps what it has; light where the direction is not sure. */
export function sideColour(of: Transfers, unit: string, ink: Ink): string {
  const row = of.net.get(unit);
  const net = netOf(row);
  if (!row) return ink.nothing;
  if (net === 0) return ink.unsaid;
  const isSure = !of.isKnown || row.sure;
  return net > 0 ? (isSure ? ink.shortfall : ink.shortfallSlack) : isSure ? ink.redundancy : ink.redundancySlack;
}

export function sideItems(of: Transfers, ink: Ink): LegendItem[] {
  const rows = [...of.net.values()];
  const open = of.isKnown && rows.some((row) => netOf(row) !== 0 && !row.sure);
  return [
    { text: say("report.plan-gives"), colours: [ink.redundancy] },
    { text: say("report.plan-receives"), colours: [ink.shortfall] },
    ...(open ? [{ text: say("page.gives-open"), colours: [ink.redundancySlack] }, { text: say("page.receives-open"), colours: [ink.shortfallSlack] }] : []),
    { text: say("page.keeps"), colours: [ink.unsaid] },
  ];
}

export function flowWords(of: Transfers, flow: Flow): string {
  const study = current();
  const amount = fixed(flow.amount, digitsOf(of.flows.map((one) => one.amount)));
  return say("page.flow", { donor: study.unit(flow.donor), receiver: study.unit(flow.receiver), amount, unit: study.unitOf(of.column) });
}

/** How strongly a flow is drawn: those of units that are picked stand out. */
export function strength(of: Transfers): (flow: Flow) => number {
  const shown = new Set(picked.value.filter((unit) => of.net.has(unit)));
  return (flow) => (shown.size === 0 ? 0.75 : shown.has(flow.donor) || shown.has(flow.receiver) ? 0.95 : 0.18);
}
