// The scenarios that are looked at: those of the study file at first, then those that are added. They outlive a reload.
import { signal } from "@preact/signals";
import type { Study } from "../../study";
import { askScenarios, type Options, type ScenariosFound } from "./messages";

export const KINDS = ["demand", "investment", "merge", "close", "shock", "primary_care", "diffusion"] as const;
export type ScenarioKind = (typeof KINDS)[number];
/** The server takes no more at once. */
export const MOST = 12;

export const nameOf = (wanted: Options): string => String(wanted["name"] ?? wanted["kind"]);

export class Desk {
  readonly wanted;
  readonly found = signal<ScenariosFound | null>(null);
  readonly why = signal<unknown>(null);
  readonly isBusy = signal(false);
  private turn = 0;

  constructor(private readonly study: Study) {
    const own = study.meta.settings["scenario"];
    this.wanted = signal<Options[]>(this.remembered() ?? (Array.isArray(own) ? (own as Options[]).slice(0, MOST) : []));
  }

  private get key(): string {
    return `scenarios ${this.study.id}`;
  }

  private remembered(): Options[] | null {
    const text = sessionStorage.getItem(this.key);
    return text === null ? null : (JSON.parse(text) as Options[]);
  }

  /** Adds a scenario; one that is refused is not kept. */
  async add(scenario: Options): Promise<boolean> {
    const before = this.wanted.value;
    this.wanted.value = [...before, scenario];
    if (await this.solve()) return true;
    this.wanted.value = before;
    return false;
  }

  leave(place: number): void {
    this.wanted.value = this.wanted.value.filter((_, i) => i !== place);
    void this.solve();
  }

  async solve(): Promise<boolean> {
    const turn = ++this.turn;
    const wanted = this.wanted.value;
    this.why.value = null;
    this.isBusy.value = wanted.length > 0;
    try {
      const found = wanted.length > 0 ? await askScenarios(wanted) : null;
      if (turn !== this.turn) return true;
      this.found.value = found;
      sessionStorage.setItem(this.key, JSON.stringify(wanted));
      return true;
    } catch (why) {
      if (turn === this.turn) this.why.value = why;
      return false;
    } finally {
      if (turn === this.turn) this.isBusy.value = false;
    }
  }
}

const desks = new WeakMap<Study, Desk>();

export function deskOf(study: Study): Desk {
  const there = desks.get(study) ?? new Desk(study);
  desks.set(study, there);
  return there;
}
