"""The command of robustness: which findings stand, what hangs on one unit, who stands apart."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

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
from farrell.errors import OptionError

robustness_app = typer.Typer()
TABLES = {
    "findings": ("specifications", "finding_shares"),
    "choices": ("specifications", "finding_choices"),
    "specifications": ("specifications", "specifications"),
    "units": ("specifications", "specification_units"),
    "leave-one-out": ("leave_one_out", "leave_one_out"),
    "dropped": ("", "dropped"),
    "outliers": ("outliers", "outliers"),
    "outlier-sets": ("outliers", "outlier_sets"),
    "stability": ("stability", "stability"),
    "ranks": ("ranks", "rank_stability"),
}
"""Table -> what of ``[robustness]`` makes it, and its name there."""


@robustness_app.command()
def robustness(
    data: Data,
    table: Annotated[str, typer.Option(help=f"{', '.join(TABLES)}.")] = "findings",
    findings: Annotated[
        str | None,
        typer.Option("--finding", help='Sentences split by semicolons: "East above West; mean below 0.9".'),
    ] = None,
    input_sets: Annotated[
        str | None, typer.Option(help="Sets of inputs to try, split by semicolons: beds,staff;beds.")
    ] = None,
    output_sets: Annotated[str | None, typer.Option(help="Sets of outputs, likewise.")] = None,
    drop: Annotated[
        str | None, typer.Option(help="Units to leave out; sets split by semicolons. Nobody is always tried, too.")
    ] = None,
    models: Annotated[str | None, typer.Option(help="Models to try: dea,fdh; dea by default.")] = None,
    score: Annotated[str, typer.Option(help="Of single units: te_crs or te_vrs.")] = "te_crs",
    orientation: Orientation = "input",
    reference: Annotated[str, typer.Option(help="Of single units: own or pooled.")] = "own",
    replicates: Annotated[int, typer.Option(help="Draws of ranks.")] = 500,
    level: Annotated[float, typer.Option(help="Of the intervals of ranks.")] = 0.95,
    seed: Annotated[int, typer.Option(help="Of the draws.")] = 0,
    unit: Unit = None,
    period: Period = None,
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
    """Which findings stand under every defensible model, without some units, and with errors in the data."""
    from farrell.cli.work import open_data
    from farrell.data.provinces import GROUPINGS, province_groups

    output = Output(lang, as_json)
    reading = {"sheet": sheet, "encoding": encoding, "missing": missing, "exclude": exclude, "allow": allow}
    with output.catch(), output.resuming(out):
        if table not in TABLES:
            raise OptionError.choice("--table", table, list(TABLES))
        column = None if group in GROUPINGS else group
        panel = open_data(data, unit, period, inputs, outputs, {**reading, "group": column})
        if group is not None and group in GROUPINGS and group not in panel.labels:
            panel = panel.with_group(group, province_groups(panel.units, group))
        wanted: dict[str, Any] = {"score": score, "seed": seed, "level": level, "replicates": replicates}
        wanted |= {"inputs": _sets(input_sets), "outputs": _sets(output_sets), "models": _names(models)}
        wanted |= {"findings": [one.strip() for one in (findings or "").split(";") if one.strip()]}
        dropped = _sets(drop)
        wanted |= {"drop": [[], *dropped] if dropped else []}
        found, settings = _made(panel, {k: v for k, v in wanted.items() if v != []}, table, (orientation, reference))
        output.table(found, settings, out)


def _made(panel: Any, wanted: dict[str, Any], table: str, scored: tuple[str, str]) -> tuple[Any, dict[str, Any]]:
    """One table, as a study with a model of efficiency and an index of productivity would make it."""
    from farrell.study import robustness as study
    from farrell.study.spec import SCORES, ModelSpec

    part, name = TABLES[table]
    if table == "dropped" and "drop" not in wanted:
        raise OptionError.choice("--drop", "", panel.units)
    if wanted["score"] not in SCORES:
        raise OptionError.choice("--score", wanted["score"], list(SCORES))
    asked = {key: key == part for key in study.DEFAULTS}
    models = [ModelSpec("efficiency", "efficiency", dict(zip(("orientation", "reference"), scored, strict=True)))]
    models.append(ModelSpec("malmquist", "malmquist", {}))
    group = next(iter(panel.labels), None)
    if part:
        wanted = {key: value for key, value in wanted.items() if key != "drop" or part == "specifications"}
    made, told = study.made(panel, {**wanted, **asked}, models, group, None, Path())
    return made[name], {"table": table, **told["units"], "seed": wanted["seed"]}


def _names(listed: str | None) -> list[str]:
    return [name.strip() for name in (listed or "").split(",") if name.strip()]


def _sets(listed: str | None) -> list[list[str]]:
    return [names for part in (listed or "").split(";") if (names := _names(part))]
