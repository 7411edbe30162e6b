// The unit picked: where it stands, what it has too much of, whom it can learn from.
import { Advice } from "./profile/advice";
import { OverTime } from "./profile/over-time";
import { Spark } from "./profile/spark";
import { Standing } from "./profile/standing";
import { go, pick, picked } from "./state";
import { chosen, current, now, shown } from "./study";
import { ranked } from "./views/ranking";
import { say } from "./words";

export function Profile() {
  const study = current();
  const unit = chosen.value;
  return (
    <aside class="profile" id="profile" tabIndex={-1} aria-label={say("page.profile")}>
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
  const path = new Map([...values].flatMap(([period, here]) => (here.has(unit) ? [[period, here.get(unit) ?? NaN] as const] : [])));
  const [low, high] = [Math.min(...path.values()), Math.max(...path.values())];
  const row = ranked(measure, now.value).find((r) => r.unit === unit);
  return (
    <>
      <h2>{study.unit(unit)}</h2>
      {study.grouping && <p class="region">{study.region(study.regionOf(unit))}</p>}
      <p class="figure-of">
        <strong>{study.shown(measure, row?.value)}</strong> <span>{study.measureName(measure)}</span>
        {row && <span>{say("page.rank-of", { rank: row.rank, n: values.get(now.value)?.size ?? 0 })}</span>}
      </p>
      <Spark values={path} label={say("page.spark", { low: study.shown(measure, low), high: study.shown(measure, high) })} />
      <Standing unit={unit} />
      {(study.has("slacks") || study.has("diagnosis")) && <p class="hint">{say("page.no-order")}</p>}
      <Advice unit={unit} />
      <OverTime unit={unit} />
      <p class="actions">
        {study.of("undesirable").length === 0 && <button class="main" onClick={() => { const id = study.id; go({ page: "study", id, view: "plan" }); }}>{say("page.try-what-if")}</button>}
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
