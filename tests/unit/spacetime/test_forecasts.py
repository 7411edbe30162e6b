"""Forecasts against other programs and by hand, their back-test, and what they say of themselves."""

from __future__ import annotations

import json
import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from scipy import stats

import farrell
from farrell.errors import FarrellWarning, OptionError
from farrell.spacetime import grey, variable
from farrell.spacetime.forecasting import forecasts as module
from farrell.spacetime.forecasting.arima import arima_of, differences
from farrell.spacetime.forecasting.models import fit
from farrell.spacetime.forecasting.smoothing import _gains, _run, _searched, _smoothed

THERE = json.loads((Path(__file__).parents[2] / "published" / "values" / "forecasts.json").read_text(encoding="utf-8"))
SEARCH = 2e-4
"""Where the search of statsmodels ends short of the top, in units of the score; ours is at least as high."""


@pytest.fixture(scope="module")
def te():
    return variable(farrell.load("china-health").panel, "te_crs")


@pytest.fixture(scope="module")
def series(te):
    return {unit: np.array([one[unit] for one in te.values()]) for unit in te[2014]}


def made(n=10, units=4, seed=3):
    rng = np.random.default_rng(seed)
    walks = 5 + np.cumsum(rng.normal(0.1, 0.3, (units, n)), axis=1)
    return {2001 + t: {f"u{i}": float(walks[i, t]) for i in range(units)} for t in range(n)}


@pytest.mark.parametrize(
    ("values", "a", "b", "fitted"),
    [
        pytest.param(
            [2.874, 3.278, 3.337, 3.390, 3.679], -0.0372, 3.0654,
            [2.874, 3.2320, 3.3545, 3.4817, 3.6137], id="Liu & Lin",
        ),
        pytest.param(
            [71.1, 72.4, 72.4, 72.1, 71.4, 72.0, 71.6], 0.0023, 72.6573,
            [71.1, 72.4057, 72.2362, 72.0671, 71.8984, 71.7301, 71.5622], id="traffic noise of Beijing 1986-1992",
        ),
    ],
)  # fmt: skip
def test_the_grey_model_of_textbooks(values, a, b, fitted):
    found = grey(values)
    assert found.a == pytest.approx(a, abs=5e-5)
    assert found.b == pytest.approx(b, abs=5e-5)
    assert found.fitted == pytest.approx(fitted, abs=1.5e-4)
    assert found.suitable


def test_the_grey_model_as_greytheory_has_it(te, series):
    found = farrell.forecast(te, method="gm11", origins=0)
    models = found.models.set_index("unit")
    for unit, there in THERE["grey"].items():
        assert models.loc[unit, ["a", "b"]].tolist() == pytest.approx(there[:2], rel=1e-8, abs=1e-12)
        assert found.point[found.units.index(unit)] == pytest.approx(there[2:], rel=1e-8)
        assert grey(series[unit]).c == pytest.approx(models.loc[unit, "c"])


def test_the_grades_of_a_grey_model_and_its_limits():
    exact = grey(2 * 1.1 ** np.arange(8))
    assert (exact.grade, exact.small) == (1, 1.0)
    assert exact.c < 0.05
    rough = grey([3.0, 1.0, 4.0, 1.0, 5.0, 1.0])
    assert (rough.grade, rough.suitable) == (4, False)
    errors = np.array([3.0, 1.0, 4.0, 1.0, 5.0, 1.0]) - rough.fitted
    assert rough.c == pytest.approx(np.std(errors) / np.std([3, 1, 4, 1, 5, 1]))
    flat = grey([2.0] * 5)
    assert flat.fitted == pytest.approx([2.0] * 5)
    assert flat.grade == 1
    assert math.isnan(flat.c)
    for values, code in (([1, 2, 3], "grey-few"), ([1, 2, 0, 3], "grey-value")):
        with pytest.raises(OptionError) as caught:
            grey(values)
        assert caught.value.code == code


def test_the_interval_of_a_grey_model_is_that_of_the_delta_method():
    values = np.array([2.874, 3.278, 3.337, 3.390, 3.679, 3.7])
    found = grey(values)
    point, lower, upper = found.ahead(2, 0.9)

    def curve(a, b):
        k = np.arange(6, 8)
        return (1 - math.exp(a)) * (values[0] - b / a) * np.exp(-a * k)

    assert point == pytest.approx(curve(found.a, found.b))
    h = 1e-6
    slopes = np.column_stack([
        (curve(found.a + h, found.b) - curve(found.a - h, found.b)) / (2 * h),
        (curve(found.a, found.b + h) - curve(found.a, found.b - h)) / (2 * h),
    ])  # fmt: skip
    error = ((values - found.fitted) ** 2).sum() / 3
    wide = stats.t.ppf(0.95, 3) * np.sqrt(np.diag(slopes @ found.covariance @ slopes.T) + error)
    assert (upper - point) == pytest.approx(wide, rel=1e-6)
    assert (point - lower) == pytest.approx(wide, rel=1e-6)


