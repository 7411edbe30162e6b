// The data of the study: every row, sorted as asked, only those in sight drawn.
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { download, csv } from "../charts/save";
import { citation } from "../charts/figure";
import { isLong, isSought, Search } from "../charts/search";
import { fixed, known } from "../numbers";
import { Pending } from "../pending";
import { isPicked, pick, picked } from "../state";
import { current, now } from "../study";
import type { Cell, Table } from "../table";
import { GROUPINGS } from "../wizard/derived";
import { language, say } from "../words";

const ROW = 28;
const HEIGHT = 480;
/** Rows drawn beyond what is in sight. */
const SPARE = 8;
const MOST_DECIMALS = 4;

export function DataTable() {
  const study = current();
  const loaded = study.panel();
  return (
    <section aria-labelledby="data-table">
      <h2 id="data-table">{say("page.ask-data")}</h2>
      {loaded.state === "ready" ? <Rows table={loaded.value} /> : <Pending of={loaded} />}
    </section>
  );
}

interface Column {
  name: string;
  label: string;
  cells: Cell[];
  /** How many decimals its numbers have; nothing where it is text. */
  decimals: number | null;
}

function columnsOf(table: Table): Column[] {
  const study = current();
  const timed = study.periods.length > 1;
  const names = Object.keys(table.columns).filter((name) => timed || name !== "period");
  return names.map((name) => {
    const cells = table.of(name);
    const label =
      name === "unit" ? say("page.unit") : name === "period" ? say("page.period") : name in study.meta.groups ? groupName(name) : study.headed(name);
    return { name, label, cells, decimals: name === "period" ? null : decimalsOf(cells) };
  });
}

/** A column of one's own has its own name. */
function groupName(name: string): string {
  return (GROUPINGS as readonly string[]).includes(name) ? say("page.region") : name;
}

function decimalsOf(cells: Cell[]): number | null {
  let most: number | null = null;
  for (const cell of cells) {
    if (typeof cell !== "number") continue;
    const after = Number.isInteger(cell) ? 0 : (String(cell).split(".")[1]?.length ?? 0);
    most = Math.max(most ?? 0, Math.min(after, MOST_DECIMALS));
  }
  return most;
}

const ordered = (a: Cell, b: Cell): number =>
  typeof a === "number" && typeof b === "number" ? a - b : a === null ? 1 : b === null ? -1 : String(a).localeCompare(String(b));

function Rows({ table }: { table: Table }) {
  const study = current();
  const [onlyPicked, setOnlyPicked] = useState(false);
  const [onlyNow, setOnlyNow] = useState(false);
  const [sought, setSought] = useState("");
  const [sort, setSort] = useState<{ name: string; up: boolean } | null>(null);
  const columns = useMemo(() => columnsOf(table), [table, language.value]);
  const [units, periods] = useMemo(() => [table.words("unit"), table.words("period")] as const, [table]);
  const sorted = columns.find((column) => column.name === sort?.name);
  const rows = Array.from({ length: table.length }, (_, i) => i).filter(
    (i) => (!onlyPicked || isPicked(units[i] ?? "")) && (!onlyNow || periods[i] === now.value) && (!sought.trim() || isSought(units[i] ?? "", sought)),
  );
  if (sorted) rows.sort((a, b) => (sort?.up ? 1 : -1) * ordered(sorted.cells[a] ?? null, sorted.cells[b] ?? null));
  const save = (): void => {
    const sheet = { columns: columns.map((column) => column.label), rows: rows.map((i) => columns.map((column) => column.cells[i] ?? null)) };
    download("data.csv", csv(sheet, citation(say("page.ask-data"))), "text/csv");
  };
  return (
    <>
      <p class="tools">
        {isLong(study.meta.units.length) && <Search value={sought} change={setSought} found={new Set(rows.map((i) => units[i])).size} />}
        <label>
          <input type="checkbox" checked={onlyPicked} onChange={(event) => setOnlyPicked(event.currentTarget.checked)} />{" "}
          {say("page.only-picked", { n: picked.value.length })}
        </label>
        {study.periods.length > 1 && (
          <label>
            <input type="checkbox" checked={onlyNow} onChange={(event) => setOnlyNow(event.currentTarget.checked)} /> {say("page.only-period", { period: now.value })}
          </label>
        )}
        <span role="status">{say("page.rows-counted", { n: rows.length.toLocaleString("en-US") })}</span>
        <button onClick={save}>CSV</button>
      </p>
      <Window columns={columns} rows={rows} units={units} sort={sort} by={(name) => setSort(sort?.name === name ? { name, up: !sort.up } : { name, up: true })} />
    </>
  );
}

