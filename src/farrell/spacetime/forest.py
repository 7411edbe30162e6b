"""A random forest of a score on its factors, what it predicts of units it has not seen, and Shapley values."""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from numbers import Integral
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from farrell import show
from farrell.errors import OptionError
from farrell.spacetime.dependence import SAME
from farrell.spacetime.observations import Column, Key, Observations, observed
from farrell.spacetime.places import Floats

Held = Literal["unit", "row"]
HELD: tuple[Held, ...] = ("unit", "row")
FEWEST_TREES = 50
"""With fewer, some rows may be in the sample of every tree."""
FEWEST = 10
"""Observations below which nothing can be held out."""
REPEATS = 10
"""Permutations of each factor."""


@dataclass(frozen=True, slots=True)
class Forest:
    """A random forest.

    Attributes
    ----------
    importance : DataFrame of factors, the greatest first: factor, mean_abs_shap, share (of their sum), trend
        (Spearman's correlation of a number and its Shapley values: above 0, more of it goes with a higher score; NaN of
        labels), permutation (what R2 of units held out loses when the factor is shuffled), permutation_sd, rank
    shap : DataFrame: unit, period, factor, value, shap (how far the factor moves this prediction from ``base``)
    predictions : DataFrame: unit, period, y, fitted, held_out (by the forest that has not seen the unit)
    base : the mean prediction of the trees
    r2, r2_oob, r2_cv : of the fit, which says nothing; out of the bag, where other years of a unit may be in it; of
        what is held out
    additivity : the greatest difference of ``base`` plus the Shapley values and the prediction
    n, units, trees, folds, seed, by : of the data, and the options
    left_out : (unit, period) without the value or a factor
    """

    importance: Any
    shap: Any
    predictions: Any
    base: float
    r2: float
    r2_oob: float
    r2_cv: float
    additivity: float
    n: int
    units: int
    trees: int
    folds: int
    seed: int
    by: Held
    left_out: tuple[Key, ...]

    @property
    def predicts(self) -> bool:
        """Whether the factors predict what is held out better than its mean does."""
        return self.r2_cv > 0

    def to_frame(self) -> Any:
        """A copy of the importance of factors."""
        return self.importance.copy()

    def summary(self) -> str:
        held = "units" if self.by == "unit" else "rows"
        lines = [
            f"Random forest, {self.trees} trees, {self.n} observations of {self.units} units",
            f"R2 {self.r2:.3f} fitted, {self.r2_oob:.3f} out of the bag, {self.r2_cv:.3f} of {held} held out",
            show.text_table(list(self.importance.columns), self.importance.to_numpy(dtype=object).tolist(), 4),
        ]
        if not self.predicts:
            lines.append(f"The factors predict nothing of {held} held out, and so their ranking means nothing.")
        if self.left_out:
            lines.append(f"Left out for want of a value: {len(self.left_out)} unit-periods.")
        return "\n".join(lines)

    def __repr__(self) -> str:
        return f"Forest: {self.trees} trees, n = {self.n}, R2 {self.r2_cv:.3f} of {self.by}s held out"


def forest(
    y: Column,
    factors: Mapping[str, Column],
    *,
    trees: int = 500,
    folds: int = 5,
    seed: int = 0,
    by: Held = "unit",
) -> Forest:
    """What goes with a score, without a form supposed: a random forest, tried on units it has not seen.

    Trees are grown on samples of rows with replacement, each split choosing among a third of the columns (at least
    one). Shapley values share each prediction among the factors::

        prediction_i = base + sum_k shap_ik

    Parameters
    ----------
    y : unit -> value, or period -> unit -> value
    factors : name -> unit -> value, or name -> period -> unit -> value; numbers, or texts (categories)
    trees : 50 or more
    folds : parts of the units, each predicted by a forest grown without it; 2 to the number of units
    seed : of samples, folds and permutations
    by : hold out whole units with all their periods ``"unit"``, or single rows ``"row"``, which flatters: the other
        years of a unit are as good as known

    Returns
    -------
    Forest
        ``predicts`` is False where ``r2_cv`` is 0 or less: then the ranking of factors means nothing

    Raises
    ------
    OptionError
        codes ``extra-missing`` (``farrell[forest]`` is not installed), ``forest-trees``, ``forest-folds``,
        ``drivers-none``, ``drivers-mixed``, ``drivers-value``, ``values-few``, ``values-constant``

    Notes
    -----
    Order of units and of factors does not matter. Shapley values are those of TreeSHAP along the trees' paths; they
    describe the forest, not causes, and correlated factors share what they say. With 31 units a forest has little to
    learn from. A category is a column for each label, of which the Shapley values are summed. Source: Breiman 2001,
    DOI 10.1023/A:1010933404324; Lundberg et al. 2020, DOI 10.1038/s42256-019-0138-9.

    Examples
    --------
    >>> import farrell
    >>> x = {f"u{i}": float(i) for i in range(40)}
    >>> found = farrell.forest({u: 2 * v for u, v in x.items()}, {"x": x}, trees=50)
    >>> found.predicts
    True
    """
    o = observed(y, factors, least=FEWEST)
    if np.ptp(o.y) <= SAME * np.abs(o.y).max():
        raise OptionError("values-constant")
    if by not in HELD:
        raise OptionError.choice("by", by, HELD)
    if isinstance(trees, bool) or not isinstance(trees, Integral) or trees < FEWEST_TREES:
        raise OptionError("forest-trees", value=repr(trees), least=FEWEST_TREES)
    groups = np.unique(o.units, return_inverse=True)[1] if by == "unit" else np.arange(len(o.y))
    most = int(groups.max()) + 1
    if isinstance(folds, bool) or not isinstance(folds, Integral) or not 2 <= folds <= most:
        raise OptionError("forest-folds", value=repr(folds), most=most)
    X, owner = _design(o)
    held = _held_out(X, owner, o.y, _parts(groups, int(folds), seed), int(trees), seed)
    return _grown(o, X, owner, held, int(trees), int(folds), seed, by)


