"""Entropy weights, TOPSIS, rank-sum ratios and obstacles by hand. Other programs' numbers: tests/published."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import stats

import farrell
from farrell.errors import OptionError
from farrell.spacetime.indicators import entropy_of

BEDS = {"a": 1.0, "b": 2.0, "c": 3.0, "d": 5.0, "e": 4.0}
DEATHS = {"a": 5.0, "b": 9.0, "c": 1.0, "d": 3.0, "e": 7.0}
TABLE = {"beds": BEDS, "deaths": DEATHS}
SIGNS = {"beds": "+", "deaths": "-"}
YEARS = {name: {2022: column, 2023: {u: v + 1 for u, v in column.items()}} for name, column in TABLE.items()}


def test_entropy_by_hand():
    z = np.array([[0.0, 1.0], [0.5, 1.0], [0.5, 1.0]])
    assert entropy_of(z) == pytest.approx([math.log(2) / math.log(3), 1.0])  # half and half of three; all alike
    found = farrell.entropy_weights(TABLE, SIGNS).set_index("indicator")
    p = np.array([0, 1, 2, 4, 3]) / 10
    e = -sum(x * math.log(x) for x in p if x > 0) / math.log(5)
    assert found["entropy"]["beds"] == pytest.approx(e)
    assert found["weight"].sum() == pytest.approx(1)
    assert found["direction"].tolist() == ["+", "-"]


def test_a_unit_of_measure_changes_nothing():
    other = {"beds": {u: 1000 * v for u, v in BEDS.items()}, "deaths": {u: v / 7 for u, v in DEATHS.items()}}
    for run in (farrell.topsis, farrell.rsr, farrell.obstacles):
        one, two = run(TABLE, SIGNS).to_frame(), run(other, SIGNS).to_frame()
        numbers = one.select_dtypes("number").columns.difference(["d_best", "d_worst"])
        assert two[numbers].to_numpy(dtype=float) == pytest.approx(one[numbers].to_numpy(dtype=float), nan_ok=True)


def test_units_match_by_name_and_their_order_does_not_matter():
    back = {
        name: {year: dict(reversed(column.items())) for year, column in years.items()} for name, years in YEARS.items()
    }
    for run in (farrell.topsis, farrell.rsr, farrell.obstacles):
        assert run(YEARS, SIGNS).to_frame().equals(run(back, SIGNS).to_frame())


def test_topsis_by_hand_and_the_best_and_the_worst_are_ideal():
    found = farrell.topsis(TABLE, SIGNS, weights="equal", scale="min-max").scores.set_index("unit")
    # standardised: a (0, .5), b (.25, 0), c (.5, 1), d (1, .75)
    assert found["d_best"]["d"] == pytest.approx(0.125)
    assert found["d_worst"]["d"] == pytest.approx(math.hypot(0.5, 0.375))
    both = {**TABLE, "beds": {**BEDS, "g": 6.0, "f": 0.0}, "deaths": {**DEATHS, "g": 0.5, "f": 10.0}}
    ends = farrell.topsis(both, SIGNS)
    closeness = ends.by_period()["all"]
    assert (closeness["g"], closeness["f"]) == (1.0, 0.0)
    assert ends.scores.set_index("unit")["rank"].loc[["g", "f"]].tolist() == [1, 7]
    assert "period all" in ends.summary()
    assert "2 indicators" in repr(ends)


def test_each_period_by_itself_is_each_period_alone():
    for run in (farrell.topsis, farrell.rsr, farrell.obstacles):
        whole = run(YEARS, SIGNS, by="period").to_frame()
        for year in (2022, 2023):
            alone = run({name: {year: years[year]} for name, years in YEARS.items()}, SIGNS).to_frame()
            part = whole[whole["period"] == year].reset_index(drop=True)
            assert part.equals(alone)
    pooled = farrell.topsis(YEARS, SIGNS).scores
    assert not np.allclose(pooled["closeness"], farrell.topsis(YEARS, SIGNS, by="period").scores["closeness"])


def test_equal_units_share_the_better_place():
    twins = {name: {**column, "t": column["c"]} for name, column in TABLE.items()}
    found = farrell.topsis(twins, SIGNS, weights="equal").scores.set_index("unit")["rank"]
    assert found["c"] == found["t"]
    assert sorted(found) == [1, 2, 2, 4, 5, 6]


def test_rank_sums_by_hand():
    found = farrell.rsr(TABLE, SIGNS, grades=4)
    scores = found.scores.set_index("unit")
    assert scores["rsr"].to_dict() == pytest.approx({"a": 0.4, "b": 0.3, "c": 0.8, "d": 0.9, "e": 0.6})


def test_the_distribution_of_rank_sums():
    x = dict(zip("abcde", [1, 2, 3, 4, 5], strict=True))
    y = dict(zip("abcde", [2, 1, 3, 4, 5], strict=True))
    found = farrell.rsr({"x": x, "y": y}, "+", grades=4)
    assert found.distribution["mean_rank"].tolist() == [1.5, 3, 4, 5]
    assert found.distribution["percentile"].tolist() == pytest.approx([0.3, 0.6, 0.8, 1 - 1 / 20])
    assert found.distribution["probit"].tolist() == pytest.approx((5 + stats.norm.ppf([0.3, 0.6, 0.8, 0.95])).tolist())
    assert found.grades["probit_from"].tolist() == [-math.inf, 3.5, 5.0, 6.5]
    assert found.scores["grade"].tolist() == [2, 2, 3, 3, 4]
    assert found.thin == (("all", 1), ("all", 4))
    tied = farrell.rsr({"x": {**x, "f": 5}, "y": {**y, "f": 5}}, "+")
    assert tied.distribution["percentile"].iloc[-1] == pytest.approx(5.5 / 6)  # below 1, and so not corrected
    assert "RSR =" in found.summary()
    assert "4 grades" in repr(found)


@pytest.mark.parametrize(("k", "ends"), [(2, [5]), (3, [4, 6]), (4, [3.5, 5, 6.5]), (5, [3.2, 4.4, 5.6, 6.8])])
def test_grades_share_the_probits_from_two_to_eight(k, ends):
    found = farrell.rsr(TABLE, SIGNS, grades=k)
    assert found.grades["probit_from"].tolist()[1:] == pytest.approx(ends)
    line = found.regression.iloc[0]
    assert found.grades["rsr_from"].tolist()[1:] == pytest.approx([line["intercept"] + line["slope"] * e for e in ends])
    assert found.grades["n"].sum() == 5


def test_linear_ranks_run_from_one_to_n():
    found = farrell.rsr(TABLE, SIGNS, ranks="linear", weights={"beds": 1, "deaths": 0}).scores.set_index("unit")
    assert found["rsr"].to_dict() == pytest.approx({"a": 0.2, "b": 0.4, "c": 0.6, "d": 1, "e": 0.8})


def test_obstacles_by_hand():
    found = farrell.obstacles(TABLE, SIGNS, weights={"beds": 3, "deaths": 1}, groups={"beds": "supply"})
    degree = found.degrees.set_index(["unit", "indicator"])["degree"]
    assert degree["a", "beds"] == pytest.approx(0.75 * 1 / (0.75 * 1 + 0.25 * 0.5))
    assert degree["d"].tolist() == [0, 1]
    assert found.degrees.groupby("unit")["degree"].sum().tolist() == pytest.approx([1] * 5)
    assert found.groups()["group"].unique().tolist() == ["supply", "deaths"]
    perfect = {"beds": {**BEDS, "g": 9.0}, "deaths": {**DEATHS, "g": 0.0}}
    best = farrell.obstacles(perfect, SIGNS)
    none = best.degrees[best.degrees["unit"] == "g"]
    assert none["degree"].isna().all()  # the best in everything has no obstacle
    assert none["rank"].isna().all()
    assert best.means["degree"].sum() == pytest.approx(1)
    assert "mean of units" in best.summary()
    assert "2 indicators" in repr(best)


def test_gaps_are_named_and_left_out():
    part = {"beds": {2022: BEDS, 2023: BEDS}, "deaths": {2022: DEATHS, 2023: {**DEATHS, "b": math.nan}}}
    for run in (farrell.topsis, farrell.rsr, farrell.obstacles):
        assert run(part, SIGNS).left_out == (("b", 2023),)


def test_rank_agreement_is_that_of_scipy_on_units_in_both():
    rng = np.random.default_rng(2)
    first = {t: {f"u{i}": float(v) for i, v in enumerate(rng.normal(size=9))} for t in (1, 2)}
    second = {
        t: {u: round(v + float(rng.normal()), 1) for u, v in one.items() if u != "u4"} for t, one in first.items()
    }
    second[3] = {"u1": 1.0}
    found = farrell.rank_agreement(first, second)
    assert found["n"].tolist() == [8, 8]
    x, y = zip(*[(first[2][u], v) for u, v in sorted(second[2].items())], strict=True)
    row = found.iloc[1]
    assert [row["spearman"], row["spearman_p"]] == pytest.approx([*stats.spearmanr(x, y)])
    assert [row["kendall"], row["kendall_p"]] == pytest.approx([*stats.kendalltau(x, y)])
    flat = farrell.rank_agreement(first, {1: dict.fromkeys(first[1], 1.0)})
    assert flat[["spearman", "kendall"]].isna().all(axis=None)


@pytest.mark.parametrize(
    ("make", "code"),
    [
        (lambda: farrell.topsis({}, "+"), "indicators-none"),
        (lambda: farrell.topsis(TABLE, {"beds": "+"}), "indicators-direction"),
        (lambda: farrell.topsis(TABLE, {**SIGNS, "visits": "+"}), "choice"),
        (lambda: farrell.topsis(TABLE, "more"), "choice"),
        (lambda: farrell.topsis({"x": dict.fromkeys("abc", 2.0), "y": BEDS}, "+"), "indicators-constant"),
        (lambda: farrell.topsis({"x": {"a": "high", "b": "low", "c": "low"}}, "+"), "drivers-mixed"),
        (lambda: farrell.topsis({"x": {"a": math.inf, "b": 1, "c": 2}}, "+"), "drivers-value"),
        (lambda: farrell.topsis({"x": {"a": 1, "b": 2}}, "+"), "values-few"),
        (lambda: farrell.topsis(TABLE, SIGNS, weights={"beds": 1}), "indicators-weights"),
        (lambda: farrell.topsis(TABLE, SIGNS, weights={"beds": 1, "deaths": -1}), "indicators-weights"),
        (lambda: farrell.topsis(TABLE, SIGNS, weights={"beds": 0, "deaths": 0}), "indicators-weights"),
        (lambda: farrell.topsis(TABLE, SIGNS, weights="critic"), "choice"),
        (lambda: farrell.topsis(TABLE, SIGNS, scale="sum"), "choice"),
        (lambda: farrell.topsis(TABLE, SIGNS, by="year"), "choice"),
        (lambda: farrell.obstacles(TABLE, SIGNS, groups={"visits": "output"}), "choice"),
        (lambda: farrell.rsr(TABLE, SIGNS, grades=1), "rsr-grades"),
        (lambda: farrell.rsr(TABLE, SIGNS, ranks="dense"), "choice"),
        (lambda: farrell.rsr({"x": BEDS, "y": {u: -v for u, v in BEDS.items()}}, "+"), "rsr-few"),
    ],
)
def test_refusals(make, code):
    with pytest.raises(OptionError) as caught:
        make()
    assert caught.value.code == code
    assert caught.value.text("zh")
