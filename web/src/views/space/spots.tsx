// Hot and cold spots: in the period shown (Gi*), and what kind of spot each unit has been over all periods.
import { useState } from "preact/hooks";
import type { MapShape, SpaceVariable } from "../../answers";
import { Buttons } from "../../charts/choices";
import { Figure } from "../../charts/figure";
import type { LegendItem } from "../../charts/legend";
import { drawColouredMap } from "../../charts/map";
import type { Ink } from "../../ink";
import { fixed } from "../../numbers";
import { Pending } from "../../pending";
import { at, clauses, parts, pValue, stamp } from "../../spoken";
import { current, mapBase } from "../../study";
import type { Table } from "../../table";
import { listed, say } from "../../words";
import { MapNote } from "../map-note";
import { isSure } from "./quadrants";
import { captionIn, labelOf, periodIn, space, spanOf, weightsName } from "./variable";

const SIDES = ["hot", "cold"] as const;
type Side = (typeof SIDES)[number];
/** Kinds of spots from strong to light: those that last, and those that come and go. */
const PATTERNS = [
  ["intensifying", "persistent", "diminishing", "historical"],
  ["consecutive", "new", "sporadic", "oscillating"],
] as const;
const SHADES: Record<Side, string[]> = { hot: ["#7F2704", "#D94801", "#FD8D3C", "#FDBE85"], cold: ["#08306B", "#2171B5", "#6BAED6", "#BDD7E7"] };

interface Spot {
  unit: string;
  /** Key of a colour; empty where nothing can be said. */
  kind: string;
  words: string;
  more: string;
  doubtful: boolean;
}

function shade(kind: string): string | undefined {
  const [pattern, side] = kind.split(" ");
  const row = PATTERNS.flatMap((names) => names.map((name, i) => ({ name, i }))).find(({ name }) => name === pattern);
  return row && (side === "hot" || side === "cold") ? SHADES[side][row.i] : undefined;
}

function inWords(kind: string): string {
  const [pattern, side] = kind.split(" ");
  return side === "hot" || side === "cold" ? say(`report.spot-${side}`, { kind: say(`report.spot-${pattern}`) }) : say("report.spot-none");
}

function lasting(rows: Table): Spot[] {
  return rows.rows().map((row) => {
    const kind = String(row["pattern"]);
    const counts = say("page.spot-periods", { hot: Number(row["hot"]), cold: Number(row["cold"]) });
    return { unit: String(row["unit"]), kind: kind === "none" ? "" : kind, words: inWords(kind), more: counts, doubtful: false };
  });
}

function inPeriod(rows: Table): Spot[] {
  return rows.rows().map((row) => {
    const [p, corrected] = [row["p"] as number | null, row["p_fdr"] as number | null];
    const sure = isSure(p) && (row["kind"] === "hot" || row["kind"] === "cold");
    const kind = sure ? `persistent ${row["kind"]}` : "";
    const words = sure ? say(`page.spot-${row["kind"] as Side}`) : say("report.map-nothing");
    const more = parts([`z ${fixed(row["statistic"] as number | null, 2)}`, pValue(p), say("page.corrected", { p: pValue(corrected) })]);
    return { unit: String(row["unit"]), kind, words, more, doubtful: sure && !isSure(corrected) };
  });
}

export function Spots({ of, patterns, gi }: { of: SpaceVariable; patterns: Table | null; gi: Table | null }) {
  const study = current();
  const [whole, setWhole] = useState(patterns !== null);
  const isWhole = patterns !== null && (whole || gi === null);
  if (!isWhole && gi === null) return null;
  const period = gi ? periodIn(gi) : "";
  const spots = isWhole ? lasting(patterns) : inPeriod((gi as Table).where({ period }));
  const what = labelOf(of);
  const first = space().weights[0];
  const choice = patterns && gi && (
    <Buttons
      label={say("page.spots-of")}
      options={[{ value: "period", text: at(period) }, { value: "all", text: say("page.all-periods") }]}
      value={isWhole ? "all" : "period"}
      choose={(value) => setWhole(value === "all")}
    />
  );
  const said = saidOf(spots);
  if (study.meta.maps.bases.length === 0) return <p class="said">{said}</p>;
  const shape = study.map(mapBase.value);
  if (shape.state !== "ready") return <Pending of={shape} />;
  const title = isWhole ? say("page.title-spots", { what }) : say("page.title-gi", { what });
  return (
    <Figure
      name="space-spots"
      made={isWhole ? { table: "space_hot_spots", of: of.name } : { table: "space_getis_ord", of: of.name, period }}
      question={isWhole ? say("page.ask-spots") : say("page.ask-gi")}
      title={title}
      caption={captionIn(of, isWhole ? spanOf(study.periods) : stamp(period), first && weightsName(first), isWhole ? say("page.gi-by-period") : say("page.two-sided-normal"))}
      drawing={(ink, width) => draw(spots, shape.value, ink, title, width)}
      table={() => ({ columns: [say("page.unit"), say("page.kind"), say("page.detail")], rows: spots.map((spot) => [spot.unit, spot.words, spot.more]), unit: 0 })}
      note={<>{choice}<span>{said}</span><MapNote /></>}
    />
  );
}

function saidOf(spots: Spot[]): string {
  const study = current();
  const kinds = [...new Set(spots.filter((spot) => spot.kind).map((spot) => spot.words))];
  if (kinds.length === 0) return say("page.no-spots");
  return clauses(kinds.map((kind) => say("report.quad-units", { kind, units: listed(spots.filter((spot) => spot.kind && spot.words === kind).map((spot) => study.unit(spot.unit))) })));
}

function draw(spots: Spot[], shape: MapShape, ink: Ink, label: string, width: number) {
  const study = current();
  const found = new Map(spots.map((spot) => [spot.unit, spot]));
  const order = SIDES.flatMap((side) => PATTERNS.flat().map((pattern) => `${pattern} ${side}`));
  const kinds = order.filter((kind) => spots.some((spot) => spot.kind === kind));
  const doubtful = new Set(spots.filter((spot) => spot.doubtful).map((spot) => spot.unit));
  const items: LegendItem[] = kinds.map((kind) => ({ text: spots.find((spot) => spot.kind === kind)?.words ?? "", colours: [shade(kind) ?? ink.nothing] }));
  if (doubtful.size > 0) items.push({ text: say("report.map-doubtful"), colours: [ink.quiet], hatched: true });
  const none = spots.find((spot) => !spot.kind);
  if (none) items.push({ text: none.words, colours: [ink.unsaid] });
  const colour = (unit: string): string => {
    const spot = found.get(unit);
    return spot === undefined ? ink.nothing : (shade(spot.kind) ?? ink.unsaid);
  };
  const said = (unit: string): string => {
    const spot = found.get(unit);
    return spot ? parts([spot.words, spot.more]) : "–";
  };
  const mark = (unit: string): string => {
    const kind = found.get(unit)?.kind ?? "";
    return kind.endsWith("hot") ? "＋" : kind.endsWith("cold") ? "−" : "·";
  };
  return drawColouredMap({ shape, id: "hatch-spots", colour, name: (unit) => study.unit(unit), said, tile: mark, hatched: doubtful }, items, ink, label, width);
}
