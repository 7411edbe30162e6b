// The colours of page and charts, light and dark; figures of the report have the same.
import { computed, effect, signal } from "@preact/signals";

export interface Ink {
  paper: string;
  panel: string;
  text: string;
  quiet: string;
  line: string;
  grid: string;
  /** Of areas without data. */
  nothing: string;
  /** Of areas that nothing can be said of. */
  unsaid: string;
  /** Of areas without a neighbour. */
  alone: string;
  accent: string;
  picked: string;
  redundancy: string;
  redundancySlack: string;
  shortfall: string;
  shortfallSlack: string;
}

export const LIGHT: Ink = {
  paper: "#ffffff",
  panel: "#f6f8f8",
  text: "#1f2628",
  quiet: "#566165",
  line: "#d5dcdd",
  grid: "#e6e9ea",
  nothing: "#d9d9d9",
  unsaid: "#f4f1ea",
  alone: "#cfc6de",
  accent: "#0b5f86",
  picked: "#c2410c",
  redundancy: "#b5532a",
  redundancySlack: "#e6b08f",
  shortfall: "#2a6f97",
  shortfallSlack: "#9cc5dd",
};

const DARK: Ink = {
  paper: "#14191b",
  panel: "#1c2325",
  text: "#e7edee",
  quiet: "#a5b1b5",
  line: "#364246",
  grid: "#2a3437",
  nothing: "#4a5357",
  unsaid: "#38342b",
  alone: "#6a5f80",
  accent: "#6bbbe0",
  picked: "#ff9a5c",
  redundancy: "#e08a5f",
  redundancySlack: "#8f5940",
  shortfall: "#6fb2d9",
  shortfallSlack: "#3f6d88",
};

/** The ramp of levels and amounts: light is low. */
export const LEVELS = ["#eff9bd", "#aadfb6", "#46b8c3", "#1f7fb7", "#24479d", "#081d58"];
/** The ramp of changes: orange below, purple above. */
export const CHANGES = ["#a65a08", "#eb9c3d", "#fcd9ac", "#d3d2e5", "#9890c3", "#5b3790"];
/** Eight colours that colour-blind readers tell apart. */
export const CATEGORIES = ["#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#7F7F7F", "#000000"];
const KNOWN_REGIONS = ["East", "Central", "West", "Northeast"];

export const FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', 'PingFang SC', 'Microsoft YaHei', 'Noto Sans CJK SC', sans-serif";

export type Theme = "auto" | "light" | "dark";
export const theme = signal<Theme>((localStorage.getItem("theme") as Theme | null) ?? "auto");
const system = matchMedia("(prefers-color-scheme: dark)");
const systemDark = signal(system.matches);
system.addEventListener("change", () => (systemDark.value = system.matches));

const dark = computed(() => theme.value === "dark" || (theme.value === "auto" && systemDark.value));
export const ink = computed<Ink>(() => (dark.value ? DARK : LIGHT));

const still = matchMedia("(prefers-reduced-motion: reduce)");
export const motion = (): boolean => !still.matches;

export function followTheme(): void {
  effect(() => {
    const root = document.documentElement;
    localStorage.setItem("theme", theme.value);
    root.style.colorScheme = dark.value ? "dark" : "light";
    for (const [name, colour] of Object.entries(ink.value)) root.style.setProperty(`--${name}`, colour);
  });
}

/** A region keeps its colour in every study; others take what is left, in order. */
export function regionColour(region: string, regions: string[]): string {
  const place = KNOWN_REGIONS.indexOf(region);
  if (place >= 0) return CATEGORIES[place] ?? "";
  const others = regions.filter((name) => !KNOWN_REGIONS.includes(name));
  const free = CATEGORIES.filter((_, i) => !regions.includes(KNOWN_REGIONS[i] ?? ""));
  return free[others.indexOf(region) % free.length] ?? "";
}

/** The colour of the n-th series; black is not among them, as the dark page hides it. */
export function seriesColour(place: number): string {
  return CATEGORIES[place % 7] ?? "";
}

/** The class a value falls in: how many of the edges it reaches. */
export function classOf(value: number, edges: number[]): number {
  return edges.filter((edge) => value >= edge - 1e-9).length;
}

export function ramp(kind: "level" | "change" | "amount", count: number): string[] {
  const full = kind === "change" ? CHANGES : LEVELS;
  if (count >= full.length) return full;
  return Array.from({ length: count }, (_, i) => full[Math.round((i * (full.length - 1)) / Math.max(count - 1, 1))] ?? "");
}

/** Black or white, whichever is read better on a colour. */
export function over(colour: string): string {
  const [r, g, b] = [1, 3, 5].map((at) => {
    const part = parseInt(colour.slice(at, at + 2), 16) / 255;
    return part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * r + 0.7152 * g + 0.0722 * b > 0.18 ? "#101415" : "#ffffff";
}
