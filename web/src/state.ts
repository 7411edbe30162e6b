// What is looked at: the page, the study, the view, the picks. All of it is in the address, so that a link shows the same.
import { batch, effect, signal } from "@preact/signals";
import { language, type Language } from "./words";

export const VIEWS = ["overview", "efficiency", "time", "regions", "space", "sure", "plan", "compare", "data"] as const;
export type View = (typeof VIEWS)[number];
/** Other choices of a study are made in steps, or in its file; a file without a study is one that is brought. */
export type Route =
  | { page: "home" }
  | { page: "new" }
  | { page: "change"; id: string }
  | { page: "text"; id: string }
  | { page: "study"; id: string; view: View };
export type PlanPart = "what-if" | "plan" | "scenarios";
export type Base = "outline" | "tiles" | "file" | "none";

export const route = signal<Route>({ page: "home" });
/** Units picked; the first is the one in the profile. */
export const picked = signal<string[]>([]);
/** The period shown, as text; empty for the last. */
export const period = signal("");
/** The measure shown; empty for the study's first. */
export const measure = signal("");
/** The variable looked at in space; empty for the study's first. */
export const variable = signal("");
/** The part of the plan view. */
export const part = signal<PlanPart>("what-if");
export const base = signal<Base | "">("");
/** Choices of figures that a link keeps: returns to scale, the variable of gaps, of whom, parts, means, what is compared. */
const CHOICES = ["rts", "gap", "whose", "parts", "means", "a", "b", "c", "d"] as const;
export type Choice = (typeof CHOICES)[number];
export const choices = signal<Partial<Record<Choice, string>>>({});
export const playing = signal(false);

function read(): void {
  const [path = "", query = ""] = location.hash.replace(/^#\/?/, "").split("?");
  const [page, id, view] = path.split("/");
  const said = new URLSearchParams(query);
  batch(() => {
    if (page === "study" && id) {
      const known = VIEWS.find((name) => name === view) ?? "overview";
      route.value = { page: "study", id, view: known };
    } else if (page === "change" && id) route.value = { page, id };
    else if (page === "text") route.value = { page, id: id ?? "" };
    else route.value = { page: page === "new" ? "new" : "home" };
    picked.value = said.getAll("unit");
    period.value = said.get("period") ?? "";
    measure.value = said.get("measure") ?? "";
    variable.value = said.get("variable") ?? "";
    const asked = said.get("part");
    part.value = asked === "plan" || asked === "scenarios" ? asked : "what-if";
    base.value = (said.get("map") ?? "") as Base | "";
    choices.value = Object.fromEntries(CHOICES.flatMap((name) => (said.has(name) ? [[name, said.get(name)]] : [])));
    const spoken = said.get("lang");
    if (spoken === "en" || spoken === "zh") language.value = spoken;
  });
}

export function address(to: Route = route.value): string {
  const said = new URLSearchParams();
  const path = to.page === "study" ? `study/${to.id}/${to.view}` : to.page === "home" ? "" : "id" in to && to.id ? `${to.page}/${to.id}` : to.page;
  if (to.page === "study") {
    if (period.value) said.set("period", period.value);
    if (measure.value) said.set("measure", measure.value);
    if (variable.value) said.set("variable", variable.value);
    if (to.view === "plan" && part.value !== "what-if") said.set("part", part.value);
    if (base.value) said.set("map", base.value);
    for (const [name, value] of Object.entries(choices.value)) said.set(name, value);
    for (const unit of picked.value) said.append("unit", unit);
  }
  said.set("lang", language.value);
  return `#/${path}?${said}`;
}

/** Goes to another page or view; picks stay within a study. */
export function go(to: Route): void {
  batch(() => {
    if (to.page !== "study" || route.value.page !== "study" || route.value.id !== to.id) {
      picked.value = [];
      period.value = "";
      measure.value = "";
      variable.value = "";
      base.value = "";
      choices.value = {};
    }
    playing.value = false;
    route.value = to;
    // before the effect, which would put the new address in the place of the old one
    history.pushState(null, "", address());
  });
  scrollTo(0, 0);
}

/** Picks a unit; with `add` it joins those picked, or leaves them. */
export function pick(unit: string, add = false): void {
  const before = picked.value;
  if (!add) picked.value = before.length === 1 && before[0] === unit ? [] : [unit];
  else picked.value = before.includes(unit) ? before.filter((u) => u !== unit) : [...before, unit];
}

export function choose(name: Choice, value: string): void {
  choices.value = { ...choices.value, [name]: value };
}

export const isPicked = (unit: string): boolean => picked.value.includes(unit);

export function setLanguage(to: Language): void {
  language.value = to;
}

export function start(): void {
  read();
  addEventListener("popstate", read);
  addEventListener("hashchange", read);
  effect(() => {
    const here = address();
    const root = document.documentElement;
    const spoken = language.value === "zh" ? "zh-CN" : "en";
    if (root.lang !== spoken) root.lang = spoken;
    if (location.hash !== here) history.replaceState(null, "", here);
  });
}
