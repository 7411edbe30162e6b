// Who is efficient? The map, the ranking and the trend of one measure.
import { FigureMap } from "./figure-map";
import { say } from "../words";
import { Headlines } from "./headlines";
import { Ranking } from "./ranking";
import { Trend } from "./trend";

export function Overview() {
  return (
    <>
      <h2 class="unseen">{say("page.in-short")}</h2>
      <Headlines />
      <div class="two">
        <div>
          <FigureMap />
          <Trend />
        </div>
        <Ranking />
      </div>
    </>
  );
}
