// The first step: a file, new or sent before.
import { useEffect, useState } from "preact/hooks";
import { get, post, remove } from "../api";
import { complain } from "../notices";
import { session } from "../session";
import { language, say } from "../words";
import { change, draft, looked } from "./draft";
import { sizeOf, type FileLook, type FileRow } from "./files";
import { Drop } from "./upload";

export function FileStep() {
  const { file } = draft.value;
  const take = (found: FileLook): void => {
    looked(found, {});
    change({ step: "read" });
  };
  return (
    <>
      <p>{say("page.file-lead")}</p>
      <Drop label={say("page.file-drop")} kind="table" taken={take} />
      <p class="hint">
        {session.value.mode === "local" ? say("page.file-stays", { host: location.host }) : say("page.file-goes", { host: location.host })}
      </p>
      <p>
        {say("page.template-lead")}{" "}
        <a href={`api/template.xlsx?language=${language.value}`} download>{say("page.template")}</a>
      </p>
      {file && <p class="taken">{say("page.file-taken", { file: file.name, rows: file.rows })}</p>}
      <Before take={take} />
    </>
  );
}

/** Files that were sent before, to take again or to delete. */
function Before({ take }: { take: (file: FileLook) => void }) {
  const [files, setFiles] = useState<FileRow[]>([]);
  const read = (): void => void get<FileRow[]>("files").then(setFiles, complain);
  useEffect(read, []);
  const tables = files.filter((row) => row.kind === "table");
  if (tables.length === 0) return null;
  return (
    <details>
      <summary>{say("page.files-before", { n: tables.length })}</summary>
      <ul class="studies">
        {tables.map((row) => (
          <li key={row.id}>
            <button class="plain" onClick={() => post<FileLook>(`files/${row.id}/look`, {}).then(take, complain)}>{row.name}</button>
            <span>{sizeOf(row.size)}</span>
            <span>{row.created.slice(0, 16).replace("T", " ")}</span>
            <button aria-label={say("page.forget", { title: row.name })} onClick={() => remove(`files/${row.id}`).then(read, complain)}>×</button>
          </li>
        ))}
      </ul>
    </details>
  );
}
