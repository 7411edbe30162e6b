// What the checks of the data found, and what models warned of.
import type { Outcome } from "../answers";
import { bare, Findings } from "../findings";
import type { Finding } from "../api";
import { pick } from "../state";
import { current } from "../study";
import { has, joined, listed, say, told } from "../words";

export function Checks() {
  const study = current();
  const { checks, warnings } = study.meta;
  const outcomes = Object.entries(checks);
  const passed = outcomes.filter(([, outcome]) => outcome.outcome === "passed");
  const findings = outcomes.flatMap(([code, outcome]) => outcome.findings.map((found) => asFinding(code, found)));
  const named = (code: string): string => (has(`report.check-${code}`) ? say(`report.check-${code}`) : code);
  return (
    <section aria-labelledby="data-checks">
      <h2 id="data-checks">{say("page.ask-checks")}</h2>
      <p>{joined([say("report.checks-sentence", { passed: passed.length, n: outcomes.length }), say("report.checks-note")])}</p>
      <Findings findings={findings} name={(unit) => study.unit(unit)} pick={(unit) => pick(unit)} />
      <details>
        <summary>{say("page.checks-passed", { n: passed.length })}</summary>
        <p>{listed(passed.map(([code]) => named(code)))}</p>
      </details>
      {warnings.length > 0 && (
        <>
          <h3>{say("page.models-warned")}</h3>
          <ul class="notes">
            {warnings.map((warning) => <li class="of-warning" key={warning.en}>{told(warning)}</li>)}
          </ul>
        </>
      )}
    </section>
  );
}

/** Values of a finding that are columns: a ratio of two, an input beside an output. */
const COLUMNS = ["a", "b", "x", "y"];

/** A finding with columns called as in the rest of the page. */
function asFinding(code: string, found: Outcome["findings"][number]): Finding {
  const study = current();
  const { severity, row, unit, period, column, values } = found;
  const text = { en: bare({ ...found, code, text: found }, "en"), zh: bare({ ...found, code, text: found }, "zh") };
  for (const key of COLUMNS) {
    const name = values[key];
    const known = study.meta.columns.find((one) => one.name === name);
    if (typeof name !== "string" || !known) continue;
    for (const spoken of ["en", "zh"] as const) text[spoken] = text[spoken].replaceAll(name, known.label[spoken]);
  }
  return { code, severity, row, unit, period, column: column === null ? null : study.variable(column), text };
}
