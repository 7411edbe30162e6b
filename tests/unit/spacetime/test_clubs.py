"""Log t regressions and clubs against another program, and what must hold of any panel."""

from __future__ import annotations

import json
import math
from pathlib import Path

import numpy as np
import pytest
from scipy.stats import norm

import farrell
from farrell.errors import OptionError
from farrell.spacetime import variable
from farrell.spacetime.log_t import regression

THERE = json.loads((Path(__file__).parents[2] / "published" / "values" / "clubs.json").read_text(encoding="utf-8"))
CHINA = {"gdp": "gdp_per_capita_yuan", "beds": "beds/population_10k", "te": "te_crs"}


def columns(rows):
    return {t: {u: row[t - 1] for u, row in rows.items()} for t in range(1, len(next(iter(rows.values()))) + 1)}


def values_of(name):
    if name in CHINA:
        return variable(farrell.load("china-health").panel, CHINA[name])
    return columns(THERE[name]["values"])


@pytest.mark.parametrize("name", ["gdp", "beds", "te", "walk", "known"])
def test_clubs_as_the_package_convergence_clubs_has_them(name):
    there = THERE[name]
    found = farrell.convergence_clubs(values_of(name), cut=there["cut"], log=name == "gdp")
    assert [found.whole.b, found.whole.se, found.whole.t] == pytest.approx(there["whole"], rel=1e-8)
    for clubs, others in ((found.before, there["clubs"]), (found.clubs, there["merged"])):
        assert [sorted(club.units) for club in clubs] == [other["units"] for other in others]
        for club, other in zip(clubs, others, strict=True):
            assert (club.b, club.se, club.t) == pytest.approx((other["b"], other["se"], other["t"]), rel=1e-8)
            assert club.alpha == club.b / 2
    assert sorted(found.divergent) == there["divergent"]
    assert found.short == (len(found.periods) < 20)


def test_the_order_of_units_does_not_matter():
    for name in ("walk", "te"):  # scores tie at 1
        values = values_of(name)
        turned = {period: dict(reversed(one.items())) for period, one in values.items()}
        a, b = farrell.convergence_clubs(values), farrell.convergence_clubs(turned)
        assert [c.units for c in a.clubs] == [c.units for c in b.clubs]
        assert a.club_of() == b.club_of()


def test_the_scale_does_not_matter():
    values = values_of("walk")
    large = {period: {u: 1e6 * v for u, v in one.items()} for period, one in values.items()}
    assert farrell.log_t(large).t == pytest.approx(farrell.log_t(values).t, rel=1e-8)


def test_known_clubs_are_found_and_tables_hold_them():
    found = farrell.convergence_clubs(values_of("known"))
    clubs = found.club_of()
    for first, last in ((0, 8), (8, 16), (16, 22)):  # as they were drawn
        assert len({clubs[f"u{i:02d}"] for i in range(first, last)}) == 1
    frame = found.to_frame()
    assert frame["n"].sum() + len(found.divergent) == len(found.units)
    paths = found.paths()
    assert paths.groupby("period")["h"].mean().to_numpy() == pytest.approx(1)
    mean = found.club_paths().set_index(["club", "period"])["h"]
    assert mean[(1, 30)] == pytest.approx(paths.query("club == 1 and period == 30")["h"].mean())
    assert "divergent: " in found.summary()
    assert "only" not in found.summary()
    assert "clubs" in repr(found)


def test_merging_is_of_clubs_next_to_each_other():
    values = values_of("walk")
    found, apart = farrell.convergence_clubs(values), farrell.convergence_clubs(values, merge=False)
    assert [c.units for c in apart.clubs] == [c.units for c in found.before]
    numbers = [k for club in found.clubs for k in club.made_of]
    assert numbers == list(range(1, len(found.before) + 1))
    for club in found.clubs:
        parts = [u for k in club.made_of for u in found.before[k - 1].units]
        assert set(parts) == set(club.units)
        assert club.t > -1.65


