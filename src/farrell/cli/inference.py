"""The commands of how sure: bootstraps and tests."""

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

inference_app = typer.Typer()
Seed = Annotated[int, typer.Option(help="Of the random numbers; shown with the result.")]


@inference_app.command()
def bootstrap(
    data: Data,
    index: Annotated[bool, typer.Option("--index", help="Of the Malmquist index, not of scores.")] = False,
    method: Annotated[str, typer.Option(help="Of scores: homogeneous, heterogeneous or subsample.")] = "homogeneous",
    draws: Annotated[
        str | None, typer.Option(help="Homogeneous: daraio-simar (default), simar-wilson or inefficient.")
    ] = None,
    replicates: Annotated[int, typer.Option(help="How many.")] = 2000,
    seed: Seed = 0,
    level: Annotated[float, typer.Option(help="Of the intervals.")] = 0.95,
    rts: Annotated[str, typer.Option(help="Of scores: crs, vrs, nirs or ndrs.")] = "vrs",
    orientation: Orientation = "input",
    reference: Annotated[str, typer.Option(help="Of scores: own or pooled.")] = "own",
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
    """Bias and intervals of every score, or of every change and its parts."""
    from farrell.cli.sure import show_bootstrap

    output = Output(lang, as_json)
    roles = {"unit": unit, "period": period, "inputs": inputs, "outputs": outputs}
    reading = {"sheet": sheet, "encoding": encoding, "missing": missing, "exclude": exclude, "allow": allow}
    options = {"replicates": replicates, "seed": seed, "level": level, "orientation": orientation}
    of_scores = {"method": method, "draws": draws, "rts": rts, "reference": reference}
    with output.catch(), output.resuming(out):
        show_bootstrap(data, index, roles, reading, options, of_scores, out, output)


@inference_app.command("test")
def hypothesis(
    data: Data,
    test: Annotated[
        str,
        typer.Option(
            help="returns-to-scale, returns-to-scale-halves, convexity, equal-means, equal-distributions or relevance."
        ),
    ] = "returns-to-scale",
    group: Annotated[
        str | None, typer.Option(help="Of tests of groups: a column, or region3, region4, zone8, region7.")
    ] = None,
    at: Annotated[str | None, typer.Option(help="The period tested; the last one by default.")] = None,
    seed: Seed = 0,
    orientation: Orientation = "input",
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
    """A test of the technology, of groups or of variables, with its null, statistic, p and what it assumes."""
    from farrell.cli.sure import show_test

    output = Output(lang, as_json)
    roles = {"unit": unit, "period": period, "inputs": inputs, "outputs": outputs}
    reading = {"sheet": sheet, "encoding": encoding, "missing": missing, "exclude": exclude, "allow": allow}
    with output.catch(), output.resuming(out):
        show_test(data, test, group, at, roles, reading, {"seed": seed, "orientation": orientation}, out, output)
