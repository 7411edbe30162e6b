// Scores, returns to scale, what is too much, whom to learn from: of the model shown, where a study has them.
import type { Model } from "../answers";
import { amount, fixed, percent } from "../numbers";
import { Pending } from "../pending";
import { pick } from "../state";
import { current, now } from "../study";
import type { Cell, Table } from "../table";
import { has, say } from "../words";
import { worded } from "../views/efficiency/classes";
import { classesOf, kindName, returnsShown, scoresTable, staticShown } from "../views/models";

export function Standing({ unit }: { unit: string }) {
  const study = current();
  const model = staticShown();
  if (model === null) return null;
  const scores = study.table(scoresTable(model));
  if (scores.state !== "ready") return <Pending of={scores} />;
  const here = { model: model.name, rts: returnsShown(model), period: now.value };
  const row = scores.value.where({ model: model.name, period: now.value }).where({ unit }).rows()[0];
  return (
    <>
      {row && (model.kind === "efficiency" ? <Scores row={row} /> : <Score row={row} model={model} kind={classesOf(model, scores.value, now.value).get(unit)} />)}
      {study.has("slacks") && <TooMuch unit={unit} here={here} />}
      {study.has("peers") && <LearnFrom unit={unit} here={here} />}
    </>
  );
}

function Scores({ row }: { row: Record<string, Cell> }) {
  const status = String(row["scale_status"] ?? "");
  return (
    <dl class="scores">
      {["te_crs", "te_vrs", "se"].map((key) => (
        <div key={key}>
          <dt title={has(`term.${key}.definition`) ? say(`term.${key}.definition`) : undefined}>{say(`term.${key}`)}</dt>
          <dd>{fixed(row[key] as number | null)}</dd>
        </div>
      ))}
      {["irs", "crs", "drs"].includes(status) && (
        <div>
          <dt>{say("term.scale_status")}</dt>
          <dd>{say(`page.scale-${status}`)}</dd>
        </div>
      )}
    </dl>
  );
}

function Score({ row, model, kind }: { row: Record<string, Cell>; model: Model; kind: string | undefined }) {
  return (
    <dl class="scores">
      <div>
        <dt>{kindName(model)}</dt>
        <dd>{fixed((row["te"] ?? row["score"]) as number | null)}</dd>
      </div>
      <div>
        <dt>{say("report.class-of")}</dt>
        <dd>{worded(kind)}</dd>
      </div>
    </dl>
  );
}

type Here = Record<string, string | undefined>;

function TooMuch({ unit, here }: { unit: string; here: Here }) {
  const study = current();
  const slacks = study.table("slacks");
  if (slacks.state !== "ready") return <Pending of={slacks} />;
  const own = slacks.value.where(here).where({ unit });
  if (own.length === 0) return null;
  const gaps = own.rows().filter((row) => Number(row["rate"]) > 5e-4);
  return (
    <>
      <h3>{say("page.too-much")}</h3>
      {gaps.length === 0 ? (
        <p>{say("page.no-gap")}</p>
      ) : (
        <ul class="gaps">
          {gaps.map((row) => {
            const variable = String(row["variable"]);
            const words = {
              variable: study.headed(variable),
              rate: percent(Number(row["rate"])),
              amount: amount(Math.abs(Number(row["target"]) - Number(row["actual"]))),
            };
            return <li key={variable} title={say("page.how-gap")}>{row["role"] === "output" ? say("page.gap-output", words) : say("page.gap-input", words)}</li>;
          })}
        </ul>
      )}
    </>
  );
}

function LearnFrom({ unit, here }: { unit: string; here: Here }) {
  const study = current();
  const loaded = study.table("peers");
  if (loaded.state !== "ready") return <Pending of={loaded} />;
  const rows = peersOf(loaded.value.where(here), unit);
  const learners = new Set(loaded.value.where(here).where({ peer: unit }).words("unit").filter((one) => one !== unit)).size;
  return (
    <>
      {rows.length > 0 && (
        <>
          <h3>{say("page.learn-from")}</h3>
          <ul class="peers">
            {rows.map(({ peer, when, lambda }) => (
              <li key={peer + when}>
                <button class="plain" onClick={() => pick(peer)}>{when === now.value ? study.unit(peer) : say("page.aside", { name: study.unit(peer), aside: when })}</button>
                <span title={say("term.lambda.definition")}>{fixed(lambda, 2)}</span>
              </li>
            ))}
          </ul>
        </>
      )}
      {learners > 0 && <p>{say("page.is-peer-of", { n: learners })}</p>}
    </>
  );
}

function peersOf(table: Table, unit: string): { peer: string; when: string; lambda: number }[] {
  return table.where({ unit }).rows()
    .map((row) => ({ peer: String(row["peer"]), when: String(row["peer_period"]), lambda: Number(row["lambda"]) }))
    .filter((row) => row.peer !== unit || row.when !== now.value)
    .sort((a, b) => b.lambda - a.lambda);
}
