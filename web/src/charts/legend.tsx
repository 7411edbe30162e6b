// What colours and marks stand for, in rows below a drawing, so that it can stand alone.
import { regionColour, type Ink } from "../ink";
import { current } from "../study";
import { mark } from "./symbols";
import { wide } from "./text";

export interface LegendItem {
  text: string;
  colours: string[];
  /** The mark of a region in place of a square. */
  shape?: number;
}

const ROW = 18;
const SIZE = 11;

/** How high the legend is, and the legend. */
export function drawLegend(items: LegendItem[], ink: Ink, width: number, top: number) {
  let [x, y] = [0, top + 8];
  const placed = items.map((item) => {
    const takes = 14 * item.colours.length + 4 + wide(item.text, 12) + 12;
    if (x > 0 && x + takes > width) [x, y] = [0, y + ROW];
    const at = { item, x, y };
    x += takes;
    return at;
  });
  const height = items.length === 0 ? 0 : y + ROW - top;
  const node = (
    <g aria-hidden="true">
      {placed.map(({ item, x, y }) => (
        <g transform={`translate(${x} ${y})`} key={item.text}>
          {item.shape !== undefined ? (
            <path d={mark(item.shape, 6, 6, 5)} fill={item.colours[0]} stroke={ink.paper} />
          ) : (
            item.colours.map((colour, i) => <rect key={i} x={14 * i} width={SIZE} height={SIZE} fill={colour} stroke={ink.quiet} stroke-width="0.5" />)
          )}
          <text x={14 * item.colours.length + 3} y="10" font-size="12" fill={ink.text}>{item.text}</text>
        </g>
      ))}
    </g>
  );
  return { height, node };
}

/** Marks and colours of the regions; of a study without regions, nothing. */
export function regionItems(marked: boolean): LegendItem[] {
  const study = current();
  return study.regions.map((region, i) => ({ text: study.region(region), colours: [regionColour(region, study.regions)], shape: marked ? i : 0 }));
}
