// What colours and marks stand for, in rows below a drawing, so that it can stand alone.
import { regionColour, seriesColour, type Ink } from "../ink";
import { current } from "../study";
import { mark } from "./marks";
import { fit, wide } from "./text";

export interface LegendItem {
  text: string;
  colours: string[];
  /** A mark in place of a square. */
  shape?: number;
  hatched?: boolean;
  /** A mark that is only an outline. */
  hollow?: boolean;
  /** A line in place of a square. */
  line?: "flat" | "upright";
}

const ROW = 18;
const SIZE = 11;

/** The legend, and how high it is. A drawing in units of its own says how many of them are a `pixel`. */
export function drawLegend(items: LegendItem[], ink: Ink, width: number, top: number, pixel = 1) {
  const room = width / pixel;
  let [x, y] = [0, 8];
  const placed = items.map((item) => {
    const words = 14 * item.colours.length + 3;
    const text = fit(item.text, 12, room - words);
    const takes = words + wide(text, 12) + 13;
    if (x > 0 && x + takes - 13 > room) [x, y] = [0, y + ROW];
    const at = { item, text, words, x, y };
    x += takes;
    return at;
  });
  const height = items.length === 0 ? 0 : (y + ROW) * pixel;
  const node = (
    <g transform={`translate(0 ${top})${pixel === 1 ? "" : ` scale(${pixel})`}`} aria-hidden="true">
      {placed.map(({ item, text, words, x, y }) => (
        <g transform={`translate(${x} ${y})`} key={item.text}>
          <Sign of={item} ink={ink} />
          <text x={words} y="10" font-size="12" fill={ink.text}>{text}</text>
        </g>
      ))}
    </g>
  );
  return { height, node };
}

function Sign({ of, ink }: { of: LegendItem; ink: Ink }) {
  if (of.line) return <path d={of.line === "flat" ? "M0 6H12" : "M6 1V11"} stroke={of.colours[0]} stroke-width={of.line === "flat" ? 2.5 : 1.8} />;
  if (of.shape !== undefined)
    return <path d={mark(of.shape, 6, 6, 5)} fill={of.hollow ? ink.paper : of.colours[0]} stroke={of.hollow ? ink.text : ink.paper} stroke-width={of.hollow ? 1.8 : 1} />;
  return (
    <>
      {of.colours.map((colour, i) => <rect key={i} x={14 * i} width={SIZE} height={SIZE} fill={colour} stroke={ink.quiet} stroke-width="0.5" />)}
      {of.hatched && [0.3, 0.6, 0.9].map((at) => <line key={at} x1={Math.max(SIZE * (at - 0.4), 0)} y1={SIZE} x2={Math.min(SIZE * (at + 0.2), SIZE)} y2="0" stroke={ink.paper} stroke-width="1.6" />)}
    </>
  );
}

/** Marks and colours of the regions; of a study without regions, nothing. */
export function regionItems(marked: boolean): LegendItem[] {
  const study = current();
  return study.regions.map((region, i) => ({ text: study.region(region), colours: [regionColour(region, study.regions)], shape: marked ? i : 0 }));
}

/** Marks and colours of series, in their order. */
export function seriesItems(names: string[]): LegendItem[] {
  return names.map((text, i) => ({ text, colours: [seriesColour(i)], shape: i }));
}
