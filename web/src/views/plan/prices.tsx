// What binds: the worth of one percent more of each limit.
import { fixed, known } from "../../numbers";
import { current } from "../../study";
import { say } from "../../words";
import type { PlanRecord } from "./messages";

const MOST = 12;

export function Prices({ record }: { record: PlanRecord }) {
  const study = current();
  const prices = record.prices.filter((price) => known(price.percent)).sort((a, b) => Math.abs(b.percent ?? 0) - Math.abs(a.percent ?? 0)).slice(0, MOST);
  if (prices.length === 0) return null;
  const note = record.prices_of === "moves" ? say("report.plan-prices-note-moves") : record.prices_of === "balance" ? say("report.plan-prices-note-balance") : say("report.plan-prices-note-gain");
  return (
    <details class="again">
      <summary>{say("report.t-plan-prices")}</summary>
      <div class="scroll" tabIndex={0} role="region" aria-label={say("report.t-plan-prices")}>
        <table>
          <thead><tr>{[say("report.plan-limit"), say("page.unit"), say("page.variable")].map((name) => <th scope="col" key={name}>{name}</th>)}<th scope="col" class="number">{say("report.plan-price")}</th></tr></thead>
          <tbody>
            {prices.map((price) => (
              <tr key={`${price.limit} ${price.unit} ${price.column}`}>
                <th scope="row">{say(`report.limit-${price.limit}`)}</th>
                <td>{price.unit ? study.unit(price.unit) : say("report.plan-country")}</td>
                <td>{price.column.split("/").map((column) => study.variable(column)).join(" / ")}</td>
                <td class="number">{fixed(100 * (price.percent ?? 0), 3)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <p class="hint">{note}</p>
    </details>
  );
}
