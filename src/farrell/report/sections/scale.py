"""Returns to scale: who is too small or too large, by how much, and what alternative optima leave open."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from farrell.report import figures
from farrell.report.names import number
from farrell.report.parts import Part, Section, Table, View
from farrell.report.sections.spoken import leading, valued
from farrell.study.scale import APART, STATUSES

NEAR = 0.05
"""An elasticity this near 1 is told as hardly apart from it."""
TWICE = 2.0
MOST_ROWS = 60
"""Units up to which their table stands open."""


def section(view: View) -> Section | None:
    """Sentences, counts by period and by region, the figure, every unit in the last period."""
    if not view.has("scale_counts") or not view.has("returns_to_scale"):
        return None
    now = view.now("returns_to_scale")
    known = now[now["scale_status"].isin(STATUSES)]
    counts = view.rows("scale_counts")
    parts: list[Part] = [*view.paragraph([view.say("returns-lead")]), *view.paragraph(_sentences(view, known))]
    parts += [_counts(view, counts[counts["by"] == "all"], "period")]
    if view.group is not None:
        parts.append(_counts(view, counts[(counts["by"] == "region") & (counts["period"] == view.last)], "region"))
    if len(known):
        caption = view.caption(
            "fig-returns", units=len(known), shown=min(len(known), figures.MOST_UNITS), periods=[view.last]
        )
        parts.append(view.figure(figures.scale_ranges(known, view.names), caption))
        parts.append(_units(view, known))
    return view.section("scale", "h-returns", parts)


def _sentences(view: View, known: pd.DataFrame) -> list[str]:
    if known.empty:
        return []
    return [
        _level(view, known),
        _open(view, known),
        *_far(view, known),
        _near(view, known),
        *_size(view, known),
        _change(view),
    ]


def _tally(frame: pd.DataFrame) -> dict[str, int]:
    return {word: int((frame["scale_status"] == word).sum()) for word in STATUSES}


def _level(view: View, known: pd.DataFrame) -> str:
    said = {"when": view.when, "n": len(known), "se": number(known["se"].mean())}
    return view.say("returns-level", **said, **_tally(known))


def _open(view: View, known: pd.DataFrame) -> str:
    """Units of constant returns where other optimal multipliers say something else."""
    corners = (known["elasticity_left"] > 1 + APART) & (known["elasticity_right"] < 1 - APART)
    return view.say(
        "returns-open" if corners.any() else "returns-open-none", k=int(corners.sum()), crs=_tally(known)["crs"]
    )


def _far(view: View, known: pd.DataFrame) -> list[str]:
    """Where returns are farthest from constant even at the end of the range that is nearest to it."""
    out = []
    for word, side in (("irs", "right"), ("drs", "left")):
        those = known[known["scale_status"] == word]
        if len(those):
            most = leading(those, f"elasticity_{side}", highest=word == "irs")
            out.append(view.say(f"returns-far-{word}", units=valued(view, most, "unit", f"elasticity_{side}")))
    return out


def _near(view: View, known: pd.DataFrame) -> str:
    """How many that are not constant hardly differ from it."""
    nearest = np.where(known["scale_status"] == "irs", known["elasticity_right"], known["elasticity_left"])
    changing = (known["scale_status"] != "crs").to_numpy()
    if not changing.any():
        return ""
    near = int((np.abs(nearest[changing] - 1.0) < NEAR).sum())
    return view.say(
        "returns-near" if near else "returns-near-none", k=near, n=int(changing.sum()), near=number(NEAR, 2)
    )


def _size(view: View, known: pd.DataFrame) -> list[str]:
    """Who is far from the most productive size of its mix."""
    side = view.say(f"returns-by-{view.orientation}")
    small, large = known[known["lambda_sum_high"] < 1 / TWICE], known[known["lambda_sum_low"] > TWICE]
    if small.empty and large.empty:
        return [view.say("returns-size-near", side=side)]
    out = [view.say("returns-size", side=side, small=len(small), large=len(large))]
    ends = (("returns-smallest", small, "lambda_sum_high", False), ("returns-largest", large, "lambda_sum_low", True))
    for key, those, column, highest in ends:
        if len(those):
            out.append(view.say(key, units=valued(view, leading(those, column, highest=highest), "unit", column)))
    return out


def _change(view: View) -> str:
    """How the counts moved from the first period, and how many units changed sides."""
    if not view.timed:
        return ""
    rows = view.rows("returns_to_scale")
    ends = [rows[rows["period"] == p].set_index("unit")["scale_status"] for p in (view.periods[0], view.last)]
    both = pd.concat(ends, axis=1, keys=["then", "now"]).dropna()
    both = both[both.isin(STATUSES).all(axis=1)]
    if both.empty:
        return ""
    told = {word: int((both["then"] == word).sum()) for word in STATUSES}
    moved = int((both["then"] != both["now"]).sum())
    return view.say("returns-change", first=view.names.at(view.periods[0]), n=len(both), moved=moved, **told)


def _counts(view: View, counts: Any, by: str) -> Table:
    """Units of each status, a period or a region a row."""
    period = str if view.timed else view.names.at
    rows = []
    for row in counts.to_dict("records"):
        name = view.names.region(row["name"]) if by == "region" else period(row["period"])
        rows.append([name, *(str(row[c]) for c in ("n", "irs", "crs", "open", "drs")), number(row["se_mean"])])
    headed = "regions" if by == "region" else "period"
    keys = (
        headed,
        "returns-units",
        "returns-long-irs",
        "returns-long-crs",
        "returns-open-column",
        "returns-long-drs",
        "returns-se-mean",
    )
    when = view.when if by == "region" else ""
    return Table(
        view.say(f"t-returns-by-{by}", when=when),
        [view.say(k) for k in keys],
        rows,
        notes=view.say("returns-counts-note"),
    )


def _units(view: View, known: pd.DataFrame) -> Table:
    """Status, the range of the free term, elasticity to both sides, size over the most productive one."""
    columns = ("omega_low", "omega_high", "elasticity_right", "elasticity_left", "lambda_sum_low", "lambda_sum_high")
    rows = [
        [
            view.names.unit(row["unit"]),
            view.say(f"scale-{row['scale_status']}"),
            number(row["se"]),
            *(number(row[c]) for c in columns),
        ]
        for row in known.to_dict("records")
    ]
    first = ("unit", "returns-status", "se")
    header = [
        view.say(key)
        for key in (
            *first,
            *("returns-low", "returns-high", "returns-right", "returns-left", "returns-low", "returns-high"),
        )
    ]
    spans = (
        ("", len(first)),
        *((view.say(key), 2) for key in ("returns-omega", "returns-elasticity", "returns-size-short")),
    )
    return Table(
        view.say("t-returns", when=view.when), header, rows,
        words=frozenset({1}), notes=view.say("returns-note"), spans=spans, folded=len(rows) > MOST_ROWS,
    )  # fmt: skip