def _libraries() -> tuple[Any, Any]:
    """The forest of scikit-learn, and shap, whose import warns of what is no business of the user."""
    try:
        from sklearn.ensemble import RandomForestRegressor

        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            import shap
    except ImportError as error:
        raise OptionError("extra-missing", what="farrell.forest", extra="forest") from error
    return RandomForestRegressor, shap


def _design(o: Observations) -> tuple[Floats, NDArray[np.int64]]:
    """(N, k) columns, factors by name, a category by one column each; and (k,) the number of each column's factor."""
    columns: list[Floats] = []
    owner = []
    for name in sorted(o.factors):
        values = o.factors[name]
        labels = np.unique(values) if values.dtype.kind == "U" else None
        found = [values] if labels is None else [(values == label).astype(np.float64) for label in labels]
        columns += found
        owner += [list(o.factors).index(name)] * len(found)
    return np.column_stack(columns), np.array(owner)


def _model(k: int, trees: int, seed: int, *, bag: bool = False) -> Any:
    grow, _ = _libraries()
    return grow(trees, max_features=max(k // 3, 1), random_state=seed, oob_score=bag)


def _parts(groups: NDArray[Any], folds: int, seed: int) -> NDArray[np.int64]:
    """(N,) the fold of every row, those of a group together."""
    n = int(groups.max()) + 1
    fold = np.empty(n, dtype=np.int64)
    fold[np.random.default_rng(seed).permutation(n)] = np.arange(n) % folds
    out: NDArray[np.int64] = fold[groups]
    return out


def _held_out(
    X: Floats, owner: NDArray[np.int64], y: Floats, fold: NDArray[np.int64], trees: int, seed: int
) -> tuple[Floats, Floats]:
    """(N,) predictions of rows held out, and (REPEATS, factors) what R2 of these loses when a factor is shuffled."""
    rng = np.random.default_rng(seed)
    predicted = np.empty(len(y))
    F = int(owner.max()) + 1
    worse = np.zeros((REPEATS, F))
    for f in np.unique(fold):
        out = fold == f
        model = _model(X.shape[1], trees, seed).fit(X[~out], y[~out])
        part, n = X[out], int(out.sum())
        predicted[out] = model.predict(part)
        shuffled = np.tile(part, (REPEATS, F, 1, 1))
        for r in range(REPEATS):
            for factor in range(F):
                columns = np.nonzero(owner == factor)[0]
                shuffled[r, factor][:, columns] = part[rng.permutation(n)][:, columns]
        found = model.predict(shuffled.reshape(-1, X.shape[1])).reshape(REPEATS, F, n)
        worse += ((y[out] - found) ** 2).sum(axis=2) - ((y[out] - predicted[out]) ** 2).sum()
    return predicted, worse / ((y - y.mean()) ** 2).sum()


def _grown(
    o: Observations,
    X: Floats,
    owner: NDArray[np.int64],
    held: tuple[Floats, Floats],
    trees: int,
    folds: int,
    seed: int,
    by: Held,
) -> Forest:
    """The forest of all rows, explained."""
    import pandas as pd

    _, shap = _libraries()
    model = _model(X.shape[1], trees, seed, bag=True).fit(X, o.y)
    explainer = shap.TreeExplainer(model, feature_perturbation="tree_path_dependent")
    each = np.asarray(explainer.shap_values(X), dtype=np.float64)
    base = float(np.ravel(explainer.expected_value)[0])
    fitted, names = model.predict(X), list(o.factors)
    values = np.column_stack([each[:, owner == k].sum(axis=1) for k in range(len(names))])
    rows: list[list[Any]] = [
        [unit, period, name, o.factors[name][i].item(), values[i, k]]
        for i, (unit, period) in enumerate(zip(o.units, o.periods, strict=True))
        for k, name in enumerate(names)
    ]
    predictions = pd.DataFrame(
        {"unit": o.units, "period": list(o.periods), "y": o.y, "fitted": fitted, "held_out": held[0]}
    )
    return Forest(
        _importance(o, values, held[1]), pd.DataFrame(rows, columns=["unit", "period", "factor", "value", "shap"]),
        predictions, base, _r2(o.y, fitted), float(model.oob_score_), _r2(o.y, held[0]),
        float(np.abs(base + values.sum(axis=1) - fitted).max()), len(o.y), len(set(o.units)), trees, folds, seed, by,
        o.left_out,
    )  # fmt: skip


def _r2(y: Floats, predicted: Floats) -> float:
    return float(1 - ((y - predicted) ** 2).sum() / ((y - y.mean()) ** 2).sum())


def _importance(o: Observations, values: Floats, worse: Floats) -> Any:
    import pandas as pd

    size = np.abs(values).mean(axis=0)
    trends = []
    for k, name in enumerate(o.factors):
        x = o.factors[name]
        known = x.dtype.kind != "U" and np.ptp(x) > 0 and np.ptp(values[:, k]) > 0
        trends.append(float(stats.spearmanr(x, values[:, k]).statistic) if known else np.nan)
    frame = pd.DataFrame(
        {
            "factor": list(o.factors), "mean_abs_shap": size, "share": size / size.sum(), "trend": trends,
            "permutation": worse.mean(axis=0), "permutation_sd": worse.std(axis=0, ddof=1),
        }
    )  # fmt: skip
    frame = frame.sort_values(["mean_abs_shap", "factor"], ascending=[False, True]).reset_index(drop=True)
    return frame.assign(rank=range(1, len(frame) + 1))
