"""What hangs on one unit, and what on some units for good."""

from __future__ import annotations

from typing import Any

from farrell.report import figures
from farrell.report.names import number, signed
from farrell.report.parts import Part, Subheading, Table
from farrell.report.sections.robustness.view import RobustView
from farrell.report.sections.spoken import MOST_NAMED

SMALL = 0.01
"""A unit without which the mean moves less carries no level of efficiency."""
SHOWN = 5e-4
"""A change of a score that shows with three decimals."""


def parts(view: RobustView) -> list[Part]:
    """Units left out in turn, then those left out for good."""
    out: list[Part] = []
    if view.told["leave_one_out"]:
        out += [*view.paragraph(_left_out(view)), *_figure(view), *_table(view)]
    if "dropped" in view.results.tables:
        out += [*view.paragraph(_dropped(view)), _dropped_table(view)]
    return [Subheading(view.say("h-without")), *out] if out else []


def _bearing(view: RobustView) -> Any:
    """Units of the last period (of all, where they share one frontier) on which scores of others hang, the largest
    change of the mean first."""
    frame = _here(view)
    now = frame[frame["scores"] > 0]
    return now.sort_values(["change", "scores"], ascending=False, kind="stable")


def _pooled(view: RobustView) -> bool:
    return len(view.periods) > 1 and view.told["units"]["reference"] == "pooled"


def _here(view: RobustView) -> Any:
    frame = view.rows("leave_one_out")
    return frame if _pooled(view) else frame[frame["left_out_period"] == view.last]


def _unit(view: RobustView, row: dict[str, Any]) -> str:
    """Who is left out; with its period where all share one frontier."""
    unit = view.names.unit(row["left_out"])
    return view.names.aside(unit, row["left_out_period"]) if _pooled(view) else unit


def _left_out(view: RobustView) -> list[str]:
    frame, bearing = view.rows("leave_one_out"), _bearing(view)
    everybody, when = len(_here(view)), "" if _pooled(view) else view.when
    said = [view.say("left-lead", score=view.say(f"of-{view.told['score']}"))]
    if len(bearing) == 0:
        return [*said, view.say("left-nobody", when=when), *_ever(view, frame)]
    first, *others = bearing.head(1 + MOST_NAMED).to_dict("records")
    values = {"change": signed(first["change"], 3), "largest": signed(first["largest"], 3)}
    values |= {"scores": first["scores"], "ranks": first["ranks"], "places": f"{first['largest_rank']:g}"}
    said.append(
        view.say(
            "left-most",
            unit=_unit(view, first),
            when=when,
            tau=number(first["kendall"], 2),
            **values,
        )
    )
    listed = [view.names.aside(_unit(view, r), signed(r["change"], 3)) for r in others]
    said += [view.say("left-next", units=view.names.many(listed))] if listed else []
    said.append(
        view.say("left-none-pooled" if _pooled(view) else "left-none", n=everybody - len(bearing), all=everybody)
    )
    return [*said, *_ever(view, frame)]


def _ever(view: RobustView, frame: Any) -> list[str]:
    """Who moves the mean the most in any period, and whether that is much."""
    if frame["change"].isna().all():
        return []
    said, top = [], frame.loc[frame["change"].abs().idxmax()]
    if len(view.periods) > 1 and not _pooled(view):
        unit, period = view.names.unit(top["left_out"]), view.names.when(top["left_out_period"])
        said.append(view.say("left-ever", unit=unit, when=period, change=signed(top["change"], 3)))
    return [*said, view.say("left-small" if abs(top["change"]) < SMALL else "left-large")]


def _figure(view: RobustView) -> list[Part]:
    bearing = _bearing(view)
    if len(bearing) < 2:
        return []
    drawn = figures.left_out(bearing, view.names)
    return [view.figure(drawn, "fig-left-out", len(bearing))]


def _effects(row: dict[str, Any]) -> list[str]:
    return [
        number(row["mean"]), number(row["mean_without"]), signed(row["change"], 3), str(row["scores"]),
        signed(row["largest"], 3), str(row["ranks"]), f"{row['largest_rank']:g}", number(row["kendall"], 2),
    ]  # fmt: skip


def _header(view: RobustView, *first: str) -> list[str]:
    keys = (
        "mean-with",
        "mean-without",
        "change-of-mean",
        "scores-change",
        "largest-change",
        "ranks-change",
        "most-places",
    )
    return [*first, *map(view.say, keys), "τ"]


def _table(view: RobustView) -> list[Table]:
    bearing = _bearing(view)
    if len(bearing) == 0:
        return []
    rows = [[_unit(view, row), *_effects(row)] for row in bearing.to_dict("records")]
    caption = view.say("t-left-out", when="" if _pooled(view) else view.when)
    return [Table(caption, _header(view, view.say("unit-left-out")), rows, notes=view.say("left-note"), folded=True)]


def _named(view: RobustView, dropped: str) -> str:
    """Units that were dropped together, in words."""
    sets = view.results.meta["settings"]["robustness"]["drop"]
    return view.names.many([view.names.unit(unit) for unit in next(s for s in sets if ", ".join(s) == dropped)])


def _dropped(view: RobustView) -> list[str]:
    said = []
    for row in view.now("dropped").to_dict("records"):
        values = {"before": number(row["mean"]), "after": number(row["mean_without"]), "scores": row["scores"]}
        key = "dropped-some" if abs(row["largest"]) >= SHOWN else "dropped-none"
        units = _named(view, row["dropped"])
        largest, tau = signed(row["largest"], 3), number(row["kendall"], 2)
        said.append(view.say(key, units=units, when=view.when, largest=largest, tau=tau, **values))
    return said


def _dropped_table(view: RobustView) -> Table:
    rows = [
        [_named(view, row["dropped"]), view.label(row["period"]), *_effects(row)]
        for row in view.rows("dropped").to_dict("records")
    ]
    header = _header(view, view.say("unit-left-out"), view.say("period"))
    return Table(view.say("t-dropped"), header, rows, names_in=2, notes=view.say("left-note"), folded=True)
