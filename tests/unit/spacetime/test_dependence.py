"""Statistics of spatial dependence, against sums written out, and the traps they must not fall into."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest

import farrell
from farrell.errors import OptionError

UNITS = farrell.load("china-health").panel.units
RNG = np.random.default_rng(11)


@pytest.fixture
def W():
    return farrell.contiguity(UNITS)


@pytest.fixture
def x():
    return dict(zip(UNITS, np.random.default_rng(5).normal(size=31).tolist(), strict=True))


def test_moran_and_geary_are_their_sums(W, x):
    v, w = np.array([x[u] for u in UNITS]), W.row_standardised().matrix
    z, n = v - v.mean(), 31
    moran = sum(w[i, j] * z[i] * z[j] for i, j in itertools.product(range(n), repeat=2)) * n / w.sum() / (z @ z)
    geary = sum(w[i, j] * (v[i] - v[j]) ** 2 for i, j in itertools.product(range(n), repeat=2))
    assert farrell.moran(x, W).statistic == pytest.approx(moran, rel=1e-12)
    assert farrell.geary(x, W).statistic == pytest.approx(geary * (n - 1) / (2 * w.sum()) / (z @ z), rel=1e-12)


def test_moments_are_those_of_all_orders():
    """Every order of five values: mean and variance of I and c over the 120 are the formulas'."""
    names, v = list("abcde"), np.array([1.0, 2.5, 2.6, 7.0, 9.0])
    matrix = np.array([[0, 1, 0, 0, 1], [1, 0, 1, 0, 0], [0, 1, 0, 1, 0], [0, 0, 1, 0, 1], [1, 1, 0, 1, 0.0]])
    for call in (farrell.moran, farrell.geary):
        every = [
            call(v[list(order)], matrix, units=names, permutations=1).statistic
            for order in itertools.permutations(range(5))
        ]
        found = call(v, matrix, units=names)
        assert np.mean(every) == pytest.approx(found.expected, abs=1e-12)
        assert np.std(every) == pytest.approx(found.sd, abs=1e-12)


def test_units_are_matched_by_name_and_nothing_is_changed(W, x):
    before = W.matrix.copy()
    turned = dict(reversed(list(x.items())))
    for call in (farrell.moran, farrell.geary, farrell.local_moran, farrell.getis_ord):
        a, b = call(x, W), call(turned, W)
        c = call(x, farrell.contiguity(UNITS[::-1]))
        if hasattr(a, "units"):
            assert a.statistic.tolist() == b.statistic.tolist()
            mine, other = (dict(zip(r.units, r.statistic.tolist(), strict=True)) for r in (a, c))
            assert {u: pytest.approx(s, abs=1e-12) for u, s in mine.items()} == other
        else:
            assert (a.statistic, a.p_permutation) == (b.statistic, b.p_permutation)
            assert c.statistic == pytest.approx(a.statistic, rel=1e-12)
    assert np.array_equal(W.matrix, before)
    assert W.settings == {"hainan": True}


def test_units_without_a_value_are_named_and_weights_standardised_anew(W, x):
    gone = {**x, "Tibet": math.nan}
    found = farrell.moran(gone, W.row_standardised())
    assert found.left_out == ("Tibet",)
    assert found.n == 30
    rest = [u for u in UNITS if u != "Tibet"]
    assert found.statistic == pytest.approx(farrell.moran({u: x[u] for u in rest}, W.of(rest)).statistic, rel=1e-12)
    missing = {u: v for u, v in x.items() if u != "Tibet"}
    assert farrell.moran(missing, W).left_out == ("Tibet",)


def test_an_island_has_no_say(x):
    land = farrell.contiguity(UNITS, hainan=False)
    found = farrell.local_moran(x, land)
    at = UNITS.index("Hainan")
    assert found.statistic[at] == 0
    assert found.p[at] == 1
    assert "Hainan" not in found.significant(1.0 - 1e-9)
    assert farrell.getis_ord(x, land).p_permutation[at] == 1


