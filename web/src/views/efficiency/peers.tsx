// Who learns from whom: inefficient units on the left, those they are measured by on the right.
import type { Model } from "../../answers";
import { Figure } from "../../charts/figure";
import { Pending } from "../../pending";
import { current, now } from "../../study";
import type { Table } from "../../table";
import { say } from "../../words";
import { classesOf, modelCaption, returnsShown, scoresTable } from "../models";
import { drawNetwork, MOST, type Edge } from "./peers-drawing";

export function Peers({ model }: { model: Model }) {
  const study = current();
  if (!study.has("peers")) return null;
  const [peers, scores] = [study.table("peers"), study.table(scoresTable(model))];
  if (peers.state !== "ready") return <Pending of={peers} />;
  if (scores.state !== "ready") return <Pending of={scores} />;
  const edges = edgesOf(model, peers.value, scores.value);
  if (edges.length === 0) return null;
  const counts = new Map<string, number>();
  for (const { peer } of edges) counts.set(peer, (counts.get(peer) ?? 0) + 1);
  const learners = new Set(edges.map((edge) => edge.unit)).size;
  const title = say("page.peers-title");
  return (
    <Figure
      name="peers"
      made={{ table: "peers", of: model.name, period: now.value }}
      wide
      question={say("page.ask-peers")}
      title={title}
      caption={modelCaption(model, now.value, returnsShown(model))}
      drawing={(ink, width) => drawNetwork(edges, counts, scoreOf(model, scores.value), ink, width, title)}
      note={<span>{[say("page.peers-read", { n: learners }), learners > MOST ? say("page.peers-most", { most: MOST }) : ""].filter(Boolean).join(" ")}</span>}
      table={() => ({
        columns: [say("page.unit"), say("term.peer"), say("term.lambda"), say("page.peer-share"), say("page.peer-count")],
        rows: edges.map((edge) => [edge.unit, peerName(edge), edge.lambda, 100 * edge.share, counts.get(edge.peer) ?? 0]),
        unit: 0,
        digits: [undefined, undefined, 3, 1, undefined],
      })}
    />
  );
}

/** A peer; one of another period has it in brackets. */
export function peerName(edge: Edge): string {
  const name = current().unit(edge.of);
  return edge.when === "" ? name : say("page.aside", { name, aside: edge.when });
}

/** What inefficient units are mixed of, the largest share of each unit first. */
function edgesOf(model: Model, peers: Table, scores: Table): Edge[] {
  const classes = classesOf(model, scores, now.value);
  const part = peers.where({ model: model.name, rts: returnsShown(model), period: now.value });
  const [units, names, lambdas, periods] = [part.words("unit"), part.words("peer"), part.numbers("lambda"), part.words("peer_period")];
  const sums = new Map<string, number>();
  units.forEach((unit, i) => sums.set(unit, (sums.get(unit) ?? 0) + (lambdas[i] ?? 0)));
  return units.flatMap((unit, i) => {
    const [of, lambda] = [names[i] ?? "", lambdas[i]];
    const when = periods[i] === now.value ? "" : (periods[i] ?? "");
    if (classes.get(unit) !== "inefficient" || typeof lambda !== "number" || (of === unit && when === "")) return [];
    return [{ unit, of, when, peer: `${of} ${when}`, lambda, share: lambda / (sums.get(unit) || 1) }];
  });
}

/** Unit -> how far it is from the best, the larger the further. */
function scoreOf(model: Model, scores: Table): Map<string, number> {
  const rts = returnsShown(model);
  const part = scores.where({ model: model.name, period: now.value });
  const values = part.numbers(rts ? `te_${rts}` : "rank");
  return new Map(part.words("unit").map((unit, i) => [unit, (rts ? -1 : 1) * (values[i] ?? 0)]));
}
