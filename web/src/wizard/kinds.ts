// What kinds of models, and the words that can be chosen of them, are called.
import { say } from "../words";

/** A kind of model, as the server offers it for data. */
export interface Offer {
  kind: string;
  over_time: boolean;
  /** Why these data cannot have it. */
  why: { en: string; zh: string } | null;
  options: Record<string, string[]>;
}

export const kindLabel = (kind: string): string => (kind === "efficiency" ? "CCR, BCC" : say(`model.${kind}.name`));

/** The first sentence of what a model measures. */
export function kindHelp(kind: string): string {
  const whole = kind === "efficiency" ? say("page.both-returns-short") : say(`model.${kind}.what`);
  return /^.*?[.。](?!\d)/.exec(whole)?.[0] ?? whole;
}

/** What a word of an option is called. */
export function wordLabel(option: string, word: string): string {
  if (option === "rts") return word === "fdh" ? say("model.fdh.name") : say(`report.rts-${word}`);
  return option === "reference" ? say(`page.reference-${word}`) : say(`page.orientation-${word}`);
}
