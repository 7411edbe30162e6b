// A small line over the periods, the one shown marked.
import { ink } from "../ink";
import { current, now } from "../study";

interface Spark {
  /** Period -> value. */
  values: Map<string, number>;
  label: string;
  /** Less stands higher, as of ranks. */
  turned?: boolean;
}

export function Spark({ values, label, turned = false }: Spark) {
  const { periods } = current();
  const there = periods.flatMap((p, i) => {
    const value = values.get(p);
    return value === undefined ? [] : [{ i, value: turned ? -value : value }];
  });
  if (there.length < 2) return null;
  const [low, high] = [Math.min(...there.map((p) => p.value)), Math.max(...there.map((p) => p.value))];
  const x = (i: number): number => 4 + (i / Math.max(periods.length - 1, 1)) * 232;
  const y = (value: number): number => (high > low ? 40 - ((value - low) / (high - low)) * 32 : 24);
  const here = there.find((p) => periods[p.i] === now.value);
  return (
    <svg viewBox="0 0 240 48" class="spark" role="img" aria-label={label}>
      <polyline points={there.map((p) => `${x(p.i)},${y(p.value)}`).join(" ")} fill="none" stroke={ink.value.accent} stroke-width="2" />
      {here && <circle cx={x(here.i)} cy={y(here.value)} r="4" fill={ink.value.picked} />}
    </svg>
  );
}
