"""Regression of shares, whatever their distribution: the mean is a logit, and standard errors are robust."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
from numpy.typing import ArrayLike
from scipy import stats
from scipy.special import expit

from farrell import show
from farrell.data.frozen import Frozen
from farrell.data.panel import frozen
from farrell.dea.frontier import Floats
from farrell.errors import FarrellWarning, OptionError, warn
from farrell.inference.regressions.design import columns_of, design, finite, numbered
from farrell.inference.regressions.regression import (
    Covariance,
    Regression,
    covariance_of,
    inferred,
    level_of,
    sandwich,
)

AT_BOUND = 1e-9
"""A share this close to 0 or 1 is counted as at it."""


@dataclass(frozen=True, slots=True, repr=False)
class FractionalLogit(Regression):
    """A fractional logit; a :class:`Regression` with average partial effects.

    Attributes
    ----------
    effect, effect_se, effect_p, effect_low, effect_high : (v,) mean over the rows of what one more of each variable
        adds to the mean of y, by the delta method; of the variables, without the constant
    """

    effect: Floats
    effect_se: Floats
    effect_p: Floats
    effect_low: Floats
    effect_high: Floats

    def effects(self) -> Any:
        """A DataFrame of the average partial effects: name, effect, se, p, low, high."""
        import pandas as pd

        columns = {"se": self.effect_se, "p": self.effect_p, "low": self.effect_low, "high": self.effect_high}
        return pd.DataFrame({"name": self.names[-len(self.effect) :], "effect": self.effect, **columns})

    def summary(self) -> str:
        frame = self.effects()
        table = show.text_table(list(frame.columns), frame.to_numpy(dtype=object).tolist(), 4)
        return "\n".join([Regression.summary(self), "average partial effects", table])


def fractional_logit(
    y: ArrayLike,
    X: Any,
    *,
    names: Sequence[str] | None = None,
    constant: bool = True,
    covariance: Covariance = "robust",
    groups: Sequence[Any] | None = None,
    level: float = 0.95,
) -> FractionalLogit:
    """Regression of a share in [0, 1] by quasi-maximum likelihood.

    ::

        E[y | x] = G(x beta),  G(z) = 1 / (1 + exp(-z)),   maximise sum y log G(x beta) + (1 - y) log(1 - G(x beta))

    It asks for the mean to be right and for nothing else of the distribution; ones and zeros are taken as they are
    (Papke & Wooldridge 1996, DOI 10.1002/(SICI)1099-1255(199611)11:6<619::AID-JAE418>3.0.CO;2-1; of efficiency scores:
    Ramalho, Ramalho & Henriques 2010, DOI 10.1007/s11123-010-0187-0). Fitted by statsmodels.

    Parameters
    ----------
    y : (n,) in [0, 1]
    X : (n, k) variables: a dataframe, a mapping of names to columns, or an array with ``names``
    constant : whether a constant is added
    covariance : ``"robust"`` or ``"cluster"`` (by ``groups``); ``"observed"`` holds for yes-or-no y only
    groups : (n,) of each row, for ``"cluster"``
    level : of the intervals, which are normal

    Returns
    -------
    FractionalLogit
        with ``effects()``: the mean over the rows of G'(x beta) beta_j

    Raises
    ------
    OptionError
        values beyond [0, 1] or not finite, variables that follow from each other, too few rows

    Examples
    --------
    >>> import farrell
    >>> found = farrell.fractional_logit([0.9, 0.7, 1.0, 0.6, 0.8, 0.5], {"age": [3, 5, 2, 6, 3, 8]})
    >>> bool(found.effect[0] < 0)
    True
    """
    import warnings

    from statsmodels.genmod.families import Binomial
    from statsmodels.genmod.generalized_linear_model import GLM

    right_side = design(columns_of(X, names), constant=constant)
    Z = right_side.Z
    share = np.asarray(y, dtype=np.float64)
    if share.shape != (len(Z),):
        raise OptionError("values-length", given=f"{share.shape}", expected=len(Z))
    finite("y", share, None)
    beyond = (share < 0) | (share > 1)
    if beyond.any():
        worst = share[int(beyond.argmax())]
        raise OptionError("out-of-range", option="y", value=f"{worst:.6g}", allowed="0 <= y <= 1")
    covariance_of(covariance, groups)
    level_of(level)
    scale = np.sqrt((Z**2).mean(axis=0))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # that the search has not ended is told below
        fit = GLM(share, Z / scale, family=Binomial()).fit(tol=1e-12, maxiter=200)
    beta = np.asarray(fit.params) / scale
    p = expit(Z @ beta)
    slope = p * (1 - p)
    information, scores = (Z * slope[:, None]).T @ Z, (share - p)[:, None] * Z
    g = scores.sum(axis=0)
    distance = float(g @ np.linalg.pinv(information, hermitian=True) @ g)
    if not distance <= 1e-8:
        warn(FarrellWarning("not-converged", model="fractional logit", distance=f"{distance:.2g}"))
    numbers = None if groups is None else numbered(groups, len(Z))
    variance = sandwich(information, scores, covariance, numbers)
    first = int(right_side.constant)
    effect = slope.mean() * beta[first:]
    bend = (slope * (1 - 2 * p)) @ Z / len(Z)
    J = np.outer(beta[first:], bend)
    J[:, first:] += slope.mean() * np.eye(len(effect))
    with np.errstate(divide="ignore", invalid="ignore"):
        spread = np.sqrt(np.diag(J @ variance @ J.T))
        chance = 2 * stats.norm.sf(np.abs(effect / spread))
    reach = stats.norm.ppf((1 + level) / 2)
    with np.errstate(divide="ignore", invalid="ignore"):
        value = float(
            np.sum(np.where(share > 0, share * np.log(p), 0) + np.where(share < 1, (1 - share) * np.log1p(-p), 0))
        )
    common: dict[str, Any] = {
        "model": "fractional logit",
        "names": right_side.names,
        **inferred(beta, variance, level),
        "log_likelihood": value,
        "observations": len(Z),
        "converged": bool(distance <= 1e-8),
        "gradient": distance,
        "steps": int(fit.fit_history["iteration"]),
        "notes": ("determinants.fractional",),
        "diagnostics": Frozen({"at_0": int((share <= AT_BOUND).sum()), "at_1": int((share >= 1 - AT_BOUND).sum())}),
        "settings": Frozen(
            {"covariance": covariance, "level": level, "vif": right_side.vif, "condition": right_side.condition}
        ),
    }
    effects = (effect, spread, chance, effect - reach * spread, effect + reach * spread)
    own = [field.name for field in fields(FractionalLogit) if field.name.startswith("effect")]
    return FractionalLogit(**common, **{name: frozen(values) for name, values in zip(own, effects, strict=True)})
