// Numbers that need no figure: their question, their name, the table, and CSV.
import type { ComponentChildren } from "preact";
import { useId } from "preact/hooks";
import { alone, citation, Numbers, type Behind } from "./figure";
import { Head } from "./head";
import { usePython, type Made } from "./python";
import { csv, download } from "./save";

interface TableFigure {
  name: string;
  question: string;
  title: string;
  caption: string;
  table: Behind;
  made: Made;
  note?: ComponentChildren;
  children?: ComponentChildren;
  wide?: boolean;
}

export function TableFigure(of: TableFigure) {
  const id = useId();
  const caption = citation(alone(of.title, of.caption));
  const python = usePython(of.made);
  return (
    <section class={of.wide ? "figure wide" : "figure"} id={`figure-${of.name}`} aria-labelledby={id}>
      <Head id={id} question={of.question} title={of.title} citation={caption}>
        <button onClick={() => download(`${of.name}.csv`, csv(of.table, caption), "text/csv")}>CSV</button>
        {python.button}
      </Head>
      {of.children}
      {of.table.rows.length > 0 && <Numbers of={of.table} caption={of.title} />}
      {of.note && <div class="note">{of.note}</div>}
      <p class="note">{of.caption}</p>
      {python.lines}
    </section>
  );
}
