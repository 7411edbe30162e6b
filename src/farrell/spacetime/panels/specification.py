"""Which spatial panel model? Lagrange multipliers, likelihood ratios, Wald tests, and fixed against random effects."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from scipy import stats

from farrell.catalogue import Language, text
from farrell.errors import FarrellWarning, OptionError, warn
from farrell.spacetime.panels.information import centred
from farrell.spacetime.panels.likelihood import estimated
from farrell.spacetime.panels.model import SpatialPanel, fitted
from farrell.spacetime.panels.random_effects import hausman
from farrell.spacetime.panels.sample import LEE_YU, PANEL_EFFECTS, LeeYu, PanelEffects, sampled
from farrell.spacetime.panels.stacking import ByPeriod, Stack, stacked
from farrell.spacetime.places import Floats

NULLS = {
    "lm lag": "panel.null-lm-lag",
    "lm error": "panel.null-lm-error",
    "robust lm lag": "panel.null-robust-lm-lag",
    "robust lm error": "panel.null-robust-lm-error",
    "lm joint": "panel.null-lm-joint",
    "lr sar": "panel.null-sar",
    "wald sar": "panel.null-sar",
    "lr sem": "panel.null-sem",
    "wald sem": "panel.null-sem",
    "hausman": "panel.null-hausman",
}
"""What each test may reject."""
Found = dict[str, tuple[float, int]]
"""Name of a test -> statistic, degrees of freedom."""


def spatial_tests(
    y: ByPeriod,
    x: Mapping[str, ByPeriod],
    W: Any,
    *,
    effects: PanelEffects = "both",
    lee_yu: LeeYu = "transformation",
    language: Language = "en",
) -> Any:
    """Tests of the specification of a spatial panel.

    Of the regression without space, with e its residuals, s2 their variance, N their number, M = I - X (X'X)^-1 X'::

        score     a = e'W y / s2 - T tr(W),   c = e'W e / s2 - T tr(W)        (tr(W) is 0 but of transformed data)
        spread    D = T [tr(W W) + tr(W'W) - 2 tr(W)^2 / n],   J = D + (W X b)' M (W X b) / s2
        lm lag, lm error                   a^2 / J,    c^2 / D
        robust lm lag, robust lm error     (a - c)^2 / (J - D),    (c - a D / J)^2 / (D - D^2 / J)
        lm joint                           (a - c)^2 / (J - D) + c^2 / D

    Of the spatial Durbin model: likelihood ratio and Wald tests that it is a lag model (the coefficients of W x are 0)
    or an error model (they are -spatial_rho times those of x, by the delta method). With effects of units, Hausman's
    test that these are random: d' (V_fixed - V_random)^-1 d, d the difference of all coefficients and spatial_rho.

    Parameters
    ----------
    y, x, W, effects, lee_yu : as in :func:`farrell.spatial_panel`. ``lee_yu="none"`` gives the Lagrange multipliers of
        Elhorst's routines. ``"bias"`` is for estimates; likelihoods are then those of ``"none"``
    language : of the column ``null``

    Returns
    -------
    DataFrame
        test, statistic, df, p (upper tail of chi-square), null (what is rejected where p is small)

    Raises
    ------
    OptionError
        as :func:`farrell.spatial_panel`

    Warns
    -----
    FarrellWarning
        code ``panel-hausman``: the difference of the two variances is not positive definite

    Notes
    -----
    Source: Anselin, Le Gallo & Jayet 2008, DOI 10.1007/978-3-540-75892-1_19; Elhorst 2014,
    DOI 10.1177/0160017612452429; with transformed data Debarsy & Ertur 2010, DOI 10.1016/j.regsciurbeco.2010.06.001.

    Examples
    --------
    >>> import farrell
    >>> panel = farrell.load("china-health").panel
    >>> beds = farrell.by_period(panel, panel.numbers["beds"] / panel.numbers["population_10k"])
    >>> old = farrell.by_period(panel, panel.numbers["share_65plus"])
    >>> tests = farrell.spatial_tests(beds, {"old": old}, farrell.contiguity(panel.units))
    >>> list(tests["test"])[:2]
    ['lm lag', 'lm error']
    """
    import pandas as pd

    for option, value, allowed in (("effects", effects, PANEL_EFFECTS), ("lee_yu", lee_yu, LEE_YU)):
        if value not in allowed:
            raise OptionError.choice(option, value, allowed)
    stack = stacked(y, x, W)
    found = _multipliers(stack, effects, lee_yu) | _nested(stack, effects, lee_yu)
    if effects in ("unit", "both"):
        test = hausman(stack, effects)
        found["hausman"] = (test.statistic, test.df)
        if not test.definite:
            warn(FarrellWarning("panel-hausman"))
    rows = [
        [name, value, df, float(stats.chi2.sf(value, df)), text(NULLS[name], language)]
        for name, (value, df) in found.items()
    ]
    return pd.DataFrame(rows, columns=["test", "statistic", "df", "p", "null"])


def _multipliers(stack: Stack, effects: PanelEffects, lee_yu: LeeYu) -> Found:
    """Lagrange multiplier tests of the regression without space."""
    sample = sampled(stack, durbin=False, effects=effects, lee_yu=lee_yu)
    found = estimated(sample, "none")
    e, s2 = found.residuals, found.sigma2
    W = centred(sample.W) if sample.inner else sample.W
    trace = float(np.trace(W))
    lag = float((e * sample.Wy).sum()) / s2 - sample.length * trace
    error = float((e * (e @ W.T)).sum()) / s2 - sample.length * trace
    D = sample.length * (float(np.trace(W @ W) + (W**2).sum()) - 2 * trace**2 / sample.width)
    J = D + _unexplained(sample.X, sample.WX @ found.b) / s2
    robust_lag = (lag - error) ** 2 / (J - D)
    return {
        "lm lag": (lag**2 / J, 1),
        "lm error": (error**2 / D, 1),
        "robust lm lag": (robust_lag, 1),
        "robust lm error": ((error - lag * D / J) ** 2 / (D - D**2 / J), 1),
        "lm joint": (robust_lag + error**2 / D, 2),
    }


def _unexplained(X: Floats, values: Floats) -> float:
    """Squares of values (T, n) that X (T, n, p) does not explain."""
    Q, _ = np.linalg.qr(X.reshape(-1, X.shape[-1]))
    flat = values.ravel()
    rest = flat - Q @ (Q.T @ flat)
    return float(rest @ rest)


def _nested(stack: Stack, effects: PanelEffects, lee_yu: LeeYu) -> Found:
    """Is the spatial Durbin model a lag or an error model?"""
    durbin, lag, error = (fitted(stack, model, effects, lee_yu) for model in ("sdm", "sar", "sem"))
    k = len(stack.names)
    return {
        "lr sar": (2 * (durbin.log_likelihood - lag.log_likelihood), k),
        "wald sar": (_wald(durbin, common_factor=False), k),
        "lr sem": (2 * (durbin.log_likelihood - error.log_likelihood), k),
        "wald sem": (_wald(durbin, common_factor=True), k),
    }


def _wald(durbin: SpatialPanel, *, common_factor: bool) -> float:
    """That b_W = 0, or that b_W + spatial_rho b = 0."""
    own = list(durbin.variables)
    near = [f"W {name}" for name in own]
    of = durbin.coefficients.set_index("name")["estimate"]
    b, around, c = of[own].to_numpy(), of[near].to_numpy(), durbin.spatial_rho if common_factor else 0.0
    V = durbin.variance.loc[[*own, *near, "spatial_rho"], [*own, *near, "spatial_rho"]].to_numpy()
    k = len(own)
    slope = np.column_stack([c * np.eye(k), np.eye(k), b if common_factor else np.zeros(k)])
    gap = around + c * b
    return float(gap @ np.linalg.solve(slope @ V @ slope.T, gap))
