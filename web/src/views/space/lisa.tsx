// Where high or low values lie together: local Moran's I on the map.
import type { MapShape, SpaceVariable } from "../../answers";
import { Figure } from "../../charts/figure";
import type { LegendItem } from "../../charts/legend";
import { drawColouredMap } from "../../charts/map";
import type { Ink } from "../../ink";
import { Pending } from "../../pending";
import { at, parts, pValue, stamp } from "../../spoken";
import { current, mapBase } from "../../study";
import type { Table } from "../../table";
import { joined, say } from "../../words";
import { MapNote } from "../map-note";
import { isSure, KINDS, quadrantColour, QUADRANTS, saidOf, type Local } from "./quadrants";
import { captionIn, labelOf, periodIn, space, weightsName, written } from "./variable";

export function Lisa({ of, rows }: { of: SpaceVariable; rows: Table }) {
  const study = current();
  const period = periodIn(rows);
  const here = rows.where({ period }).rows() as unknown as Local[];
  const what = labelOf(of);
  const said = joined(saidOf(here, at(period)));
  if (study.meta.maps.bases.length === 0) return <p class="said">{said}</p>;
  const shape = study.map(mapBase.value);
  if (shape.state !== "ready") return <Pending of={shape} />;
  const first = space().weights[0];
  return (
    <Figure
      name="space-lisa"
      made={{ table: "space_local_moran", of: of.name, period }}
      question={say("page.ask-lisa")}
      title={say("page.title-lisa", { what })}
      caption={captionIn(of, stamp(period), first && weightsName(first), say("page.two-sided", { m: space().permutations }))}
      drawing={(ink, width) => draw(here, shape.value, ink, say("page.title-lisa", { what }), of, width)}
      table={() => ({
        columns: [say("page.unit"), what, say("page.neighbours"), "I", "p", say("report.p-fdr"), say("report.quadrant")],
        rows: here.map((row) => [row.unit, row.value, row.lag, row.statistic, row.p, row.p_fdr, row.kind ? say(`report.quad-${row.kind}`) : say("report.map-alone")]),
        unit: 0,
        digits: [undefined, 3, 3, 3, 4, 4],
      })}
      note={<><span>{said}</span><MapNote /></>}
    />
  );
}

function draw(rows: Local[], shape: MapShape, ink: Ink, label: string, of: SpaceVariable, width: number) {
  const study = current();
  const found = new Map(rows.map((row) => [row.unit, row]));
  const sure = rows.filter((row) => row.kind !== "" && isSure(row.p));
  const doubtful = new Set(sure.filter((row) => !isSure(row.p_fdr)).map((row) => row.unit));
  const items: LegendItem[] = KINDS.filter((kind) => sure.some((row) => row.kind === kind)).map((kind) => ({ text: say(`report.quad-${kind}`), colours: [QUADRANTS[kind]] }));
  if (doubtful.size > 0) items.push({ text: say("report.map-doubtful"), colours: [ink.quiet], hatched: true });
  items.push({ text: say("report.map-nothing"), colours: [ink.unsaid] });
  if (rows.some((row) => row.kind === "")) items.push({ text: say("report.map-alone"), colours: [ink.alone] });
  const said = (unit: string): string => {
    const row = found.get(unit);
    if (!row) return "–";
    if (row.kind === "") return say("report.map-alone");
    return parts([written(of, row.value), say(`report.quad-${row.kind}`), pValue(row.p), say("page.corrected", { p: pValue(row.p_fdr) })]);
  };
  const colour = (unit: string): string => quadrantColour(found.get(unit), ink);
  const tile = (unit: string): string => found.get(unit)?.kind || "–";
  return drawColouredMap({ shape, id: "hatch-lisa", colour, name: (unit) => study.unit(unit), said, tile, hatched: doubtful }, items, ink, label, width);
}
