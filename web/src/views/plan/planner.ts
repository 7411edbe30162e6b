// The plan that is worked on: its form, what was found, what is being worked out.
import { signal } from "@preact/signals";
import { current, type Study } from "../../study";
import { formOf, optionsOf, periodOf, type Form } from "./form";
import { askCheck, askFront, askPlan, type Edited, type FrontFound, type Options, type PlanFound, type PlanRecord } from "./messages";

/** Units up to which the directions that are sure are looked for unasked, and a changed form is worked out at once. */
export const FEW = 100;
const POINTS = 11;

type Busy = "" | "plan" | "extremes" | "front" | "check";

/** A plan, and the options it was asked for with. */
interface Shown extends PlanFound {
  options: Options;
}

/** A front, and what it was asked for with. */
export interface FrontShown extends FrontFound {
  period: string;
  options: Options;
}

export class Planner {
  readonly form;
  readonly found = signal<Shown | null>(null);
  readonly busy = signal<Busy>("");
  readonly why = signal<unknown>(null);
  readonly front = signal<FrontShown | null>(null);
  readonly frontWhy = signal<unknown>(null);
  /** Transfers made by hand: column -> unit -> amount; and what was said of them. */
  readonly moves = signal<Record<string, Record<string, number>>>({});
  readonly edited = signal<Edited | null>(null);
  private turn = 0;

  constructor(study: Study) {
    this.form = signal<Form>(formOf((study.meta.settings["rebalance"] ?? {}) as Options));
  }

  change(part: Partial<Form>): void {
    this.form.value = { ...this.form.value, ...part };
    if (this.isQuick) void this.solve();
  }

  /** Whether a plan comes at once: of few units, and without whole numbers. */
  private get isQuick(): boolean {
    const { lots, touched } = this.form.value;
    return current().meta.units.length <= FEW && touched === null && Object.keys(lots).length === 0;
  }

  /** Whether the form asks for another plan than the one shown. */
  get isStale(): boolean {
    const found = this.found.value;
    if (!found) return false;
    return String(found.record.period) !== this.form.value.period || JSON.stringify(found.options) !== JSON.stringify(optionsOf(this.form.value));
  }

  /** A plan that was made before: that of the study's results, or one that is kept. */
  show(record: PlanRecord, options: Options): void {
    this.turn += 1;
    this.form.value = formOf({ ...options, period: record.period });
    this.found.value = { record, warnings: [], lines: "", toml: "", options: optionsOf(this.form.value) };
    this.busy.value = "";
    this.why.value = null;
    this.moves.value = {};
    this.edited.value = null;
  }

  /** Asks how a plan that was made before is made again. */
  async explain(): Promise<void> {
    const found = this.found.value;
    if (!found || found.lines) return;
    try {
      const { lines, toml } = await askPlan(found.record.period, { ...found.options, extremes: false });
      if (this.found.value === found) this.found.value = { ...found, lines: lines.replace(", extremes=False", ""), toml: toml.replace("extremes = false\n", "") };
    } catch (why) {
      this.why.value = why;
    }
  }

  /** Works the plan out; what came of an older form is let go. */
  async solve(): Promise<void> {
    const turn = ++this.turn;
    const options = optionsOf(this.form.value);
    this.why.value = null;
    this.busy.value = "plan";
    this.moves.value = {};
    this.edited.value = null;
    try {
      const found = await askPlan(periodOf(this.form.value), { ...options, extremes: false });
      if (turn !== this.turn) return;
      this.found.value = { ...found, options };
      this.busy.value = "";
      if (this.isQuick) await this.ensure();
    } catch (why) {
      if (turn !== this.turn) return;
      this.why.value = why;
      this.found.value = null;
      this.busy.value = "";
    }
  }

  /** Finds which transfers go the same way in every plan as good. */
  async ensure(): Promise<void> {
    const turn = this.turn;
    const { options } = this.found.value ?? { options: optionsOf(this.form.value) };
    this.busy.value = "extremes";
    try {
      const found = await askPlan(periodOf(this.form.value), options);
      if (turn === this.turn) this.found.value = { ...found, options };
    } catch (why) {
      if (turn === this.turn) this.why.value = why;
    }
    if (turn === this.turn) this.busy.value = "";
  }

  async findFront(): Promise<void> {
    this.busy.value = "front";
    this.frontWhy.value = null;
    const { period } = this.form.value;
    const options = optionsOf({ ...this.form.value, inequality: null });
    try {
      this.front.value = { ...(await askFront(periodOf(this.form.value), POINTS, options)), period, options };
    } catch (why) {
      this.frontWhy.value = why;
    }
    this.busy.value = "";
  }

  /** The plan of a point of the front: the greatest gain at its inequality. */
  takePoint(limit: number): Promise<void> {
    this.form.value = { ...this.form.value, objective: "gain", inequality: 100 * limit };
    return this.solve();
  }

  /** The transfers of the plan, with those that were changed by hand. */
  transfers(): Record<string, Record<string, number>> {
    const out: Record<string, Record<string, number>> = {};
    for (const row of this.found.value?.record.inputs ?? []) {
      const net = this.moves.value[row.column]?.[row.unit] ?? row.in - row.out;
      if (net !== 0) (out[row.column] ??= {})[row.unit] = net;
    }
    return out;
  }

  async check(): Promise<void> {
    const found = this.found.value;
    if (!found) return;
    this.busy.value = "check";
    this.why.value = null;
    try {
      this.edited.value = await askCheck(found.record.period, this.transfers(), { ...found.options, extremes: false });
    } catch (why) {
      this.why.value = why;
    }
    this.busy.value = "";
  }
}

const planners = new WeakMap<Study, Planner>();

export function plannerOf(study: Study): Planner {
  const there = planners.get(study) ?? new Planner(study);
  planners.set(study, there);
  return there;
}
