// What maps are drawn on: a bundled map of provinces, or boundaries of one's own.
import { session } from "../session";
import { say } from "../words";
import { present } from "./derived";
import { change, choose, draft } from "./draft";
import { Drop } from "./upload";

export function MapPart() {
  const { options, boundaries } = draft.value;
  const china = present()?.provinces === true;
  const bases = china ? (["outline", "tiles", "file", "none"] as const) : (["file", "none"] as const);
  const usual = china ? "outline" : "none";
  return (
    <fieldset>
      <legend>{say("page.map")}</legend>
      <div class="choice">
        {bases.map((name) => (
          <button type="button" key={name} aria-pressed={(options.base || usual) === name} onClick={() => choose({ base: name === usual ? "" : name })}>
            {say(`page.base-${name}`)}
          </button>
        ))}
      </div>
      {options.base === "file" && (
        <>
          <p class="hint">{session.value.extras["maps"] ? say("page.boundaries-all") : say("page.boundaries-some")}</p>
          <Drop label={say("page.boundaries-drop")} kind="boundaries" taken={(file) => change({ boundaries: file })} />
          {boundaries && (
            <>
              <p class="taken">{say("page.boundaries-taken", { file: boundaries.name, n: boundaries.rows })}</p>
              <div class="fields">
                <label class="field">
                  {say("page.match")}
                  <select value={options.match} onChange={(event) => choose({ match: event.currentTarget.value })}>
                    <option value="">{say("page.match-auto")}</option>
                    {boundaries.columns.map(({ name }) => <option key={name} value={name}>{name}</option>)}
                  </select>
                </label>
                <label class="field">
                  {say("page.drawn-by")}
                  <input type="text" value={options.drawn} onInput={(event) => choose({ drawn: event.currentTarget.value })} />
                </label>
                <label class="field">
                  {say("page.approval")}
                  <input type="text" value={options.approval} onInput={(event) => choose({ approval: event.currentTarget.value })} />
                </label>
              </div>
            </>
          )}
        </>
      )}
    </fieldset>
  );
}
