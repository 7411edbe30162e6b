"""Spatial panels: names decide and not order, effects by brute force, plain regressions, refusals, words."""

from __future__ import annotations

import math

import numpy as np
import pytest
from made_panels import made

import farrell
from farrell.errors import OptionError
from farrell.spacetime import Weights

MODELS = ("ols", "slx", "sar", "sem", "sdm", "sdem")


@pytest.fixture(scope="module")
def china():
    panel = farrell.load("china-health").panel
    y = farrell.by_period(panel, farrell.dea(panel, rts="crs", second_phase=False).te)
    x = {
        "gdp": farrell.by_period(panel, np.log(panel.numbers["gdp_per_capita_yuan"])),
        "old": farrell.by_period(panel, panel.numbers["share_65plus"]),
    }
    return y, x, farrell.contiguity(panel.units)


def shuffled(values, random):
    return {
        t: {u: values[t][u] for u in random.permutation(list(values[t])).tolist()}
        for t in random.permutation(list(values)).tolist()
    }


@pytest.mark.parametrize("effects", ["none", "unit", "period", "both"])
@pytest.mark.parametrize("model", MODELS)
def test_the_order_in_which_values_are_given_does_not_matter(china, model, effects):
    y, x, W = china
    random = np.random.default_rng(0)
    again = shuffled(y, random), {name: shuffled(one, random) for name, one in x.items()}
    other = W.of(random.permutation(list(W.units)).tolist())
    first = farrell.spatial_panel(y, x, W, model=model, effects=effects)
    second = farrell.spatial_panel(*again, other, model=model, effects=effects)
    columns = ["estimate", "se", "z", "p"]
    assert second.coefficients[columns].to_numpy() == pytest.approx(first.coefficients[columns].to_numpy(), rel=1e-7)
    assert second.log_likelihood == pytest.approx(first.log_likelihood)
    assert {t: dict(one) for t, one in second.residuals.items()} == {
        t: pytest.approx(dict(one), abs=1e-9) for t, one in first.residuals.items()
    }
    assert dict(second.unit_effects) == pytest.approx(dict(first.unit_effects), abs=1e-9)
    assert dict(second.period_effects) == pytest.approx(dict(first.period_effects), abs=1e-9)


def test_weights_are_taken_with_rows_that_sum_to_one_on_a_copy(china):
    y, x, W = china
    before = W.matrix.copy()
    first = farrell.spatial_panel(y, x, W)
    second = farrell.spatial_panel(y, x, W.row_standardised())
    assert (W.matrix == before).all()
    assert second.spatial_rho == pytest.approx(first.spatial_rho, rel=1e-12)
    assert first.left_out == ()
    east = list(W.units)[:12]
    part = {t: {u: one[u] for u in east} for t, one in y.items()}
    found = farrell.spatial_panel(part, x, W, effects="unit")
    assert found.units == tuple(east)
    assert found.left_out == tuple(W.units[12:])


def spillover(W, b, near, c):
    S = np.linalg.inv(np.eye(len(W)) - c * W) @ (b * np.eye(len(W)) + near * W)
    return np.array([np.trace(S) / len(W), S.sum() / len(W) - np.trace(S) / len(W), S.sum() / len(W)])


