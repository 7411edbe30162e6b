// One study in the list: its state, how far a run is, another name, and its end.
import { useEffect, useState } from "preact/hooks";
import type { StudyAnswer } from "./answers";
import { finished, get, patch, remove, type Job } from "./api";
import { complain } from "./notices";
import { address, go } from "./state";
import { TitleFields } from "./title-fields";
import { say, told, type Text } from "./words";

/** Milliseconds between two looks at a run; a stream for each would use up a browser's connections. */
const LOOK = 1500;

export function StudyRow({ study, changed }: { study: StudyAnswer; changed: () => void }) {
  const [naming, setNaming] = useState(false);
  const to = { page: "study", id: study.id, view: "overview" } as const;
  const forget = (): void => {
    if (confirm(say("page.forget-sure", { title: told(study.title) }))) remove(`studies/${study.id}`).then(changed, complain);
  };
  if (naming) return <Naming study={study} done={(renamed) => { setNaming(false); if (renamed) changed(); }} />;
  return (
    <li>
      <a href={address(to)} onClick={(event) => { event.preventDefault(); go(to); }}>{told(study.title)}</a>
      <time dateTime={study.created}>{study.created.slice(0, 16).replace("T", " ")}</time>
      <span class={`state ${study.state}`}>{say(`page.state-${study.state}`)}</span>
      {study.changed && study.state !== "running" && <span class="state">{say("page.changed-since")}</span>}
      {study.state === "running" && study.job !== null && <Progress job={study.job} done={changed} />}
      <span class="tools">
        <button
          onClick={() => go({ page: "change", id: study.id })}
          disabled={study.state === "running"}
          aria-label={say("page.change-what", { title: told(study.title) })}
        >
          {say("page.change-choices")}
        </button>
        <button onClick={() => setNaming(true)} aria-label={say("page.rename-what", { title: told(study.title) })}>{say("page.rename")}</button>
        <button onClick={forget} disabled={study.state === "running"} aria-label={say("page.forget", { title: told(study.title) })}>
          {say("page.delete")}
        </button>
      </span>
    </li>
  );
}

function Progress({ job, done }: { job: string; done: () => void }) {
  const [now, setNow] = useState<Job | null>(null);
  useEffect(() => {
    let timer = 0;
    const look = (): void => {
      get<Job>(`jobs/${job}`).then((told) => {
        setNow(told);
        if (finished(told)) done();
        else timer = window.setTimeout(look, LOOK);
      }, complain);
    };
    look();
    return () => clearTimeout(timer);
  }, [job]);
  return (
    <progress
      value={now?.number ?? 0}
      max={now?.steps || 1}
      aria-label={say("page.progress")}
      title={now ? `${now.number} / ${now.steps}` : undefined}
    />
  );
}

function Naming({ study, done }: { study: StudyAnswer; done: (renamed: boolean) => void }) {
  const [title, setTitle] = useState<Text>(study.title);
  const save = (event: Event): void => {
    event.preventDefault();
    const [en, zh] = [title.en.trim(), title.zh.trim()];
    patch(`studies/${study.id}`, { title: { en: en || zh, zh: zh || en } }).then(() => done(true), complain);
  };
  return (
    <li>
      <form class="naming" onSubmit={save}>
        <TitleFields title={title} change={setTitle} focused />
        <button class="main" disabled={!title.en.trim() && !title.zh.trim()}>{say("page.save")}</button>
        <button type="button" onClick={() => done(false)}>{say("page.cancel")}</button>
      </form>
    </li>
  );
}
