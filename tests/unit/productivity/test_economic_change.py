"""Change of economic efficiency: quotients and differences of what one period says."""

from __future__ import annotations

import warnings

import numpy as np
import pandas as pd
import pytest

import farrell
from farrell import OptionError, SolveWarning
from farrell.data.checks import CODES


@pytest.fixture(scope="module")
def three_years():
    """Eight units in three years with prices of their own; U7 is not observed in the last."""
    rng = np.random.default_rng(7)
    frame = pd.DataFrame(np.exp(rng.normal(0, 0.5, (24, 8))), columns=["x", "z", "y", "v", "w", "c", "p", "q"])
    frame["u"], frame["t"] = [f"U{i}" for i in range(8)] * 3, np.repeat([1, 2, 3], 8)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", farrell.DataWarning)
        return farrell.Panel.from_frame(
            frame.iloc[:-1], unit="u", period="t", inputs=["x", "z"], outputs=["y", "v"], input_prices=["w", "c"],
            output_prices=["p", "q"], allow=CODES,
        )  # fmt: skip


def by(result, values):
    keys = zip(result.panel.unit_labels, result.panel.period_labels, strict=True)
    return dict(zip(keys, np.asarray(values), strict=True))


@pytest.mark.parametrize(
    ("side", "options", "function", "more"),
    [
        ("cost", {}, "cost_efficiency", {}),
        ("cost", {"restricted": True, "rts": "crs"}, "cost_efficiency", {}),
        ("revenue", {"rts": "nirs"}, "revenue_efficiency", {}),
        ("profitability", {"alpha": 0.3}, "profitability_efficiency", {}),
        ("cost", {"measure": "russell", "monetary": True}, "economic_inefficiency", {"side": "cost"}),
        ("revenue", {"measure": "general_direct_approach", "of": "erg"}, "economic_inefficiency", {"side": "revenue"}),
        ("profit", {"measure": "additive", "weights": "ram"}, "economic_inefficiency", {"side": "profit"}),
        ("profit", {"measure": "holder", "l": 1, "weighted": True}, "economic_inefficiency", {"side": "profit"}),
    ],
)
def test_change_is_that_of_the_scores(three_years, side, options, function, more):
    with pytest.warns(SolveWarning):  # U7 is absent
        change = farrell.economic_change(three_years, side=side, **options)
    level = getattr(farrell, function)(three_years, **options, **more)
    is_sum = function == "economic_inefficiency"
    assert change.is_sum == is_sum
    assert change.components[-1] == "econch"
    scores = by(level, level.score)
    for k, key in enumerate(zip(change.units, change.period_from, change.period_to, strict=True)):
        unit, start, end = key
        if unit == "U7" and end == 3:
            assert change.status[k] == "absent"
            assert np.isnan(change.index[k])
            continue
        a, b = scores[unit, start], scores[unit, end]
        assert change.index[k] == pytest.approx(a - b if is_sum else b / a, abs=1e-12)
    good = change.status == "optimal"
    effch, allocch = change.part("effch")[good], change.part("allocch")[good]
    np.testing.assert_allclose(effch + allocch if is_sum else effch * allocch, change.index[good], atol=1e-9)
    if side == "profitability":
        np.testing.assert_allclose(change.pech[good] * change.sech[good], effch, rtol=1e-9)


def test_growth_of_best_and_unit_alike_is_no_change():
    frame = pd.DataFrame({
        "u": list("AB") * 2, "t": [1, 1, 2, 2], "x": [2.0, 4, 1, 2], "y": [1.0, 1, 3, 3], "w": [1.0, 1, 5, 5],
    })  # fmt: skip
    panel = farrell.Panel.from_frame(
        frame, unit="u", period="t", inputs=["x"], outputs=["y"], input_prices=["w"], allow=list(CODES)
    )
    np.testing.assert_allclose(farrell.economic_change(panel).index, [1.0, 1.0])
    assert "above 1 is progress" in farrell.economic_change(panel).summary()


@pytest.mark.parametrize(
    "options",
    [
        {"side": "costs"},
        {"side": "profit"},
        {"side": "profitability", "measure": "russell"},
        {"side": "cost", "monetary": True},
        {"side": "cost", "of": "erg"},
        {"side": "profit", "measure": "russell", "alpha": 0.2},
        {"side": "profitability", "restricted": True},
        {"unbalanced": "never"},
    ],
)
def test_options_of_another_side_are_refused(three_years, options):
    with pytest.raises(OptionError):
        farrell.economic_change(three_years, **options)


def test_one_period_has_no_change(three_years):
    with pytest.raises(OptionError) as caught:
        farrell.economic_change(three_years.select(periods=[1]))
    assert caught.value.code == "one-period"
