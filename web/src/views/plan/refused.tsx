// Why a plan cannot be had, where it was asked for, with columns and units under their names.
import { Refusal } from "../../api";
import { reasonOf } from "../../notices";
import { within } from "../../spoken";
import { current } from "../../study";
import { language, told } from "../../words";

function escaped(word: string): string {
  return word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}

/** A text of the server with the names of the study in the place of its keys. */
export function named(text: string): string {
  const study = current();
  const names = new Map<string, string>();
  for (const { name } of study.meta.columns) if (name.length > 2) names.set(name, within(study.variable(name)));
  if (language.value === "zh") for (const unit of study.meta.units) if (unit.length > 2) names.set(unit, study.unit(unit));
  const keys = [...names.keys()].sort((a, b) => b.length - a.length).map(escaped);
  return keys.length === 0 ? text : text.replace(new RegExp(`(?<![\\w])(?:${keys.join("|")})(?![\\w])`, "g"), (key) => names.get(key) ?? key);
}

export function Refused({ why }: { why: unknown }) {
  const text = told(reasonOf(why));
  return <p class="refused" role="alert">{why instanceof Refusal ? named(text) : text}</p>;
}
