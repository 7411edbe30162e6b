"""Which units lie on one face of the strongly efficient frontier."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from farrell.dea.facets import facets, generators
from farrell.dea.frontier import Bounds, Floats, Ints, Rts

Bools = NDArray[np.bool_]

TOUCHES = 1e-9
"""A generator that misses a facet by less than this share of the terms of v x - u y - c lies on it."""


class Faces:
    """The strongly efficient frontier of a technology, asked face by face.

    Generators lie on one face exactly if some facets hold them all, and nothing can be improved on it exactly if every
    variable has a price in one of these: their sum is then a supporting hyperplane with positive prices.

    Attributes
    ----------
    efficient : (n,) whether each unit is strongly efficient
    generators : those that lie on the strongly efficient frontier, duplicates once; of constant returns without the
        origin, where no intensity is nothing
    """

    def __init__(self, X: Floats, Y: Floats, rts: Rts, bounds: Bounds | None) -> None:
        known = facets(X, Y, rts, bounds)
        self._priced = np.hstack([known.v, known.u]) > 0

        def touched(X: Floats, Y: Floats, at: Floats) -> Bools:
            put, out, least = X @ known.v.T, Y @ known.u.T, at[:, None] * known.c
            return np.asarray(put - out - least <= TOUCHES * (put + out + np.abs(least)))

        self.efficient = self._improvable_nowhere(touched(X, Y, np.ones(len(X))))
        made = generators(X, Y, rts, bounds)
        touches = touched(made.X, made.Y, made.at)
        first = np.unique(np.hstack([made.X, made.Y, made.at[:, None]]), axis=0, return_index=True)[1]
        keep = self._improvable_nowhere(touches) & np.isin(np.arange(len(touches)), first)
        if rts == "crs":
            keep &= made.unit >= 0
        self.generators = made.only(np.nonzero(keep)[0])
        self._touches = touches[keep]

    def _improvable_nowhere(self, touches: Bools) -> Bools:
        """(k,) whether the facets that each row touches price every variable between them."""
        return np.asarray((touches @ self._priced.astype(np.float32) > 0).all(axis=1))

    def share(self, which: Iterable[int]) -> bool:
        """Whether some generators lie on one face."""
        common = self._touches[list(which)].all(axis=0)
        return bool(self._improvable_nowhere(np.atleast_2d(common))[0])

    def beside(self, chosen: Iterable[int], allowed: Ints) -> Ints:
        """Those of the allowed generators that lie on one face with all the chosen."""
        common = self._touches[list(chosen)].all(axis=0)
        near = (self._touches[allowed][:, common] @ self._priced[common].astype(np.float32) > 0).all(axis=1)
        return np.asarray(allowed[near])

    def most_alone(self, used: Ints, chosen: Iterable[int]) -> int:
        """Of generators that share no face, the one to branch on: not chosen yet, apart from most of the others."""
        open_ = [int(j) for j in used if j not in set(chosen)]
        return max(open_, key=lambda j: len(used) - len(self.beside((j,), used)))
