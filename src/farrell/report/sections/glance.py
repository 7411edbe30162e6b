"""One picture of a study: a map of the last period, or the ranking of the units."""

from __future__ import annotations

import pandas as pd

from farrell.report import figures
from farrell.report.figures import Drawing
from farrell.report.parts import Figure, View
from farrell.report.sections.index import Index, is_index
from farrell.report.sections.maps import map_of
from farrell.report.sections.models import is_single
from farrell.study.comparison import scored

BOUNDS = ["low", "high"]


def picture(views: list[View]) -> list[Figure]:
    """Of the first model that has scores of units; nothing where none has."""
    for view in views:
        if view.model["kind"] == "efficiency" and len(scored(view.now("efficiency"))):
            return _of_efficiency(view)
    for view in views:
        values = unit_values(view)
        if values is not None and values["value"].notna().any():
            return [_ranking(view, values)]
    return []


def unit_values(view: View) -> pd.DataFrame | None:
    """unit, value, low, high: scores of the last period, or each unit's mean index; None where a model has neither."""
    if view.model["kind"] == "efficiency":
        frame = scored(view.now("efficiency"))[["unit", "te_crs"]].rename(columns={"te_crs": "value"})
        return frame.merge(bounds(view), on="unit", how="left")
    if is_index(view):
        means = Index(view).table("means")
        frame = means.loc[means["by"] == "unit", ["name", "tfpch"]].set_axis(["unit", "value"], axis=1)
    elif is_single(view) and view.has("scores"):
        now = view.now("scores")
        frame = pd.DataFrame({"unit": now["unit"], "value": now["te"].fillna(now["score"])})
    else:
        return None
    return frame.assign(low=float("nan"), high=float("nan"))


def bounds(view: View, period: object = None) -> pd.DataFrame:
    """unit, low, high of te_crs in a period, the last by default: of the bootstrap, where the study has one."""
    frame = view.results.tables.get("intervals")
    if frame is None:
        return pd.DataFrame(columns=["unit", *BOUNDS]).astype(dict.fromkeys(BOUNDS, float))
    here = frame["period"] == (view.last if period is None else period)
    mine = frame[here & (frame["model"] == view.model["name"]) & (frame["score"] == "te_crs")]
    found: pd.DataFrame = mine[["unit", *BOUNDS]]
    return found


def _of_efficiency(view: View) -> list[Figure]:
    return map_of(view, [view.last]) or [_ranking(view, unit_values(view))]


def _ranking(view: View, values: pd.DataFrame | None) -> Figure:
    assert values is not None
    known = values[values["value"].notna()]
    neutral = Index(view).neutral if is_index(view) else 1.0
    drawn: Drawing = figures.ranking(known, neutral, _measure(view), view.names)
    key = "fig-ranking-intervals" if known[BOUNDS].notna().to_numpy().any() else "fig-ranking"
    periods = None if is_index(view) else [view.last]
    caption = view.caption(key, units=len(known), shown=len(drawn.data), periods=periods, what={"what": _measure(view)})
    return view.figure(drawn, caption)


def _measure(view: View) -> str:
    if view.model["kind"] == "efficiency":
        return view.say("brief-te")
    return Index(view).headed if is_index(view) else view.say("score")
