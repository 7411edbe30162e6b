// The first sentences: how many are efficient, who trails, what changed.
import type { Measure } from "../answers";
import { fixed, geometric, mean, percent } from "../numbers";
import { when } from "../spoken";
import { current } from "../study";
import { language, listed, say } from "../words";
import { changeOf, indices, side, written, type Index } from "./index-shown";
import { classesOf, isStatic, orientationOf, scoresTable } from "./models";
import { ranked } from "./ranking";

const BEST = ["efficient", "weakly efficient", "frontier", "beyond"];

export function Headlines() {
  const { measures } = current();
  const level = measures.find((m) => m.column === "te_crs") ?? measures.find(isStatic);
  const index = indices().find((one) => one.total === "tfpch"); // other changes are not of productivity
  const sentences = [...(level ? ofLevel(level) : []), ...(index ? ofIndex(index) : [])];
  if (sentences.length === 0) return null;
  return <p class="headlines">{sentences.join(language.value === "zh" ? "" : " ")}</p>;
}

/** Scores of the last period: only a radial score says what share of resources or services is at stake. */
function ofLevel(level: Measure): string[] {
  const study = current();
  const grid = study.values(level);
  const last = study.periods.filter((p) => grid.has(p)).at(-1) ?? "";
  const rows = ranked(level, last);
  const model = study.meta.models.find((m) => m.name === level.model);
  const table = model && study.table(scoresTable(model));
  if (rows.length === 0 || !model || table?.state !== "ready") return [];
  const values = rows.map((row) => row.value);
  const classes = [...(model.kind === "efficiency" ? table.value.where({ model: model.name, period: last }).words("efficiency_crs") : classesOf(model, table.value, last).values())];
  const words = { best: classes.filter((name) => BEST.includes(name)).length, n: rows.length, mean: fixed(mean(values)), score: study.measureName(level), period: when(last) && (language.value === "zh" ? `${when(last)}，` : when(last)) };
  const said = classes.some((name) => BEST.includes(name) || name === "inefficient") ? [say("page.headline-best", words)] : [];
  if (model.kind !== "efficiency") said.push(say("page.headline-mean", words));
  else if (orientationOf(model) === "output") said.push(say("page.headline-more", { ...words, room: percent(mean(values.map((value) => 1 / value)) - 1, 0) }));
  else said.push(say("page.headline-less", { ...words, room: percent(1 - mean(values), 0) }));
  const trailing = rows.slice(-3).reverse().map((row) => `${study.unit(row.unit)} ${study.shown(level, row.value)}`);
  return [...said, say("page.headline-last", { units: listed(trailing) })];
}

/** The mean index of all intervals; "a year" only where the periods are years in a row. */
function ofIndex(index: Index): string[] {
  const study = current();
  const measure = study.measures.find((m) => m.model === index.name && m.column === index.total);
  if (!measure) return [];
  const values = [...study.values(measure).values()].flatMap((row) => [...row.values()]);
  const average = index.is_sum ? mean(values) : geometric(values);
  if (!Number.isFinite(average)) return [];
  const years = study.periods.map(Number);
  const yearly = years.every((year, i) => Number.isInteger(year) && (i === 0 || year === (years[i - 1] ?? 0) + 1));
  const words = {
    index: written(index, average),
    rate: (index.is_sum ? written(index, average) : changeOf(index, average)).replace(/^[+−]/, ""),
    pace: say(yearly ? "page.pace-year" : "page.pace-interval"),
    name: study.measureName(measure),
  };
  const sign = side(index, index.total, average);
  return [say(sign > 0 ? "page.headline-up" : sign < 0 ? "page.headline-down" : "page.headline-same", words)];
}
