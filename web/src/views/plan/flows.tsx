// Who gives to whom: arrows on the map, or two columns where there is none.
import { useState } from "preact/hooks";
import type { MapShape } from "../../answers";
import { Buttons } from "../../charts/choices";
import { Figure } from "../../charts/figure";
import type { Lines } from "../../charts/python";
import { drawColouredMap } from "../../charts/map";
import type { Ink } from "../../ink";
import { fixed } from "../../numbers";
import { Pending } from "../../pending";
import { parts, stamp } from "../../spoken";
import { current, mapBase } from "../../study";
import { say } from "../../words";
import { ofPlan } from "../made";
import { MapNote } from "../map-note";
import { digitsOf } from "./amounts";
import { limitsOf, moving } from "./brief";
import { drawColumns, drawPool } from "./flow-columns";
import type { PlanRecord } from "./messages";
import { flowWords, netOf, sideColour, sideItems, strength, transfersOf, type Transfers } from "./transfers";

export function Flows({ record, made }: { record: PlanRecord; made: Lines }) {
  const study = current();
  const columns = moving(record);
  const [asked, setAsked] = useState("");
  const column = columns.find((one) => one === asked) ?? columns[0] ?? "";
  const of = transfersOf(record, column);
  const hasMap = study.meta.maps.bases.length > 0;
  const shape = hasMap ? study.map(mapBase.value) : null;
  if (shape && shape.state !== "ready") return <Pending of={shape} />;
  const digits = digitsOf([...of.net.values()].map((row) => row.before));
  const isPaired = of.flows.length > 0;
  const variable = study.headed(column);
  const title = isPaired ? say("page.title-flows", { variable }) : say("page.title-transfers", { variable });
  return (
    <Figure
      wide
      name="plan-flows"
      made={ofPlan(made, "flows_frame")}
      question={say("page.ask-flows")}
      title={title}
      caption={parts([study.headed(column), stamp(String(record.period)), limitsOf(record.settings), of.isKnown ? say("page.flows-sure") : say("page.flows-not-known")])}
      drawing={(ink, width) => (shape ? draw(of, shape.value, ink, title, width) : isPaired ? drawColumns(of, ink, title, width) : drawPool(of, ink, title, width))}
      table={() => (!isPaired ? alone(of) : {
        columns: [say("report.plan-donor"), say("report.plan-receiver"), study.headed(column), say("page.sure")],
        rows: of.flows.map((flow) => [flow.donor, study.unit(flow.receiver), flow.amount, of.isKnown ? flow.isSure : null]),
        unit: 0,
        digits: [undefined, undefined, digits],
      })}
      note={
        <>
          {columns.length > 1 && (
            <Buttons label={say("page.resource")} options={columns.map((one) => ({ value: one, text: study.variable(one) }))} value={column} choose={setAsked} />
          )}
          {hasMap && <MapNote />}
          <span>{isPaired ? say("report.plan-flows-note") : say("page.flows-unpaired")}</span>
        </>
      }
    />
  );
}

/** Transfers unit by unit, where nothing says who is near whom. */
function alone(of: Transfers) {
  const rows = [...of.net.values()].filter((row) => netOf(row) !== 0);
  return {
    columns: [say("page.unit"), current().headed(of.column), say("page.sure")],
    rows: rows.map((row) => [row.unit, netOf(row), of.isKnown ? row.sure : null]),
    unit: 0,
    digits: [undefined, digitsOf(rows.map((row) => row.before))],
  };
}

function draw(of: Transfers, shape: MapShape, ink: Ink, label: string, width: number) {
  const study = current();
  const digits = digitsOf([...of.net.values()].map((row) => row.before));
  const said = (unit: string): string => {
    const net = netOf(of.net.get(unit));
    return net === 0 ? say("page.keeps") : `${net > 0 ? "+" : "−"}${fixed(Math.abs(net), digits)}`;
  };
  const tile = (unit: string): string => (netOf(of.net.get(unit)) === 0 ? "–" : said(unit));
  const areas = { shape, id: "hatch-flows", colour: (unit: string) => sideColour(of, unit, ink), name: (unit: string) => study.unit(unit), said, tile };
  return drawColouredMap(areas, sideItems(of, ink), ink, label, width, drawArrows(of, shape, ink));
}

function drawArrows(of: Transfers, shape: MapShape, ink: Ink) {
  const places = new Map(shape.areas.flatMap((area) => (area.unit === null ? [] : [[area.unit, area] as const])));
  const most = Math.max(...of.flows.map((flow) => flow.amount), 1e-9);
  const head = 17;
  // what stands in the middle of a tile is to be read
  const away = shape.tiles ? 34 : 5;
  const strong = strength(of);
  return (
    <>
      <defs>
        <marker id="arrow-flow" viewBox="0 0 10 10" refX="7" refY="5" markerWidth={head} markerHeight={head} markerUnits="userSpaceOnUse" orient="auto">
          <path d="M0 0.5L9 5L0 9.5Z" fill={ink.text} stroke={ink.paper} stroke-width="0.8" />
        </marker>
      </defs>
      {[...of.flows].sort((a, b) => strong(a) - strong(b) || a.amount - b.amount).map((flow) => {
        const [donor, receiver] = [places.get(flow.donor), places.get(flow.receiver)];
        if (!donor || !receiver) return null;
        const far = Math.hypot(receiver.x - donor.x, receiver.y - donor.y) || 1;
        const [dx, dy] = [receiver.x - donor.x, receiver.y - donor.y];
        const short = Math.min(away / far, 0.4);
        const from = { x: donor.x + short * dx, y: donor.y + short * dy };
        const to = { x: receiver.x - short * dx, y: receiver.y - short * dy };
        // bent to the left of its way, so that two that pass each other are told apart
        const [bendX, bendY] = [(from.x + to.x) / 2 - 0.18 * dy, (from.y + to.y) / 2 + 0.18 * dx];
        const path = `M${from.x.toFixed(0)} ${from.y.toFixed(0)}Q${bendX.toFixed(0)} ${bendY.toFixed(0)} ${to.x.toFixed(0)} ${to.y.toFixed(0)}`;
        const width = 1.6 + 7 * (flow.amount / most);
        const colour = flow.isSure ? ink.text : ink.quiet;
        return (
          <g key={`${flow.donor}>${flow.receiver}`} opacity={strong(flow)}>
            <path d={path} fill="none" stroke={ink.paper} stroke-width={width + 2.4} />
            <path d={path} fill="none" stroke={colour} stroke-width={width} stroke-dasharray={flow.isSure ? "none" : `${width * 1.5 + 3} ${width + 3}`} marker-end="url(#arrow-flow)">
              <title>{flowWords(of, flow)}</title>
            </path>
          </g>
        );
      })}
    </>
  );
}
