// How sure are the numbers: intervals of scores and of change, what tests say, what goes with efficiency, which findings stand.
import { Missing } from "../pending";
import { current } from "../study";
import { say } from "../words";
import { isSure } from "./sure/asked";
import { Determinants } from "./sure/determinants";
import { Findings } from "./sure/findings";
import { SureChange } from "./sure/changes";
import { SureScores } from "./sure/scores";
import { SureTests } from "./sure/tests";

export function Sure() {
  const study = current();
  return (
    <>
      <h2 class="unseen">{say("page.figures")}</h2>
      {isSure() ? (
        <div class="columns">
          {study.has("intervals") && <div><SureScores /></div>}
          {study.has("mean_index_intervals") && <div><SureChange /></div>}
          {study.has("inference_tests") && <SureTests />}
          {study.meta.determinants && <Determinants of={study.meta.determinants} />}
          {study.has("finding_shares") && <Findings of={study.meta.findings} />}
        </div>
      ) : (
        <Missing what={say("page.no-sure")} how={say("page.no-sure-how")} />
      )}
    </>
  );
}
