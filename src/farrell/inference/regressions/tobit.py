"""Regression of what is cut off at limits, by maximum likelihood; with effects of units drawn at random, too."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from farrell.data.frozen import Frozen
from farrell.dea.frontier import Ints
from farrell.errors import FarrellWarning, OptionError, warn
from farrell.inference.regressions import indices
from farrell.inference.regressions.design import columns_of, design, numbered
from farrell.inference.regressions.newton import Basis
from farrell.inference.regressions.random_effects import Mixture
from farrell.inference.regressions.regression import (
    Covariance,
    Regression,
    covariance_of,
    inferred,
    level_of,
    sandwich,
)
from farrell.inference.regressions.truncated import bounded, counted, fitted

OBJECTION = "determinants.tobit"
AT_LIMIT = 1e-9
POINTS = 48
SAME = 1e-2
"""With twice the points, results may differ by this share of a standard error."""


def tobit(
    y: ArrayLike,
    X: Any,
    *,
    left: float | None = None,
    right: float | None = None,
    names: Sequence[str] | None = None,
    constant: bool = True,
    units: Sequence[Any] | None = None,
    points: int = POINTS,
    covariance: Covariance = "observed",
    groups: Sequence[Any] | None = None,
    level: float = 0.95,
) -> Regression:
    """Tobit regression with one limit or two, by maximum likelihood; with ``units``, with random effects of units.

    ::

        y* = X beta + e,  e ~ N(0, sigma^2),   y = left where y* <= left, right where y* >= right, else y*
        y*_it = x_it beta + u_i + e_it,        u_i ~ N(0, sigma_u^2)                       (with units)

    In d = beta / sigma, h = 1 / sigma the likelihood without effects is concave (Tobin 1958, DOI 10.2307/1907382; Olsen
    1978, DOI 10.2307/1911445). That with effects is one integral a unit, by adaptive Gauss-Hermite quadrature (Liu &
    Pierce 1994, DOI 10.1093/biomet/81.3.624) about the mode of its integrand; with twice the points it is made again,
    and how much that changes is told.

    On efficiency scores ``summary()`` prints the objection of Simar & Wilson 2007, DOI 10.1016/j.jeconom.2005.07.009.

    Parameters
    ----------
    y : (n,) values beyond a limit, or within 1e-9 of it, count as at it: a score of 1 has been rounded
    X : (n, k) variables: a dataframe, a mapping of names to columns, or an array with ``names``
    left, right : the limits, at least one
    constant : whether a constant is added
    units : (n,) the unit of each row, for random effects
    points : of the quadrature
    covariance : ``"observed"`` information, ``"robust"``, or ``"cluster"`` (sandwich of the sums of ``groups``; with
        ``units`` robust means by unit)
    groups : (n,) of each row, for ``"cluster"``; with ``units`` they must be these or hold them whole
    level : of the intervals, which are normal

    Returns
    -------
    Regression
        the coefficients and ``sigma``, with ``units`` ``sigma_u`` and ``sigma_e``. ``diagnostics`` counts the rows at
        each limit, and with units has ``rho``, the share of the units in the variance, and ``quadrature``, the largest
        change that twice the points make, in standard errors

    Raises
    ------
    OptionError
        no limit, values that are not finite, variables that follow from each other, too few rows

    Warns
    -----
    FarrellWarning
        codes ``not-converged``, ``quadrature`` (more points are needed), ``collinear``

    Examples
    --------
    >>> import farrell
    >>> found = farrell.tobit([0, 0.7, 0, 3.7, 3.0, 0, 1.5, 6.1], [58, 51, 48, 45, 50, 58, 34, 47], left=0)
    >>> found.diagnostics["at_left"]
    3
    """
    right_side = design(columns_of(X, names), constant=constant)
    values, low, high = bounded(y, len(right_side.Z), left, right)
    values = np.where(values <= low + AT_LIMIT, low, np.where(values >= high - AT_LIMIT, high, values))
    settings = {"left": low, "right": high}
    limits = (low, high)
    if units is None:
        return fitted(
            "tobit", indices.censored, values, right_side, limits, covariance, groups, level, (OBJECTION,), settings
        )
    covariance_of(covariance, groups)
    level_of(level)
    if isinstance(points, bool) or not isinstance(points, (int, np.integer)) or points < 2:
        raise OptionError("out-of-range", option="points", value=repr(points), allowed=">= 2")
    members = numbered(units, len(values))
    basis = Basis.of(right_side.Z, values, right_side.constant)
    likelihood = indices.censored(basis.limit(low), basis.limit(high))
    mixture = Mixture(likelihood, basis.Q, (values - basis.centre) / basis.scale, members)
    found = mixture.maximise(int(points))
    twice = mixture.maximise(2 * int(points), found.theta)
    k = len(right_side.names)
    J = np.zeros((k + 2, k + 2))
    inner = basis.jacobian(found.theta[:-1])
    J[:k, : k + 1] = inner[:k]
    h, q = found.theta[-2:]
    J[k, k:] = [-basis.scale * q / h**2, basis.scale / h]
    J[k + 1, k] = inner[k, k]
    numbers = None if groups is None else _of_units(numbered(groups, len(values)), members)
    variance = J @ sandwich(found.information, found.scores, covariance, numbers) @ J.T
    beta = basis.coefficients(found.theta[:-1], constant=right_side.constant)
    estimate = np.r_[beta[:-1], beta[-1] * q, beta[-1]]
    inside = ((values > low) & (values < high)).sum()
    result = inferred(estimate, variance, level)
    other = basis.coefficients(twice.theta[:-1], constant=right_side.constant)
    change = float(np.abs((other - beta)[:-1] / result["se"][:k]).max())
    if not found.converged:
        warn(FarrellWarning("not-converged", model="random-effects tobit", distance=f"{found.gradient:.2g}"))
    if not change <= SAME:
        warn(FarrellWarning("quadrature", points=points, change=f"{change:.2g}"))
    return Regression(
        model="random-effects tobit",
        names=(*right_side.names, "sigma_u", "sigma_e"),
        **result,
        log_likelihood=float(found.value - inside * np.log(basis.scale)),
        observations=len(values),
        converged=found.converged,
        gradient=found.gradient,
        steps=found.steps,
        notes=(OBJECTION,),
        diagnostics=Frozen(
            {**counted(values, limits), "rho": float(q**2 / (1 + q**2)), "points": int(points), "quadrature": change}
        ),
        settings=Frozen(
            {
                **settings, "covariance": covariance, "level": level, "points": int(points),
                "vif": right_side.vif, "condition": right_side.condition,
            }
        ),
    )  # fmt: skip


def _of_units(groups: Ints, members: Ints) -> Ints:
    """The group of each unit, which must lie in one."""
    first = np.full(int(members.max()) + 1, -1, dtype=np.int64)
    first[members[::-1]] = groups[::-1]
    if (first[members] != groups).any():
        raise OptionError("groups-nested", groups=[str(int(members[(first[members] != groups).argmax()]))])
    return first
