"""Intervals of a mean whose parts are estimated from a frontier, by each central limit theorem."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from farrell.dea.frontier import Floats
from farrell.errors import OptionError
from farrell.inference.means.estimators import Rate

Variance = Literal["plain", "plus-bias", "of-corrected"]
VARIANCES: tuple[Variance, ...] = ("plain", "plus-bias", "of-corrected")
Method = Literal["ordinary", "full", "subset", "centred"]


@dataclass(frozen=True, slots=True)
class Interval:
    """One interval of a mean.

    Attributes
    ----------
    method : ordinary: no correction, all n; full: corrected, all n; subset: corrected, n_kappa units drawn at random;
        centred: the corrected mean of all n with the width of the subset's
    estimate : what the interval is around: the mean less the bias but for ``ordinary``
    bias : that was taken off
    se : of the estimate
    low, high : the interval
    size : units averaged
    holds : whether its theorem holds at this number of inputs and outputs
    """

    method: Method
    estimate: float
    bias: float
    se: float
    low: float
    high: float
    size: int
    holds: bool


@dataclass(frozen=True, slots=True)
class Mean:
    """What the theorems take of a sample: its mean, the bias of that, and the standard deviation of one unit.

    Attributes
    ----------
    n, part : units, and n_kappa of them
    value, part_value : the mean of all, and of n_kappa drawn at random
    bias : by the generalized jackknife
    sd, plain_sd : of one unit's contribution, by the chosen variance and by the plain one
    """

    n: int
    part: int
    value: float
    part_value: float
    bias: float
    sd: float
    plain_sd: float
    rate: Rate

    @classmethod
    def of(
        cls,
        values: Floats,
        bias: Floats,
        rate: Rate,
        key: Sequence[int],
        variance: Variance,
        weights: Floats | None = None,
    ) -> Mean:
        """The mean of values (n,) of which each has its own bias (n,), weighted or not.

        A weighted mean is a ratio of two means; its variance is that of (value - mean) weight / mean weight, which is
        mu^2 (s11 / mu1^2 + s22 / mu2^2 - 2 s12 / (mu1 mu2)) of Simar & Zelenyuk 2018.
        """
        n, w = len(values), np.ones_like(values) if weights is None else weights
        w = w / w.mean()
        order = np.random.default_rng([*key, 0]).permutation(n)[: rate.part(n)]
        total = float(np.mean(bias * w))

        def sd(of: Floats) -> float:
            return float(((of - np.mean(of * w)) * w).std(ddof=1)) if n > 1 else float("nan")

        plain = sd(values)
        chosen = {
            "plain": plain,
            "plus-bias": float(np.hypot(plain, total)),
            "of-corrected": sd(values - bias),
        }[variance]
        share = w[order].sum()
        part = float((values[order] * w[order]).sum() / share) if share > 0 else float("nan")
        return cls(n, rate.part(n), float(np.mean(values * w)), part, total, chosen, plain, rate)

    @property
    def place(self) -> int:
        """Which of :meth:`intervals` is recommended: the full one where it holds, else the centred one."""
        return 1 if self.rate.full else 3

    def intervals(self, level: float, least: float = 0.0) -> tuple[Interval, ...]:
        """The intervals, in the order of :data:`Method`; the last two where n_kappa is not n.

        ``least`` is the smallest standard error of a corrected one.
        """
        from scipy import special

        z = float(special.ndtri((1 + level) / 2))
        slow = self.rate.kappa < 0.5
        rows: list[tuple[Method, float, float, float, int, bool]] = [
            ("ordinary", self.value, 0.0, self.plain_sd, self.n, self.rate.ordinary),
            ("full", self.value, self.bias, self.sd, self.n, self.rate.full),
        ]
        if slow:
            rows += [
                ("subset", self.part_value, self.bias, self.sd, self.part, True),
                ("centred", self.value, self.bias, self.sd, self.part, True),
            ]
        out = []
        for method, value, bias, sd, size, holds in rows:
            estimate, se = value - bias, sd / np.sqrt(size)
            se = se if method == "ordinary" else max(se, least)
            out.append(
                Interval(method, estimate, bias, float(se), estimate - z * se, estimate + z * se, size, bool(holds))
            )
        return tuple(out)


def check_level(level: float) -> None:
    """Refuse a level that is no probability."""
    if not 0 < level < 1:
        raise OptionError("out-of-range", option="level", value=repr(level), allowed="(0, 1)")