@pytest.mark.parametrize("model", ["sar", "sdm"])
def test_effects_are_those_of_the_matrix_and_their_errors_of_its_differences(china, model):
    found = farrell.spatial_panel(*china, model=model)
    W, table = found.weights.matrix, found.effects().set_index("name")
    of = found.coefficients.set_index("name")["estimate"]
    for name in china[1]:
        names = [name, *([f"W {name}"] if model == "sdm" else []), "spatial_rho"]
        at = np.array([of[name], of.get(f"W {name}", 0.0), found.spatial_rho])
        assert table.loc[name, ["direct", "indirect", "total"]].tolist() == pytest.approx(spillover(W, *at))
        slopes = np.array([
            (spillover(W, *(at + step)) - spillover(W, *(at - step))) / 2e-6 for step in 1e-6 * np.eye(3)
        ]).T  # fmt: skip
        slopes = slopes[:, [0, 1, 2] if model == "sdm" else [0, 2]]
        V = found.variance.loc[names, names].to_numpy()
        se = np.sqrt(np.diag(slopes @ V @ slopes.T))
        assert table.loc[name, ["direct_se", "indirect_se", "total_se"]].tolist() == pytest.approx(se, rel=1e-6)
    assert table["total"].tolist() == pytest.approx(
        [(of[n] + of.get(f"W {n}", 0.0)) / (1 - found.spatial_rho) for n in china[1]]
    )


@pytest.mark.parametrize("model", ["sar", "sdm", "slx"])
def test_draws_and_the_delta_method_agree(model):
    found = farrell.spatial_panel(*made(40, 12), model=model, effects="unit")
    exact, drawn = found.effects(), found.effects(draws=4000, seed=1)
    assert drawn[["direct", "indirect", "total"]].to_numpy() == pytest.approx(
        exact[["direct", "indirect", "total"]].to_numpy()
    )
    for kind in ("direct", "indirect", "total"):
        assert drawn[f"{kind}_se"].tolist() == pytest.approx(exact[f"{kind}_se"].tolist(), rel=0.06)
    assert found.effects(draws=50, seed=1).equals(found.effects(draws=50, seed=1))


@pytest.mark.parametrize("model", ["ols", "sem", "slx", "sdem"])
def test_without_a_lag_effects_are_the_coefficients(china, model):
    found = farrell.spatial_panel(*china, model=model, effects="unit")
    of, row = found.coefficients.set_index("name"), found.effects().set_index("name").loc["gdp"]
    assert row[["direct", "direct_se"]].tolist() == pytest.approx(of.loc["gdp", ["estimate", "se"]].tolist())
    if model in ("slx", "sdem"):
        assert row[["indirect", "indirect_se"]].tolist() == pytest.approx(of.loc["W gdp", ["estimate", "se"]].tolist())
    else:
        assert row["indirect"] == 0
        assert math.isnan(row["indirect_z"])


@pytest.mark.parametrize("effects", ["none", "unit", "period", "both"])
def test_regressions_without_space_are_least_squares_with_dummies(china, effects):
    y, x, W = china
    found = farrell.spatial_panel(y, x, W, model="ols", effects=effects)
    units, periods = list(W.units), list(y)
    rows = [(u, t) for t in periods for u in units]
    X = np.array([[x["gdp"][t][u], x["old"][t][u]] for u, t in rows])
    D = [np.ones((len(rows), 1))]
    D += [np.array([[u == v for v in units[1:]] for u, _ in rows], float)] if effects in ("unit", "both") else []
    D += [np.array([[t == s for s in periods[1:]] for _, t in rows], float)] if effects in ("period", "both") else []
    full = np.hstack([X, *D])
    target = np.array([y[t][u] for u, t in rows])
    b, squares, *_ = np.linalg.lstsq(full, target, rcond=None)
    kept = found.coefficients.set_index("name").loc[["gdp", "old"]]
    assert kept["estimate"].tolist() == pytest.approx(b[:2], rel=1e-8)
    assert found.observations == {"none": 310, "unit": 279, "period": 300, "both": 270}[effects]
    assert found.sigma2 == pytest.approx(squares[0] / found.observations)
    V = np.linalg.inv(full.T @ full)[:2, :2] * found.sigma2
    assert kept["se"].tolist() == pytest.approx(np.sqrt(np.diag(V)), rel=1e-8)
    assert [found.residuals[t][u] for u, t in rows] == pytest.approx((target - full @ b).tolist(), abs=1e-10)


