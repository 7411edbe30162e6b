"""What ``farrell scenario`` and ``farrell what-if`` do, apart from their options."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import typer

from farrell.catalogue import listing
from farrell.cli.output import Output
from farrell.cli.work import named_values
from farrell.data import Panel
from farrell.errors import OptionError


def show_scenarios(
    source: str, panel: Panel, kind: str | None, at: str | None, listed: list[str], out: Path | None, output: Output
) -> None:
    """One scenario of the command line, or all of a study file, as a table of units."""
    from farrell.study.scenarios import DIFFUSION, SCENARIO_KINDS, keys_of, made

    if kind is None:
        entries = _of_study(source)
    else:
        if kind.replace("-", "_") not in SCENARIO_KINDS:
            raise OptionError.choice("--kind", kind, SCENARIO_KINDS)
        entry = {"kind": kind.replace("-", "_"), **named_values(listed)}
        for name in entry:
            if name not in keys_of(entry["kind"]):
                raise OptionError.choice("--set", name, keys_of(entry["kind"]))
        if at is not None:
            entry["period"] = next((p for p in panel.periods if str(p) == at), at)
        entries = [entry]
    tables, told = made(panel, entries)
    frame = tables.get("scenarios", tables.get("diffusion_paths"))
    output.table(frame, {"scenarios": told}, out)
    if "scenarios" in tables and "diffusion_paths" in tables:
        output.say(
            "scenario-paths", names=listing([e["name"] for e in told if e["kind"] == DIFFUSION], output.language)
        )


def _of_study(source: str) -> list[dict[str, Any]]:
    from farrell.study import read_study

    found = [dict(s) for s in read_study(source).scenarios] if source.lower().endswith(".toml") else []
    if not found:
        raise OptionError("scenario-none", source=source)
    return found


def show_what_if(panel: Panel, unit: str, at: str | None, listed: list[str], output: Output) -> None:
    """One unit with other numbers: scores now and then, and its variables."""
    from farrell.policy import what_if

    period: Any = None if at is None else next((p for p in panel.periods if str(p) == at), at)
    changes = {}
    for item in listed:
        name, equals, value = item.partition("=")
        if not equals:
            raise OptionError("set-form", value=item)
        changes[name.strip()] = value.strip()
    found = what_if(panel, unit, period, changes=changes)
    scores = {f"{key}_{when}": float(getattr(getattr(found, when), key)[0]) for when in ("now", "then")
              for key in ("te_crs", "te_vrs", "se")}  # fmt: skip
    if output.as_json:
        output.json({"unit": unit, **scores, "peers": dict(found.peers), "rows": found.to_frame().to_dict("records")})
        return
    output.table(pd.DataFrame([{"unit": unit, **scores}]), {}, None)
    for name, weight in found.peers.items():
        typer.echo(f"{name} {weight:.3f}", err=True)
