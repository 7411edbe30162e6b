// The frontier of the period against one frontier of all periods: is it the unit, or the year?
import { Figure } from "../../charts/figure";
import { drawScatter, type Point } from "../../charts/scatter";
import { fixed, known, mean } from "../../numbers";
import { Pending } from "../../pending";
import { current, now } from "../../study";
import { say } from "../../words";
import { modelCaption, statics, staticShown } from "../models";

export function Pooled() {
  const study = current();
  const shown = staticShown();
  const model = shown?.kind === "efficiency" ? shown : statics().find((m) => m.kind === "efficiency");
  if (!model || !study.meta.tables["efficiency"]?.includes("te_crs_pooled")) return null;
  const loaded = study.table("efficiency");
  if (loaded.state !== "ready") return <Pending of={loaded} />;
  const part = loaded.value.where({ model: model.name, period: now.value });
  const [units, own, pooled] = [part.words("unit"), part.numbers("te_crs"), part.numbers("te_crs_pooled")];
  const points: Point[] = units.flatMap((unit, i) => {
    const [x, y] = [own[i], pooled[i]];
    return known(x) && known(y) ? [{ unit, x, y }] : [];
  });
  if (points.length === 0) return null;
  const title = say("page.pooled-title");
  const [xName, yName] = [say("page.own-frontier"), say("page.pooled-frontier")];
  return (
    <Figure
      name="pooled"
      made={{ table: "efficiency", of: model.name, period: now.value, columns: ["unit", "te_crs", "te_crs_pooled"] }}
      question={say("page.ask-pooled")}
      title={title}
      caption={modelCaption(model, now.value)}
      drawing={(ink, width) => drawScatter({ points, diagonal: true, xName, yName }, ink, width, title)}
      note={<span>{say("page.pooled-read", { own: fixed(mean(points.map((p) => p.x))), pooled: fixed(mean(points.map((p) => p.y))) })}</span>}
      table={() => ({
        columns: [say("page.unit"), xName, yName],
        rows: points.map((point) => [point.unit, point.x, point.y]),
        unit: 0,
        digits: [undefined, 3, 3],
      })}
    />
  );
}
