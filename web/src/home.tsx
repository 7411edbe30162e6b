// The first page: the example in one click, a study of one's own, and the studies that are kept.
import { useEffect, useState } from "preact/hooks";
import { get, post, remove, type Job } from "./api";
import { complain, reasonOf } from "./notices";
import { go } from "./state";
import type { StudyAnswer } from "./study";
import { language, say, told } from "./words";

export function Home() {
  const [studies, setStudies] = useState<StudyAnswer[] | null>(null);
  const [why, setWhy] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const read = (): void => void get<StudyAnswer[]>("studies").then(setStudies, setWhy);
  useEffect(read, []);

  const example = async (): Promise<void> => {
    setBusy(true);
    try {
      const made = await post<StudyAnswer>("examples/china-health");
      await post<Job>(`studies/${made.id}/run`);
      go({ page: "study", id: made.id, view: "overview" });
    } catch (error) {
      complain(error);
    } finally {
      setBusy(false);
    }
  };
  const forget = (study: StudyAnswer): void => {
    if (confirm(say("page.forget-sure", { title: told(study.title) }))) remove(`studies/${study.id}`).then(read, complain);
  };

  return (
    <main id="main" class="home" tabIndex={-1}>
      <h1>{say("page.welcome")}</h1>
      <p class="lead">{say("page.welcome-lead")}</p>
      <div class="doors">
        <section>
          <h2>{say("page.example")}</h2>
          <p>{say("page.example-lead")}</p>
          <button class="main" disabled={busy} onClick={example}>{say("page.example-open")}</button>
        </section>
        <section>
          <h2>{say("page.own")}</h2>
          <p>{say("page.own-lead")}</p>
          <button class="main" onClick={() => go({ page: "new" })}>{say("page.own-open")}</button>{" "}
          <a href={`api/template.xlsx?language=${language.value}`} download>{say("page.template")}</a>
        </section>
      </div>
      <h2>{say("page.studies")}</h2>
      {why !== null && <p class="pending bad">{told(reasonOf(why))}</p>}
      {studies?.length === 0 && <p class="hint">{say("page.no-studies")}</p>}
      <ul class="studies">
        {studies?.map((study) => (
          <li key={study.id}>
            <button class="plain" onClick={() => go({ page: "study", id: study.id, view: "overview" })}>{told(study.title)}</button>
            <span>{study.created.slice(0, 16).replace("T", " ")}</span>
            <span>{say(`page.state-${study.state}`)}</span>
            <button onClick={() => forget(study)} aria-label={say("page.forget", { title: told(study.title) })}>×</button>
          </li>
        ))}
      </ul>
    </main>
  );
}
