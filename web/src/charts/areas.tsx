// Areas of a map as buttons, in colours that are given.
import type { MapShape } from "../answers";
import { over, type Ink } from "../ink";
import { isPicked } from "../state";
import { pickable } from "./pickable";

export interface Areas {
  shape: MapShape;
  /** Of the hatching: every map of a page has its own. */
  id: string;
  colour: (unit: string) => string;
  name: (unit: string) => string;
  /** What is said of an area after its name. */
  said: (unit: string) => string;
  /** What stands on a tile under its name, where `said` is too long for it. */
  tile?: (unit: string) => string;
  /** Areas that are not to be trusted. */
  hatched?: Set<string> | undefined;
}

export function drawAreas(of: Areas, ink: Ink) {
  const { shape } = of;
  return (
    <>
      {of.hatched && of.hatched.size > 0 && <Hatching id={of.id} ink={ink} />}
      {shape.inset && <path d={shape.inset} fill="none" stroke={ink.quiet} stroke-width="1" />}
      {shape.areas.map((area) => {
        const { unit } = area;
        if (unit === null) return <path d={area.path} fill={ink.grid} stroke={ink.paper} stroke-width="1" key={area.path} />;
        const said = `${of.name(unit)} ${of.said(unit)}`;
        return (
          <g key={unit + area.x}>
            <path
              d={area.path}
              class="area"
              fill={of.colour(unit)}
              fill-rule="evenodd"
              stroke={ink.paper}
              stroke-width="1.2"
              {...pickable(unit, said)}
            >
              <title>{said}</title>
            </path>
            {of.hatched?.has(unit) && <path d={area.path} fill={`url(#${of.id})`} pointer-events="none" />}
            {shape.tiles && (
              <text x={area.x} y={area.y + 2} text-anchor="middle" font-size="19" fill={over(of.colour(unit))} pointer-events="none">
                {short(of.name(unit))}
                <tspan x={area.x} dy="20" font-size="16">{(of.tile ?? of.said)(unit)}</tspan>
              </text>
            )}
          </g>
        );
      })}
      {shape.areas.filter((area) => area.unit !== null && isPicked(area.unit)).map((area) => (
        <path key={`on ${area.path}`} d={area.path} fill="none" stroke={ink.picked} stroke-width="5" pointer-events="none" />
      ))}
    </>
  );
}

function Hatching({ id, ink }: { id: string; ink: Ink }) {
  return (
    <defs>
      <pattern id={id} width="8" height="8" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
        <line x1="0" y1="0" x2="0" y2="8" stroke={ink.paper} stroke-width="3" />
      </pattern>
    </defs>
  );
}

function short(name: string): string {
  return /^[\u4e00-\u9fff]/.test(name) ? name.slice(0, 3) : name.length <= 7 ? name : `${name.slice(0, 6)}.`;
}
