// A place to drop a file on, or to choose one.
import { useState } from "preact/hooks";
import { upload } from "../api";
import { Problem } from "../problem";
import { say } from "../words";
import { sizeOf, type FileLook } from "./files";

const ENDINGS = {
  table: ".csv,.tsv,.txt,.xlsx,.xlsm,.xls,.ods,.parquet",
  boundaries: ".geojson,.json,.topojson,.zip,.gpkg",
};

export function Drop({ label, kind, taken }: { label: string; kind: FileLook["kind"]; taken: (file: FileLook) => unknown }) {
  const [busy, setBusy] = useState("");
  const [over, setOver] = useState(false);
  const [why, setWhy] = useState<unknown>(null);
  const [wrong, setWrong] = useState(false);
  const send = async (file: File | undefined): Promise<void> => {
    if (file === undefined || busy) return;
    setBusy(`${file.name} (${sizeOf(file.size)})`);
    setWhy(null);
    try {
      const found = await upload<FileLook>(file);
      setWrong(found.kind !== kind);
      if (found.kind === kind) await taken(found);
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
          void send(event.dataTransfer?.files[0]);
        }}
      >
        <input
          class="unseen"
          type="file"
          accept={ENDINGS[kind]}
          disabled={busy !== ""}
          onChange={(event) => {
            const input = event.currentTarget;
            void send(input.files?.[0]).then(() => (input.value = ""));
          }}
        />
        <strong>{label}</strong>
        <span>{busy ? say("page.sending", { file: busy }) : say("page.drop-or-choose")}</span>
      </label>
      {wrong && <p class="fault" role="alert">{kind === "table" ? say("page.not-a-table") : say("page.not-boundaries")}</p>}
      {why !== null && <Problem why={why} />}
    </>
  );
}
