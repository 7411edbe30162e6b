// A run of a study: how far it is, why it stopped, and what stands where the choices were changed since.
import { useEffect, useState } from "preact/hooks";
import type { StudyAnswer } from "./answers";
import { finished, follow, post, remove, unheard, type Job } from "./api";
import { complain } from "./notices";
import { go } from "./state";
import { say, told } from "./words";

/** The last run of a study, and another one. */
export function useRun(answer: StudyAnswer, done: () => void): { job: Job | null; stopped: boolean; run: () => void } {
  const [job, setJob] = useState<Job | null>(null);
  const [id, setId] = useState(answer.state === "done" ? null : answer.job);
  useEffect(() => {
    if (id === null) return;
    return follow(id, (told) => {
      setJob(told);
      if (told.state === "done") done();
    });
  }, [id]);
  const run = (): void => {
    post<Job>(`studies/${answer.id}/run`).then((started) => {
      setJob(started);
      setId(started.id);
    }, complain);
  };
  return { job, stopped: id === null || (job !== null && finished(job)), run };
}

/** Above the results of a study: a run that goes on, or one that ended badly, and changes that are not in the results. */
export function Standing({ answer, open }: { answer: StudyAnswer; open: () => void }) {
  const { job, stopped, run } = useRun(answer, open);
  const forget = (): void => void remove(`studies/${answer.id}/choices`).then(open, complain);
  if (!stopped)
    return (
      <section class="standing" aria-label={say("page.progress")}>
        <p>{say(answer.changed ? "page.running-changed" : "page.running-again")}</p>
        <JobProgress job={job} />
      </section>
    );
  const bad = job !== null && job.state !== "done";
  if (!answer.changed && !bad) return null;
  return (
    <section class="standing" aria-label={say("page.changed-since")}>
      {bad && <p class="bad">{say(`page.job-${job.state}`)} {job.error && told(job.error.text)}</p>}
      <p>{say(answer.changed ? "page.results-before" : "page.results-stay")}</p>
      <p class="actions">
        {answer.changed && <button onClick={forget}>{say("page.forget-changes")}</button>}
        <button onClick={() => go({ page: "change", id: answer.id })}>{say("page.change-choices")}</button>
        <button class="main" onClick={run}>{say(answer.changed ? "page.run-changed" : "page.run")}</button>
      </p>
    </section>
  );
}

export function JobProgress({ job }: { job: Job | null }) {
  const started = job?.started ? Date.parse(job.started) : null;
  const [, tick] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => tick((n) => n + 1), 1000);
    return () => clearInterval(timer);
  }, []);
  const seconds = started === null ? 0 : Math.max(0, Math.round((Date.now() - started) / 1000));
  return (
    <div class="progress">
      <progress value={job?.number ?? 0} max={job?.steps || 1} aria-label={say("page.progress")} />
      <p>
        {job === null || job.state === "waiting"
          ? say("page.job-waiting")
          : say("page.job-step", { step: stepName(job.step), number: job.number, steps: job.steps, seconds })}
      </p>
      {unheard.value && <p class="bad" role="alert">{say("page.no-server")}</p>}
      {job && <button onClick={() => post(`jobs/${job.id}/cancel`).catch(complain)}>{say("page.cancel")}</button>}
    </div>
  );
}

function stepName(step: string): string {
  const known = ["data", "policy", "stochastic", "inference", "determinants", "robustness", "space", "tables", "compose"];
  return known.includes(step) ? say(`page.step-${step}`) : step;
}