@pytest.mark.parametrize("case", THERE["arima"], ids=lambda c: f"{c['unit']} {tuple(c['order'])} {c['constant']}")
def test_arima_as_statsmodels_has_it(series, case):
    y = series[case["unit"]]
    order = tuple(case["order"])
    found = arima_of(y, 3, 0.95, order, case["constant"])
    left, k = 10 - order[1], order[0] + order[2] + case["constant"]
    deviance = found.aicc - 2 * (k + 1) - 2 * (k + 1) * (k + 2) / (left - k - 2)
    assert deviance <= -2 * case["llf"] + 1e-4
    assert deviance == pytest.approx(-2 * case["llf"], abs=1e-4)
    assert found.point == pytest.approx(case["next"], abs=SEARCH)
    se = np.array(case["se"]) * math.sqrt(left / (left - k))
    assert (found.upper - found.point) / stats.norm.ppf(0.975) == pytest.approx(se, abs=SEARCH)


def test_arima_without_coefficients_by_hand():
    y = np.array([1.0, 1.4, 1.3, 1.9, 2.2, 2.0, 2.6, 2.9])
    steps = np.diff(y)
    drift = arima_of(y, 3, 0.95, (0, 1, 0), True)
    assert drift.point == pytest.approx(y[-1] + steps.mean() * np.arange(1, 4))
    assert drift.parameters["sigma"] == pytest.approx(steps.std(ddof=1))
    twice = arima_of(y, 3, 0.95, (0, 2, 0), False)
    assert twice.point == pytest.approx(y[-1] + steps[-1] * np.arange(1, 4))
    sigma = math.sqrt((np.diff(y, 2) ** 2).mean())
    wide = stats.norm.ppf(0.975) * sigma * np.sqrt(np.cumsum(np.arange(1, 4) ** 2))
    assert twice.upper - twice.point == pytest.approx(wide)
    assert differences(y, 2) == 1
    assert differences(np.array([1.0, -1, 1, -1, 1.2, -1]), 2) == 0


def test_longer_series_have_more_orders():
    rng = np.random.default_rng(5)
    y = np.zeros(60)
    for t in range(2, 60):
        y[t] = 1.2 * y[t - 1] - 0.6 * y[t - 2] + rng.normal()
    found = fit("arima", y, 3, 0.95)
    assert found.model.startswith("ARIMA(2,0,")
    assert found.parameters["ar1"] == pytest.approx(1.2, abs=0.25)


@pytest.mark.parametrize("unit", ["Hebei", "Tibet", "Heilongjiang", "Gansu", "Xinjiang"])
@pytest.mark.parametrize(("trend", "falling"), [(False, False), (True, False), (True, True)])
def test_exponential_smoothing_as_statsmodels_runs_it(series, unit, trend, falling):
    """With the parameters found it gives the same errors, forecasts and variances, and its own search none better."""
    import warnings

    import pandas as pd
    from statsmodels.tsa.exponential_smoothing.ets import ETSModel

    y = series[unit]
    z = (y - y.mean()) / y.std()
    p, settled = _searched(z, trend, falling)
    assert settled
    first, sse = _run(z, p[None, :], trend, falling)
    alpha, beta, phi = _gains(p[None, :], trend, falling)[0].tolist()
    found = _smoothed(y, 3, 0.95, trend=trend, falling=falling)
    model = ETSModel(pd.Series(z), error="add", trend="add" if trend else None, damped_trend=falling)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # its own search may not converge
        searched = model.fit(disp=False)
    assert sse[0] <= searched.sse * (1 + 1e-5)
    start = _first_states(z, alpha, beta, phi, trend)
    there = model.smooth([alpha, *([beta] if trend else []), *([phi] if falling else []), *start])
    assert sse[0] == pytest.approx(there.sse, rel=1e-8)
    ahead = there.get_prediction(start=10, end=12)
    assert found.point == pytest.approx(y.mean() + y.std() * np.asarray(ahead.predicted_mean), rel=1e-8)
    k = len(there.params)
    se = y.std() * np.sqrt(np.asarray(ahead.forecast_variance) * 10 / (10 - k))
    assert found.upper - found.point == pytest.approx(stats.norm.ppf(0.975) * se, rel=1e-8)
    assert first.shape == (1, 2)


