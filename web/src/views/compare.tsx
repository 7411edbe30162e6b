// Do other models say the same: ranks side by side, other frontiers, published figures.
import { Pending, tickHere } from "../pending";
import { current, now } from "../study";
import { say } from "../words";
import { indexMeans, models } from "./compare/contenders";
import { indexShown, indices } from "./index-shown";
import { OtherDecompositions, OtherFrontiers } from "./compare/other-frontiers";
import { Pooled } from "./compare/pooled";
import { Published } from "./compare/published";
import { SideBySide } from "./compare/side-by-side";

export function Compare() {
  const study = current();
  const index = indexShown();
  const several = study.has("model_comparison");
  const changes = indices().length > 1;
  return (
    <>
      {several ? <Models /> : !changes && <HowToAdd />}
      {changes && <Indices />}
      <div class="columns">
        <Pooled />
        <Published />
        {index && <OtherFrontiers index={index} />}
        {index && <OtherDecompositions index={index} />}
      </div>
    </>
  );
}

function Models() {
  const loaded = models();
  if (loaded.state !== "ready") return <Pending of={loaded} />;
  if (loaded.value.length < 2) return <HowToAdd />;
  const caption = [say("page.n-units", { n: current().meta.units.length }), ...(now.value === "all" ? [] : [now.value])].join(say("page.comma"));
  return (
    <section class="part" aria-label={say("page.models-section")}>
      <h2>{say("page.models-section")}</h2>
      <SideBySide all={loaded.value} keys={["a", "b"]} caption={caption} name="models" />
    </section>
  );
}

function Indices() {
  const { periods } = current();
  const loaded = indexMeans();
  if (loaded.state !== "ready") return <Pending of={loaded} />;
  return (
    <section class="part" aria-label={say("page.indices-section")}>
      <h2>{say("page.indices-section")}</h2>
      <SideBySide all={loaded.value} keys={["c", "d"]} caption={say("page.indices-caption", { first: periods[0] ?? "", last: periods.at(-1) ?? "" })} name="indices" />
    </section>
  );
}

const SNIPPET = '[[model]]\nname = "slacks"\nkind = "sbm"';

function HowToAdd() {
  return (
    <section class="missing">
      <h2>{say("page.one-model")}</h2>
      <p>{say("page.one-model-how")}</p>
      <pre>{SNIPPET}</pre>
      {current().of("undesirable").length === 0 && <p>{tickHere(say("page.second"))}</p>}
    </section>
  );
}
