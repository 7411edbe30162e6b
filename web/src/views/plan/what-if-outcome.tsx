// What the other numbers would mean: the scores now and then, in bars and in words, targets, peers, and the others.
import { Figure } from "../../charts/figure";
import { drawLegend } from "../../charts/legend";
import { fitName, wide } from "../../charts/text";
import { LEVELS, type Ink } from "../../ink";
import { amount, fixed, known, signedPercent, type Maybe } from "../../numbers";
import { pick } from "../../state";
import { parts, stamp } from "../../spoken";
import { current } from "../../study";
import type { Table } from "../../table";
import { listed, say } from "../../words";
import { changeWords } from "./amounts";
import type { UnitScores, WhatIf } from "./messages";
import type { Changes } from "./what-if";
import { otherwiseScored, setUp } from "./what-if-words";

const SCORES = ["te_crs", "te_vrs", "se"] as const;
/** A smaller change of a score is none in words. */
const SAME = 0.0005;
const [VALUE, ROW] = [44, 50];

export function Outcome({ answer, changes }: { answer: WhatIf; changes: Changes }) {
  const study = current();
  const unit = study.unit(answer.unit);
  const otherwise = otherwiseScored(answer);
  const isChanged = Object.keys(changes).length > 0;
  return (
    <>
      <p class="headlines" aria-live="polite">{isChanged ? saidOf(answer, unit) : say("page.what-if-start", { unit, now: fixed(answer.now.te_crs) })}</p>
      {otherwise && <p class="hint">{otherwise}</p>}
      <Figure
        name="what-if"
        made={{ lines: answer.lines }}
        question={say("page.ask-what-if", { unit })}
        title={say("page.title-what-if")}
        caption={parts([unit, stamp(String(answer.period)), listed(Object.keys(changes).map((column) => changed(answer, column))), setUp(answer)])}
        drawing={(ink, width) => draw(answer, ink, width)}
        table={() => ({ columns: [say("page.measure"), say("page.now"), say("page.then")], rows: SCORES.map((key) => [say(`term.${key}`), answer.now[key], answer.then[key]]) })}
        note={<span>{scale(answer.now, answer.then)}</span>}
      />
      <Targets answer={answer} />
      <Peers answer={answer} />
      {answer.others && <Others of={answer.others} unit={answer.unit} />}
    </>
  );
}

function changed(answer: WhatIf, column: string): string {
  const i = answer.columns.indexOf(column);
  return changeWords(column, (answer.after[i] ?? 0) - (answer.before[i] ?? 0));
}

function saidOf(answer: WhatIf, unit: string): string {
  const changes = listed(answer.columns.filter((_, i) => answer.after[i] !== answer.before[i]).map((column) => changed(answer, column)));
  const [now, then] = [answer.now.te_crs, answer.then.te_crs];
  const words = { changes, unit, now: fixed(now), then: fixed(then) };
  if (!known(now) || !known(then) || Math.abs(then - now) < SAME) return say("page.what-if-same", words);
  return then > now ? say("page.what-if-rise", words) : say("page.what-if-fall", words);
}

function scale(now: UnitScores, then: UnitScores): string {
  const word = (status: string): string => (status === "irs" || status === "crs" || status === "drs" ? say(`page.scale-${status}`) : "–");
  return now.scale_status === then.scale_status ? say("page.size-same", { size: word(now.scale_status) }) : say("page.size-changes", { now: word(now.scale_status), then: word(then.scale_status) });
}

