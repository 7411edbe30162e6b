// A field that looks for units by their names in either language, or by their key.
import { current } from "../study";
import { say } from "../words";

/** Rows that can be taken in at a glance; longer lists get a field. */
const MANY = 40;

export const isLong = (rows: number): boolean => rows > MANY;

/** Whether a unit is what is looked for; nothing is looked for by an empty field. */
export function isSought(unit: string, sought: string): boolean {
  const asked = sought.trim().toLowerCase();
  const { en = "", zh = "" } = current().meta.names[unit] ?? {};
  return asked !== "" && [unit, en, zh].some((name) => name.toLowerCase().includes(asked));
}

interface Search {
  value: string;
  change: (value: string) => void;
  /** How many were found. */
  found: number;
  /** What Enter does. */
  enter?: () => void;
}

export function Search({ value, change, found, enter }: Search) {
  return (
    <span class="search" role="search">
      <input
        type="search"
        aria-label={say("page.search-unit")}
        placeholder={say("page.search-unit")}
        value={value}
        onInput={(event) => change(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === "Enter") enter?.();
          if (event.key === "Escape") change("");
        }}
      />
      <span role="status">{value.trim() && say("page.search-found", { n: found })}</span>
    </span>
  );
}
