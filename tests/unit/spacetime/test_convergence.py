"""Growth regressions against other programs on the bundled panel, and against one with every dummy written out."""

from __future__ import annotations

import json
import math
from pathlib import Path

import numpy as np
import pytest

import farrell
from farrell.errors import OptionError

VALUES = Path(__file__).parents[2] / "published" / "values" / "convergence_china_health.json"
THREE = {"a": 1, "b": 2, "c": 3}


def by_period(panel, column):
    return {
        period: dict(zip(panel.units, column[panel.observed[:, t]].tolist(), strict=True))
        for t, period in enumerate(panel.periods)
    }


@pytest.fixture(scope="module")
def te():
    panel = farrell.load("china-health").panel
    return by_period(panel, farrell.dea(panel, rts="crs", second_phase=False).te)


@pytest.mark.parametrize("effects", ["none", "unit", "both"])
def test_absolute_convergence_as_statsmodels_and_linearmodels_have_it(te, effects):
    there = json.loads(VALUES.read_text(encoding="utf-8"))[effects]
    found = farrell.beta_convergence(te, effects=effects)
    assert found.n == there["n"]
    assert found.beta == pytest.approx(there["beta"], rel=1e-9)
    assert found.beta == pytest.approx(there.get("beta_lm", there["beta"]), rel=1e-9)
    absorbed = 0 if effects == "none" else 30  # which statsmodels counts as parameters
    left = there["n"] - there["k"]
    assert found.se == pytest.approx(there["se_dummies"] * math.sqrt(left / (left + absorbed)), rel=1e-9)
    assert found.speed == pytest.approx(-math.log(1 + found.beta))
    assert found.half_life == pytest.approx(math.log(2) / found.speed)


def test_conditional_convergence(te):
    there = json.loads(VALUES.read_text(encoding="utf-8"))["conditional"]
    panel = farrell.load("china-health").panel
    gdp = by_period(panel, np.log(panel.numbers["gdp_per_capita_yuan"]))
    found = farrell.beta_convergence(te, conditions={"gdp": gdp}, effects="both")
    assert found.coefficients["estimate"].tolist() == pytest.approx([there["beta"], there["lg"]], rel=1e-8)
    assert "gdp" in found.summary()


def test_gaps_are_named_and_left_out():
    rng = np.random.default_rng(1)
    values = {t: {f"u{i}": float(v) for i, v in enumerate(rng.lognormal(0, 1, 8))} for t in range(5)}
    whole = farrell.beta_convergence(values)
    assert whole.lost == ()
    del values[2]["u3"]
    part = farrell.beta_convergence(values)
    assert set(part.lost) == {("u3", 1), ("u3", 2)}
    assert part.n == whole.n - 2
    spread = farrell.sigma_convergence(values)
    assert (spread["n"] == 7).all()
    rest = np.array([v for u, v in values[0].items() if u != "u3"])
    row = spread.iloc[0]
    assert [row["cv"], row["sd_log"]] == pytest.approx([rest.std(ddof=1) / rest.mean(), np.log(rest).std(ddof=1)])


def test_a_known_law_is_found_again():
    """Growth is -0.3 log y exactly: the gap closes by 30 % a period, half of it in log 2 / -log 0.7."""
    values = {0: {"a": 1.5, "b": 2.0, "c": 4.0, "d": 0.5}}
    for t in range(1, 5):
        values[t] = {u: v**0.7 for u, v in values[t - 1].items()}
    found = farrell.beta_convergence(values, effects="none")
    assert found.beta == pytest.approx(-0.3)
    assert found.half_life == pytest.approx(math.log(2) / -math.log(0.7))
    apart = farrell.beta_convergence({1: {"a": 1, "b": 2, "c": 3}, 2: {"a": 1, "b": 3, "c": 6}}, effects="none")
    assert apart.beta > 0
    assert math.isnan(apart.half_life)


@pytest.mark.parametrize(
    ("make", "code"),
    [
        (lambda: farrell.beta_convergence({1: {"a": 1, "b": 2, "c": 3}}), "markov-periods"),
        (lambda: farrell.beta_convergence({1: {"a": 1, "b": 2}, 2: {"a": 1, "b": 2}}), "values-few"),
        (lambda: farrell.beta_convergence({1: {"a": 0, "b": 2, "c": 3}, 2: THREE}), "convergence-value"),
        (lambda: farrell.beta_convergence({1: THREE, 2: THREE}, effects="none"), "values-constant"),
        (lambda: farrell.beta_convergence({1: THREE, 2: {**THREE, "a": 9}}), "convergence-conditions"),
        (lambda: farrell.beta_convergence({}, effects="time"), "choice"),
        (lambda: farrell.sigma_convergence({1: {"a": 1}, 2: {"a": 1}}), "values-few"),
    ],
)
def test_refusals(make, code):
    with pytest.raises(OptionError) as caught:
        make()
    assert caught.value.code == code
    assert str(caught.value)
