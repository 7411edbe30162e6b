"""Who is linked to whom: a gravity network of units, and who stands at its centre."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from farrell.data.panel import frozen
from farrell.errors import OptionError
from farrell.spacetime.places import Floats, Point, distances, points_of


@dataclass(frozen=True, slots=True)
class Linkages:
    """A gravity network.

    Attributes
    ----------
    units : (n,)
    pull : (n, n) of the column's unit on the row's, zero on the diagonal
    links : (n, n) whether the pull is above the mean of its row
    density : links over n (n - 1)
    """

    units: tuple[str, ...]
    pull: Floats
    links: Any
    density: float

    def to_frame(self) -> Any:
        """One row a unit: out (links from it), in (links to it), strength (sum of its pulls both ways)."""
        import pandas as pd

        strength = self.pull.sum(axis=0) + self.pull.sum(axis=1)
        return pd.DataFrame(
            {"unit": self.units, "out": self.links.sum(axis=1), "in": self.links.sum(axis=0), "strength": strength}
        )

    def __repr__(self) -> str:
        return f"Linkages: {len(self.units)} units, {int(self.links.sum())} links, density {self.density:.3f}"


def gravity(
    mass: Mapping[str, float],
    *,
    score: Mapping[str, float] | None = None,
    power: float = 2.0,
    points: Mapping[str, Point] | None = None,
) -> Linkages:
    """Linkages of units by a gravity model.

    R_ij = k_ij m_i m_j / d_ij^power,   k_ij = v_i / (v_i + v_j) with a score v, 1 without

    A unit is linked to those whose pull is above the mean of its row, as network studies of regions have it.

    Parameters
    ----------
    mass : unit -> mass, not negative, such as the square root of people times GDP
    score : unit -> score, positive, such as efficiency: who gives more of what links two units
    power : of the distance
    points : as in :func:`farrell.nearest_neighbours`

    Raises
    ------
    OptionError
        codes ``inequality-value``, ``values-few``, ``weights-missing``, ``weights-same-place``, ``weights-power``
    """
    units = tuple(mass)
    if len(units) < 3:
        raise OptionError("values-few", n=len(units), least=3)
    m = _column(mass, units, 0.0)
    if not (isinstance(power, (int, float)) and 0 < power < np.inf):
        raise OptionError("weights-power", value=repr(power))
    far = distances(points_of(units, points))
    off = ~np.eye(len(units), dtype=bool)
    if (far[off] == 0).any():
        i, j = np.argwhere((far == 0) & off)[0]
        raise OptionError("weights-same-place", a=units[i], b=units[j])
    share = np.ones_like(far)
    if score is not None:
        missing = [unit for unit in units if unit not in score]
        if missing:
            raise OptionError("weights-missing", units=missing)
        v = _column(score, units, np.nextafter(0, 1))
        share = v[:, None] / (v[:, None] + v)
    with np.errstate(divide="ignore"):
        pull = np.where(off, share * m[:, None] * m / np.where(off, far, 1.0) ** power, 0.0)
    mean = pull.sum(axis=1, keepdims=True) / (len(units) - 1)
    links = off & (pull > mean)
    return Linkages(units, frozen(pull), frozen(links), float(links.sum() / off.sum()))


def _column(given: Mapping[str, float], units: tuple[str, ...], least: float) -> Floats:
    found = np.array([given[unit] for unit in units], dtype=np.float64)
    bad = ~np.isfinite(found) | (found < least)
    if bad.any():
        at = int(np.argmax(bad))
        raise OptionError("inequality-value", unit=units[at], value=repr(float(found[at])))
    return found
