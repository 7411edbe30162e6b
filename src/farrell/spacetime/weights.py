"""Spatial weights: who is whose neighbour, and how much. Frozen; every change is a copy."""

from __future__ import annotations

import csv
import io
import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from importlib import resources
from numbers import Integral
from typing import Any, Literal

import numpy as np
from numpy.typing import ArrayLike

from farrell.data import Boundaries
from farrell.data.frozen import Frozen
from farrell.data.panel import frozen
from farrell.data.provinces import are_provinces, province_code
from farrell.errors import OptionError
from farrell.spacetime.places import Floats, Point, distances, points_of


@dataclass(frozen=True, slots=True)
class Weights:
    """How much each unit is a neighbour of each other.

    Attributes
    ----------
    units : (n,) names, in the order of the rows
    matrix : (n, n) weight of column j for row i, not negative; the diagonal is zero. Read-only
    name : of the rule
    settings : its options
    """

    units: tuple[str, ...]
    matrix: Floats
    name: str
    settings: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        matrix = np.array(self.matrix, dtype=np.float64)
        n = len(self.units)
        if matrix.shape != (n, n):
            raise OptionError("weights-shape", shape=f"{matrix.shape}", wanted=f"({n}, {n})")
        if len(set(self.units)) < n:
            raise OptionError("weights-twice", units=sorted({u for u in self.units if self.units.count(u) > 1}))
        bad = ~np.isfinite(matrix) | (matrix < 0)
        if bad.any() or np.diag(matrix).any():
            i, j = np.argwhere(bad if bad.any() else np.diag(np.diag(matrix)) != 0)[0]
            raise OptionError("weights-value", a=self.units[i], b=self.units[j], value=repr(float(matrix[i, j])))
        object.__setattr__(self, "matrix", frozen(matrix))
        object.__setattr__(self, "settings", Frozen(dict(self.settings)))

    @property
    def islands(self) -> tuple[str, ...]:
        """Units without a neighbour."""
        alone = self.matrix.sum(axis=1) == 0
        return tuple(unit for unit, is_alone in zip(self.units, alone, strict=True) if is_alone)

    @property
    def is_symmetric(self) -> bool:
        return bool(np.allclose(self.matrix, self.matrix.T, rtol=1e-12, atol=0))

    def neighbours(self, unit: str) -> tuple[str, ...]:
        """Units with a weight for one, in the order of the units."""
        if unit not in self.units:
            raise OptionError.choice("unit", unit, self.units)
        row = self.matrix[self.units.index(unit)]
        return tuple(self.units[j] for j in np.nonzero(row)[0])

    def row_standardised(self) -> Weights:
        """A copy whose rows sum to 1; the row of an island stays zero."""
        total = self.matrix.sum(axis=1, keepdims=True)
        with np.errstate(invalid="ignore"):
            matrix = np.where(total > 0, self.matrix / total, 0.0)
        return replace(self, matrix=matrix, settings={**self.settings, "row_standardised": True})

    def binary(self) -> Weights:
        """A copy with 1 for every neighbour."""
        return replace(self, matrix=(self.matrix > 0).astype(float), settings={**self.settings, "binary": True})

    def of(self, units: Sequence[str]) -> Weights:
        """A copy for some units, in their order."""
        missing = [unit for unit in units if unit not in self.units]
        if missing:
            raise OptionError("weights-missing", units=missing)
        at = [self.units.index(unit) for unit in units]
        settings = dict(self.settings)
        if len(at) < len(self.units):
            settings.pop("row_standardised", None)  # rows may have lost neighbours
        return replace(self, units=tuple(units), matrix=self.matrix[np.ix_(at, at)], settings=settings)

    def lag(self, values: ArrayLike) -> Floats:
        """(n,) or (n, k): the weighted sum over each unit's neighbours, their mean where rows sum to 1."""
        out: Floats = self.matrix @ np.asarray(values, dtype=np.float64)
        return out

    def to_frame(self) -> Any:
        """One row a pair with a weight: unit, neighbour, weight."""
        import pandas as pd

        i, j = np.nonzero(self.matrix)
        names = np.array(self.units, dtype=object)
        return pd.DataFrame({"unit": names[i], "neighbour": names[j], "weight": self.matrix[i, j]})

    def to_graph(self) -> Any:
        """A new ``libpysal.graph.Graph`` with the units as ids.

        Raises
        ------
        OptionError
            code ``extra-missing``: libpysal is not installed
        """
        import pandas as pd

        try:
            from libpysal.graph import Graph
        except ImportError as error:
            raise OptionError("extra-missing", what="libpysal", extra="space") from error
        pairs = self.to_frame()
        alone = pd.DataFrame({"unit": self.islands, "neighbour": self.islands, "weight": 0.0})
        pairs = pd.concat([pairs, alone], ignore_index=True)
        order = pairs["unit"].map({unit: i for i, unit in enumerate(self.units)})
        pairs = pairs.iloc[np.argsort(order.to_numpy(), kind="stable")]
        return Graph.from_arrays(pairs["unit"].to_numpy(), pairs["neighbour"].to_numpy(), pairs["weight"].to_numpy())

    def __repr__(self) -> str:
        links = int((self.matrix > 0).sum())
        alone = f", {len(self.islands)} without a neighbour" if self.islands else ""
        return f"Weights: {self.name}, {len(self.units)} units, {links} links{alone}"


