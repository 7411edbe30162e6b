// Fields of forms: numbers that may be empty, and words.
import type { ComponentChildren } from "preact";

interface NumberOf {
  label: string;
  value: number | null;
  set: (value: number | null) => void;
  unit?: string;
  min?: number;
  max?: number;
  /** The label is read, not shown. */
  isQuiet?: boolean;
  disabled?: boolean;
}

export function NumberField({ label, value, set, unit, min, max, isQuiet, disabled }: NumberOf) {
  return (
    <label class="number-field">
      <span class={isQuiet ? "unseen" : ""}>{label}</span>
      <input
        type="number" step="any" min={min} max={max} disabled={disabled} value={value === null ? "" : Number(value.toPrecision(6))}
        onChange={(event) => {
          const { value: text, valueAsNumber } = event.currentTarget;
          set(text === "" || !Number.isFinite(valueAsNumber) ? null : valueAsNumber);
        }}
      />
      {unit && <span>{unit}</span>}
    </label>
  );
}

interface SelectOf {
  label: string;
  value: string;
  set: (value: string) => void;
  isQuiet?: boolean;
  children: ComponentChildren;
}

export function SelectField({ label, value, set, isQuiet, children }: SelectOf) {
  return (
    <label class={isQuiet ? "" : "field"}>
      <span class={isQuiet ? "unseen" : ""}>{label}</span>
      <select value={value} onChange={(event) => set(event.currentTarget.value)}>{children}</select>
    </label>
  );
}

/** A choice of one among few, each with a sentence. */
export function Radios<T extends string>({ name, label, value, options, set }: { name: string; label: string; value: T; options: { value: T; words: ComponentChildren; disabled?: boolean }[]; set: (value: T) => void }) {
  return (
    <fieldset>
      <legend>{label}</legend>
      {options.map((option) => (
        <label class="radio" key={option.value}>
          <input type="radio" name={name} value={option.value} checked={option.value === value} disabled={option.disabled} onChange={() => set(option.value)} />
          <span>{option.words}</span>
        </label>
      ))}
    </fieldset>
  );
}