def _first_states(z, alpha, beta, phi, trend):
    """First level and trend by least squares, from runs of unit states one at a time."""

    def errors(level, slope, values):
        out = []
        for value in values:
            e = value - level - phi * slope
            level, slope = level + phi * slope + alpha * e, phi * slope + beta * e
            out.append(e)
        return np.array(out)

    nought = np.zeros_like(z)
    columns = [errors(1.0, 0.0, nought), *([errors(0.0, 1.0, nought)] if trend else [])]
    return (-np.linalg.lstsq(np.column_stack(columns), errors(0.0, 0.0, z), rcond=None)[0]).tolist()


def test_exponential_smoothing_of_a_line():
    y = np.arange(1.0, 11)
    assert fit("ets", y, 3, 0.95).point == pytest.approx([11, 12, 13])
    assert fit("damped", y, 3, 0.95).point == pytest.approx([10.98, 11.94, 12.88], abs=0.01)


def test_the_last_value_and_its_back_test_by_hand():
    values = made()
    found = farrell.forecast(values, method="naive", horizon=2, origins=2, level=0.8)
    y = np.array([[values[t][u] for t in values] for u in found.units])
    assert found.point == pytest.approx(np.repeat(y[:, -1:], 2, axis=1))
    sigma = np.sqrt((np.diff(y) ** 2).mean(axis=1))
    assert (found.upper - found.point)[:, 1] == pytest.approx(stats.norm.ppf(0.9) * sigma * math.sqrt(2))
    errors = np.concatenate([y[:, 8] - y[:, 7], y[:, 9] - y[:, 7], y[:, 9] - y[:, 8]])
    scales = np.concatenate([np.abs(np.diff(y[:, :n])).mean(axis=1) for n in (8, 8, 9)])
    actual = np.concatenate([y[:, 8], y[:, 9], y[:, 9]])
    row = found.back_test().iloc[0]
    assert (row["method"], row["step"], row["n"]) == ("naive", "all", 12)
    assert row["mae"] == pytest.approx(np.abs(errors).mean())
    assert row["mape"] == pytest.approx(100 * np.abs(errors / actual).mean())
    assert row["rmse"] == pytest.approx(math.sqrt((errors**2).mean()))
    assert row["mase"] == pytest.approx(np.abs(errors / scales).mean())
    widths = stats.norm.ppf(0.9) * np.concatenate([
        np.sqrt((np.diff(y[:, :8]) ** 2).mean(axis=1)),
        np.sqrt(2 * (np.diff(y[:, :8]) ** 2).mean(axis=1)),
        np.sqrt((np.diff(y[:, :9]) ** 2).mean(axis=1)),
    ])  # fmt: skip
    assert row["coverage"] == pytest.approx((np.abs(errors) <= widths).mean())
    assert found.back_test()["step"].tolist() == ["all", 1, 2]
    assert found.by_unit()["n"].tolist() == [3, 3, 3, 3]


def test_the_back_test_knows_nothing_of_what_came_later():
    values = made()
    found = farrell.forecast(values, method="gm11", origins=3)
    known = {t: values[t] for t in list(values)[:8]}
    before = farrell.forecast(known, method="gm11", horizon=2, origins=0)
    row = found.errors.query("method == 'gm11' and unit == 'u1' and origin == 2008")
    assert row["forecast"].tolist() == pytest.approx(before.point[1].tolist(), rel=1e-12)
    assert row["period"].tolist() == [2009, 2010]
    assert before.back_test().empty
    assert "back-test" not in before.summary()


def test_the_method_with_the_lowest_error_is_taken_for_all():
    grows = {2000 + t: {f"u{i}": float((i + 1) * 1.08**t) for i in range(3)} for t in range(10)}
    found = farrell.forecast(grows, method="auto", origins=2)
    scores = found.back_test().query("step == 'all'").set_index("method")["mase"]
    assert found.method == scores.idxmin()
    assert set(scores.index) == {"naive", "damped", "ets", "arima", "gm11"}
    assert "lowest error" in found.summary()
    falls = {t: {u: v - 10 for u, v in one.items()} for t, one in grows.items()}
    assert "gm11" not in set(farrell.forecast(falls, method="auto", origins=1).errors["method"])