def units_of(given: Any) -> tuple[str, ...] | None:
    """The units that weights of any form name; None where they name none."""
    if isinstance(given, Weights):
        return given.units
    if isinstance(given, Mapping):
        return tuple(map(str, given))
    for ids in ("unique_ids", "id_order", "index"):
        if hasattr(given, "sparse" if ids != "index" else "columns") and hasattr(given, ids):
            return tuple(map(str, getattr(given, ids)))
    return None


def weights_of(given: Any, units: Sequence[str]) -> Weights:
    """Weights of units, from whatever holds them: own ones, a Graph or W of libpysal, a table, pairs.

    Parameters
    ----------
    given : :class:`Weights`; a ``libpysal.graph.Graph`` or ``libpysal.weights.W`` (read, never changed); a square
        DataFrame labelled with units; a mapping unit -> neighbours, or unit -> {neighbour: weight}; an array (n, n) in
        the order of ``units``
    units : whom they are wanted for, in that order

    Raises
    ------
    OptionError
        codes ``weights-kind``, ``weights-missing``, ``weights-shape``, ``weights-value``
    """
    names = tuple(units)
    if isinstance(given, Weights):
        return given.of(names)
    if isinstance(given, Mapping):
        return _of_mapping(given, names)
    if hasattr(given, "sparse") and (hasattr(given, "unique_ids") or hasattr(given, "id_order")):
        ids = given.unique_ids if hasattr(given, "unique_ids") else given.id_order
        return Weights(tuple(map(str, ids)), np.asarray(given.sparse.todense()), "own").of(names)
    if hasattr(given, "columns") and hasattr(given, "index"):
        labels = tuple(map(str, given.index))
        if set(labels) != set(map(str, given.columns)):
            raise OptionError("weights-kind", kind="DataFrame")
        aligned = given.set_axis(list(map(str, given.columns)), axis=1)[list(labels)]
        return Weights(labels, aligned.to_numpy(dtype=np.float64), "own").of(names)
    try:
        return Weights(names, np.asarray(given, dtype=np.float64), "own")
    except (TypeError, ValueError) as error:
        raise OptionError("weights-kind", kind=type(given).__name__) from error


def _of_mapping(given: Mapping[Any, Any], names: tuple[str, ...]) -> Weights:
    named = {str(unit): others for unit, others in given.items()}
    at = {unit: i for i, unit in enumerate(named)}
    matrix = np.zeros((len(at), len(at)))
    for unit, others in named.items():
        pairs = others.items() if isinstance(others, Mapping) else ((other, 1.0) for other in others)
        for other, weight in pairs:
            if str(other) not in at:
                raise OptionError("weights-missing", units=[str(other)])
            matrix[at[unit], at[str(other)]] = weight
    return Weights(tuple(at), matrix, "own").of(names)


def contiguity(
    units: Sequence[str],
    *,
    boundaries: Boundaries | None = None,
    rule: Literal["queen", "rook"] = "queen",
    hainan: bool = True,
) -> Weights:
    """1 where two units touch.

    Parameters
    ----------
    units : names of the units; of provinces the bundled 68 land borders serve
    boundaries : of :func:`farrell.data.read_boundaries`: units touch where their outlines share a point (``queen``) or
        a side (``rook``), compared as they are written, so that outlines must be of one topology
    rule : of ``boundaries``; no two provinces meet in a point alone
    hainan : whether the island of Hainan is a neighbour of Guangdong, as studies of China have it

    Returns
    -------
    Weights
        binary and symmetric; ``islands`` names units without a neighbour

    Raises
    ------
    OptionError
        code ``boundaries-needed``: the units are no provinces and no boundaries are given
    """
    if rule not in ("queen", "rook"):
        raise OptionError.choice("rule", rule, ("queen", "rook"))
    names = tuple(units)
    if boundaries is not None:
        return Weights(names, _touching(names, boundaries, rule), rule, {"boundaries": "own"})
    if not are_provinces(names):
        raise OptionError("boundaries-needed")
    at = {province_code(unit): i for i, unit in enumerate(names)}
    matrix = np.zeros((len(names), len(names)))
    for row in _borders():
        i, j = at.get(row["code_a"]), at.get(row["code_b"])
        if i is not None and j is not None and (hainan or row["kind"] == "land"):
            matrix[i, j] = matrix[j, i] = 1.0
    return Weights(names, matrix, "queen", {"hainan": hainan})


def _borders() -> list[dict[str, str]]:
    path = resources.files("farrell.data").joinpath("bundled", "geography", "adjacency31.csv")
    return list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8"))))


