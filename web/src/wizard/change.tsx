// Other choices of a study: the steps from the model on, filled by what its file says.
import { useEffect, useState } from "preact/hooks";
import { Problem } from "../problem";
import { go } from "../state";
import { say } from "../words";
import { draft } from "./draft";
import { beginWithNewest } from "./newest";
import { Wizard } from "./wizard";

export function Change({ id }: { id: string }) {
  const [why, setWhy] = useState<unknown>(null);
  const [newest, setNewest] = useState("");
  useEffect(() => {
    let left = false;
    beginWithNewest(id).then(() => left || setNewest(id), (error) => left || setWhy(error));
    return () => { left = true; };
  }, [id]);
  if (newest === id && draft.value.of?.id === id) return <Wizard />;
  return (
    <main id="main" class="alone" tabIndex={-1} aria-busy={why === null}>
      <h1>{say("page.change-choices")}</h1>
      {why === null ? <p>{say("page.opening")}</p> : <Problem why={why} />}
      <p class="actions"><button onClick={() => go({ page: "study", id, view: "data" })}>{say("page.back-to-study")}</button></p>
    </main>
  );
}
