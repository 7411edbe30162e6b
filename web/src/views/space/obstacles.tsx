// What holds units back: the mean obstacle degree of every indicator.
import { Figure } from "../../charts/figure";
import { drawLegend } from "../../charts/legend";
import { fitName, wide } from "../../charts/text";
import { seriesColour, type Ink } from "../../ink";
import { fixed, percent } from "../../numbers";
import { stamp } from "../../spoken";
import { current } from "../../study";
import type { Table } from "../../table";
import { listed, say } from "../../words";
import { subsystems } from "./coupling";
import { indicatorName } from "./rankings";
import { captionOfSystems, periodIn } from "./variable";

const [ROW, VALUE] = [28, 50];

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
      made={{ table: "space_obstacles", period }}
      question={say("page.ask-obstacles")}
      title={title}
      caption={captionOfSystems(say("page.obstacles"), stamp(period))}
      drawing={(ink, width) => draw(bars, ink, title, width)}
      table={() => ({ columns: [say("report.indicator"), say("report.subsystem"), say("report.obstacle")], rows: bars.map((bar) => [bar.name, study.variable(bar.subsystem), 100 * bar.degree]), digits: [undefined, undefined, 1] })}
      note={<span>{say("page.obstacles-first", { names })} {say("report.say-obstacles-limits")}</span>}
    />
  );
}

function draw(bars: Bar[], ink: Ink, title: string, width: number) {
  const study = current();
  const systems = subsystems();
  const colour = (subsystem: string): string => seriesColour(systems.indexOf(subsystem));
  const names = Math.min(Math.max(...bars.map((bar) => wide(bar.name, 12))) + 12, width * 0.5);
  const most = Math.max(...bars.map((bar) => bar.degree), 1e-9);
  const x = (degree: number): number => (degree / most) * (width - names - VALUE);
  const legend = drawLegend(systems.map((name) => ({ text: study.variable(name), colours: [colour(name)] })), ink, width, bars.length * ROW);
  return (
    <svg viewBox={`0 0 ${width} ${bars.length * ROW + legend.height}`} role="img" aria-label={title}>
      {bars.map((bar, i) => (
        <g key={bar.name} transform={`translate(0 ${i * ROW})`}>
          <text x={names - 8} y="18" font-size="12" text-anchor="end" fill={ink.text}>{fitName(bar.name, 12, names - 8)}</text>
          <rect x={names} y="4" width={Math.max(x(bar.degree), 1)} height={ROW - 8} fill={colour(bar.subsystem)} />
          <text x={names + x(bar.degree) + 6} y="18" font-size="12" fill={ink.text}>{fixed(100 * bar.degree, 1)}%</text>
        </g>
      ))}
      {legend.node}
    </svg>
  );
}
