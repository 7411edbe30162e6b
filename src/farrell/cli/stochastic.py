"""The commands of frontiers with noise: three-stage DEA and stochastic frontiers."""

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

stochastic_app = typer.Typer()


@stochastic_app.command("three-stage")
def three_stage(
    data: Data,
    on: Annotated[
        str | None,
        typer.Option(help="The environment: columns, ratios, log(...), split by commas; that role's by default."),
    ] = None,
    orientation: Orientation = "input",
    reference: Annotated[str, typer.Option(help="own or pooled.")] = "own",
    regression: Annotated[str, typer.Option(help="Stage 2: pooled, or one a period.")] = "pooled",
    separation: Annotated[str, typer.Option(help="The formula of E[u|e]: cost or production.")] = "cost",
    doubtful: Annotated[
        str, typer.Option(help="Of slacks without noise or without inefficiency: environment, keep or leave.")
    ] = "environment",
    table: Annotated[str, typer.Option(help="stages, means, regressions, tests or adjustments.")] = "stages",
    unit: Unit = None,
    period: Period = None,
    inputs: Columns = None,
    outputs: Columns = None,
    group: Annotated[str | None, typer.Option(help="Of means: a column, or region3, region4, zone8, region7.")] = None,
    sheet: Sheet = None,
    encoding: Encoding = None,
    missing: Missing = None,
    exclude: Exclude = None,
    allow: Allow = None,
    out: OutFile = None,
    lang: Lang = None,
    as_json: AsJson = False,
) -> None:
    """Three-stage DEA: efficiency as if all had the least favourable environment and luck, beside what it is."""
    from farrell.cli.noise import show_three_stage

    output = Output(lang, as_json)
    roles = {"unit": unit, "period": period, "inputs": inputs, "outputs": outputs}
    reading = {"sheet": sheet, "encoding": encoding, "missing": missing, "exclude": exclude, "allow": allow}
    options = {"orientation": orientation, "reference": reference, "regression": regression}
    options |= {"separation": separation, "doubtful": doubtful}
    with output.catch():
        show_three_stage(data, on, roles, reading, options, table, group, out, output)


@stochastic_app.command()
def sfa(
    data: Data,
    kind: Annotated[
        str, typer.Option(help="production (one output), cost (one input) or distance (several outputs).")
    ] = "production",
    form: Annotated[str, typer.Option(help="cobb-douglas, translog or linear.")] = "cobb-douglas",
    inefficiency: Annotated[str, typer.Option(help="half-normal, truncated-normal or exponential.")] = "half-normal",
    over_time: Annotated[str, typer.Option(help="free, constant, or decay (Battese & Coelli 1992).")] = "free",
    trend: Annotated[str, typer.Option(help="Time in the frontier: none, linear or quadratic.")] = "none",
    determinants: Annotated[
        str | None, typer.Option(help="Columns of the mean of a truncated normal, split by commas.")
    ] = None,
    dependent: Annotated[str | None, typer.Option(help="The output, or the cost, where there are several.")] = None,
    table: Annotated[str, typer.Option(help="scores, estimates or tests.")] = "scores",
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
    """A stochastic frontier: efficiency once luck is taken out, in Frontier 4.1's parameters."""
    from farrell.cli.noise import show_sfa

    output = Output(lang, as_json)
    roles = {"unit": unit, "period": period, "inputs": inputs, "outputs": outputs}
    reading = {"sheet": sheet, "encoding": encoding, "missing": missing, "exclude": exclude, "allow": allow}
    options = {"kind": kind, "form": form, "inefficiency": inefficiency, "over_time": over_time, "trend": trend}
    with output.catch():
        show_sfa(data, determinants, roles, reading, {**options, "dependent": dependent}, table, out, output)