def _touching(names: tuple[str, ...], boundaries: Boundaries, rule: str) -> Floats:
    """(n, n) 1 where outlines share a point, or a side."""
    at = {unit: i for i, unit in enumerate(names)}
    missing = [unit for unit in names if unit not in boundaries.unit_of.values()]
    if missing:
        raise OptionError("weights-missing", units=missing)
    owners: dict[Any, set[int]] = {}
    for number, unit in boundaries.unit_of.items():
        if unit not in at:
            continue
        for ring in boundaries.areas[number].rings:
            points = [tuple(point) for point in ring.tolist()]
            sides = [frozenset(side) for side in itertools.pairwise(points)]
            for part in points if rule == "queen" else sides:
                owners.setdefault(part, set()).add(at[unit])
    matrix = np.zeros((len(names), len(names)))
    for shared in owners.values():
        for i in shared:
            for j in shared - {i}:
                matrix[i, j] = 1.0
    return matrix


def nearest_neighbours(
    units: Sequence[str], k: int = 4, *, points: Mapping[str, Point] | None = None, plane: bool = False
) -> Weights:
    """1 for the k nearest units of each; ties go to the name that sorts first, so that the order does not matter.

    Parameters
    ----------
    k : 1 to n - 1
    points : unit -> (longitude, latitude) in degrees, or plane coordinates with ``plane=True``; of provinces their
        centroids by default
    """
    names = tuple(units)
    if isinstance(k, bool) or not isinstance(k, Integral) or not 1 <= k < len(names):
        raise OptionError("weights-k", value=repr(k), most=len(names) - 1)
    far = distances(points_of(names, points), plane=plane)
    matrix = np.zeros_like(far)
    for i, name in enumerate(names):
        ordered = sorted((far[i, j], other, j) for j, other in enumerate(names) if other != name)
        matrix[i, [j for _, _, j in ordered[:k]]] = 1.0
    return Weights(names, matrix, "k-nearest", {"k": int(k)})


def inverse_distance(
    units: Sequence[str],
    power: float = 1.0,
    *,
    cutoff: float | None = None,
    points: Mapping[str, Point] | None = None,
    plane: bool = False,
) -> Weights:
    """1 / d^power of every two units, or of those not farther apart than ``cutoff``.

    Parameters
    ----------
    power : above 0
    cutoff : in km of degrees, in the plane's unit otherwise
    points, plane : as in :func:`nearest_neighbours`

    Raises
    ------
    OptionError
        code ``weights-same-place``: two units at one point
    """
    names = tuple(units)
    far = distances(points_of(names, points), plane=plane)
    off = ~np.eye(len(names), dtype=bool)
    if (far[off] == 0).any():
        i, j = np.argwhere((far == 0) & off)[0]
        raise OptionError("weights-same-place", a=names[i], b=names[j])
    if not (isinstance(power, (int, float)) and 0 < power < np.inf):
        raise OptionError("weights-power", value=repr(power))
    with np.errstate(divide="ignore"):
        matrix = np.where(off & (far <= (np.inf if cutoff is None else cutoff)), far**-power, 0.0)
    return Weights(names, matrix, "inverse-distance", {"power": power, "cutoff": cutoff})


def economic_distance(units: Sequence[str], values: ArrayLike) -> Weights:
    """``1 / |v_i - v_j|``: the more alike two units are in one value, the more they are neighbours.

    Parameters
    ----------
    values : (n,) such as each unit's mean gross domestic product per person over the periods

    Raises
    ------
    OptionError
        code ``weights-same-value``: two units with one value, or a value that is no number
    """
    names = tuple(units)
    v = np.asarray(values, dtype=np.float64)
    if v.shape != (len(names),):
        raise OptionError("weights-shape", shape=f"{v.shape}", wanted=f"({len(names)},)")
    gap = np.abs(v[:, None] - v)
    off = ~np.eye(len(names), dtype=bool)
    bad = off & ~(gap > 0)
    if bad.any():
        i, j = np.argwhere(bad)[0]
        raise OptionError("weights-same-value", a=names[i], b=names[j])
    with np.errstate(divide="ignore"):
        return Weights(names, np.where(off, 1.0 / gap, 0.0), "economic-distance")


def nested_weights(geographic: Weights, economic: Weights, share: float = 0.5) -> Weights:
    """share W_g + (1 - share) W_e of two row-standardised weights: near in place and alike in means.

    Parameters
    ----------
    share : of the geographic weights, 0 to 1
    """
    if not (isinstance(share, (int, float)) and 0 <= share <= 1):
        raise OptionError("weights-share", value=repr(share))
    first = geographic.row_standardised()
    second = economic.of(first.units).row_standardised()
    matrix = share * first.matrix + (1 - share) * second.matrix
    settings = {"share": share, "geographic": geographic.name, "economic": economic.name}
    return Weights(first.units, matrix, "nested", settings)
