"""The maximum of a frontier's likelihood: starting values, search, standard errors, and whether it is one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from scipy import linalg, optimize, stats

from farrell.inference.stochastic.design import Design, Floats
from farrell.inference.stochastic.likelihood import log_likelihood

GRID = np.arange(0.05, 1.0, 0.05)
"""Values of gamma tried for a start."""
STEP = 1e-4
"""Of the central differences of the gradient, in scaled parameters."""
DECREMENT = 1e-12
"""The likelihood cannot rise by more than half of this where a Newton step is that short."""
NOTHING = 1e-7
"""A likelihood that beats least squares by no more than this has no inefficiency in it; so has a gamma this small."""
ALL = 1 - 1e-7
"""A gamma above this has no noise in it."""
NEWTON = 50


@dataclass(frozen=True, slots=True)
class LeastSquares:
    """The frontier without inefficiency.

    Attributes
    ----------
    beta, se : (k,)
    sigma2 : e'e / (N - k)
    log_likelihood : with the maximum likelihood variance e'e / N
    skewness : third central moment of the residuals over their standard deviation cubed
    variance : (k, k) of beta
    """

    beta: Floats
    se: Floats
    sigma2: float
    log_likelihood: float
    skewness: float
    variance: Floats


@dataclass(frozen=True, slots=True)
class Maximum:
    """Where the likelihood is highest.

    Attributes
    ----------
    parameters : (p,) in the order of :attr:`Design.names`
    variance : (p, p) inverse of the negative Hessian; NaN where it is not one, or gamma is at a bound
    log_likelihood : there
    boundary : none, no inefficiency (gamma = 0) or no noise (gamma = 1)
    converged : whether it is a maximum: the Hessian is negative definite, and no Newton step would raise the likelihood
    decrement : g' (-H)^-1 g there
    iterations : of the search that found it, and of Newton's method after it
    """

    parameters: Floats
    variance: Floats
    log_likelihood: float
    boundary: str
    converged: bool
    decrement: float
    iterations: int


def least_squares(design: Design) -> LeastSquares:
    """Ordinary least squares of y on X."""
    n, k = design.X.shape
    Q, R = np.linalg.qr(design.X)
    beta = linalg.solve_triangular(R, Q.T @ design.y)
    e = design.y - design.X @ beta
    square = float(e @ e)
    inverse = linalg.solve_triangular(R, np.eye(k))
    variance = square / (n - k) * inverse @ inverse.T
    value = -n / 2 * (np.log(2 * np.pi * square / n) + 1)
    return LeastSquares(
        beta, np.sqrt(np.diag(variance)), square / (n - k), float(value), float(stats.skew(e)), variance
    )


def maximum(design: Design, plain: LeastSquares) -> Maximum:
    """Maximise the likelihood from several starts; Newton's method ends it.

    The search is in sigma2's logarithm, gamma's log-odds, and X and Z turned into orthogonal columns of one length, so
    units of measurement do not matter. Starts are Frontier's (Coelli 1996, CEPA Working Paper 96/07, section 3): least
    squares, its constant and variance corrected for each gamma of a grid, mu = eta = 0; the best is taken, and for mu
    some values on both sides of 0.
    """
    scaled = _Scaled.of(design, plain)
    runs = [_search(scaled.design, start) for start in _starts(scaled)]
    found = max(runs, key=lambda run: run[1])
    x, value, more = _newton(scaled.design, found[0])
    gamma = _natural(scaled.design, x)[design.X.shape[1] + 1]
    if value <= scaled.value + NOTHING or gamma < NOTHING:
        return _without(design, plain)
    H = _hessian(scaled.design, x)
    g = _transformed(scaled.design, x)[1]
    variance, decrement, proper = _inverse(H, g)
    at = "no noise" if gamma > ALL else ""
    parameters, covariance = scaled.back(x, variance)
    return Maximum(
        parameters,
        covariance,
        value - len(design.y) * np.log(scaled.unit),
        at,
        bool(proper and decrement < DECREMENT and not at),
        decrement,
        found[2] + more,
    )


def _without(design: Design, plain: LeastSquares) -> Maximum:
    """Least squares as the maximum: gamma = 0, so mu and eta have no meaning."""
    n, k = design.X.shape
    parameters = np.full(len(design.names), np.nan)
    parameters[:k], parameters[k : k + 2] = plain.beta, (plain.sigma2 * (n - k) / n, 0.0)
    variance = np.full((len(design.names),) * 2, np.nan)
    variance[:k, :k] = plain.variance
    return Maximum(parameters, variance, plain.log_likelihood, "no inefficiency", True, 0.0, 0)


@dataclass(frozen=True, slots=True)
class _Scaled:
    """A design with orthogonal columns and residuals of unit size, and the way back."""

    design: Design
    unit: float
    x_turn: Floats
    z_turn: Floats
    shift: Floats
    beta: Floats
    value: float

    @classmethod
    def of(cls, design: Design, plain: LeastSquares) -> _Scaled:
        n = len(design.y)
        unit = float(np.sqrt(plain.sigma2))
        turn_x, turn_z = _turn(design.X), _turn(design.Z)
        e = (design.y - design.X @ plain.beta) / unit
        turned = replace(design, y=e, X=design.X @ turn_x, Z=design.Z @ turn_z)
        constant = np.asarray(linalg.solve(turn_x, np.eye(design.X.shape[1])[0]))
        return cls(turned, unit, turn_x, turn_z, constant, plain.beta, plain.log_likelihood + n * float(np.log(unit)))

    def back(self, x: Floats, variance: Floats) -> tuple[Floats, Floats]:
        """Parameters and their variance in the units of the data."""
        k, q = len(self.x_turn), len(self.z_turn)
        p = _natural(self.design, x)
        sigma2, gamma = p[k : k + 2]
        slope = np.eye(len(p))
        slope[:k, :k] = self.unit * self.x_turn
        slope[k, k], slope[k + 1, k + 1] = sigma2 * self.unit**2, gamma * (1 - gamma)
        slope[k + 2 : k + 2 + q, k + 2 : k + 2 + q] = self.unit * self.z_turn
        out = p.copy()
        out[:k] = self.beta + slope[:k, :k] @ p[:k]
        out[k] *= self.unit**2
        out[k + 2 : k + 2 + q] = slope[k + 2 : k + 2 + q, k + 2 : k + 2 + q] @ p[k + 2 : k + 2 + q]
        return out, slope @ variance @ slope.T


def _turn(columns: Floats) -> Floats:
    """(k, k) what makes columns orthogonal, each of mean square 1."""
    if not columns.shape[1]:
        return np.zeros((0, 0))
    R = np.linalg.qr(columns)[1] / np.sqrt(len(columns))
    return np.asarray(linalg.solve_triangular(R, np.eye(columns.shape[1])))


def _natural(design: Design, x: Floats) -> Floats:
    p = x.copy()
    k = design.X.shape[1]
    p[k], p[k + 1] = np.exp(np.clip(x[k], -60, 60)), 1 / (1 + np.exp(-np.clip(x[k + 1], -36, 36)))
    return p


def _transformed(design: Design, x: Floats) -> tuple[float, Floats]:
    """The likelihood and its gradient in log sigma2 and the log-odds of gamma."""
    p = _natural(design, x)
    k = design.X.shape[1]
    with np.errstate(all="ignore"):
        value, gradient = log_likelihood(design, p)
    gradient[k : k + 2] *= p[k], p[k + 1] * (1 - p[k + 1])
    return value, gradient


def _starts(scaled: _Scaled) -> Iterator[Floats]:
    """The best of the grid on gamma, and for mu the same with it off 0."""
    design = scaled.design
    k, q = design.X.shape[1], design.Z.shape[1]
    variance = float(np.mean(design.y**2))
    points = []
    for gamma in GRID:
        share = 1.0 if design.exponential else 2 / np.pi
        sigma2 = variance if design.exponential else variance / (1 - share * gamma)
        x = np.zeros(len(design.names))
        x[:k] = design.sign * np.sqrt(share * gamma * sigma2) * scaled.shift
        x[k], x[k + 1] = np.log(sigma2), np.log(gamma / (1 - gamma))
        points.append((_transformed(design, x)[0], x))
    best = max((p for p in points if np.isfinite(p[0])), key=lambda p: p[0])[1]
    yield best
    if q:
        constant = np.linalg.lstsq(design.Z, np.ones(len(design.Z)), rcond=None)[0]
        for mu in (-4.0, -1.0, 1.0):
            x = best.copy()
            x[k + 2 : k + 2 + q] = mu * constant
            yield x


def _search(design: Design, start: Floats) -> tuple[Floats, float, int]:
    def loss(x: Floats) -> tuple[float, Floats]:
        value, gradient = _transformed(design, x)
        if not (np.isfinite(value) and np.isfinite(gradient).all()):
            return 1e12, np.zeros_like(x)
        return -value, -gradient

    found = optimize.minimize(loss, start, jac=True, method="BFGS", options={"maxiter": 500, "gtol": 1e-7})
    return np.asarray(found.x), -float(found.fun), int(found.nit)


def _hessian(design: Design, x: Floats) -> Floats:
    """By central differences of the gradient, of fourth order."""
    rows = []
    for i in range(len(x)):
        step = np.zeros_like(x)
        step[i] = STEP * max(1.0, abs(x[i]))
        near = _transformed(design, x + step)[1] - _transformed(design, x - step)[1]
        far = _transformed(design, x + 2 * step)[1] - _transformed(design, x - 2 * step)[1]
        rows.append((8 * near - far) / (12 * step[i]))
    H = np.array(rows)
    return np.asarray((H + H.T) / 2)


def _inverse(H: Floats, g: Floats) -> tuple[Floats, float, bool]:
    """(-H)^-1, g' (-H)^-1 g, and whether -H is positive definite."""
    try:
        factor = linalg.cho_factor(-H)
    except (linalg.LinAlgError, ValueError):
        return np.full_like(H, np.nan), float("inf"), False
    inverse = np.asarray(linalg.cho_solve(factor, np.eye(len(g))))
    return inverse, float(g @ inverse @ g), True


def _newton(design: Design, x: Floats) -> tuple[Floats, float, int]:
    """Newton steps, halved until the likelihood does not fall, as far as the Hessian is negative definite."""
    value, g = _transformed(design, x)
    for count in range(NEWTON):
        inverse, decrement, proper = _inverse(_hessian(design, x), g)
        if not proper or decrement < DECREMENT / 100:
            return x, value, count
        step, size = inverse @ g, 1.0
        while size > 1e-6:
            trial = _transformed(design, x + size * step)
            if np.isfinite(trial[0]) and trial[0] >= value:
                break
            size /= 2
        else:
            return x, value, count
        x, (value, g) = x + size * step, trial
    return x, value, NEWTON
