// Do units stay where they are: moves between classes as a table in colours, of all and by the class of the neighbours.
import type { SpaceVariable } from "../../answers";
import { Figure } from "../../charts/figure";
import { BOLD, fit, wide } from "../../charts/text";
import { LEVELS, classOf, over, type Ink } from "../../ink";
import { fixed, known, percent, type Maybe } from "../../numbers";
import { aside, LEVEL, probability } from "../../spoken";
import { current } from "../../study";
import type { Cell, Table } from "../../table";
import { joined, listed, say } from "../../words";
import { captionIn, labelOf, space, spanOf, weightsName, written } from "./variable";

type Row = Record<string, Cell>;
const EDGES = [0.05, 0.2, 0.4, 0.6, 0.8];
/** Fewer moves than this are too few to read a share of. */
const SPARSE = 5;
const [ROW, COUNT] = [32, 34];

const share = (row: Row | undefined, key: string): Maybe => row?.[key] as Maybe;

/** What values a class holds. */
function classNames(of: SpaceVariable, rows: Row[]): string[] {
  return rows.map((row, i) => {
    const [low, high] = [rows[i - 1]?.["upper"] as Maybe, row["upper"] as Maybe];
    const range = known(high) ? (known(low) ? `${written(of, low)}–${written(of, high)}` : `≤ ${written(of, high)}`) : known(low) ? `> ${written(of, low)}` : "";
    return range ? aside(String(row["class"]), range) : String(row["class"]);
  });
}

export function Markov({ of, rows }: { of: SpaceVariable; rows: Table }) {
  const chain = rows.rows();
  const names = classNames(of, chain);
  const what = labelOf(of);
  const moves = chain.reduce((sum, row) => sum + Number(row["n"]), 0);
  const stayed = chain.reduce((sum, row) => sum + (Number(row["n"]) ? Number(row["n"]) * Number(row[`to ${row["class"]}`]) : 0), 0);
  const said = moves > 0 ? [say("report.say-markov", { n: moves, stay: fixed((100 * stayed) / moves, 0), k: chain.length })] : [];
  if (chain.every((row) => known(row["limit"] as Maybe))) said.push(say("report.say-limit", { shares: listed(chain.map((row) => percent(row["limit"] as number, 0))) }));
  said.push(say("report.markov-note", { mobility: fixed(chain[0]?.["mobility"] as Maybe) }));
  return (
    <Figure
      name="space-markov"
      made={{ table: "space_markov", of: of.name }}
      question={say("page.ask-markov")}
      title={say("report.t-markov", { what })}
      caption={captionIn(of, spanOf(current().periods))}
      drawing={(ink, width) => {
        const limit: Row = Object.fromEntries(chain.map((row) => [`to ${row["class"]}`, row["limit"] ?? null]));
        return (
          <svg viewBox={`0 0 ${width} ${ROW * (chain.length + 2) + 8}`} role="img" aria-label={say("report.t-markov", { what })}>
            {matrix(chain, names, ink, width, { limit })}
          </svg>
        );
      }}
      table={() => sheet(chain, names)}
      note={<span>{joined(said)}</span>}
    />
  );
}

function sheet(chain: Row[], names: string[]) {
  return {
    columns: [say("report.class-of"), "n", ...names, say("report.limit")],
    rows: chain.map((row, i) => [names[i], Number(row["n"]), ...chain.map((to) => share(row, `to ${to["class"]}`)), row["limit"] as Maybe]),
    digits: [undefined, 0, ...chain.map(() => 3), 3],
  };
}

