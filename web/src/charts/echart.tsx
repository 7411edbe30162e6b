// A chart of ECharts on a canvas: drawn again when what it shows changes, sized with its place.
import { useEffect, useRef } from "preact/hooks";
import { FONT, ink, type Ink } from "../ink";
import { pick } from "../state";
import { init, type ECharts, type Option } from "./echarts";

export type Draw = (ink: Ink, width: number) => Option;

/** What all charts share: type, tooltip drawn on the canvas (no style in the page's HTML), no motion. */
function dressed(option: Option, colours: Ink): Option {
  return {
    animation: false,
    textStyle: { fontFamily: FONT, color: colours.text, fontSize: 12 },
    ...option,
    tooltip: {
      renderMode: "richText",
      confine: true,
      backgroundColor: colours.paper,
      borderColor: colours.line,
      textStyle: { color: colours.text, fontFamily: FONT, fontSize: 12 },
      ...(option.tooltip as object),
    },
  };
}

/** The chart as an SVG document, without the page. */
export function svgOf(draw: Draw, colours: Ink, width: number, height: number): string {
  const chart = init(null, null, { renderer: "svg", ssr: true, width, height });
  chart.setOption({ ...dressed(draw(colours, width), colours), backgroundColor: colours.paper });
  const text = chart.renderToSVGString();
  chart.dispose();
  return text;
}

export function EChart({ draw, height, label }: { draw: Draw; height: number; label: string }) {
  const place = useRef<HTMLDivElement>(null);
  const chart = useRef<ECharts | null>(null);
  const colours = ink.value;

  useEffect(() => {
    const node = place.current;
    if (!node) return;
    const made = init(node, null, { renderer: "canvas" });
    chart.current = made;
    made.on("click", (event) => {
      const unit = (event.data as { unit?: string } | undefined)?.unit;
      if (unit) pick(unit, (event.event?.event as unknown as MouseEvent | undefined)?.shiftKey);
    });
    const sized = new ResizeObserver(() => made.resize());
    sized.observe(node);
    return () => {
      sized.disconnect();
      made.dispose();
      chart.current = null;
    };
  }, []);

  useEffect(() => {
    const width = place.current?.clientWidth ?? 600;
    chart.current?.setOption(dressed(draw(colours, width), colours), { notMerge: true });
    chart.current?.resize();
  });

  return <div ref={place} class="chart" role="img" aria-label={label} style={{ height: `${height}px` }} />;
}
