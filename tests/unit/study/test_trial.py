"""Which models data can have is known before a run: what is offered can be run, what is refused would be."""

from __future__ import annotations

import warnings

import numpy as np
import pandas as pd
import pytest

from farrell.data import Panel, load
from farrell.errors import FarrellError, FarrellWarning, OptionError
from farrell.study import ModelSpec, trial
from farrell.study.spec import KINDS

NEED_OPTIONS = {
    *(
        "by_production",
        "capacity",
        "categorical",
        "efficiency_ladder",
        "fuzzy_guo_tanaka",
        "fuzzy_kao_liu",
        "fuzzy_possibilistic",
    ),
    *(
        "dynamic_network_sbm",
        "interval_dea",
        "network_sbm",
        "parallel_system",
        "restricted_multiplier",
        "series_system",
    ),
}
NEED_STAGES = {"leader_follower", "two_stage"}
NEED_PRICES = {
    *("cost_malmquist", "economic_change", "lowe", "price_index"),
    *("cost_efficiency", "revenue_efficiency", "economic_inefficiency"),
    *("profit_efficiency", "profit_ratio", "profitability_efficiency"),
}
NEED_BAD = {"environmental_ddf", "malmquist_luenberger", "undesirable"}


def panel_of(periods: int = 3, zero: bool = False, **roles: list[str]) -> Panel:
    rng = np.random.default_rng(3)
    frame = pd.DataFrame(rng.uniform(1, 9, (40 * periods, 4)), columns=["x", "z", "y", "bad"])
    frame.insert(0, "unit", [f"u{i}" for i in range(40)] * periods)
    frame.insert(1, "year", np.repeat(range(2020, 2020 + periods), 40))
    if zero:
        frame.loc[77, "x"] = 0.0
    given = {"inputs": ["x", "z"], "outputs": ["y"], **roles}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", FarrellWarning)
        return Panel.from_frame(frame, unit="unit", period="year" if periods > 1 else None, **given)


def refused(panel: Panel) -> set[str]:
    return {kind for kind, error in trial.refused_kinds(panel).items() if error is not None}


def test_the_bundled_data_can_have_all_that_need_nothing_more():
    assert refused(load("china-health").panel) == (
        NEED_OPTIONS | NEED_STAGES | NEED_PRICES | NEED_BAD | {"integer_dea"}
    )


def test_undesirable_outputs_open_their_models_and_close_those_that_would_ignore_them():
    found = refused(panel_of(undesirable=["bad"]))
    assert not NEED_BAD & found
    assert {"efficiency", "malmquist", "dea"} <= found
    assert "sbm" not in found


def test_change_over_time_needs_periods():
    over_time = {"malmquist", "luenberger", "hicks_moorsteen", "fare_primont"}
    assert over_time <= refused(panel_of(periods=1))
    assert not over_time & refused(panel_of())


def test_one_zero_in_a_large_panel_closes_the_models_that_cannot_bear_it():
    panel = panel_of(zero=True)
    part = trial.part_of(panel)
    assert len(part) <= 60
    assert part.numbers["x"].min() == 0
    assert refused(panel) - refused(panel_of()) != set()


@pytest.mark.parametrize("kind", KINDS)
def test_words_that_are_offered_are_options_of_the_kind(kind):
    for option, words in trial.choices(kind).items():
        assert option in trial.CHOSEN
        assert len(words) == len(set(words)) > 1
        assert all(isinstance(word, str) for word in words)


@pytest.mark.parametrize(
    ("kind", "options", "code"),
    [
        ("sbm", {"orientation": "sideways"}, "choice"),
        ("sbm", {"reference": ["u30", "u31", "u32", "u33", "u34"]}, None),
        ("dea", {"reference": 2022}, None),
        ("dea", {"reference": 1999}, "reference"),
        ("malmquist", {"window": 2, "technology": "window"}, None),
    ],
)
def test_a_refusal_is_that_of_the_whole_panel(kind, options, code):
    error = trial.refusal(panel_of(), ModelSpec("m", kind, options))
    assert (error and error.code) == code


def test_of_a_large_panel_what_names_units_is_left_to_the_run(monkeypatch):
    monkeypatch.setattr(trial, "MOST_CONFIRMED", 10)
    panel = panel_of()
    assert trial.refusal(panel, ModelSpec("m", "sbm", {"reference": ["u30", "u31", "u39"]})) is None
    assert isinstance(trial.refusal(panel, ModelSpec("m", "cost_malmquist", {})), OptionError)
    assert isinstance(trial.refusal(panel, ModelSpec("m", "cost_malmquist", {"rts": "vrs"})), FarrellError)


def test_like_models_are_tried_once_and_nobody_waits_for_long(monkeypatch):
    asked = []
    monkeypatch.setattr(trial, "_tried", lambda panel, model: asked.append(model.name))
    many = [ModelSpec(f"m{i}", "sbm", {"rts": "crs" if i % 2 else "vrs"}) for i in range(300)]
    assert trial.first_refused(panel_of(), many) is None
    assert asked == ["m0", "m1"]
    monkeypatch.setattr(trial, "PATIENCE", -1.0)
    assert trial.first_refused(panel_of(), many) is None
    assert len(asked) == 2


def test_the_first_that_is_refused_is_named():
    wanted = [ModelSpec(name, kind, {}) for name, kind in (("a", "fdh"), ("b", "lowe"), ("c", "cost_malmquist"))]
    found = trial.first_refused(panel_of(), wanted)
    assert found is not None
    assert (found[0].name, found[1].code) == ("b", "needs-prices")
