// Marks of a drawing that can be pressed: a click or Enter does it.
import { isPicked, pick } from "../state";

/** A mark that does something when pressed; `on` says whether it is what is chosen. */
export function pressable(act: (event: MouseEvent | KeyboardEvent) => void, on: boolean, said: string) {
  return {
    tabindex: 0,
    role: "button" as const,
    "aria-pressed": on,
    "aria-label": said,
    onClick: act,
    onKeyDown: (event: KeyboardEvent) => {
      if (event.key !== "Enter" && event.key !== " ") return;
      event.preventDefault();
      act(event);
    },
  };
}

/** A mark that stands for a unit: pressed, it is picked; Shift adds it. */
export function pickable(unit: string, said: string) {
  return { "data-unit": unit, ...pressable((event) => pick(unit, event.shiftKey), isPicked(unit), said) };
}
