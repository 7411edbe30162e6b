// Are near units alike, how unlike are all, do they move, do the sides of the system develop together?
import type { ComponentChildren } from "preact";
import type { SpaceVariable } from "../answers";
import { List } from "../charts/choices";
import { Missing, tickHere } from "../pending";
import { variable as asked } from "../state";
import { current } from "../study";
import { say } from "../words";
import { Centres } from "./space/centre";
import { Convergence } from "./space/convergence";
import { Coupling, Stages } from "./space/coupling";
import { Dagum } from "./space/dagum";
import { Inequality } from "./space/inequality";
import { Lisa } from "./space/lisa";
import { Lorenz } from "./space/lorenz";
import { Markov, SpatialMarkov } from "./space/markov";
import { Moran } from "./space/moran";
import { MoranScatter } from "./space/moran-scatter";
import { Obstacles } from "./space/obstacles";
import { Rankings } from "./space/rankings";
import { Rows } from "./space/rows";
import { Spots } from "./space/spots";
import { chosenVariable, labelOf, space } from "./space/variable";

export function Space() {
  const study = current();
  if (!study.meta.space) return <Missing what={say("page.no-space")} how={say("page.no-space-how")} here={tickHere(say("page.in-space"))} />;
  if (space().variables.length === 0) return <Systems />;
  const of = chosenVariable();
  return (
    <>
      <Choice of={of} />
      <Dependence of={of} />
      <Spread of={of} />
      <Motion of={of} />
      <Systems />
    </>
  );
}

function Choice({ of }: { of: SpaceVariable }) {
  const { variables } = space();
  return (
    <div class="controls">
      <List label={say("page.space-variable")} options={variables.map((one) => ({ value: one.name, text: labelOf(one) }))} value={of.name} choose={(name) => (asked.value = name)} />
    </div>
  );
}

/** A part of the view, where the study has any of its tables. */
function Part({ title, tables, children }: { title: string; tables: string[]; children: ComponentChildren }) {
  if (!tables.some((table) => current().has(table))) return null;
  return (
    <section class="part">
      <h2>{title}</h2>
      <div class="packed">{children}</div>
    </section>
  );
}

function Dependence({ of }: { of: SpaceVariable }) {
  const study = current();
  return (
    <Part title={say("report.h-dependence")} tables={["space_moran", "space_local_moran", "space_getis_ord", "space_hot_spots"]}>
      <Rows table="space_local_moran" of={of}>{(rows) => <Lisa of={of} rows={rows} />}</Rows>
      <Rows table="space_local_moran" of={of}>
        {(rows) => <Rows table="space_moran" of={of}>{(moran) => <MoranScatter of={of} rows={rows} moran={moran} />}</Rows>}
      </Rows>
      <Rows table="space_moran" of={of}>{(rows) => <Moran of={of} rows={rows} />}</Rows>
      {study.has("space_hot_spots") ? (
        <Rows table="space_hot_spots" of={of}>
          {(patterns) => study.has("space_getis_ord") ? <Rows table="space_getis_ord" of={of}>{(gi) => <Spots of={of} patterns={patterns} gi={gi} />}</Rows> : <Spots of={of} patterns={patterns} gi={null} />}
        </Rows>
      ) : (
        <Rows table="space_getis_ord" of={of}>{(gi) => <Spots of={of} patterns={null} gi={gi} />}</Rows>
      )}
    </Part>
  );
}

function Spread({ of }: { of: SpaceVariable }) {
  return (
    <Part title={say("report.h-inequality")} tables={["space_inequality", "space_dagum", "space_lorenz"]}>
      <Rows table="space_inequality" of={of}>{(rows) => <Inequality of={of} rows={rows} />}</Rows>
      <Rows table="space_dagum" of={of}>{(rows) => <Dagum of={of} rows={rows} />}</Rows>
      {of.kind === "amount" && !of.logged && <Rows table="space_values" of={of}>{(rows) => <Lorenz of={of} rows={rows} />}</Rows>}
    </Part>
  );
}

function Motion({ of }: { of: SpaceVariable }) {
  const study = current();
  return (
    <Part title={say("page.h-motion")} tables={["space_markov", "space_sigma", "space_ellipse"]}>
      <Rows table="space_markov" of={of}>{(rows) => <Markov of={of} rows={rows} />}</Rows>
      <Rows table="space_spatial_markov" of={of}>
        {(rows) => <Rows table="space_markov" of={of}>{(whole) => <SpatialMarkov of={of} rows={rows} whole={whole} />}</Rows>}
      </Rows>
      {study.has("space_beta") ? (
        <Rows table="space_sigma" of={of}>{(sigma) => <Rows table="space_beta" of={of}>{(beta) => <Convergence of={of} sigma={sigma} beta={beta} />}</Rows>}</Rows>
      ) : (
        <Rows table="space_sigma" of={of}>{(sigma) => <Convergence of={of} sigma={sigma} beta={null} />}</Rows>
      )}
      <Rows table="space_ellipse" of={of}>{(rows) => <Centres of={of} rows={rows} />}</Rows>
    </Part>
  );
}

function Systems() {
  const study = current();
  return (
    <Part title={study.has("space_coupling") ? say("report.h-systems") : say("report.h-rankings")} tables={["space_coupling", "space_rankings", "space_obstacles"]}>
      <Rows table="space_coupling">{(rows) => <Coupling rows={rows} />}</Rows>
      <Rows table="space_coupling">{(rows) => <Stages rows={rows} />}</Rows>
      {study.has("space_agreement") ? (
        <Rows table="space_rankings">{(rows) => <Rows table="space_agreement">{(agreement) => <Rankings rows={rows} agreement={agreement} />}</Rows>}</Rows>
      ) : (
        <Rows table="space_rankings">{(rows) => <Rankings rows={rows} agreement={null} />}</Rows>
      )}
      <Rows table="space_obstacles">{(rows) => <Obstacles rows={rows} />}</Rows>
    </Part>
  );
}
