"""How sure the order of units is."""

from __future__ import annotations

from typing import Any

from farrell.report import figures
from farrell.report.names import number
from farrell.report.parts import Part, Subheading, Table
from farrell.report.sections.robustness.view import RobustView


def parts(view: RobustView) -> list[Part]:
    """How many pairs have a sure order, who is surely in which half, the intervals."""
    if not view.told["ranks"]:
        return []
    return [Subheading(view.say("h-ranks")), *view.paragraph(_said(view)), *_figure(view), _table(view)]


def _known(view: RobustView) -> Any:
    return view.rows("rank_stability").dropna(subset=["rank"]).sort_values(["rank", "median"], kind="stable")


def _said(view: RobustView) -> list[str]:
    told, frame = view.told["ranks"], _known(view)
    width, n = frame["high"] - frame["low"], len(frame)
    level = view.level(told["level"])
    said = [
        view.say("ranks-lead", n=told["replicates"], level=level),
        view.say("ranks-pairs", when=view.when, share=view.share(round(told["certain"], 2)), level=level),
        view.say("ranks-width", width=number(width.mean(), 1), n=n),
    ]
    for half, part in (("upper", frame[frame["high"] <= n / 2]), ("lower", frame[frame["low"] > n / 2][::-1])):
        if len(part):
            said.append(view.say(f"ranks-{half}", units=view.units(part["unit"]), n=len(part)))
    open_ones = int(((frame["high"] > n / 2) & (frame["low"] <= n / 2)).sum())
    said.append(view.say("ranks-open", open=open_ones, n=n))
    outside = frame[(frame["rank"] < frame["low"]) | (frame["rank"] > frame["high"])]
    if len(outside):
        said.append(view.say("ranks-outside", units=view.units(outside["unit"])))
    return [*said, view.say("ranks-hedge")]


def _figure(view: RobustView) -> list[Part]:
    frame = _known(view)
    if len(frame) < 2:
        return []
    return [
        view.figure(
            figures.rank_intervals(frame, view.names),
            "fig-rank-intervals",
            len(frame),
            level=view.level(view.told["ranks"]["level"]),
            score=view.say(f"of-{view.told['score']}"),
        )
    ]


def _table(view: RobustView) -> Table:
    rows = [
        [view.names.unit(row["unit"]), *(f"{row[c]:g}" for c in ("rank", "low", "high")), f"{row['median']:g}"]
        for row in _known(view).to_dict("records")
    ]
    header = [view.say("unit"), view.say("rank"), view.say("rank-from"), view.say("rank-to"), view.say("rank-median")]
    return Table(view.say("t-ranks", when=view.when), header, rows, notes=view.say("ranks-note"), folded=True)
