// Why the server refused something, with every fault it found, where it happened.
import { Refusal } from "./api";
import { reasonOf } from "./notices";
import { say, told } from "./words";

const MOST = 20;

export function Problem({ why }: { why: unknown }) {
  const findings = why instanceof Refusal ? why.findings : [];
  const lines = [...new Set(findings.map((finding) => told(finding.text)))];
  const text = told(reasonOf(why));
  return (
    <div class="fault" role="alert">
      <p>{text}</p>
      {lines.length > 1 && (
        <ul>
          {lines.slice(0, MOST).map((line) => <li key={line}>{line}</li>)}
          {lines.length > MOST && <li>{say("page.and-more", { n: lines.length - MOST })}</li>}
        </ul>
      )}
    </div>
  );
}
