// The last step: a name, what was chosen at a glance, and off it goes.
import { useState } from "preact/hooks";
import type { StudyAnswer } from "../answers";
import { post, Refusal, type Job } from "../api";
import { Findings } from "../findings";
import { complain } from "../notices";
import { Problem } from "../problem";
import { go } from "../state";
import { TitleFields } from "../title-fields";
import { listed, say } from "../words";
import { columnsOf, grouping, hasBad, isPanel, present } from "./derived";
import { change, draft, type Step } from "./draft";
import { studyTable } from "./study-table";

export function RunStep({ to }: { to: (step: Step) => void }) {
  const { title, source, file, options, boundaries } = draft.value;
  const [why, setWhy] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const run = async (event: Event): Promise<void> => {
    event.preventDefault();
    setBusy(true);
    setWhy(null);
    try {
      const mapped = options.base === "file" && boundaries ? { boundaries: boundaries.id } : {};
      const made = await post<StudyAnswer>("studies", { study: studyTable(), file: file?.id, ...mapped });
      change({ made: made.id });
      await post<Job>(`studies/${made.id}/run`).catch(complain);
      go({ page: "study", id: made.id, view: "overview" });
    } catch (error) {
      setWhy(error);
    } finally {
      setBusy(false);
    }
  };
  return (
    <form onSubmit={run}>
      <div class="fields">
        <TitleFields title={title} change={(title) => change({ title })} placeholder={file?.name.replace(/\.\w+$/, "")} />
        <label class="field">
          {say("page.source")}
          <input type="text" maxLength={200} value={source} onInput={(event) => change({ source: event.currentTarget.value })} />
        </label>
      </div>
      <p class="hint">{say("page.title-help")}</p>
      <Chosen />
      {why !== null && <Blame why={why} to={to} />}
      <p class="actions">
        <button type="button" onClick={() => to("model")}>{say("page.back")}</button>
        <button class="main" disabled={busy}>{busy ? say("page.starting") : say("page.run")}</button>
      </p>
    </form>
  );
}

function Chosen() {
  const { file, options } = draft.value;
  const found = present();
  const extras = [
    ...(options.benchmarks && !hasBad() ? [say("page.advice")] : []),
    ...(options.space ? [say("page.in-space")] : []),
    ...(options.plan && !hasBad() ? [say("page.planned")] : []),
  ];
  const span = found && isPanel() ? `${found.periods[0]}–${found.periods.at(-1)}` : "";
  const rows: [string, string][] = [
    [say("page.step-name-file"), file?.name ?? ""],
    [say("page.role-unit"), say("page.n-units", { n: found?.units ?? 0 })],
    [say("page.role-period"), span],
    [say("page.inputs"), listed(columnsOf("input"))],
    [say("page.outputs"), listed(columnsOf("output"))],
    [say("page.bads"), listed(columnsOf("undesirable"))],
    [say("page.step-name-model"), listed(models())],
    [say("page.group-by"), groupName(grouping())],
    [say("page.beside"), listed(extras)],
  ];
  return (
    <dl class="facts">
      {rows.filter(([, value]) => value !== "").map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

function models(): string[] {
  const { change: overTime, orientation, reference, second } = draft.value.options;
  const static_ = hasBad() ? say("model.sbm.name") : say("page.both-returns-short");
  const towards = hasBad() && orientation === "input" ? [] : [say(`page.orientation-${orientation}`)];
  const index = hasBad() ? say("model.malmquist_luenberger.name") : say("model.malmquist.name");
  return [static_, ...towards, ...(isPanel() ? [say(`page.reference-${reference}`)] : []), ...(second && !hasBad() ? [say("model.sbm.name")] : []), ...(overTime && isPanel() ? [index] : [])];
}

function groupName(by: string): string {
  return ["region3", "region4", "zone8", "region7"].includes(by) && !columnsOf("group").includes(by) ? say(`page.grouping-${by}`) : by;
}

/** A refusal beside the way to the step where it can be mended. */
function Blame({ why, to }: { why: unknown; to: (step: Step) => void }) {
  if (!(why instanceof Refusal)) return <Problem why={why} />;
  const step: Step | null =
    why.findings.length > 0 ? "checks" : /boundar|map/.test(why.code) ? "model" : /group|option|study-/.test(why.code) ? "model" : null;
  return (
    <>
      <Problem why={why} />
      {why.findings.length > 1 && <Findings findings={why.findings} />}
      {step && <p><button type="button" onClick={() => to(step)}>{say("page.go-to-step", { step: say(`page.step-name-${step}`) })}</button></p>}
    </>
  );
}
