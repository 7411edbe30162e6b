"""Regression of what is seen only within limits, by maximum likelihood."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from farrell.data.frozen import Frozen
from farrell.dea.frontier import Floats
from farrell.errors import FarrellWarning, OptionError, warn
from farrell.inference.regressions import indices
from farrell.inference.regressions.design import Design, columns_of, design, finite, numbered
from farrell.inference.regressions.newton import Basis, Fit, maximise, slopes
from farrell.inference.regressions.regression import (
    Covariance,
    Regression,
    covariance_of,
    inferred,
    level_of,
    sandwich,
)


def truncated_regression(
    y: ArrayLike,
    X: Any,
    *,
    left: float | None = None,
    right: float | None = None,
    names: Sequence[str] | None = None,
    constant: bool = True,
    covariance: Covariance = "observed",
    groups: Sequence[Any] | None = None,
    level: float = 0.95,
) -> Regression:
    """Regression of y that is seen only where left <= y <= right, by maximum likelihood.

    ::

        y = X beta + e,   e ~ N(0, sigma^2) given left <= y <= right,
        l = sum log h - log(2 pi)/2 - r^2/2 - log[Phi(h right - x'd) - Phi(h left - x'd)],   r = h y - x'd

    in d = beta / sigma, h = 1 / sigma, in which the likelihood has one maximum at most (Orme 1989, Econometric Reviews
    8:217-222; Orme & Ruud 2002, Economics Letters 75:209-217), by Newton's method with its own derivatives on
    orthogonal columns.

    Parameters
    ----------
    y : (n,) within the limits
    X : (n, k) variables: a dataframe, a mapping of names to columns, or an array with ``names``
    left, right : the limits, at least one
    constant : whether a constant is added
    covariance : ``"observed"`` information, ``"robust"`` (sandwich), or ``"cluster"`` (that of the sums of ``groups``)
    groups : (n,) of each row, for ``"cluster"``
    level : of the intervals, which are normal

    Returns
    -------
    Regression
        the coefficients and ``sigma``

    Raises
    ------
    OptionError
        no limit, values beyond a limit or not finite, variables that follow from each other, too few rows

    Warns
    -----
    FarrellWarning
        codes ``not-converged``: where the truncated part of the distribution is most of it the likelihood may rise
        without end as sigma does; ``collinear``

    Examples
    --------
    >>> import farrell
    >>> found = farrell.truncated_regression([3.5, 0.7, 3.7, 3.0, 10.4, 1.5, 6.1], [48, 51, 45, 50, 47, 34, 47], left=0)
    >>> found.names, bool(found.converged)
    (('constant', 'x1', 'sigma'), True)
    """
    right_side = design(columns_of(X, names), constant=constant)
    values, low, high = bounded(y, len(right_side.Z), left, right)
    for limit, beyond in ((left, values < low), (right, values > high)):
        if beyond.any():
            worst = values[int(beyond.argmax())]
            side = f">= {limit}" if limit == left else f"<= {limit}"
            raise OptionError("out-of-range", option="y", value=f"{worst:.6g}", allowed=side)
    settings = {"left": low, "right": high}
    model = "truncated regression"
    limits = (low, high)
    return fitted(model, indices.truncated, values, right_side, limits, covariance, groups, level, (), settings)


def bounded(y: ArrayLike, n: int, left: float | None, right: float | None) -> tuple[Floats, float, float]:
    """y (n,), checked, and the limits, infinite where there are none.

    Raises
    ------
    OptionError
        codes ``values-length``, ``drivers-value``, ``limits``
    """
    values = np.asarray(y, dtype=np.float64)
    if values.shape != (n,):
        raise OptionError("values-length", given=f"{values.shape}", expected=n)
    finite("y", values, None)
    low, high = -np.inf if left is None else float(left), np.inf if right is None else float(right)
    if (left is None and right is None) or not low < high:
        raise OptionError("limits", left=repr(left), right=repr(right))
    return values, low, high


def fitted(
    model: str,
    family: Any,
    y: Floats,
    right_side: Design,
    limits: tuple[float, float],
    covariance: Covariance,
    groups: Sequence[Any] | None,
    level: float,
    notes: tuple[str, ...],
    settings: dict[str, Any],
) -> Regression:
    """Fit a likelihood of :mod:`indices` to y."""
    covariance_of(covariance, groups)
    level_of(level)
    numbers = None if groups is None else numbered(groups, len(y))
    basis = Basis.of(right_side.Z, y, right_side.constant)
    inner = tuple(basis.limit(limit) for limit in limits)
    likelihood, scaled = family(*inner), (y - basis.centre) / basis.scale
    found = maximise(likelihood, basis.Q, scaled[None])
    theta = found.theta[0]
    terms = likelihood(theta[:-1] @ basis.Q.T, theta[-1:], scaled)
    pairs = (basis.Q[:, :, None] * basis.Q[:, None, :]).reshape(len(y), -1)
    whole = likelihood(theta[None, :-1] @ basis.Q.T, theta[None, -1:], scaled[None])
    _, information = slopes(whole, basis.Q, pairs)
    scores = np.column_stack([terms.m[:, None] * basis.Q, terms.h])
    inside = (y > limits[0]) & (y < limits[1]) if model == "tobit" else np.ones(len(y), dtype=bool)
    J = basis.jacobian(theta)
    variance = J @ sandwich(information[0], scores, covariance, numbers) @ J.T
    if not found.converged[0]:
        warn(FarrellWarning("not-converged", model=model, distance=f"{found.gradient[0]:.2g}"), depth=4)
    return Regression(
        model=model,
        names=(*right_side.names, "sigma"),
        **inferred(basis.coefficients(theta, constant=right_side.constant), variance, level),
        log_likelihood=float(found.value[0] - inside.sum() * np.log(basis.scale)),
        observations=len(y),
        converged=bool(found.converged[0]),
        gradient=float(found.gradient[0]),
        steps=int(found.steps[0]),
        notes=notes,
        diagnostics=Frozen({} if model != "tobit" else counted(y, limits)),
        settings=Frozen(
            {
                **settings, "covariance": covariance, "level": level,
                "vif": right_side.vif, "condition": right_side.condition,
            }
        ),
    )  # fmt: skip


def counted(y: Floats, limits: tuple[float, float]) -> dict[str, float]:
    return {"at_left": int((y <= limits[0]).sum()), "at_right": int((y >= limits[1]).sum())}


def coefficients_of_many(y: Floats, Z: Floats, left: float) -> tuple[Floats, Fit]:
    """(R, k + 1) beta and sigma of many truncated regressions of y (R, n) on Z (n, k), a constant first."""
    basis = Basis.of(Z, y, constant=True)
    found = maximise(indices.truncated(basis.limit(left), np.inf), basis.Q, (y - basis.centre) / basis.scale)
    return basis.coefficients(found.theta, constant=True), found
