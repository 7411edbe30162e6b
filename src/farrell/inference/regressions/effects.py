"""Linear regressions of a panel with effects of units and periods, fixed or random, and errors clustered by unit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import ArrayLike
from scipy import stats

from farrell.data.frozen import Frozen
from farrell.dea.frontier import Floats, Ints
from farrell.errors import OptionError
from farrell.inference.regressions.design import ALIKE, Design, columns_of, design, finite, numbered
from farrell.inference.regressions.regression import Regression, inferred, level_of

Effects = Literal["unit", "unit and period", "random"]
EFFECTS: tuple[Effects, ...] = ("unit", "unit and period", "random")


@dataclass(frozen=True, slots=True, repr=False)
class PanelEffects(Regression):
    """A panel regression; a :class:`Regression` with Mundlak's test.

    Attributes
    ----------
    r2_within : share of the variation within units that the variables account for
    mundlak, mundlak_df, mundlak_p : Wald statistic, chi-square, of the means of units in a regression with random
        effects; small p: the effects go with the variables, and random effects are biased
    """

    r2_within: float
    mundlak: float
    mundlak_df: int
    mundlak_p: float

    def summary(self) -> str:
        test = (
            f"within R2 {self.r2_within:.4f}; Mundlak's test of random effects: chi2({self.mundlak_df}) = "
            f"{self.mundlak:.3f}, p = {self.mundlak_p:.4f}"
        )
        return "\n".join([Regression.summary(self), test])


def panel_effects(
    y: ArrayLike,
    X: Any,
    *,
    units: Sequence[Any],
    periods: Sequence[Any],
    effects: Effects = "unit",
    names: Sequence[str] | None = None,
    level: float = 0.95,
) -> PanelEffects:
    """Linear regression with fixed or random effects, standard errors clustered by unit. By linearmodels.

    ::

        unit               y_it = x_it beta + u_i + e_it,         u_i any numbers
        unit and period    y_it = x_it beta + u_i + w_t + e_it
        random             y_it = x_it beta + u_i + e_it,         u_i drawn, unrelated to x (Swamy & Arora 1972)

    Mundlak's test adds the means of each unit to the regression with random effects and asks whether their
    coefficients are 0, with clustered errors (Mundlak 1978, DOI 10.2307/1913646; it is Hausman's test that stays valid
    where errors within a unit go together: Wooldridge 2010, Econometric Analysis of Cross Section and Panel Data, 2nd
    ed., section 10.7.3). With effects of periods the means are those of variables free of them.

    Parameters
    ----------
    y : (n,)
    X : (n, k) variables: a dataframe, a mapping of names to columns, or an array with ``names``
    units, periods : (n,) of each row
    effects : as above
    level : of the intervals, of t with G - 1 degrees of freedom for G units, the covariance times G / (G - 1)
        (n - 1) / (n - p), p all coefficients but the units' effects

    Returns
    -------
    PanelEffects

    Raises
    ------
    OptionError
        values that are not finite, variables that follow from each other or from the effects, a unit twice in a period

    Examples
    --------
    >>> import farrell
    >>> panel = farrell.load("china-health").panel
    >>> x = {"share_65plus": panel.numbers["share_65plus"]}
    >>> te = farrell.dea(panel, rts="crs").te
    >>> found = farrell.panel_effects(te, x, units=panel.unit_labels, periods=panel.period_labels)
    >>> found.names
    ('share_65plus',)
    """
    if effects not in EFFECTS:
        raise OptionError.choice("effects", effects, EFFECTS)
    level_of(level)
    right_side = design(columns_of(X, names), constant=True)
    values = np.asarray(y, dtype=np.float64)
    n = len(right_side.Z)
    if values.shape != (n,):
        raise OptionError("values-length", given=f"{values.shape}", expected=n)
    finite("y", values, None)
    unit, period = numbered(units, n), numbered(periods, n)
    twice = np.unique(np.column_stack([unit, period]), axis=0, return_index=True)[1]
    if len(twice) < n:
        again = int(np.setdiff1d(np.arange(n), twice)[0])
        raise OptionError("unit-twice", unit=str(list(units)[again]), period=str(list(periods)[again]))
    found, estimate, variance, kept = _fitted(values, right_side, unit, period, effects)
    G = int(unit.max()) + 1
    statistic, df = _mundlak(values, right_side, unit, period, effects)
    common: dict[str, Any] = {
        "model": f"{'random effects' if effects == 'random' else 'fixed effects'}, {effects}".removesuffix(", random"),
        "names": kept,
        **inferred(estimate, variance, level, G - 1),
        "log_likelihood": float("nan"),
        "observations": n,
        "converged": True,
        "gradient": 0.0,
        "steps": 0,
        "notes": ("determinants.linear",),
        "diagnostics": Frozen({"units": G, "periods": int(period.max()) + 1}),
        "settings": Frozen(
            {
                "effects": effects, "covariance": "clustered by unit", "level": level,
                "vif": right_side.vif, "condition": right_side.condition,
            }
        ),
    }  # fmt: skip
    return PanelEffects(
        **common,
        r2_within=float(found.rsquared_within),
        mundlak=statistic,
        mundlak_df=df,
        mundlak_p=float(stats.chi2.sf(statistic, df)),
    )


def _fitted(
    y: Floats, right_side: Design, unit: Ints, period: Ints, effects: Effects
) -> tuple[Any, Floats, Floats, tuple[str, ...]]:
    """What linearmodels finds: its result, coefficients, their variance, their names."""
    from linearmodels.panel import PanelOLS, RandomEffects

    random = effects == "random"
    kept = right_side.names if random else right_side.names[1:]
    Z = right_side.Z if random else right_side.Z[:, 1:]
    if not random:
        alike = _idle(kept, Z, unit, period if effects == "unit and period" else None)
        if alike:
            raise OptionError("panel-collinear", names=list(alike))
    scale = np.sqrt((Z**2).mean(axis=0))
    left, right = _frames(y, Z / scale, kept, unit, period)
    if random:
        model: Any = RandomEffects(left, right)
    else:
        model = PanelOLS(left, right, entity_effects=True, time_effects=effects == "unit and period")
    counted = {} if random else {"auto_df": False, "count_effects": False}
    found = model.fit(cov_type="clustered", cluster_entity=True, debiased=False, group_debias=False, **counted)
    G, n = int(unit.max()) + 1, len(y)
    p = len(kept) + (0 if random else 1) + (int(period.max()) if effects == "unit and period" else 0)
    factor = G / (G - 1) * (n - 1) / (n - p)
    variance = np.asarray(found.cov, dtype=np.float64) / np.outer(scale, scale) * factor
    return found, np.asarray(found.params, dtype=np.float64) / scale, variance, kept


def _frames(y: Floats, Z: Floats, names: tuple[str, ...], unit: Ints, period: Ints) -> tuple[Any, Any]:
    import pandas as pd

    index = pd.MultiIndex.from_arrays([unit, period], names=["unit", "period"])
    return pd.Series(y, index=index, name="y"), pd.DataFrame(Z, index=index, columns=list(names))


def _within(Z: Floats, unit: Ints, period: Ints | None) -> Floats:
    """Columns free of the effects, by least squares on dummies."""
    dummies = (unit[:, None] == np.arange(unit.max() + 1)).astype(np.float64)
    if period is not None:
        dummies = np.column_stack([dummies, (period[:, None] == np.arange(1, period.max() + 1)).astype(np.float64)])
    return np.asarray(Z - dummies @ np.linalg.lstsq(dummies, Z, rcond=None)[0])


def idle_beside(columns: Mapping[str, Floats], units: Sequence[Any], periods: Sequence[Any]) -> tuple[str, ...]:
    """Variables, name -> (n,), that follow from effects of units and of periods and the variables before them."""
    Z = np.column_stack(list(columns.values()))
    return _idle(tuple(columns), Z, numbered(units, len(Z)), numbered(periods, len(Z)))


def _idle(names: tuple[str, ...], Z: Floats, unit: Ints, period: Ints | None) -> tuple[str, ...]:
    left = _within(Z, unit, period) / np.linalg.norm(Z, axis=0)
    own = np.zeros(len(names))
    own[: min(left.shape)] = np.abs(np.diag(np.linalg.qr(left, mode="r")))
    return tuple(name for name, size in zip(names, own, strict=True) if size < ALIKE)


def _mundlak(y: Floats, right_side: Design, unit: Ints, period: Ints, effects: Effects) -> tuple[float, int]:
    """The Wald statistic of the units' means, and how many of them vary of their own."""
    from linearmodels.panel import RandomEffects

    X = right_side.Z[:, 1:]
    if effects == "unit and period":
        dummies = (period[:, None] == np.arange(period.max() + 1)).astype(np.float64)
        free = X - dummies @ np.linalg.lstsq(dummies, X, rcond=None)[0]
        y = y - dummies @ np.linalg.lstsq(dummies, y, rcond=None)[0]
        X = free
    sizes = np.bincount(unit)
    means = np.column_stack([np.bincount(unit, column) / sizes for column in X.T])[unit]
    whole = np.column_stack([np.ones(len(y)), X])
    chosen: list[int] = []
    for j in range(means.shape[1]):
        tried = np.column_stack([whole, means[:, [*chosen, j]]])
        own = np.abs(np.diag(np.linalg.qr(tried / np.linalg.norm(tried, axis=0), mode="r")))[-1]
        if own > ALIKE:
            chosen.append(j)
    Z = np.column_stack([whole, means[:, chosen]])
    scale = np.sqrt((Z**2).mean(axis=0))
    left, right = _frames(y, Z / scale, tuple(f"z{j}" for j in range(Z.shape[1])), unit, period)
    model = RandomEffects(left, right)
    found = model.fit(cov_type="clustered", cluster_entity=True, debiased=False, group_debias=False)
    k, G = whole.shape[1], len(sizes)
    b, V = np.asarray(found.params)[k:], np.asarray(found.cov)[k:, k:] * (G / (G - 1))
    return float(b @ np.linalg.solve(V, b)), len(chosen)
