// How many units each model calls efficient, in the period shown.
import type { Model } from "../../answers";
import { Figure } from "../../charts/figure";
import { drawStacks, type Kind } from "../../charts/stack";
import { LEVELS, type Ink } from "../../ink";
import { Pending } from "../../pending";
import { aside, parts } from "../../spoken";
import { current, now } from "../../study";
import { say } from "../../words";
import { setup } from "../caption";
import { classesOf, kindName, scoresTable, statics } from "../models";

const CLASSES = ["beyond", "efficient", "frontier", "weakly efficient", "inefficient"] as const;

const kinds = (ink: Ink): Kind[] => [
  ...CLASSES.map((name, i) => ({ text: say(`report.class-${name}`), colour: LEVELS[[5, 4, 3, 2, 0][i] ?? 0] ?? "" })),
  { text: say("page.no-value"), colour: ink.nothing },
];

export function Classes() {
  const study = current();
  const models = statics();
  const tables = new Map<string, Map<string, string>>();
  for (const model of models) {
    const loaded = study.table(scoresTable(model));
    if (loaded.state !== "ready") return <Pending of={loaded} />;
    tables.set(model.name, classesOf(model, loaded.value, now.value));
  }
  const rows = models.map((model) => ({ key: model.name, name: named(model), counts: counted(tables.get(model.name) ?? new Map()) }));
  const title = say("page.classes");
  return (
    <Figure
      name="classes"
      made={models.map((model) => ({ table: scoresTable(model), of: model.name, period: now.value }))}
      question={say("page.ask-classes")}
      title={title}
      caption={parts([say("page.n-units", { n: study.meta.units.length }), now.value === "all" ? "" : now.value, ...models.map((model) => (model.kind === "efficiency" ? setup(model.name) : aside(named(model), setup(model.name))))])}
      drawing={(ink, width) => drawStacks(rows, kinds(ink), ink, width, title)}
      table={() => ({
        columns: [say("page.unit"), ...models.map(named)],
        rows: study.meta.units.map((unit) => [unit, ...models.map((model) => worded(tables.get(model.name)?.get(unit)))]),
        unit: 0,
      })}
    />
  );
}

function named(model: Model): string {
  return model.name === model.kind ? kindName(model) : model.name;
}

function counted(classes: Map<string, string>): number[] {
  const counts = [...CLASSES.map(() => 0), 0];
  for (const name of classes.values()) {
    const place = CLASSES.findIndex((one) => one === name);
    counts[place < 0 ? CLASSES.length : place]! += 1;
  }
  return counts;
}

/** A class in words; of a unit without a score, that it has none. */
export function worded(name: string | undefined): string | null {
  const known = CLASSES.find((one) => one === name);
  return known ? say(`report.class-${known}`) : say("page.no-value");
}
