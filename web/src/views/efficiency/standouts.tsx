// How far the best are ahead of all others: super-efficiency of the units on the frontier.
import { drawBars } from "../../charts/bars";
import { Figure } from "../../charts/figure";
import { fixed } from "../../numbers";
import { Pending } from "../../pending";
import { current, now } from "../../study";
import { say } from "../../words";

const MOST = 20;

export function Standouts() {
  const study = current();
  if (!study.has("screening")) return null;
  const loaded = study.table("screening");
  if (loaded.state !== "ready") return <Pending of={loaded} />;
  const part = loaded.value.where({ period: now.value });
  const [units, scores, peers] = [part.words("unit"), part.numbers("super_efficiency"), part.numbers("peer_count")];
  const rows = units.flatMap((unit, i) => {
    const score = scores[i];
    return typeof score === "number" && score >= 1 - 1e-9 ? [{ unit, score, peers: peers[i] ?? 0 }] : [];
  }).sort((a, b) => b.score - a.score);
  if (rows.length === 0) return null;
  const title = say("term.super_efficiency");
  return (
    <Figure
      name="super-efficiency"
      made={{ table: "screening", period: now.value }}
      question={say("page.ask-standouts")}
      title={title}
      caption={[say("page.standouts-how"), say("term.crs"), say("page.orientation-input"), say("page.reference-own"), ...(now.value === "all" ? [] : [now.value])].join(say("page.comma"))}
      drawing={(ink, width) =>
        drawBars(
          [{
            bars: rows.slice(0, MOST).map(({ unit, score, peers }) => ({
              key: unit, name: study.unit(unit), unit, parts: [score - 1, 0] as [number, number], colours: [ink.accent, ink.accent] as [string, string],
              said: `${fixed(score)} · ${say("page.learners", { n: peers })}`,
            })),
          }],
          ink, width, title,
        )
      }
      note={<span>{say("page.standouts-read")}</span>}
      table={() => ({
        columns: [say("page.unit"), title, say("page.peer-count")],
        rows: rows.map((row) => [row.unit, row.score, row.peers]),
        unit: 0,
        digits: [undefined, 3, undefined],
      })}
    />
  );
}
