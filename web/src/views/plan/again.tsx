// How a screen is made again: the part of a study file, and the lines of Python.
import { Code } from "../../code";
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
