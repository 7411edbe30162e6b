// What sentences are made of: periods as words, p-values, names in a row.
import { fixed } from "../numbers";
import { language, say } from "../words";

const isYear = (period: string): boolean => /^\d{4}$/.test(period) && Number(period) >= 1900 && Number(period) <= 2100;

/** " in 2023", to stand in a sentence of the report; nothing for a cross-section. */
export function when(period: string): string {
  return period === "all" ? "" : say(isYear(period) ? "report.in-year" : "report.in-period", { period });
}

/** A period as a word. */
export function at(period: string): string {
  if (period === "all") return say("report.only-period");
  return say(isYear(period) ? "report.year" : "report.plain-period", { period });
}

/** Sentences after each other. */
export function joined(sentences: string[]): string {
  return sentences.filter(Boolean).map((one) => one.trim()).join(language.value === "zh" ? "" : " ");
}

/** A p-value as sentences have it. */
export function probability(p: number): string {
  return p < 0.0005 ? "< 0.001" : `= ${fixed(p)}`;
}
