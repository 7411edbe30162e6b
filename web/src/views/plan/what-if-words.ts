// How the score of a what-if is measured, and where it is not the study's own.
import type { Model } from "../../answers";
import { fixed, known } from "../../numbers";
import { at, parts } from "../../spoken";
import { current } from "../../study";
import { listed, say } from "../../words";
import { orientationOf } from "../models";
import type { WhatIf } from "./messages";

/** The model of efficiency whose orientation a what-if takes. */
function radial(): Model | undefined {
  return current().meta.models.find((model) => model.kind === "efficiency");
}

export function orientationAsked(): "input" | "output" {
  const model = radial();
  return model ? orientationOf(model) : "input";
}

/** Model, orientation, returns, units, frontier. */
export function setUp(answer: WhatIf): string {
  const period = String(answer.period);
  return parts([
    "CCR, BCC",
    say(`page.orientation-${orientationAsked()}`),
    listed([say("report.rts-crs"), say("report.rts-vrs")]),
    say("page.n-units", { n: current().meta.units.length }),
    period === "all" ? undefined : say("page.frontier-alone", { period: at(period) }),
  ]);
}

function referenceName(reference: unknown): string {
  if (reference === "pooled") return say("page.reference-pooled");
  if (Array.isArray(reference)) return say("page.reference-some", { of: listed(reference.map((unit) => current().unit(String(unit)))) });
  return say("page.reference-some", { of: at(String(reference)) });
}

/** What the study says of the unit, where its frontier is another. */
export function otherwiseScored(answer: WhatIf): string {
  const study = current();
  const model = radial();
  const reference = model?.options["reference"] ?? "own";
  if (!model || reference === "own") return "";
  const scores = study.table("efficiency");
  if (scores.state !== "ready") return "";
  const period = String(answer.period);
  const score = scores.value.where({ model: model.name, period }).where({ unit: answer.unit }).numbers("te_crs")[0];
  return known(score) ? say("page.scored-alone", { period: at(period), reference: referenceName(reference), score: fixed(score) }) : "";
}
