// How much less would do, variable by variable: all units together beside those picked.
import type { Model } from "../../answers";
import { drawBars, type BarGroup } from "../../charts/bars";
import { Figure } from "../../charts/figure";
import type { LegendItem } from "../../charts/legend";
import type { Ink } from "../../ink";
import { amount, percent } from "../../numbers";
import { Pending } from "../../pending";
import { picked } from "../../state";
import { current, now } from "../../study";
import { say } from "../../words";
import { gapsOf, modelCaption, returnsShown, type Gap } from "../models";

const MOST_PICKED = 4;

export const hues = (role: string, ink: Ink): [string, string] =>
  role === "output" ? [ink.shortfall, ink.shortfallSlack] : [ink.redundancy, ink.redundancySlack];

export function GapsWhole({ model }: { model: Model }) {
  const study = current();
  if (!study.has("redundancy")) return null;
  const [totals, slacks] = [study.table("redundancy"), study.table("slacks")];
  if (totals.state !== "ready") return <Pending of={totals} />;
  if (slacks.state !== "ready") return <Pending of={slacks} />;
  const here = { model: model.name, rts: returnsShown(model), period: now.value };
  const whole = gapsOf(totals.value.where(here));
  if (whole.length === 0) return null;
  const units = picked.value.filter((unit) => study.meta.units.includes(unit)).slice(0, MOST_PICKED);
  const own = units.flatMap((unit) => gapsOf(slacks.value.where(here).where({ unit })));
  const title = say("page.gaps-title");
  return (
    <Figure
      name="gaps"
      made={{ table: "redundancy", of: model.name, period: now.value }}
      question={say("page.ask-gaps")}
      title={title}
      caption={modelCaption(model, now.value, returnsShown(model))}
      drawing={(ink, width) => drawBars(groups(whole, own, ink), ink, width, title, partItems(whole, ink))}
      note={<span>{say("page.gaps-not-plan")}</span>}
      table={() => ({
        columns: [say("page.unit"), say("page.variable"), say("page.actual"), say("term.target"), say("page.radial-share"), say("page.slack-share"), say("page.gap-share")],
        rows: [...whole, ...own].map((gap) => [
          gap.unit || say("page.all-units"), study.headed(gap.variable), gap.actual, gap.target,
          100 * gap.radial, 100 * gap.slack, 100 * (gap.radial + gap.slack),
        ]),
        unit: 0,
        digits: [undefined, undefined, 1, 1, 1, 1, 1],
      })}
    />
  );
}

/** What the two shades are, of the parts that there are. */
export function partItems(gaps: Gap[], ink: Ink): LegendItem[] {
  const colours = [...new Set(gaps.map((gap) => (gap.role === "output" ? "output" : "input")))].map((role) => hues(role, ink));
  return [
    ...(gaps.some((gap) => gap.radial > 0) ? [{ text: say("page.part-radial"), colours: colours.map(([radial]) => radial) }] : []),
    ...(gaps.some((gap) => gap.slack > 0) ? [{ text: say("page.part-slack"), colours: colours.map(([, slack]) => slack) }] : []),
  ];
}

function groups(whole: Gap[], own: Gap[], ink: Ink): BarGroup[] {
  const study = current();
  return whole.map((gap) => {
    const of = (one: Gap) => ({
      key: one.unit || "all",
      name: one.unit ? study.unit(one.unit) : say("page.all-units"),
      ...(one.unit ? { unit: one.unit } : {}),
      parts: [one.radial, one.slack] as [number, number],
      colours: hues(one.role, ink),
      said: saidOf(one),
    });
    return { head: study.headed(gap.variable), bars: [of(gap), ...own.filter((one) => one.variable === gap.variable).map(of)] };
  });
}

/** A share and the amount it is. */
export function saidOf(gap: Gap): string {
  const share = gap.radial + gap.slack;
  if (share < 5e-5) return percent(0);
  return `${percent(share)} · ${amount(rounded(share * gap.actual))}`;
}

/** Amounts of hundreds and more are told in whole numbers. */
function rounded(value: number): number {
  return value >= 100 ? Math.round(value) : Number(value.toPrecision(3));
}
