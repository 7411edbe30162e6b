// What changed over time, what it is made of, and who moved.
import { List } from "../charts/choices";
import { Missing } from "../pending";
import { measure } from "../state";
import { current } from "../study";
import { say } from "../words";
import { ChangeHeat } from "./time/change-heat";
import { Components } from "./time/components";
import { Cumulative } from "./time/cumulative";
import { indexName, indexShown, indices, type Index } from "./index-shown";
import { Levels } from "./time/levels";
import { staticShown } from "./models";
import { Movement } from "./time/movement";
import { Ridges } from "./time/ridges";
import { TimeWords } from "./time/words";
import { Waterfall } from "./time/waterfall";

export function Time() {
  const study = current();
  const index = indexShown();
  const moves = staticShown() !== null;
  if (study.periods.length < 2)
    return (
      <>
        <h2 class="unseen">{say("page.in-short")}</h2>
        <Missing what={say("page.one-period")} how={say("page.one-period-how")} />
        <div class="columns"><div><Ridges /></div></div>
      </>
    );
  return (
    <>
      <h2 class="unseen">{say("page.in-short")}</h2>
      {index && <WhichIndex index={index} />}
      {index ? <TimeWords index={index} /> : <Missing what={say("page.no-index")} how={say("page.no-index-how")} />}
      <div class="columns">
        <div>
          {index && <Components index={index} />}
          {index && <Cumulative index={index} />}
          {moves && <Ridges />}
          {index && <Levels index={index} />}
        </div>
        <div>
          {index && <Waterfall index={index} />}
          {moves ? <Movement /> : <Ridges />}
        </div>
        {index && <ChangeHeat index={index} />}
      </div>
    </>
  );
}

function WhichIndex({ index }: { index: Index }) {
  const study = current();
  const all = indices();
  if (all.length < 2) return null;
  const key = (name: string): string => {
    const found = all.find((one) => one.name === name);
    return study.measures.find((m) => m.model === name && m.column === found?.total)?.key ?? "";
  };
  return (
    <div class="controls">
      <List label={say("page.index")} options={all.map((one) => ({ value: one.name, text: indexName(one) }))} value={index.name} choose={(name) => (measure.value = key(name))} />
    </div>
  );
}
