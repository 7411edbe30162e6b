// Regional means of the measure shown over the periods.
import { Buttons } from "../../charts/choices";
import { Figure } from "../../charts/figure";
import { lineChart, linesOf } from "../../charts/lines";
import type { Maybe } from "../../numbers";
import { choose } from "../../state";
import { current, now, shown } from "../../study";
import { say } from "../../words";
import { captionOf } from "../caption";
import { ofRegions } from "../made";
import { canWeight, isWeighted, type RegionMeans } from "./means";

const MOST_PICKED = 3;

export function RegionLines({ means }: { means: RegionMeans }) {
  const study = current();
  const measure = shown.value;
  if (means.periods.length < 2) return null;
  const weighted = isWeighted(measure);
  const grid = study.values(measure);
  const ofUnit = (unit: string): Maybe[] => means.periods.map((period) => grid.get(period)?.get(unit));
  const lines = linesOf(means.all, (region) => means.of.get(region) ?? [], ofUnit, say("page.all-units"), MOST_PICKED);
  const title = study.measureName(measure);
  const kind = measure.kind === "change" ? say("page.means-geometric") : say("page.means-arithmetic");
  return (
    <Figure
      name="regions"
      made={ofRegions(measure)}
      question={say("page.ask-regions")}
      title={title}
      caption={[captionOf(measure, `${means.periods[0]}–${means.periods.at(-1)}`), weighted ? say("page.weighted") : kind].join(say("page.comma"))}
      height={340}
      chart={(ink, width) => lineChart({ lines, periods: means.periods, write: (value) => study.shown(measure, value), now: now.value }, ink, width)}
      note={
        canWeight(measure) && (
          <Buttons
            label={say("page.weights")}
            options={[{ value: "equal", text: say("page.equal") }, { value: "weighted", text: say("page.weighted-size") }]}
            value={weighted ? "weighted" : "equal"}
            choose={(value) => choose("means", value)}
          />
        )
      }
      table={() => ({
        columns: [say("page.period"), ...lines.map((line) => line.name)],
        rows: means.periods.map((period, i) => [period, ...lines.map((line) => line.values[i] ?? null)]),
        digits: [undefined, ...lines.map(() => 3)],
      })}
    />
  );
}
