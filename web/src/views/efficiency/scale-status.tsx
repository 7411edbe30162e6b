// Who is too small, who too large: returns to scale counted by region.
import type { Model } from "../../answers";
import { Figure } from "../../charts/figure";
import { drawStacks, type Kind, type Stack } from "../../charts/stack";
import { CHANGES, type Ink } from "../../ink";
import { Pending } from "../../pending";
import { current, now } from "../../study";
import { say } from "../../words";
import { modelCaption } from "../models";

const STATUS = ["irs", "crs", "drs"] as const;

const kinds = (ink: Ink): Kind[] => [
  { text: say("page.scale-irs"), colour: CHANGES[1] ?? "" },
  { text: say("page.scale-crs"), colour: ink.grid },
  { text: say("page.scale-drs"), colour: CHANGES[5] ?? "" },
  { text: say("page.no-value"), colour: ink.nothing },
];

export function ScaleStatus({ model }: { model: Model }) {
  const study = current();
  const loaded = study.table("efficiency");
  if (loaded.state !== "ready") return <Pending of={loaded} />;
  const part = loaded.value.where({ model: model.name, period: now.value });
  const [units, found] = [part.words("unit"), part.words("scale_status")];
  const row = (key: string, name: string, members: Set<string> | null): Stack => {
    const counts = [0, 0, 0, 0];
    units.forEach((unit, i) => {
      if (members !== null && !members.has(unit)) return;
      const place = STATUS.findIndex((status) => status === found[i]);
      counts[place < 0 ? 3 : place]! += 1;
    });
    return { key, name, counts };
  };
  const rows = [
    row("", say("page.all-units"), null),
    ...study.regions.map((region) => row(region, study.region(region), new Set(units.filter((unit) => study.regionOf(unit) === region)))),
  ];
  if (units.length === 0) return null;
  const title = say("term.scale_status");
  return (
    <Figure
      name="returns-to-scale"
      made={{ table: "efficiency", of: model.name, columns: ["unit", "period", "scale_status"] }}
      question={say("page.ask-scale")}
      title={title}
      caption={modelCaption(model, now.value)}
      drawing={(ink, width) => drawStacks(rows, kinds(ink), ink, width, title)}
      table={() => ({
        columns: [say("page.unit"), ...(study.grouping ? [say("page.region")] : []), title],
        rows: units.map((unit, i) => {
          const status = STATUS.find((one) => one === found[i]);
          return [unit, ...(study.grouping ? [study.region(study.regionOf(unit))] : []), status ? say(`page.scale-${status}`) : null];
        }),
        unit: 0,
      })}
    />
  );
}