def test_a_law_without_noise_gives_its_speed():
    """Relative paths 1 +- c / (L(t) t^a), L(t) = log t: log(H1/Ht) - 2 log log t = const + 2a log t."""
    H = np.array([1.0, *(1 / (math.log(t) * t**0.4) ** 2 for t in range(2, 31))])
    b, se, t = regression(H, 9)
    assert b == pytest.approx(0.8)
    assert se == pytest.approx(0, abs=1e-9)
    assert t > 1e6


def test_units_that_are_alike():
    T = range(1, 11)
    ends = {t: {"a": 1.0, "b": min(1.0, 0.5 + t / 10), "c": min(1.0, 0.7 + t / 20)} for t in T}
    found = farrell.log_t(ends)
    assert (found.t, found.converges, found.p) == (math.inf, True, 1.0)
    parts = {t: {"a": 1.0, "b": 1.0 - 0.01 * (t - 1), "c": 1.0 + 0.02 * (t - 1)} for t in T}
    found = farrell.log_t(parts)
    assert (found.t, found.converges, found.p) == (-math.inf, False, 0.0)
    assert "rejected" in found.summary()


def test_the_trend_and_the_logarithm_come_first():
    from statsmodels.tsa.filters.hp_filter import hpfilter

    values = values_of("gdp")
    grid = np.log(np.array([[one[u] for one in values.values()] for u in values[2014]]))
    smooth = np.array([hpfilter(row, lamb=400)[1] for row in grid])
    by_hand = dict(zip(values, (dict(zip(values[2014], c, strict=True)) for c in smooth.T), strict=True))
    found = farrell.log_t(values, log=True, trend="hp")
    assert found.t == pytest.approx(farrell.log_t(by_hand).t, rel=1e-10)
    assert found.t != pytest.approx(farrell.log_t(values, log=True).t, rel=1e-3)
    assert found.p == pytest.approx(norm.cdf(found.t))
    assert found.used == tuple(range(2017, 2024))


def test_units_with_gaps_are_left_out_and_named():
    values = values_of("beds")
    del values[2016]["Tibet"]
    found = farrell.convergence_clubs(values)
    assert found.left_out == ("Tibet",)
    assert "Tibet" not in found.units
    assert "left out: Tibet" in found.summary()
    assert farrell.log_t(values).left_out == ("Tibet",)


def test_ordering_by_the_mean_of_last_periods():
    values = values_of("walk")
    found = farrell.convergence_clubs(values, last=3)
    means = {u: np.mean([values[t][u] for t in (8, 9, 10)]) for u in values[1]}
    assert found.last == pytest.approx([means[u] for u in found.units])


TEN = {t: {"a": 1 + t, "b": 2.0, "c": 3 - t / 10} for t in range(10)}


@pytest.mark.parametrize(
    ("make", "code"),
    [
        (lambda: farrell.log_t({1: TEN[1]}), "series-periods"),
        (lambda: farrell.log_t({t: {"a": 1, "b": 2} for t in range(10)}), "values-few"),
        (lambda: farrell.log_t({**TEN, 10: {"a": -1, "b": 2, "c": 3}}), "series-value"),
        (lambda: farrell.log_t({t: TEN[t] for t in range(5)}), "clubs-cut"),
        (lambda: farrell.log_t(TEN, cut=1), "clubs-cut"),
        (lambda: farrell.log_t(TEN, log=True), "clubs-log"),
        (lambda: farrell.log_t(TEN, trend="hodrick"), "choice"),
        (lambda: farrell.log_t(TEN, trend="hp", smoothing=0), "clubs-smoothing"),
        (lambda: farrell.convergence_clubs(TEN, last=0), "clubs-last"),
        (lambda: farrell.convergence_clubs(TEN, sieve=math.nan), "clubs-sieve"),
    ],
)
def test_refusals(make, code):
    with pytest.raises(OptionError) as caught:
        make()
    assert caught.value.code == code
    assert str(caught.value)
