// Every transfer as a table to edit: change a number, check again, and see which limits it breaks and what it is worth.
import { useComputed } from "@preact/signals";
import { useMemo, useState } from "preact/hooks";
import { citation } from "../../charts/figure";
import { csv, download } from "../../charts/save";
import { fixed, known, percent, signed } from "../../numbers";
import { isPicked, pick } from "../../state";
import { clauses, within } from "../../spoken";
import { current } from "../../study";
import { listed, say } from "../../words";
import { digitsOf } from "./amounts";
import { moving, rowsOf } from "./brief";
import type { Edited, PlanInput, PlanRecord } from "./messages";
import type { Planner } from "./planner";
import { netOf } from "./transfers";

export function Moves({ planner, record }: { planner: Planner; record: PlanRecord }) {
  const study = current();
  const [asked, setAsked] = useState<boolean | null>(null);
  const grid = useMemo(() => gridOf(record), [record]);
  const moved = useMemo(() => moving(record), [record]);
  const columns = moved.length > 0 ? moved : planner.form.value.move;
  const touched = new Set(record.inputs.filter((row) => netOf(row) !== 0).map((row) => row.unit));
  const isWhole = asked ?? touched.size === 0;
  const byHand = new Set(Object.values(planner.moves.value).flatMap((one) => Object.keys(one)));
  const units = record.units.map((row) => row.unit);
  const shown = isWhole ? units : units.filter((unit) => touched.has(unit) || byHand.has(unit));
  return (
    <section class="moves">
      <h3>{say("page.h-moves")}</h3>
      <p class="hint">{say("page.moves-lead")}</p>
      <div class="scroll" tabIndex={0} role="region" aria-label={say("page.h-moves")}>
        <table>
          <thead>
            <tr>
              <th scope="col" rowSpan={2}>{say("page.unit")}</th>
              {columns.map((column) => <th scope="colgroup" colSpan={3} key={column}>{study.headed(column)}</th>)}
            </tr>
            <tr>{columns.map((column) => <Heads key={column} />)}</tr>
          </thead>
          <tbody>
            {shown.map((unit) => (
              <UnitRow key={unit} planner={planner} grid={grid} columns={columns} unit={unit} />
            ))}
          </tbody>
          <tfoot>
            <tr>
              <th scope="row">{say("page.sum")}</th>
              {columns.map((column) => <Sum key={column} planner={planner} grid={grid} column={column} />)}
            </tr>
          </tfoot>
        </table>
      </div>
      <p class="actions">
        <button type="button" class="main" disabled={byHand.size === 0 || planner.busy.value === "check"} onClick={() => void planner.check()}>{say("page.check")}</button>
        <button type="button" disabled={byHand.size === 0 && !planner.edited.value} onClick={() => { planner.moves.value = {}; planner.edited.value = null; }}>{say("page.undo")}</button>
        {shown.length < units.length || isWhole ? <button type="button" aria-pressed={isWhole} onClick={() => setAsked(!isWhole)}>{say("page.all-units")}</button> : null}
        <button type="button" onClick={() => save(planner, record)}>CSV</button>
      </p>
      {planner.edited.value && <Verdict edited={planner.edited.value} />}
    </section>
  );
}

/** Column -> unit -> its row, and the decimals of the column. */
type Grid = Map<string, { rows: Map<string, PlanInput>; digits: number }>;

function gridOf(record: PlanRecord): Grid {
  const columns = [...new Set(record.inputs.map((row) => row.column))];
  return new Map(columns.map((column) => {
    const rows = rowsOf(record, column);
    return [column, { rows: new Map(rows.map((row) => [row.unit, row])), digits: digitsOf(rows.map((row) => row.before)) }];
  }));
}

function Heads() {
  return (
    <>
      <th scope="col" class="number">{say("page.today")}</th>
      <th scope="col" class="number">{say("report.plan-transfer")}</th>
      <th scope="col" class="number">{say("page.after")}</th>
    </>
  );
}

/** A unit's row; it is drawn anew only where something of its own changes. */
function UnitRow({ planner, grid, columns, unit }: { planner: Planner; grid: Grid; columns: string[]; unit: string }) {
  const on = useComputed(() => isPicked(unit));
  return (
    <tr class={on.value ? "picked" : ""}>
      <th scope="row"><button type="button" class="plain" onClick={(event) => pick(unit, event.shiftKey)}>{current().unit(unit)}</button></th>
      {columns.map((column) => <Cells key={column} planner={planner} grid={grid} column={column} unit={unit} />)}
    </tr>
  );
}

