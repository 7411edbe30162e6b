// Who moved in rank from the first period to the last.
import { Figure } from "../../charts/figure";
import { drawSlopes, slopesShown, type Slope } from "../../charts/slopes";
import { Pending } from "../../pending";
import { current } from "../../study";
import type { Table } from "../../table";
import { say } from "../../words";
import { modelCaption, scoresTable, staticShown } from "../models";

export function Movement() {
  const study = current();
  const model = staticShown();
  if (model === null || study.periods.length < 2) return null;
  const loaded = study.table(scoresTable(model));
  if (loaded.state !== "ready") return <Pending of={loaded} />;
  const [first, last] = [study.periods[0] ?? "", study.periods.at(-1) ?? ""];
  const table = loaded.value.where({ model: model.name });
  const [before, after] = [ranksIn(table, first), ranksIn(table, last)];
  const slopes: Slope[] = study.meta.units.flatMap((unit) => {
    const [left, right] = [before.get(unit), after.get(unit)];
    return left !== undefined && right !== undefined ? [{ unit, left, right }] : [];
  });
  if (slopes.length < 2) return null;
  const title = say("page.rank-of-what", { what: model.kind === "efficiency" ? say("term.te_crs") : model.name });
  const shown = slopesShown(slopes).length;
  return (
    <Figure
      name="movement"
      made={{ table: scoresTable(model), of: model.name, columns: ["unit", "period", "rank"] }}
      question={say("page.ask-movement")}
      title={title}
      caption={modelCaption(model, `${first}–${last}`)}
      drawing={(ink, width) => drawSlopes(slopes, [first, last], ink, width, title)}
      note={<span>{[say("page.slopes-read"), shown < slopes.length ? say("page.slopes-most", { shown, n: slopes.length }) : ""].filter(Boolean).join(" ")}</span>}
      table={() => ({
        columns: [say("page.unit"), say("page.rank-in", { period: first }), say("page.rank-in", { period: last }), say("page.climbed")],
        rows: [...slopes].sort((a, b) => b.left - b.right - (a.left - a.right)).map((s) => [s.unit, s.left, s.right, s.left - s.right]),
        unit: 0,
      })}
    />
  );
}

/** Unit -> rank in a period, 1 the best. */
function ranksIn(table: Table, period: string): Map<string, number> {
  const part = table.where({ period });
  const ranks = part.numbers("rank");
  return new Map(part.words("unit").flatMap((unit, i) => (typeof ranks[i] === "number" ? [[unit, ranks[i]] as const] : [])));
}
