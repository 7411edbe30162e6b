// The second step: sheet, encoding and header row, beside the first rows as they were read.
import { useRef, useState } from "preact/hooks";
import { post } from "../api";
import { Problem } from "../problem";
import { say, told } from "../words";
import { draft, looked, type Reading } from "./draft";
import type { FileLook } from "./files";

/** How numbers written as text may look; marks that are not said are those that usually go together. */
const NUMBERS: { shown: string; marks: Reading }[] = [
  { shown: "1234567.8", marks: {} },
  { shown: "1,234,567.8", marks: { thousands: "," } },
  { shown: "1 234 567,8", marks: { thousands: " " } },
  { shown: "1.234.567,8", marks: { thousands: "." } },
  { shown: "1'234'567.8", marks: { thousands: "'" } },
  { shown: "1234567,8", marks: { decimal: "," } },
];

const ENCODINGS = ["utf-8", "gb18030", "big5", "utf-16", "windows-1252"];

/** Reads the file of the draft in another way; of several askings only the last counts. */
export function useLook() {
  const [why, setWhy] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const last = useRef(0);
  const look = async (wanted: Reading): Promise<void> => {
    const reading = Object.fromEntries(Object.entries(wanted).filter(([, value]) => value !== "" && value !== undefined));
    const { file } = draft.value;
    if (!file) return;
    const mine = ++last.current;
    setBusy(true);
    setWhy(null);
    try {
      const found = await post<FileLook>(`files/${file.id}/look`, reading);
      if (mine === last.current) looked(found, reading);
    } catch (error) {
      if (mine === last.current) setWhy(error);
    } finally {
      if (mine === last.current) setBusy(false);
    }
  };
  return { look, why, busy };
}

export function ReadStep() {
  const { file, reading } = draft.value;
  const { look, why, busy } = useLook();
  if (!file) return null;
  const set = (part: Reading): void => void look({ ...reading, ...part });
  const written = NUMBERS.findIndex(({ marks }) => marks.thousands === reading.thousands && (reading.thousands || marks.decimal === reading.decimal));
  return (
    <>
      <p>{say("page.read-lead", { file: file.name })}</p>
      <div class="fields">
        {file.sheets.length > 1 && (
          <label class="field">
            {say("page.sheet")}
            <select value={reading.sheet ?? file.sheet ?? ""} onChange={(event) => set({ sheet: event.currentTarget.value, header_row: undefined })}>
              {file.sheets.map((sheet) => <option key={sheet}>{sheet}</option>)}
            </select>
          </label>
        )}
        {file.sheets.length === 0 && (
          <label class="field">
            {say("page.encoding")}
            <select value={reading.encoding ?? ""} onChange={(event) => set({ encoding: event.currentTarget.value })}>
              <option value="">{file.encoding ? say("page.encoding-found", { encoding: file.encoding }) : say("page.encoding-auto")}</option>
              {ENCODINGS.map((name) => <option key={name} value={name}>{name.toUpperCase()}</option>)}
            </select>
          </label>
        )}
        <label class="field">
          {say("page.header-row")}
          <input
            type="number"
            min="1"
            value={reading.header_row ?? file.header_row ?? 1}
            onChange={(event) => set({ header_row: Math.max(1, Math.round(Number(event.currentTarget.value)) || 1) })}
          />
        </label>
        <label class="field">
          {say("page.numbers-as-text")}
          <select
            value={Math.max(written, 0)}
            onChange={(event) => set({ thousands: "", decimal: "", ...NUMBERS[Number(event.currentTarget.value)]?.marks })}
          >
            {NUMBERS.map(({ shown }, i) => <option key={shown} value={i}>{shown}</option>)}
          </select>
        </label>
        <label class="field">
          {say("page.percent")}
          <select value={reading.percent ?? ""} onChange={(event) => set({ percent: event.currentTarget.value })}>
            <option value="">{say("page.percent-none")}</option>
            <option value="points">{say("page.percent-points")}</option>
            <option value="shares">{say("page.percent-shares")}</option>
          </select>
        </label>
      </div>
      {why !== null && <Problem why={why} />}
      <p role="status">{busy ? say("page.reading") : say("page.rows-read", { rows: file.rows, columns: file.columns.length })}</p>
      {file.findings.length > 0 && (
        <ul class="notes">
          {file.findings.map((finding) => <li key={finding.code + finding.row} class={`of-${finding.severity}`}>{told(finding.text)}</li>)}
        </ul>
      )}
      <First file={file} header={(row) => set({ header_row: row })} />
    </>
  );
}

/** The first rows as they stand in the file; any of them can be made the header. */
function First({ file, header }: { file: FileLook; header: (row: number) => void }) {
  const most = Math.max(0, ...file.preview.map((row) => row.cells.length));
  return (
    <div class="scroll" tabIndex={0} role="region" aria-label={say("page.first-rows")}>
      <table class="preview">
        <caption class="unseen">{say("page.first-rows")}</caption>
        <thead>
          <tr>
            <th scope="col">{say("page.row")}</th>
            {Array.from({ length: most }, (_, i) => <th scope="col" key={i}>{letters(i)}</th>)}
          </tr>
        </thead>
        <tbody>
          {file.preview.map(({ row, cells }) => {
            const heads = row === file.header_row;
            return (
              <tr key={row} class={heads ? "heads" : row < (file.header_row ?? 0) ? "above" : ""}>
                <th scope="row">
                  <button aria-pressed={heads} aria-label={say("page.make-header", { row })} onClick={() => header(row)}>{row}</button>
                </th>
                {Array.from({ length: most }, (_, i) => <td key={i}>{cells[i] ?? ""}</td>)}
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

/** A, B, ..., Z, AA, as spreadsheets call columns. */
function letters(place: number): string {
  const last = String.fromCharCode(65 + (place % 26));
  return place < 26 ? last : letters(Math.floor(place / 26) - 1) + last;
}
