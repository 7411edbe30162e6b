"""Noise and inefficiency told apart by the shape of residuals: method of moments, quasi-likelihood."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from scipy import optimize, special

from farrell.inference.stochastic.design import Floats

Method = Literal["moments", "quasi-likelihood"]
METHODS: tuple[Method, ...] = ("moments", "quasi-likelihood")
LARGEST = 100.0
"""Ratio sigma_u / sigma_v up to which the quasi-likelihood is searched."""
NOTHING = 1e-9


@dataclass(frozen=True, slots=True)
class ResidualParts:
    """Half-normal inefficiency and normal noise behind residuals of a fitted mean.

    Attributes
    ----------
    sigma_u, sigma_v : their parameters
    mean : E u = sigma_u sqrt(2 / pi), by which the frontier lies beyond the fitted function
    wrong_skewness : whether residuals are skewed the wrong way, so that sigma_u = 0 by moments
    all_inefficiency : whether moments leave no variance for noise, so that sigma_v = 0
    """

    sigma_u: float
    sigma_v: float
    mean: float
    wrong_skewness: bool
    all_inefficiency: bool


def parts_of(e: Floats, sign: float, method: Method) -> ResidualParts:
    """Split residuals e (n,) of a fitted mean; sign is 1 where inefficiency lowers y.

    Moments (Kuosmanen & Kortelainen 2012, DOI 10.1007/s11123-010-0201-3)::

        M3 = sqrt(2/pi) (1 - 4/pi) sigma_u^3,   M2 = (pi - 2)/pi sigma_u^2 + sigma_v^2     (M3 less its sign for cost)

    Quasi-likelihood of lambda = sigma_u / sigma_v (Fan, Li & Weersink 1996, DOI 10.2307/1392254)::

        - n log sigma + sum log Phi(-e_i lambda / sigma) - sum e_i^2 / (2 sigma^2),
        e_i = e - sqrt(2) lambda sigma / sqrt(pi (1 + lambda^2)),
        sigma^2 = mean e^2 / (1 - 2 lambda^2 / (pi (1 + lambda^2)))
    """
    e = sign * e
    m2, m3 = (float(((e - e.mean()) ** power).mean()) for power in (2, 3))
    wrong = m3 >= 0
    if method == "moments":
        sigma_u = 0.0 if wrong else float(np.cbrt(m3 / (np.sqrt(2 / np.pi) * (1 - 4 / np.pi))))
        rest = m2 - (np.pi - 2) / np.pi * sigma_u**2
        sigma_v = float(np.sqrt(max(rest, 0.0)))
        return ResidualParts(sigma_u, sigma_v, sigma_u * np.sqrt(2 / np.pi), wrong, rest <= 0)
    ratios = np.r_[0.0, np.geomspace(0.01, LARGEST, 200)]
    best = int(np.argmin([_loss(r, e) for r in ratios]))
    low, high = ratios[max(best - 1, 0)], ratios[min(best + 1, len(ratios) - 1)]
    found = optimize.minimize_scalar(_loss, bounds=(low, high), args=(e,), method="bounded", options={"xatol": 1e-12})
    ratio = float(found.x) if found.fun < _loss(0.0, e) - NOTHING else 0.0
    sigma = _sigma(ratio, e)
    sigma_v = sigma / np.sqrt(1 + ratio**2)
    sigma_u = ratio * sigma_v
    return ResidualParts(sigma_u, sigma_v, sigma_u * np.sqrt(2 / np.pi), wrong, ratio > 0.99 * LARGEST)


def _sigma(ratio: float, e: Floats) -> float:
    return float(np.sqrt((e**2).mean() / (1 - 2 * ratio**2 / (np.pi * (1 + ratio**2)))))


def _loss(ratio: float, e: Floats) -> float:
    """Less the quasi-likelihood."""
    sigma = _sigma(ratio, e)
    moved = e - np.sqrt(2 / np.pi) * ratio * sigma / np.sqrt(1 + ratio**2)
    terms = special.log_ndtr(-moved * ratio / sigma) - moved**2 / (2 * sigma**2)
    return float(len(e) * np.log(sigma) - terms.sum())
