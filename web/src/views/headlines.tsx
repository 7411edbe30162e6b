// The first sentences: how many are efficient, who leads and who trails, what changed.
import { geometric, percent, fixed, mean } from "../numbers";
import { current, ONE } from "../study";
import { language, listed, say } from "../words";
import { ranked } from "./ranking";

export function Headlines() {
  const study = current();
  const level = study.measures.find((m) => m.kind === "level" && m.column === "te_crs") ?? study.measures.find((m) => m.kind === "level");
  const change = study.measures.find((m) => m.kind === "change");
  const sentences: string[] = [];
  if (level) {
    const grid = study.values(level);
    const when = study.periods.filter((p) => grid.has(p)).at(-1) ?? "";
    const rows = ranked(level, when);
    if (rows.length > 0) {
      const best = rows.filter((row) => row.value >= ONE).length;
      const average = mean(rows.map((row) => row.value));
      const last = rows.slice(-3).reverse().map((row) => `${study.unit(row.unit)} ${fixed(row.value)}`);
      const words = { best, n: rows.length, mean: fixed(average), room: percent(1 - average, 0), period: when };
      sentences.push(when === "all" ? say("page.headline-once", words) : say("page.headline-level", words));
      sentences.push(say("page.headline-last", { units: listed(last) }));
    }
  }
  if (change) {
    const values = [...study.values(change).values()].flatMap((row) => [...row.values()]);
    const average = geometric(values);
    if (Number.isFinite(average)) {
      const words = { index: fixed(average), rate: percent(Math.abs(average - 1)) };
      const side = average > 1 + 5e-4 ? "up" : average < 1 - 5e-4 ? "down" : "same";
      sentences.push(say(`page.headline-${side}`, words));
    }
  }
  if (sentences.length === 0) return null;
  return <p class="headlines">{sentences.join(language.value === "zh" ? "" : " ")}</p>;
}
