// A place to drop files on, or to choose them.
import { useState } from "preact/hooks";
import { upload } from "../api";
import { Problem } from "../problem";
import { say } from "../words";
import { sizeOf, type FileLook } from "./files";

export const ENDINGS = {
  table: ".csv,.tsv,.txt,.xlsx,.xlsm,.xls,.ods,.parquet",
  boundaries: ".geojson,.json,.topojson,.zip,.gpkg",
};

interface Place {
  label: string;
  accept: string;
  many?: boolean;
  /** Takes what was dropped; what it throws is told below. */
  send: (file: File) => Promise<unknown>;
}

/** Files are sent one after another. */
export function DropPlace({ label, accept, many = false, send }: Place) {
  const [busy, setBusy] = useState("");
  const [over, setOver] = useState(false);
  const [why, setWhy] = useState<unknown>(null);
  const sendAll = async (files: FileList | null | undefined): Promise<void> => {
    if (busy) return;
    setWhy(null);
    try {
      for (const file of [...(files ?? [])].slice(0, many ? undefined : 1)) {
        setBusy(`${file.name} (${sizeOf(file.size)})`);
        await send(file);
      }
    } catch (error) {
      setWhy(error);
    } finally {
      setBusy("");
    }
  };
  return (
    <>
      <label
        class={over ? "drop over" : "drop"}
        onDragOver={(event) => { event.preventDefault(); setOver(true); }}
        onDragLeave={() => setOver(false)}
        onDrop={(event) => {
          event.preventDefault();
          setOver(false);
          void sendAll(event.dataTransfer?.files);
        }}
      >
        <input
          class="unseen"
          type="file"
          accept={accept}
          multiple={many}
          disabled={busy !== ""}
          onChange={(event) => {
            const input = event.currentTarget;
            void sendAll(input.files).then(() => (input.value = ""));
          }}
        />
        <strong>{label}</strong>
        <span>{busy ? say("page.sending", { file: busy }) : say(many ? "page.drop-or-choose-many" : "page.drop-or-choose")}</span>
      </label>
      {why !== null && <Problem why={why} />}
    </>
  );
}

export function Drop({ label, kind, taken }: { label: string; kind: FileLook["kind"]; taken: (file: FileLook) => unknown }) {
  const [wrong, setWrong] = useState(false);
  const send = async (file: File): Promise<void> => {
    setWrong(false);
    const found = await upload<FileLook>(file);
    setWrong(found.kind !== kind);
    if (found.kind === kind) await taken(found);
  };
  return (
    <>
      <DropPlace label={label} accept={ENDINGS[kind]} send={send} />
      {wrong && <p class="fault" role="alert">{kind === "table" ? say("page.not-a-table") : say("page.not-boundaries")}</p>}
    </>
  );
}
