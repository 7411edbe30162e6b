// Who is efficient? The map, the ranking and the trend of one measure.
import { FigureMap } from "./figure-map";
import { Headlines } from "./headlines";
import { Ranking } from "./ranking";
import { Trend } from "./trend";

export function Overview() {
  return (
    <>
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
