// A figure of the page: its question, its name, the chart, the table behind it, and what can be taken away.
import { render, type ComponentChildren, type VNode } from "preact";
import { useEffect, useId, useRef, useState } from "preact/hooks";
import { LIGHT, ink, type Ink } from "../ink";
import { complain } from "../notices";
import { fixed } from "../numbers";
import { isPicked, pick } from "../state";
import { parts } from "../spoken";
import { current } from "../study";
import { say, told } from "../words";
import { EChart, svgOf, type Draw } from "./echart";
import { Head } from "./head";
import { usePython, type Made } from "./python";
import { cited, csv, download, png, type Sheet } from "./save";

/** A table: `unit` is the column with units' keys, whose names are shown and which can be picked. */
export interface Behind extends Sheet {
  unit?: number;
  digits?: (number | undefined)[];
}

interface Common {
  /** Of the files that are saved. */
  name: string;
  /** What it answers; the technical name follows it. */
  question: string;
  title: string;
  /** Unit, period, model: what the caption says before the source. */
  caption: string;
  table: () => Behind;
  /** What its numbers are a part of, for the lines of Python. */
  made: Made;
  note?: ComponentChildren;
  /** Above what is drawn. */
  tools?: ComponentChildren;
  wide?: boolean;
}

/** Drawn as SVG by the page, for so many pixels of width, or by ECharts. */
type Drawn =
  | { drawing: (ink: Ink, width: number) => VNode; chart?: undefined; height?: undefined }
  | { chart: Draw; height: number; drawing?: undefined };

/** Pixels: the width of figures that are saved, and what a figure's frame takes of its place. */
const PRINTED = 720;
const PADDING = 24;

export function citation(caption: string): string {
  const { meta, title } = current();
  return say("page.citation", { caption, title: told(title), source: told(meta.source) || "–", software: meta.software });
}

/** What a figure says where its title is not beside it. */
export const alone = (title: string, caption: string): string => (caption.startsWith(title) ? caption : parts([title, caption]));

export function Figure(of: Common & Drawn) {
  const [open, setOpen] = useState(false);
  const [width, setWidth] = useState(0);
  const place = useRef<HTMLElement>(null);
  const id = useId();
  const caption = citation(alone(of.title, of.caption));
  const python = usePython(of.made);

  useEffect(() => {
    const node = place.current;
    if (!node) return;
    const measured = (): void => setWidth(node.clientWidth - PADDING);
    measured();
    const sized = new ResizeObserver(measured);
    sized.observe(node);
    return () => sized.disconnect();
  }, []);

  const svg = (): string => {
    if (of.chart) return cited(withViewBox(svgOf(of.chart, LIGHT, PRINTED, of.height)), caption, LIGHT.quiet);
    const aside = document.createElement("div");
    render(of.drawing(LIGHT, PRINTED), aside);
    const text = new XMLSerializer().serializeToString(aside.querySelector("svg") as SVGElement);
    render(null, aside);
    return cited(text, caption, LIGHT.quiet);
  };

  return (
    <figure ref={place} class={of.wide ? "figure wide" : "figure"} id={`figure-${of.name}`} aria-labelledby={id}>
      <Head id={id} question={of.question} title={of.title} citation={caption}>
        <button onClick={() => setOpen(!open)}>{open ? say("page.hide-table") : say("page.show-table")}</button>
        <button onClick={() => download(`${of.name}.csv`, csv(of.table(), caption), "text/csv")}>CSV</button>
        <button onClick={() => download(`${of.name}.svg`, svg(), "image/svg+xml")}>SVG</button>
        <button onClick={() => png(svg()).then((picture) => download(`${of.name}.png`, picture), complain)}>PNG</button>
        {python.button}
      </Head>
      {of.tools}
      {of.chart ? <EChart draw={of.chart} height={of.height} label={`${of.title}. ${of.caption}`} /> : width > 0 && of.drawing(ink.value, width)}
      {of.note && <div class="note">{of.note}</div>}
      <figcaption>{of.caption}</figcaption>
      {python.lines}
      {open && <Numbers of={of.table()} caption={of.title} />}
    </figure>
  );
}

function withViewBox(svg: string): string {
  if (/viewBox=/.test(svg)) return svg;
  return svg.replace(/<svg([^>]*?)width="([\d.]+)"([^>]*?)height="([\d.]+)"/, '<svg$1width="$2"$3height="$4" viewBox="0 0 $2 $4"');
}

/** A table of numbers, the first column a header; units can be picked in it. */
export function Numbers({ of, caption }: { of: Behind; caption: string }) {
  const study = current();
  const isNumber = of.columns.map((_, i) => of.rows.some((row) => typeof row[i] === "number"));
  return (
    <div class="scroll" tabIndex={0} role="region" aria-label={caption}>
      <table>
        <caption class="unseen">{caption}</caption>
        <thead>
          <tr>
            {of.columns.map((column, i) => (
              <th scope="col" key={i} class={isNumber[i] ? "number" : ""}>
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {of.rows.map((row, r) => (
            <tr key={r} class={of.unit !== undefined && isPicked(String(row[of.unit])) ? "picked" : ""}>
              {row.map((cell, i) => {
                if (i === of.unit && typeof cell === "string" && study.meta.units.includes(cell))
                  return (
                    <th scope="row" key={i}>
                      <button class="plain" onClick={(event) => pick(cell, event.shiftKey)}>{study.unit(cell)}</button>
                    </th>
                  );
                if (typeof cell === "number")
                  return <td key={i} class="number">{Number.isInteger(cell) && !of.digits?.[i] ? cell : fixed(cell, of.digits?.[i] ?? 3)}</td>;
                return i === 0 ? <th scope="row" key={i}>{cell ?? "–"}</th> : <td key={i} class={isNumber[i] ? "number" : ""}>{cell === true ? "✓" : cell === false ? "" : (cell ?? "–")}</td>;
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
