// The map of the measure shown, in the period shown.
import { Figure } from "../charts/figure";
import { drawMap } from "../charts/map";
import { Pending } from "../pending";
import { current, mapBase, now, shown } from "../study";
import { say } from "../words";
import { MapNote } from "./map-note";
import { captionOf } from "./caption";
import { ofMeasure } from "./made";

export function FigureMap() {
  const study = current();
  if (study.meta.maps.bases.length === 0) return null;
  const shape = study.map(mapBase.value);
  if (shape.state !== "ready") return <Pending of={shape} />;
  const measure = shown.value;
  const values = study.values(measure).get(now.value) ?? new Map<string, number>();
  const edges = study.classes(measure);
  const title = study.measureName(measure);
  return (
    <Figure
      name="map"
      made={ofMeasure(measure, now.value)}
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
      note={<MapNote />}
    />
  );
}
