// A study: opened, run if it has not been, and shown view by view beside the profile of the unit picked.
import { useEffect, useRef, useState } from "preact/hooks";
import type { StudyAnswer } from "./answers";
import { get } from "./api";
import { reasonOf } from "./notices";
import { PickedBar } from "./picked-bar";
import { Profile } from "./profile";
import { address, go, VIEWS, type View } from "./state";
import { JobProgress, Standing, useRun } from "./standing";
import { study, Study } from "./study";
import { Compare } from "./views/compare";
import { Data } from "./views/data";
import { Efficiency } from "./views/efficiency";
import { Overview } from "./views/overview";
import { Plan } from "./views/plan";
import { Regions } from "./views/regions";
import { Space } from "./views/space";
import { Sure } from "./views/sure";
import { isSure } from "./views/sure/asked";
import { Time } from "./views/time";
import { say, told } from "./words";

const PAGES = {
  overview: Overview,
  efficiency: Efficiency,
  time: Time,
  regions: Regions,
  space: Space,
  sure: Sure,
  plan: Plan,
  compare: Compare,
  data: Data,
} satisfies Record<View, () => unknown>;

export function StudyPage({ id, view }: { id: string; view: View }) {
  const [answer, setAnswer] = useState<StudyAnswer | null>(null);
  const [why, setWhy] = useState<unknown>(null);

  const open = (): void => {
    get<StudyAnswer>(`studies/${id}`).then((got) => {
      study.value = got.meta ? new Study(id, got.title, got.meta) : null;
      setAnswer(got);
    }, setWhy);
  };
  useEffect(() => {
    open();
    return () => (study.value = null);
  }, [id]);

  if (why !== null)
    return (
      <main id="main" class="alone" tabIndex={-1}>
        <h1>{say("page.not-opened")}</h1>
        <p>{told(reasonOf(why))}</p>
        <button onClick={() => go({ page: "home" })}>{say("page.home")}</button>
      </main>
    );
  if (answer === null) return <main id="main" class="alone" tabIndex={-1} aria-busy="true"><p>{say("page.opening")}</p></main>;
  if (study.value === null) return <Running answer={answer} done={open} />;
  const Shown = PAGES[view];
  return (
    <div class="study">
      <Views id={id} view={view} />
      <main id="main" tabIndex={-1}>
        <h1 class="unseen">{say(`page.view-${view}`)}</h1>
        <Standing answer={answer} open={open} key={answer.job} />
        <Shown />
      </main>
      <PickedBar />
      <Profile />
    </div>
  );
}

/** The way from view to view; where it is a row too long for the screen, the view shown is in sight. */
function Views({ id, view }: { id: string; view: View }) {
  const row = useRef<HTMLElement>(null);
  useEffect(() => {
    const shown = row.current?.querySelector<HTMLElement>("[aria-current]");
    if (row.current && shown) row.current.scrollLeft = shown.offsetLeft + shown.offsetWidth / 2 - row.current.clientWidth / 2;
  }, [view]);
  return (
    <nav ref={row} aria-label={say("page.views")}>
      {VIEWS.filter((name) => name !== "sure" || name === view || isSure()).map((name) => (
        <a
          href={address({ page: "study", id, view: name })}
          aria-current={name === view ? "page" : undefined}
          key={name}
          onClick={(event) => { event.preventDefault(); go({ page: "study", id, view: name }); }}
        >
          {say(`page.view-${name}`)}
        </a>
      ))}
    </nav>
  );
}

/** A study without results: what it is doing, how far it is, and why it stopped if it did. */
function Running({ answer, done }: { answer: StudyAnswer; done: () => void }) {
  const { job, stopped, run } = useRun(answer, done);
  return (
    <main id="main" class="alone" tabIndex={-1}>
      <h1>{told(answer.title)}</h1>
      {stopped ? (
        <>
          <p>{job === null ? say("page.not-run") : say(`page.job-${job.state}`)}</p>
          {job?.error && <pre class="error">{told(job.error.text)}</pre>}
          <p class="actions">
            <button onClick={() => go({ page: "change", id: answer.id })}>{say("page.change-choices")}</button>
            <button onClick={() => go({ page: "text", id: answer.id })}>{say("page.edit-toml")}</button>
            {job?.state !== "done" && <button class="main" onClick={run}>{say("page.run")}</button>}
          </p>
        </>
      ) : (
        <JobProgress job={job} />
      )}
    </main>
  );
}
