"""How units move between classes over time: Markov chains, and whether neighbours make a difference."""

from __future__ import annotations

import math
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from numbers import Integral
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from farrell import show
from farrell.data.panel import frozen
from farrell.errors import OptionError
from farrell.spacetime.places import Floats
from farrell.spacetime.weights import Weights, weights_of

SPARSE = 5
"""A class with fewer departures than this tells little of where units go."""
Ints = NDArray[np.int64]
Rule = Literal["pooled", "period"]


@dataclass(frozen=True, slots=True)
class Histories:
    """Values of units over periods, and their classes.

    Attributes
    ----------
    units, periods : (n,), (T,)
    values : (n, T), NaN where a unit is not observed
    classes : (n, T) from 0 (the lowest), -1 where a unit is not observed
    breaks : (k - 1,) upper ends of the classes but the last; of period quantiles the mean over the periods
    """

    units: tuple[str, ...]
    periods: tuple[Hashable, ...]
    values: Floats
    classes: Ints
    breaks: Floats

    @property
    def k(self) -> int:
        return len(self.breaks) + 1


@dataclass(frozen=True, slots=True)
class Markov:
    """A Markov chain of classes.

    Attributes
    ----------
    counts : (k, k) moves from a class (row) to a class (column) between adjacent periods
    probabilities : (k, k) shares of each row; NaN in a row nobody left
    limit : (k,) the distribution the chain tends to; NaN where it is not one
    first_passage : (k, k) mean periods until a unit of one class (row) is first in another, on the diagonal until it is
        again in its own; NaN where it may never be
    mobility : Shorrocks' (k - trace) / (k - 1): 0 where nobody moves
    histories : what it is made of
    sparse : classes with fewer than five departures
    """

    counts: Ints
    probabilities: Floats
    limit: Floats
    first_passage: Floats
    mobility: float
    histories: Histories
    sparse: tuple[int, ...]

    def to_frame(self) -> Any:
        """The table of studies: class (from 1), n departures, and the share to every class."""
        import pandas as pd

        k = len(self.counts)
        frame = pd.DataFrame(self.probabilities, columns=[f"to {j}" for j in range(1, k + 1)])
        frame.insert(0, "class", range(1, k + 1))
        frame.insert(1, "n", self.counts.sum(axis=1))
        return frame

    def summary(self) -> str:
        frame = self.to_frame()
        rows = [[str(row[0]), int(row[1]), *row[2:]] for row in frame.to_numpy(dtype=object).tolist()]
        head = f"Markov chain, {len(self.counts)} classes, {int(self.counts.sum())} moves; mobility {self.mobility:.3f}"
        return "\n".join([head, show.text_table(list(frame.columns), rows)])

    def __repr__(self) -> str:
        return f"Markov: {len(self.counts)} classes, {int(self.counts.sum())} moves, mobility {self.mobility:.3f}"


@dataclass(frozen=True, slots=True)
class Homogeneity:
    """A test that chains of several conditions are one.

    Attributes
    ----------
    lr, lr_df, lr_p : likelihood ratio, its degrees of freedom, upper tail of chi-square
    q, q_df, q_p : Pearson's form
    """

    lr: float
    lr_df: int
    lr_p: float
    q: float
    q_df: int
    q_p: float


@dataclass(frozen=True, slots=True)
class SpatialMarkov:
    """Markov chains by the class of the neighbours' mean.

    Attributes
    ----------
    whole : the chain of all units
    by_lag : (k, k, k) moves: class of the neighbours in the earlier period, from, to
    probabilities : (k, k, k)
    test : that the chains are one
    lag_breaks : (k - 1,) of the classes of the neighbours' means, those of the units themselves by default
    """

    whole: Markov
    by_lag: Ints
    probabilities: Floats
    test: Homogeneity
    lag_breaks: Floats

    def to_frame(self) -> Any:
        """The table of studies: lag (class of the neighbours), class, n, and the share to every class."""
        import pandas as pd

        k = len(self.by_lag)
        rows = [
            [lag + 1, i + 1, int(self.by_lag[lag, i].sum()), *self.probabilities[lag, i]]
            for lag in range(k)
            for i in range(k)
        ]
        return pd.DataFrame(rows, columns=["lag", "class", "n", *(f"to {j}" for j in range(1, k + 1))])

    def __repr__(self) -> str:
        return f"SpatialMarkov: {len(self.by_lag)} classes, LR {self.test.lr:.2f} (p {self.test.lr_p:.4f})"


