// The lines of Python that give the numbers of a figure: asked for when they are wanted, shown below it.
import type { ComponentChildren } from "preact";
import { useEffect, useState } from "preact/hooks";
import { getText } from "../api";
import { Code } from "../code";
import { reasonOf } from "../notices";
import { current } from "../study";
import { language, say, told } from "../words";

/** The part of a table that a figure is drawn from: the rows of a model (in space a variable) and a period, some columns. */
export interface Part {
  table: string;
  of?: string;
  period?: string;
  columns?: string[];
}

/** Parts of the results, or lines that are here already. */
export type Made = Part | Part[] | Lines;

export interface Lines {
  /** Empty until they are there. */
  lines: string;
  ask?: () => void;
}

/** A button for the head of a figure, and what it opens. */
export function usePython(made: Made): { button: ComponentChildren; lines: ComponentChildren } {
  const [open, setOpen] = useState(false);
  const turn = (): void => {
    if (!open && "lines" in made) made.ask?.();
    setOpen(!open);
  };
  return {
    button: <button onClick={turn}>{open ? say("page.hide-python") : "Python"}</button>,
    lines: open && shownOf(made),
  };
}

function shownOf(made: Made): ComponentChildren {
  if ("lines" in made) return made.lines ? <Code name="Python" text={made.lines} /> : <p class="hint">{say(made.ask ? "page.loading" : "page.no-python")}</p>;
  const parts = Array.isArray(made) ? made : [made];
  return parts.map(pathOf).map((path) => <Asked key={path} path={path} />);
}

function pathOf({ table, of, period, columns }: Part): string {
  const asked = new URLSearchParams({ table, language: language.value });
  if (of) asked.set("of", of);
  if (period) asked.set("period", period);
  if (columns) asked.set("columns", columns.join(","));
  return `studies/${current().id}/lines.py?${asked}`;
}

function Asked({ path }: { path: string }) {
  const [found, setFound] = useState<{ path: string; text?: string; why?: unknown } | null>(null);
  useEffect(() => {
    getText(path).then((text) => setFound({ path, text }), (why) => setFound({ path, why }));
  }, [path]);
  if (found?.path !== path) return <p class="pending" aria-busy="true">{say("page.loading")}</p>;
  if (found.text === undefined) return <p class="pending bad">{told(reasonOf(found.why))}</p>;
  return <Code name="Python" text={found.text} />;
}