def test_scores_are_objected_to_in_both_languages(china):
    found = farrell.spatial_panel(*china, score=True)
    assert found.score
    assert len(found.at_bound) == sum(abs(v - 1) < 1e-9 for one in china[0].values() for v in one.values())
    english, chinese = found.objections(), found.objections("zh")
    assert "Simar & Wilson" in english[0]
    assert str(len(found.at_bound)) in english[1]
    assert "可分性" in chinese[0]
    assert all(words in found.summary() for words in english)
    plain = farrell.spatial_panel(*china)
    assert plain.objections() == ()
    assert "Simar" not in plain.summary()
    assert plain.spatial_rho == found.spatial_rho


def test_what_a_result_says_of_itself(china):
    found = farrell.spatial_panel(*china)
    for words in ("sdm", "both effects", "W gdp", "spatial_rho", "31 units, 10 periods", "indirect"):
        assert words in found.summary()
    assert repr(found).startswith("SpatialPanel: sdm, both effects, spatial_rho")
    assert "spatial_lambda" in repr(farrell.spatial_panel(*china, model="sem"))
    assert list(found.variance.columns) == [*found.coefficients["name"], "sigma2"]
    assert (
        "left out"
        in farrell.spatial_panel(
            {t: {u: one[u] for u in list(one)[:9]} for t, one in china[0].items()}, *china[1:], effects="unit"
        ).summary()
    )


def small(**changes):
    values = {t: {u: float((i + 1) * t % 7 + i) for i, u in enumerate("abcd")} for t in range(1, 7)}
    other = {t: {u: float((i + 2) ** t % 11) for i, u in enumerate("abcd")} for t in range(1, 7)}
    W = {"a": ["b"], "b": ["a", "c"], "c": ["b", "d"], "d": ["c"]}
    given = {"y": values, "x": {"x": other}, "W": W, "model": "sar", "effects": "unit"} | changes
    return lambda: farrell.spatial_panel(given.pop("y"), given.pop("x"), given.pop("W"), **given)


GAP = {t: {u: 1.0 + t for u in "abcd" if (u, t) != ("c", 3)} for t in range(1, 7)}
ALONE = Weights(tuple("abcd"), np.array([[0, 1, 0, 0], [1, 0, 1, 0], [0, 1, 0, 0], [0, 0, 0, 0.0]]), "own")


@pytest.mark.parametrize(
    ("make", "code"),
    [
        (small(y=GAP), "panel-missing"),
        (small(x={"x": GAP}), "panel-missing"),
        (small(x={}), "panel-variables"),
        (small(x={"sigma2": GAP | {3: dict.fromkeys("abcd", 4.0)}}), "panel-names"),
        (small(x={"x": {t: {u: float(ord(u)) for u in "abcd"} for t in range(1, 7)}}), "panel-collinear"),
        (small(y={1: {"a": 1.0, "b": 2.0, "c": 4.0, "d": 3.0}}, effects="both"), "panel-few"),
        (small(W=ALONE, effects="both"), "panel-islands"),
        (small(W=np.zeros((4, 4))), "weights-empty"),
        (small(W={"a": ["b"], "b": ["a"]}), "weights-missing"),
        (small(y={1: {"a": 1.0}}), "values-few"),
        (small(model="sdn"), "choice"),
        (small(effects="time"), "choice"),
        (small(lee_yu=True), "choice"),
        (lambda: small()().effects(draws=1), "panel-draws"),
    ],
)
def test_refusals(make, code):
    with pytest.raises(OptionError) as caught:
        make()
    assert caught.value.code == code
    assert str(caught.value)
    assert caught.value.text("zh")


def test_a_gap_is_named():
    with pytest.raises(OptionError, match=r"x: no finite value of c in 3; 1 values"):
        small(x={"x": GAP})()


def test_a_unit_without_a_neighbour_may_stand_beside_effects_of_units():
    found = small(W=ALONE)()
    assert -1 < found.spatial_rho < 1
