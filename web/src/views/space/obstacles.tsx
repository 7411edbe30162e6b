// What holds units back: the mean obstacle degree of every indicator.
import { breadth } from "../../charts/keys";
import { Figure } from "../../charts/figure";
import { CATEGORIES, type Ink } from "../../ink";
import { fixed, percent } from "../../numbers";
import { parts, stamp } from "../../spoken";
import { current } from "../../study";
import type { Table } from "../../table";
import { listed, say } from "../../words";
import { subsystems } from "./coupling";
import { indicatorName } from "./rankings";
import { periodIn } from "./variable";

const [WIDTH, ROW, VALUE, SIZE] = [560, 32, 64, 15];

interface Bar {
  name: string;
  subsystem: string;
  degree: number;
}

export function Obstacles({ rows }: { rows: Table }) {
  const study = current();
  const period = periodIn(rows);
  const bars: Bar[] = rows.where({ period }).rows()
    .map((row) => ({ name: indicatorName(String(row["indicator"])), subsystem: String(row["subsystem"]), degree: Number(row["degree"]) }))
    .sort((a, b) => b.degree - a.degree);
  const names = listed(bars.slice(0, 3).map((bar) => `${bar.name} ${percent(bar.degree)}`));
  const title = say("report.t-obstacles");
  return (
    <Figure
      name="space-obstacles"
      question={say("page.ask-obstacles")}
      title={title}
      caption={parts([say("page.obstacles"), stamp(period)])}
      drawing={(ink) => draw(bars, ink, title)}
      table={() => ({ columns: [say("report.indicator"), say("report.subsystem"), say("report.obstacle")], rows: bars.map((bar) => [bar.name, study.variable(bar.subsystem), 100 * bar.degree]), digits: [undefined, undefined, 1] })}
      note={<span>{say("page.obstacles-first", { names })} {say("report.say-obstacles-limits")}</span>}
    />
  );
}

function draw(bars: Bar[], ink: Ink, title: string) {
  const study = current();
  const systems = subsystems();
  const colour = (subsystem: string): string => CATEGORIES[systems.indexOf(subsystem) % 7] ?? "";
  const head = Math.min(Math.max(...bars.map((bar) => breadth(bar.name, SIZE))) + 12, 300);
  const most = Math.max(...bars.map((bar) => bar.degree), 1e-9);
  const x = (degree: number): number => (degree / most) * (WIDTH - head - VALUE);
  return (
    <svg viewBox={`0 0 ${WIDTH} ${bars.length * ROW + 30}`} role="img" aria-label={title}>
      {bars.map((bar, i) => (
        <g key={bar.name} transform={`translate(0 ${i * ROW})`}>
          <text x={head - 8} y="21" font-size={SIZE} text-anchor="end" fill={ink.text}>{bar.name}</text>
          <rect x={head} y="4" width={Math.max(x(bar.degree), 1)} height={ROW - 8} fill={colour(bar.subsystem)} />
          <text x={head + x(bar.degree) + 6} y="21" font-size={SIZE} fill={ink.text} class="digits">{fixed(100 * bar.degree, 1)}%</text>
        </g>
      ))}
      {systems.map((name, i) => (
        <g key={name} transform={`translate(${i * 150} ${bars.length * ROW + 6})`}>
          <rect width="14" height="14" fill={colour(name)} />
          <text x="20" y="12" font-size={SIZE} fill={ink.text}>{study.variable(name)}</text>
        </g>
      ))}
    </svg>
  );
}
