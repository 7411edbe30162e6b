// Maps: areas in the colours of their classes, or in colours of their own, with the legend below; every area is a button.
import type { ComponentChildren } from "preact";
import type { MapShape } from "../answers";
import { classOf, ramp, type Ink } from "../ink";
import { amount, fixed, known } from "../numbers";
import { drawAreas, type Areas } from "./areas";
import { drawLegend, type LegendItem } from "./legend";

export interface Painted {
  shape: MapShape;
  values: Map<string, number>;
  kind: "level" | "change" | "amount";
  edges: number[];
  name: (unit: string) => string;
  write: (value: number | undefined) => string;
  /** Areas that are not to be trusted, hatched. */
  hatched?: Set<string>;
}

/** A map grows no wider than this many pixels, as its sheet says, too. */
const WIDEST = 960;

/** What a pixel is in units of the map. */
const pixelOf = (shape: MapShape, width: number): number => shape.width / Math.min(width, WIDEST);

export function drawMap(of: Painted, ink: Ink, label: string, width: number) {
  const { shape, edges } = of;
  const colours = ramp(of.kind, edges.length + 1);
  const colour = (unit: string): string => {
    const value = of.values.get(unit);
    return known(value) ? (colours[classOf(value, edges)] ?? ink.nothing) : ink.nothing;
  };
  const legend = classes(of);
  const pixel = pixelOf(shape, width);
  const rows = width < 420 ? 2 : 1;
  const across = Math.ceil(legend.length / rows) || 1;
  const slot = shape.width / across;
  return (
    <svg class="map" viewBox={`0 0 ${shape.width} ${shape.height + (10 + 24 * rows) * pixel}`} role="group" aria-label={label}>
      {drawAreas({ shape, id: "hatch", colour, name: of.name, said: (unit) => of.write(of.values.get(unit)), hatched: of.hatched }, ink)}
      <g transform={`translate(0 ${shape.height + 8 * pixel})`} aria-hidden="true">
        {legend.map((words, i) => (
          <g transform={`translate(${(i % across) * slot} ${Math.floor(i / across) * 24 * pixel})`} key={i}>
            <rect width={slot - 2 * pixel} height={8 * pixel} fill={colours[i] ?? ink.nothing} />
            <text x="0" y={20 * pixel} font-size={11 * pixel} fill={ink.text}>{words}</text>
          </g>
        ))}
      </g>
    </svg>
  );
}

/** A map in colours of its own; `above` is drawn on its areas. */
export function drawColouredMap(of: Areas, items: LegendItem[], ink: Ink, label: string, width: number, above?: ComponentChildren) {
  const { shape } = of;
  const legend = drawLegend(items, ink, shape.width, shape.height, pixelOf(shape, width));
  return (
    <svg class="map" viewBox={`0 0 ${shape.width} ${shape.height + legend.height}`} role="group" aria-label={label}>
      {drawAreas(of, ink)}
      {above}
      {legend.node}
    </svg>
  );
}

/** What each class of a map holds: below the first edge, between two, from the last on. */
function classes({ edges, kind }: Pick<Painted, "edges" | "kind">): string[] {
  if (edges.length === 0) return [];
  const digits = edges.every((edge) => Math.abs(edge * 100 - Math.round(edge * 100)) < 1e-9) ? 2 : 3;
  const write = (edge: number | undefined): string => (kind === "amount" ? amount(edge) : fixed(edge, digits));
  return Array.from({ length: edges.length + 1 }, (_, i) => {
    const [low, high] = [edges[i - 1], edges[i]];
    if (i === 0) return `< ${write(high)}`;
    if (i === edges.length) return kind === "level" && low === 1 ? write(low) : `≥ ${write(low)}`;
    return `${write(low)}–${write(high)}`;
  });
}
