// A mark that stands for a unit: a click or Enter picks it, Shift adds it.
import { isPicked, pick } from "../state";

export function pickable(unit: string, said: string) {
  return {
    tabindex: 0,
    role: "button" as const,
    "aria-pressed": isPicked(unit),
    "aria-label": said,
    "data-unit": unit,
    onClick: (event: MouseEvent) => pick(unit, event.shiftKey),
    onKeyDown: (event: KeyboardEvent) => {
      if (event.key !== "Enter" && event.key !== " ") return;
      event.preventDefault();
      pick(unit, event.shiftKey);
    },
  };
}
