"""What the theory of means needs of an estimator: how fast it converges, and the scores within any subsample."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Literal

import numpy as np

from farrell.data import Panel
from farrell.dea.dominance import ratios
from farrell.dea.frontier import Floats, Ints, Orientation, Rts, pose
from farrell.errors import OptionError, SolveError
from farrell.lp import Solver, batch, choose, scores_over

Estimator = Literal["fdh", "vrs", "crs"]
ESTIMATORS: tuple[Estimator, ...] = ("fdh", "vrs", "crs")
FULL: dict[Estimator, int] = {"fdh": 3, "vrs": 4, "crs": 5}
"""Most inputs and outputs together for which all of a sample may be averaged: kappa of 1/3 or more, else of 2/5."""
PIECE = 32_768
"""Programs in one piece of work."""
SETUP = 100
"""What HiGHS takes to begin with a technology, in programs over a small one."""
CLOSE = 1e-9
"""What a power of n may lack of a whole number by rounding."""

Scores = Callable[[Iterable[Ints]], list[Floats]]
"""The values of the members of each subsample, from that subsample alone."""


@dataclass(frozen=True, slots=True)
class Rate:
    """How fast an estimator converges, and what that allows.

    Attributes
    ----------
    kappa : errors are of the order n^-kappa: 1 / (p + q) of FDH, 2 / (p + q + 1) of DEA under variable returns,
        2 / (p + q) under constant ones, with p inputs and q outputs
    full : whether the mean of the whole sample, corrected for bias, is normal around the truth
    """

    kappa: float
    full: bool

    @classmethod
    def of(cls, estimator: Estimator, dimensions: int) -> Rate:
        """The rate with so many inputs and outputs together."""
        kappa = {"fdh": 1 / dimensions, "vrs": 2 / (dimensions + 1), "crs": 2 / dimensions}[estimator]
        return cls(kappa, dimensions <= FULL[estimator])

    @property
    def ordinary(self) -> bool:
        """Whether the ordinary central limit theorem holds: the bias vanishes faster than the standard error."""
        return self.kappa > 0.5

    def part(self, n: int) -> int:
        """n_kappa: floor(n^(2 kappa)), at most n."""
        return min(n, math.floor(math.pow(n, 2 * self.kappa) + CLOSE))


@dataclass(frozen=True, slots=True)
class Sample:
    """Units scored among themselves.

    Attributes
    ----------
    X, Y : (n, p), (n, q)
    estimator, orientation : theta or phi of the free disposal hull, of DEA under variable or constant returns
    solver : ``"highs"`` or ``"kernel"``
    name : of the sample and of each unit, for messages
    """

    X: Floats
    Y: Floats
    estimator: Estimator
    orientation: Orientation
    solver: Solver
    name: str = ""
    units: Sequence[str] = field(default=(), repr=False)

    @classmethod
    def of(cls, panel: Panel, rows: Ints, estimator: Estimator, orientation: Orientation, solver: Solver) -> Sample:
        """Rows of a panel that share a frontier; ``solver`` is one that :func:`solver_for` has chosen."""
        units = [panel.unit_at(r) for r in rows]
        return cls(panel.X[rows], panel.Y[rows], estimator, orientation, solver, str(panel.period_at(rows[0])), units)

    @property
    def n(self) -> int:
        return len(self.X)

    @property
    def rate(self) -> Rate:
        return Rate.of(self.estimator, self.X.shape[1] + self.Y.shape[1])

    def under(self, estimator: Estimator) -> Sample:
        """The same units by another estimator."""
        return replace(self, estimator=estimator)

    def only(self, members: Ints) -> Sample:
        """Some of the units, scored among themselves."""
        names = [self.units[i] for i in members.tolist()] if self.units else ()
        return replace(self, X=self.X[members], Y=self.Y[members], units=names)

    def moved(self, ratio: Floats) -> Sample:
        """The same units with inputs (outputs) multiplied by (n,) ratios."""
        if self.orientation == "input":
            return replace(self, X=self.X * ratio[:, None])
        return replace(self, Y=self.Y * ratio[:, None])

    def scores(self) -> Floats:
        """(n,) theta or phi of every unit among all.

        Raises
        ------
        SolveError
            ``no-distance``: a unit without a finite score, such as one without any input
        """
        found = self.among([np.arange(self.n)])[0]
        none = ~(np.isfinite(found) & (found > 0))
        if none.any():
            names = [self.units[i] for i in np.nonzero(none)[0].tolist()]
            raise SolveError("no-distance", model=f"{self.estimator} {self.name}".strip(), units=names)
        return found

    def among(self, subsets: Iterable[Ints]) -> list[Floats]:
        """The scores of the members of each subset among themselves."""
        if self.estimator == "fdh":
            distance = self.pairs()
            least = [distance[np.ix_(s, s)].min(axis=1) for s in subsets]
            return least if self.orientation == "input" else [-value for value in least]
        rts: Rts = self.estimator
        subsets, bound = list(subsets), np.minimum if self.orientation == "input" else np.maximum
        out: list[Floats] = [np.empty(0)] * len(subsets)
        for size in dict.fromkeys(map(len, subsets)):
            places = [place for place, s in enumerate(subsets) if len(s) == size]
            members = np.array([subsets[place] for place in places])
            X, Y = self.X[members], self.Y[members]
            points = X.reshape(-1, X.shape[2]), Y.reshape(-1, Y.shape[2])
            technology, programs = pose((X[0], Y[0]), points, rts, self.orientation)
            t, _ = scores_over(technology, technology.spanned(X, Y), programs, self.solver, each=True)
            for place, score in zip(places, bound(t, 1.0), strict=True):
                out[place] = score
        return out

    def pairs(self) -> Floats:
        """(n, n) theta, or minus phi, of each unit against each single one; infinite where that one tells nothing."""
        if self.orientation == "input":
            able, value = (self.Y[None] >= self.Y[:, None]).all(axis=2), ratios(self.X, self.X, np.maximum, -np.inf)
        else:
            able, value = (self.X[None] <= self.X[:, None]).all(axis=2), -ratios(self.Y, self.Y, np.minimum, np.inf)
        return np.where(able, value, np.inf)


def solver_for(solver: Solver, jobs: int, n: int) -> Solver:
    """The solver of so many jobs, each with a technology of about n units; by their number alone."""
    return choose(solver, [(jobs * (SETUP + n), n)])


def halves(n: int, splits: range, key: Sequence[int]) -> Iterator[Ints]:
    """Both random halves of each numbered split of n units, one after the other; a stream of random numbers each."""
    for number in splits:
        order = np.random.default_rng([*key, number]).permutation(n)
        yield from (order[: n // 2], order[n // 2 :])


@dataclass(frozen=True, slots=True)
class Jackknife:
    """What half-splits tell of a mean.

    Attributes
    ----------
    bias : (n, ...) of each unit's value; its mean is B, that of the mean
    means : (2K, ...) the mean value of each half, scored by itself
    """

    bias: Floats
    means: Floats

    @property
    def se(self) -> Floats:
        """(...) the standard deviation of the halves' means, which is that of the whole mean: the delete-d jackknife
        with d = n / 2, whose factor (n - d) / d is 1 (Shao & Wu 1989, Annals of Statistics 17:1176-1197)."""
        return np.asarray(self.means.std(axis=0))


def jackknife(scores: Scores, values: Floats, kappa: float, splits: int, key: Sequence[int], label: str) -> Jackknife:
    """The generalized jackknife over K random half-splits.

    The bias of each unit's value is (2^kappa - 1)^-1 times how much its value among half of the sample exceeds that
    among all, in the mean of the splits (Kneip, Simar & Wilson 2015, DOI 10.1017/S0266466614000413; the mean over units
    is their estimate). With an odd n both halves count by their units.
    """
    step = max(1, PIECE // max(len(values), 1))
    pieces = [range(first, min(first + step, splits)) for first in range(0, splits, step)]
    found = batch.run(partial(_excess, scores, values, tuple(key)), pieces, label)
    total = np.sum([excess for excess, _ in found], axis=0)
    return Jackknife(np.asarray(total / (splits * (2.0**kappa - 1.0))), np.concatenate([means for _, means in found]))


def _excess(scores: Scores, values: Floats, key: tuple[int, ...], splits: range) -> tuple[Floats, Floats]:
    """(n, ...) the sum over splits of value among half less value among all, and the means of the halves."""
    subsets = list(halves(len(values), splits, key))
    out, means = np.zeros_like(values), []
    for half, found in zip(subsets, scores(subsets), strict=True):
        out[half] += found - values[half]
        means.append(found.mean(axis=0))
    return out, np.array(means)


def check_counts(**counts: object) -> None:
    """Refuse what is no whole number of at least as many as its option asks for."""
    least = {"seed": 0, "replicates": 2}
    for option, value in counts.items():
        low = least.get(option, 1)
        if isinstance(value, bool) or not isinstance(value, int) or value < low:
            raise OptionError("out-of-range", option=option, value=repr(value), allowed=f">= {low}")