function draw(answer: WhatIf, ink: Ink, width: number) {
  const names = Math.min(Math.max(...SCORES.map((key) => wide(say(`term.${key}`), 12))) + 12, width * 0.42);
  const most = Math.max(1, ...SCORES.flatMap((key) => [answer.now[key], answer.then[key]]).filter(known));
  const x = (value: Maybe): number => (known(value) ? (value / most) * (width - names - VALUE) : 0);
  const [light, strong] = [LEVELS[1] ?? "", LEVELS[3] ?? ""];
  const bottom = SCORES.length * ROW;
  const legend = drawLegend([{ text: say("page.now"), colours: [light] }, { text: say("page.then"), colours: [strong] }], ink, width - names, 0);
  return (
    <svg viewBox={`0 0 ${width} ${bottom + legend.height}`} role="img" aria-label={say("page.title-what-if")}>
      <line x1={names + x(1)} x2={names + x(1)} y1="2" y2={bottom - 4} stroke={ink.quiet} stroke-dasharray="3 3" />
      {SCORES.map((key, i) => (
        <g key={key} transform={`translate(0 ${i * ROW})`}>
          <text x={names - 8} y="28" font-size="12" text-anchor="end" fill={ink.text}>{fitName(say(`term.${key}`), 12, names - 10)}</text>
          {(["now", "then"] as const).map((when, j) => (
            <g key={when}>
              <rect x={names} y={5 + j * 19} width={Math.max(x(answer[when][key]), 1)} height="16" fill={j === 0 ? light : strong} stroke={ink.quiet} stroke-width="0.5" />
              <text x={names + x(answer[when][key]) + 6} y={17 + j * 19} font-size="12" font-weight={j === 1 ? 700 : 400} fill={ink.text} stroke={ink.paper} stroke-width="4" paint-order="stroke">{fixed(answer[when][key])}</text>
            </g>
          ))}
        </g>
      ))}
      <g transform={`translate(${names} ${bottom})`}>{legend.node}</g>
    </svg>
  );
}

/** What the unit would have at best practice, once it is as asked. */
function Targets({ answer }: { answer: WhatIf }) {
  const study = current();
  return (
    <>
      <h3>{say("page.h-targets")}</h3>
      <div class="scroll" tabIndex={0} role="region" aria-label={say("page.h-targets")}>
        <table>
          <thead>
            <tr><th scope="col">{say("page.variable")}</th>{[say("page.today"), say("page.then"), say("page.target"), say("page.target-gap")].map((name) => <th scope="col" class="number" key={name}>{name}</th>)}</tr>
          </thead>
          <tbody>
            {answer.columns.map((column, i) => {
              const [after, target] = [answer.after[i] ?? 0, answer.target[i] ?? 0];
              return (
                <tr key={column}>
                  <th scope="row">{study.headed(column)}</th>
                  <td class="number">{amount(answer.before[i])}</td>
                  <td class="number">{amount(after)}</td>
                  <td class="number">{amount(target)}</td>
                  <td class="number">{after === 0 ? "–" : signedPercent(target / after - 1)}</td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
    </>
  );
}

function Peers({ answer }: { answer: WhatIf }) {
  const study = current();
  const peers = Object.entries(answer.peers).filter(([peer]) => peer !== answer.unit);
  if (peers.length === 0) return <p>{say("page.no-peers", { unit: study.unit(answer.unit) })}</p>;
  return (
    <p>
      {say("page.peers-then")}{" "}
      {peers.map(([peer, weight], i) => (
        <span key={peer}>{i > 0 && say("page.comma")}<button class="plain" onClick={() => pick(peer, true)}>{study.unit(peer)}</button> {fixed(weight, 2)}</span>
      ))}
    </p>
  );
}

/** Who else would stand elsewhere, as the frontier has another unit on it. */
function Others({ of, unit }: { of: Table; unit: string }) {
  const study = current();
  const rows = of.rows()
    .map((row) => ({ unit: String(row["unit"]), now: row["te_crs_now"] as Maybe, then: row["te_crs_then"] as Maybe, rankNow: row["rank_now"] as Maybe, rankThen: row["rank_then"] as Maybe }))
    .filter((row) => row.unit !== unit && known(row.now) && known(row.then) && Math.abs(row.then - row.now) >= SAME)
    .sort((a, b) => Math.abs(Number(b.then) - Number(b.now)) - Math.abs(Number(a.then) - Number(a.now)));
  if (rows.length === 0) return <p>{say("page.others-none")}</p>;
  return (
    <>
      <h3>{say("page.others-some", { n: rows.length })}</h3>
      <div class="scroll" tabIndex={0} role="region" aria-label={say("page.others-some", { n: rows.length })}>
        <table>
          <thead><tr><th scope="col">{say("page.unit")}</th>{[say("page.now"), say("page.then"), say("page.rank-now"), say("page.rank-then")].map((name) => <th scope="col" class="number" key={name}>{name}</th>)}</tr></thead>
          <tbody>
            {rows.map((row) => (
              <tr key={row.unit}>
                <th scope="row"><button class="plain" onClick={() => pick(row.unit, true)}>{study.unit(row.unit)}</button></th>
                <td class="number">{fixed(row.now)}</td><td class="number">{fixed(row.then)}</td>
                <td class="number">{row.rankNow ?? "–"}</td><td class="number">{row.rankThen ?? "–"}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}
