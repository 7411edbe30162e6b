"""Inequality against sums written out, small examples solved by hand, and identities of the decompositions."""

from __future__ import annotations

import itertools
import json
import math
from pathlib import Path

import numpy as np
import pytest

import farrell
from farrell.errors import OptionError

RNG = np.random.default_rng(3)
VALUES = Path(__file__).parents[2] / "published" / "values" / "inequality_china_health.json"


def drawn(n=12):
    return RNG.lognormal(0, 0.6, n), RNG.uniform(0.5, 3, n)


def test_the_panel_as_the_package_inequality_has_it():
    there = json.loads(VALUES.read_text(encoding="utf-8"))
    panel = farrell.load("china-health").panel.select(periods=[2023])
    beds = panel.numbers["beds"] / panel.numbers["population_10k"] / 10
    region = farrell.data.province_groups(panel.units, "region3")
    assert farrell.gini(beds) == pytest.approx(there["gini"], rel=1e-12)
    found = farrell.theil(beds, groups=region)
    assert found.total == pytest.approx(there["theil"], rel=1e-10)
    assert found.between[0] == pytest.approx(there["theil_between"], rel=1e-8)
    assert found.within == pytest.approx(there["theil_within"], rel=1e-8)
    assert farrell.atkinson(beds) == pytest.approx(there["atkinson_half"], rel=1e-10)
    assert farrell.atkinson(beds, epsilon=1) == pytest.approx(there["atkinson_one"], rel=1e-10)


def test_gini_is_the_mean_difference_and_twice_the_area_of_the_lorenz_curve():
    x, w = drawn()
    p = w / w.sum()
    pairs = sum(p[i] * p[j] * abs(x[i] - x[j]) for i, j in itertools.product(range(12), repeat=2))
    assert farrell.gini(x, w) == pytest.approx(pairs / (2 * (p @ x)), rel=1e-12)
    curve = farrell.lorenz(x, w)
    area = np.trapezoid(curve["held"], curve["people"])
    assert farrell.gini(x, w) == pytest.approx(1 - 2 * area, rel=1e-12)
    assert curve.iloc[0].tolist() == ["", 0.0, 0.0]
    assert curve.iloc[-1][["people", "held"]].tolist() == pytest.approx([1, 1])
    assert farrell.gini([2, 2, 2]) == 0
    assert farrell.gini([0, 0, 1]) == pytest.approx(2 / 3)


def test_weights_are_copies_of_units():
    """A weight of three is three units alike."""
    x, w = np.array([1.0, 2.0, 5.0]), np.array([1, 3, 2])
    many = np.repeat(x, w)
    groups, copies = ["a", "b", "b"], np.repeat(["a", "b", "b"], w).tolist()
    assert farrell.gini(x, w) == pytest.approx(farrell.gini(many), rel=1e-12)
    assert farrell.theil(x, w).total == pytest.approx(farrell.theil(many).total, rel=1e-12)
    assert farrell.atkinson(x, w, epsilon=2) == pytest.approx(farrell.atkinson(many, epsilon=2), rel=1e-12)
    assert farrell.variation(x, w) == pytest.approx(many.std() / many.mean(), rel=1e-12)
    a, b = farrell.dagum(x, groups, w), farrell.dagum(many, copies)
    assert (a.within, a.net_between, a.transvariation) == pytest.approx((b.within, b.net_between, b.transvariation))
    assert farrell.concentration(x, x, w).index == pytest.approx(farrell.concentration(many, many).index, rel=1e-12)


def test_scales_do_not_matter():
    x, w = drawn()
    for measure in (farrell.gini, farrell.atkinson, farrell.variation, lambda x, w: farrell.theil(x, w).total):
        assert measure(1000 * x, 7 * w) == pytest.approx(measure(x, w), rel=1e-10)


@pytest.mark.parametrize("kind", ["T", "L"])
def test_theil_splits_over_nested_groups(kind):
    x, w = drawn()
    outer = ["n"] * 6 + ["s"] * 6
    inner = ["n1"] * 2 + ["n2"] * 4 + ["s1"] * 3 + ["s2"] * 3
    found = farrell.theil(x, w, groups=[outer, inner], kind=kind)
    p = w / w.sum()
    r = x / (p @ x)
    assert found.total == pytest.approx(p @ (r * np.log(r)) if kind == "T" else -p @ np.log(r), rel=1e-12)
    assert sum(found.between) + found.within == pytest.approx(found.total, rel=1e-12)
    assert sum(found.percent.values()) == pytest.approx(100)
    once = farrell.theil(x, w, groups=inner, kind=kind)
    assert sum(found.between) == pytest.approx(once.between[0], rel=1e-12)
    assert found.within == pytest.approx(once.within, rel=1e-12)
    for level, labels in ((1, outer), (2, inner)):
        rows = found.groups[found.groups.level == level]
        assert rows.contribution.sum() == pytest.approx(found.total - sum(found.between[:level]), rel=1e-12)
        assert rows.people.sum() == pytest.approx(1)
        assert len(rows) == len(set(labels))
    named = dict(zip("abcdefghijkl", x, strict=True))
    sizes, homes = dict(zip(named, w, strict=True)), dict(zip(named, outer, strict=True))
    assert farrell.theil(named, sizes, groups=homes, kind=kind).total == pytest.approx(found.total, rel=1e-12)
    assert "between-1" in found.summary()


