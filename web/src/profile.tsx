// The unit picked: where it stands, what it has too much of, whom it can learn from.
import { ink } from "./ink";
import { amount, fixed, percent } from "./numbers";
import { Pending } from "./pending";
import { go, pick, picked } from "./state";
import { chosen, current, now, shown } from "./study";
import { has, say } from "./words";
import { ranked } from "./views/ranking";

export function Profile() {
  const study = current();
  const unit = chosen.value;
  return (
    <aside class="profile" aria-label={say("page.profile")}>
      <label class="field">
        <span>{say("page.choose-unit")}</span>
        <select value={unit ?? ""} onChange={(event) => (picked.value = event.currentTarget.value ? [event.currentTarget.value] : [])}>
          <option value="">–</option>
          {study.regions.length > 0
            ? study.regions.map((region) => (
                <optgroup label={study.region(region)} key={region}>
                  {study.meta.units.filter((u) => study.regionOf(u) === region).map((u) => <option value={u} key={u}>{study.unit(u)}</option>)}
                </optgroup>
              ))
            : study.meta.units.map((u) => <option value={u} key={u}>{study.unit(u)}</option>)}
        </select>
      </label>
      {unit === null ? <p class="hint">{say("page.pick-hint")}</p> : <OfUnit unit={unit} />}
    </aside>
  );
}

function OfUnit({ unit }: { unit: string }) {
  const study = current();
  const measure = shown.value;
  const values = study.values(measure);
  const row = ranked(values.get(now.value) ?? new Map()).find((r) => r.unit === unit);
  return (
    <>
      <h2>{study.unit(unit)}</h2>
      {study.grouping && <p class="region">{study.region(study.regionOf(unit))}</p>}
      <p class="figure-of">
        <strong>{study.shown(measure, row?.value)}</strong> <span>{study.measureName(measure)}</span>
        {row && <span>{say("page.rank-of", { rank: row.rank, n: values.get(now.value)?.size ?? 0 })}</span>}
      </p>
      <Spark unit={unit} />
      <Standing unit={unit} />
      <p class="actions">
        <button class="main" onClick={() => { const id = study.id; go({ page: "study", id, view: "plan" }); }}>{say("page.try-what-if")}</button>
        <button onClick={() => pick(unit)}>{say("page.let-go")}</button>
      </p>
      {picked.value.length > 1 && (
        <p class="others">
          {say("page.also-picked")}{" "}
          {picked.value.slice(1).map((u) => <button class="plain" key={u} onClick={() => pick(u, true)}>{study.unit(u)} ×</button>)}
        </p>
      )}
    </>
  );
}

/** A small trend of the measure shown. */
function Spark({ unit }: { unit: string }) {
  const study = current();
  const grid = study.values(shown.value);
  const there = study.periods.flatMap((p, i) => {
    const value = grid.get(p)?.get(unit);
    return value === undefined ? [] : [{ i, value }];
  });
  if (there.length < 2) return null;
  const [low, high] = [Math.min(...there.map((p) => p.value)), Math.max(...there.map((p) => p.value))];
  const x = (i: number): number => 4 + (i / Math.max(study.periods.length - 1, 1)) * 232;
  const y = (value: number): number => 40 - ((value - low) / (high - low || 1)) * 32;
  const here = there.find((p) => study.periods[p.i] === now.value);
  return (
    <svg viewBox="0 0 240 48" class="spark" role="img" aria-label={say("page.spark", { low: study.shown(shown.value, low), high: study.shown(shown.value, high) })}>
      <polyline points={there.map((p) => `${x(p.i)},${y(p.value)}`).join(" ")} fill="none" stroke={ink.value.accent} stroke-width="2" />
      {here && <circle cx={x(here.i)} cy={y(here.value)} r="4" fill={ink.value.picked} />}
    </svg>
  );
}

/** Scores, returns to scale, what is too much, whom to learn from: where a study has them. */
function Standing({ unit }: { unit: string }) {
  const study = current();
  if (!study.has("efficiency")) return null;
  const tables = { efficiency: study.table("efficiency"), slacks: study.table("slacks"), peers: study.table("peers") };
  for (const loaded of Object.values(tables)) if (loaded.state !== "ready") return <Pending of={loaded} />;
  const ready = (name: keyof typeof tables) => {
    const loaded = tables[name];
    if (loaded.state !== "ready") throw new Error(name);
    return loaded.value;
  };
  const period = study.periods.includes(now.value) ? now.value : study.periods.at(-1);
  const model = study.meta.models.find((m) => m.kind === "efficiency")?.name;
  const here = { unit, period, model };
  const score = ready("efficiency").where(here).rows()[0];
  const gaps = ready("slacks").where({ ...here, rts: "vrs" }).rows().filter((row) => Number(row["rate"]) > 5e-4);
  const peers = ready("peers").where({ ...here, rts: "vrs" }).rows().filter((row) => row["peer"] !== unit).sort((a, b) => Number(b["lambda"]) - Number(a["lambda"]));
  const status = String(score?.["scale_status"] ?? "");
  return (
    <>
      {score && (
        <dl class="scores">
          {["te_crs", "te_vrs", "se"].map((key) => (
            <div key={key}>
              <dt title={has(`term.${key}.definition`) ? say(`term.${key}.definition`) : undefined}>{say(`term.${key}`)}</dt>
              <dd>{fixed(Number(score[key]))}</dd>
            </div>
          ))}
          {["irs", "crs", "drs"].includes(status) && (
            <div>
              <dt>{say("term.scale_status")}</dt>
              <dd>{say(`page.scale-${status}`)}</dd>
            </div>
          )}
        </dl>
      )}
      <h3>{say("page.too-much")}</h3>
      {gaps.length === 0 ? (
        <p>{say("page.no-gap")}</p>
      ) : (
        <ul class="gaps">
          {gaps.map((row) => {
            const variable = String(row["variable"]);
            const words = {
              variable: study.variable(variable),
              rate: percent(Number(row["rate"])),
              amount: `${amount(Math.abs(Number(row["target"]) - Number(row["actual"])))} ${study.unitOf(variable)}`.trim(),
            };
            return <li key={variable} title={say("page.how-gap")}>{row["role"] === "output" ? say("page.gap-output", words) : say("page.gap-input", words)}</li>;
          })}
        </ul>
      )}
      {peers.length > 0 && (
        <>
          <h3>{say("page.learn-from")}</h3>
          <ul class="peers">
            {peers.map((row) => (
              <li key={String(row["peer"])}>
                <button class="plain" onClick={() => pick(String(row["peer"]))}>{study.unit(String(row["peer"]))}</button>
                <span title={say("term.lambda.definition")}>{fixed(Number(row["lambda"]), 2)}</span>
              </li>
            ))}
          </ul>
        </>
      )}
    </>
  );
}
