// Who is most productive: levels of productivity where an index has them, and what keeps units from the greatest.
import { drawBars } from "../../charts/bars";
import { Figure } from "../../charts/figure";
import { fixed, known } from "../../numbers";
import { Pending } from "../../pending";
import { current, now } from "../../study";
import { say } from "../../words";
import { setup } from "../caption";
import type { Index } from "../index-shown";

const PARTS = { input: ["ite", "ime", "rise"], output: ["ote", "ome", "rose"] };
const MOST = 40;

export function Levels({ index }: { index: Index }) {
  const study = current();
  const name = `${index.kind}_levels`;
  if (!study.has(name)) return null;
  const loaded = study.table(name);
  if (loaded.state !== "ready") return <Pending of={loaded} />;
  const rows = loaded.value.where({ model: index.name, period: now.value }).rows().filter((row) => known(row["tfp"] as number)).sort((a, b) => Number(b["tfp"]) - Number(a["tfp"]));
  if (rows.length === 0) return null;
  const side = index.orientation === "input" ? "input" : "output";
  const title = say("page.levels");
  return (
    <Figure
      name={name}
      made={{ table: name, of: index.name, period: now.value }}
      question={say("page.ask-levels")}
      title={title}
      caption={[setup(index.name), ...(now.value === "all" ? [] : [now.value]), say("page.n-units", { n: rows.length })].join(say("page.comma"))}
      drawing={(ink, width) =>
        drawBars(
          [{
            bars: rows.slice(0, MOST).map((row) => ({
              key: String(row["unit"]), unit: String(row["unit"]), name: study.unit(String(row["unit"])),
              parts: [Number(row["tfp"]), 0] as [number, number], colours: [ink.accent, ink.accent] as [string, string],
              said: `${fixed(Number(row["tfp"]))} · ${fixed(Number(row["tfpe"]))}`,
            })),
          }],
          ink, width, title,
        )
      }
      note={<span>{say("page.levels-read")} {say(`report.levels-note-${side}`)}</span>}
      table={() => ({
        columns: [say("page.unit"), say("page.rank"), "tfp", "tfpe", ...PARTS[side]],
        rows: rows.map((row) => [String(row["unit"]), row["rank"] ?? null, row["tfp"] ?? null, row["tfpe"] ?? null, ...PARTS[side].map((part) => row[part] ?? null)]),
        unit: 0,
        digits: [undefined, undefined, 3, 3, 3, 3, 3],
      })}
    />
  );
}