def histories(
    values: Mapping[Hashable, Mapping[str, float]],
    *,
    classes: int = 4,
    breaks: Sequence[float] | None = None,
    by: Rule = "pooled",
) -> Histories:
    """Values by period and unit, put into classes.

    Parameters
    ----------
    values : period -> unit -> value, in order of time; a unit missing from a period is not observed
    classes : how many, by quantiles
    breaks : upper ends of the classes but the last, instead of quantiles; a value at an end is in the lower class
    by : quantiles of all periods ``"pooled"``, or of each ``"period"`` (classes are then ranks, and nobody rises unless
        another falls)

    Raises
    ------
    OptionError
        codes ``markov-periods``, ``markov-classes``, ``markov-breaks``; ``values-few``
    """
    periods = tuple(values)
    if len(periods) < 2:
        raise OptionError("markov-periods", n=len(periods))
    if by not in ("pooled", "period"):
        raise OptionError.choice("by", by, ("pooled", "period"))
    units = tuple(dict.fromkeys(unit for one in values.values() for unit in one))
    grid = np.array([[one.get(unit, np.nan) for one in values.values()] for unit in units], dtype=np.float64)
    known = grid[np.isfinite(grid)]
    if breaks is not None:
        ends = np.asarray(breaks, dtype=np.float64)
        if ends.ndim != 1 or len(ends) < 1 or not (np.diff(ends) > 0).all():
            raise OptionError("markov-breaks", breaks=[float(b) for b in ends.ravel()])
        return Histories(units, periods, frozen(grid), frozen(_classed(grid, ends)), frozen(ends))
    if isinstance(classes, bool) or not isinstance(classes, Integral) or classes < 2:
        raise OptionError("markov-classes", value=repr(classes))
    if len(known) < classes:
        raise OptionError("values-few", n=len(known), least=classes)
    ways = np.arange(1, classes) / classes
    if by == "pooled":
        ends = np.quantile(known, ways)
        found = _classed(grid, ends)
    else:
        each = np.array([np.quantile(column[np.isfinite(column)], ways) for column in grid.T])
        found = np.column_stack([_classed(column[:, None], e)[:, 0] for column, e in zip(grid.T, each, strict=True)])
        ends = each.mean(axis=0)
    if not (np.diff(ends) > 0).all():
        raise OptionError("markov-breaks", breaks=ends.tolist())
    return Histories(units, periods, frozen(grid), frozen(found), frozen(ends))


def _classed(grid: Floats, ends: Floats) -> Ints:
    """Classes of values; the upper end belongs to the class, but for rounding."""
    room = 1e-12 * max(float(np.abs(ends).max()), 1e-300)
    found = np.searchsorted(ends + room, grid, side="left").astype(np.int64)
    return np.where(np.isfinite(grid), found, -1)


def markov(
    values: Mapping[Hashable, Mapping[str, float]],
    *,
    classes: int = 4,
    breaks: Sequence[float] | None = None,
    by: Rule = "pooled",
) -> Markov:
    """Transition probabilities between classes of a value, from one period to the next.

    p_ij = n_ij / sum_j n_ij,   n_ij units in class i that are in class j a period later

    Parameters
    ----------
    values, classes, breaks, by : as in :func:`farrell.spacetime.histories`

    Returns
    -------
    Markov
        ``sparse`` names classes that fewer than five units left: their shares say little

    Notes
    -----
    A unit that is not observed in one of two adjacent periods makes no move. With 31 provinces and ten years there are
    279 moves. Source: Quah 1993, DOI 10.1016/0014-2921(93)90031-5; first passage: Kemeny & Snell 1967, Finite Markov
    Chains; mobility: Shorrocks 1978, DOI 10.2307/1911433.

    Examples
    --------
    >>> import farrell
    >>> found = farrell.markov({1: {"a": 1.0, "b": 2.0}, 2: {"a": 2.0, "b": 2.0}}, breaks=[1.5])
    >>> found.counts.tolist()
    [[0, 1], [0, 1]]
    """
    return chain_of(histories(values, classes=classes, breaks=breaks, by=by))


def chain_of(h: Histories) -> Markov:
    """The chain of histories."""
    before, after = h.classes[:, :-1], h.classes[:, 1:]
    moved = (before >= 0) & (after >= 0)
    counts = _counted(h.k, before[moved], after[moved])
    P = _shares(counts)
    sparse = tuple(int(i) for i in np.nonzero(counts.sum(axis=1) < SPARSE)[0])
    limit = limit_of(P)
    mobility = float((h.k - np.trace(P)) / (h.k - 1))
    return Markov(frozen(counts), frozen(P), frozen(limit), frozen(_passage(P, _stationary(P))), mobility, h, sparse)


def _counted(k: int, before: Ints, after: Ints) -> Ints:
    return np.bincount(before * k + after, minlength=k * k).reshape(k, k)


def _shares(counts: Ints) -> Floats:
    with np.errstate(invalid="ignore"):
        out: Floats = counts / counts.sum(axis=-1, keepdims=True)
    return out


def limit_of(P: Floats) -> Floats:
    """(k,) the distribution the chain tends to; NaN where P is incomplete, several stay as they are, or it comes round
    (a periodic chain)."""
    found = _stationary(P)
    turning = np.isfinite(found).all() and (np.abs(np.linalg.eigvals(P)) > 1 - 1e-9).sum() > 1
    return np.full(len(P), np.nan) if turning else found


def _stationary(P: Floats) -> Floats:
    """(k,) the distribution that P leaves as it is; NaN where P is incomplete, or several stay as they are."""
    k = len(P)
    if not np.isfinite(P).all():
        return np.full(k, np.nan)
    A = np.vstack([P.T - np.eye(k), np.ones(k)])
    if np.linalg.matrix_rank(A[:-1], tol=1e-9) < k - 1:
        return np.full(k, np.nan)
    found: Floats = np.linalg.lstsq(A, np.append(np.zeros(k), 1.0), rcond=None)[0]
    return np.where(np.abs(found) < 1e-14, 0.0, found)


