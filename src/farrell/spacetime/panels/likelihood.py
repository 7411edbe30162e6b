"""Maximum likelihood of spatial panel models, in one parameter: the others follow from it in closed form."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from farrell.errors import OptionError
from farrell.spacetime.panels.sample import Sample
from farrell.spacetime.places import Floats

Process = Literal["none", "lag", "error"]
PLACES = 101
"""Points at which a likelihood is looked at before its peak is found from its slope."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """What maximises a likelihood.

    Attributes
    ----------
    process : whether space is in the dependent variable (``lag``), in the error, or in neither
    b : (p,) coefficients of X
    c : spatial_rho of ``lag``, spatial_lambda of ``error``, 0 of ``none``
    sigma2 : variance of the innovations
    log_likelihood : at these values
    residuals : (T, n) innovations, free of effects
    """

    process: Process
    b: Floats
    c: float
    sigma2: float
    log_likelihood: float
    residuals: Floats


def estimated(sample: Sample, process: Process) -> Estimate:
    """The maximum of

    l = -N/2 log(2 pi sigma2) + log_determinant(c) - e'e / (2 sigma2),    N = width * length

    with e = y - c W y - X b (lag), (I - c W)(y - X b) (error), y - X b (none).

    Raises
    ------
    OptionError
        code ``panel-boundary``: the likelihood rises to the end of the interval of c
    """
    squares = {"none": _nothing, "lag": _lag, "error": _error}[process](sample)
    c = 0.0 if process == "none" else _peak(sample, squares)
    b, e, _ = squares(c)
    return _valued(sample, process, b, c, float((e**2).sum()) / sample.size, e)


def bias_corrected(sample: Sample, found: Estimate, information: Floats) -> Estimate:
    """One step of Lee & Yu from the likelihood with dummies towards that without effects.

    With effects of periods the score of (b, c, sigma2) is short of T (0, 1 / (1 - c), 1 / (2 sigma2)); the step is this
    times the inverse of the information. With effects of units sigma2 is then multiplied by T / (T - 1). The
    log-likelihood stays that of the maximum.
    """
    T = len(sample.y)
    b, c, sigma2 = found.b, found.c, found.sigma2
    if sample.period:
        short = np.zeros(len(information))
        short[-1] = T / (2 * sigma2)
        if found.process != "none":
            short[-2] = T / (1 - c)
        step = np.linalg.solve(information, short)
        b, sigma2 = b + step[: len(b)], sigma2 + float(step[-1])
        c = c + float(step[-2]) if found.process != "none" else c
    if sample.unit:
        sigma2 *= T / (T - 1)
    return replace(found, b=b, c=c, sigma2=sigma2, residuals=innovations(sample, found.process, b, c))


def innovations(sample: Sample, process: Process, b: Floats, c: float) -> Floats:
    """(T, n) of any b and c."""
    if process == "error":
        return (sample.y - sample.X @ b) - c * (sample.Wy - sample.WX @ b)
    return sample.y - c * sample.Wy - sample.X @ b


def _valued(sample: Sample, process: Process, b: Floats, c: float, sigma2: float, e: Floats) -> Estimate:
    value = -sample.size / 2 * (math.log(2 * math.pi * sigma2) + 1) + sample.log_determinant(c)
    return Estimate(process, b, c, sigma2, value, e.reshape(sample.y.shape))


Squares = Callable[[float], tuple[Floats, Floats, float]]
"""c -> b, e and half the slope of e'e at c, b following."""


def _nothing(sample: Sample) -> Squares:
    b, e = _least_squares(sample.X, sample.y)
    return lambda c: (b, e, 0.0)


def _lag(sample: Sample) -> Squares:
    """e = e0 - c e1, b = b0 - c b1, of the regressions of y and of W y."""
    b0, e0 = _least_squares(sample.X, sample.y)
    b1, e1 = _least_squares(sample.X, sample.Wy)
    cross, square = float((e0 * e1).sum()), float((e1**2).sum())
    return lambda c: (b0 - c * b1, e0 - c * e1, c * square - cross)


def _error(sample: Sample) -> Squares:
    """b of the regression of (I - c W) y on (I - c W) X; half the slope of e'e is -e' W (y - X b)."""

    def at(c: float) -> tuple[Floats, Floats, float]:
        b, e = _least_squares(sample.X - c * sample.WX, sample.y - c * sample.Wy)
        return b, e, -float((e * (sample.Wy - sample.WX @ b)).sum())

    return at


def _least_squares(X: Floats, y: Floats) -> tuple[Floats, Floats]:
    """b (p,) and e (T, n)."""
    p = X.shape[-1]
    Q, R = np.linalg.qr(X.reshape(-1, p))
    seen = Q.T @ y.ravel()
    return np.linalg.solve(R, seen), y - (Q @ seen).reshape(y.shape)


def _peak(sample: Sample, squares: Squares) -> float:
    """Where the likelihood in c is highest: the best of many places, then the zero of the slope about it."""
    from scipy.optimize import brentq

    def value(c: float) -> float:
        return sample.log_determinant(c) - sample.size / 2 * math.log(float((squares(c)[1] ** 2).sum()))

    def slope(c: float) -> float:
        _, e, half = squares(c)
        return sample.log_determinant_slope(c) - sample.size * half / float((e**2).sum())

    low, high = sample.bounds
    edge = 1e-9 * (high - low)
    places = np.linspace(low + edge, high - edge, PLACES)
    best = int(np.argmax([value(c) for c in places]))
    left, right = places[max(best - 1, 0)], places[min(best + 1, PLACES - 1)]
    if slope(left) <= 0 or slope(right) >= 0:
        raise OptionError("panel-boundary", bound=round(float(places[best]), 6))
    return float(brentq(slope, left, right, xtol=1e-15, rtol=8.9e-16, maxiter=200))
