// Which base map is drawn, and where its boundaries are from.
import { base, type Base } from "../state";
import { current, mapBase } from "../study";
import { say, told } from "../words";

export function BaseChoice() {
  const { bases } = current().meta.maps;
  if (bases.length < 2) return null;
  return (
    <span class="choice" role="group" aria-label={say("page.base")}>
      {bases.map((name) => (
        <button key={name} aria-pressed={name === mapBase.value} onClick={() => (base.value = name as Base)}>
          {say(`page.base-${name}`)}
        </button>
      ))}
    </span>
  );
}

export function MapNote() {
  const { source, approval } = current().meta.maps;
  const said = told(source) ? say("page.map-of", { source: told(source) }) : "";
  return (
    <>
      <BaseChoice />
      <span>{[said, approval].filter(Boolean).join(" ")}</span>
    </>
  );
}
