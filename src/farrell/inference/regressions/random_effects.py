"""Likelihoods with a normal effect of each unit, integrated out by adaptive Gauss-Hermite quadrature."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from farrell.dea.frontier import Floats, Ints
from farrell.inference.regressions.indices import Likelihood
from farrell.inference.regressions.newton import FLAT, HALVINGS, NEAR, STEPS, maximise

MODE_STEPS = 50
CLOSE = 0.01
"""Squared distance from the maximum, in standard errors, below which a step is taken whole: the slope is that of the
integral by the same points, not of their sum, and the two are at zero a little apart where points are few."""
START = 0.5
"""sigma_u over sigma_e where a search begins."""


@dataclass(frozen=True, slots=True)
class Maximum:
    """Where a search ended.

    Attributes
    ----------
    theta : (k + 2,) d, h, and q = sigma_u / sigma_e, in units of sigma_e
    value, gradient, converged, steps : as of :class:`farrell.inference.regressions.newton.Fit`
    information : (k + 2, k + 2) minus the Hessian
    scores : (units, k + 2)
    """

    theta: Floats
    value: float
    gradient: float
    converged: bool
    steps: int
    information: Floats
    scores: Floats


@dataclass(frozen=True, slots=True)
class Mixture:
    """The likelihood of units, each the mean over v ~ N(0, 1) of exp(sum_t l_it(m_it + q v)).

    The integrand is evaluated about its mode v_i, stretched by s_i, its curvature there::

        L_i = s_i sum_j w_j exp(x_j^2 / 2) phi(v_i + s_i x_j) exp(sum_t l_it(m_it + q (v_i + s_i x_j)))

    with x_j, w_j Gauss and Hermite's for the weight exp(-x^2 / 2).
    Gradient and Hessian are those of the mean over v, from the weights the points get (Louis 1982).
    """

    likelihood: Likelihood
    Q: Floats
    y: Floats
    members: Ints

    def maximise(self, points: int, start: Floats | None = None) -> Maximum:
        """Newton's method from the regression without effects, or from ``start``."""
        if start is None:
            first = maximise(self.likelihood, self.Q, self.y[None]).theta[0]
            theta = np.r_[first * np.sqrt(1 + START**2), START]
        else:
            theta = np.asarray(start, dtype=np.float64).copy()
        value, scores, information = self.at(theta, points)
        gradient, steps, definite = np.inf, 0, False
        for _ in range(STEPS):
            g = scores.sum(axis=0)
            w, V = np.linalg.eigh(information)
            floor = FLAT * np.abs(w).max()
            step, definite = V @ ((V.T @ g) / np.maximum(np.abs(w), floor)), bool((w > floor).all())
            gradient = float(g @ step)
            if gradient <= NEAR * 100 and definite:
                break
            if gradient > CLOSE or not definite:
                step = self._shortened(theta, step, value, points)
            theta, steps = theta + step, steps + 1
            value, scores, information = self.at(theta, points)
        theta[-1] = abs(theta[-1])
        return Maximum(theta, value, gradient, bool(gradient <= NEAR * 100 and definite), steps, information, scores)

    def _shortened(self, theta: Floats, step: Floats, value: float, points: int) -> Floats:
        """The longest of the halved steps that does not lower the likelihood; the whole one where none is."""
        share = 1.0 if step[-2] >= 0 else min(1.0, 0.9 * theta[-2] / -step[-2])
        for halvings in range(HALVINGS):
            if self.at(theta + share * step / 2**halvings, points)[0] > value:
                return np.asarray(share * step / 2**halvings)
        return share * step

    def at(self, theta: Floats, points: int) -> tuple[float, Floats, Floats]:
        """Log-likelihood, scores of units, and minus its Hessian."""
        d, h, q = theta[:-2], float(theta[-2]), float(theta[-1])
        m, units = self.Q @ d, int(self.members.max()) + 1
        mode, stretch = self._modes(m, h, q, units)
        x, w = np.polynomial.hermite_e.hermegauss(points)
        v = mode[:, None] + stretch[:, None] * x
        terms = self.likelihood(m[:, None] + q * v[self.members], np.array([[h]]), self.y[:, None])
        inner = self._sums(terms.value, units)
        logs = inner - 0.5 * v * v + 0.5 * x * x + np.log(w / np.sqrt(2 * np.pi)) + np.log(stretch)[:, None]
        top = logs.max(axis=1, keepdims=True)
        weight = np.exp(logs - top)
        total = weight.sum(axis=1, keepdims=True)
        value = float((top + np.log(total)).sum())
        weight /= total
        k, n = len(d), len(m)
        shares = weight[self.members]
        at_point = np.empty((units, points, k + 2))  # derivatives of sum_t l_it at each point
        for j in range(k):
            at_point[:, :, j] = self._sums(terms.m * self.Q[:, j, None], units)
        at_point[:, :, k] = self._sums(terms.h, units)
        at_point[:, :, k + 1] = self._sums(terms.m, units) * v
        scores = np.einsum("up,upj->uj", weight, at_point)
        outer = np.einsum("up,upj,upl->jl", weight, at_point, at_point) - scores.T @ scores
        away = v[self.members]
        columns = np.column_stack([self.Q, np.zeros((n, 2))])
        mm, mh = (shares * terms.mm).sum(axis=1), (shares * terms.mh).sum(axis=1)
        mmv, mhv = (shares * terms.mm * away).sum(axis=1), (shares * terms.mh * away).sum(axis=1)
        hessian = (columns * mm[:, None]).T @ columns
        cross_h, cross_q = columns.T @ mh, columns.T @ mmv
        hessian[:, k] += cross_h
        hessian[k, :] += cross_h
        hessian[:, k + 1] += cross_q
        hessian[k + 1, :] += cross_q
        hessian[k, k] += float((shares * terms.hh).sum())
        hessian[k + 1, k + 1] += float((shares * terms.mm * away * away).sum())
        hessian[k, k + 1] += float(mhv.sum())
        hessian[k + 1, k] += float(mhv.sum())
        return value, scores, -(hessian + outer)

    def _modes(self, m: Floats, h: float, q: float, units: int) -> tuple[Floats, Floats]:
        """Where each unit's integrand is largest, and 1 / sqrt of its curvature there."""
        v: Floats = np.zeros(units)
        curve: Any = np.ones(units)
        for _ in range(MODE_STEPS):
            terms = self.likelihood(m + q * v[self.members], np.array([h]), self.y)
            slope = q * np.bincount(self.members, terms.m, units) - v
            curve = 1 - q * q * np.bincount(self.members, terms.mm, units)
            step = slope / curve
            v = v + np.clip(step, -2.0, 2.0)
            if np.abs(step).max() < 1e-10:
                break
        return v, 1 / np.sqrt(curve)

    def _sums(self, values: Floats, units: int) -> Floats:
        """(units, points) sums over the rows of each unit."""
        out = np.zeros((units, values.shape[1]))
        np.add.at(out, self.members, values)
        return out
