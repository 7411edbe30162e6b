// Do units become alike: the spread by period, and whether those behind grow faster.
import type { SpaceVariable } from "../../answers";
import { Figure } from "../../charts/figure";
import { markAt, periodAxis, valueAxis } from "../../charts/axes";
import { CATEGORIES } from "../../ink";
import { fixed, known, percent, type Maybe } from "../../numbers";
import { at, changed, LEVEL, probability, smallP } from "../../spoken";
import { current } from "../../study";
import type { Cell, Table } from "../../table";
import { joined, say } from "../../words";
import { captionIn, labelOf, periodIn, spanOf } from "./variable";

type Row = Record<string, Cell>;
const SAME = 0.01;
const EFFECTS = ["none", "unit", "both"] as const;

function sigmaSaid(rows: Table): string[] {
  const [cv, periods] = [rows.numbers("cv"), rows.words("period")];
  const [a, b] = [cv[0], cv.at(-1)];
  if (!known(a) || !known(b) || periods.length < 2) return [];
  return [say(`report.say-sigma-${changed(a, b, SAME)}`, { a: fixed(a), b: fixed(b), first: at(periods[0] ?? ""), last: at(periods.at(-1) ?? "") })];
}

/** What the growth regression without effects says, and what biases it. */
function betaSaid(of: SpaceVariable, rows: Table): string[] {
  const plain = rows.where({ effects: "none" }).rows()[0];
  const [beta, p] = [plain?.["beta"] as Maybe, plain?.["p"] as Maybe];
  if (!plain || !known(beta)) return [];
  const found = { beta: fixed(beta), p: probability(p) };
  const out: string[] = [];
  if (!known(p) || p > LEVEL) out.push(say("report.say-beta-none", found));
  else if (beta <= -1) out.push(say("report.say-beta-over", found));
  else if (beta > 0) out.push(say("report.say-beta-apart", found));
  else out.push(say("report.say-beta-catch-up", { ...found, speed: fixed(100 * Number(plain["speed"]), 1), half: fixed(plain["half_life"] as number, 1), closed: fixed(-100 * beta, 1) }));
  if (rows.distinct("effects").includes("unit")) out.push(say("report.say-beta-bias", { periods: current().periods.length }));
  if (of.upper !== null) out.push(say("report.say-beta-bound"));
  return out;
}

export function Convergence({ of, sigma, beta }: { of: SpaceVariable; sigma: Table; beta: Table | null }) {
  const periods = sigma.words("period");
  const what = labelOf(of);
  const said = joined([...sigmaSaid(sigma), ...(beta ? betaSaid(of, beta) : [])]);
  if (periods.length < 2) return null;
  return (
    <Figure
      name="space-convergence"
      made={[{ table: "space_sigma", of: of.name }, ...(beta ? [{ table: "space_beta", of: of.name }] : [])]}
      question={say("page.ask-sigma")}
      title={say("report.t-sigma", { what })}
      caption={captionIn(of, spanOf(periods))}
      height={260}
      chart={(ink) => ({
        grid: { left: 48, right: 20, top: 32, bottom: 28 },
        tooltip: { trigger: "axis", valueFormatter: (value) => fixed(value as number, 4) },
        xAxis: periodAxis(ink, periods),
        yAxis: valueAxis(ink, say("report.cv")),
        series: [{
          type: "line", name: say("report.cv"), data: sigma.numbers("cv"), symbolSize: 6,
          lineStyle: { color: CATEGORIES[0] ?? "", width: 2 }, itemStyle: { color: CATEGORIES[0] ?? "" }, ...markAt(ink, periodIn(sigma)),
        }],
      })}
      table={() => ({
        columns: [say("page.period"), say("report.mean"), say("report.sd"), say("report.cv"), say("report.sd-log")],
        rows: sigma.rows().map((row) => ["period", "mean", "sd", "cv", "sd_log"].map((key) => row[key])),
        digits: [0, 4, 4, 4, 4],
      })}
      note={<><span>{said}</span>{beta && <BetaTable rows={beta} />}</>}
    />
  );
}

/** β without effects, with those of units, with those of units and periods. */
function BetaTable({ rows }: { rows: Table }) {
  const found = new Map<string, Row>(rows.rows().map((row) => [String(row["effects"]), row]));
  return (
    <div class="scroll" tabIndex={0} role="region" aria-label={say("page.beta")}>
      <table>
        <caption class="unseen">{say("page.beta")}</caption>
        <thead>
          <tr>
            <th scope="col">{say("report.effects")}</th>
            {["β", say("report.se-error"), "p", say("report.speed"), say("report.half-life")].map((name) => <th scope="col" class="number" key={name}>{name}</th>)}
          </tr>
        </thead>
        <tbody>
          {EFFECTS.filter((effects) => found.has(effects)).map((effects) => {
            const row = found.get(effects) ?? {};
            const number = (key: string): Maybe => row[key] as Maybe;
            return (
              <tr key={effects}>
                <th scope="row">{say(`report.effects-${effects}`)}</th>
                <td class="number">{fixed(number("beta"), 4)}</td>
                <td class="number">{fixed(number("se"), 4)}</td>
                <td class="number">{smallP(number("p"))}</td>
                <td class="number">{percent(number("speed")).replace("%", "")}</td>
                <td class="number">{fixed(number("half_life"), 1)}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}
