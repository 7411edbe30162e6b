// The last step: a name, what was chosen at a glance, and off it goes.
import { useState } from "preact/hooks";
import type { StudyAnswer } from "../answers";
import { post, put, Refusal, type Job } from "../api";
import { Findings } from "../findings";
import { complain } from "../notices";
import { Problem } from "../problem";
import { go } from "../state";
import { TitleFields } from "../title-fields";
import { listed, say } from "../words";
import { asksMain, columnsOf, grouping, hasBad, isPanel, present } from "./derived";
import { change, draft, startAgain, type Step } from "./draft";
import { Kept } from "./kept";
import { kindLabel } from "./kinds";
import { beginWithNewest, Unkept } from "./newest";
import { changedKeys, studyTable } from "./study-table";

export function RunStep({ to }: { to: (step: Step) => void }) {
  const { title, source, file, options, boundaries, of } = draft.value;
  const [why, setWhy] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const mapped = options.base === "file" && boundaries?.id ? { boundaries: boundaries.id } : {};
  const make = (): Promise<StudyAnswer> => post("studies", { study: studyTable(), file: file?.id, ...mapped });
  const alter = (): Promise<StudyAnswer> => put(`studies/${of?.id}`, { study: changedKeys(), before: of?.sha256, ...mapped });
  const copy = (): Promise<StudyAnswer> => post("studies", { from: of?.id, study: changedKeys(), ...mapped });
  const run = async (kept: () => Promise<StudyAnswer>): Promise<void> => {
    setBusy(true);
    setWhy(null);
    try {
      const made = await kept();
      if (of) startAgain();
      else change({ made: made.id });
      await post<Job>(`studies/${made.id}/run`).catch(complain);
      go({ page: "study", id: made.id, view: "overview" });
    } catch (error) {
      setWhy(error);
    } finally {
      setBusy(false);
    }
  };
  return (
    <form onSubmit={(event) => { event.preventDefault(); void run(of ? alter : make); }}>
      <div class="fields">
        <TitleFields title={title} change={(title) => change({ title })} placeholder={file?.name.replace(/\.\w+$/, "")} />
        {!isTable(of?.table["data"], "source") && (
          <label class="field">
            {say("page.source")}
            <input type="text" maxLength={200} value={source} onInput={(event) => change({ source: event.currentTarget.value })} />
          </label>
        )}
      </div>
      {!of && <p class="hint">{say("page.title-help")}</p>}
      <Chosen />
      {of && <Kept />}
      {of && <p class="hint">{say("page.change-how")}</p>}
      {why !== null && <Blame why={why} to={to} />}
      <p class="actions">
        <button type="button" onClick={() => to("model")}>{say("page.back")}</button>
        {of && <button type="button" disabled={busy} onClick={() => void run(copy)}>{say("page.keep-copy")}</button>}
        <button class="main" disabled={busy}>{busy ? say("page.starting") : say(of ? "page.run-changed" : "page.run")}</button>
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
  const { change: overTime, orientation, reference, second, models: further } = draft.value.options;
  const static_ = hasBad() ? say("model.sbm.name") : say("page.both-returns-short");
  const towards = hasBad() && orientation === "input" ? [] : [say(`page.orientation-${orientation}`)];
  const index = hasBad() ? say("model.malmquist_luenberger.name") : say("model.malmquist.name");
  const main = [static_, ...towards, ...(isPanel() && reference ? [say(`page.reference-${reference}`)] : [])];
  return [
    ...(asksMain() ? main : []),
    ...(second && !hasBad() ? [say("model.sbm.name")] : []),
    ...(overTime && isPanel() ? [index] : []),
    ...further.map((entry) => kindLabel(entry.kind)),
  ];
}

function groupName(by: string): string {
  return ["region3", "region4", "zone8", "region7"].includes(by) && !columnsOf("group").includes(by) ? say(`page.grouping-${by}`) : by;
}

/** Whether a key of a table says more than one field can show. */
function isTable(table: unknown, key: string): boolean {
  return typeof (table as Record<string, unknown> | undefined)?.[key] === "object";
}

/** A refusal beside the way to the step where it can be mended. */
function Blame({ why, to }: { why: unknown; to: (step: Step) => void }) {
  const { of } = draft.value;
  if (!(why instanceof Refusal)) return <Problem why={why} />;
  if (of && why.code === "study-changed") return <Unkept why={why} renew={() => beginWithNewest(of.id)} />;
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
