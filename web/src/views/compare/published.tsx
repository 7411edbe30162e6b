// Published figures beside those computed here.
import { TableFigure } from "../../charts/table-figure";
import { fixed } from "../../numbers";
import { Pending } from "../../pending";
import { current } from "../../study";
import { language, say } from "../../words";

export function Published() {
  const study = current();
  if (!study.has("published")) return null;
  const loaded = study.table("published");
  if (loaded.state !== "ready") return <Pending of={loaded} />;
  const rows = loaded.value.rows();
  const settings = study.meta.settings["compare"] as { source?: string; note?: Record<string, string> } | undefined;
  const printed = (row: (typeof rows)[number], column: string): string => fixed(row[column] as number | null, Number(row["decimals"] ?? 3));
  return (
    <TableFigure
      name="published"
      made={{ table: "published" }}
      question={say("page.ask-published")}
      title={say("report.published-caption")}
      caption={[settings?.source ?? "", settings?.note?.[language.value] ?? ""].filter(Boolean).join(" ") || say("report.published-caption")}
      table={{
        columns: [say("report.figure"), say("report.published"), say("report.computed"), say("report.agrees")],
        rows: rows.map((row) => [
          String(row[`label_${language.value}`]), printed(row, "published"), printed(row, "computed"),
          row["agrees"] ? say("page.yes") : say("page.no"),
        ]),
      }}
    >
      <p>{rows.every((row) => row["agrees"]) ? say("report.published-agree") : say("report.published-differ")}</p>
    </TableFigure>
  );
}