/** Rows are where units are, columns where they are a period later. */
function matrix(chain: Row[], names: string[], ink: Ink, width: number, { limit, title = "" }: { limit?: Row; title?: string }) {
  const heading = title || say("page.from-class");
  const head = Math.min(Math.max(wide(heading, BOLD), ...[say("report.limit"), ...names].map((name) => wide(name, 12))) + 6, width * 0.48);
  const cell = Math.min((width - head - COUNT) / chain.length, 84);
  const x = (i: number): number => head + COUNT + i * cell;
  const cells = (row: Row, y: number) =>
    chain.map((to, i) => {
      const value = share(row, `to ${to["class"]}`);
      const colour = known(value) ? (LEVELS[classOf(value, EDGES)] ?? ink.nothing) : ink.nothing;
      return (
        <g key={i}>
          <rect x={x(i) + 1} y={y + 1} width={cell - 2} height={ROW - 2} fill={colour} />
          <text x={x(i) + cell / 2} y={y + 20} font-size="12" text-anchor="middle" fill={over(colour)}>{known(value) ? fixed(value, 2) : "–"}</text>
        </g>
      );
    });
  return (
    <>
      <text x="0" y="20" font-size="12" font-weight="700" fill={ink.text}>{fit(heading, BOLD, head)}</text>
      <text x={head + COUNT - 8} y="20" font-size="12" text-anchor="end" fill={ink.quiet}>n</text>
      {chain.map((row, i) => <text key={i} x={x(i) + cell / 2} y="20" font-size="12" text-anchor="middle" fill={ink.quiet}>{say("page.to-class", { n: String(row["class"]) })}</text>)}
      {chain.map((row, i) => {
        const thin = Number(row["n"]) < SPARSE;
        return (
          <g key={i}>
            <text x="0" y={ROW * (i + 1) + 20} font-size="12" fill={ink.text}>{fit(names[i] ?? "", 12, head)}</text>
            <text x={head + COUNT - 8} y={ROW * (i + 1) + 20} font-size="12" text-anchor="end" fill={ink.text}>{`${row["n"]}${thin ? "*" : ""}`}</text>
            {cells(row, ROW * (i + 1))}
          </g>
        );
      })}
      {limit && (
        <g>
          <line x1="0" x2={x(chain.length)} y1={ROW * (chain.length + 1) + 2} y2={ROW * (chain.length + 1) + 2} stroke={ink.text} stroke-width="1" />
          <text x="0" y={ROW * (chain.length + 1) + 24} font-size="12" fill={ink.text}>{say("report.limit")}</text>
          {cells(limit, ROW * (chain.length + 1) + 4)}
        </g>
      )}
    </>
  );
}

/** One chain for each class of the neighbours' mean. */
export function SpatialMarkov({ of, rows, whole }: { of: SpaceVariable; rows: Table; whole: Table | null }) {
  const lags = rows.distinct("lag");
  const what = labelOf(of);
  const names = classNames(of, whole?.rows() ?? rows.where({ lag: lags[0] }).rows());
  const title = say("report.t-spatial-markov", { what });
  return (
    <Figure
      name="space-spatial-markov"
      made={{ table: "space_spatial_markov", of: of.name }}
      question={say("page.ask-spatial-markov")}
      title={title}
      caption={captionIn(of, spanOf(current().periods), ...space().weights.slice(0, 1).map(weightsName))}
      drawing={(ink, width) => {
        const chain = (lag: string): Row[] => rows.where({ lag }).rows();
        const block = ROW * (names.length + 1) + 20;
        return (
          <svg viewBox={`0 0 ${width} ${block * lags.length}`} role="img" aria-label={title}>
            {lags.map((lag, i) => (
              <g key={lag} transform={`translate(0 ${i * block})`}>{matrix(chain(lag), names, ink, width, { title: say("page.neighbours-in", { n: lag }) })}</g>
            ))}
          </svg>
        );
      }}
      table={() => ({
        columns: [say("report.neighbours-class"), say("report.class-of"), "n", ...names],
        rows: rows.rows().map((row) => [row["lag"], row["class"], Number(row["n"]), ...names.map((_, i) => share(row, `to ${i + 1}`))]),
        digits: [0, 0, 0, ...names.map(() => 3)],
      })}
      note={<span>{joined(tested(rows))}</span>}
    />
  );
}

/** Whether the moves hang on the neighbours, and how thin the counts are. */
function tested(rows: Table): string[] {
  const first = rows.rows()[0] ?? {};
  const [p, q] = [first["lr_p"] as Maybe, first["q_p"] as Maybe];
  if (!Number(first["df"]) || !known(p) || !known(q)) return [say("report.say-spatial-markov-untested")];
  const side = p <= LEVEL && q <= LEVEL ? "yes" : p > LEVEL && q > LEVEL ? "no" : "mixed";
  const found = { lr: fixed(first["lr"] as number, 1), df: Number(first["df"]), p: probability(p), q: fixed(first["q"] as number, 1), q_p: probability(q) };
  const thin = rows.numbers("n").filter((n) => known(n) && n < SPARSE).length;
  const out = [say(`report.say-spatial-markov-${side}`, found)];
  if (thin > 0) out.push(`* ${say("report.say-thin", { thin, rows: rows.length, least: SPARSE })}`);
  return out;
}
