// Two models beside each other: how alike they rank the units, who stands elsewhere, and every pair at a glance.
import { List } from "../../charts/choices";
import { Figure } from "../../charts/figure";
import { drawSlopes, slopesShown, type Slope } from "../../charts/slopes";
import { drawTriangle } from "../../charts/triangle";
import { fixed } from "../../numbers";
import { choices, choose, type Choice } from "../../state";
import { current } from "../../study";
import { aside, parts } from "../../spoken";
import { joined, listed, say } from "../../words";
import { alike, ranksOfContender, type Contender } from "./contenders";

interface SideBySide {
  all: Contender[];
  /** What the choices of the pair are called in the address. */
  keys: [Choice, Choice];
  caption: string;
  name: string;
}

/** Each with how it was measured. */
const howOf = (contenders: Contender[]): string[] => contenders.map((one) => (one.how ? aside(one.name, one.how) : one.name));

const MOST_NAMED = 5;

export function SideBySide({ all, keys, caption, name }: SideBySide) {
  const study = current();
  const [a, b] = chosenPair(all, keys);
  const slopes = slopesOf(a, b);
  const title = say("page.rank-of-two", { a: a.name, b: b.name });
  const shown = slopesShown(slopes).length;
  const options = all.map((one) => ({ value: one.name, text: one.name }));
  return (
    <>
      <p class="headlines">{joined(words(all, a, b, slopes))}</p>
      <div class="columns">
        <Figure
          name={`${name}-ranks`}
          made={a.made.table === b.made.table ? a.made : [a.made, b.made]}
          question={say("page.ask-ranks")}
          title={title}
          caption={parts([caption, ...howOf([a, b])])}
          drawing={(ink, width) => drawSlopes(slopes, [a.name, b.name], ink, width, title)}
          note={
            <>
              <List label={say("page.left")} options={options} value={a.name} choose={(value) => choose(keys[0], value)} />
              <List label={say("page.right")} options={options} value={b.name} choose={(value) => choose(keys[1], value)} />
              <span>{[say("page.ranks-read"), shown < slopes.length ? say("page.slopes-most", { shown, n: slopes.length }) : ""].filter(Boolean).join(" ")}</span>
            </>
          }
          table={() => ({
            columns: [say("page.unit"), ...all.map((one) => one.name), say("page.rank-by", { name: a.name }), say("page.rank-by", { name: b.name })],
            rows: study.meta.units.map((unit) => {
              const slope = slopes.find((s) => s.unit === unit);
              return [unit, ...all.map((one) => one.values.get(unit)), slope?.left, slope?.right];
            }),
            unit: 0,
            digits: [undefined, ...all.map(() => 3)],
          })}
        />
        {all.length > 2 && <Alike all={all} pair={[all.indexOf(a), all.indexOf(b)]} keys={keys} caption={caption} name={name} />}
      </div>
    </>
  );
}

function Alike({ all, pair, keys, caption, name }: SideBySide & { pair: [number, number] }) {
  const names = all.map((one) => one.name);
  const values = all.map((one, i) => all.slice(0, i).map((other) => alike(one, other)));
  const value = (row: number, column: number): number => values[row]?.[column] ?? NaN;
  const title = say("page.alike-title");
  return (
    <Figure
      name={`${name}-correlations`}
      made={all.every((one) => one.made.table === "model_comparison") ? { table: "rank_correlations", of: "" } : all.map((one) => one.made)}
      question={say("page.ask-alike")}
      title={title}
      caption={parts([caption, ...howOf(all)])}
      drawing={(ink, width) =>
        drawTriangle({
          names, value, chosen: pair,
          choose: (row, column) => {
            choose(keys[0], names[column] ?? "");
            choose(keys[1], names[row] ?? "");
          },
        }, ink, width, title)
      }
      note={<span>{say("page.alike-read")}</span>}
      table={() => ({
        columns: [say("page.left"), say("page.right"), say("page.spearman")],
        rows: names.flatMap((row, i) => names.slice(0, i).map((column, j) => [column, row, value(i, j)])),
        digits: [undefined, undefined, 3],
      })}
    />
  );
}

function chosenPair(all: Contender[], keys: [Choice, Choice]): [Contender, Contender] {
  const of = (key: Choice): Contender | undefined => all.find((one) => one.name === choices.value[key]);
  const a = of(keys[0]) ?? (all[0] as Contender);
  const b = of(keys[1]) ?? (all.find((one) => one !== a) as Contender);
  return [a, b];
}

function slopesOf(a: Contender, b: Contender): Slope[] {
  const [left, right] = [ranksOfContender(a), ranksOfContender(b)];
  return current().meta.units.flatMap((unit) => {
    const [l, r] = [left.get(unit), right.get(unit)];
    return l !== undefined && r !== undefined ? [{ unit, left: l, right: r }] : [];
  });
}

function words(all: Contender[], a: Contender, b: Contender, slopes: Slope[]): string[] {
  const study = current();
  const apart = slopes.filter((s) => s.left !== s.right).sort((x, y) => Math.abs(y.left - y.right) - Math.abs(x.left - x.right)).slice(0, MOST_NAMED);
  const named = apart.map((s) => say("page.aside", { name: study.unit(s.unit), aside: `${s.left} → ${s.right}` }));
  const value = alike(a, b);
  return [
    Number.isFinite(value) ? say("report.models-alike-one", { a: a.name, b: b.name, value: fixed(value, 2) }) : say("page.no-correlation", { a: a.name, b: b.name }),
    named.length ? say("page.apart-most", { a: a.name, b: b.name, units: listed(named) }) : say("page.apart-none"),
    all.length > 2 ? range(all) : "",
  ];
}

/** The pairs that rank least and most alike. */
function range(all: Contender[]): string {
  const pairs = all.flatMap((one, i) => all.slice(0, i).map((other) => ({ a: other.name, b: one.name, value: alike(one, other) }))).filter((pair) => Number.isFinite(pair.value));
  if (pairs.length < 2) return "";
  const low = pairs.reduce((x, y) => (y.value < x.value ? y : x));
  const high = pairs.reduce((x, y) => (y.value > x.value ? y : x));
  return say("report.models-alike", { low: fixed(low.value, 2), a: low.a, b: low.b, high: fixed(high.value, 2), c: high.a, d: high.b });
}
