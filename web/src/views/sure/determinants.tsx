// What goes with efficiency: every covariate by every method, each with its interval.
import { Figure } from "../../charts/figure";
import { drawWhiskers, type Whisker } from "../../charts/whiskers";
import type { DeterminantsMeta } from "../../answers";
import type { Ink } from "../../ink";
import { fixed, known, type Maybe } from "../../numbers";
import { Pending } from "../../pending";
import { parts, pValue } from "../../spoken";
import { current } from "../../study";
import { joined, language, listed, say, told } from "../../words";
import { percentOf } from "./asked";

/** Methods whose numbers are minus the coefficient of the distance: the bootstrap, then errors by unit. */
const STAGES = ["second stage", "second stage, clustered"];
const NAMES: Record<string, string> = {
  "second stage": "report.by-second-stage", "second stage, clustered": "report.by-clustered", tobit: "report.by-tobit",
  "fractional logit": "report.by-fractional", "fixed effects": "report.by-effects",
};
const READINGS: Record<string, string> = { "+": "page.goes-more", "-": "page.goes-less", "0": "page.goes-unsure" };
const MOST_PLACES = 12;

interface Found {
  method: string;
  name: string;
  sign: string;
  estimate: Maybe;
  low: Maybe;
  high: Maybe;
  se: Maybe;
  p: Maybe;
}

export function Determinants({ of }: { of: DeterminantsMeta }) {
  const study = current();
  const loaded = study.table("determinants");
  if (loaded.state !== "ready") return <Pending of={loaded} />;
  const found = loaded.value.rows().map((row) => ({ ...row, method: String(row["method"]), name: String(row["name"]), sign: String(row["sign"] ?? "") }) as unknown as Found);
  const methods = [...new Set(found.map((one) => one.method))];
  const names = [...new Set(found.map((one) => one.name))];
  const at = (method: string, name: string): Found | undefined => found.find((one) => one.method === method && one.name === name);
  const title = say("report.h-determinants");
  const places = Math.max(...found.map(placesOf));
  const per = say(of.standardise ? "report.per-deviation" : "report.per-unit");
  const span = study.periods.length > 1 ? `${study.periods[0]}–${study.periods.at(-1)}` : "";
  return (
    <Figure
      wide
      name="sure-determinants"
      made={{ table: "determinants" }}
      question={say("page.ask-determinants")}
      title={title}
      caption={parts([study.columnName(of.score), say("page.n-units", { n: study.meta.units.length }), span, per, say("page.intervals-of", { level: percentOf(of) })])}
      tools={<p class="said">{joined(said(of, methods, names, at))}</p>}
      drawing={(ink, width) =>
        drawWhiskers(
          {
            rows: methods.map((method) => ({ key: method, name: methodName(method) })),
            panels: names.map((name) => ({ head: covariate(of, name), marks: methods.map((method) => markOf(at(method, name), ink)) })),
            neutral: 0, shared: of.standardise,
            items: [
              { text: say("page.of-distance"), colours: [ink.shortfall], shape: 0 },
              { text: say("page.of-score"), colours: [ink.redundancy], shape: 0 },
              { text: say("page.holds-zero"), colours: [""], shape: 0, hollow: true },
            ],
          },
          ink, width, title,
        )
      }
      note={<span>{joined([say("report.determinants-numbers", { per, level: percentOf(of) }), methods.includes("tobit") ? say("report.determinants-tobit") : ""])}</span>}
      table={() => ({
        columns: [say("page.covariate"), say("page.method"), say("page.estimate"), say("page.interval-low"), say("page.interval-high"), say("page.se"), say("report.p"), say("page.higher-value")],
        rows: found.map((one) => [covariate(of, one.name), methodName(one.method), one.estimate, one.low, one.high, one.se, one.p, readingOf(one)]),
        digits: [undefined, undefined, places, places, places, places, 4],
      })}
    />
  );
}

const covariate = (of: DeterminantsMeta, name: string, as: "head" | "within" = "head"): string => {
  const words = of.covariates[name];
  return words ? told(words[as]) : name;
};
const readingOf = ({ sign }: Found): string => (READINGS[sign] ? say(READINGS[sign]) : "–");

/** A method in words; a Tobit of a panel has random effects. */
function methodName(method: string): string {
  if (method === "tobit" && current().periods.length > 1) return say("report.by-tobit-random");
  return NAMES[method] ? say(NAMES[method]) : method;
}

/** Decimals of an estimate: three, or as many as give half its interval two digits. */
function placesOf({ low, high }: Found): number {
  const half = known(low) && known(high) ? (high - low) / 2 : 0;
  return half > 0 ? Math.min(MOST_PLACES, Math.max(3, 1 - Math.floor(Math.log10(half)))) : 3;
}

function markOf(one: Found | undefined, ink: Ink): Whisker | undefined {
  if (!one || !known(one.estimate)) return undefined;
  const colour = STAGES.includes(one.method) ? ink.shortfall : ink.redundancy;
  const digits = placesOf(one);
  const words = [fixed(one.estimate, digits), `${say("report.its-interval")} ${fixed(one.low, digits)} – ${fixed(one.high, digits)}`, pValue(one.p), readingOf(one)];
  return { at: one.estimate, low: one.low, high: one.high, line: colour, dot: colour, fill: one.sign === "0" ? ink.paper : colour, said: parts(words) };
}

/** Covariates that go with efficiency by the second stage, by its bootstrap and by errors of units; what that rests on. */
function said(of: DeterminantsMeta, methods: string[], names: string[], at: (method: string, name: string) => Found | undefined): string[] {
  const stages = STAGES.filter((method) => methods.includes(method));
  const sides = new Map<string, string[]>([["+", []], ["-", []], ["0", []]]);
  for (const name of names) {
    const signs = new Set(stages.map((method) => at(method, name)?.sign ?? "0"));
    const [only = "0"] = signs;
    (sides.get(signs.size === 1 ? only : "0") ?? []).push(covariate(of, name, "within"));
  }
  const sure = (["+", "-"] as const).flatMap((side) => {
    const these = sides.get(side) ?? [];
    return these.length ? [say(side === "+" ? "report.key-goes-more" : "report.key-goes-less", { names: listed(these) })] : [];
  });
  const open = sides.get("0") ?? [];
  const rest = open.length && sure.length ? say("report.key-goes-unsure", { names: listed(open) }) : "";
  const key = sure.length ? "report.key-determinants" : "report.key-determinants-none";
  return [say(key, { listed: sure.join(language.value === "zh" ? "；" : "; "), rest }), stages.length > 1 ? say("report.determinants-rows") : "", say("report.determinants-separability")];
}
