"""The command of what goes with efficiency."""

from __future__ import annotations

from typing import Annotated

import typer

from farrell.cli.options import (
    Allow,
    AsJson,
    Columns,
    Data,
    Encoding,
    Exclude,
    Lang,
    Missing,
    Orientation,
    OutFile,
    Period,
    Sheet,
    Unit,
)
from farrell.cli.output import Output

determinants_app = typer.Typer()


@determinants_app.command()
def determinants(
    data: Data,
    on: Annotated[
        str | None,
        typer.Option(help="Covariates: columns, ratios, density, log(...), split by commas; that role's by default."),
    ] = None,
    method: Annotated[
        str | None,
        typer.Option(help="Beside the second stage: tobit, fractional-logit, fixed-effects, split by commas; all."),
    ] = None,
    rts: Annotated[str, typer.Option(help="The score explained: vrs or crs.")] = "vrs",
    orientation: Orientation = "input",
    reference: Annotated[str, typer.Option(help="own or pooled.")] = "own",
    algorithm: Annotated[int, typer.Option(help="Of Simar & Wilson 2007: 2, or 1 without correcting bias.")] = 2,
    first: Annotated[int, typer.Option(help="Draws of the first loop.")] = 100,
    replicates: Annotated[int, typer.Option(help="Draws of the second loop.")] = 2000,
    seed: Annotated[int, typer.Option(help="Of the draws.")] = 0,
    level: Annotated[float, typer.Option(help="Of the intervals.")] = 0.95,
    standardise: Annotated[bool, typer.Option("--standardise", help="Sizes per standard deviation.")] = False,
    table: Annotated[
        str, typer.Option(help="effects, coefficients, second-stage, fits, variants or ratio.")
    ] = "effects",
    unit: Unit = None,
    period: Period = None,
    inputs: Columns = None,
    outputs: Columns = None,
    sheet: Sheet = None,
    encoding: Encoding = None,
    missing: Missing = None,
    exclude: Exclude = None,
    allow: Allow = None,
    out: OutFile = None,
    lang: Lang = None,
    as_json: AsJson = False,
) -> None:
    """What goes with efficiency: Simar and Wilson's second stage, beside Tobit, fractional logit, fixed effects."""
    from farrell.cli.explained import show_determinants

    output = Output(lang, as_json)
    roles = {"unit": unit, "period": period, "inputs": inputs, "outputs": outputs}
    reading = {"sheet": sheet, "encoding": encoding, "missing": missing, "exclude": exclude, "allow": allow}
    options = {"rts": rts, "orientation": orientation, "reference": reference, "algorithm": algorithm, "first": first}
    options |= {"replicates": replicates, "seed": seed, "level": level, "standardise": standardise}
    with output.catch(), output.resuming(out):
        show_determinants(data, on, method, roles, reading, options, table, out, output)
