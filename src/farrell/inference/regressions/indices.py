"""Likelihoods of regressions with limits, each observation's in two numbers: its index m = z'd and h = 1 / sigma.

In Olsen's parameters d = beta / sigma, h = 1 / sigma all that a normal regression with limits L, U asks of an
observation is linear in them: r = h y - m, a = h L - m, b = h U - m (Olsen 1978, DOI 10.2307/1911445). So the
derivatives by (m, h) make the gradient and the Hessian of all parameters.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.special import log_ndtr

from farrell.dea.frontier import Floats

LOG_ROOT = 0.5 * np.log(2 * np.pi)


@dataclass(slots=True)
class Terms:
    """Log-likelihood of each observation and its derivatives; all arrays have the shape of y.

    Attributes
    ----------
    value : log-likelihood
    m, h : first derivatives by the index and by h
    mm, mh, hh : second derivatives
    """

    value: Floats
    m: Floats
    h: Floats
    mm: Floats
    mh: Floats
    hh: Floats


Likelihood = Callable[[Floats, Floats, Floats], Terms]
"""(m, h, y) -> Terms; m and y (..., n), h (..., 1)."""


def truncated(left: float, right: float) -> Likelihood:
    """Of y that is seen only where left <= y <= right.

    l = log h - log(2 pi) / 2 - r^2 / 2 - log[Phi(b) - Phi(a)]   (Orme 1989, Econometric Reviews 8:217-222)
    """
    low, high = (limit if np.isfinite(limit) else 0.0 for limit in (left, right))

    def terms(m: Floats, h: Floats, y: Floats) -> Terms:
        r = h * y - m
        a, b = h * left - m, h * right - m
        inside = _log_inside(a, b, left, right)
        A = _ratio(a, inside) if np.isfinite(left) else np.zeros_like(r)
        B = _ratio(b, inside) if np.isfinite(right) else np.zeros_like(r)
        aa = A * (A - a) if np.isfinite(left) else A
        bb = B * (B + b) if np.isfinite(right) else B
        ab = -A * B
        return Terms(
            value=np.log(h) - LOG_ROOT - 0.5 * r * r - inside,
            m=r - A + B,
            h=1 / h - y * r + low * A - high * B,
            mm=-1 + aa + bb + 2 * ab,
            mh=y - low * aa - high * bb - (low + high) * ab,
            hh=-1 / h**2 - y * y + low * low * aa + high * high * bb + 2 * low * high * ab,
        )

    return terms


def censored(left: float, right: float) -> Likelihood:
    """Of y that is left where it would be less, and right where it would be more.

    l = log h - log(2 pi) / 2 - r^2 / 2 inside, log Phi(a) at left, log Phi(-b) at right   (Tobin 1958,
    DOI 10.2307/1907382; Olsen 1978)
    """
    low, high = (limit if np.isfinite(limit) else 0.0 for limit in (left, right))

    def terms(m: Floats, h: Floats, y: Floats) -> Terms:
        r = h * y - m
        at_left, at_right = y <= left, y >= right
        inside = ~(at_left | at_right)
        # beyond a limit, s is how far the index lies on the wrong side, and its density over its tail pulls it back
        sign = np.where(at_left, 1.0, -1.0)
        limit = np.where(at_left, low, high)
        s = np.where(inside, 0.0, sign * (h * limit - m))
        tail = log_ndtr(s)
        pull = _ratio(s, tail)
        curve = -pull * (pull + s)
        return Terms(
            value=np.where(inside, np.log(h) - LOG_ROOT - 0.5 * r * r, tail),
            m=np.where(inside, r, -sign * pull),
            h=np.where(inside, 1 / h - y * r, sign * limit * pull),
            mm=np.where(inside, -1.0, curve),
            mh=np.where(inside, y, -limit * curve),
            hh=np.where(inside, -1 / h**2 - y * y, limit * limit * curve),
        )

    return terms


def _ratio(x: Floats, log_of: Floats) -> Floats:
    """The normal density at x over exp(log_of)."""
    return np.asarray(np.exp(-0.5 * x * x - LOG_ROOT - log_of))


def _log_inside(a: Floats, b: Floats, left: float, right: float) -> Floats:
    """log[Phi(b) - Phi(a)], on the side where both are small."""
    if not np.isfinite(right):
        return np.asarray(log_ndtr(-a))
    if not np.isfinite(left):
        return np.asarray(log_ndtr(b))
    flip = a + b > 0
    lower, upper = np.where(flip, -b, a), np.where(flip, -a, b)
    top = log_ndtr(upper)
    return np.asarray(top + np.log(-np.expm1(log_ndtr(lower) - top)))
