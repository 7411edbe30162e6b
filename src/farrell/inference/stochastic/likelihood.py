"""Log-likelihoods of frontiers with noise and inefficiency, with their gradients.

Parameters are Frontier's: beta, sigma2 = sigma_v^2 + sigma_u^2, gamma = sigma_u^2 / sigma2, then delta (mu = Z delta)
and eta.
"""

from __future__ import annotations

import numpy as np
from scipy import special

from farrell.inference.stochastic.design import Design, Floats

LOG_2PI = float(np.log(2 * np.pi))


def log_mass(x: Floats) -> Floats:
    """log Phi(x) + x^2 / 2, without loss far below 0."""
    low = np.minimum(x, 0.0)
    with np.errstate(over="ignore"):
        below = np.log(special.erfcx(-low / np.sqrt(2)) / 2)
    return np.asarray(np.where(x < 0, below, special.log_ndtr(x) + x**2 / 2))


def hazard(x: Floats) -> Floats:
    """phi(x) / Phi(x)."""
    below = np.sqrt(2 / np.pi) / special.erfcx(-np.minimum(x, 0.0) / np.sqrt(2))
    return np.asarray(np.where(x < 0, below, np.exp(-(x**2) / 2 - LOG_2PI / 2) / special.ndtr(np.maximum(x, 0.0))))


def log_likelihood(design: Design, parameters: Floats) -> tuple[float, Floats]:
    """The log-likelihood and its gradient, in the order of :attr:`Design.names`."""
    return _exponential(design, parameters) if design.exponential else _truncated(design, parameters)


def _truncated(design: Design, parameters: Floats) -> tuple[float, Floats]:
    """u_it = exp(-eta lag) u_i with u_i from N(Z delta, sigma_u^2), cut at 0.

    With a, b the variances of v and u, H_i = sum share^2, S_i = sign sum share e, Q_i = sum e^2, A = a + b H,
    w = (mu a - b S) / sqrt(a b A)::

        l_i = - T_i/2 log 2 pi - (T_i - 1)/2 log a - 1/2 log A - Q/(2a) - m(mu / sqrt(b)) + m(w),
        m(x) = log Phi(x) + x^2/2

    (Battese & Coelli 1992, DOI 10.1007/BF00158774, appendix; 1995, DOI 10.1007/BF01205442, appendix, with one row a
    group).
    """
    k, q = design.X.shape[1], design.Z.shape[1]
    beta, (sigma2, gamma), delta = parameters[:k], parameters[k : k + 2], parameters[k + 2 : k + 2 + q]
    a, b = (1 - gamma) * sigma2, gamma * sigma2
    share = design.shares(float(parameters[-1])) if design.decay else np.ones(len(design.y))
    e = design.y - design.X @ beta
    T, H, Q = design.sums(np.ones_like(e)), design.sums(share**2), design.sums(e**2)
    S = design.sign * design.sums(share * e)
    mu = design.Z @ delta
    A = a + b * H
    D = a * b * A
    root = np.sqrt(D)
    z, w = mu / np.sqrt(b), (mu * a - b * S) / root
    value = (-T / 2 * LOG_2PI - (T - 1) / 2 * np.log(a) - np.log(A) / 2 - Q / (2 * a) - log_mass(z) + log_mass(w)).sum()
    hz, hw = hazard(z) + z, hazard(w) + w
    slope_S = -hw * b / root
    of_beta = design.X.T @ (e / a - design.sign * share * slope_S[design.group])
    of_a = (-(T - 1) / (2 * a) - 1 / (2 * A) + hw * (mu / root - w / 2 * (1 / a + 1 / A)) + Q / (2 * a**2)).sum()
    of_b = (-H / (2 * A) + hz * z / (2 * b) - hw * (S / root + w / 2 * (1 / b + H / A))).sum()
    of_mu = -hz / np.sqrt(b) + hw * a / root
    gradient = [*of_beta, (1 - gamma) * of_a + gamma * of_b, sigma2 * (of_b - of_a), *(design.Z.T @ of_mu)]
    if design.decay:
        change = -design.lag * share
        dS, dH = design.sign * design.sums(change * e), 2 * design.sums(share * change)
        gradient.append(float((slope_S * dS - b * dH / (2 * A) * (1 + hw * w)).sum()))
    return float(value), np.array(gradient)


def _exponential(design: Design, parameters: Floats) -> tuple[float, Floats]:
    """u exponential with mean sigma_u, one a row.

    With e the residual times sign, r = -e/sqrt(a) - sqrt(a/b)::

        l = - 1/2 log b + a/(2b) + e/sqrt(b) + log Phi(r)

    (Meeusen & van den Broeck 1977, DOI 10.2307/2525757; Kumbhakar & Lovell 2000, eq. 3.2.41).
    """
    k = design.X.shape[1]
    sigma2, gamma = parameters[k : k + 2]
    a, b = (1 - gamma) * sigma2, gamma * sigma2
    e = design.sign * (design.y - design.X @ parameters[:k])
    r = -e / np.sqrt(a) - np.sqrt(a / b)
    value = (-np.log(b) / 2 + a / (2 * b) + e / np.sqrt(b) + special.log_ndtr(r)).sum()
    h = hazard(r)
    of_beta = -design.sign * design.X.T @ (1 / np.sqrt(b) - h / np.sqrt(a))
    of_a = (1 / (2 * b) + h * (e / (2 * a**1.5) - 1 / (2 * np.sqrt(a * b)))).sum()
    of_b = (-1 / (2 * b) - a / (2 * b**2) - e / (2 * b**1.5) + h * np.sqrt(a) / (2 * b**1.5)).sum()
    gradient = [*of_beta, (1 - gamma) * of_a + gamma * of_b, sigma2 * (of_b - of_a)]
    return float(value), np.array(gradient)
