// How numbers are written: fixed decimals, thousands separated, a true minus, a dash where there is none.

export type Maybe = number | null | undefined;

export function known(value: Maybe): value is number {
  return value !== null && value !== undefined && Number.isFinite(value);
}

const formats = new Map<number, Intl.NumberFormat>();

function format(digits: number): Intl.NumberFormat {
  const there = formats.get(digits);
  if (there) return there;
  const made = new Intl.NumberFormat("en-US", { minimumFractionDigits: digits, maximumFractionDigits: digits });
  formats.set(digits, made);
  return made;
}

export function fixed(value: Maybe, digits = 3): string {
  if (!known(value)) return "–";
  const text = format(digits).format(Math.abs(value));
  return value < 0 && /[1-9]/.test(text) ? `−${text}` : text;
}

export function signed(value: Maybe, digits = 1): string {
  const text = fixed(value, digits);
  return known(value) && value > 0 && /[1-9]/.test(text) ? `+${text}` : text;
}

/** A share as a percentage with its sign. */
export function percent(value: Maybe, digits = 1): string {
  return known(value) ? `${fixed(100 * value, digits)}%` : "–";
}

export function signedPercent(value: Maybe, digits = 1): string {
  return known(value) ? `${signed(100 * value, digits)}%` : "–";
}

/** An amount: no decimals where it is whole or large, three digits that count where it is below 1. */
export function amount(value: Maybe): string {
  if (!known(value)) return "–";
  const size = Math.abs(value);
  if (Number.isInteger(value) || size >= 1000) return fixed(value, 0);
  if (size >= 1) return fixed(value, size >= 100 ? 1 : 2);
  if (size < 1e-6) return value.toExponential(1).replaceAll("-", "−");
  return fixed(value, 2 - Math.floor(Math.log10(Number(size.toPrecision(3)))));
}

export function mean(values: Maybe[]): number {
  const good = values.filter(known);
  return good.length ? good.reduce((a, b) => a + b, 0) / good.length : NaN;
}

export function geometric(values: Maybe[]): number {
  return Math.exp(mean(values.map((v) => (known(v) && v > 0 ? Math.log(v) : null))));
}

/** The value below which a share q of sorted numbers lies, by linear interpolation. */
export function quantile(sorted: number[], q: number): number {
  const place = q * (sorted.length - 1);
  const low = sorted[Math.floor(place)] ?? NaN;
  const high = sorted[Math.ceil(place)] ?? NaN;
  return low + (high - low) * (place - Math.floor(place));
}
