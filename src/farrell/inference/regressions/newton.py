"""Newton's method for many regressions at once that share their right-hand side."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from farrell.dea.frontier import Floats, Ints
from farrell.inference.regressions.indices import Likelihood, Terms

STEPS = 100
HALVINGS = 40
NEAR = 1e-14
"""g'(-H)^-1 g, the squared distance from the maximum in standard errors, below which a search has arrived."""
FLAT = 1e-10
"""An eigenvalue of the information this small beside the largest counts as none."""


@dataclass(frozen=True, slots=True)
class Basis:
    """Columns turned into orthogonal ones of mean square 1, and y into units of its own spread.

    Attributes
    ----------
    Q : (n, k) orthogonal columns
    back : (k, k) Z back = Q
    centre, scale : y = centre + scale * y_s; a centre other than 0 needs a constant in Z
    """

    Q: Floats
    back: Floats
    centre: float
    scale: float

    @classmethod
    def of(cls, Z: Floats, y: Floats, constant: bool) -> Basis:
        q, r = np.linalg.qr(Z)
        root = np.sqrt(len(Z))
        centre = float(y.mean()) if constant else 0.0
        scale = float(y.std()) or 1.0
        return cls(np.ascontiguousarray(q * root), np.linalg.inv(r) * root, centre, scale)

    def limit(self, value: float) -> float:
        return (value - self.centre) / self.scale

    def coefficients(self, theta: Floats, *, constant: bool) -> Floats:
        """(..., k + 1) beta and sigma of parameters (..., k + 1) in these units."""
        d, h = theta[..., :-1], theta[..., -1:]
        beta = self.scale * (d / h) @ self.back.T
        if constant:
            beta[..., 0] += self.centre
        return np.concatenate([beta, self.scale / h], axis=-1)

    def jacobian(self, theta: Floats) -> Floats:
        """(k + 1, k + 1) derivatives of beta and sigma by the parameters (k + 1,)."""
        d, h = theta[:-1], float(theta[-1])
        k = len(d)
        out = np.zeros((k + 1, k + 1))
        out[:k, :k] = self.scale * self.back / h
        out[:k, k] = -self.scale * (self.back @ d) / h**2
        out[k, k] = -self.scale / h**2
        return out


@dataclass(frozen=True, slots=True)
class Fit:
    """Maxima of R likelihoods.

    Attributes
    ----------
    theta : (R, k + 1) d and h
    value : (R,) log-likelihood
    gradient : (R,) g'(-H)^-1 g where the search ended
    converged : (R,) whether that is :data:`NEAR` and the information positive definite
    steps : (R,)
    """

    theta: Floats
    value: Floats
    gradient: Floats
    converged: NDArray[np.bool_]
    steps: Ints


def maximise(likelihood: Likelihood, Q: Floats, y: Floats) -> Fit:
    """The maxima for y (R, n), from least squares.

    Each step solves -H p = g, with the eigenvalues of -H made positive where they are not, and is halved until h stays
    above a tenth of itself and the likelihood does not fall.
    """
    R, n = y.shape
    k = Q.shape[1]
    beta = y @ Q / n
    h = 1 / np.sqrt(np.maximum(np.mean((y - beta @ Q.T) ** 2, axis=1), 1e-12))
    theta = np.column_stack([beta * h[:, None], h])
    pairs = (Q[:, :, None] * Q[:, None, :]).reshape(n, k * k)
    value, gradient = np.full(R, -np.inf), np.full(R, np.inf)
    steps, done, positive = np.zeros(R, dtype=np.int64), np.zeros(R, dtype=bool), np.zeros(R, dtype=bool)
    active = np.arange(R)
    for _ in range(STEPS):
        terms = _terms(likelihood, Q, y[active], theta[active])
        value[active] = terms.value.sum(axis=1)
        g, information = slopes(terms, Q, pairs)
        direction, definite = _direction(g, information)
        gradient[active], positive[active] = (g * direction).sum(axis=1), definite
        arrived = (gradient[active] <= NEAR) & definite
        done[active[arrived]] = True
        rest = active[~arrived]
        if len(rest) == 0:
            break
        moved = _moved(likelihood, Q, y[rest], theta[rest], direction[~arrived], value[rest])
        still = (moved == theta[rest]).all(axis=1)
        theta[rest] = moved
        steps[rest] += 1
        done[rest[still]] = positive[rest[still]] & (gradient[rest[still]] <= 1e4 * NEAR)
        active = rest[~still]
        if len(active) == 0:
            break
    return Fit(theta, value, gradient, done, steps)


def slopes(terms: Terms, Q: Floats, pairs: Floats) -> tuple[Floats, Floats]:
    """(R, k + 1) gradients and (R, k + 1, k + 1) minus the Hessians."""
    R, k = len(terms.m), Q.shape[1]
    g = np.column_stack([terms.m @ Q, terms.h.sum(axis=1)])
    information = np.empty((R, k + 1, k + 1))
    information[:, :k, :k] = -(terms.mm @ pairs).reshape(R, k, k)
    information[:, :k, k] = information[:, k, :k] = -(terms.mh @ Q)
    information[:, k, k] = -terms.hh.sum(axis=1)
    return g, information


def _terms(likelihood: Likelihood, Q: Floats, y: Floats, theta: Floats) -> Terms:
    return likelihood(theta[:, :-1] @ Q.T, theta[:, -1:], y)


def _direction(g: Floats, information: Floats) -> tuple[Floats, NDArray[np.bool_]]:
    """(R, k + 1) steps uphill, and whether the information is positive definite."""
    w, V = np.linalg.eigh(information)
    floor = FLAT * np.abs(w).max(axis=1, keepdims=True)
    turned = np.einsum("rij,ri->rj", V, g) / np.maximum(np.abs(w), floor)
    return np.einsum("rij,rj->ri", V, turned), (w > floor).all(axis=1)


def _moved(likelihood: Likelihood, Q: Floats, y: Floats, theta: Floats, step: Floats, value: Floats) -> Floats:
    """Parameters after the longest of the halved steps that is allowed; the same where none is."""
    out = theta.copy()
    share = np.ones(len(theta))
    falls = step[:, -1] < 0
    share[falls] = np.minimum(1.0, 0.9 * theta[falls, -1] / -step[falls, -1])
    left = np.arange(len(theta))
    for _ in range(HALVINGS):
        tried = theta[left] + share[left, None] * step[left]
        reached = _terms(likelihood, Q, y[left], tried).value.sum(axis=1)
        good = reached >= value[left]
        out[left[good]] = tried[good]
        left = left[~good]
        if len(left) == 0:
            break
        share[left] /= 2
    return out