def _passage(P: Floats, limit: Floats) -> Floats:
    """(k, k) mean first passage times by the distribution that stays as it is, of Kemeny & Snell's fundamental matrix;
    NaN where a class may not be reached."""
    k = len(P)
    if not (np.isfinite(limit).all() and (limit > 0).all()):
        return np.full((k, k), np.nan)
    Z = np.linalg.inv(np.eye(k) - P + limit)
    out: Floats = (np.eye(k) - Z + np.diag(Z)) / limit
    return out


def spatial_markov(
    values: Mapping[Hashable, Mapping[str, float]],
    weights: Any,
    *,
    classes: int = 4,
    breaks: Sequence[float] | None = None,
    by: Rule = "pooled",
    lag_breaks: Sequence[float] | None = None,
) -> SpatialMarkov:
    """Do the moves of a unit hang on its neighbours? One chain for each class of the neighbours' mean.

    The class of the neighbours is that of their mean in the earlier period, by the breaks of the units themselves, or
    by ``lag_breaks``. The test of homogeneity compares the chains with that of all units::

        LR = 2 sum_lij n_lij log( p_lij / p_ij ),     Q = sum_lij n_li (p_lij - p_ij)^2 / p_ij

    with degrees of freedom sum_i (a_i - 1)(b_i - 1), b_i classes that are ever reached from i, a_i chains with a move
    from i.

    Parameters
    ----------
    values, classes, breaks, by : as in :func:`farrell.markov`; with ``by="period"`` neighbours are classed by the
        quantiles of the units in that period
    weights : as in :func:`farrell.moran`, rows made to sum to 1
    lag_breaks : of the neighbours' means

    Raises
    ------
    OptionError
        as :func:`farrell.markov`; code ``weights-missing``

    Notes
    -----
    Where a neighbour is not observed the mean is of the others; a unit without an observed neighbour makes no move.
    Source: Rey 2001, DOI 10.1111/j.1538-4632.2001.tb00444.x; tests: Bickenbach & Bode 2003,
    DOI 10.1177/0160017603253789, with the degrees of freedom of Rey, Kang & Wolf 2016, DOI 10.1007/s10109-016-0234-x.
    """
    h = histories(values, classes=classes, breaks=breaks, by=by)
    W = weights_of(weights, h.units)
    lags = lagged(W, h.values)
    ends = h.breaks if lag_breaks is None else np.asarray(lag_breaks, dtype=np.float64)
    if len(ends) != len(h.breaks) or not (np.diff(ends) > 0).all():
        raise OptionError("markov-breaks", breaks=[float(b) for b in ends])
    around = _classed(lags, ends)
    if by == "period" and breaks is None and lag_breaks is None:
        ways = np.arange(1, h.k) / h.k
        each = [np.quantile(column[np.isfinite(column)], ways) for column in h.values.T]
        around = np.column_stack([_classed(c[:, None], e)[:, 0] for c, e in zip(lags.T, each, strict=True)])
    before, after, near = h.classes[:, :-1], h.classes[:, 1:], around[:, :-1]
    moved = (before >= 0) & (after >= 0) & (near >= 0)
    k = h.k
    place = (near[moved] * k + before[moved]) * k + after[moved]
    by_lag = np.bincount(place, minlength=k**3).reshape(k, k, k)
    return SpatialMarkov(
        chain_of(h), frozen(by_lag), frozen(_shares(by_lag)), homogeneity(by_lag), frozen(ends),
    )  # fmt: skip


def lagged(W: Weights, values: Floats) -> Floats:
    """(n, T) means of the neighbours that are observed; NaN where none is."""
    there = np.isfinite(values)
    weight = W.matrix @ there.astype(float)
    with np.errstate(invalid="ignore", divide="ignore"):
        out: Floats = np.where(weight > 0, (W.matrix @ np.where(there, values, 0.0)) / weight, np.nan)
    return out


def homogeneity(counts: Ints) -> Homogeneity:
    """Are chains (m, k, k) of several conditions one chain?"""
    whole = counts.sum(axis=0)
    P = _shares(whole)
    departures = counts.sum(axis=2)
    lr = q = 0.0
    for chain, leaving in zip(counts, departures, strict=True):
        expected = leaving[:, None] * np.nan_to_num(P)
        seen = chain > 0
        lr += 2 * float((chain[seen] * np.log(chain[seen] / expected[seen])).sum())
        there = expected > 0
        q += float(((chain[there] - expected[there]) ** 2 / expected[there]).sum())
    df = int((((departures > 0).sum(axis=0) - 1).clip(0) * ((whole > 0).sum(axis=1) - 1).clip(0)).sum())
    p = (float(stats.chi2.sf(value, df)) if df else math.nan for value in (lr, q))
    return Homogeneity(lr, df, next(p), q, df, next(p))
