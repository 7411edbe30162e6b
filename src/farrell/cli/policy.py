"""Commands that say what to do: a plan, scenarios, published allocations, one unit with other numbers."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from farrell.cli.options import (
    Allow,
    AsJson,
    At,
    Columns,
    Data,
    Encoding,
    Exclude,
    Lang,
    Missing,
    OutFile,
    Period,
    Sheet,
    Unit,
)
from farrell.cli.output import Output

policy_app = typer.Typer()


@policy_app.command()
def rebalance(
    data: Data,
    unit: Unit = None,
    period_column: Annotated[str | None, typer.Option("--period", help="Column that names the period.")] = None,
    inputs: Columns = None,
    outputs: Columns = None,
    at: At = None,
    move: Annotated[str | None, typer.Option(help="Inputs that can move, with commas between; all by default.")] = None,
    cap: Annotated[
        float | None, typer.Option(help="Most that leaves or reaches a unit: 0.1 is 10 % (default).")
    ] = None,
    most: Annotated[float | None, typer.Option(help="Most that an output of a unit grows: 0.1 is 10 %.")] = None,
    options: Annotated[
        list[str] | None,
        typer.Option("--set", help="A further option, name=value: floors='{ beds = \"median\" }'; may be repeated."),
    ] = None,
    book: Annotated[
        Path | None, typer.Option("--check", help="A plan.xlsx changed by hand: check and score it.")
    ] = None,
    weight: Annotated[str | None, typer.Option(help="Column of population.")] = None,
    persons: Annotated[float | None, typer.Option(help="People that one unit of the weight stands for.")] = None,
    sheet: Sheet = None,
    encoding: Encoding = None,
    missing: Missing = None,
    exclude: Exclude = None,
    allow: Allow = None,
    out: Annotated[
        Path | None, typer.Option("--out", help="Write to this file: plan.json, plan.xlsx to edit, CSV or Parquet.")
    ] = None,
    lang: Lang = None,
    as_json: AsJson = False,
) -> None:
    """A plan: who gives, who receives, within limits, and what that adds to catching up.

    Of a study.toml the options of its [rebalance] are used; those said here replace them.

    Limits that cannot all be had are named, with exit code 4; a plan checked by --check that fails ends with 1.
    """
    from farrell.cli.plans import check_book, open_plan, show_plan

    output = Output(lang, as_json)
    files = {"sheet": sheet, "encoding": encoding, "missing": missing, "exclude": exclude, "allow": allow}
    reading: dict[str, Any] = {**files, "weight": weight, "persons": persons}
    given = {"period": at, "move": move, "cap": cap, "most": most}
    with output.catch():
        roles = (unit, period_column, inputs, outputs)
        panel, chosen, meta = open_plan(data, roles, reading, given, options or [])
        if book is None:
            show_plan(panel, chosen, meta, out, output)
        elif not check_book(panel, chosen, meta, book, output):
            raise typer.Exit(1)


@policy_app.command()
def scenario(
    data: Data,
    kind: Annotated[
        str | None,
        typer.Option(
            help="demand, investment, merge, close, shock, primary-care, diffusion; those of a study without."
        ),
    ] = None,
    options: Annotated[
        list[str] | None,
        typer.Option("--set", help="An option of the kind, name=value: growth='{ visits = 0.1 }'; may be repeated."),
    ] = None,
    at: At = None,
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
    """What if: demand grows, units merge, a shock, new investment, good practice spreads; scored again."""
    from farrell.cli.scenarios import show_scenarios
    from farrell.cli.work import open_data

    output = Output(lang, as_json)
    reading = {"sheet": sheet, "encoding": encoding, "missing": missing, "exclude": exclude, "allow": allow}
    with output.catch():
        panel = open_data(data, unit, period, inputs, outputs, reading)
        show_scenarios(data, panel, kind, at, options or [], out, output)


@policy_app.command()
def allocate(
    data: Data,
    method: Annotated[
        str, typer.Option(help="centralised, zero_sum_gains, inverse_dea, merger_gains (farrell explain METHOD).")
    ],
    options: Annotated[
        list[str] | None, typer.Option("--set", help="An option of the method, name=value; may be repeated.")
    ] = None,
    at: At = None,
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
    """Published allocation models: central allocation, zero-sum gains, inverse DEA. Plans are farrell rebalance."""
    from farrell.cli.plans import show_allocation
    from farrell.cli.work import open_data

    output = Output(lang, as_json)
    reading = {"sheet": sheet, "encoding": encoding, "missing": missing, "exclude": exclude, "allow": allow}
    with output.catch():
        panel = open_data(data, unit, period, inputs, outputs, reading)
        show_allocation(panel, method, at, options or [], out, output)


@policy_app.command("what-if")
def what_if(
    data: Data,
    of: Annotated[str, typer.Option("--of", help="The unit whose numbers change.")],
    changes: Annotated[
        list[str], typer.Option("--set", help="column=-5000, column=+10%, or column==120000; may be repeated.")
    ],
    at: At = None,
    unit: Unit = None,
    period: Period = None,
    inputs: Columns = None,
    outputs: Columns = None,
    sheet: Sheet = None,
    encoding: Encoding = None,
    missing: Missing = None,
    exclude: Exclude = None,
    allow: Allow = None,
    lang: Lang = None,
    as_json: AsJson = False,
) -> None:
    """One unit with other numbers: its scores now and then."""
    from farrell.cli.scenarios import show_what_if
    from farrell.cli.work import open_data

    output = Output(lang, as_json)
    reading = {"sheet": sheet, "encoding": encoding, "missing": missing, "exclude": exclude, "allow": allow}
    with output.catch():
        panel = open_data(data, unit, period, inputs, outputs, reading)
        show_what_if(panel, of, at, changes, output)
