// The fifth step: what is asked of the data, in plain words.
import { say } from "../words";
import { asksMain, columnsOf, grouping, GROUPINGS, hasBad, isPanel, present } from "./derived";
import { choose, draft } from "./draft";
import { Extras } from "./extras";
import { Kept } from "./kept";
import { MapPart } from "./map-part";
import { MoreModels } from "./more-models";

export function ModelStep() {
  const { options, of } = draft.value;
  const bad = hasBad();
  const asks = asksMain();
  return (
    <>
      {asks && <fieldset>
        <legend>{say("page.orientation")}</legend>
        {(["input", "output"] as const).map((name) => (
          <label class="option" key={name}>
            <input type="radio" name="orientation" checked={options.orientation === name} onChange={() => choose({ orientation: name })} />
            <span>
              <strong>{bad && name === "input" ? say("page.want-both") : say(`page.want-${name}`)}</strong>
              <small>{bad && name === "input" ? say("page.want-help-both") : say(`page.want-help-${name}`)}</small>
            </span>
          </label>
        ))}
      </fieldset>}
      {asks && <p class="aside">{bad ? say("page.bad-outputs") : say("page.both-returns")}</p>}
      {asks && isPanel() && options.reference !== "" && (
        <fieldset>
          <legend>{say("page.reference")}</legend>
          {(["own", "pooled"] as const).map((name) => (
            <label class="option" key={name}>
              <input type="radio" name="reference" checked={options.reference === name} onChange={() => choose({ reference: name })} />
              <span>
                <strong>{say(`page.against-${name}`)}</strong>
                <small>{say(`page.against-help-${name}`)}</small>
              </span>
            </label>
          ))}
        </fieldset>
      )}
      {isPanel() && (
        <label class="option">
          <input type="checkbox" checked={options.change} onChange={(event) => choose({ change: event.currentTarget.checked })} />
          <span>
            <strong>{say("page.change")}</strong>
            <small>{bad ? say("page.change-help-bad") : say("page.change-help")}</small>
          </span>
        </label>
      )}
      {!bad && (
        <label class="option">
          <input type="checkbox" checked={options.second} onChange={(event) => choose({ second: event.currentTarget.checked })} />
          <span>
            <strong>{say("page.second")}</strong>
            <small>{say("page.second-help")}</small>
          </span>
        </label>
      )}
      <MoreModels />
      <GroupBy />
      <MapPart />
      <Extras />
      {of && <Kept />}
    </>
  );
}

function GroupBy() {
  const own = columnsOf("group");
  const bundled = present()?.provinces ? GROUPINGS : [];
  if (own.length + bundled.length === 0) return null;
  return (
    <label class="field">
      {say("page.group-by")}
      <select value={grouping()} onChange={(event) => choose({ by: event.currentTarget.value })}>
        <option value="">{say("page.group-none")}</option>
        {own.map((name) => <option key={name} value={name}>{name}</option>)}
        {bundled.map((name) => <option key={name} value={name}>{say(`page.grouping-${name}`)}</option>)}
      </select>
    </label>
  );
}
