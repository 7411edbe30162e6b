// What growth is made of, from the first period to the last: the parts after each other, up to the index.
import { Figure } from "../../charts/figure";
import { Uprights } from "../../charts/grid";
import { fit, wide } from "../../charts/text";
import { scale, ticks } from "../../charts/scales";
import { CHANGES, type Ink } from "../../ink";
import { fixed, signed } from "../../numbers";
import { Pending } from "../../pending";
import { picked } from "../../state";
import { current } from "../../study";
import { say } from "../../words";
import { chainFor, shareOf, type Chain } from "./chain";
import { changeOf, effect, indexCaption, indexName, side, written, type Index } from "../index-shown";

const MOST_PICKED = 3;
const ROW = 22;
const HEAD = 26;

interface Panel {
  name: string;
  unit: string;
  chain: Chain;
}

export function Waterfall({ index }: { index: Index }) {
  const study = current();
  const [means, own] = [study.table("cumulative_means"), study.table(`${index.kind}_cumulative`)];
  if (means.state !== "ready") return <Pending of={means} />;
  if (own.state !== "ready") return <Pending of={own} />;
  const units = picked.value.filter((unit) => study.meta.units.includes(unit)).slice(0, MOST_PICKED);
  const all = chainFor(index, means.value, own.value, {});
  const chains = units.map((unit) => ({ unit, chain: chainFor(index, means.value, own.value, { unit }) }));
  const panels: Panel[] = [
    ...(all ? [{ name: say("page.all-units"), unit: "", chain: all }] : []),
    ...chains.flatMap(({ unit, chain }) => (chain ? [{ name: study.unit(unit), unit, chain }] : [])),
  ];
  const broken = chains.filter(({ chain }) => chain === null).map(({ unit }) => study.unit(unit));
  if (panels.length === 0) return null;
  const { first, last } = panels[0]!.chain;
  const title = say("page.waterfall");
  return (
    <Figure
      name="waterfall"
      made={[{ table: "cumulative_means", of: index.name }, { table: `${index.kind}_cumulative`, of: index.name }]}
      question={say("page.ask-waterfall")}
      title={title}
      caption={indexCaption(index, say(index.is_sum ? "page.chained-sum" : "page.chained", { first, last }))}
      drawing={(ink, width) => draw(index, panels, ink, width, title)}
      note={
        <>
          {panels.map((panel) => <span key={panel.unit}>{product(index, panel)}</span>)}
          {broken.map((name) => <span key={name}>{say("page.chain-broken", { unit: name })}</span>)}
        </>
      }
      table={() => ({
        columns: [say("page.unit"), say("page.part"), `${first}–${last}`, say(index.is_sum ? "page.added" : "page.log-points"), say("page.share-of-growth")],
        rows: panels.flatMap(({ unit, chain }) => [
          ...chain.steps.map((step) => [unit || say("page.all-units"), study.columnName(step.component), step.value, index.is_sum ? step.effect : 100 * Math.log(step.effect), 100 * shareOf(index, chain, step)]),
          [unit || say("page.all-units"), indexName(index), chain.total, index.is_sum ? chain.total : 100 * Math.log(chain.total), 100],
        ]),
        unit: 0,
        digits: [undefined, undefined, 3, index.is_sum ? 3 : 2, 1],
      })}
    />
  );
}

/** The parts as one product or sum: 0.852 × 1.021 = 0.870. */
function product(index: Index, { name, chain }: Panel): string {
  const shown = chain.steps.map((step, i) => {
    const divides = effect(index, step.component, step.value) !== step.value;
    const sign = i === 0 ? (divides ? "1 / " : "") : index.is_sum ? (divides ? " − " : " + ") : divides ? " / " : " × ";
    return `${sign}${index.is_sum && i > 0 ? `(${written(index, step.value)})` : written(index, step.value)}`;
  });
  return chain.steps.length === 0 ? say("page.no-parts", { unit: name }) : `${name}${say("page.colon")}${shown.join("")} = ${written(index, chain.total)}`;
}

function draw(index: Index, panels: Panel[], ink: Ink, width: number, label: string) {
  const study = current();
  const levels = panels.flatMap(({ chain }) => [index.neutral, chain.total, ...chain.steps.map((step) => step.after)]);
  const reach = [Math.min(...levels), Math.max(...levels)];
  const [low, high] = index.is_sum ? reach : reach.map(Math.log);
  const room = 0.06 * ((high ?? 0) - (low ?? 0)) || 0.01;
  const rows = [...index.leaves, index.total];
  const names = Math.min(Math.max(...rows.map((c) => wide(study.columnName(c), c === index.total ? 12.3 : 11))) + 10, width * 0.46);
  const place = scale((low ?? 0) - room, (high ?? 0) + room, names, width - 62);
  const x = (level: number): number => place(index.is_sum ? level : Math.log(level));
  const bottom = panels.reduce((sum, { chain }) => sum + HEAD + ROW * (chain.steps.length + 1), 0);
  const marks = ticks(reach[0] ?? 0, reach[1] ?? 1, Math.max(width / 160, 2));
  let y = 0;
  return (
    <svg viewBox={`0 0 ${width} ${bottom + 22}`} role="img" aria-label={label}>
      <Uprights marks={marks.map((mark) => ({ x: x(mark), text: index.is_sum ? signed(mark, 2) : fixed(mark, 2) }))} top={0} bottom={bottom} ink={ink} />
      <line x1={x(index.neutral)} x2={x(index.neutral)} y1="0" y2={bottom} stroke={ink.quiet} />
      {panels.map(({ name, unit, chain }) => {
        const top = y;
        y += HEAD + ROW * (chain.steps.length + 1);
        const bars = [
          ...chain.steps.map((step) => ({ component: step.component, from: step.before, to: step.after, way: side(index, index.total, step.effect), value: step.effect })),
          { component: index.total, from: index.neutral, to: chain.total, way: side(index, index.total, chain.total), value: chain.total },
        ];
        return (
          <g transform={`translate(0 ${top})`} key={unit}>
            <text x="0" y="17" font-size="13" font-weight="700" fill={unit ? ink.picked : ink.text}>{name}</text>
            {bars.map((bar, i) => {
              const [a, b] = [x(bar.from), x(bar.to)];
              const at = HEAD + i * ROW;
              const main = bar.component === index.total;
              return (
                <g key={bar.component}>
                  <text x="2" y={at + 15} font-size="11" fill={ink.text} font-weight={main ? 700 : 400}>{fit(study.columnName(bar.component), main ? 12.3 : 11, names - 6)}</text>
                  <rect x={Math.min(a, b)} y={at + 3} width={Math.max(Math.abs(b - a), 1)} height={ROW - 6} fill={CHANGES[bar.way >= 0 ? (main ? 5 : 4) : main ? 0 : 1]} />
                  {!main && <line x1={b} x2={b} y1={at + 3} y2={at + ROW + 3} stroke={ink.quiet} />}
                  <text x={Math.max(a, b) + 5} y={at + 15} font-size="12" fill={ink.text} font-weight={main ? 700 : 400}>{changeOf(index, bar.value)}</text>
                </g>
              );
            })}
          </g>
        );
      })}
    </svg>
  );
}
