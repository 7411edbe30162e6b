// Small controls of a figure: a few buttons of which one is on, or a list.

interface Option {
  value: string;
  text: string;
}

export function Buttons({ label, options, value, choose }: { label: string; options: Option[]; value: string; choose: (value: string) => void }) {
  return (
    <span class="choice" role="group" aria-label={label}>
      {options.map((option) => (
        <button key={option.value} aria-pressed={option.value === value} onClick={() => choose(option.value)}>
          {option.text}
        </button>
      ))}
    </span>
  );
}

export function List({ label, options, value, choose }: { label: string; options: Option[]; value: string; choose: (value: string) => void }) {
  return (
    <label class="list">
      <span>{label}</span>
      <select value={value} onChange={(event) => choose(event.currentTarget.value)}>
        {options.map((option) => (
          <option value={option.value} key={option.value}>
            {option.text}
          </option>
        ))}
      </select>
    </label>
  );
}
