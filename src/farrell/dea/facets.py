"""The convex technology as a polyhedron: what generates it, and its facets."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from farrell.data import Panel
from farrell.dea.frontier import Bounds, Floats, Ints, Rts
from farrell.errors import OptionError

MOST = 9
"""Most inputs and outputs in all for which facets are listed; their number grows with it as a power."""
FLAT = 1e-10
"""A facet whose normal is this small beside its offset is the one at infinity."""

NOTHING = 1e-12
"""An entry of a normal below this share of the largest, in units of the variables' means, is rounding, and so is an
offset below this share of the largest term."""


@dataclass(frozen=True, slots=True)
class Generators:
    """Points and rays whose combinations, with free disposal, are the technology: sum_g mu_g at_g = 1, mu >= 0.

    Attributes
    ----------
    X, Y : (g, m), (g, s) inputs and outputs
    at : (g,) 1 of points, 0 of rays
    unit : (g,) the unit each comes from, -1 of the origin
    share : (g,) how much intensity of that unit one mu is
    """

    X: Floats
    Y: Floats
    at: Floats
    unit: Ints
    share: Floats

    def only(self, which: Ints) -> Generators:
        """Some of them."""
        return Generators(self.X[which], self.Y[which], self.at[which], self.unit[which], self.share[which])

    def lambdas(self, mu: Floats, n: int) -> Floats:
        """(n,) intensities of the units."""
        out = np.zeros(n)
        own = self.unit >= 0
        np.add.at(out, self.unit[own], (mu * self.share)[own])
        return out


def generators(X: Floats, Y: Floats, rts: Rts, bounds: Bounds | None = None) -> Generators:
    """What generates the technology of units under a returns-to-scale.

    Units are points under variable returns, rays from the origin under constant ones, points beside the origin under
    non-increasing, points and rays under non-decreasing, and two points each, at both bounds, under generalised ones.
    """
    low, high = bounds or (1.0, 1.0)
    scaled = {
        "vrs": [(1.0, 1.0)],
        "nirs": [(1.0, 1.0)],
        "crs": [(1.0, 0.0)],
        "ndrs": [(1.0, 1.0), (1.0, 0.0)],
        "grs": [(low, 1.0), (high, 1.0)] if high > low else [(low, 1.0)],
    }[rts]
    n, units = len(X), np.arange(len(X))
    parts = [(share * X, share * Y, np.full(n, at), units, np.full(n, share)) for share, at in scaled if share > 0]
    if rts in ("crs", "nirs") or (rts == "grs" and low == 0):
        nothing = np.zeros((1, X.shape[1])), np.zeros((1, Y.shape[1]))
        parts.append((*nothing, np.ones(1), np.full(1, -1), np.zeros(1)))
    X, Y, at, unit, share = (np.concatenate(column) for column in zip(*parts, strict=True))
    return Generators(X, Y, at, unit, share)


@dataclass(frozen=True, slots=True)
class Facets:
    """All facets of a technology: v x - u y >= c for every possible (x, y), v and u not negative.

    Attributes
    ----------
    v, u, c : (f, m), (f, s), (f,) in 1 / data units
    """

    v: Floats
    u: Floats
    c: Floats


def refuse_too_many(panel: Panel) -> None:
    """Refuse a panel with more variables than facets can be listed for."""
    columns = panel.X.shape[1] + panel.Y.shape[1]
    if columns > MOST:
        raise OptionError("too-many-facets", most=MOST, count=columns)


def facets(X: Floats, Y: Floats, rts: Rts, bounds: Bounds | None = None) -> Facets:
    """All facets of the technology that units span.

    Points (x, y, 1), rays (x, y, 0) and the directions of free disposal generate a pointed cone. Divided by a linear
    function that is positive on all of them they are the points of a bounded polytope, whose facets are those of the
    technology and one at infinity; Qhull lists them all.
    """
    from scipy.spatial import ConvexHull

    size_in, size_out = (np.maximum(np.abs(side).mean(axis=0), 1e-300) for side in (X, Y))
    made = generators(X / size_in, Y / size_out, rts, bounds)
    keep = (made.at > 0) | (made.X > 0).any(axis=1) | (made.Y > 0).any(axis=1)
    made = made.only(np.nonzero(keep)[0])
    (m, s), rays = (X.shape[1], Y.shape[1]), made.at == 0
    put, out = made.X.sum(axis=1), made.Y.sum(axis=1)
    giving = rays & (out > 0)
    price = 0.5 * float((put[giving] / out[giving]).min()) if giving.any() else 1.0
    offset = 1.0 + max(float((price * out - put).max()), 0.0)
    height = put - price * out + offset * made.at
    free = np.vstack([np.eye(m, m + s), -np.eye(s, m + s, m) / price])
    cone = np.vstack([np.hstack([made.X, made.Y]) / height[:, None], free])
    equations = ConvexHull(cone).equations
    normal, level = equations[:, :-1], equations[:, -1:]
    v, u = -(normal[:, :m] + level), normal[:, m:] - price * level
    finite = np.hstack([v, u]).max(axis=1) > FLAT * np.abs(level[:, 0])
    normals = np.hstack([v, u])[finite]
    normals[normals <= NOTHING * normals.max(axis=1, keepdims=True)] = 0.0
    v, u = normals[:, :m], normals[:, m:]
    put, out = v @ made.X.T, u @ made.Y.T
    c = (put - out)[:, made.at > 0].min(axis=1)
    c[np.abs(c) <= NOTHING * (put + out).max(axis=1)] = 0.0
    return Facets(v / size_in, u / size_out, c)