interface WindowOf {
  columns: Column[];
  rows: number[];
  units: string[];
  sort: { name: string; up: boolean } | null;
  by: (name: string) => void;
}

/** A window on the rows; what is above and below it is room. */
function Window({ columns, rows, units, sort, by }: WindowOf) {
  const study = current();
  const [top, setTop] = useState(0);
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (place.current) place.current.scrollTop = 0;
    setTop(0);
  }, [rows.length, sort?.name, sort?.up]);
  const first = Math.max(0, Math.floor(top / ROW) - SPARE);
  const shown = rows.slice(first, first + Math.ceil(HEIGHT / ROW) + 2 * SPARE);
  const below = rows.length - first - shown.length;
  return (
    <div
      class="scroll window"
      ref={place}
      tabIndex={0}
      role="region"
      aria-label={say("page.view-data")}
      style={{ maxHeight: `${HEIGHT}px` }}
      onScroll={(event) => setTop(event.currentTarget.scrollTop)}
    >
      <table aria-rowcount={rows.length + 1}>
        <caption class="unseen">{say("page.ask-data")}</caption>
        <thead>
          <tr aria-rowindex={1}>
            {columns.map((column) => (
              <th
                scope="col"
                key={column.name}
                class={column.decimals === null ? "" : "number"}
                aria-sort={sort?.name === column.name ? (sort.up ? "ascending" : "descending") : "none"}
                style={{ minWidth: `${widthOf(column)}ch` }}
              >
                <button class="sort" onClick={() => by(column.name)}>
                  {column.label} <span aria-hidden="true">{sort?.name === column.name ? (sort.up ? "▲" : "▼") : "↕"}</span>
                </button>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {first > 0 && <tr aria-hidden="true"><td colSpan={columns.length} style={{ height: `${first * ROW}px`, padding: 0 }} /></tr>}
          {shown.map((row, i) => (
            <tr key={row} aria-rowindex={first + i + 2} class={isPicked(units[row] ?? "") ? "picked" : ""} style={{ height: `${ROW}px` }}>
              {columns.map((column) => <Value key={column.name} column={column} row={row} name={(unit) => study.unit(unit)} />)}
            </tr>
          ))}
          {below > 0 && <tr aria-hidden="true"><td colSpan={columns.length} style={{ height: `${below * ROW}px`, padding: 0 }} /></tr>}
        </tbody>
      </table>
    </div>
  );
}

function Value({ column, row, name }: { column: Column; row: number; name: (unit: string) => string }) {
  const cell = column.cells[row] ?? null;
  if (column.name === "unit" && typeof cell === "string")
    return (
      <th scope="row">
        <button class="plain" onClick={(event) => pick(cell, event.shiftKey)}>{name(cell)}</button>
      </th>
    );
  if (typeof cell === "number" && column.decimals !== null) return <td class="number">{known(cell) ? fixed(cell, column.decimals) : "–"}</td>;
  return <td>{column.name === current().meta.group && typeof cell === "string" ? current().region(cell) : (cell ?? "–")}</td>;
}

/** Wide enough for the longest cell, so that columns stand still while rows go by. */
function widthOf(column: Column): number {
  if (column.decimals === null) {
    const longest = Math.max(4, ...column.cells.slice(0, 2000).map((cell) => String(cell ?? "").length));
    return Math.min(longest + 2, 28);
  }
  let most = 0;
  for (const cell of column.cells) if (typeof cell === "number" && Math.abs(cell) > most) most = Math.abs(cell);
  return fixed(most, column.decimals).length + 3;
}
