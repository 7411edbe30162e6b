// How it was measured: data, models with their options, software.
import type { Model } from "../answers";
import { fixed } from "../numbers";
import { current } from "../study";
import { has, listed, say, told } from "../words";

export function Method() {
  const study = current();
  const { meta, periods } = study;
  const named = (...roles: string[]): string => listed(roles.flatMap((role) => study.of(role)).map((name) => study.headed(name)));
  const span = periods.length > 1 ? [`${periods[0]}–${periods.at(-1)}`] : [];
  const facts: [string, string][] = [
    [say("report.data-source"), told(meta.source)],
    [say("page.sample"), listed([say("page.n-units", { n: meta.units.length }), ...span, say("page.rows-counted", { n: meta.rows })])],
    [say("page.inputs"), named("input")],
    [say("page.outputs"), named("output")],
    [say("page.bads"), named("undesirable")],
    [say("page.intermediates"), named("intermediates")],
    [say("page.carry-overs"), named("carry_overs")],
    [say("page.prices"), named("input_prices", "output_prices")],
    [say("page.environment"), named("environment")],
    [say("page.role-weight"), named("weight")],
    [say("page.role-group"), listed(study.regions.map((region) => study.region(region)))],
    ...meta.models.map((model): [string, string] => [nameOf(model), listed(optionsOf(model)) || say("page.usual-options")]),
    [say("report.software"), meta.software],
    [say("report.versions"), Object.entries(meta.versions).map(([name, version]) => `${name} ${version}`).join(", ")],
    [say("report.started"), `${meta.started.slice(0, 16).replace("T", " ")} UTC (${say("page.seconds", { n: fixed(meta.seconds, 1) })})`],
    ["SHA-256", meta.sha256],
  ];
  return (
    <section aria-labelledby="data-method">
      <h2 id="data-method">{say("page.ask-method")}</h2>
      <dl class="facts">
        {facts.filter(([, value]) => value !== "").map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

/** The kind of a model; with its name where there are several of the kind. */
function nameOf(model: Model): string {
  const kind = model.kind === "efficiency" ? say("page.both-returns-short") : say(`model.${model.kind}.name`);
  const alone = current().meta.models.filter((other) => other.kind === model.kind).length === 1;
  return alone ? kind : `${model.name}: ${kind}`;
}

/** Options in words, where there are words for them; others as the study file has them. */
function optionsOf(model: Model): string[] {
  return Object.entries(model.options).map(([key, value]) => {
    if (key === "without" && Array.isArray(value)) return say("page.told-without", { periods: listed(value.map(String)) });
    const known = [`report.${key}-${value}`, `page.${key}-${value}`].find(has);
    if (known === undefined) return `${key} = ${JSON.stringify(value)}`;
    if (key === "technology") return say("page.technology-is", { name: say(known) });
    return key === "decomposition" ? say("page.decomposition-is", { name: say(known) }) : say(known);
  });
}
