// Within groups or between them: the three parts of the Gini coefficient after Dagum.
import type { SpaceVariable } from "../../answers";
import { Figure } from "../../charts/figure";
import { periodAxis, valueAxis } from "../../charts/axes";
import { CATEGORIES } from "../../ink";
import { fixed, known, type Maybe } from "../../numbers";
import { at } from "../../spoken";
import { current } from "../../study";
import type { Table } from "../../table";
import { joined, listed, say } from "../../words";
import { captionIn, labelOf, periodIn, sizesOf, spanOf } from "./variable";

const PARTS = ["within", "net_between", "transvariation"] as const;
/** Pixels of a period that its numbers need. */
const ROOM = 40;
const COLOURS = [CATEGORIES[5], CATEGORIES[0], CATEGORIES[4]];

export function Dagum({ of, rows }: { of: SpaceVariable; rows: Table }) {
  const study = current();
  const periods = rows.words("period");
  const period = periodIn(rows);
  const what = labelOf(of);
  const title = say("report.fig-dagum", { what });
  const row = rows.where({ period }).rows()[0] ?? {};
  const shares = PARTS.map((part) => row[`${part} %`] as Maybe);
  const most = PARTS[shares.indexOf(Math.max(...shares.filter(known)))];
  const listedParts = listed(PARTS.map((part, i) => `${say(`report.dagum-${part}`)} ${fixed(shares[i], 1)}%`));
  const said = most ? say(`report.say-dagum-${most}`, { at: at(period), parts: listedParts }) : "";
  const pairs = Object.keys(rows.columns).filter((key) => /^(intra|inter) /.test(key) && rows.numbers(key).some(known));
  const names = namesOfPairs(study.regions);
  const pairName = (key: string): string => names.get(key) ?? key;
  return (
    <Figure
      name="space-dagum"
      made={{ table: "space_dagum", of: of.name }}
      question={say("page.ask-dagum")}
      title={title}
      caption={captionIn(of, spanOf(periods), sizesOf(of))}
      height={280}
      chart={(ink, width) => ({
        grid: { left: 48, right: 8, top: width < 400 ? 64 : 44, bottom: 28 },
        legend: { top: 0, left: 0, textStyle: { color: ink.text }, itemWidth: 14, itemHeight: 12 },
        tooltip: {
          trigger: "axis",
          axisPointer: { type: "none" },
          formatter: (items: unknown) => {
            const list = items as { seriesName: string; dataIndex: number; value: number }[];
            const i = list[0]?.dataIndex ?? 0;
            const total = fixed(rows.numbers("gini")[i], 4);
            return [`${periods[i]}: ${say("report.gini")} ${total}`, ...list.map((item, j) => `${item.seriesName} ${fixed(item.value, 4)} (${fixed(rows.numbers(`${PARTS[j]} %`)[i], 1)}%)`)].join("\n");
          },
        },
        xAxis: { ...periodAxis(ink, periods), boundaryGap: true },
        yAxis: { ...valueAxis(ink), scale: false },
        series: PARTS.map((part, i) => ({
          type: "bar", stack: "gini", name: say(`report.dagum-${part}`), data: rows.numbers(part), barMaxWidth: 44,
          itemStyle: { color: COLOURS[i] ?? "" },
          label: { show: width / periods.length >= ROOM, color: i === 1 ? "#ffffff" : "#101415", fontSize: 11, formatter: ({ dataIndex }: { dataIndex: number }) => `${fixed(rows.numbers(`${part} %`)[dataIndex], 0)}%` },
        })),
      })}
      table={() => ({
        columns: [say("page.period"), say("report.gini"), ...PARTS.map((part) => say(`report.dagum-${part}`)), ...PARTS.map((part) => `${say(`report.dagum-${part}`)} (%)`), ...pairs.map(pairName)],
        rows: rows.rows().map((one) => [one["period"], one["gini"], ...PARTS.map((part) => one[part]), ...PARTS.map((part) => one[`${part} %`]), ...pairs.map((key) => one[key])]),
        digits: [0, 4, 4, 4, 4, 1, 1, 1, ...pairs.map(() => 4)],
      })}
      note={<span>{joined([said, say("report.dagum-note")])}</span>}
    />
  );
}

/** Columns of the coefficient in a group and between two, in words; groups may hold dashes of their own. */
function namesOfPairs(groups: string[]): Map<string, string> {
  const region = (group: string): string => current().region(group);
  const within = groups.map((group): [string, string] => [`intra ${group}`, region(group)]);
  const between = groups.flatMap((a) => groups.map((b): [string, string] => [`inter ${a}–${b}`, `${region(a)}–${region(b)}`]));
  return new Map([...within, ...between]);
}
