"""The geographical detector: identities, what it hides, what it refuses. Published numbers: tests/published."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
from scipy import stats

import farrell
from farrell.errors import OptionError
from farrell.spacetime.geodetector import kind_of
from farrell.spacetime.strata import q_statistics

NAMES = [f"u{i:02d}" for i in range(24)]


@pytest.fixture(scope="module")
def data():
    rng = np.random.default_rng(3)
    size = rng.normal(size=24)
    place = np.array(["north", "south", "west"])[rng.integers(0, 3, 24)]
    y = 3 + size + (place == "west") + rng.normal(size=24)
    column = lambda values: dict(zip(NAMES, values.tolist(), strict=True))  # noqa: E731
    return column(y), {"size": column(size), "place": column(place)}


def test_q_is_the_share_that_analysis_of_variance_explains(data):
    y, factors = data
    found = farrell.geodetector(y, factors).factors.set_index("factor")
    parts = [[y[u] for u in NAMES if factors["place"][u] == place] for place in ("north", "south", "west")]
    F, p = stats.f_oneway(*parts)
    row = found.loc["place"]
    assert row["p_central"] == pytest.approx(p, rel=1e-10)
    assert row["q"] == pytest.approx(F * 2 / (F * 2 + 21), rel=1e-12)


def test_the_noncentral_tail_is_its_poisson_mixture(data):
    y, factors = data
    row = farrell.geodetector(y, factors).factors.iloc[0]
    N, L, lam = 24, row["strata"], row["noncentrality"]
    x = row["q"]  # F is (N - L) q / (L - 1) / (1 - q), and so q is beta under each part of the mixture
    j = np.arange(400)
    tail = (stats.poisson.pmf(j, lam / 2) * stats.beta.sf(x, (L - 1) / 2 + j, (N - L) / 2)).sum()
    assert row["p_noncentral"] == pytest.approx(tail, rel=1e-8)


def test_the_published_p_depends_on_the_level_of_y_and_the_others_do_not(data):
    y, factors = data
    before = farrell.geodetector(y, factors).factors
    after = farrell.geodetector({u: v + 100 for u, v in y.items()}, factors).factors
    for column in ("q", "expected", "p_central", "p_permutation"):
        assert after[column].to_numpy(dtype=float) == pytest.approx(before[column].to_numpy(dtype=float), rel=1e-9)
    assert after["p_noncentral"][0] == pytest.approx(before["p_noncentral"][0])  # of quarters, which are of one size
    assert after["p_noncentral"][1] > before["p_noncentral"][1] + 0.3  # of places, which are not


def test_q_placed_at_random_is_expected_on_average_and_p_counts_all_orders():
    y = np.array([1.0, 2.0, 4.0, 7.0, 7.5, 3.0])
    codes = np.array([0, 0, 1, 1, 2, 2])
    every = np.array(list(itertools.permutations(y)))
    simulated = q_statistics(every, codes, 3)
    assert simulated.mean() == pytest.approx(2 / 5)
    exact = (simulated >= q_statistics(y[None, :], codes, 3)[0] - 1e-12).mean()
    units = "abcdef"
    found = farrell.geodetector(
        dict(zip(units, y.tolist(), strict=True)), {"x": dict(zip(units, "ppqqrr", strict=True))}, permutations=9_999
    )
    assert found.factors["p_permutation"][0] == pytest.approx(exact, abs=4 * math.sqrt(exact / 9_999))
    assert found.factors["expected"][0] == pytest.approx(2 / 5)


def test_units_match_by_name_and_their_order_does_not_matter(data):
    y, factors = data
    back = {name: dict(reversed(column.items())) for name, column in factors.items()}
    one, two = farrell.geodetector(y, factors), farrell.geodetector(dict(reversed(y.items())), back)
    for table in ("factors", "interactions", "risks", "ecological", "strata"):
        assert getattr(one, table).equals(getattr(two, table))


def test_pairs_never_explain_less_than_either(data):
    y, factors = data
    nested = {u: f"{place}-{u}"[:7] for u, place in factors["place"].items()}
    found = farrell.geodetector(y, {**factors, "finer": nested}).interactions
    assert (found["q"] >= found[["q_first", "q_second"]].max(axis=1) - 1e-12).all()
    inside = found[(found["first"] == "place") & (found["second"] == "finer")].iloc[0]
    assert inside["kind"] == "weaken-uni"  # the finer factor says all that both say


def test_pairs_of_noise_enhance_each_other_among_few_units():
    """Which is why the table has what q is expected to be of nothing."""
    rng = np.random.default_rng(0)
    units = [f"u{i:02d}" for i in range(31)]
    y, *noise = (dict(zip(units, one.tolist(), strict=True)) for one in rng.normal(size=(9, 31)))
    found = farrell.geodetector(y, {f"x{i}": one for i, one in enumerate(noise)}, permutations=99).interactions
    assert (found["kind"] == "enhance-nonlinear").mean() > 0.9
    assert found["q"].mean() == pytest.approx(found["expected"].mean(), abs=0.1)
    assert (found["p_permutation"] > 0.05).mean() > 0.8


@pytest.mark.parametrize(
    ("q", "kind"),
    [
        ((0.3, 0.4, 0.2), "weaken-nonlinear"),
        ((0.3, 0.4, 0.35), "weaken-uni"),
        ((0.3, 0.4, 0.4), "weaken-uni"),
        ((0.3, 0.4, 0.5), "enhance-bi"),
        ((0.3, 0.4, 0.7), "independent"),
        ((0.3, 0.4, 0.8), "enhance-nonlinear"),
        ((0.0, 0.4, 0.4), "weaken-uni"),
    ],
)
def test_the_five_kinds(q, kind):
    assert kind_of(*q) == kind


def test_periods_are_pooled_and_whole_units_change_places(data):
    y, factors = data
    years = {year: {u: v + 0.01 * year for u, v in y.items()} for year in (1, 2, 3)}
    once, thrice = farrell.geodetector(y, factors), farrell.geodetector(years, factors)
    assert (thrice.n, thrice.pooled) == (72, True)
    assert thrice.factors["q"].to_numpy() == pytest.approx(once.factors["q"].to_numpy(), rel=1e-3)
    # three copies of a unit are no more evidence than one
    assert thrice.factors["p_permutation"].to_numpy() == pytest.approx(
        once.factors["p_permutation"].to_numpy(), abs=5e-3
    )
    assert (thrice.factors["p_central"] < once.factors["p_central"]).all()
    assert "moves whole units" in thrice.summary()


def test_gaps_are_named_and_left_out(data):
    y, factors = data
    years = {2020: dict(y), 2021: {u: v for u, v in y.items() if u != "u03"}}
    size = {u: (math.nan if u == "u05" else v) for u, v in factors["size"].items()}
    found = farrell.geodetector(years, {"size": size})
    assert found.left_out == (("u03", 2021), ("u05", 2020), ("u05", 2021))
    assert found.n == 45
    assert math.isnan(found.factors["p_permutation"][0])  # u03 lacks a period
    assert "3 unit-periods" in found.summary()


def test_own_ends_and_thin_strata(data):
    y, factors = data
    top = sorted(factors["size"].values())[-2]
    found = farrell.geodetector(y, factors, strata={"size": [0.0, top]})
    own = found.strata[found.strata["factor"] == "size"]
    assert found.factors["rule"].tolist() == ["own", "labels"]
    assert own["upto"].tolist()[:2] == [0.0, top]
    assert own["n"].tolist()[-1] == 1
    assert ("size", "3") in found.thin
    assert "size 3" in found.summary()
    risks = found.risks[(found.risks["factor"] == "size") & (found.risks["second"] == "3")]
    assert risks[["t", "p", "p_fdr"]].isna().all(axis=None)


def test_the_search_for_classes_takes_the_greatest_q_and_pays_for_it(data):
    y, _ = data
    noise = dict(zip(NAMES, np.random.default_rng(8).normal(size=24).tolist(), strict=True))
    searched = farrell.geodetector(y, {"noise": noise}, classes=range(2, 7), rule=["quantiles", "natural", "equal"])
    singles = [
        farrell.geodetector(y, {"noise": noise}, classes=k, rule=rule).factors.iloc[0]
        for k in range(2, 7)
        for rule in ("quantiles", "natural", "equal")
    ]
    best = max(singles, key=lambda row: row["q"])
    row = searched.factors.iloc[0]
    assert (row["q"], row["rule"], row["strata"]) == (best["q"], best["rule"], best["strata"])
    assert row["p_permutation"] > best["p_permutation"]
    assert searched.searched == ("noise",)
    assert "chosen for the greatest q" in searched.summary()


def test_a_factor_that_says_it_all():
    units = "abcdef"
    y = dict(zip(units, [1.0, 1.0, 2.0, 2.0, 3.0, 3.0], strict=True))
    found = farrell.geodetector(y, {"x": dict(zip(units, "ppqqrr", strict=True)), "z": y}, classes=3)
    assert found.factors["q"].tolist() == [1.0, 1.0]
    assert found.factors["p_central"].tolist() == [0.0, 0.0]
    assert found.ecological[["f", "p"]].isna().all(axis=None)
    assert found.risks["t"].isna().all()  # nothing varies inside
    assert "greatest q 1.0000" in repr(found)
    copy = found.to_frame()
    copy["q"] = 0.0
    assert found.factors["q"][0] == 1


X = dict(zip(NAMES, range(24), strict=True))


@pytest.mark.parametrize(
    ("make", "code"),
    [
        (lambda y: farrell.geodetector(y, {}), "drivers-none"),
        (lambda y: farrell.geodetector(y, {"x": {**X, "u03": "many"}}), "drivers-mixed"),
        (lambda y: farrell.geodetector({**y, "u03": "high"}, {"x": X}), "drivers-mixed"),
        (lambda y: farrell.geodetector(y, {"x": {**X, "u03": math.inf}}), "drivers-value"),
        (lambda y: farrell.geodetector(y, {"x": dict.fromkeys(NAMES, 1.0)}), "drivers-strata"),
        (lambda y: farrell.geodetector(y, {"x": dict.fromkeys(NAMES, "one")}), "drivers-strata"),
        (lambda y: farrell.geodetector(y, {"x": {u: u for u in NAMES}}), "drivers-strata"),
        (lambda y: farrell.geodetector(y, {"x": {u: u for u in NAMES}}, strata={"x": [1]}), "drivers-strata"),
        (lambda y: farrell.geodetector(y, {"x": X}, strata={"x": [2, 1]}), "markov-breaks"),
        (lambda y: farrell.geodetector(y, {"x": X}, strata={"z": [2, 1]}), "choice"),
        (lambda y: farrell.geodetector(y, {"x": X}, rule="jenks"), "choice"),
        (lambda y: farrell.geodetector(y, {"x": X}, classes=0), "drivers-strata"),
        (lambda y: farrell.geodetector(y, {"x": X}, permutations=0), "permutations"),
        (lambda y: farrell.geodetector(dict.fromkeys(y, 1.0), {"x": X}), "values-constant"),
        (lambda y: farrell.geodetector(dict(list(y.items())[:4]), {"x": X}), "values-few"),
    ],
)
def test_refusals(data, make, code):
    with pytest.raises(OptionError) as caught:
        make(data[0])
    assert caught.value.code == code
    assert caught.value.text("zh")