def test_forecasts_are_marked_and_go_on_in_steps():
    values = {2000 + 2 * t: one for t, one in enumerate(made().values())}
    found = farrell.forecast(values, method="naive")
    assert found.ahead == (2020, 2022, 2024)
    frame = found.to_frame()
    assert frame.groupby("forecast")["period"].agg(["min", "max"]).to_numpy().tolist() == [[2000, 2018], [2020, 2024]]
    assert frame.loc[~frame["forecast"], ["lower", "upper"]].isna().to_numpy().all()
    assert frame["forecast"].dtype == bool
    assert "2020 forecast" in found.summary()


def test_bounds_hold_points_and_intervals_and_are_told(te):
    found = farrell.forecast(te, method="gm11", bounds=(0, 1), origins=2)
    free = farrell.forecast(te, method="gm11", origins=2)
    for which in ("point", "lower", "upper"):
        held, loose = getattr(found, which), getattr(free, which)
        assert np.nanmax(held) <= 1
        assert held == pytest.approx(np.clip(loose, 0, 1), nan_ok=True)
        told = {(unit, t) for unit, t, what in found.bounded if what == which}
        moved = {(found.units[i], found.ahead[h]) for i, h in np.argwhere((loose > 1) | (loose < 0)).tolist()}
        assert told == moved
    assert np.nanmax(found.errors["upper"]) <= 1
    assert found.constant == ("Shanghai", "Guangxi")
    assert np.isnan(found.upper[found.units.index("Guangxi")]).all()
    assert "never changed" in found.summary()


def test_neither_order_nor_gaps_matter_but_gaps_are_named(te):
    turned = {t: dict(reversed(one.items())) for t, one in te.items()}
    a = farrell.forecast(te, method="gm11").to_frame().set_index(["unit", "period"])
    b = farrell.forecast(turned, method="gm11").to_frame().set_index(["unit", "period"])
    assert a["value"].to_numpy() == pytest.approx(b.loc[a.index, "value"].to_numpy())
    gap = {t: {u: v for u, v in one.items() if (u, t) != ("Tibet", 2016)} for t, one in te.items()}
    found = farrell.forecast(gap, method="naive")
    assert found.left_out == ("Tibet",)
    assert "left out: Tibet" in found.summary()


def test_a_fit_that_does_not_converge_is_named_and_warned_of_once(monkeypatch):
    def halting(method, y, horizon, level):
        return replace(fit(method, y, horizon, level), converged=bool(y[0] < 5.2))

    monkeypatch.setattr(module, "fit", halting)
    values = made()
    late = tuple(u for u, v in values[2001].items() if v >= 5.2)
    assert 0 < len(late) < 4
    with pytest.warns(FarrellWarning) as caught:
        found = farrell.forecast(values, method="gm11")
    assert [w.message.code for w in caught] == ["forecast-not-converged"]
    assert found.not_converged == late
    assert late[0] in str(caught[0].message)
    assert "did not converge" in found.summary()


def test_the_default_on_the_bundled_panel(te):
    found = farrell.forecast(te, bounds=(0, 1))
    assert (found.method, found.ahead) == ("damped", (2024, 2025, 2026))
    table = found.back_test().query("step == 'all'").set_index("method")
    assert table.loc["damped", "n"] == table.loc["naive", "n"] == 31 * 6
    assert found.models["converged"].all()
    assert "Forecasts: 31 units" in repr(found)


@pytest.mark.parametrize(
    ("make", "code"),
    [
        (lambda: farrell.forecast(made(), method="prophet"), "choice"),
        (lambda: farrell.forecast(made(), horizon=0), "forecast-horizon"),
        (lambda: farrell.forecast(made(), level=95), "forecast-level"),
        (lambda: farrell.forecast(made(), bounds=(1, 0)), "forecast-bounds"),
        (lambda: farrell.forecast(made(), bounds=(0, 1)), "forecast-beyond"),
        (lambda: farrell.forecast(made(), origins=4), "forecast-origins"),
        (lambda: farrell.forecast(made(7), method="auto"), "forecast-origins"),
        (lambda: farrell.forecast(made(6)), "series-periods"),
        (lambda: farrell.forecast({f"{t}": one for t, one in made().items()}), "forecast-periods"),
        (lambda: farrell.forecast({t * t: one for t, one in made().items()}), "forecast-periods"),
        (lambda: farrell.forecast({-t: one for t, one in made().items()}), "forecast-periods"),
        (lambda: farrell.forecast({t: {"a": -1.0 * t} for t in range(9)}, method="gm11"), "forecast-positive"),
        (lambda: farrell.forecast({t: {"a": math.inf} for t in range(9)}), "series-finite"),
    ],
)
def test_refusals(make, code):
    with pytest.raises(OptionError) as caught:
        make()
    assert caught.value.code == code
    assert str(caught.value)
