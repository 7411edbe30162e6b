"""The second stage against other frontiers and of single periods, side by side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from farrell import show
from farrell.catalogue import Language, listing, text
from farrell.data import Panel
from farrell.data.frozen import Frozen
from farrell.data.roles import Period
from farrell.errors import OptionError
from farrell.inference.regressions.second_stage import SecondStage, second_stage

UNTOLD = ("panel-few", "panel-collinear")
"""Errors of a single period's regression that leave the period out."""


@dataclass(frozen=True, slots=True)
class SecondStageVariants:
    """Three ways to treat a panel in a second stage.

    Attributes
    ----------
    own : each period's own frontier, one regression of all rows
    pooled : one frontier of all periods, one regression
    by_period : period -> a second stage of that period alone, whose units are independent rows
    few, alike : periods without one: too few units off the frontier; covariates that follow from each other, such as
        one that is the same everywhere
    """

    own: SecondStage
    pooled: SecondStage
    by_period: Mapping[Period, SecondStage]
    few: tuple[Period, ...]
    alike: tuple[Period, ...]

    def to_frame(self) -> Any:
        """One row a variant and coefficient: variant, period, then the columns of :meth:`SecondStage.to_frame`."""
        import pandas as pd

        parts: list[tuple[str, Any, SecondStage]] = [
            ("own frontier", None, self.own),
            ("pooled frontier", None, self.pooled),
        ]
        parts += [("year by year", period, found) for period, found in self.by_period.items()]
        frames = []
        for variant, period, found in parts:
            frame = found.to_frame()
            frame.insert(0, "variant", variant)
            frame.insert(1, "period", "all" if period is None else period)
            frames.append(frame)
        return pd.concat(frames, ignore_index=True)

    def efficiency(self) -> Any:
        """One row a variant and covariate, in the direction of efficiency: variant, period (``all``, or one), name,
        estimate, low, high (basic interval), p, sign. Periods without a regression of their own come last, with names
        alone."""
        import pandas as pd

        frame, k = self.to_frame(), len(self.own.names)
        rows = frame[np.arange(len(frame)) % k % (k - 1) > 0].reset_index(drop=True)
        turned = rows[["variant", "period", "name"]].assign(
            estimate=rows["efficiency"], low=rows["efficiency_low"], high=rows["efficiency_high"], p=rows["p"]
        )
        marks = [sign(low, high) for low, high in zip(turned["low"], turned["high"], strict=True)]
        without = [
            {"variant": "year by year", "period": period, "name": name, "sign": ""}
            for period in (*self.few, *self.alike)
            for name in self.own.names[1:-1]
        ]
        made = turned.assign(sign=marks)
        return pd.concat([made, pd.DataFrame(without)], ignore_index=True) if without else made

    def signs(self) -> Any:
        """One row a covariate, in the direction of efficiency: its sign in each variant (0 where the basic interval
        holds 0), and in how many periods it is above and below 0."""
        import pandas as pd

        rows = []
        for j, name in enumerate(self.own.names[1:-1], start=1):
            marks = [_sign(found, j) for found in self.by_period.values()]
            rows.append({
                "name": name, "own_frontier": _sign(self.own, j), "pooled_frontier": _sign(self.pooled, j),
                "periods_above": marks.count("+"), "periods_below": marks.count("-"), "periods": len(marks),
            })  # fmt: skip
        return pd.DataFrame(rows)

    def summary(self) -> str:
        """The signs, and what to keep in mind."""
        frame = self.signs()
        table = show.text_table(list(frame.columns), frame.to_numpy(dtype=object).tolist())
        return "\n".join(["more efficient: + , less: -", table, *self.objections()])

    def objections(self, language: Language = "en") -> tuple[str, ...]:
        """What to keep in mind, in words; periods without a regression of their own."""
        left = {"few": self.few, "alike": self.alike}
        told = [text(f"determinants.{why}", language, periods=listing(v, language)) for why, v in left.items() if v]
        return (*self.own.objections(language), *told)

    def __repr__(self) -> str:
        return f"SecondStageVariants: {len(self.own.names) - 2} covariates, {len(self.by_period)} periods"


def _sign(found: SecondStage, j: int) -> str:
    """The sign towards efficiency of one coefficient."""
    return sign(-float(found.high[j]), -float(found.low[j]))


def sign(low: float, high: float) -> str:
    """``+`` or ``-`` where the interval lies on one side of 0, ``0`` where it does not, nothing without one."""
    if np.isnan(low) or np.isnan(high):
        return ""
    return "+" if low > 0 else "-" if high < 0 else "0"


def second_stage_variants(
    panel: Panel,
    *,
    seed: int,
    on: Sequence[str] | None = None,
    more: Mapping[str, ArrayLike] | None = None,
    **options: Any,
) -> SecondStageVariants:
    """:func:`second_stage` with each period's own frontier, with one frontier of all periods, and year by year.

    The rows of a panel are not independent, which the method asks for. Year by year they are as independent as units of
    a cross-section; so a finding that stands in most years and in both regressions of all rows owes nothing to it.

    Parameters
    ----------
    panel, seed, on, more : as in :func:`second_stage`
    **options : of :func:`second_stage`, but for ``reference``; ``standardise`` is by the rows of each regression

    Returns
    -------
    SecondStageVariants
        a period in which the regression cannot be made is left out of ``by_period`` and stands in ``few`` or ``alike``

    Examples
    --------
    >>> import farrell
    >>> panel = farrell.load("china-health").panel.select(periods=[2022, 2023])
    >>> found = farrell.second_stage_variants(panel, seed=1, on=["share_65plus"], first=10, replicates=50)
    >>> found.signs().periods.tolist()
    [2]
    """
    own, pooled = (
        second_stage(panel, seed=seed, on=on, more=more, reference=reference, **options)
        for reference in ("own", "pooled")
    )
    alone, left = {}, {}
    for number, period in enumerate(panel.periods):
        rows = panel.rows_of(period)
        part = panel.select(periods=[period])
        values = {name: np.asarray(column)[rows] for name, column in (more or {}).items()}
        try:
            alone[period] = second_stage(part, seed=seed + number + 1, on=on, more=values, **options)
        except OptionError as error:
            if error.code not in UNTOLD:
                raise
            left[period] = error.code
    few, alike = (tuple(period for period, code in left.items() if code == one) for one in UNTOLD)
    return SecondStageVariants(own, pooled, Frozen(alone), few, alike)
