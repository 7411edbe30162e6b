"""Tests that compare two estimators on two halves of a sample, and how many random halvings are put together."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Literal

import numpy as np

from farrell.dea.frontier import Floats, Ints
from farrell.inference.means.estimators import Sample, jackknife
from farrell.inference.means.intervals import Mean
from farrell.lp import batch

SEED_BOOTSTRAP, SEED_SPLIT = 1, 2
"""Streams of random numbers."""

Halving = Literal["even", "matched"]


@dataclass(frozen=True, slots=True)
class Half:
    """What is estimated on one part of a split.

    Attributes
    ----------
    mean : of the scores there
    """

    mean: Mean

    @property
    def value(self) -> float:
        """The mean of all, or of n_kappa, whichever the theorem takes, less its bias."""
        whole = self.mean.rate.full
        return (self.mean.value if whole else self.mean.part_value) - self.mean.bias

    @property
    def variance(self) -> float:
        """Of that."""
        size = self.mean.n if self.mean.rate.full else self.mean.part
        return self.mean.sd**2 / size


Compare = Callable[[Sample, Ints, Ints, tuple[int, ...]], tuple[Half, Half]]
"""The null's estimator on one part, the alternative's on the other, with random numbers of a key of their own."""


def statistic(null: Half, alternative: Half, sign: float) -> float:
    """T: how much better the units look without the restriction, over its standard error; NaN where nothing varies."""
    variance = null.variance + alternative.variance
    gap = sign * (alternative.value - null.value)
    return gap / float(np.sqrt(variance)) if variance > 0 else float("nan")


@dataclass(frozen=True, slots=True)
class Plan:
    """A test by splitting.

    Attributes
    ----------
    compare : see :data:`Compare`
    first : units of the first part, on which the null's estimator is
    sign : +1 where the unrestricted scores are larger (theta), -1 where they are smaller (phi)
    splits : how many random splits
    """

    compare: Compare
    first: int
    sign: float
    splits: int

    def by_split(self, sample: Sample, key: tuple[int, ...]) -> Floats:
        """(S, 2) the statistic of each split and its one-sided p, by the normal distribution."""
        from scipy import special

        out = np.empty((self.splits, 2))
        for number in range(self.splits):
            out[number, 0] = statistic(*self.halves(sample, key, number), self.sign)
        out[:, 1] = special.ndtr(-out[:, 0])
        return out

    def halves(self, sample: Sample, key: tuple[int, ...], number: int) -> tuple[Half, Half]:
        """Both parts of a numbered split."""
        stream = (*key, SEED_SPLIT, number)
        order = np.random.default_rng(stream).permutation(sample.n)
        return self.compare(sample, order[: self.first], order[self.first :], stream)


def combined(by_split: Floats) -> Floats:
    """(2,) of (S, 2): the mean statistic, and the Kolmogorov-Smirnov distance of the p-values from the uniform.

    Simar & Wilson 2020, DOI 10.1007/s11123-020-00574-w.
    """
    p = np.sort(by_split[:, 1])
    steps = np.arange(len(p) + 1) / len(p)
    distance = max(np.max(steps[1:] - p), np.max(p - steps[:-1]))
    return np.array([by_split[:, 0].mean(), distance])


def bootstrapped(plan: Plan, sample: Sample, null_scores: Floats, seed: int, replicates: int, label: str) -> Floats:
    """(B, 2) both combined statistics of samples drawn under the null.

    Each unit keeps its mix; it is moved to the null's frontier and from there by a score drawn with replacement from
    those that the null's estimator gave (Simar & Wilson 2020, section 4).
    """
    programs = plan.splits * sample.n * 40
    step = max(1, 100_000 // max(programs, 1))
    pieces = [range(first, min(first + step, replicates)) for first in range(0, replicates, step)]
    return np.concatenate(batch.run(partial(_replicates, plan, sample, null_scores, seed), pieces, label))


def _replicates(plan: Plan, sample: Sample, null_scores: Floats, seed: int, piece: range) -> Floats:
    out = np.empty((len(piece), 2))
    for place, number in enumerate(piece):
        key = (seed, SEED_BOOTSTRAP, number)
        drawn = np.random.default_rng(key).choice(null_scores, len(null_scores))
        out[place] = combined(plan.by_split(sample.moved(null_scores / drawn), key))
    return out


def half(sample: Sample, members: Ints, rate_of: Sample, kappa: float, inner: int, key: tuple[int, ...]) -> Half:
    """The mean of some units' scores among themselves, its bias by ``inner`` half-splits at the rate kappa.

    ``rate_of`` is a sample whose rate says whether all units are averaged or n_kappa of them.
    """
    among = sample.only(members)
    values = among.scores()
    bias = jackknife(among.among, values, kappa, inner, (*key, 1), "").bias
    return Half(Mean.of(values, bias, rate_of.rate, (*key, 2), "plain"))
