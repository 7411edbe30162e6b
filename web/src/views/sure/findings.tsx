// Which findings stand: the share of specifications that keep each, and what those have in common that do not.
import type { FindingMeta } from "../../answers";
import { Figure } from "../../charts/figure";
import { folded, wide } from "../../charts/text";
import type { Ink } from "../../ink";
import { fixed, known, type Maybe } from "../../numbers";
import { Pending } from "../../pending";
import { parts } from "../../spoken";
import { current } from "../../study";
import { joined, say, told } from "../../words";

const [LINE, BAR, GAP] = [15, 10, 12];

interface Finding {
  words: string;
  against: string;
  specifications: number;
  holds: number;
  share: number;
}

export function Findings({ of }: { of: FindingMeta[] }) {
  const study = current();
  const loaded = study.table("finding_shares");
  if (loaded.state !== "ready") return <Pending of={loaded} />;
  const rows = loaded.value.rows().flatMap((row, i): Finding[] => {
    const one = of[i];
    const share = row["share"] as Maybe;
    if (!one || !known(share)) return [];
    return [{ words: headed(told(one.words)), against: told(one.against), specifications: Number(row["specifications"]), holds: Number(row["holds"]), share }];
  }).sort((a, b) => b.share - a.share);
  const title = say("page.findings-title");
  const most = Math.max(...rows.map((row) => row.specifications), 0);
  return (
    <Figure
      wide
      name="sure-findings"
      made={{ table: "finding_shares" }}
      question={say("page.ask-findings")}
      title={title}
      caption={parts([say("report.specifications-n", { n: most }), say("page.n-units", { n: study.meta.units.length })])}
      tools={<p class="said">{counted(rows)}</p>}
      drawing={(ink, width) => draw(rows, ink, width, title)}
      note={<span>{say("report.curve-hedge")}</span>}
      table={() => ({
        columns: [say("report.finding"), say("report.specifications"), say("report.specifications-keep"), say("report.share-keep"), say("report.against")],
        rows: rows.map((row) => [row.words, row.specifications, row.holds, 100 * row.share, row.against || null]),
        digits: [undefined, undefined, undefined, 1],
      })}
    />
  );
}

const headed = (words: string): string => words.slice(0, 1).toUpperCase() + words.slice(1);

/** How many stand, hang on a choice, and fall. */
function counted(rows: Finding[]): string {
  const stand = rows.filter((row) => row.share === 1).length;
  const fall = rows.filter((row) => row.share === 0).length;
  return joined([say("page.findings-counted", { stand, n: rows.length, hang: rows.length - stand - fall, fall })]);
}

/** Whether a finding stands, in words. */
function verdict({ share, holds, specifications: n, against }: Finding): string {
  if (share === 1) return say("page.finding-stands", { n });
  if (share === 0) return say("page.finding-falls", { n });
  return joined([say("page.finding-hangs", { holds, n }), against && say("page.finding-against", { choices: against })]);
}

function draw(rows: Finding[], ink: Ink, width: number, label: string) {
  const number = wide("100.0%", 12) + 8;
  let y = 0;
  const drawn = rows.map((row) => {
    const [words, below] = [folded(row.words, 12.6, width, 3), folded(verdict(row), 11.5, width, 3)];
    const top = y;
    const bar = top + words.length * LINE + 4;
    y = bar + BAR + below.length * LINE + GAP;
    return { row, words, below, top, bar };
  });
  return (
    <svg viewBox={`0 0 ${width} ${Math.max(y - GAP + 6, 1)}`} role="img" aria-label={label}>
      {drawn.map(({ row, words, below, top, bar }) => (
        <g key={row.words}>
          <title>{`${row.words}: ${verdict(row)}`}</title>
          {words.map((line, i) => <text key={i} x="0" y={top + (i + 1) * LINE - 3} font-size="12.5" fill={ink.text}>{line}</text>)}
          <rect x="0" y={bar} width={width - number} height={BAR} fill={ink.grid} />
          <rect x="0" y={bar} width={(width - number) * row.share} height={BAR} fill={row.share === 1 ? ink.accent : ink.shortfallSlack} />
          <text x={width} y={bar + BAR - 1} font-size="12" text-anchor="end" fill={ink.text} class="digits">{`${shareOf(row.share)}%`}</text>
          {below.map((line, i) => <text key={i} x="0" y={bar + BAR + (i + 1) * LINE - 2} font-size="11" fill={ink.quiet}>{line}</text>)}
        </g>
      ))}
    </svg>
  );
}

/** A share in percent: whole where it is, else with one decimal. */
const shareOf = (share: number): string => fixed(100 * share, 1).replace(/\.0$/, "");
