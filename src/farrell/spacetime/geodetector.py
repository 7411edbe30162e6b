"""What drives a score in space? The geographical detector: of factors, of pairs, of risk, and the ecological one."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from numbers import Integral
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from farrell import show
from farrell.errors import OptionError
from farrell.spacetime.breaks import BreakRule
from farrell.spacetime.dependence import PERMUTATIONS, SAME, SEED, permuted
from farrell.spacetime.observations import Column, Key, Observations, observed
from farrell.spacetime.places import Floats
from farrell.spacetime.strata import Ends, Strata, q_statistic, q_statistics, ways_to_cut

FEWEST = 6
"""Observations below which nothing can be said."""
THIN = 2
"""A stratum with fewer observations than this has no variance of its own."""


@dataclass(frozen=True, slots=True)
class Geodetector:
    """Four detectors of what drives a value.

    Attributes
    ----------
    factors : DataFrame: factor, rule (labels, own, or how numbers were cut), strata, q, expected (mean of q when values
        are placed at random), noncentrality, p_noncentral (the published test), p_central (ordinary F of analysis of
        variance), p_permutation
    interactions : DataFrame of pairs: first, second, q_first, q_second, q, expected, cells, single (cells with one
        observation), p_permutation (that neither matters; NaN where classes were chosen by q), kind: weaken-nonlinear,
        weaken-uni, enhance-bi, independent, enhance-nonlinear
    risks : DataFrame of pairs of strata of a factor: factor, first, second, mean_first, mean_second, t, df, p, p_fdr
        (corrected for the pairs of the factor); NaN where one has a single observation, or neither varies
    ecological : DataFrame of pairs of factors: first, second, f, p (two-sided)
    strata : DataFrame: factor, stratum, above, upto (ends of numbers), n, mean
    thin : (factor, stratum) with a single observation
    searched : factors whose classes were chosen for the greatest q
    n : observations
    pooled : whether they are of several periods
    left_out : (unit, period) without the value or a factor
    permutations, seed : of p_permutation
    """

    factors: Any
    interactions: Any
    risks: Any
    ecological: Any
    strata: Any
    thin: tuple[tuple[str, str], ...]
    searched: tuple[str, ...]
    n: int
    pooled: bool
    left_out: tuple[Key, ...]
    permutations: int
    seed: int

    def to_frame(self) -> Any:
        """A copy of the table of factors."""
        return self.factors.copy()

    def summary(self) -> str:
        lines = [f"Geographical detector, {self.n} observations"]
        names = ["factor", "rule", "strata", "q", "expected", "p_noncentral", "p_permutation"]
        lines.append(show.text_table(names, self.factors[names].to_numpy(dtype=object).tolist(), 4))
        if len(self.interactions):
            names = ["first", "second", "q", "expected", "cells", "p_permutation", "kind"]
            lines.append(show.text_table(names, self.interactions[names].to_numpy(dtype=object).tolist(), 4))
        if self.searched:
            named = ", ".join(self.searched)
            lines.append(
                f"Classes of {named} were chosen for the greatest q, which flatters q and p_noncentral; p_permutation "
                "allows for the choice."
            )
        if self.pooled:
            lines.append("The periods of a unit are not independent: go by p_permutation, which moves whole units.")
        if self.thin:
            named = ", ".join(f"{factor} {stratum}" for factor, stratum in self.thin)
            lines.append(f"Strata with one observation, which explain it wholly: {named}.")
        if self.left_out:
            lines.append(f"Left out for want of a value: {len(self.left_out)} unit-periods.")
        return "\n".join(lines)

    def __repr__(self) -> str:
        best = self.factors.loc[self.factors["q"].idxmax()]
        return f"Geodetector: {len(self.factors)} factors, n = {self.n}, greatest q {best['q']:.4f} ({best['factor']})"


def geodetector(
    y: Column,
    factors: Mapping[str, Column],
    *,
    strata: Mapping[str, Ends] | None = None,
    classes: int | Sequence[int] = 4,
    rule: BreakRule | Sequence[BreakRule] = "quantiles",
    permutations: int = PERMUTATIONS,
    seed: int = SEED,
) -> Geodetector:
    """How much of a value's variance do the strata of each factor, and of each pair of factors, account for?

    q = 1 - sum_h N_h s_h^2 / (N s^2),    s^2 variances (over N) of the value in stratum h and in all

    The published test takes F = (N - L) / (L - 1) q / (1 - q) as noncentral F(L - 1, N - L) with::

        lambda = ( sum_h m_h^2 - (sum_h sqrt(N_h) m_h)^2 / N ) / s^2,    m_h mean of stratum h

    Interaction: q of the strata's intersections beside the two q. Risk: Welch's t of two strata's means. Ecological:
    F = (1 - q_1) / (1 - q_2), the ratio of what two factors leave, as F(N - 1, N - 1), two-sided.

    Parameters
    ----------
    y : unit -> value, or period -> unit -> value: then all periods together
    factors : name -> unit -> value, or name -> period -> unit -> value. Texts are strata as they are, numbers are cut
    strata : factor -> upper ends of its strata but the last, instead of ``classes`` and ``rule``; a value at an end is
        in the lower stratum
    classes : how many strata numbers are cut into, over all periods; of several numbers each factor gets that with the
        greatest q
    rule : of :func:`farrell.spacetime.breaks`: ``"quantiles"``, ``"natural"``, ``"equal"``; or several, as ``classes``
    permutations, seed : of p_permutation: of values among units, or with several periods of units with all their
        periods (NaN unless each unit has all), the choice of classes made anew every time

    Returns
    -------
    Geodetector

    Raises
    ------
    OptionError
        codes ``drivers-none``, ``drivers-mixed``, ``drivers-value``, ``drivers-strata`` (a factor cannot be cut, has
        one stratum, or as many as observations), ``values-few``, ``values-constant``

    Notes
    -----
    q is eta squared of analysis of variance. Placed at random it is (L - 1) / (N - 1) on average, so that more strata
    give more q: 16 cells of 31 provinces give 0.5 of nothing. A stratum of one observation counts with variance zero.
    The published lambda, and with it p_noncentral, depends on the level of y where strata differ in size, and is not
    the chance of so large a q without an effect; p_central and p_permutation are. Intersections never explain less than
    either factor, so that pairs are not found to weaken; a pair that is not above the stronger factor is
    ``weaken-uni``. Source: Wang et al. 2010, DOI 10.1080/13658810802443457; the test: Wang, Zhang & Fu 2016,
    DOI 10.1016/j.ecolind.2016.02.052; classes by q: Song et al. 2020, DOI 10.1080/15481603.2020.1760434.

    Examples
    --------
    >>> import farrell
    >>> y = dict(zip("abcdef", [1.0, 1.0, 2.0, 2.0, 6.0, 6.0]))
    >>> found = farrell.geodetector(y, {"coast": dict(zip("abcdef", ["no", "no", "no", "no", "yes", "yes"]))})
    >>> round(float(found.factors["q"][0]), 4)
    0.9643
    """
    o = observed(y, factors, least=FEWEST)
    if np.ptp(o.y) <= SAME * np.abs(o.y).max():
        raise OptionError("values-constant")
    own = {} if strata is None else dict(strata)
    unknown = [name for name in own if name not in factors]
    if unknown:
        raise OptionError.choice("strata", unknown[0], factors)
    ways = {
        name: ways_to_cut(name, o.factors[name], own.get(name), _several(classes), _several(rule)) for name in factors
    }
    cuts = {name: max(found, key=lambda cut: q_statistic(o.y, cut)) for name, found in ways.items()}
    orders = _orders(o, permutations, seed)
    return _detected(o, ways, cuts, orders, permutations, seed)


def _several(given: Any) -> list[Any]:
    return [given] if isinstance(given, (str, Integral)) else list(given)


def _orders(o: Observations, permutations: int, seed: int) -> NDArray[np.int64] | None:
    """(m, N) random orders of observations, or of units with all their periods; None where some lack a period."""
    if o.blocks is None:
        permuted(1, permutations, seed)  # refuses a wrong number all the same
        return None
    n, T = o.blocks
    orders = permuted(n, permutations, seed)
    return (orders[:, :, None] * T + np.arange(T)).reshape(permutations, n * T)


def _detected(
    o: Observations,
    ways: Mapping[str, list[Strata]],
    cuts: Mapping[str, Strata],
    orders: NDArray[np.int64] | None,
    permutations: int,
    seed: int,
) -> Geodetector:
    import pandas as pd

    rows = [[name, *_factor(o.y, ways[name], cut, orders)] for name, cut in cuts.items()]
    columns = [
        "factor",
        "rule",
        "strata",
        "q",
        "expected",
        "noncentrality",
        "p_noncentral",
        "p_central",
        "p_permutation",
    ]
    factors = pd.DataFrame(rows, columns=columns)
    pairs = list(itertools.combinations(cuts, 2))
    searched = tuple(name for name, found in ways.items() if len(found) > 1)
    both = pd.DataFrame(
        [[a, b, *_interaction(o.y, cuts[a], cuts[b], None if {a, b} & {*searched} else orders)] for a, b in pairs],
        columns=[
            "first",
            "second",
            "q_first",
            "q_second",
            "q",
            "expected",
            "cells",
            "single",
            "p_permutation",
            "kind",
        ],
    )
    beside = pd.DataFrame(
        [[a, b, *_ecological(o.y, cuts[a], cuts[b])] for a, b in pairs], columns=["first", "second", "f", "p"]
    )
    strata = pd.concat([_described(o.y, name, cut) for name, cut in cuts.items()], ignore_index=True)
    risks = pd.concat([_risks(o.y, name, cut) for name, cut in cuts.items()], ignore_index=True)
    thin = strata[strata["n"] < THIN]
    return Geodetector(
        factors, both, risks, beside, strata, tuple(zip(thin["factor"], thin["stratum"], strict=True)),
        searched, len(o.y), len(set(o.periods)) > 1, o.left_out,
        permutations, seed,
    )  # fmt: skip


def _factor(y: Floats, ways: list[Strata], cut: Strata, orders: NDArray[np.int64] | None) -> list[Any]:
    N, L = len(y), len(cut.names)
    q = q_statistic(y, cut)
    mean = np.bincount(cut.codes, weights=y) / cut.sizes
    noncentrality = ((mean**2).sum() - (np.sqrt(cut.sizes) @ mean) ** 2 / N) / y.var()
    p = p_central = 0.0
    if q < 1:
        F = (N - L) / (L - 1) * q / (1 - q)
        p, p_central = float(stats.ncf.sf(F, L - 1, N - L, noncentrality)), float(stats.f.sf(F, L - 1, N - L))
    p_permutation = _beyond(y, q, [(one.codes, len(one.names)) for one in ways], orders)
    return [cut.rule, L, q, (L - 1) / (N - 1), float(noncentrality), p, p_central, p_permutation]


def _beyond(y: Floats, q: float, ways: list[tuple[NDArray[np.int64], int]], orders: NDArray[np.int64] | None) -> float:
    """(c + 1) / (m + 1), c orders in which the best way to cut gives at least q."""
    if orders is None:
        return np.nan
    simulated = np.max([q_statistics(y[orders], codes, L) for codes, L in ways], axis=0)
    return (int((simulated >= q - SAME).sum()) + 1) / (len(orders) + 1)


def _interaction(y: Floats, first: Strata, second: Strata, orders: NDArray[np.int64] | None) -> list[Any]:
    _, codes, sizes = np.unique(first.codes * len(second.names) + second.codes, return_inverse=True, return_counts=True)
    q = float(q_statistics(y[None, :], codes, len(sizes))[0])
    q_first, q_second = q_statistic(y, first), q_statistic(y, second)
    expected = (len(sizes) - 1) / (len(y) - 1)
    p = _beyond(y, q, [(codes, len(sizes))], orders)
    kind = kind_of(q_first, q_second, q)
    return [q_first, q_second, q, expected, len(sizes), int((sizes == 1).sum()), p, kind]


def kind_of(first: float, second: float, both: float) -> str:
    """The kind of an interaction by three q, equal within rounding."""
    if abs(both - (first + second)) <= SAME and min(first, second) > SAME:
        return "independent"
    if both > first + second:
        return "enhance-nonlinear"
    if both > max(first, second) + SAME:
        return "enhance-bi"
    return "weaken-uni" if both >= min(first, second) - SAME else "weaken-nonlinear"


def _ecological(y: Floats, first: Strata, second: Strata) -> list[float]:
    left = 1 - q_statistic(y, first), 1 - q_statistic(y, second)
    if min(left) <= SAME:
        return [np.nan, np.nan]
    F, df = left[0] / left[1], len(y) - 1
    return [F, min(2 * min(float(stats.f.sf(F, df, df)), float(stats.f.cdf(F, df, df))), 1.0)]


def _described(y: Floats, name: str, cut: Strata) -> Any:
    import pandas as pd

    nothing = np.full(len(cut.names), np.nan)
    above, upto = (nothing, nothing) if cut.ends is None else (cut.ends[:-1], cut.ends[1:])
    mean = np.bincount(cut.codes, weights=y) / cut.sizes
    return pd.DataFrame(
        {"factor": name, "stratum": cut.names, "above": above, "upto": upto, "n": cut.sizes, "mean": mean}
    )


def _risks(y: Floats, name: str, cut: Strata) -> Any:
    """Welch's t of the means of every two strata, with p by t and corrected for many tests."""
    import pandas as pd

    parts = [y[cut.codes == h] for h in range(len(cut.names))]
    rows = []
    for i, j in itertools.combinations(range(len(parts)), 2):
        a, b = parts[i], parts[j]
        t = df = p = np.nan
        if min(len(a), len(b)) >= THIN:
            va, vb = a.var(ddof=1) / len(a), b.var(ddof=1) / len(b)
            if va + vb > SAME**2 * max(float((y**2).max()), 1e-300):
                t = (a.mean() - b.mean()) / np.sqrt(va + vb)
                df = (va + vb) ** 2 / (va**2 / (len(a) - 1) + vb**2 / (len(b) - 1))
                p = 2 * float(stats.t.sf(abs(t), df))
        rows.append([name, cut.names[i], cut.names[j], a.mean(), b.mean(), t, df, p])
    frame = pd.DataFrame(rows, columns=["factor", "first", "second", "mean_first", "mean_second", "t", "df", "p"])
    known = frame["p"].notna().to_numpy()
    corrected = np.full(len(frame), np.nan)
    if known.any():
        corrected[known] = stats.false_discovery_control(frame["p"].to_numpy()[known])
    return frame.assign(p_fdr=corrected)
