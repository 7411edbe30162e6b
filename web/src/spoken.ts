// Small words that sentences are made of: periods, probabilities, changes.
import { fixed, known, type Maybe } from "./numbers";
import { language, say } from "./words";

/** From here on nothing is called significant. */
export const LEVEL = 0.05;

const isYear = (period: string): boolean => /^\d{4}$/.test(period) && Number(period) >= 1900 && Number(period) <= 2100;

/** A period as a word. */
export function at(period: string): string {
  if (period === "all") return say("report.only-period");
  return isYear(period) ? say("report.year", { period }) : say("report.plain-period", { period });
}

/** A period for a caption; nothing for a cross-section. */
export const stamp = (period: string): string | undefined => (period === "all" ? undefined : at(period));

/** A period to stand in a sentence; nothing for a cross-section. */
export function when(period: string): string {
  if (period === "all") return "";
  return isYear(period) ? say("report.in-year", { period }) : say("report.in-period", { period });
}

/** What a rate of change is of: a year, or a period. */
export const per = (period: string): string => say(isYear(period) ? "report.per-year" : "report.per-period");

/** A p-value in a sentence. */
export function probability(p: Maybe): string {
  return known(p) && p < 0.0005 ? "< 0.001" : `= ${fixed(p)}`;
}

/** A p-value after its name. */
export const pValue = (p: Maybe): string => `p ${probability(p)}`;

/** A p-value in a table. */
export const smallP = (p: Maybe): string => (known(p) && p < 0.00005 ? "<0.0001" : fixed(p, 4));

export function changed(first: number, last: number, least: number): "rose" | "fell" | "same" {
  const change = last - first;
  return Math.abs(change) < least ? "same" : change > 0 ? "rose" : "fell";
}

/** Parts with a comma between them. */
export function parts(words: (string | undefined)[]): string {
  return words.filter(Boolean).join(say("page.comma"));
}

/** Parts with a semicolon between them. */
export function clauses(words: string[]): string {
  return words.filter(Boolean).join(language.value === "zh" ? "；" : "; ");
}

/** A word with a note in brackets. */
export function aside(word: string, note: string): string {
  return language.value === "zh" ? `${word}（${note}）` : `${word} (${note})`;
}

/** A name inside a sentence: `Beds` are `beds` there, `GDP` stays. */
export function within(word: string): string {
  return /^[A-Z][a-z]/.test(word) ? (word[0] ?? "").toLowerCase() + word.slice(1) : word;
}