def test_local_statistics_are_their_sums(W, x):
    v, w = np.array([x[u] for u in UNITS]), W.row_standardised().matrix
    z, n = v - v.mean(), 31
    local = farrell.local_moran(x, W)
    assert local.statistic == pytest.approx([(n - 1) * z[i] * (w[i] @ z) / (z @ z) for i in range(n)], rel=1e-12)
    assert local.statistic.sum() / w.sum() * n / (n - 1) == pytest.approx(farrell.moran(x, W).statistic, rel=1e-12)
    hot = farrell.getis_ord(x, W)
    for i in (0, 7, 20):
        near = np.append(np.nonzero(w[i])[0], i)
        k = len(near)
        score = (v[near].sum() - k * v.mean()) / (v.std() * math.sqrt((n * k - k**2) / (n - 1)))
        assert hot.statistic[i] == pytest.approx(score, rel=1e-12)
        assert hot.kind[i] == ("hot" if score > 0 else "cold")


def test_conditional_p_values_are_those_of_all_placements():
    """Six units on a ring: every placement of the five others about each one."""
    v = np.array([3.0, 1.0, 4.0, 1.5, 9.0, 2.6])
    ring = {str(i): [str((i - 1) % 6), str((i + 1) % 6)] for i in range(6)}
    found = farrell.local_moran(dict(zip(map(str, range(6)), v, strict=True)), ring, permutations=20_000)
    z = v - v.mean()
    for i in range(6):
        pairs = [z[i] * (z[a] + z[b]) for a, b in itertools.permutations([j for j in range(6) if j != i], 2)]
        own = z[i] * (z[(i - 1) % 6] + z[(i + 1) % 6])
        above, below = np.mean(np.array(pairs) >= own - 1e-12), np.mean(np.array(pairs) <= own + 1e-12)
        exact = min(above, below)
        assert found.p_permutation[i] == pytest.approx(exact, abs=0.012)


def test_correction_for_many_tests_is_that_of_benjamini_and_hochberg(W, x):
    found = farrell.local_moran(x, W)
    order = np.argsort(found.p, kind="stable")
    steps = found.p[order] * 31 / np.arange(1, 32)
    expected = np.empty(31)
    expected[order] = np.minimum(np.minimum.accumulate(steps[::-1])[::-1], 1)
    assert found.p_fdr == pytest.approx(expected, rel=1e-12)
    assert set(found.significant()) <= set(found.significant(corrected=False))
    assert list(found.to_frame().columns) == [
        "unit",
        "value",
        "lag",
        "statistic",
        "p",
        "p_permutation",
        "p_fdr",
        "kind",
    ]


def test_two_variables(W, x):
    v, w = np.array([x[u] for u in UNITS]), W.row_standardised().matrix
    y = RNG.normal(size=31)
    zx, zy = ((a - a.mean()) / a.std(ddof=1) for a in (v, y))
    assert farrell.bivariate_moran(x, y, W).statistic == pytest.approx(zx @ (w @ zy) / 30, rel=1e-12)
    one = farrell.lee(x, x, W).statistic
    smooth = w @ (v - v.mean())
    assert one == pytest.approx((smooth @ smooth) / ((v - v.mean()) @ (v - v.mean())), rel=1e-12)
    assert farrell.lee(x, y, W).statistic == pytest.approx(farrell.lee(y, v, W, units=UNITS).statistic, rel=1e-12)
    assert farrell.bivariate_moran(x, x, W).statistic == pytest.approx(farrell.moran(x, W).statistic, rel=1e-12)


def test_joins_add_up_to_the_borders(W):
    y = (np.arange(31) % 3 == 0).astype(float)
    found = farrell.join_counts(y, W)
    assert found.bb + found.ww + found.bw == 69
    near = farrell.join_counts(
        np.array([1.0] * 3 + [0.0] * 3),
        {str(i): [str(j) for j in (i - 1, i + 1) if 0 <= j < 6] for i in range(6)},
        units=list("012345"),
    )
    assert (near.bb, near.ww, near.bw) == (2, 2, 1)
    assert near.p_permutation["bw"] > 0.9


