"""Units that stand apart, and units whose class changes with small errors of the data."""

from __future__ import annotations

import numpy as np

from farrell.report.names import number, percent
from farrell.report.parts import Part, Subheading, Table
from farrell.report.sections.robustness.view import RobustView

RULES = ("by_ap", "by_super", "by_order_m")
CLOSE, FAR = 0.01, 0.05
"""Errors of all data that statistics can have any day, and that they should not have."""
MOST_ROWS = 40
"""Longer tables are folded."""


def parts(view: RobustView) -> list[Part]:
    """Three rules beside each other, then radii of data errors."""
    out: list[Part] = []
    if view.told["outliers"]:
        out += [Subheading(view.say("h-outliers")), *view.paragraph(_outliers(view)), *_outlier_table(view)]
    if view.told["stability"]:
        out += [Subheading(view.say("h-stability")), *view.paragraph(_stability(view)), _stability_table(view)]
    return out


def _outliers(view: RobustView) -> list[str]:
    frame, now = view.rows("outliers"), view.now("outliers")
    told = view.told["outliers"]
    counts = {key: int((frame["rules"] >= n).sum()) for key, n in (("one", 1), ("two", 2), ("three", 3))}
    said = [view.say("outliers-count", n=len(frame), **counts)]
    twice = now[now["rules"] >= 2]
    if len(twice):
        said.append(view.say("outliers-twice", when=view.when, units=view.units(twice["unit"])))
    said += _set_apart(view)
    beyond = now[now["by_super"]].sort_values("super_efficiency", ascending=False, kind="stable")
    if len(beyond):
        said.append(
            view.say("outliers-super", when=view.when, units=view.units(beyond["unit"]), above=f"{told['above']:g}")
        )
    else:
        said.append(view.say("outliers-no-super", when=view.when, above=f"{told['above']:g}"))
    partial = now[now["by_order_m"]]
    if len(partial):
        values = {"units": view.units(partial["unit"]), "beyond": f"{told['beyond']:g}"}
        said.append(view.say("outliers-order-m", when=view.when, **values))
    return [*said, view.say("outliers-hedge")]


def _set_apart(view: RobustView) -> list[str]:
    """The set that stands apart the most, of the last period or of all pooled, whose members have their periods."""
    if view.told["outliers"]["most"] == 0:
        return [view.say("outliers-no-sets")]
    sets, frame = view.rows("outlier_sets"), view.rows("outliers")
    pooled = view.told["units"]["reference"] == "pooled"
    here = sets[sets["cloud"].isin([view.last, "pooled"])].dropna(subset=["gap"])
    apart = frame[frame["by_ap"].astype(bool) & (pooled | (frame["period"] == view.last))]
    if len(here) == 0 or len(apart) == 0:
        return []
    named = [
        view.names.aside(view.names.unit(row["unit"]), row["period"])
        if pooled and len(view.periods) > 1
        else view.names.unit(row["unit"])
        for row in apart.to_dict("records")
    ]
    values = {"units": view.names.many(named), "when": "" if pooled else view.when}
    key = "outliers-ap" if len(apart) > 1 else "outliers-ap-one"
    return [view.say(key, gap=number(here["gap"].max(), 2), **values)]


def _outlier_table(view: RobustView) -> list[Table]:
    now = view.now("outliers")
    named = now[now["rules"] > 0].sort_values(["rules", "super_efficiency"], ascending=False, kind="stable")
    if len(named) == 0:
        return []
    rows = [
        [
            view.names.unit(row["unit"]), number(row["super_efficiency"]), number(row["order_m"]), str(row["compared"]),
            *("●" if row[rule] else "" for rule in RULES),
        ]
        for row in named.to_dict("records")
    ]  # fmt: skip
    header = [view.say("unit"), *(view.say(k) for k in ("super-efficiency", "order-m", "compared"))]
    header += [view.say(k) for k in ("rule-ap", "rule-super", "rule-order-m")]
    words = frozenset({4, 5, 6})
    caption = view.say("t-outliers", when=view.when)
    return [Table(caption, header, rows, words=words, notes=view.say("outliers-note"), folded=len(rows) > MOST_ROWS)]


def _stability(view: RobustView) -> list[str]:
    now = view.now("stability").sort_values("both", kind="stable")
    said = [view.say("stability-lead", side=view.say(f"side-{view.told['units']['orientation']}"))]
    kinds = {True: now[now["efficient"]], False: now[~now["efficient"].astype(bool)]}
    for efficient, part in kinds.items():
        key = "efficient" if efficient else "inefficient"
        close = part[part["both"] < CLOSE]
        if len(close):
            said.append(
                view.say(
                    f"stability-close-{key}", when=view.when, units=view.units(close["unit"]), share=f"{CLOSE:.0%}"
                )
            )
    firm = kinds[True][kinds[True]["both"] >= FAR].sort_values("both", ascending=False, kind="stable")
    if len(firm):
        said.append(view.say("stability-firm", when=view.when, units=view.units(firm["unit"]), share=f"{FAR:.0%}"))
    none = not (now["both"] < CLOSE).any()
    said.append(view.say("stability-none" if none else "stability-hedge", share=f"{CLOSE:.0%}"))
    return said


def _stability_table(view: RobustView) -> Table:
    now = view.now("stability").sort_values("both", kind="stable")
    rows = [
        [
            view.names.unit(row["unit"]), view.say("class-efficient" if row["efficient"] else "class-inefficient"),
            number(row["super_efficiency"]), *(_share(row[c]) for c in ("own", "others", "both")),
        ]
        for row in now.to_dict("records")
    ]  # fmt: skip
    header = [view.say("unit"), view.say("class-of"), view.say("super-efficiency")]
    header += [view.say(k) for k in ("radius-own", "radius-others", "radius-both")]
    note = view.say("stability-note")
    words = frozenset({1})
    return Table(view.say("t-stability", when=view.when), header, rows, words=words, notes=note, folded=True)


def _share(value: float) -> str:
    """A share as a percentage with two decimals; no change is large enough where it is infinite."""
    return "∞" if np.isinf(value) else percent(value, 2)
