// How a unit moved: its rank over the periods, its last change of productivity, what its growth is made of.
import { Pending } from "../pending";
import { current } from "../study";
import { listed, say } from "../words";
import { chainOf } from "../views/time/chain";
import { changeOf, indexName, indexShown, intervalShown, side, written, type Index } from "../views/index-shown";
import { scoresTable, staticShown } from "../views/models";
import { at } from "../spoken";
import { Spark } from "./spark";

export function OverTime({ unit }: { unit: string }) {
  const study = current();
  const index = indexShown();
  if (study.periods.length < 2) return null;
  return (
    <>
      <RankPath unit={unit} />
      {index && <Growth unit={unit} index={index} />}
    </>
  );
}

function RankPath({ unit }: { unit: string }) {
  const study = current();
  const model = staticShown();
  if (model === null) return null;
  const loaded = study.table(scoresTable(model));
  if (loaded.state !== "ready") return <Pending of={loaded} />;
  const own = loaded.value.where({ model: model.name }).where({ unit });
  const ranks = own.numbers("rank");
  const path = own.words("period").flatMap((period, i) => (typeof ranks[i] === "number" ? [[period, ranks[i]] as const] : []));
  const [first, last] = [path[0], path.at(-1)];
  if (!first || !last || path.length < 2) return null;
  const best = path.reduce((a, b) => (b[1] < a[1] ? b : a));
  const words = say("page.rank-path", { first: first[1], start: at(first[0]), last: last[1], end: at(last[0]), best: best[1], when: at(best[0]) });
  return (
    <>
      <h3>{say("page.rank-over-time")}</h3>
      <Spark values={new Map(path)} label={words} turned />
      <p>{words}</p>
    </>
  );
}

function Growth({ unit, index }: { unit: string; index: Index }) {
  const study = current();
  const [changes, chained] = [study.table(index.kind), study.table(`${index.kind}_cumulative`)];
  if (changes.state !== "ready") return <Pending of={changes} />;
  if (chained.state !== "ready") return <Pending of={chained} />;
  const own = changes.value.where({ model: index.name });
  const { from, to } = intervalShown(own);
  const value = own.where({ unit }).where({ period_to: to }).numbers(index.total)[0];
  const chain = chainOf(index, chained.value.where({ model: index.name }).where({ unit }));
  const sentences: string[] = [];
  if (typeof value === "number") {
    const way = side(index, index.total, value);
    const words = { interval: `${from}–${to}`, index: written(index, value), change: changeOf(index, value) };
    sentences.push(say(way > 0 ? "page.unit-up" : way < 0 ? "page.unit-down" : "page.unit-same", words));
  }
  if (chain) {
    const parts = chain.steps.map((step) => `${study.columnName(step.component)} ${changeOf(index, step.effect)}`);
    sentences.push(say(parts.length ? "page.unit-whole" : "page.unit-whole-bare", { first: chain.first, last: chain.last, change: changeOf(index, chain.total), parts: listed(parts) }));
  }
  if (sentences.length === 0) return null;
  return (
    <>
      <h3>{indexName(index)}</h3>
      {sentences.map((sentence) => <p key={sentence}>{sentence}</p>)}
    </>
  );
}