def test_the_same_seed_gives_the_same_numbers(W, x):
    assert farrell.moran(x, W, seed=3).p_permutation == farrell.moran(x, W, seed=3).p_permutation
    assert "moran" in farrell.moran(x, W).summary()
    assert "Dependence: moran" in repr(farrell.moran(x, W))
    assert "LocalDependence: local-moran, 31 units" in repr(farrell.local_moran(x, W))


@pytest.mark.parametrize(
    ("make", "code"),
    [
        (lambda W, x: farrell.moran({**x, "Atlantis": 1.0}, W), "weights-missing"),
        (lambda W, x: farrell.moran([1.0, 2.0], W), "values-length"),
        (lambda W, x: farrell.moran(np.ones(31), W), "values-constant"),
        (lambda W, x: farrell.moran(dict.fromkeys(UNITS, math.nan) | {"Tibet": 1.0}, W), "values-few"),
        (lambda W, x: farrell.moran(np.arange(31.0), np.zeros((31, 31))), "units-needed"),
        (lambda W, x: farrell.moran(x, W, permutations=0), "permutations"),
        (lambda W, x: farrell.join_counts(x, W), "values-binary"),
    ],
)
def test_what_has_no_statistic_is_refused(W, x, make, code):
    with pytest.raises(OptionError) as caught:
        make(W, x)
    assert caught.value.code == code


def test_units_that_only_the_weights_name_are_left_out_by_name(x):
    """Whatever form the weights have: a missing value is told, never passed over."""
    W = farrell.contiguity(UNITS)
    lists = {unit: list(W.neighbours(unit)) for unit in UNITS}
    table = W.to_frame().pivot(index="unit", columns="neighbour", values="weight").fillna(0.0)
    rest = {unit: value for unit, value in x.items() if unit != "Tibet"}
    for weights in (W, lists, table, W.row_standardised()):
        found = farrell.moran(rest, weights)
        assert found.left_out == ("Tibet",)
        assert found.statistic == pytest.approx(farrell.moran(rest, W).statistic, rel=1e-12)


def test_where_all_are_neighbours_nothing_can_be_told():
    full = np.ones((6, 6)) - np.eye(6)
    v = dict(zip("abcdef", [1.0, 2, 4, 8, 16, 32], strict=True))
    found = farrell.moran(v, farrell.weights_of(full, "abcdef"))
    assert found.statistic == pytest.approx(-1 / 5)
    assert math.isnan(found.p)
    assert found.p_permutation == 1
    spots = farrell.getis_ord(v, farrell.weights_of(full, "abcdef"))
    assert (spots.statistic == 0).all()
    assert (spots.p_permutation == 1).all()
    with pytest.raises(OptionError) as caught:
        farrell.moran(v, farrell.weights_of(np.zeros((6, 6)), "abcdef"))
    assert caught.value.code == "weights-empty"


def test_ties_of_permutations_count_as_as_far():
    """Two values only: many placements have the same sum, which rounding must not tell apart."""
    ring = {str(i): [str((i - 1) % 8), str((i + 1) % 8)] for i in range(8)}
    v = dict(zip(map(str, range(8)), [0.1, 0.1, 0.1, 0.7, 0.1, 0.7, 0.7, 0.1], strict=True))
    found = farrell.moran(v, ring, permutations=20_000)
    values = np.array(list(v.values()))
    every = list(itertools.combinations(range(8), 3))
    sums = []
    for chosen in every:
        y = np.where(np.isin(np.arange(8), chosen), 0.7, 0.1)
        sums.append(sum((y[i] - y.mean()) * (y[(i + 1) % 8] - y.mean()) for i in range(8)))
    own = sum((values[i] - values.mean()) * (values[(i + 1) % 8] - values.mean()) for i in range(8))
    above, below = np.mean(np.array(sums) >= own - 1e-9), np.mean(np.array(sums) <= own + 1e-9)
    assert found.p_permutation == pytest.approx(min(above, below), abs=0.012)
