// On a narrow screen the profile lies below all figures: what is picked, at the foot, and the way there.
import { chosen, current, now, shown } from "./study";
import { say } from "./words";

export function PickedBar() {
  const study = current();
  const unit = chosen.value;
  if (unit === null) return null;
  const measure = shown.value;
  const there = (): void => {
    const profile = document.getElementById("profile");
    profile?.scrollIntoView();
    profile?.focus({ preventScroll: true });
  };
  return (
    <div class="picked-bar">
      <span class="name">{study.unit(unit)}</span>
      <strong title={study.measureName(measure)}>{study.shown(measure, study.values(measure).get(now.value)?.get(unit))}</strong>
      <button onClick={there}>{say("page.to-profile")}</button>
    </div>
  );
}