def test_dagum_of_two_apart_and_of_two_that_overlap():
    """By hand: 1, 2 and 3, 4 do not overlap; 1, 4 and 2, 3 have one mean, and all of what is between is overlap."""
    apart = farrell.dagum([1, 2, 3, 4], list("AABB"))
    assert (apart.gini, apart.within, apart.net_between, apart.transvariation) == pytest.approx((0.25, 0.05, 0.2, 0))
    assert apart.intra == {"A": pytest.approx(1 / 6), "B": pytest.approx(1 / 14)}
    assert apart.inter == {("B", "A"): pytest.approx(0.4)}
    alike = farrell.dagum([1, 4, 2, 3], list("AABB"))
    assert alike.net_between == pytest.approx(0)
    assert alike.transvariation == pytest.approx(2 * 0.3 * 0.25)  # G_AB = 1.5 / 5, p s = 1 / 4 twice
    assert alike.within == pytest.approx(0.25 * 0.3 + 0.25 * 0.1)
    assert alike.gini == pytest.approx(0.25)


def test_dagum_parts_are_the_gini_and_the_papers_sums():
    x, w = drawn(14)
    labels = [str(i % 3) for i in range(14)]
    for weights in (None, w):
        found = farrell.dagum(x, labels, weights)
        assert found.gini == pytest.approx(farrell.gini(x, weights), rel=1e-12)
        assert sum(found.percent.values()) == pytest.approx(100)
    n, mean = 14, x.mean()
    found = farrell.dagum(x, labels)
    groups = {g: x[[label == g for label in labels]] for g in "012"}
    within = 0.0
    for y in groups.values():
        own = np.abs(y[:, None] - y).sum() / (2 * len(y) ** 2 * y.mean())
        within += own * len(y) / n * (len(y) * y.mean() / (n * mean))
    assert found.within == pytest.approx(within, rel=1e-12)
    net = 0.0
    for a, b in itertools.combinations(groups.values(), 2):
        j, h = (a, b) if a.mean() >= b.mean() else (b, a)
        gaps = j[:, None] - h
        d, q = np.maximum(gaps, 0).mean(), np.maximum(-gaps, 0).mean()
        both = np.abs(gaps).sum() / (len(j) * len(h) * (j.mean() + h.mean()))
        share = len(j) * len(h) / n**2 * (h.mean() + j.mean()) / mean
        net += both * share * (d - q) / (d + q)
    assert found.net_between == pytest.approx(net, rel=1e-12)
    assert "transvariation" in found.summary()
    assert found.to_frame().shape == (1, 4 + 3 + 3 + 3)


def test_concentration_is_gini_where_the_rank_is_the_value_and_its_parts_add_up():
    x, w = drawn(20)
    assert farrell.concentration(x, x, w).index == pytest.approx(farrell.gini(x, w), rel=1e-12)
    assert farrell.concentration(x, -x, w).index == pytest.approx(-farrell.gini(x, w), rel=1e-12)
    assert farrell.concentration(x, np.ones(20), w).index == pytest.approx(0, abs=1e-15)
    z = {"a": RNG.normal(2, 1, 20), "b": RNG.uniform(1, 2, 20)}
    rank = RNG.normal(size=20)
    found = farrell.concentration(x, rank, w, factors=z)
    assert found.parts.contribution.sum() == pytest.approx(found.index, rel=1e-10)
    rows = found.parts.set_index("factor")
    for name in z:
        assert rows.loc[name, "contribution"] == pytest.approx(
            rows.loc[name, "elasticity"] * rows.loc[name, "concentration"], rel=1e-9
        )
    exact = farrell.concentration(3 + 2 * z["a"] + z["b"], rank, w, factors=z)
    assert exact.parts.contribution.iloc[-1] == pytest.approx(0, abs=1e-12)
    assert "rest" in found.summary()


def test_agglomeration_by_hand():
    found = farrell.agglomeration({"a": 30, "b": 70}, {"b": 1, "a": 3}, {"a": 20, "b": 80}).set_index("unit")
    assert found.loc["a"].tolist() == pytest.approx([0.3 / 0.75, 0.2 / 0.75, 1.5])
    assert found.loc["b"].tolist() == pytest.approx([0.7 / 0.25, 0.8 / 0.25, 0.875])


@pytest.mark.parametrize(
    ("make", "code"),
    [
        (lambda: farrell.gini([1, -1]), "inequality-value"),
        (lambda: farrell.gini([1, math.nan]), "inequality-value"),
        (lambda: farrell.gini([0, 0]), "inequality-zero"),
        (lambda: farrell.gini([1, 2], [1, 0]), "inequality-weight"),
        (lambda: farrell.gini([1, 2], [1]), "values-length"),
        (lambda: farrell.gini([]), "values-length"),
        (lambda: farrell.gini({"a": 1, "b": 2}, {"a": 1}), "weights-missing"),
        (lambda: farrell.theil([1, 0], kind="L"), "inequality-value"),
        (lambda: farrell.theil([1, 2], kind="X"), "choice"),
        (lambda: farrell.theil([1, 2, 3], groups=[["a", "a", "b"], ["x", "y", "y"]]), "groups-nested"),
        (lambda: farrell.theil([1, 2, 3], groups=["a", "b"]), "values-length"),
        (lambda: farrell.atkinson([1, 2], epsilon=0), "inequality-epsilon"),
        (lambda: farrell.dagum([1, 2], ["a", "a"]), "groups-few"),
        (lambda: farrell.concentration([1, 2], [1, math.nan]), "inequality-value"),
        (lambda: farrell.concentration([1, 2, 3], [1, 2, 3], factors={"z": [1, 1, 1]}), "concentration-factors"),
        (lambda: farrell.agglomeration([1, 2], [1, 0], [1, 1]), "inequality-value"),
    ],
)
def test_what_cannot_be_shared_is_refused(make, code):
    with pytest.raises(OptionError) as caught:
        make()
    assert caught.value.code == code
    assert str(caught.value)
