"""Replicates: units moved to other distances, and what they say of an estimate: bias, interval, worth of correcting."""

from __future__ import annotations

from typing import Any

import numpy as np

from farrell.data import Panel
from farrell.dea.frontier import Bools, Floats, Ints, Orientation
from farrell.errors import OptionError, SolveError
from farrell.lp import Technology

ROUNDING = 1e-12
"""A bias this small is none."""
NOISE = 3.0
"""Bias correction lowers the mean squared error where bias^2 is above this many variances of the replicates."""


def check_draws(seed: Any, replicates: Any, level: Any) -> None:
    """What every bootstrap asks of its options.

    Raises
    ------
    OptionError
        ``out-of-range``: fewer than two replicates, a level outside (0, 1), a negative seed
    """
    if not isinstance(replicates, int) or replicates < 2:
        raise OptionError("out-of-range", option="replicates", value=repr(replicates), allowed=">= 2")
    if not isinstance(seed, int) or seed < 0:
        raise OptionError("out-of-range", option="seed", value=repr(seed), allowed=">= 0")
    if not 0 < level < 1:
        raise OptionError("out-of-range", option="level", value=repr(level), allowed="(0, 1)")


def distances(panel: Panel, rows: Ints, t: Floats, orientation: Orientation, model: str) -> Floats:
    """(n,) 1 / theta, or phi, of some rows of a panel, at least 1.

    Raises
    ------
    SolveError
        ``no-distance``: a unit without a finite one has no place in the density; a unit without any input, say
    """
    with np.errstate(divide="ignore"):
        delta = t if orientation == "output" else 1.0 / t
    none = [panel.unit_at(r) for r in rows[~(np.isfinite(delta) & (delta > 0))]]
    if none:
        raise SolveError("no-distance", model=model, units=none)
    return np.maximum(delta, 1.0)


def moved(technology: Technology, ratios: Floats, orientation: Orientation) -> Floats:
    """(B, R, n) the columns of units moved so that their distances are ratios (B, n) times what they are."""
    m, s = technology.m, technology.s
    stack = np.repeat(technology.A[None], len(ratios), axis=0)
    if orientation == "input":
        stack[:, :m] *= ratios[:, None]
    else:
        stack[:, m : m + s] /= ratios[:, None]
    return stack


def unreached(drawn: Floats, orientation: Orientation) -> Floats:
    """(..., N) replicates, infinite where the point is out of the pseudo frontier's reach.

    No share of the inputs is enough then (theta is the least of none), nor any of the outputs little enough (phi).
    """
    return np.where(np.isnan(drawn), np.inf if orientation == "input" else -np.inf, drawn)


def quantiles(values: Floats, tails: tuple[float, float]) -> Floats:
    """(2, N) quantiles of (B, N), between two neighbours where all are finite, one of the values elsewhere."""
    finite = np.isfinite(values).all(axis=0)
    out = np.empty((2, values.shape[1]))
    out[:, finite] = np.quantile(values[:, finite], tails, axis=0)
    out[:, ~finite] = np.quantile(values[:, ~finite], tails, axis=0, method="inverted_cdf")
    return out


def both_tails(level: float) -> tuple[float, float]:
    """The two probabilities that an interval of a level lies between."""
    return (1.0 - level) / 2.0, (1.0 + level) / 2.0


def basic_interval(drawn: Floats, value: Floats, level: float) -> tuple[Floats, Floats]:
    """(N,) low and high: the value less the quantiles of replicate less value (Simar & Wilson 2000).

    Parameters
    ----------
    drawn : (B, N) replicates
    value : (N,) what was estimated
    """
    low, high = quantiles(drawn - value, both_tails(level))
    return value - high, value - low


def percentile_interval(drawn: Floats, bias: Floats, level: float) -> tuple[Floats, Floats]:
    """(N,) low and high: the quantiles of the replicates less twice the bias (Simar & Wilson 1998)."""
    low, high = quantiles(drawn - 2.0 * bias, both_tails(level))
    return low, high


def spread(drawn: Floats) -> tuple[Floats, Floats]:
    """(N,) mean and variance of (B, N) replicates that have a value; NaN with fewer than two of them."""
    there = np.isfinite(drawn)
    n = there.sum(axis=0)
    known = np.where(there, drawn, 0.0)
    with np.errstate(divide="ignore", invalid="ignore"):
        mean = known.sum(axis=0) / n
        variance = np.where(there, known - mean, 0.0) ** 2
        return np.where(n > 1, mean, np.nan), variance.sum(axis=0) / (n - 1)


def worth_correcting(drawn: Floats, bias: Floats) -> Bools:
    """(N,) where bias^2 > 3 var(replicates): elsewhere the corrected estimate is noisier than it is nearer.

    The corrected estimate, twice the estimate less the mean of the replicates, has about four times the variance of the
    estimate, and no bias: its mean squared error is smaller where 4 var < var + bias^2 (Simar & Wilson 2000,
    DOI 10.1023/A:1007864806704). NaN counts as not worth it.
    """
    return np.asarray((bias**2 > NOISE * spread(drawn)[1]) & (np.abs(bias) > ROUNDING))
