// The mean of a score in the period shown, corrected for bias: a sentence, where the study has it.
import type { Model, Score } from "../../answers";
import { fixed, known, type Maybe } from "../../numbers";
import { when } from "../../spoken";
import { current, now } from "../../study";
import type { Cell } from "../../table";
import { say } from "../../words";
import { orientationOf } from "../models";

/** What means are of: of output orientation that is phi, which is 1 / TE. */
export function measured(score: Cell | undefined, orientation: "input" | "output"): string {
  const name = say(score === "te_vrs" ? "report.pte" : "report.te");
  return orientation === "output" ? say("report.phi-of", { score: name }) : name;
}

/** The mean of a model's score in the period shown, corrected for bias. */
export function meanSaid(model: Model, score: Score): string {
  const study = current();
  if (!study.has("mean_intervals")) return "";
  const loaded = study.table("mean_intervals");
  if (loaded.state !== "ready") return "";
  const row = loaded.value.where({ model: model.name, score, period: now.value }).rows()[0];
  const number = (column: string): Maybe => row?.[column] as Maybe;
  const [value, low, high] = [number("value"), number("ordinary_low"), number("ordinary_high")];
  if (!known(value)) return "";
  const holds = known(low) && known(high) && low <= value && value <= high;
  return say(`report.sure-mean-${holds ? "holds" : "misses"}`, {
    score: measured(score, orientationOf(model)), when: when(now.value), ordinary: fixed(number("ordinary")), value: fixed(value),
    low: fixed(number("low")), high: fixed(number("high")), ordinary_low: fixed(low), ordinary_high: fixed(high),
  });
}
