// Who could do the same with less of one variable, or more with the same: every unit, the largest first.
import { useState } from "preact/hooks";
import type { Model } from "../../answers";
import { drawBars } from "../../charts/bars";
import { List } from "../../charts/choices";
import { Figure } from "../../charts/figure";
import { Pending } from "../../pending";
import { within } from "../../spoken";
import { choices, choose, isPicked } from "../../state";
import { current, now } from "../../study";
import { say } from "../../words";
import { hues, partItems, saidOf } from "./gaps-whole";
import { gapsOf, modelCaption, orientationOf, returnsShown, type Gap } from "../models";

const MOST = 24;
const SEEN = 5e-4;

export function GapsByUnit({ model }: { model: Model }) {
  const study = current();
  const [all, setAll] = useState(false);
  if (!study.has("slacks")) return null;
  const slacks = study.table("slacks");
  if (slacks.state !== "ready") return <Pending of={slacks} />;
  const rows = gapsOf(slacks.value.where({ model: model.name, rts: returnsShown(model), period: now.value }));
  const roles = new Map(rows.map((gap) => [gap.variable, gap.role]));
  const variables = [...roles.keys()];
  const asked = choices.value["gap"] ?? "";
  const variable = variables.includes(asked) ? asked : (variables.find((v) => roles.get(v) === orientationOf(model)) ?? variables[0]);
  if (variable === undefined) return null;
  const role = roles.get(variable) ?? "";
  const own = rows.filter((gap) => gap.variable === variable).sort((a, b) => total(b) - total(a));
  const there = own.filter((gap) => total(gap) >= SEEN);
  const first = all ? there : there.filter((gap, i) => i < MOST || isPicked(gap.unit));
  const name = within(study.variable(variable));
  return (
    <Figure
      name="gaps-by-unit"
      made={{ table: "slacks", of: model.name, period: now.value }}
      question={role === "output" ? say("page.ask-gap-output", { variable: name }) : say("page.ask-gap-input", { variable: name })}
      title={role === "output" ? say("term.shortfall") : say("term.redundancy")}
      caption={[study.headed(variable), modelCaption(model, now.value, returnsShown(model))].join(say("page.comma"))}
      drawing={(ink, width) =>
        drawBars(
          [{ bars: first.map((gap) => ({ key: gap.unit, name: study.unit(gap.unit), unit: gap.unit, parts: [gap.radial, gap.slack], colours: hues(role, ink), said: saidOf(gap) })) }],
          ink, width, name, partItems(first, ink),
        )
      }
      note={
        <>
          <List
            label={say("page.variable")}
            options={variables.map((v) => ({ value: v, text: study.variable(v) }))}
            value={variable}
            choose={(v) => choose("gap", v)}
          />
          {there.length > first.length || all ? (
            there.length > MOST && <button onClick={() => setAll(!all)}>{all ? say("page.show-most", { n: MOST }) : say("page.show-all", { n: there.length })}</button>
          ) : null}
          <span>{say("page.gap-none", { n: own.length - there.length, all: own.length })}</span>
        </>
      }
      table={() => ({
        columns: [say("page.unit"), `${say("page.actual")}: ${study.headed(variable)}`, say("term.target"), say("page.radial-share"), say("page.slack-share"), say("page.gap-share")],
        rows: own.map((gap) => [gap.unit, gap.actual, gap.target, 100 * gap.radial, 100 * gap.slack, 100 * total(gap)]),
        unit: 0,
        digits: [undefined, 1, 1, 1, 1, 1],
      })}
    />
  );
}

const total = (gap: Gap): number => gap.radial + gap.slack;
