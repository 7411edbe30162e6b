// Statistics in space and over time: what each needs, and which the data of a draft allow.
import { grouping, present } from "./derived";
import { draft, type Options } from "./draft";

interface Needs {
  periods: number;
  neighbours?: boolean;
  groups?: boolean;
  places?: boolean;
}

export const STATISTICS = {
  moran: { periods: 1, neighbours: true },
  geary: { periods: 1, neighbours: true },
  "local-moran": { periods: 1, neighbours: true },
  "getis-ord": { periods: 1, neighbours: true },
  "hot-spots": { periods: 3, neighbours: true },
  inequality: { periods: 1 },
  lorenz: { periods: 1 },
  dagum: { periods: 1, groups: true },
  markov: { periods: 2 },
  "spatial-markov": { periods: 2, neighbours: true },
  kernel: { periods: 2 },
  mobility: { periods: 2 },
  ellipse: { periods: 1, places: true },
  sigma: { periods: 2 },
  beta: { periods: 2 },
  "spatial-beta": { periods: 3, neighbours: true },
  clubs: { periods: 6 },
  "unit-roots": { periods: 8 },
} as const satisfies Record<string, Needs>;
export type Statistic = keyof typeof STATISTICS;

/** What a statistic lacks with options: the key of a text, or nothing. */
export function lacks(name: Statistic, options: Options = draft.value.options): "periods" | "map" | "groups" | null {
  const needs: Needs = STATISTICS[name];
  const check = present();
  if ((check?.periods.length ?? 0) < needs.periods) return "periods";
  const mapped = options.base === "file" ? draft.value.boundaries !== null : check?.provinces === true;
  if ((needs.neighbours || needs.places) && !mapped) return "map";
  return needs.groups && grouping(options) === "" ? "groups" : null;
}

export const fitting = (): Statistic[] => (Object.keys(STATISTICS) as Statistic[]).filter((name) => lacks(name) === null);

/** Those of a study file that change which are wanted; nothing leaves the choice to the data. */
export function listedStatistics(named: boolean): string[] | null {
  const { of, options } = draft.value;
  const chosen = fitting().filter((name) => !options.without.includes(name));
  if (!of) return chosen.length === fitting().length ? null : chosen;
  // one that nobody named goes with the groups or the map that it needs
  const lost = (name: Statistic): boolean => !named && lacks(name) !== null && lacks(name, of.said.options) === null;
  const stay = of.statistics.filter((name) => !(name in STATISTICS) || !(options.without.includes(name) || lost(name as Statistic)));
  return [...stay, ...chosen.filter((name) => !stay.includes(name))];
}
