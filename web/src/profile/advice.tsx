// What a unit should do first, and who is most like it among the best: where a study asks for benchmarks.
import { amount, fixed, signedPercent } from "../numbers";
import { Pending } from "../pending";
import { aside, parts, stamp } from "../spoken";
import { pick } from "../state";
import { current } from "../study";
import type { Cell } from "../table";
import { say } from "../words";

/** A heading with what the advice is of: one period whatever is shown, and variable returns. */
function headed(words: string): string {
  const { meta, periods } = current();
  const settings = meta.settings["benchmarks"] as { period?: string | number } | undefined;
  const period = String(settings?.period ?? periods.at(-1) ?? "");
  return aside(words, parts([stamp(period), say("report.rts-vrs")]));
}

export function Advice({ unit }: { unit: string }) {
  const study = current();
  if (!study.has("diagnosis")) return null;
  const loaded = study.table("diagnosis");
  if (loaded.state !== "ready") return <Pending of={loaded} />;
  const rows = loaded.value.where({ unit }).rows().filter((row) => Number(row["order"]) > 0).sort((a, b) => Number(a["order"]) - Number(b["order"]));
  return (
    <>
      <h3>{headed(say("page.first-do"))}</h3>
      {rows.length === 0 ? <p>{say("report.profile-nothing")}</p> : <ol class="steps">{rows.map((row) => <li key={String(row["column"])}>{action(row)}</li>)}</ol>}
      <Years unit={unit} />
      <Alike unit={unit} />
    </>
  );
}

/** One thing to act on: by how much, and whether practice or size is behind it. */
function action(row: Record<string, Cell>): string {
  const study = current();
  const byPractice = Number(row["share_technical"]) >= 5e-4;
  const move = (row["role"] === "output" ? 1 : -1) * Number(byPractice ? row["technical"] : row["scale"]);
  return say(byPractice ? "page.act-practice" : "page.act-size", {
    variable: study.variable(String(row["column"])),
    move: `${move > 0 ? "+" : ""}${amount(Math.abs(move) >= 100 ? Math.round(move) : Number(move.toPrecision(3)))}`,
    share: signedPercent(move / Number(row["actual"])),
  });
}

function Years({ unit }: { unit: string }) {
  const study = current();
  if (!study.has("milestone_years")) return null;
  const loaded = study.table("milestone_years");
  if (loaded.state !== "ready") return null;
  const row = loaded.value.where({ unit }).rows()[0];
  const settings = study.meta.settings["benchmarks"] as { limit?: number } | undefined;
  if (!row || typeof row["te"] !== "number" || row["years"] === 0) return null;
  const limit = fixed(100 * (settings?.limit ?? NaN), 0);
  return <p>{typeof row["years"] === "number" ? say("report.profile-years", { n: row["years"], limit }) : say("report.profile-beyond", { limit })}</p>;
}

function Alike({ unit }: { unit: string }) {
  const study = current();
  if (!study.has("nearest")) return null;
  const loaded = study.table("nearest");
  if (loaded.state !== "ready") return <Pending of={loaded} />;
  const rows = loaded.value.where({ unit }).rows();
  if (rows.length === 0) return null;
  return (
    <>
      <h3>{headed(say("page.most-alike"))}</h3>
      <ul class="peers">
        {rows.map((row) => (
          <li key={String(row["model"])}>
            <button class="plain" onClick={() => pick(String(row["model"]))}>{study.unit(String(row["model"]))}</button>
            <span title={say("page.distance-how")}>{say("page.distance", { value: fixed(row["distance"] as number | null, 2) })}</span>
          </li>
        ))}
      </ul>
    </>
  );
}

