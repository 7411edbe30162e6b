// How a screen is made again: the part of a study file, and the lines of Python.
import { useState } from "preact/hooks";
import { complain } from "../../notices";
import { say } from "../../words";

export function Again({ toml, lines, opened }: { toml?: string; lines: string; opened?: () => void }) {
  return (
    <details class="again" onToggle={(event) => event.currentTarget.open && opened?.()}>
      <summary>{say("page.again")}</summary>
      {!lines && <p class="hint">{say("page.loading")}</p>}
      {toml && <Code name="study.toml" text={toml} />}
      {lines && <Code name="Python" text={lines} />}
    </details>
  );
}

function Code({ name, text }: { name: string; text: string }) {
  const [done, setDone] = useState(false);
  const copy = (): void => {
    navigator.clipboard.writeText(text).then(() => {
      setDone(true);
      setTimeout(() => setDone(false), 2000);
    }, complain);
  };
  return (
    <div class="code">
      <p><strong>{name}</strong> <button onClick={copy} aria-label={say("page.copy-of", { name })}>{done ? say("page.copied") : say("page.copy")}</button></p>
      <pre tabIndex={0} role="region" aria-label={name}>{text}</pre>
    </div>
  );
}
