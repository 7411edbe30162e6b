"""What merging units gains: how much in all, and by learning, harmony and size."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import pandas as pd

from farrell.report.names import Names, number, percent
from farrell.report.parts import Bullets, Paragraph, Part, Table

SAME = 5e-4
"""A factor this near 1 shows as 1.000 and is told as no change."""
PARTS = ("learning", "harmony", "size")
FACTORS = ("overall", *PARTS, "adjusted")


def told(gains: pd.DataFrame, known: Collection[str], names: Names) -> list[Part]:
    """Each merger in sentences, and a table of all.

    gains : the table ``scenario_gains``
    known : today's units
    """
    rows = gains.to_dict("records")
    said = [names.joined(_spoken(row, known, names)) for row in rows]
    header = [names.say("gains-scenario"), names.say("gains-members"), *(names.say(f"gains-{key}") for key in FACTORS)]
    lines = [
        [
            names.variable(row["scenario"]),
            names.many(_members(row, known, names)),
            *(number(row[factor]) for factor in FACTORS),
        ]
        for row in rows
    ]
    table = Table(names.say("t-scenario-gains"), header, lines, names_in=2, notes=names.say("scenario-gains-note"))
    return [Paragraph(names.say("gains-lead")), Bullets(tuple(said)), table]


def spelled(units: str, between: str, known: Collection[str], names: Names) -> str:
    """Units in one text under their names; as it is where it holds anything else."""
    parts = units.split(between)
    if not set(parts) <= set(known):
        return units
    return between.join(names.unit(part) for part in parts)


def _members(row: dict[Any, Any], known: Collection[str], names: Names) -> list[str]:
    return spelled(row["members"], ", ", known, names).split(", ")


def _spoken(row: dict[Any, Any], known: Collection[str], names: Names) -> list[str]:
    """What is to be had in all, what of it needs no merger, and where the rest is from."""
    shown = {factor: number(row[factor]) for factor in FACTORS}
    *others, last = _members(row, known, names)
    members = names.say("gains-two", a=names.many(others), b=last)
    about = {"name": names.variable(row["scenario"]), "members": members, **shown}
    if row["status"] == "infeasible":
        return [names.say("gains-unknown", **about)]
    if row["status"] != "optimal":
        return [names.say("gains-unsolved", **about)]

    def change(factor: str) -> str:
        return percent(abs(row[factor] - 1.0))

    parts = [
        names.say(
            f"gains-part-{_side(row, factor)}",
            part=names.say(f"gains-within-{factor}"),
            change=change(factor),
            value=shown[factor],
        )
        for factor in PARTS
    ]
    return [
        names.say(f"gains-all-{_side(row, 'overall')}", change=change("overall"), **about),
        names.say("gains-by-part", parts=names.listed(parts)),
        names.say(f"gains-merger-{_side(row, 'adjusted')}", change=change("adjusted"), value=shown["adjusted"]),
    ]


def _side(row: dict[Any, Any], factor: str) -> str:
    """Whether a factor gains or costs, and in which orientation."""
    below = row[factor] < 1.0
    if abs(row[factor] - 1.0) < SAME:
        return "same"
    if row["orientation"] == "input":
        return "gain-input" if below else "loss-input"
    return "loss-output" if below else "gain-output"
