// What checks found: by severity and kind, each with its place, and with what mends it where that is offered.
import { useState } from "preact/hooks";
import type { Finding, Fix } from "./api";
import { language, say, told } from "./words";

const SEVERITIES = ["error", "warning", "note"] as const;
const MARKS = { error: "✕", warning: "!", note: "i" };
const MOST = 10;

/** The text without its place, which has columns of its own. */
export function bare({ text, row, unit, period, column }: Finding, spoken = language.value): string {
  const whole = text[spoken];
  const place = column ?? period ?? unit ?? row;
  if (place === null || place === "") return whole;
  const [at, name] = [whole.indexOf(String(place)), String(place).length];
  const cut = at < 0 ? null : /: |：/.exec(whole.slice(at + name));
  return cut ? whole.slice(at + name + cut.index + cut[0].length) : whole;
}

interface Shown {
  findings: Finding[];
  mend?: (fix: Fix, finding: Finding) => void;
  name?: (unit: string) => string;
  pick?: (unit: string) => void;
}

export function Findings({ findings, ...rest }: Shown) {
  return (
    <>
      {SEVERITIES.map((severity) => {
        const these = findings.filter((finding) => finding.severity === severity);
        if (these.length === 0) return null;
        const codes = [...new Set(these.map((finding) => finding.code))];
        return (
          <section key={severity} class={`findings of-${severity}`}>
            <h3>
              <span class="sign" aria-hidden="true">{MARKS[severity]}</span> {say(`page.severity-${severity}`, { n: these.length })}
            </h3>
            {codes.map((code) => <Kind key={code} findings={these.filter((finding) => finding.code === code)} {...rest} />)}
          </section>
        );
      })}
    </>
  );
}

const sameFix = (a: Fix, b: Fix): boolean => JSON.stringify(a.data) === JSON.stringify(b.data);

/** Findings of one code; a fix that all of them offer is offered once. */
function Kind({ findings, mend, name = String, pick }: Shown) {
  const [all, setAll] = useState(false);
  const first = findings[0];
  if (!first) return null;
  const shared = (first.fixes ?? []).filter((fix) => findings.every((one) => one.fixes?.some((other) => sameFix(fix, other))));
  const own = (one: Finding): Fix[] => (one.fixes ?? []).filter((fix) => !shared.some((other) => sameFix(fix, other)));
  const placed = (["row", "unit", "period", "column"] as const).filter((key) => findings.some((one) => one[key] !== null && one[key] !== ""));
  const shown = all ? findings : findings.slice(0, MOST);
  const fixes = (list: Fix[], of: Finding) =>
    mend && list.length > 0 && (
      <span class="fixes">
        {list.map((fix) => <button key={JSON.stringify(fix.data)} onClick={() => mend(fix, of)}>{told(fix.text)}</button>)}
      </span>
    );
  const more = (
    <div class="fixes">
      {fixes(shared, first)}
      {findings.length > MOST && (
        <button aria-expanded={all} onClick={() => setAll(!all)}>{all ? say("page.show-fewer") : say("page.all-of", { n: findings.length })}</button>
      )}
    </div>
  );
  if (placed.length === 0)
    return (
      <div class="kind">
        {shown.map((one, i) => <p key={i}>{told(one.text)} {fixes(own(one), one)}</p>)}
        {more}
      </div>
    );
  return (
    <div class="kind">
      <div class={all ? "scroll" : "scroll whole"} tabIndex={0} role="region" aria-label={bare(first)}>
        <table>
          <thead>
            <tr>
              {placed.map((key) => <th scope="col" key={key} class={`at ${key}`}>{say(`page.at-${key}`)}</th>)}
              <th scope="col">{say("page.at-what")}</th>
            </tr>
          </thead>
          <tbody>
            {shown.map((one, i) => (
              <tr key={i}>
                {placed.map((key) => {
                  const cell = one[key];
                  if (key === "unit" && typeof cell === "string" && cell !== "")
                    return <td key={key}>{pick ? <button class="plain" onClick={() => pick(cell)}>{name(cell)}</button> : name(cell)}</td>;
                  return <td key={key} class={key === "row" ? "number" : ""}>{cell ?? "–"}</td>;
                })}
                <td>
                  {bare(one)} {fixes(own(one), one)}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {more}
    </div>
  );
}
