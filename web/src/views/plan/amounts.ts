// Amounts in words: 500 hospitals, 5,040 × 10,000 visits, 497 个.
import { fixed, known, type Maybe } from "../../numbers";
import { within } from "../../spoken";
import { current } from "../../study";
import { language, say } from "../../words";

/** Decimals for a column of amounts: none where they are whole or large. */
export function digitsOf(values: Maybe[]): number {
  const sizes = values.filter(known).map(Math.abs);
  const most = Math.max(...sizes, 0);
  if (most >= 10_000 || sizes.every(Number.isInteger)) return 0;
  return most >= 100 ? 1 : most >= 1 ? 2 : 4;
}

/** An amount of a variable: in English what it is counted in stands as a factor, in Chinese as a unit. */
export function counted(column: string, value: number, digits = digitsOf([value])): string {
  const unit = current().unitOf(column);
  const number = fixed(value, digits);
  if (language.value === "zh") return unit ? `${number} ${unit}` : number;
  const factor = /^[\d,]+/.exec(unit)?.[0];
  return factor ? `${number} × ${factor}` : number;
}

/** A change in words: 500 fewer hospitals. */
export function changeWords(column: string, change: number): string {
  const words = { amount: counted(column, Math.abs(change), digitsOf([Math.abs(change) >= 100 ? Math.round(change) : change])), variable: within(current().variable(column)) };
  return change < 0 ? say("page.fewer", words) : say("page.more", words);
}
