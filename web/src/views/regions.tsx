// Regions compared: who leads, how unlike they are inside, whether they come closer, whether it may be chance.
import { Missing, Pending } from "../pending";
import { current } from "../study";
import { say } from "../words";
import { RegionGaps } from "./regions/gaps";
import { RegionLevels } from "./regions/levels";
import { RegionLines } from "./regions/lines";
import { regionMeans } from "./regions/means";
import { RegionSpread } from "./regions/spread";
import { RegionTests } from "./regions/tests";
import { RegionWords } from "./regions/words";

export function Regions() {
  const study = current();
  if (study.regions.length === 0)
    return (
      <>
        <h2 class="unseen">{say("page.in-short")}</h2>
        <Missing
          what={say("page.no-regions")} how={say("page.no-regions-how")}
          here={say("page.no-regions-here", { own: say("page.own"), role: say("page.role-group"), step: say("page.step-name-model"), option: say("page.group-by") })}
        />
      </>
    );
  const means = regionMeans();
  if (means.state !== "ready") return <Pending of={means} />;
  return (
    <>
      <h2 class="unseen">{say("page.in-short")}</h2>
      <RegionWords means={means.value} />
      <div class="columns">
        <div>
          <RegionLines means={means.value} />
          <RegionGaps means={means.value} />
        </div>
        <div>
          <RegionSpread means={means.value} />
          <RegionTests />
        </div>
        <RegionLevels />
      </div>
    </>
  );
}
