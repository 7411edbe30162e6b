"""What ``farrell determinants`` does, apart from its options."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from farrell.cli.noise import opened, split
from farrell.cli.output import Output
from farrell.data import Panel
from farrell.errors import OptionError

TABLES = ("effects", "coefficients", "second-stage", "fits", "variants", "ratio")

WITHOUT: dict[str, dict[str, Any]] = {
    "variants": {"reference": "own"},
    "ratio": {
        "rts": "vrs", "reference": "own", "algorithm": 2, "first": 100, "replicates": 2000, "seed": 0, "level": 0.95,
        "standardise": False,
    },
}  # fmt: skip
"""Tables -> options that they do not know, with their defaults; methods are among them."""


def show_determinants(
    data: str,
    on: str | None,
    methods: str | None,
    roles: dict[str, str | None],
    reading: dict[str, Any],
    options: dict[str, Any],
    table: str,
    out: Path | None,
    output: Output,
) -> None:
    """A table of what goes with efficiency; what speaks against it goes to stderr."""
    if table not in TABLES:
        raise OptionError.choice("--table", table, TABLES)
    _refuse_idle(table, methods, options)
    names = split(on)
    panel = opened(data, names, roles, reading)
    given: dict[str, Any] = {**options, "on": names or list(panel.roles.environment)}
    if methods:
        given["methods"] = [name.replace("-", " ") for name in split(methods)]
    make = {"variants": _variants, "ratio": _ratios}.get(table, _methods)
    frame, said, settings = make(panel, given, table, output)
    output.warnings(said)
    output.table(frame, settings, out)


def _refuse_idle(table: str, methods: str | None, options: dict[str, Any]) -> None:
    """Refuse what a table does not know rather than leave it unheard."""
    if table not in WITHOUT:
        return
    given = ["method"] if methods else []
    for key in [*given, *(key for key, default in WITHOUT[table].items() if options[key] != default)]:
        raise OptionError("no-effect", option=f"--{key}", other=f"--table {table}")


def _methods(panel: Panel, given: dict[str, Any], table: str, output: Output) -> tuple[Any, list[str], dict[str, Any]]:
    """Methods side by side, their own coefficients, the second stage, or their fits."""
    from farrell.inference import determinants

    found = determinants(panel, **given)
    tables = {
        "effects": found.to_frame, "coefficients": found.coefficients,
        "second-stage": found.second_stage.to_frame, "fits": found.fits,
    }  # fmt: skip
    return tables[table](), list(found.objections(output.language)), dict(found.settings)


def _variants(panel: Panel, given: dict[str, Any], table: str, output: Output) -> tuple[Any, list[str], dict[str, Any]]:
    """The second stage against each period's frontier, against one, and period by period."""
    from farrell.inference import second_stage_variants

    found = second_stage_variants(panel, **{k: v for k, v in given.items() if k not in ("reference", "methods")})
    return found.efficiency(), list(found.objections(output.language)[1:]), dict(found.own.settings)


def _ratios(panel: Panel, given: dict[str, Any], table: str, output: Output) -> tuple[Any, list[str], dict[str, Any]]:
    """Conditional order-m of every covariate."""
    import pandas as pd

    from farrell.inference import conditional_order_m

    found = [conditional_order_m(panel, on=name, orientation=given["orientation"]) for name in given["on"]]
    if not found:
        raise OptionError("covariates-none")
    frame = pd.concat([one.to_frame().assign(name=one.name) for one in found], ignore_index=True)
    columns = ["name", *(c for c in frame if c != "name")]
    return frame[columns], [found[0].reading(output.language)], {**found[0].settings, "on": given["on"]}
