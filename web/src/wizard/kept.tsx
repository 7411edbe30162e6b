// What a study file says that the steps have no choice for: it stays, and is told.
import { listed, say } from "../words";
import { hasBad } from "./derived";
import { draft, type Entry } from "./draft";
import { asked, entriesOf, part } from "./fill";
import { kindLabel } from "./kinds";

/** Keys of each part that the steps have choices for. */
const CHOSEN = {
  maps: ["base", "file", "match", "approval", "source"],
  space: ["variables", "statistics"],
  benchmarks: ["orientation"],
  rebalance: ["move", "cap"],
};
const CALLED = { maps: "page.map", space: "page.in-space", benchmarks: "page.advice", rebalance: "page.planned" } as const;

/** Whether a plan's cap is no single share. */
export function capKept(): boolean {
  const cap = part(draft.value.of?.table ?? {}, "rebalance")["cap"];
  return cap !== undefined && typeof cap !== "number";
}

export function Kept() {
  const rows = kept();
  return (
    <section class="decided" aria-labelledby="kept">
      <h3 id="kept">{say("page.kept")}</h3>
      <ul>
        {rows.map((row) => <li key={row}>{row}</li>)}
      </ul>
      <p class="hint">{say("page.kept-help")}</p>
    </section>
  );
}

/** A line for each part; a part that is no longer wanted keeps nothing. */
function kept(): string[] {
  const { of, file, options } = draft.value;
  const table = of?.table ?? {};
  const count = (name: string): number => ((table[name] ?? []) as unknown[]).length;
  const keys = (name: keyof typeof CHOSEN): string[] => [
    ...Object.keys(part(table, name)).filter((key) => !CHOSEN[name].includes(key)),
    ...(name === "rebalance" && capKept() ? ["cap"] : []),
    ...(name === "maps" && typeof part(table, name)["source"] === "object" ? ["source"] : []),
  ];
  const on = { maps: true, space: options.space, benchmarks: options.benchmarks, rebalance: options.plan };
  const parts = (Object.keys(CHOSEN) as (keyof typeof CHOSEN)[]).filter((name) => on[name] && keys(name).length > 0);
  const others = Object.keys(table).filter((name) => !KNOWN.includes(name));
  return [
    say("page.kept-data", { file: file?.name ?? "" }),
    ...models(table),
    ...parts.map((name) => say("page.kept-of", { what: say(CALLED[name]), keys: listed(keys(name)) })),
    ...("labels" in table ? [say("page.kept-labels", { n: Object.keys(part(table, "labels")).length })] : []),
    ...(count("scenario") > 0 ? [say("page.kept-scenarios", { n: count("scenario") })] : []),
    ...("compare" in table ? [say("page.kept-published", { n: ((part(table, "compare")["figures"] ?? []) as unknown[]).length })] : []),
    ...("outputs" in table ? [say("page.kept-outputs")] : []),
    ...(others.length > 0 ? [say("page.kept-of", { what: "study.toml", keys: listed(others) })] : []),
  ];
}

const KNOWN = ["schema", "title", "language", "data", "labels", "groups", "model", "models", "maps", "space", "benchmarks", "rebalance", "scenario", "outputs", "compare"];

/** Options of the models asked about that the questions do not set. */
function models(table: Entry): string[] {
  const { reference } = draft.value.options;
  return Object.values(asked(entriesOf(table), hasBad())).flatMap((entry) => {
    const own = ["name", "kind", "orientation", "rts", ...(reference ? ["reference"] : [])];
    const keys = Object.keys(entry).filter((key) => !own.includes(key));
    return keys.length ? [say("page.kept-of", { what: `${kindLabel(entry.kind)} (${entry.name})`, keys: listed(keys) })] : [];
  });
}
