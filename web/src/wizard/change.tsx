// Other choices of a study: the steps from the model on, filled by what its file says.
import { useEffect, useState } from "preact/hooks";
import { get } from "../api";
import { Problem } from "../problem";
import { go } from "../state";
import { say } from "../words";
import { BLANK, begin, draft } from "./draft";
import { draftOf, type Choices } from "./fill";
import { Wizard } from "./wizard";

export function Change({ id }: { id: string }) {
  const [why, setWhy] = useState<unknown>(null);
  const there = draft.value.of?.id === id;
  useEffect(() => {
    if (!there) get<Choices>(`studies/${id}/choices`).then((got) => begin(draftOf(id, got, BLANK.options)), setWhy);
  }, [id]);
  if (there) return <Wizard />;
  return (
    <main id="main" class="alone" tabIndex={-1} aria-busy={why === null}>
      <h1>{say("page.change-choices")}</h1>
      {why === null ? <p>{say("page.opening")}</p> : <Problem why={why} />}
      <p class="actions"><button onClick={() => go({ page: "study", id, view: "data" })}>{say("page.back-to-study")}</button></p>
    </main>
  );
}
