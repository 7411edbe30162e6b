"""Random forests: Shapley values against their definition, and what is and is not predicted of units held out."""

from __future__ import annotations

import itertools
import math
import sys

import numpy as np
import pytest

import farrell
from farrell.errors import OptionError
from farrell.spacetime.forest import _design, _model
from farrell.spacetime.observations import observed

NAMES = [f"u{i:02d}" for i in range(30)]


@pytest.fixture(scope="module")
def data():
    rng = np.random.default_rng(4)
    size, age = rng.normal(size=(2, 30))
    kind = rng.choice(["city", "county"], 30)
    y = 2 * size + (kind == "city") + 0.3 * rng.normal(size=30)
    column = lambda values: dict(zip(NAMES, values.tolist(), strict=True))  # noqa: E731
    return column(y), {"size": column(size), "kind": column(kind), "age": column(age)}


@pytest.fixture(scope="module")
def found(data):
    return farrell.forest(*data, trees=60)


def expectation(tree, x, known, node=0):
    """The tree's prediction where only some columns are known: the others go both ways, by their shares."""
    left, right = tree.children_left[node], tree.children_right[node]
    if left < 0:
        return tree.value[node, 0, 0]
    if tree.feature[node] in known:
        # as scikit-learn compares: in single precision
        return expectation(tree, x, known, left if np.float32(x[tree.feature[node]]) <= tree.threshold[node] else right)
    weight = tree.weighted_n_node_samples
    return sum(weight[child] / weight[node] * expectation(tree, x, known, child) for child in (left, right))


def test_shapley_values_are_those_of_their_definition(data, found):
    o = observed(*data, least=10)
    X, owner = _design(o)
    k = X.shape[1]
    model = _model(k, 60, 0).fit(X, o.y)
    for i in (0, 7):
        v = {
            known: np.mean([expectation(one.tree_, X[i], known) for one in model.estimators_])
            for size in range(k + 1)
            for known in itertools.combinations(range(k), size)
        }
        values = np.zeros(len(o.factors))
        for j in range(k):
            for known in (known for known in v if j not in known):
                weight = math.factorial(len(known)) * math.factorial(k - len(known) - 1) / math.factorial(k)
                values[owner[j]] += weight * (v[tuple(sorted((*known, j)))] - v[known])
        rows = found.shap[found.shap["unit"] == NAMES[i]]
        assert rows["factor"].tolist() == list(o.factors)
        assert rows["shap"].to_numpy() == pytest.approx(values, abs=1e-8)
        assert found.base == pytest.approx(v[()], abs=1e-8)


def test_shapley_values_add_up_to_the_prediction(found):
    assert found.additivity < 1e-8
    sums = found.base + found.shap.groupby("unit")["shap"].sum()
    assert sums.to_numpy() == pytest.approx(found.predictions.set_index("unit")["fitted"].to_numpy(), abs=1e-8)
    mean = found.shap["shap"].abs().groupby(found.shap["factor"]).mean()
    table = found.importance.set_index("factor")
    assert table["mean_abs_shap"].to_dict() == pytest.approx(mean.to_dict())
    assert table["share"].sum() == pytest.approx(1)


def test_what_matters_is_found_and_predicts(found):
    assert found.predicts
    assert found.importance["factor"].tolist()[0] == "size"
    table = found.importance.set_index("factor")
    assert table["trend"]["size"] > 0.9
    assert math.isnan(table["trend"]["kind"])
    assert table["permutation"]["size"] > 5 * abs(table["permutation"]["age"])
    p = found.predictions
    left = ((p["y"] - p["held_out"]) ** 2).sum() / ((p["y"] - p["y"].mean()) ** 2).sum()
    assert found.r2_cv == pytest.approx(1 - left)
    assert "means nothing" not in found.summary()
    assert "60 trees" in repr(found)
    copy = found.to_frame()
    copy["rank"] = 0
    assert found.importance["rank"].tolist() == [1, 2, 3]


def test_order_of_units_and_factors_does_not_matter(data, found):
    y, factors = data
    back = {name: dict(reversed(column.items())) for name, column in reversed(factors.items())}
    other = farrell.forest(dict(reversed(y.items())), back, trees=60)
    assert other.importance["factor"].tolist() == found.importance["factor"].tolist()
    numbers = found.importance[["mean_abs_shap", "trend"]].to_numpy()
    assert other.importance[["mean_abs_shap", "trend"]].to_numpy() == pytest.approx(numbers, nan_ok=True)
    assert (other.r2_cv, other.r2_oob) == pytest.approx((found.r2_cv, found.r2_oob))


def test_years_of_a_unit_are_held_out_together():
    """Noise that never changes tells units apart, so that rows are predicted by their other years, and units not."""
    rng = np.random.default_rng(6)
    level, noise = (dict(zip(NAMES, one.tolist(), strict=True)) for one in rng.normal(size=(2, 30)))
    y = {year: {u: v + 0.01 * year for u, v in level.items()} for year in range(5)}
    rows = farrell.forest(y, {"noise": noise}, trees=60, by="row")
    units = farrell.forest(y, {"noise": noise}, trees=60)
    assert rows.r2_cv > 0.9
    assert units.r2_oob > 0.9
    assert units.r2_cv <= 0
    assert not units.predicts
    assert "their ranking means nothing" in units.summary()
    assert units.units == 30
    assert units.n == 150


def test_gaps_are_named_and_left_out(data):
    y, factors = data
    part = {**factors, "size": {u: (math.nan if u == "u03" else v) for u, v in factors["size"].items()}}
    found = farrell.forest(y, part, trees=50, folds=2)
    assert found.left_out == (("u03", None),)
    assert "1 unit-periods" in found.summary()


def test_without_the_extra_one_is_told_what_to_install(data, monkeypatch):
    monkeypatch.setitem(sys.modules, "sklearn.ensemble", None)
    with pytest.raises(OptionError, match=r"farrell\[forest\]") as caught:
        farrell.forest(*data)
    assert caught.value.code == "extra-missing"


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ({"trees": 49}, "forest-trees"),
        ({"trees": 60.0}, "forest-trees"),
        ({"folds": 1}, "forest-folds"),
        ({"folds": 31}, "forest-folds"),
        ({"by": "year"}, "choice"),
        ({"factors": {}}, "drivers-none"),
        ({"y": dict.fromkeys(NAMES, 1.0)}, "values-constant"),
        ({"y": {"u00": 1.0, "u01": 2.0}}, "values-few"),
    ],
)
def test_refusals(data, options, code):
    given = {"y": data[0], "factors": data[1], **options}
    with pytest.raises(OptionError) as caught:
        farrell.forest(**given)
    assert caught.value.code == code
    assert caught.value.text("zh")
