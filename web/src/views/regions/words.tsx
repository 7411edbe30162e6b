// Who leads among the regions and how far, in a few sentences.
import { known } from "../../numbers";
import { current, now, shown } from "../../study";
import { joined, listed, say } from "../../words";
import { gapIn, type RegionMeans } from "./means";
import { at } from "../../spoken";

/** Gaps of scores and indices this close are alike in words. */
const SAME = 0.005;

export function RegionWords({ means }: { means: RegionMeans }) {
  const study = current();
  const measure = shown.value;
  const place = means.periods.indexOf(now.value);
  const there = [...means.of].flatMap(([region, values]) => (known(values[place]) ? [{ region, value: values[place] }] : [])).sort((a, b) => b.value - a.value);
  if (there.length < 2) return <p class="headlines">{say("report.one-region")}</p>;
  const named = there.map(({ region, value }) => `${study.region(region)} ${study.shown(measure, value)}`);
  const sentences = [
    say("page.region-order", { what: study.measureName(measure), when: at(now.value), regions: listed(named) }),
    wayOfGap(means),
  ];
  return <p class="headlines">{joined(sentences)}</p>;
}

/** Whether the gap between the highest and the lowest closed. */
function wayOfGap(means: RegionMeans): string {
  const study = current();
  const gaps = means.periods.flatMap((period, i) => {
    const gap = gapIn(means, i);
    return gap ? [{ period, gap: gap.gap }] : [];
  });
  const [first, last] = [gaps[0], gaps.at(-1)];
  if (!first || !last || first === last) return "";
  const write = (value: number): string => study.shown(shown.value, value);
  const high = gaps.reduce((a, b) => (b.gap > a.gap ? b : a));
  const low = gaps.reduce((a, b) => (b.gap < a.gap ? b : a));
  const moved = last.gap - first.gap;
  const least = shown.value.table === "panel" ? 0.05 * high.gap : SAME;
  const way = Math.abs(moved) < least ? "same" : moved > 0 ? "rose" : "fell";
  return say(`report.say-gap-${way}`, {
    a: write(first.gap), b: write(last.gap), first: at(first.period), last: at(last.period),
    low: write(low.gap), low_at: at(low.period), high: write(high.gap), high_at: at(high.period),
  });
}
