// All that can be taken away: documents, tables, the study file, the lines of Python, the interface for scripts.
import type { ComponentChildren } from "preact";
import { useEffect, useState } from "preact/hooks";
import { getText } from "../api";
import { Copy } from "../copy";
import { reasonOf } from "../notices";
import { current } from "../study";
import { has, say, told } from "../words";
import { Documents } from "./documents";
import { CHAPTERS, PARTS } from "./table-list";

/** Opens on demand; what is in it is asked for only then. */
function Fold({ title, children }: { title: string; children: () => ComponentChildren }) {
  const [open, setOpen] = useState(false);
  return (
    <details class="take" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{title}</summary>
      {open && children()}
    </details>
  );
}

export function Exports() {
  const { id, meta } = current();
  return (
    <section aria-labelledby="data-exports">
      <h2 id="data-exports">{say("page.ask-exports")}</h2>
      <Documents />
      <Fold title={say("page.tables-csv", { n: Object.keys(meta.tables).length })}>{() => <Tables />}</Fold>
      <Fold title={say("page.study-file")}>
        {() => (
          <>
            <p>{say("page.study-file-help")}</p>
            <Source path={`studies/${id}/study.toml`} name="study.toml" />
          </>
        )}
      </Fold>
      <Fold title={say("page.python")}>
        {() => (
          <>
            <p>{say("page.python-help")}</p>
            <Source path={`studies/${id}/lines.py`} name="lines.py" />
          </>
        )}
      </Fold>
      <Fold title={say("page.interface")}>
        {() => (
          <>
            <p>
              {say("page.interface-help")} <a href="api/openapi.json" target="_blank" rel="noreferrer">openapi.json</a>
            </p>
            <pre class="source">{`curl -H "Authorization: Bearer …" ${location.origin}/api/studies/${id}/tables/efficiency`}</pre>
          </>
        )}
      </Fold>
    </section>
  );
}

/** A text of the server, to read, copy or keep. */
function Source({ path, name }: { path: string; name: string }) {
  const [text, setText] = useState<string | null>(null);
  const [why, setWhy] = useState<unknown>(null);
  useEffect(() => void getText(path).then(setText, setWhy), [path]);
  if (why !== null) return <p class="pending bad">{told(reasonOf(why))}</p>;
  if (text === null) return <p class="pending" aria-busy="true">{say("page.loading")}</p>;
  return (
    <>
      <p class="actions">
        <Copy text={text} what={name} />
        <a href={`api/${path}`} download={name}>{name}</a>
      </p>
      <pre class="source" tabIndex={0} role="region" aria-label={name}>{text}</pre>
    </>
  );
}

function Tables() {
  const { id, meta } = current();
  const there = Object.keys(meta.tables);
  const listedIn = Object.values(CHAPTERS).flat() as string[];
  const others = there.filter((name) => !listedIn.includes(name));
  const chapters: [string, string[]][] = Object.entries(CHAPTERS).map(([chapter, names]) => [
    chapter,
    [...(chapter === "change" ? others : []), ...names.filter((name) => there.includes(name))],
  ]);
  return (
    <>
      <p>{say("page.tables-help")}</p>
      {chapters.filter(([, names]) => names.length > 0).map(([chapter, names]) => (
        <div key={chapter}>
          <h3>{say(`page.chapter-${chapter}`)}</h3>
          <ul class="links">
            {names.map((name) => (
              <li key={name}>
                <a href={`api/studies/${id}/tables/${encodeURIComponent(name)}?format=csv`} download={`${name}.csv`}>{tableName(name)}</a>{" "}
                <code>{name}.csv</code>
              </li>
            ))}
          </ul>
        </div>
      ))}
    </>
  );
}

/** What a table is of; tables of an index are called as its kind. */
function tableName(name: string): string {
  if (has(`page.table-${name}`)) return say(`page.table-${name}`);
  const part = PARTS.find((end) => name.endsWith(`_${end}`));
  const kind = part ? name.slice(0, -part.length - 1) : name;
  const said = has(`model.${kind}.name`) ? say(`model.${kind}.name`) : kind;
  return part ? say(`page.table-of-${part}`, { index: said }) : said;
}
