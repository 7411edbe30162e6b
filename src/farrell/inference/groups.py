"""Do groups differ? Kruskal-Wallis by ranks, and Dunn's test of every pair with Holm's correction."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from farrell import show
from farrell.errors import OptionError


@dataclass(frozen=True, slots=True)
class PairTest:
    """Dunn's comparison of two groups.

    Attributes
    ----------
    a, b : the groups
    z : difference of their mean ranks over its standard error; positive where a ranks higher
    p : two-sided, of this pair alone
    p_holm : the same, corrected for all pairs by Holm's step-down method
    """

    a: str
    b: str
    z: float
    p: float
    p_holm: float


@dataclass(frozen=True, slots=True)
class GroupTest:
    """A Kruskal-Wallis test and the pairs behind it.

    Attributes
    ----------
    groups, sizes, mean_ranks : each group, how many values it has, and their mean rank (1 = smallest value)
    statistic : H, corrected for ties; NaN where it is not defined
    df : groups - 1
    p : upper tail of chi-square with df degrees of freedom; rough where a group has fewer than five values
    epsilon_squared : H / (n - 1), from 0 (no difference) to 1
    pairs : every pair of groups, in the groups' order
    """

    groups: tuple[str, ...]
    sizes: tuple[int, ...]
    mean_ranks: tuple[float, ...]
    statistic: float
    df: int
    p: float
    epsilon_squared: float
    pairs: tuple[PairTest, ...]

    def to_frame(self) -> Any:
        """A DataFrame with one row a pair: a, b, z, p, p_holm."""
        import pandas as pd

        columns = ["a", "b", "z", "p", "p_holm"]
        return pd.DataFrame([[getattr(pair, c) for c in columns] for pair in self.pairs], columns=columns)

    def summary(self) -> str:
        """The test of all groups and the table of pairs as text."""
        sizes = ", ".join(f"{g} {n}" for g, n in zip(self.groups, self.sizes, strict=True))
        head = f"Kruskal-Wallis H = {self.statistic:.3f}, df = {self.df}, p = {self.p:.4f}; n: {sizes}"
        frame = self.to_frame()
        return "\n".join([head, show.text_table(list(frame.columns), frame.to_numpy(dtype=object).tolist(), 4)])

    def __repr__(self) -> str:
        return self.summary().splitlines()[0]


def kruskal_wallis(values: ArrayLike, labels: Sequence[object]) -> GroupTest:
    """Test whether groups differ in location, by ranks.

    H = 12 / (n(n+1)) sum_g n_g (R_g - (n+1)/2)^2, divided by 1 - sum(t^3 - t) / (n^3 - n) for ties of t values
    (Kruskal & Wallis 1952, DOI 10.1080/01621459.1952.10483441). Pairs are compared on the same ranks:
    z = (R_a - R_b) / sqrt((n(n+1)/12 - sum(t^3 - t) / (12(n-1))) (1/n_a + 1/n_b)) (Dunn 1964,
    DOI 10.1080/00401706.1964.10490181), two-sided p-values corrected by Holm 1979 (Scandinavian Journal of Statistics
    6:65-70).

    Efficiency scores are estimates that depend on each other, so on them the p-values describe; they are no proof.

    Parameters
    ----------
    values : (n,) NaN is left out
    labels : (n,) the group of each value

    Returns
    -------
    GroupTest
        statistic and p are NaN with fewer than two groups, or where all values are equal

    Raises
    ------
    OptionError
        code ``group-length``: not one label a value

    Examples
    --------
    >>> import farrell
    >>> test = farrell.kruskal_wallis([1, 2, 3, 7, 8, 9], ["a"] * 3 + ["b"] * 3)
    >>> round(test.statistic, 3), round(test.p, 4)
    (3.857, 0.0495)
    """
    from scipy import stats

    numbers, names = np.asarray(values, dtype=np.float64), [str(label) for label in labels]
    if len(names) != len(numbers):
        raise OptionError("group-length", column="labels", given=len(names), expected=len(numbers))
    known = np.isfinite(numbers)
    numbers, chosen = numbers[known], np.array(names, dtype=str)[known]
    groups = tuple(dict.fromkeys(chosen.tolist()))
    ranks = stats.rankdata(numbers)
    members = [chosen == group for group in groups]
    sizes = tuple(int(m.sum()) for m in members)
    mean_ranks = tuple(float(ranks[m].mean()) for m in members)
    n, statistic, p = len(numbers), float("nan"), float("nan")
    pairs: tuple[PairTest, ...] = ()
    if len(groups) > 1 and np.ptp(numbers) > 0:
        found = stats.kruskal(*(numbers[m] for m in members))
        statistic, p = float(found.statistic), float(found.pvalue)
        pairs = _dunn(groups, sizes, mean_ranks, _rank_variance(numbers))
    return GroupTest(groups, sizes, mean_ranks, statistic, len(groups) - 1, p, statistic / max(n - 1, 1), pairs)


def _rank_variance(numbers: np.ndarray) -> float:
    """Variance of a rank under no difference, ties counted."""
    n = len(numbers)
    ties = np.unique(numbers, return_counts=True)[1].astype(float)
    return float(n * (n + 1) / 12 - (ties**3 - ties).sum() / (12 * (n - 1)))


def _dunn(
    groups: tuple[str, ...], sizes: tuple[int, ...], mean_ranks: tuple[float, ...], variance: float
) -> tuple[PairTest, ...]:
    from scipy import special

    pairs = list(itertools.combinations(range(len(groups)), 2))
    z = [(mean_ranks[i] - mean_ranks[j]) / np.sqrt(variance * (1 / sizes[i] + 1 / sizes[j])) for i, j in pairs]
    p = 2 * special.ndtr(-np.abs(z))
    corrected = holm(p)
    return tuple(
        PairTest(groups[i], groups[j], float(z[k]), float(p[k]), float(corrected[k])) for k, (i, j) in enumerate(pairs)
    )


def holm(p: ArrayLike) -> np.ndarray:
    """p-values corrected for how many there are: the k-th smallest of m times m - k + 1, never falling, at most 1.

    Holm 1979, Scandinavian Journal of Statistics 6:65-70.
    """
    values = np.asarray(p, dtype=np.float64)
    order = np.argsort(values, kind="stable")
    steps = np.minimum(np.maximum.accumulate(values[order] * np.arange(len(values), 0, -1)), 1.0)
    out = np.empty_like(values)
    out[order] = steps
    return out
