// Making a study of one's own data, step by step; every step can be gone back to without loss.
import { useEffect, useRef } from "preact/hooks";
import { go } from "../state";
import { say, told } from "../words";
import { ChecksStep } from "./checks-step";
import { reached } from "./derived";
import { change, draft, startAgain, STEPS, type Step } from "./draft";
import { titleOf } from "./fill";
import { FileStep } from "./file-step";
import { ModelStep } from "./model-step";
import { ReadStep } from "./read-step";
import { RolesStep } from "./roles-step";
import { RunStep } from "./run-step";

/** The data of a study that is changed stay as they are. */
const OF_CHANGES: readonly Step[] = ["model", "run"];

export function Wizard() {
  const { of, file } = draft.value;
  const steps = of ? OF_CHANGES : STEPS;
  const furthest = steps.indexOf(reached());
  // a step that is no longer open, as its file or its check is gone, gives way to the last that is
  const step = steps[Math.min(steps.indexOf(draft.value.step), furthest)] ?? "file";
  const place = steps.indexOf(step);
  const heading = useRef<HTMLHeadingElement>(null);
  const moved = useRef(false);
  const to = (next: Step): void => {
    moved.current = true;
    change({ step: next });
  };
  useEffect(() => {
    if (!moved.current) return;
    heading.current?.focus();
    scrollTo(0, 0);
  }, [step]);
  const [before, after] = [steps[place - 1], steps[place + 1]];
  const leave = (): void => {
    startAgain();
    if (of) go({ page: "study", id: of.id, view: "data" });
    else moved.current = true;
  };
  return (
    <main id="main" class="wizard" tabIndex={-1}>
      <header>
        <h1>{of ? say("page.change-of", { title: told(titleOf(of.table)) || (file?.name ?? "") }) : say("page.own")}</h1>
        {file && <button onClick={leave}>{say(of ? "page.leave-choices" : "page.start-again")}</button>}
      </header>
      <ol class="stepper">
        {steps.map((name, i) => (
          <li key={name}>
            <button aria-current={name === step ? "step" : undefined} disabled={i > furthest} onClick={() => to(name)}>
              <span class="number">{i < place ? "✓" : i + 1}</span> {say(`page.step-name-${name}`)}
            </button>
          </li>
        ))}
      </ol>
      <section class="step">
        <h2 ref={heading} tabIndex={-1}>{say(`page.wizard-${step}`)}</h2>
        <Shown step={step} to={to} />
      </section>
      {after && (
        <nav class="actions" aria-label={say("page.steps")}>
          {before && <button onClick={() => to(before)}>{say("page.back")}</button>}
          <button class="main" disabled={place >= furthest} onClick={() => to(after)}>{say("page.next", { step: say(`page.step-name-${after}`) })}</button>
        </nav>
      )}
    </main>
  );
}

function Shown({ step, to }: { step: Step; to: (step: Step) => void }) {
  if (step === "file") return <FileStep />;
  if (step === "read") return <ReadStep />;
  if (step === "roles") return <RolesStep />;
  if (step === "checks") return <ChecksStep />;
  return step === "model" ? <ModelStep /> : <RunStep to={to} />;
}
