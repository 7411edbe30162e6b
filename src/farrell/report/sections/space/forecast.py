"""What if it goes on: forecasts with intervals, and how such forecasts would have done before."""

from __future__ import annotations

from typing import Any

import pandas as pd

from farrell.report import figures
from farrell.report.names import number, percent
from farrell.report.parts import Part, Subheading, Table
from farrell.report.sections.space.view import SpaceView

NAIVE = "naive"


def parts(view: SpaceView) -> list[Part]:
    """A fan for each unit, the numbers, and the back-test."""
    if not view.has("forecast"):
        return []
    frame = view.rows("forecast")
    out: list[Part] = [Subheading(view.say("h-forecast")), *view.paragraph(_said(view))]
    if frame["unit"].nunique() <= figures.MOST_UNITS:
        periods = list(dict.fromkeys(frame["period"]))
        drawn = figures.fans(frame, view.axis, view.names)
        more = view.say("forecast-span", last=periods[-1])
        out.append(view.figure(drawn, "fig-forecast", None, more, units=frame["unit"].nunique()))
    else:
        out += view.paragraph([view.say("say-no-fans", n=frame["unit"].nunique(), most=figures.MOST_UNITS)])
    return [*out, _table(view), _back_test_table(view)]


def _whole(view: SpaceView) -> dict[str, dict[str, Any]]:
    """Method -> its back-test over all steps."""
    return {row["method"]: row for row in view.records("back_test") if row["step"] == "all"}


def _said(view: SpaceView) -> list[str]:
    """Which method, whether it beats the last value, and how often intervals held."""
    method = view.records("forecast")[0]["method"]
    tested = _whole(view)
    named = view.say(f"forecast-by-{method}")
    out = [view.say("say-forecast", method=named, periods=len(view.periods))]
    if method in tested and NAIVE in tested:
        own, naive = tested[method], tested[NAIVE]
        found = {"mae": view.value(own["mae"]), "n": int(own["n"]), "mase": number(own["mase"], 2)}
        if method == NAIVE:
            out.append(view.say("say-back-test-naive" if len(tested) > 1 else "say-back-test-alone", **found))
        else:
            key = "better" if own["mase"] < naive["mase"] else "worse"
            against = {"naive": view.value(naive["mae"]), "naive_mase": number(naive["mase"], 2)}
            out.append(view.say(f"say-back-test-{key}", **found, **against))
        out.append(view.say("say-coverage", share=percent(own["coverage"], 0)))
    out.append(view.say("say-forecast-caution"))
    return out


def _table(view: SpaceView) -> Table:
    """Last value, forecasts with their intervals."""
    frame = view.rows("forecast")
    coming = list(dict.fromkeys(frame.loc[frame["forecast"], "period"]))
    observed = frame[~frame["forecast"]].drop_duplicates("unit", keep="last").set_index("unit")
    ahead = frame[frame["forecast"]].set_index(["unit", "period"])
    rows = []
    for unit in observed.index:
        cells = [view.value(observed.loc[unit, "value"])]
        for period in coming:
            row = ahead.loc[(unit, period)]
            ends = f"{view.value(row['lower'])}–{view.value(row['upper'])}" if pd.notna(row["lower"]) else "–"
            cells += [view.value(row["value"]), ends]
        rows.append([view.names.unit(unit), *cells])
    header = [
        view.say("unit"),
        view.say("last-observed"),
        *[view.say("forecast-point"), view.say("interval-95")] * len(coming),
    ]
    spans = (("", 2), *((view.say("forecast-of", period=period), 2) for period in coming))
    caption, notes = view.say("t-forecast", what=view.label), view.say("forecast-note")
    return Table(caption, header, rows, spans=spans, notes=notes, folded=True)


def _back_test_table(view: SpaceView) -> Table:
    rows = []
    for r in view.records("back_test"):
        step = view.say("all-steps") if r["step"] == "all" else str(r["step"])
        cells = [str(int(r["n"])), view.value(r["mae"]), view.value(r["rmse"]), number(r["mape"], 1)]
        rows.append(
            [view.say(f"forecast-by-{r['method']}"), step, *cells, number(r["mase"], 2), percent(r["coverage"], 0)]
        )
    header = [view.say("forecast-method"), view.say("steps-ahead"), "n", "MAE", "RMSE", "MAPE, %", "MASE"]
    header.append(view.say("coverage"))
    emphasis = frozenset(i for i, r in enumerate(view.records("back_test")) if r["step"] == "all")
    caption, notes = view.say("t-back-test", what=view.label), view.say("back-test-note")
    return Table(caption, header, rows, names_in=2, notes=notes, means=emphasis, folded=True)
