// The fourth step: what the checks find in the data, and what mends it.
import { useEffect, useState } from "preact/hooks";
import { post, type Finding, type Fix } from "../api";
import { Findings } from "../findings";
import { Problem } from "../problem";
import { joined, say, told } from "../words";
import { dataTable, present } from "./derived";
import { accept, change, draft, type Decision } from "./draft";
import type { Check } from "./files";
import { useLook } from "./read-step";

export function ChecksStep() {
  const { file, fixes, check } = draft.value;
  const reading = useLook();
  const [why, setWhy] = useState<unknown>(null);
  const data = JSON.stringify(dataTable());
  const found = present();
  useEffect(() => {
    if (!file || present() !== null) return;
    let late = false;
    setWhy(null);
    post<Check>(`files/${file.id}/check`, { data: dataTable() }).then(
      (answer) => !late && change({ check: answer, checked: file.id + data }),
      (error) => !late && setWhy(error),
    );
    return () => (late = true);
  }, [file?.id, data]);
  const mend = (fix: Fix, finding: Finding): void => {
    const how = accept(fix, finding);
    if (how) void reading.look(how);
  };
  const undo = (fix: Decision): void => change({ fixes: fixes.filter((one) => one !== fix) });
  const busy = found === null && why === null;
  return (
    <>
      <p>{say("page.checks-lead")}</p>
      {fixes.length > 0 && (
        <section class="decided">
          <h3>{say("page.decided")}</h3>
          <ul>
            {fixes.map((fix) => (
              <li key={JSON.stringify(fix.data)}>
                <span>{told(fix.text)} <small>{told(fix.about)}</small></span>{" "}
                <button onClick={() => undo(fix)} aria-label={say("page.take-back-what", { what: told(fix.text) })}>{say("page.take-back")}</button>
              </li>
            ))}
          </ul>
        </section>
      )}
      {why !== null && <Problem why={why} />}
      {reading.why !== null && <Problem why={reading.why} />}
      <p role="status" class={found ? (found.ok ? "ruling good" : "ruling stop") : "ruling"}>
        {busy ? say("page.checking") : found && verdict(found)}
      </p>
      {check && <div class={busy ? "stale" : ""}><Findings findings={check.findings} mend={mend} /></div>}
    </>
  );
}

function verdict(found: Check): string {
  if (!found.ok) return say("page.checks-stop");
  const counted = { rows: found.rows, units: found.units };
  const [first, last] = [found.periods[0], found.periods.at(-1)];
  const read =
    found.periods.length > 1
      ? say("page.checked-panel", { ...counted, n: found.periods.length, first: first ?? "", last: last ?? "" })
      : say("page.checked-once", counted);
  const doubts = found.findings.filter((finding) => finding.severity === "warning").length;
  return joined([read, doubts ? say("page.checks-doubts", { n: doubts }) : say("page.checks-clean")]);
}

