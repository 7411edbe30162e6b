// Practice against size: pure technical efficiency and scale efficiency of every unit.
import type { Model } from "../../answers";
import { Figure } from "../../charts/figure";
import { drawScatter, type Point } from "../../charts/scatter";
import { mean } from "../../numbers";
import { Pending } from "../../pending";
import { current, now } from "../../study";
import { say } from "../../words";
import { modelCaption } from "../models";

export function Quadrants({ model }: { model: Model }) {
  const study = current();
  const loaded = study.table("efficiency");
  if (loaded.state !== "ready") return <Pending of={loaded} />;
  const part = loaded.value.where({ model: model.name, period: now.value });
  const [units, pte, se, te] = [part.words("unit"), part.numbers("te_vrs"), part.numbers("se"), part.numbers("te_crs")];
  const points: Point[] = units.flatMap((unit, i) => {
    const [x, y] = [pte[i], se[i]];
    return typeof x === "number" && typeof y === "number" ? [{ unit, x, y }] : [];
  });
  if (points.length === 0) return null;
  const [x, y] = [mean(points.map((p) => p.x)), mean(points.map((p) => p.y))];
  const title = say("page.quadrants");
  return (
    <Figure
      name="quadrants"
      made={{ table: "efficiency", of: model.name, period: now.value, columns: ["unit", "te_vrs", "se", "te_crs"] }}
      question={say("page.ask-quadrants")}
      title={title}
      caption={[modelCaption(model, now.value), say("page.quadrants-lines")].join(say("page.comma"))}
      drawing={(ink, width) =>
        drawScatter(
          {
            points, x, y, xName: say("term.te_vrs"), yName: say("term.se"),
            corners: [say("page.corner-practice"), say("page.corner-good"), say("page.corner-both"), say("page.corner-size")],
          },
          ink, width, title,
        )
      }
      table={() => ({
        columns: [say("page.unit"), ...(study.grouping ? [say("page.region")] : []), say("term.te_vrs"), say("term.se"), say("term.te_crs")],
        rows: units.map((unit, i) => [unit, ...(study.grouping ? [study.region(study.regionOf(unit))] : []), pte[i], se[i], te[i]]),
        unit: 0,
        digits: [undefined, ...(study.grouping ? [undefined] : []), 3, 3, 3],
      })}
    />
  );
}
