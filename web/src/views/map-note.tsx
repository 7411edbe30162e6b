// Which base map is drawn, and where its boundaries are from.
import { Buttons } from "../charts/choices";
import { base, type Base } from "../state";
import { current, mapBase } from "../study";
import { say, told } from "../words";

function BaseChoice() {
  const { bases } = current().meta.maps;
  if (bases.length < 2) return null;
  return (
    <Buttons label={say("page.base")} options={bases.map((name) => ({ value: name, text: say(`page.base-${name}`) }))} value={mapBase.value} choose={(name) => (base.value = name as Base)} />
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
