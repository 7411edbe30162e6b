// What an index says over all periods, in a few sentences.
import { fixed, known } from "../../numbers";
import { current } from "../../study";
import { Pending } from "../../pending";
import { joined, listed, say } from "../../words";
import { chainOf } from "./chain";
import { changeOf, indexCaption, intervalShown, side, written, type Index } from "../index-shown";

const MOST_NAMED = 6;

export function TimeWords({ index }: { index: Index }) {
  const study = current();
  const tables = [study.table(`${index.kind}_means`), study.table("cumulative_means"), study.table(index.kind)] as const;
  const [means, chained, own] = tables;
  if (means.state !== "ready") return <Pending of={means} />;
  if (chained.state !== "ready") return <Pending of={chained} />;
  if (own.state !== "ready") return <Pending of={own} />;
  const rows = means.value.where({ model: index.name });
  const overall = rows.where({ by: "overall" }).rows()[0];
  if (!overall || !known(overall[index.total] as number)) return <p class="headlines">{say("page.no-index-values")}</p>;
  const chain = chainOf(index, chained.value.where({ model: index.name, by: "all" }));
  const units = rows.where({ by: "unit" });
  const ahead = units.numbers(index.total).filter((value) => known(value) && side(index, index.total, value) > 0).length;
  const sentences = [
    say("page.time-mean", { index: written(index, overall[index.total] as number), change: changeOf(index, overall[index.total] as number) }),
    chain ? say("page.time-whole", { first: chain.first, last: chain.last, change: changeOf(index, chain.total), parts: listed(chain.steps.map((s) => `${study.columnName(s.component)} ${changeOf(index, s.effect)}`)) }) : "",
    say("page.time-units", { k: ahead, n: units.length }),
    withoutPeriods(index),
    innovators(index, intervalShown(own.value.where({ model: index.name }))),
    index.progress === "below" ? say("report.say-convention", { index: indexCaption(index).split(say("page.comma"))[0] ?? "", progress: say("report.side-is-progress", { side: say("report.side-below", { neutral: index.neutral }) }) }) : "",
  ];
  return <p class="headlines">{joined(sentences)}</p>;
}

/** What the index is without some periods, where the study asks for it. */
function withoutPeriods(index: Index): string {
  const study = current();
  if (!study.has("without")) return "";
  const loaded = study.table("without");
  if (loaded.state !== "ready") return "";
  const row = loaded.value.where({ model: index.name, region: "all" }).rows()[0];
  const value = row?.[index.total];
  return typeof value === "number" ? say("report.say-without", { periods: String(row?.["periods"]), values: `${study.columnName(index.total)} ${fixed(value)}` }) : "";
}

/** Who moved the frontier in the interval shown. */
function innovators(index: Index, here: { from: string; to: string }): string {
  const study = current();
  if (!study.has("innovators") || index.kind !== "malmquist") return "";
  const loaded = study.table("innovators");
  if (loaded.state !== "ready") return "";
  const units = loaded.value.where({ model: index.name, period_to: here.to }).words("unit");
  if (units.length === 0) return say("page.innovators-none", { interval: `${here.from}–${here.to}` });
  const named = units.slice(0, MOST_NAMED).map((unit) => study.unit(unit));
  const key = units.length > MOST_NAMED ? "page.innovators-more" : "page.innovators";
  return say(key, { interval: `${here.from}–${here.to}`, units: listed(named), n: units.length });
}
