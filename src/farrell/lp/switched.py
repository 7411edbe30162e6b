"""One linear program solved again and again with some of its columns switched off, as branching needs it."""

from __future__ import annotations

import highspy
import numpy as np
from numpy.typing import NDArray

from farrell.lp.linear import Floats, LinearProgram, _passed, _scaled


class Switched:
    """HiGHS with a warm start: each answer starts from the last basis.

    Answers are HiGHS's, to 1e-10 in scaled space, without proof: they steer a search, whose end is solved with proof.
    """

    def __init__(self, program: LinearProgram) -> None:
        standard = program.standard()
        scaled, _, self._column, self._size = _scaled(standard)
        self._cost, self._count = standard.cost, len(standard.cost)
        self._highs = _passed(scaled, None)

    def minimise(self, block: slice, on: NDArray[np.bool_]) -> tuple[float, Floats]:
        """The least cost where of a block only these columns are used, and an optimum; infinite where there is none."""
        columns = np.arange(block.start, block.stop, dtype=np.int32)
        upper = np.where(on, highspy.kHighsInf, 0.0)
        self._highs.changeColsBounds(len(columns), columns, np.zeros(len(columns)), upper)
        self._highs.run()
        if self._highs.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            return np.inf, np.zeros(self._count)
        x = np.asarray(self._highs.getSolution().col_value) * self._column * self._size
        return float(self._cost @ x), x
