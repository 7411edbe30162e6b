// How much gain is equity worth: the front of plans, each a point to choose.
import { Figure } from "../../charts/figure";
import { Uprights } from "../../charts/grid";
import { pressable } from "../../charts/pickable";
import { scale, ticks } from "../../charts/scales";
import type { Ink } from "../../ink";
import { fixed, known } from "../../numbers";
import { parts, stamp } from "../../spoken";
import { current } from "../../study";
import { say } from "../../words";
import { Again } from "./again";
import { limitsOf } from "./brief";
import type { FrontFound, Options, Period } from "./messages";
import type { FrontShown, Planner } from "./planner";
import { Refused } from "./refused";

const [HEIGHT, LEFT, RIGHT, TOP, BOTTOM] = [360, 46, 14, 24, 46];
/** What a plan may have above the inequality of its point, for rounding. */
const SLACK = 1e-9;

interface Point {
  number: number;
  inequality: number;
  gain: number;
  moves: number;
  limit: number;
}

export function Front({ planner }: { planner: Planner }) {
  const study = current();
  if (study.meta.persons === null) return null;
  const front = planner.front.value ?? stored(planner);
  const points = front ? pointsOf(front) : [];
  const isBusy = planner.busy.value !== "";
  const title = say("report.t-plan-front");
  const present = front?.present ?? 0;
  return (
    <section class="part front">
      <h2>{say("report.h-front")}</h2>
      <p class="actions">
        <button onClick={() => void planner.findFront()} disabled={isBusy}>{front ? say("page.front-again") : say("page.front-find")}</button>
        {planner.busy.value === "front" && <span class="hint" aria-live="polite">{say("page.front-busy")}</span>}
      </p>
      {planner.frontWhy.value !== null && <Refused why={planner.frontWhy.value} />}
      {front && points.length > 0 && (
        <Figure
          name="plan-front"
          made={front.lines ? { lines: front.lines } : { table: "plan_front" }}
          question={say("page.ask-front")}
          title={title}
          caption={parts([title, stamp(front.period), limitsOf(front.options)])}
          drawing={(ink, width) => draw(points, present, planner, ink, title, width)}
          table={() => ({
            columns: [say("report.plan-point"), say("report.plan-unequal"), `${say("report.plan-gain")} (%)`, say("report.plan-moved-share")],
            rows: points.map((point) => [point.number, 100 * point.inequality, 100 * point.gain, 100 * point.moves]),
            digits: [0, 2, 2, 2],
          })}
          note={<span>{say("page.front-note")} {front.left_out.length > 0 && say("page.front-left-out", { names: front.left_out.join(say("page.comma")) })}</span>}
        />
      )}
      {front?.lines && <Again toml={front.toml} lines={front.lines} />}
    </section>
  );
}

function pointsOf(front: FrontFound): Point[] {
  return front.points.rows().map((row, i) => ({
    number: i + 1, inequality: Number(row["inequality"]), gain: Number(row["gain"]), moves: Number(row["moves"]), limit: front.limits[i] ?? Number(row["inequality"]),
  }));
}

/** The front of the study's results. */
function stored(planner: Planner): FrontShown | null {
  const study = current();
  if (planner.front.value || !study.has("plan_front") || !study.meta.records.includes("plan")) return null;
  const [points, record] = [study.table("plan_front"), study.record<{ period: Period; settings: Options; front?: { present: number } }>("plan")];
  if (points.state !== "ready" || record.state !== "ready" || !record.value.front) return null;
  const limits = points.value.numbers("inequality").map((value) => Number(value) * (1 + SLACK));
  return { points: points.value, limits, present: record.value.front.present, left_out: [], lines: "", toml: "", period: String(record.value.period), options: record.value.settings };
}

function draw(points: Point[], present: number, planner: Planner, ink: Ink, title: string, width: number) {
  const span = (values: number[]): [number, number] => {
    const [low, high] = [Math.min(...values), Math.max(...values)];
    const room = 0.08 * (high - low) || 0.05 * Math.abs(high) || 0.001;
    return [low - room, high + room];
  };
  const [xs, ys] = [span([...points.map((point) => point.inequality), present]), span(points.map((point) => point.gain))];
  const [right, bottom] = [width - RIGHT, HEIGHT - BOTTOM];
  const [x, y] = [scale(...xs, LEFT, right), scale(...ys, bottom, TOP)];
  const chosen = planner.form.value.inequality;
  const isChosen = (point: Point): boolean => known(chosen) && Math.abs(chosen / 100 - point.limit) < 1e-7;
  const digits = xs[1] - xs[0] < 0.01 ? 2 : 1;
  const side = x(present) > width / 2 ? -1 : 1;
  return (
    <svg viewBox={`0 0 ${width} ${HEIGHT}`} role="group" aria-label={title}>
      <Uprights marks={ticks(...xs, width / 100).map((value) => ({ x: x(value), text: fixed(100 * value, digits) }))} top={TOP} bottom={bottom} ink={ink} />
      {ticks(...ys).map((value) => <g key={value}><line x1={LEFT} x2={right} y1={y(value)} y2={y(value)} stroke={ink.grid} /><text x={LEFT - 6} y={y(value) + 4} font-size="11" text-anchor="end" fill={ink.text}>{fixed(100 * value, 1)}</text></g>)}
      <text x={right} y={HEIGHT - 8} font-size="12" text-anchor="end" fill={ink.text}>{say("page.front-x")}</text>
      <text x="2" y="13" font-size="12" fill={ink.text}>{say("page.front-y")}</text>
      <line x1={x(present)} x2={x(present)} y1={TOP} y2={bottom} stroke={ink.quiet} stroke-dasharray="4 4" />
      <text x={x(present) + 6 * side} y={bottom - 8} font-size="11" text-anchor={side < 0 ? "end" : "start"} fill={ink.quiet}>{say("report.plan-today")}</text>
      <polyline points={points.map((point) => `${x(point.inequality)},${y(point.gain)}`).join(" ")} fill="none" stroke={ink.shortfall} stroke-width="2.5" />
      {points.map((point) => {
        const said = say("page.front-point", { number: point.number, inequality: fixed(100 * point.inequality, 2), gain: fixed(100 * point.gain, 2) });
        const take = (): void => void planner.takePoint(point.limit);
        return (
          <g key={point.number} class="bar" {...pressable(take, isChosen(point), said)}>
            <title>{said}</title>
            <circle cx={x(point.inequality)} cy={y(point.gain)} r="14" fill={ink.paper} fill-opacity="0" />
            <circle cx={x(point.inequality)} cy={y(point.gain)} r={isChosen(point) ? 8 : 6} fill={isChosen(point) ? ink.picked : ink.shortfall} stroke={ink.paper} stroke-width="1.5" />
          </g>
        );
      })}
    </svg>
  );
}
