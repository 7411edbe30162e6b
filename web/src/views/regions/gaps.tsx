// Do regions come closer: the widest difference of their means, period by period.
import { periodAxis, valueAxis } from "../../charts/axes";
import { Figure } from "../../charts/figure";
import type { Ink } from "../../ink";
import { current, now, shown } from "../../study";
import { say } from "../../words";
import { captionOf } from "../caption";
import { ofRegions } from "../made";
import { gapIn, type RegionMeans } from "./means";

export function RegionGaps({ means }: { means: RegionMeans }) {
  const study = current();
  const measure = shown.value;
  const gaps = means.periods.map((_, i) => gapIn(means, i));
  if (gaps.filter(Boolean).length < 2) return null;
  const shares = between();
  const title = say("page.gap-of", { what: study.measureName(measure) });
  return (
    <Figure
      name="region-gaps"
      made={ofRegions(measure)}
      question={say("page.ask-region-gaps")}
      title={title}
      caption={captionOf(measure, `${means.periods[0]}–${means.periods.at(-1)}`)}
      height={260}
      chart={(ink) => chart(means.periods, gaps, ink)}
      note={<span>{say("page.gap-read")}</span>}
      table={() => ({
        columns: [say("page.period"), say("page.highest"), say("page.lowest"), say("report.gap"), ...(shares ? [say("report.between-share")] : [])],
        rows: means.periods.map((period, i) => {
          const gap = gaps[i];
          const share = shares?.get(period);
          return [period, gap ? study.region(gap.high) : null, gap ? study.region(gap.low) : null, gap?.gap ?? null, ...(shares ? [share === undefined ? null : 100 * share] : [])];
        }),
        digits: [undefined, undefined, undefined, 3, 1],
      })}
    />
  );
}

/** Period -> share of the variance that lies between regions, where the study has it of this measure. */
function between(): Map<string, number> | null {
  const study = current();
  const measure = shown.value;
  if (measure.column !== "te_crs" || !study.has("region_gaps")) return null;
  const loaded = study.table("region_gaps");
  if (loaded.state !== "ready") return null;
  const own = loaded.value.where({ model: measure.model });
  const shares = own.numbers("between_share");
  return new Map(own.words("period").flatMap((period, i) => (typeof shares[i] === "number" ? [[period, shares[i]] as const] : [])));
}

function chart(periods: string[], gaps: ReturnType<typeof gapIn>[], ink: Ink) {
  const study = current();
  return {
    aria: { enabled: true },
    grid: { left: 56, right: 14, top: 16, bottom: 28 },
    tooltip: {
      trigger: "axis" as const,
      formatter: (items: unknown) => {
        const place = (items as { dataIndex: number }[])[0]?.dataIndex ?? 0;
        const gap = gaps[place];
        return gap ? `${periods[place]}\n${say("page.gap-between", { high: study.region(gap.high), low: study.region(gap.low), gap: study.shown(shown.value, gap.gap) })}` : "";
      },
    },
    xAxis: { ...periodAxis(ink, periods), boundaryGap: true },
    yAxis: { ...valueAxis(ink), min: 0 },
    series: [
      {
        type: "bar" as const,
        name: say("report.gap"),
        barMaxWidth: 36,
        data: gaps.map((gap, i) => ({ value: gap?.gap ?? null, itemStyle: { color: ink.accent, ...(periods[i] === now.value ? { borderColor: ink.text, borderWidth: 2 } : {}) } })) as never,
      },
    ],
  };
}
