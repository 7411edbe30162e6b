// How a screen is made again: the part of a study file, and the lines of Python.
import { Copy } from "../../copy";
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
  return (
    <div class="code">
      <p><strong>{name}</strong> <Copy text={text} what={name} /></p>
      <pre tabIndex={0} role="region" aria-label={name}>{text}</pre>
    </div>
  );
}
