// The four kinds of place beside neighbours: among their like in strong colours, among their unlike in light ones.
import type { Ink } from "../../ink";
import { clauses, LEVEL } from "../../spoken";
import { current } from "../../study";
import { listed, say } from "../../words";

export const QUADRANTS = { HH: "#D55E00", LL: "#0072B2", HL: "#E69F00", LH: "#56B4E9" } as const;
export type Quadrant = keyof typeof QUADRANTS;
export const KINDS = ["HH", "LL", "HL", "LH"] as const satisfies Quadrant[];
const NAMED = 12;

export interface Local {
  unit: string;
  value: number;
  lag: number | null;
  statistic: number | null;
  kind: Quadrant | "";
  p: number | null;
  p_fdr: number | null;
}

export const isSure = (p: number | null): boolean => p !== null && p <= LEVEL;

export function quadrantColour(row: Local | undefined, ink: Ink): string {
  if (row === undefined) return ink.nothing;
  if (row.kind === "") return ink.alone;
  return isSure(row.p) ? QUADRANTS[row.kind] : ink.unsaid;
}

function byKind(rows: Local[]): string {
  const study = current();
  return clauses(
    KINDS.flatMap((kind) => {
      const units = rows.filter((row) => row.kind === kind).map((row) => study.unit(row.unit));
      if (units.length === 0) return [];
      const more = units.length > NAMED ? say("report.and-more", { n: units.length - NAMED }) : "";
      return [say("report.quad-units", { kind: say(`report.quad-${kind}`), units: listed(units.slice(0, NAMED)) + more })];
    }),
  );
}

/** Which units stand out, and which of them after the correction for many tests. */
export function saidOf(rows: Local[], at: string): string[] {
  const placed = rows.filter((row) => row.kind !== "");
  const sure = placed.filter((row) => isSure(row.p));
  const n = placed.length;
  if (sure.length === 0) return [say("report.say-local-none", { at, n })];
  const kept = sure.filter((row) => isSure(row.p_fdr));
  const chance = (n * LEVEL).toFixed(1);
  const first = say("report.say-local", { at, k: sure.length, n, chance, units: byKind(sure) });
  return [first, kept.length > 0 ? say("report.say-local-kept", { units: byKind(kept) }) : say("report.say-local-lost")];
}
