// The third step: what each column is for.
import { say } from "../words";
import { columnsOf, lacking } from "./derived";
import { assign, change, draft } from "./draft";
import { ROLES, type Column, type Role } from "./files";

const PEOPLE = [1, 1000, 10_000, 0];
const OF_NUMBERS: Role[] = ["input", "output", "undesirable", "weight"];

export function RolesStep() {
  const { file, roles, chosen, persons } = draft.value;
  if (!file) return null;
  const odd = file.columns.filter((column) => !column.numeric && OF_NUMBERS.includes(roles[column.name] ?? "none"));
  return (
    <>
      <dl class="help">
        {(["unit", "input", "output"] as const).map((role) => (
          <div key={role}>
            <dt>{say(`page.role-${role}`)}</dt>
            <dd>{say(`page.role-help-${role}`)}</dd>
          </div>
        ))}
      </dl>
      <div class="stack">
        <details>
          <summary>{say("page.more-roles")}</summary>
          <dl class="help">
            {(["period", "undesirable", "weight", "group"] as const).map((role) => (
              <div key={role}>
                <dt>{say(`page.role-${role}`)}</dt>
                <dd>{say(`page.role-help-${role}`)}</dd>
              </div>
            ))}
          </dl>
        </details>
        <div role="status">
          {lacking().length > 0 && (
            <ul class="fault">
              {lacking().map((role) => <li key={role}>{say(`page.lacks-${role}`)}</li>)}
            </ul>
          )}
          {odd.map((column) => <p class="fault" key={column.name}>{say("page.not-numbers", { column: column.name })}</p>)}
        </div>
      </div>
      <div class="scroll roles" tabIndex={0} role="region" aria-label={say("page.columns")}>
        <table>
          <caption class="unseen">{say("page.columns")}</caption>
          <thead>
            <tr>
              <th scope="col">{say("page.column")}</th>
              <th scope="col">{say("page.role")}</th>
              <th scope="col">{say("page.samples")}</th>
              <th scope="col" class="number">{say("page.filled", { rows: file.rows })}</th>
            </tr>
          </thead>
          <tbody>
            {file.columns.map((column) => (
              <Row key={column.name} column={column} role={roles[column.name] ?? "none"} guessed={!chosen.includes(column.name)} />
            ))}
          </tbody>
        </table>
      </div>
      {columnsOf("weight").length > 0 && (
        <label class="field">
          {say("page.persons", { column: columnsOf("weight")[0] ?? "" })}
          <select value={persons} onChange={(event) => change({ persons: Number(event.currentTarget.value) })}>
            {PEOPLE.map((n) => <option key={n} value={n}>{n ? say("page.persons-of", { n: n.toLocaleString("en-US") }) : say("page.persons-none")}</option>)}
          </select>
        </label>
      )}
    </>
  );
}

function Row({ column, role, guessed }: { column: Column; role: Role; guessed: boolean }) {
  return (
    <tr class={role === "none" ? "unused" : ""}>
      <th scope="row">{column.name}</th>
      <td>
        <span class="role">
          <select aria-label={say("page.role-of", { column: column.name })} value={role} onChange={(event) => assign(column.name, event.currentTarget.value as Role)}>
            {ROLES.map((name) => <option key={name} value={name}>{say(`page.role-${name}`)}</option>)}
          </select>
          {guessed && role !== "none" && <span class="guessed">{say("page.guessed")}</span>}
        </span>
      </td>
      <td class="samples">{column.samples.slice(0, 3).join(" · ")}</td>
      <td class="number">{column.filled}</td>
    </tr>
  );
}
