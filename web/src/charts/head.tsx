// The head of a figure: its question, its name, and a menu of what can be taken away.
import type { ComponentChildren } from "preact";
import { toClipboard } from "../copy";
import { complain } from "../notices";
import { say } from "../words";

export function Head({ id, question, title, citation, children }: { id: string; question: string; title: string; citation: string; children: ComponentChildren }) {
  return (
    <header>
      <h3 id={id}>
        {question} <small>{title}</small>
      </h3>
      <details class="menu">
        <summary aria-label={say("page.take-figure", { title })}>⋯</summary>
        <div class="sheet">
          {children}
          <button onClick={() => toClipboard(citation).catch(complain)}>{say("page.copy-citation")}</button>
        </div>
      </details>
    </header>
  );
}
