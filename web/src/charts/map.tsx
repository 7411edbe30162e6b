// The map: areas in the colours of their classes, one legend for all periods, every area a button.
import { classOf, over, ramp, type Ink } from "../ink";
import { amount, fixed, known } from "../numbers";
import { isPicked, pick } from "../state";
import type { MapShape } from "../study";

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

export function drawMap(of: Painted, ink: Ink, label: string, width: number) {
  const { shape, edges } = of;
  const colours = ramp(of.kind, edges.length + 1);
  const colour = (unit: string | null): string => {
    const value = unit === null ? undefined : of.values.get(unit);
    return known(value) ? (colours[classOf(value, edges)] ?? ink.nothing) : ink.nothing;
  };
  const legend = classes(of);
  const pixel = shape.width / width;
  const rows = width < 420 ? 2 : 1;
  const across = Math.ceil(legend.length / rows) || 1;
  const slot = shape.width / across;
  return (
    <svg class="map" viewBox={`0 0 ${shape.width} ${shape.height + (10 + 24 * rows) * pixel}`} role="group" aria-label={label}>
      <defs>
        <pattern id="hatch" width="8" height="8" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
          <line x1="0" y1="0" x2="0" y2="8" stroke={ink.paper} stroke-width="3" />
        </pattern>
      </defs>
      {shape.inset && <path d={shape.inset} fill="none" stroke={ink.quiet} stroke-width="1" />}
      {shape.areas.map((area) => {
        const { unit } = area;
        if (unit === null) return <path d={area.path} fill={ink.grid} stroke={ink.paper} stroke-width="1" key={area.path} />;
        const on = isPicked(unit);
        const said = `${of.name(unit)} ${of.write(of.values.get(unit))}`;
        return (
          <g key={unit + area.x}>
            <path
              d={area.path}
              class="area"
              fill={colour(unit)}
              fill-rule="evenodd"
              stroke={ink.paper}
              stroke-width="1.2"
              tabindex={0}
              role="button"
              aria-pressed={on}
              aria-label={said}
              data-unit={unit}
              onClick={(event) => pick(unit, event.shiftKey)}
              onKeyDown={(event) => {
                if (event.key !== "Enter" && event.key !== " ") return;
                event.preventDefault();
                pick(unit, event.shiftKey);
              }}
            >
              <title>{said}</title>
            </path>
            {of.hatched?.has(unit) && <path d={area.path} fill="url(#hatch)" pointer-events="none" />}
            {shape.tiles && (
              <text x={area.x} y={area.y + 2} text-anchor="middle" font-size="19" fill={over(colour(unit))} pointer-events="none">
                {short(of.name(unit))}
                <tspan x={area.x} dy="20" font-size="16">{of.write(of.values.get(unit))}</tspan>
              </text>
            )}
          </g>
        );
      })}
      {shape.areas.filter((area) => area.unit !== null && isPicked(area.unit)).map((area) => (
        <path key={`on ${area.path}`} d={area.path} fill="none" stroke={ink.picked} stroke-width="5" pointer-events="none" />
      ))}
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

/** What each class of a map holds: below the first edge, between two, from the last on. */
export function classes({ edges, kind }: Pick<Painted, "edges" | "kind">): string[] {
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

function short(name: string): string {
  return /^[\u4e00-\u9fff]/.test(name) ? name.slice(0, 3) : name.length <= 7 ? name : `${name.slice(0, 6)}.`;
}
