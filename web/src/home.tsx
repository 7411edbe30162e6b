// The first page: the example in one click, a study of one's own, and the studies that are kept.
import { useEffect, useState } from "preact/hooks";
import type { StudyAnswer } from "./answers";
import { get, post, type Job } from "./api";
import { complain, reasonOf } from "./notices";
import { session } from "./session";
import { go } from "./state";
import { StudyRow } from "./study-row";
import { draft, startAgain } from "./wizard/draft";
import { language, say, told } from "./words";

export function Home() {
  return (
    <main id="main" class="home" tabIndex={-1}>
      <h1>{say("page.welcome")}</h1>
      <p class="lead">{say("page.welcome-lead")}</p>
      <div class="doors">
        <Example />
        <Own />
      </div>
      <Studies />
    </main>
  );
}

function Example() {
  const [busy, setBusy] = useState(false);
  const open = async (): Promise<void> => {
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
  return (
    <section>
      <h2>{say("page.example")}</h2>
      <p>{say("page.example-lead")}</p>
      <button class="main" disabled={busy} onClick={open}>{busy ? say("page.starting") : say("page.example-open")}</button>
    </section>
  );
}

/** A study that was begun goes on; one that was made gives way to a new one. */
function Own() {
  const { file, made } = draft.value;
  const begun = file !== null && made === "";
  const start = (): void => {
    if (!begun) startAgain();
    go({ page: "new" });
  };
  return (
    <section>
      <h2>{say("page.own")}</h2>
      <p>{session.value.mode === "local" ? say("page.own-lead") : say("page.own-lead-server")}</p>
      <p class="actions">
        <button class="main" onClick={start}>{begun ? say("page.own-go-on", { file: file.name }) : say("page.own-open")}</button>
        <button onClick={() => go({ page: "text", id: "" })}>{say("page.bring-toml")}</button>
        {begun && <button onClick={() => { startAgain(); go({ page: "new" }); }}>{say("page.start-again")}</button>}
      </p>
      <a href={`api/template.xlsx?language=${language.value}`} download>{say("page.template")}</a>
    </section>
  );
}

function Studies() {
  const [studies, setStudies] = useState<StudyAnswer[] | null>(null);
  const [why, setWhy] = useState<unknown>(null);
  const read = (): void => void get<StudyAnswer[]>("studies").then(setStudies, setWhy);
  useEffect(read, []);
  return (
    <section class="kept">
      <h2>{say("page.studies")}</h2>
      {why !== null && <p class="pending bad">{told(reasonOf(why))}</p>}
      {studies === null && why === null && <p class="pending" aria-busy="true">{say("page.loading")}</p>}
      {studies?.length === 0 && <p class="hint">{say("page.no-studies")}</p>}
      <ul class="studies">
        {studies?.map((study) => <StudyRow study={study} changed={read} key={study.id} />)}
      </ul>
    </section>
  );
}
