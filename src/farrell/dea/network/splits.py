"""Shares of a score that its optima leave open: the least and the greatest of a ratio over all optima of a program."""

from __future__ import annotations

import numpy as np

from farrell.dea.frontier import Floats
from farrell.lp import LinearProgram
from farrell.lp.linear import Answer

STEPS = 60
"""Most steps of Dinkelbach's iteration; three or four are usual."""
SETTLED = 1e-11
"""A ratio that moves by no more than this has been found."""
NOTHING = 1e-11
"""A denominator below this, where prices of the unit are about 1, gives no ratio."""


def ratio_of(answer: Answer, above: Floats, below: Floats | None) -> float:
    """The ratio of two linear forms at an answer; NaN where the lower one is nothing."""
    bottom = 1.0 if below is None else float(below @ answer.x)
    return float(above @ answer.x) / bottom if bottom > NOTHING else np.nan


def extreme(
    program: LinearProgram, above: Floats, below: Floats | None = None, *, greatest: bool, start: float = np.nan
) -> tuple[float, Answer | None]:
    """The greatest, or least, ratio of two linear forms among all optima of a program, and the optimum that has it.

    Each step finds on the optimal face the extreme of ``above - ratio below`` (Dinkelbach 1967,
    DOI 10.1287/mnsc.13.7.492).

    Parameters
    ----------
    program : of which the optima are
    above, below : (variables,) coefficients; without ``below`` the ratio is ``above`` itself
    greatest : which of the two
    start : the ratio of some optimum, where one is known

    Returns
    -------
    the ratio, and the optimum that has it, None where that is the one of ``start``; NaN where no optimum was found in
    which ``below`` is more than nothing. Those in which it is nothing have no ratio and are passed over
    """
    sign, everything = (-1.0 if greatest else 1.0), slice(0, len(above))
    ratio, best = start, None
    if below is not None and np.isnan(ratio):  # from where there is most below
        best = program.minimise((everything, -below))
        ratio = ratio_of(best, above, below) if best.optimal else np.nan
        if np.isnan(ratio):
            return ratio, None
    for _ in range(STEPS):
        cost = above if below is None else above - ratio * below
        answer = program.minimise((everything, sign * cost))
        if not answer.optimal:
            return ratio, best
        found = ratio_of(answer, above, below)
        if np.isnan(found) or sign * (ratio - found) <= SETTLED * max(abs(ratio), 1.0):
            break
        ratio, best = found, answer
        if below is None:
            break
    return ratio, best
