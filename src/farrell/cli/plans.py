"""What ``farrell rebalance`` does, apart from its options."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import typer

from farrell.cli.output import Output, plain, write_whole
from farrell.cli.work import named_values, open_data
from farrell.data import Panel
from farrell.data.whole import in_one_step
from farrell.errors import OptionError

LISTED = ("move",)
"""Options that take names separated by commas on the command line."""


def open_plan(
    source: str, roles: tuple[str | None, ...], reading: dict[str, Any], given: Mapping[str, Any], listed: list[str]
) -> tuple[Panel, dict[str, Any], dict[str, Any]]:
    """The panel, the planner's options, and the study's metadata for its names.

    A study's ``[rebalance]`` comes first; options of the command line replace its own.
    """
    chosen: dict[str, Any] = {}
    labels: dict[str, Any] = {}
    unit, period, inputs, outputs = roles
    panel = open_data(source, unit, period, inputs, outputs, reading)
    if source.lower().endswith(".toml"):
        from farrell.study import read_study
        from farrell.study.plans import FILES

        spec = read_study(source)
        chosen = {k: v for k, v in (spec.rebalance or {}).items() if k != "front"}
        chosen |= {k: str(spec.path.parent / chosen[k]) for k in FILES if k in chosen}
        labels = dict(spec.raw.get("labels", {}))
    chosen |= {k: v for k, v in given.items() if v is not None} | named_values(listed)
    for key in LISTED:
        if isinstance(chosen.get(key), str):
            chosen[key] = [name.strip() for name in chosen[key].split(",") if name.strip()]
    for key in ("period", "reference"):
        if key in chosen:
            chosen[key] = next((p for p in panel.periods if str(p) == str(chosen[key])), chosen[key])
    meta = {"data": {"units": list(panel.units), "group": None, "regions": []}, "settings": {"labels": labels}}
    return panel, chosen, meta


def _known(chosen: Mapping[str, Any]) -> None:
    from farrell.study.plans import PLAN_KEYS

    for name in chosen:
        if name not in PLAN_KEYS or name == "front":
            raise OptionError.choice("option", name, [k for k in PLAN_KEYS if k != "front"])


def show_plan(panel: Panel, chosen: dict[str, Any], meta: dict[str, Any], out: Path | None, output: Output) -> None:
    """Solve, say it in words, and print or write the transfers."""
    from farrell.policy import rebalance
    from farrell.report.brief import brief
    from farrell.report.names import Names

    _known(chosen)
    plan = rebalance(panel, chosen.pop("period", None), **chosen)
    record, names = plan.to_dict(), Names.of(meta, output.language)
    if out is not None and out.suffix in (".json", ".xlsx"):
        _write(record, names, out)
        typer.echo(str(out))
    elif output.as_json and out is None:
        output.json(record)
    else:
        frame = plan.to_frame()
        output.table(frame[(frame["in"] > 0) | (frame["out"] > 0)], dict(plan.settings), out)
    for sentence in brief(record, names):
        typer.echo(sentence, err=True)


def _write(record: dict[str, Any], names: Any, out: Path) -> None:
    if out.suffix == ".json":
        write_whole(out, json.dumps(record, ensure_ascii=False, indent=2, allow_nan=False) + "\n")
        return
    from farrell.report.plan_book import write_plan_book

    with in_one_step(out) as temporary:
        write_plan_book(record, names, temporary)


def check_book(panel: Panel, chosen: dict[str, Any], meta: dict[str, Any], book: Path, output: Output) -> bool:
    """Hold a workbook that was handed back against the limits, and score it; True when it holds."""
    from farrell.policy import check_plan
    from farrell.report.names import Names, number, percent
    from farrell.report.plan_book import read_moves

    _known(chosen)
    names = Names.of(meta, output.language)
    moves = read_moves(book, panel.roles.inputs)
    made = check_plan(panel, chosen.pop("period", None), moves=moves, **chosen)
    if output.as_json:
        broken = [{key: getattr(check, key) for key in ("limit", "column", "unit", "slack")} for check in made.broken]
        gains = {"gain": made.gain_total, "best": made.best}
        output.json(plain({"holds": made.holds, "broken": broken, "unable": list(made.unable), **gains}))
        return made.holds
    for check in made.broken:
        where = names.many([w for w in (check.unit and names.unit(check.unit), check.column) if w])
        limit = names.say(f"limit-{check.limit}")
        output.say("plan-broken", limit=limit, where=where, slack=number(-check.slack, 0))
    if made.unable:
        output.say("plan-unable", units=names.many([names.unit(u) for u in made.unable]))
    if not math.isnan(made.gain_total):
        output.say("plan-score", gain=percent(made.gain_total, 2), best=percent(made.best, 2))
    output.say("plan-holds" if made.holds else "plan-fails")
    return made.holds


def show_allocation(
    panel: Panel, method: str, at: str | None, listed: list[str], out: Path | None, output: Output
) -> None:
    """A published allocation model by name, its table."""
    from farrell.policy import models

    period: Any = None if at is None else next((p for p in panel.periods if str(p) == at), at)
    found = models.run(method.replace("-", "_"), panel, period, named_values(listed))
    output.table(found.to_frame(), dict(found.settings), out)
    typer.echo(repr(found), err=True)
