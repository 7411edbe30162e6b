"""Random effects of units in spatial lag models, and Hausman's test of them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from farrell.spacetime.panels.information import carried, information, multiplier
from farrell.spacetime.panels.likelihood import Estimate, estimated
from farrell.spacetime.panels.sample import CONSTANT, PanelEffects, Sample, sampled
from farrell.spacetime.panels.stacking import Stack
from farrell.spacetime.places import Floats

SAME = 1e-10
"""A variance this small beside that of fixed effects is none."""
PLACES = 21
"""Shares of the units' means at which a likelihood is looked at before its peak is found from its slope."""


@dataclass(frozen=True, slots=True)
class RandomEffects:
    """A spatial lag model with random effects of units.

    Attributes
    ----------
    names : (p,) of the coefficients
    b, spatial_rho, sigma2 : as of fixed effects
    share : sqrt(sigma2 / (T sigma2_unit + sigma2)): what is kept of the units' means; 1 where they have no effects
    log_likelihood : of n T observations, (n - 1) T with effects of periods
    variance : (p + 1, p + 1) of (b, spatial_rho)
    """

    names: tuple[str, ...]
    b: Floats
    spatial_rho: float
    sigma2: float
    share: float
    log_likelihood: float
    variance: Floats


def random_effects(stack: Stack, *, durbin: bool, effects: PanelEffects = "unit") -> RandomEffects:
    """Maximum likelihood of y = spatial_rho W y + X b + effects + e, those of units normal.

    ::

        l = -N/2 log(2 pi sigma2) + T log |I - spatial_rho W| + n/2 log(share^2) - e'e / (2 sigma2)

    with e of variables less (1 - share) of the units' means.

    Parameters
    ----------
    durbin : whether W X is in X
    effects : random of each ``"unit"``, and with ``"both"`` fixed ones of each period, transformed away

    Notes
    -----
    Source: Elhorst 2014, DOI 10.1007/978-3-642-40340-8, section 3.3.
    """
    from scipy.optimize import brentq

    def at(share: float) -> tuple[Sample, Estimate]:
        sample = sampled(stack, durbin=durbin, effects=effects, share=share)
        return sample, estimated(sample, "lag")

    def value(share: float) -> float:
        sample, found = at(share)
        return found.log_likelihood + sample.width * float(np.log(share))

    def slope(share: float) -> float:
        sample, found = at(share)
        means = found.residuals.mean(axis=0) / share
        squares = float((found.residuals**2).sum())
        return sample.width / share - sample.size * share * sample.length * float((means**2).sum()) / squares

    shares = np.linspace(0.0, 1.0, PLACES)[1:]
    best = int(np.argmax([value(share) for share in shares]))
    left, right = (shares[best - 1] if best else 1e-6), shares[min(best + 1, len(shares) - 1)]
    share = 1.0 if slope(right) >= 0 else float(brentq(slope, left, right, xtol=1e-15, rtol=8.9e-16))
    sample, found = at(share)
    p = len(found.b)
    variance = np.asarray(np.linalg.inv(_information(sample, found))[: p + 1, : p + 1], dtype=np.float64)
    return RandomEffects(
        sample.names, found.b, found.c, found.sigma2, share,
        found.log_likelihood + sample.width * float(np.log(share)), variance,
    )  # fmt: skip


def _information(sample: Sample, found: Estimate) -> Floats:
    """Of (b, spatial_rho, variance within units, T times that of their means)."""
    p, T = len(found.b), sample.length
    within, between = found.sigma2, found.sigma2 / sample.share**2
    X = sample.X.reshape(-1, p)
    moved = carried(sample, found.b, found.c).ravel()
    G = multiplier(sample, found.c)
    out = np.zeros((p + 3, p + 3))
    out[:p, :p] = X.T @ X / within
    out[:p, p] = out[p, :p] = X.T @ moved / within
    out[p, p] = T * float(np.trace(G @ G) + (G**2).sum()) + float(moved @ moved) / within
    out[p, p + 1] = out[p + 1, p] = (T - 1) * float(np.trace(G)) / within
    out[p, p + 2] = out[p + 2, p] = float(np.trace(G)) / between
    out[p + 1, p + 1] = sample.width * (T - 1) / (2 * within**2)
    out[p + 2, p + 2] = sample.width / (2 * between**2)
    return out


@dataclass(frozen=True, slots=True)
class Hausman:
    """A test that effects of units are random.

    Attributes
    ----------
    statistic, df : d' (V_fixed - V_random)^- d, d the difference of (b, spatial_rho)
    definite : whether the difference of the variances is positive definite; where not, the statistic (by a generalised
        inverse) may be too small or below zero
    """

    statistic: float
    df: int
    definite: bool


def hausman(stack: Stack, effects: PanelEffects = "unit", *, durbin: bool = True) -> Hausman:
    """Fixed effects, by Lee & Yu's transformation, against random effects of units.

    Parameters
    ----------
    effects : ``"unit"`` or ``"both"`` (those of periods fixed in either)
    durbin : of the spatial Durbin (default) or the lag model

    Notes
    -----
    Source: Hausman 1978, DOI 10.2307/1913827; Mutl & Pfaffermayr 2011, DOI 10.1111/j.1368-423X.2010.00325.x.
    """
    sample = sampled(stack, durbin=durbin, effects=effects)
    fixed = estimated(sample, "lag")
    p = len(fixed.b)
    V = np.linalg.inv(information(sample, "lag", fixed.b, fixed.c, fixed.sigma2))[: p + 1, : p + 1]
    random = random_effects(stack, durbin=durbin, effects=effects)
    kept = [i for i, name in enumerate((*random.names, "spatial_rho")) if name != CONSTANT]
    gap = np.append(fixed.b, fixed.c) - np.append(random.b, random.spatial_rho)[kept]
    scale = np.sqrt(np.diag(V))
    D = (V - random.variance[np.ix_(kept, kept)]) / np.outer(scale, scale)
    standard = gap / scale
    statistic = float(standard @ np.linalg.pinv(D, rcond=SAME, hermitian=True) @ standard)
    return Hausman(statistic, p + 1, bool(np.linalg.eigvalsh(D).min() > SAME))
