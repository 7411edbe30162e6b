// Levels and spread of the regions in the period shown, of a model of CCR and BCC.
import { TableFigure } from "../../charts/table-figure";
import { Pending } from "../../pending";
import { current, now, shown } from "../../study";
import type { Cell } from "../../table";
import { say } from "../../words";
import { modelCaption, statics } from "../models";

const COLUMNS = ["n", "te_crs", "te_weighted", "te_vrs", "se", "sd", "cv", "min", "max", "n_efficient", "rank"] as const;

export function RegionLevels() {
  const study = current();
  const model = statics().find((m) => m.kind === "efficiency" && (m.name === shown.value.model || shown.value.table !== "efficiency"));
  if (!model || !study.has("regions")) return null;
  const [regions, means] = [study.table("regions"), study.table("means")];
  if (regions.state !== "ready") return <Pending of={regions} />;
  if (means.state !== "ready") return <Pending of={means} />;
  const here = { model: model.name, period: now.value };
  const cells = (row: Record<string, Cell>): Cell[] => COLUMNS.map((column) => row[column] ?? null);
  const heads = [say("report.n"), say("report.te"), say("report.te-weighted"), say("report.pte"), say("report.se"), say("report.sd"), say("report.cv"), say("report.min"), say("report.max"), say("report.n-efficient"), say("report.rank")];
  return (
    <TableFigure
      name="region-levels"
      made={{ table: "regions", of: model.name, period: now.value }}
      wide
      question={say("page.ask-levels-regions")}
      title={say("page.levels-regions")}
      caption={modelCaption(model, now.value)}
      table={{
        columns: [say("page.region"), ...heads],
        rows: [
          ...regions.value.where(here).rows().map((row) => [study.region(String(row["region"])), ...cells(row)]),
          ...means.value.where(here).rows().map((row) => [say("page.all-units"), ...cells(row)]),
        ],
        digits: [undefined, undefined, 3, 3, 3, 3, 3, 3, 3, 3, undefined, undefined],
      }}
      note={<span>{say("report.regions-note")}</span>}
    />
  );
}
