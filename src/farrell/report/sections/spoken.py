"""What several sections say: lists of units with numbers, changes in words, tests in words."""

from __future__ import annotations

from typing import Any

import pandas as pd

from farrell.report.names import number
from farrell.report.parts import View

SIGNIFICANT = 0.05
MOST_NAMED = 3
"""Units named in a sentence about extremes."""
MOST_TIED = 6
"""Units named where some tie for the last place; of more ties none is named."""
SAME_INDEX = 5e-4
"""A mean index this close to 1, or to another, is no change as printed."""
SAME_SCORE = 0.005
"""A change of a score smaller than half a point is none in words."""


def headed(name: str) -> str:
    """A model's name at the start of a sentence."""
    return name[:1].upper() + name[1:]


def valued(view: View, frame: pd.DataFrame, name: str, value: str) -> str:
    """Units or regions with a number each: ``Shanxi 0.637, Jilin 0.644``."""
    spoken = view.names.region if name == "region" else view.names.unit
    return view.names.many([f"{spoken(n)} {number(v)}" for n, v in zip(frame[name], frame[value], strict=True)])


def leading(frame: Any, column: str, *, highest: bool = True) -> Any:
    """The first three rows by a column, and those that tie with the third while there are not too many."""
    ordered = frame.assign(value=frame[column].astype(float).round(8)).sort_values(
        "value", ascending=not highest, kind="stable"
    )
    if len(ordered) <= MOST_NAMED:
        return ordered
    third = ordered["value"].iloc[MOST_NAMED - 1]
    tied = ordered[ordered["value"] >= third] if highest else ordered[ordered["value"] <= third]
    return tied if len(tied) <= MOST_TIED else ordered[ordered["value"] != third].head(MOST_NAMED)


def extremes(view: View, key: str, frame: Any, column: str, *, highest: bool) -> list[str]:
    """Who is highest or lowest, as a sentence with ``units``; none where so many tie for it that none is named."""
    found = leading(frame, column, highest=highest)
    values, named = frame[column].astype(float).round(8), found[column].astype(float).round(8)
    there = len(named) > 0 and (named.max() == values.max() if highest else named.min() == values.min())
    if not there:
        return []
    return [view.say(key, units=valued(view, found, "unit", column))]


def changed(first: float, last: float, least: float = SAME_SCORE) -> str:
    """``rose``, ``fell`` or ``same``: the ending of a sentence's key."""
    change = last - first
    return "same" if not abs(change) >= least else "rose" if change > 0 else "fell"


def probability(p: float) -> str:
    """A p-value as sentences print it."""
    return "< 0.001" if p < 0.0005 else f"= {number(p)}"


def probability_cell(p: float) -> str:
    """A p-value as tables print it."""
    return "–" if pd.isna(p) else probability(p).removeprefix("= ")


def test_words(view: View, tests: pd.DataFrame) -> list[str]:
    """What a rank test of regions says, and that it only describes."""
    whole = tests[tests["test"] == "kruskal-wallis"]
    if len(whole) == 0 or not pd.notna(whole["p"].iloc[0]):
        return [view.say("test-none")]
    found: dict[str, Any] = {"h": number(whole["statistic"].iloc[0], 2), "p": probability(whole["p"].iloc[0])}
    if whole["p"].iloc[0] >= SIGNIFICANT:
        return [view.say("test-alike", **found), view.say("tests-descriptive")]
    pairs = tests[(tests["test"] == "dunn") & (tests["p_holm"] < SIGNIFICANT)]
    if len(pairs) == 0:
        return [view.say("test-differ-nopairs", **found), view.say("tests-descriptive")]
    listed = [f"{view.names.region(a)}–{view.names.region(b)}" for a, b in zip(pairs["a"], pairs["b"], strict=True)]
    return [view.say("test-differ", pairs=view.names.many(listed), **found), view.say("tests-descriptive")]
