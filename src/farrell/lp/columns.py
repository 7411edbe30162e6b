"""A sparse program of very many columns, few of which are ever used: HiGHS sees those that could matter.

A question is answered with the columns brought in so far; its prices tell which of all the others would better it, and
those are brought in, until there is none (column generation: Dantzig & Wolfe 1960, DOI 10.1287/opre.8.1.101). The last
prices then prove the answer for all columns, as in any simplex method.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import sparse

from farrell.lp.sparse import Floats, Optimum, SparseProgram, recomputed

PRICED = 1e-9
"""A column whose reduced cost is above minus this would better nothing."""
MOST = 3
"""Columns of one group brought in at once."""

Ints = NDArray[np.int32]


class ColumnProgram(SparseProgram):
    """A :class:`SparseProgram` whose variables are all at least 0 and come in groups of one size.

    Parameters
    ----------
    group : how many variables stand in for each other, such as the intensities of one frontier
    """

    def __init__(self, group: int) -> None:
        super().__init__()
        self._group = group

    def _freeze(self) -> None:
        super()._freeze()
        self._highs.deleteCols(self._count, np.arange(self._count, dtype=np.int32))
        self._begin()

    def _begin(self) -> None:
        self._inside = np.zeros(0, dtype=np.int32)
        self._place = np.full(self._count, -1, dtype=np.int32)

    def bring(self, places: ArrayLike) -> None:
        """Let HiGHS see some columns."""
        self._ready()
        chosen = np.unique(np.asarray(places, dtype=np.int32))
        new = chosen[self._place[chosen] < 0]
        if not len(new):
            return
        part = self.A[:, new]
        self._highs.addCols(
            *(len(new), np.zeros(len(new)), self.low[new], self.high[new]),
            *(part.nnz, part.indptr[:-1], part.indices, part.data),
        )
        self._place[new] = np.arange(len(self._inside), len(self._inside) + len(new), dtype=np.int32)
        self._inside = np.r_[self._inside, new]

    def _bound(self, places: Ints, low: ArrayLike, high: ArrayLike) -> None:
        self._ready()
        self.low[places], self.high[places] = low, high
        seen = places[self._place[places] >= 0]
        self._highs.changeColsBounds(len(seen), self._place[seen], self.low[seen], self.high[seen])

    def forget(self) -> None:
        """Start the next question from no basis and no columns: too many of other questions may lead HiGHS astray."""
        self._ready()
        self._highs.deleteCols(len(self._inside), np.arange(len(self._inside), dtype=np.int32))
        self._highs.clearSolver()
        self._begin()

    def minimise(self, *cost: tuple[slice, ArrayLike]) -> Optimum:
        """The least cost over all columns, by block of variables, from where the last answer stood."""
        self._ready()
        full = np.zeros(self._count)
        for block, value in cost:
            full[block] = value
        while True:
            found = self._of_inside(full)
            if found.status == "infeasible" and len(self._inside) < self._count:
                self.bring(np.arange(self._count))
                continue
            if found.status != "optimal":
                return self._nothing(found.status)
            reduced = full - self.A.T @ found.dual
            better = self._better(reduced)
            if not len(better):
                return self._whole(found, reduced)
            self.bring(better)

    def _of_inside(self, full: Floats) -> Optimum:
        """The optimum over the columns HiGHS sees."""
        inside = self._inside
        self._highs.changeColsCost(len(inside), np.arange(len(inside), dtype=np.int32), full[inside])
        status = self._run()
        if status != "optimal":
            return self._nothing(status)
        low, high = np.r_[self.low[inside], self.row_low], np.r_[self.high[inside], self.row_high]
        return recomputed(self._highs, self._full_of(inside), low, high, full[inside])

    def _full_of(self, inside: Ints) -> sparse.csc_matrix:
        return sparse.hstack([self.A[:, inside], self._full[:, self._count :]], format="csc")

    def _better(self, reduced: Floats) -> Ints:
        """The columns that would better the answer most, some of each group."""
        outside = (self._place < 0) & (self.low < self.high)
        gain = np.where(outside, reduced, 0.0).reshape(-1, self._group)
        most = min(MOST, self._group)
        first = np.argpartition(gain, most - 1, axis=1)[:, :most]
        places = first + np.arange(len(gain))[:, None] * self._group
        return np.asarray(places[np.take_along_axis(gain, first, axis=1) < -PRICED], dtype=np.int32)

    def _whole(self, found: Optimum, reduced: Floats) -> Optimum:
        """The answer with the columns HiGHS never saw, which stay at their bound."""
        x = self.low.copy()
        x[self._inside] = found.x
        reduced[self._inside] = found.reduced
        unseen = (self._place < 0) & (self.low < self.high)
        fault = max(found.dual_fault, float(-reduced[unseen].min(initial=0.0)))
        return Optimum(
            *("optimal", found.objective, found.objective, x, found.dual, reduced),
            *(found.primal_fault, fault),
        )
