"""Who is whose neighbour in a study: weights by the name of their rule, from a file, places of units."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from farrell import spacetime
from farrell.data import Boundaries, Panel
from farrell.data.provinces import are_provinces, province_areas, province_code
from farrell.errors import OptionError, StudyFileError
from farrell.spacetime import Weights
from farrell.spacetime.places import Point, centroids_of

WEIGHTS = ("queen", "k-nearest", "inverse-distance", "economic-distance", "nested", "file")
"""Rules by name; ``file`` is the user's own."""
PAIR = ("unit", "neighbour", "weight")
"""Columns of a file that lists pairs."""
NEAREST, HALF = 4, 0.5
"""Neighbours of ``k-nearest``; share of the geographic part of nested weights."""


def weights_named(
    name: str,
    units: Sequence[str],
    *,
    k: int = NEAREST,
    hainan: bool = True,
    points: Mapping[str, Point] | None = None,
    boundaries: Boundaries | None = None,
    economic: Sequence[float] | None = None,
    share: float = HALF,
) -> Weights:
    """Weights by their rule's name.

    Parameters
    ----------
    units : of the panel
    k : neighbours of ``k-nearest``
    hainan : of ``queen``: whether Hainan touches Guangdong
    points : of distances; of provinces their centroids by default
    boundaries : of ``queen``; of provinces their bundled borders by default
    economic : (n,) of ``economic-distance`` and ``nested``
    share : of ``nested``: of the inverse distances, the rest of the economic ones

    Raises
    ------
    OptionError
        an unknown rule; code ``space-economic``: no column of economic distances; what the rule refuses
    """
    if name == "queen":
        return spacetime.contiguity(units, hainan=hainan, boundaries=None if are_provinces(units) else boundaries)
    if name == "k-nearest":
        return spacetime.nearest_neighbours(units, k, points=points)
    if name not in WEIGHTS or name == "file":
        raise OptionError.choice("weights", name, WEIGHTS[:-1])
    if name == "inverse-distance":
        return spacetime.inverse_distance(units, points=points)
    if economic is None:
        raise OptionError("space-economic", rule=name)
    apart = spacetime.economic_distance(units, economic)
    if name == "economic-distance":
        return apart
    return spacetime.nested_weights(spacetime.inverse_distance(units, points=points), apart, share)


def places(panel: Panel, columns: Sequence[str] | None, boundaries: Boundaries | None) -> dict[str, Point] | None:
    """unit -> longitude and latitude: by two columns, else the middles of the outlines on the map; None for neither,
    and for provinces, whose centroids are known."""
    if columns:
        unknown = [column for column in columns if column not in panel.numbers]
        if unknown:
            raise OptionError.choice("places", unknown[0], panel.numbers)
        out: dict[str, Point] = {}
        lon, lat = (panel.numbers[column] for column in columns)
        for unit, a, b in zip(panel.unit_labels, lon, lat, strict=True):
            if out.setdefault(unit, (float(a), float(b))) != (float(a), float(b)):
                raise OptionError("space-places-move", unit=unit, columns=list(columns))
        return out
    if are_provinces(panel.units) or boundaries is None or not boundaries.geographic:
        return None
    return centroids_of(boundaries)


def areas(panel: Panel, column: str | None) -> dict[str, float] | None:
    """unit -> km2: by a column, of provinces those of their outlines; None for neither."""
    if column is not None:
        return dict(zip(panel.units, mean_by_unit(panel, column), strict=True))
    if not are_provinces(panel.units):
        return None
    known = province_areas()
    return {unit: known[str(province_code(unit))] for unit in panel.units}


def mean_by_unit(panel: Panel, column: str) -> list[float]:
    """(n,) a column's mean over the periods."""
    if column not in panel.numbers:
        raise OptionError.choice("column", column, panel.numbers)
    frame = pd.Series(panel.numbers[column], index=list(panel.unit_labels)).groupby(level=0).mean()
    return [float(frame[unit]) for unit in panel.units]


def read_weights(path: Path, units: Sequence[str]) -> Weights:
    """Weights of a CSV file: a square table labelled with units, or pairs under ``unit, neighbour, weight``.

    Raises
    ------
    StudyFileError
        codes ``weights-file-missing``, ``weights-file``, each with the file and what to do
    """
    if not path.is_file():
        raise StudyFileError("weights-file-missing", file=path.name)
    try:
        raw = pd.read_csv(path, encoding="utf-8-sig", dtype=str, keep_default_na=False)
        if tuple(raw.columns) == PAIR:
            numbers = raw["weight"].astype(float)
            table = pd.DataFrame(0.0, index=list(units), columns=list(units))
            unknown = sorted({*raw["unit"], *raw["neighbour"]} - set(units))
            if unknown:
                raise OptionError("weights-missing", units=unknown)
            twice = raw.loc[raw.duplicated(["unit", "neighbour"]), ["unit", "neighbour"]]
            if len(twice):
                raise OptionError("weights-pair-twice", a=twice["unit"].iloc[0], b=twice["neighbour"].iloc[0])
            for unit, neighbour, weight in zip(raw["unit"], raw["neighbour"], numbers, strict=True):
                table.loc[unit, neighbour] = weight
        else:
            table = raw.set_index(raw.columns[0]).astype(float)
        found = spacetime.weights_of(table, units)
    except (ValueError, IndexError, UnicodeDecodeError, pd.errors.ParserError) as error:
        raise StudyFileError("weights-file", file=path.name, reason=error) from error
    return Weights(found.units, np.array(found.matrix), "file", {"file": path.name})


def told(weights: Weights) -> dict[str, Any]:
    """What the report must know of weights."""
    return {
        "name": weights.name,
        "links": int((weights.matrix > 0).sum()),
        "islands": list(weights.islands),
        "settings": dict(weights.settings),
    }
