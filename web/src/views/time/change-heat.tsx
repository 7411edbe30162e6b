// Who gained and who lost in which interval: an index, or a part of it, of every unit.
import { useMemo } from "preact/hooks";
import { drawHeat, type HeatRow } from "../../charts/heat";
import { Figure } from "../../charts/figure";
import { geometric, known, mean, quantile, type Maybe } from "../../numbers";
import { Pending } from "../../pending";
import { current } from "../../study";
import type { Table } from "../../table";
import { language, say } from "../../words";
import { componentShown, indexCaption, intervalShown, intervalsOf, side, written, type Index } from "../index-shown";

export function ChangeHeat({ index }: { index: Index }) {
  const study = current();
  const loaded = study.table(index.kind);
  if (loaded.state !== "ready") return <Pending of={loaded} />;
  return <Drawn index={index} own={loaded.value.where({ model: index.name })} />;
}

function Drawn({ index, own }: { index: Index; own: Table }) {
  const study = current();
  const column = componentShown(index);
  const found = intervalsOf(own);
  const intervals = found.map(({ label }) => label);
  const rows = useMemo(() => rowsOf(index, own, column, intervals), [own, column, language.value]);
  const edges = useMemo(() => edgesOf(index, rows), [rows]);
  const title = study.columnName(column);
  const here = intervalShown(own);
  return (
    <Figure
      name={`${column}-by-unit`}
      made={{ table: index.kind, of: index.name, columns: ["unit", "period_from", "period_to", column] }}
      wide
      question={say("page.ask-change-heat")}
      title={title}
      caption={indexCaption(index, title, say("page.to-period"))}
      drawing={(ink, width) =>
        drawHeat(
          {
            rows, columns: found.map(({ to }) => to), edges, turned: side(index, column, index.is_sum ? 1 : 2) < 0,
            write: (value) => written(index, value), now: intervals.indexOf(`${here.from}–${here.to}`),
          },
          ink, width, title,
        )
      }
      note={<span>{say("page.heat-read")}</span>}
      table={() => ({
        columns: [say("page.unit"), ...intervals],
        rows: rows.map((row) => [row.unit, ...row.values]),
        unit: 0,
        digits: [undefined, ...intervals.map(() => 3)],
      })}
    />
  );
}

/** Units by region, the highest mean first. */
function rowsOf(index: Index, own: Table, column: string, intervals: string[]): HeatRow[] {
  const study = current();
  const values = new Map<string, Maybe[]>();
  const [units, from, to, numbers] = [own.words("unit"), own.words("period_from"), own.words("period_to"), own.numbers(column)];
  const place = new Map(intervals.map((interval, i) => [interval, i]));
  units.forEach((unit, i) => {
    if (!values.has(unit)) values.set(unit, intervals.map(() => null));
    values.get(unit)![place.get(`${from[i]}–${to[i]}`) ?? 0] = numbers[i];
  });
  const level = (row: Maybe[]): number => {
    const middle = index.is_sum ? mean(row) : geometric(row);
    return Number.isFinite(middle) ? middle * side(index, column, index.is_sum ? 1 : 2) : -Infinity;
  };
  const all = [...values].map(([unit, row]) => ({ unit, name: study.unit(unit), values: row, level: level(row) })).sort((a, b) => b.level - a.level);
  if (!study.grouping) return all;
  return study.regions.flatMap((region) =>
    all.filter((row) => study.regionOf(row.unit) === region).map((row, i) => (i === 0 ? { ...row, head: study.region(region) } : row)),
  );
}

/** Classes about no change, the same on either side. */
function edgesOf(index: Index, rows: HeatRow[]): number[] {
  const sizes = rows.flatMap((row) => row.values).filter(known).map((value) => Math.abs(index.is_sum ? value : Math.log(value))).filter(Number.isFinite).sort((a, b) => a - b);
  const far = Math.max(sizes.length ? quantile(sizes, 0.9) : 0, 0.01);
  return [-1, -0.5, 0, 0.5, 1].map((share) => {
    const edge = index.is_sum ? share * far : Math.exp(share * far);
    return Math.round(edge * 1000) / 1000;
  });
}
