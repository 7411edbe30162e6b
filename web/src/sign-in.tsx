// The door: a password, where the server asks for one; else the address it printed when it started.
import { useState } from "preact/hooks";
import { Refusal } from "./api";
import { reasonOf } from "./notices";
import { returning, session, signIn } from "./session";
import { say, told } from "./words";

export function SignIn() {
  return (
    <main id="main" class="alone" tabIndex={-1}>
      {session.value.mode === "password" ? (
        <Password />
      ) : (
        <>
          <h1>{say("page.not-signed-in")}</h1>
          <p class="lead">{say("page.use-first-address")}</p>
          <pre class="error">farrell serve</pre>
        </>
      )}
    </main>
  );
}

function Password() {
  const [password, setPassword] = useState("");
  const [key, setKey] = useState(returning.value);
  const [why, setWhy] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const enter = async (event: Event): Promise<void> => {
    event.preventDefault();
    setBusy(true);
    setWhy(null);
    try {
      await signIn(password, keyOf(key));
    } catch (error) {
      setWhy(error);
    } finally {
      setBusy(false);
    }
  };
  const unknownKey = why instanceof Refusal && why.code === "not-found";
  return (
    <form class="sign-in" onSubmit={enter}>
      <h1>{say("page.sign-in")}</h1>
      <p class="lead">{returning.value ? say("page.sign-in-back") : say("page.sign-in-lead", { host: location.host })}</p>
      <input hidden name="username" autocomplete="username" value={location.host} readOnly />
      <label class="field">
        {say("page.password")}
        <input
          type="password"
          autocomplete="current-password"
          required
          value={password}
          aria-describedby={why === null ? undefined : "sign-in-why"}
          onInput={(event) => setPassword(event.currentTarget.value)}
        />
      </label>
      <label class="field">
        {say("page.key")}
        <input type="text" autocomplete="off" spellcheck={false} value={key} onInput={(event) => setKey(event.currentTarget.value)} />
      </label>
      <p class="hint">{say("page.key-help")}</p>
      {why !== null && (
        <p class="fault" id="sign-in-why" role="alert">{unknownKey ? say("page.key-unknown") : told(reasonOf(why))}</p>
      )}
      <p class="actions">
        <button class="main" disabled={busy}>{say("page.enter")}</button>
        {session.value.signed_in && <button type="button" onClick={() => (returning.value = "")}>{say("page.stay")}</button>}
      </p>
    </form>
  );
}

/** The key alone, where the whole link was pasted. */
function keyOf(given: string): string {
  return decodeURIComponent(given.trim().replace(/^.*#\/come\//, ""));
}
