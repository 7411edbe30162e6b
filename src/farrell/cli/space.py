"""The command of spatial statistics: where, and how it evolves."""

from __future__ import annotations

from typing import Annotated

import typer

from farrell.cli.options import Allow, AsJson, Columns, Data, Encoding, Exclude, Lang, Missing, OutFile, Sheet, Unit
from farrell.cli.output import Output

space_app = typer.Typer()


@space_app.command()
def space(
    data: Data,
    variable: Annotated[
        str, typer.Option(help="te_crs, te_vrs, a column, or one over another: beds/population.")
    ] = "te_crs",
    statistic: Annotated[
        str,
        typer.Option(
            help="moran, geary, local-moran, getis-ord, bivariate, hot-spots, inequality, lorenz, dagum, "
            "concentration, agglomeration, markov, spatial-markov, kernel, mobility, ellipse, sigma, beta, "
            "spatial-beta, clubs, unit-roots, panel, detector, forest or forecast."
        ),
    ] = "moran",
    weights: Annotated[
        str, typer.Option(help="queen (borders of the provinces), k-nearest or inverse-distance.")
    ] = "queen",
    k: Annotated[int, typer.Option(help="Neighbours of k-nearest.")] = 4,
    drivers: Annotated[
        str | None, typer.Option(help="Of panel, detector, forest: columns, ratios or logarithms, split by commas.")
    ] = None,
    rank_by: Annotated[str | None, typer.Option(help="Of concentration: the standing, such as GDP per person.")] = None,
    horizon: Annotated[int, typer.Option(help="Periods of forecast.")] = 3,
    permutations: Annotated[int, typer.Option(help="Of tests by permutation; 9999 for maps.")] = 999,
    seed: Annotated[int, typer.Option(help="Of the permutations.")] = 0,
    unit: Unit = None,
    period_column: Annotated[str | None, typer.Option("--period", help="Column that names the period.")] = None,
    inputs: Columns = None,
    outputs: Columns = None,
    group: Annotated[str | None, typer.Option(help="Column of groups, or region3, region4, zone8, region7.")] = None,
    sheet: Sheet = None,
    encoding: Encoding = None,
    missing: Missing = None,
    exclude: Exclude = None,
    allow: Allow = None,
    out: OutFile = None,
    lang: Lang = None,
    as_json: AsJson = False,
) -> None:
    """Where, and how it evolves: dependence in space, inequality, moves between classes, ellipses, convergence."""
    from farrell.cli.work import measure_space, open_data

    output = Output(lang, as_json)
    reading = {"sheet": sheet, "encoding": encoding, "missing": missing, "exclude": exclude, "allow": allow}
    with output.catch():
        from farrell.data.provinces import GROUPINGS

        column = None if group in GROUPINGS else group
        panel = open_data(data, unit, period_column, inputs, outputs, {**reading, "group": column})
        options = {"weights": weights, "k": k, "permutations": permutations, "seed": seed, "horizon": horizon}
        options["rank_by"] = rank_by
        options["drivers"] = [name.strip() for name in (drivers or "").split(",") if name.strip()]
        found, settings = measure_space(panel, variable, statistic, group, options)
    output.table(found, settings, out)
