// The map of the measure shown, in the period shown.
import { Figure } from "../charts/figure";
import { drawMap } from "../charts/map";
import { Pending } from "../pending";
import { base, type Base } from "../state";
import { current, mapBase, now, shown } from "../study";
import { say, told } from "../words";
import { captionOf } from "./caption";

export function FigureMap() {
  const study = current();
  const { bases, source, approval } = study.meta.maps;
  if (bases.length === 0) return null;
  const shape = study.map(mapBase.value);
  if (shape.state !== "ready") return <Pending of={shape} />;
  const measure = shown.value;
  const values = study.values(measure).get(now.value) ?? new Map<string, number>();
  const edges = study.classes(measure);
  const title = study.measureName(measure);
  const said = told(source) ? say("page.map-of", { source: told(source) }) : "";
  return (
    <Figure
      name="map"
      question={say(`page.ask-map-${measure.kind}`)}
      title={title}
      caption={captionOf()}
      drawing={(ink, width) =>
        drawMap({ shape: shape.value, values, kind: measure.kind, edges, name: (u) => study.unit(u), write: (v) => study.shown(measure, v) }, ink, title, width)
      }
      table={() => ({
        columns: [say("page.unit"), title],
        rows: study.meta.units.map((unit) => [unit, values.get(unit)]),
        unit: 0,
      })}
      note={
        <>
          <span class="choice" role="group" aria-label={say("page.base")}>
            {bases.map((name) => (
              <button key={name} aria-pressed={name === mapBase.value} onClick={() => (base.value = name as Base)}>
                {say(`page.base-${name}`)}
              </button>
            ))}
          </span>
          <span>{[said, approval].filter(Boolean).join(" ")}</span>
        </>
      }
    />
  );
}