interface CellOf {
  planner: Planner;
  grid: Grid;
  column: string;
  unit: string;
}

function Cells({ planner, grid, column, unit }: CellOf) {
  const study = current();
  const row = grid.get(column)?.rows.get(unit);
  if (!row) return <><td /><td /><td /></>;
  const digits = grid.get(column)?.digits ?? 0;
  const own = planner.moves.value[column]?.[unit];
  const net = own ?? netOf(row);
  const isKnown = row.least_move !== null;
  const mark = net === 0 || own !== undefined || !isKnown ? "" : row.sure ? "✓" : "?";
  const range = isKnown ? say("page.move-range", { least: signed(row.least_move, digits), most: signed(row.most_move, digits) }) : undefined;
  const set = (text: string): void => {
    const typed = Number(text);
    if (text === "" || !Number.isFinite(typed)) return;
    planner.moves.value = { ...planner.moves.value, [column]: { ...planner.moves.value[column], [unit]: typed } };
  };
  return (
    <>
      <td class="number">{fixed(row.before, digits)}</td>
      <td class="number">
        <span class="mark" title={mark === "✓" ? say("page.is-sure") : mark === "?" ? say("page.is-open") : undefined}>{mark}</span>
        <input
          type="number" step="any" class={own === undefined ? "cell" : "cell own"} value={Number(net.toFixed(digits))} title={range}
          aria-label={say("page.transfer-of", { unit: study.unit(unit), variable: study.variable(column) })}
          onChange={(event) => set(event.currentTarget.value)}
        />
      </td>
      <td class="number">{fixed(row.before + net, digits)}</td>
    </>
  );
}

function Sum({ planner, grid, column }: Omit<CellOf, "unit">) {
  const rows = [...(grid.get(column)?.rows.values() ?? [])];
  const digits = grid.get(column)?.digits ?? 0;
  const net = rows.reduce((sum, row) => sum + (planner.moves.value[column]?.[row.unit] ?? netOf(row)), 0);
  const before = rows.reduce((sum, row) => sum + row.before, 0);
  return <><td class="number">{fixed(before, digits)}</td><td class="number">{signed(net, digits)}</td><td class="number">{fixed(before + net, digits)}</td></>;
}

/** Which limits the transfers break, who could not go on, and what they are worth. */
function Verdict({ edited }: { edited: Edited }) {
  const study = current();
  const broken = edited.broken.map((one) => {
    const where = [one.column?.split("/").map((column) => within(study.variable(column))).join(" / "), one.unit ? study.unit(one.unit) : undefined].filter(Boolean).join(say("page.comma"));
    const miss = fixed(Math.abs(one.slack), digitsOf([one.slack]));
    return say("page.broken-limit", { limit: say(`report.limit-${one.limit}`), where: where || say("report.plan-country"), miss });
  });
  return (
    <div class={edited.holds ? "verdict" : "verdict bad"} role="status">
      <p><strong>{edited.holds ? say("page.holds") : say("page.holds-not")}</strong> {known(edited.gain) && known(edited.best) && say("page.worth-of", { gain: percent(edited.gain, 2), best: percent(edited.best, 2) })}</p>
      {broken.length > 0 && <p>{say("page.broken", { limits: clauses(broken) })}</p>}
      {edited.unable.length > 0 && <p>{say("page.unable", { units: listed(edited.unable.map((unit) => study.unit(unit))) })}</p>}
    </div>
  );
}

function save(planner: Planner, record: PlanRecord): void {
  const study = current();
  const rows = record.inputs.map((row) => {
    const net = planner.moves.value[row.column]?.[row.unit] ?? netOf(row);
    return [row.unit, study.unit(row.unit), row.column, row.before, net, row.before + net, row.least_move, row.most_move, row.least_move === null ? null : row.sure];
  });
  const columns = ["unit", "name", "column", "before", "transfer", "after", "least_move", "most_move", "sure"];
  download("plan-moves.csv", csv({ columns, rows }, citation(say("page.h-moves"))), "text/csv");
}
