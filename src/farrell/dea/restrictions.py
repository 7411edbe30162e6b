"""Restrictions on multipliers, from a form that a study file can hold to rows of a program."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from farrell.data import Panel
from farrell.dea.frontier import Floats, Ints
from farrell.dea.project import Point
from farrell.errors import OptionError
from farrell.lp.linear import Sense

KINDS = ("ratio", "linear", "absolute", "virtual", "cone")
UNITS = ("own", "all", "mean")


class Row(NamedTuple):
    """``coefficients (v, u)`` held against a number."""

    sense: Sense
    right: float
    coefficients: Floats


@dataclass(frozen=True, slots=True)
class Share:
    """Bounds of what one column contributes to the virtual inputs, or outputs, of some units (Wong & Beasley 1990)."""

    place: int
    low: float | None
    high: float | None
    units: str


@dataclass(frozen=True, slots=True)
class Cone:
    """Multipliers of some columns are a sum of generators, (g, c), with weights that are not negative."""

    places: Ints
    generators: Floats


@dataclass(frozen=True, slots=True)
class Restrictions:
    """What multipliers (v, u) must fulfil.

    Attributes
    ----------
    fixed : rows that are the same for every unit
    shares, cones : the others
    m : number of inputs
    """

    fixed: tuple[Row, ...]
    shares: tuple[Share, ...]
    cones: tuple[Cone, ...]
    m: int

    @classmethod
    def of(cls, panel: Panel, given: Any) -> Restrictions:
        """Read restrictions; see :func:`farrell.restricted_multiplier` for their forms."""
        if isinstance(given, (str, Mapping)) or not isinstance(given, Sequence):
            raise OptionError("restriction", number=0, value=repr(given))
        columns = (*panel.roles.inputs, *panel.roles.outputs)
        fixed: list[Row] = []
        shares: list[Share] = []
        cones: list[Cone] = []
        for number, one in enumerate(given, start=1):
            kind = _kind(number, one)
            try:
                if kind == "cone":
                    cones.append(_cone(one["cone"], columns))
                elif kind == "virtual":
                    shares.append(_share(number, one, columns))
                else:
                    fixed += _rows(number, kind, one, columns)
            except (TypeError, ValueError, AttributeError) as error:
                raise OptionError("restriction", number=number, value=repr(one)) from error
        return cls(tuple(fixed), tuple(shares), tuple(cones), len(panel.roles.inputs))

    def rows(self, point: Point) -> list[Row]:
        """All rows but those of cones, for one unit."""
        out = list(self.fixed)
        for share in self.shares:
            if share.units == "own":
                values = np.r_[point.x, point.y][None]
            else:
                values = np.hstack([point.X, point.Y])
                values = values.mean(axis=0, keepdims=True) if share.units == "mean" else values
            for unit in values:
                out += self._share_rows(share, unit)
        return out

    def _share_rows(self, share: Share, unit: Floats) -> list[Row]:
        side = np.arange(len(unit)) < self.m
        total = np.where(side == side[share.place], unit, 0.0)
        own = np.zeros_like(unit)
        own[share.place] = unit[share.place]
        return _limited(own, total, share.low, share.high)


def _limited(part: Floats, whole: Floats, low: float | None, high: float | None) -> list[Row]:
    """low x whole <= part <= high x whole."""
    rows = []
    if low is not None:
        rows.append(Row(">=", 0.0, part - low * whole))
    if high is not None:
        rows.append(Row("<=", 0.0, part - high * whole))
    return rows


def _kind(number: int, one: Any) -> str:
    if not isinstance(one, Mapping):
        raise OptionError("restriction", number=number, value=repr(one))
    kinds = [kind for kind in KINDS if kind in one]
    if len(kinds) != 1:
        raise OptionError("restriction", number=number, value=repr(dict(one)))
    allowed = {kinds[0], *(() if kinds[0] == "cone" else ("low", "high")), *(("units",) if "virtual" in one else ())}
    for key in one:
        if key not in allowed:
            raise OptionError.choice(f"restrictions[{number}]", key, sorted(allowed))
    return kinds[0]


def _limits(number: int, one: Mapping[str, Any]) -> tuple[float | None, float | None]:
    low, high = (None if one.get(key) is None else float(one[key]) for key in ("low", "high"))
    known = [limit for limit in (low, high) if limit is not None]
    if any(isinstance(one.get(key), bool) for key in ("low", "high")):
        raise OptionError("restriction-limits", number=number, low=repr(one.get("low")), high=repr(one.get("high")))
    if not known or not np.isfinite(known).all() or (low is not None and high is not None and low > high):
        raise OptionError("restriction-limits", number=number, low=repr(low), high=repr(high))
    return low, high


def _place(column: Any, columns: tuple[str, ...]) -> int:
    if column not in columns:
        raise OptionError.choice("restrictions", column, columns)
    return columns.index(column)


def _rows(number: int, kind: str, one: Mapping[str, Any], columns: tuple[str, ...]) -> list[Row]:
    low, high = _limits(number, one)
    if kind == "ratio":
        first, second = one["ratio"]
        part, whole = np.zeros((2, len(columns)))
        part[_place(first, columns)] = whole[_place(second, columns)] = 1.0
        if first == second:
            raise ValueError(first)
        return _limited(part, whole, low, high)
    coefficients = np.zeros(len(columns))
    for column, value in ({one["absolute"]: 1.0} if kind == "absolute" else one["linear"]).items():
        coefficients[_place(column, columns)] = float(value)
    if not (np.isfinite(coefficients).all() and coefficients.any()):
        raise ValueError(one)
    sides: list[tuple[Sense, float | None]] = [(">=", low), ("<=", high)]
    return [Row(sense, right, coefficients) for sense, right in sides if right is not None]


def _share(number: int, one: Mapping[str, Any], columns: tuple[str, ...]) -> Share:
    low, high = _limits(number, one)
    units = one.get("units", "own")
    if units not in UNITS:
        raise OptionError.choice(f"restrictions[{number}].units", units, UNITS)
    if any(limit is not None and not 0 <= limit <= 1 for limit in (low, high)):
        raise OptionError("restriction-limits", number=number, low=repr(low), high=repr(high))
    return Share(_place(one["virtual"], columns), low, high, units)


def _cone(generators: Any, columns: tuple[str, ...]) -> Cone:
    names = tuple(dict.fromkeys(column for one in generators for column in one))
    if not names:
        raise ValueError(generators)
    values = np.array([[float(one.get(column, 0.0)) for column in names] for one in generators])
    if not np.isfinite(values).all():
        raise ValueError(generators)
    return Cone(np.array([_place(column, columns) for column in names]), values)
