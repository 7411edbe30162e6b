// Who loses what, and to what: practice and size, too much and too little, and whom to learn from.
import { Buttons, List } from "../charts/choices";
import { Missing } from "../pending";
import { choices, choose, measure } from "../state";
import { current } from "../study";
import { say } from "../words";
import { Classes } from "./efficiency/classes";
import { GapsByUnit } from "./efficiency/gaps-by-unit";
import { GapsWhole } from "./efficiency/gaps-whole";
import { kindName, statics, staticShown } from "./models";
import { Peers } from "./efficiency/peers";
import { Quadrants } from "./efficiency/quadrants";
import { ScaleStatus } from "./efficiency/scale-status";
import { Standouts } from "./efficiency/standouts";

export function Efficiency() {
  const model = staticShown();
  if (model === null)
    return (
      <>
        <h2 class="unseen">{say("page.figures")}</h2>
        <Missing what={say("page.no-efficiency")} how={say("page.no-efficiency-how")} />
      </>
    );
  const radial = model.kind === "efficiency";
  return (
    <>
      <h2 class="unseen">{say("page.figures")}</h2>
      <Controls />
      <div class="columns">
        <div>
          {radial && <Quadrants model={model} />}
          <GapsWhole model={model} />
          {!radial && <Classes />}
        </div>
        <div>
          <GapsByUnit model={model} />
          {radial && <ScaleStatus model={model} />}
          {radial && statics().length > 1 && <Classes />}
          <Standouts />
        </div>
        <Peers model={model} />
      </div>
    </>
  );
}

/** The model, and returns to scale, where there is a choice. */
function Controls() {
  const study = current();
  const models = statics();
  const model = staticShown();
  if (model === null || (models.length < 2 && model.kind !== "efficiency")) return null;
  const first = (name: string): string => study.measures.find((m) => m.model === name)?.key ?? "";
  return (
    <div class="controls">
      {models.length > 1 && (
        <List
          label={say("page.model")}
          options={models.map((m) => ({ value: m.name, text: kindName(m) === m.name ? m.name : `${m.name}${say("page.colon")}${kindName(m)}` }))}
          value={model.name}
          choose={(name) => (measure.value = first(name))}
        />
      )}
      {model.kind === "efficiency" && (
        <Buttons
          label={say("page.compare-with")}
          options={[{ value: "vrs", text: say("page.same-size") }, { value: "crs", text: say("page.best-size") }]}
          value={choices.value["rts"] === "crs" ? "crs" : "vrs"}
          choose={(value) => choose("rts", value)}
        />
      )}
    </div>
  );
}
