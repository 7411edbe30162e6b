// Who ranks where: places by TOPSIS, by the rank-sum ratio and by efficiency, joined unit by unit.
import { Figure } from "../../charts/figure";
import { pickable } from "../../charts/pickable";
import { BOLD, fitName, wide } from "../../charts/text";
import type { Ink } from "../../ink";
import { fixed, known, type Maybe } from "../../numbers";
import { isPicked } from "../../state";
import { aside, parts, probability, stamp, when } from "../../spoken";
import { current } from "../../study";
import type { Cell, Table } from "../../table";
import { joined, listed, say } from "../../words";
import { setup } from "../caption";
import { columnLabel, periodIn, space } from "./variable";

type Row = Record<string, Cell>;
const WAYS = [
  { score: "topsis", rank: "topsis_rank", name: "report.topsis" },
  { score: "rsr", rank: "rsr_rank", name: "report.rank-sums" },
  { score: "te_crs", rank: "te_rank", name: "report.te" },
] as const;
const [ROW, TOP] = [20, 28];
/** Of the drawing; with many units lines come close. */
const HIGHEST = 840;
/** More names than these are not written beside the lines, but for those picked. */
const NAMED = 60;

export function indicatorName(name: string): string {
  const found = space().subsystems?.indicators.find((one) => one.name === name);
  return found ? columnLabel(found) : name;
}

export function Rankings({ rows, agreement }: { rows: Table; agreement: Table | null }) {
  const period = periodIn(rows);
  const here = rows.where({ period });
  const ways = WAYS.filter(({ rank }) => here.numbers(rank).some(known));
  const found = here.rows();
  const first = [...found].sort((a, b) => Number(a["topsis_rank"]) - Number(b["topsis_rank"])).slice(0, 3);
  const high = listed(first.map((row) => `${current().unit(String(row["unit"]))} ${fixed(row["topsis"] as Maybe)}`));
  const said = [say("report.say-topsis", { when: when(period), high }), ...(agreement ? agreed(agreement, period) : []), say("report.rankings-note")];
  const title = ways.map(({ name }) => say(name)).join(say("page.comma"));
  return (
    <Figure
      name="space-rankings"
      made={{ table: "space_rankings", period }}
      question={say("page.ask-rankings")}
      title={title}
      caption={parts([title, stamp(period), say("page.n-units", { n: found.length }), say("page.n-indicators-ranked", { n: space().subsystems?.indicators.length ?? 0 }), ways.some(({ score }) => score === "te_crs") ? setup(space().subsystems?.efficiency ?? "") : undefined])}
      drawing={(ink, width) => draw(found, ways, ink, title, width)}
      table={() => ({
        columns: [say("page.unit"), ...ways.flatMap(({ name }) => [say(name), aside(say("page.rank"), say(name))]), say("report.largest-obstacle")],
        rows: found.map((row) => [row["unit"], ...ways.flatMap(({ score, rank }) => [row[score], row[rank]]), row["obstacle"] ? indicatorName(String(row["obstacle"])) : null]),
        unit: 0,
      })}
      note={<span>{joined(said)}</span>}
    />
  );
}

/** How alike the rankings are. */
function agreed(rows: Table, period: string): string[] {
  const pairs = rows.where({ period }).rows().filter((row) => known(row["spearman"] as Maybe)).map((row) => {
    const words = ["first", "second"].map((side) => say(WAYS.find(({ score }) => score === row[side])?.name ?? "")).join("–");
    return aside(`${words} ${fixed(row["spearman"] as Maybe, 2)}`, `p ${probability(row["spearman_p"] as Maybe)}`);
  });
  return pairs.length > 0 ? [say("report.say-agreement", { when: when(period), pairs: listed(pairs) })] : [];
}

function draw(rows: Row[], ways: readonly (typeof WAYS)[number][], ink: Ink, title: string, width: number) {
  const study = current();
  const n = rows.length;
  const step = Math.min(ROW, HIGHEST / n);
  const names = Math.min(Math.max(...rows.map((row) => wide(study.unit(String(row["unit"])), 12))) + 36, width * 0.36);
  const x = (i: number): number => (ways.length === 1 ? names : names + (i * (width - 2 * names)) / (ways.length - 1));
  // units that share a place stand below each other, in the order of their names
  const places = ways.map(({ rank }) => {
    const order = rows.map((row, i) => ({ i, rank: known(row[rank] as Maybe) ? Number(row[rank]) : Infinity })).sort((a, b) => a.rank - b.rank || a.i - b.i);
    const at = new Map<number, number>();
    order.forEach(({ i, rank: place }, k) => place < Infinity && at.set(i, k));
    return at;
  });
  const y = (way: number, i: number): number | null => {
    const place = places[way]?.get(i);
    return place === undefined ? null : TOP + place * step + step / 2;
  };
  const lines = rows.map((row, i) => ({ row, i, on: isPicked(String(row["unit"])) })).sort((a, b) => Number(a.on) - Number(b.on));
  return (
    <svg viewBox={`0 0 ${width} ${TOP + n * step + 4}`} role="group" aria-label={title}>
      {ways.map(({ name }, k) => <text key={name} x={x(k)} y="14" font-size="12" font-weight="700" text-anchor={k === 0 ? "end" : k === ways.length - 1 ? "start" : "middle"} fill={ink.text}>{say(name)}</text>)}
      {lines.map(({ row, i, on }) => {
        const unit = String(row["unit"]);
        const points = ways.flatMap((_, k) => {
          const at = y(k, i);
          return at === null ? [] : [`${x(k)},${at.toFixed(1)}`];
        });
        const said = `${study.unit(unit)}: ${ways.map(({ name, rank }) => `${say(name)} ${row[rank] ?? "–"}`).join(say("page.comma"))}`;
        const shown = n <= NAMED || on;
        const [left, right] = [y(0, i), y(ways.length - 1, i)];
        const words = (k: number): string => `${row[ways[k]?.rank ?? ""] ?? "–"}. ${fitName(study.unit(unit), on ? BOLD : 12, names - 34)}`;
        return (
          <g key={unit} class="bar" {...pickable(unit, said)}>
            <title>{said}</title>
            <polyline points={points.join(" ")} fill="none" stroke={ink.paper} stroke-opacity="0" stroke-width="10" />
            <polyline points={points.join(" ")} fill="none" stroke={on ? ink.picked : ink.quiet} stroke-opacity={on ? 1 : 0.55} stroke-width={on ? 3 : 1.2} />
            {points.map((point) => <circle key={point} cx={point.split(",")[0]} cy={point.split(",")[1]} r={on ? 4.5 : 2.6} fill={on ? ink.picked : ink.accent} />)}
            {shown && left !== null && <text x={names - 8} y={left + 4} font-size="12" text-anchor="end" fill={ink.text} font-weight={on ? 700 : 400}>{words(0)}</text>}
            {shown && ways.length > 1 && right !== null && <text x={width - names + 8} y={right + 4} font-size="12" fill={ink.text} font-weight={on ? 700 : 400}>{words(ways.length - 1)}</text>}
          </g>
        );
      })}
    </svg>
  );
}
