"""A balanced panel, matched by the names of units and periods, so that no order of rows can be wrong."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from farrell.errors import OptionError
from farrell.spacetime.places import Floats
from farrell.spacetime.weights import Weights, units_of, weights_of

ByPeriod = Mapping[Hashable, Mapping[str, float]]


@dataclass(frozen=True, slots=True)
class Stack:
    """A balanced panel.

    Attributes
    ----------
    units, periods, names : (n,), (T,), (k,) names of the explanatory variables
    y : (T, n)
    x : (T, n, k)
    weights : of the units, rows that sum to 1
    left_out : units of the weights that the panel does not have
    """

    units: tuple[str, ...]
    periods: tuple[Hashable, ...]
    names: tuple[str, ...]
    y: Floats
    x: Floats
    weights: Weights
    left_out: tuple[str, ...]


def stacked(y: ByPeriod, x: Mapping[str, ByPeriod], W: Any) -> Stack:
    """The panel of the units and periods of y.

    Parameters
    ----------
    y : period -> unit -> value
    x : name -> period -> unit -> value; units and periods that y does not have are not used
    W : anything :func:`farrell.spacetime.weights_of` takes

    Raises
    ------
    OptionError
        codes ``panel-variables`` (none), ``panel-missing`` (a value is missing), ``values-few``, ``values-constant``,
        ``weights-missing``, ``weights-empty``
    """
    if not x:
        raise OptionError("panel-variables")
    periods = tuple(y)
    units = tuple(dict.fromkeys(unit for one in y.values() for unit in one))
    if len(units) < 3:
        raise OptionError("values-few", n=len(units), least=3)
    columns = [
        _grid("dependent variable", y, periods, units),
        *(_grid(name, one, periods, units) for name, one in x.items()),
    ]
    if np.ptp(columns[0]) <= 1e-12 * np.abs(columns[0]).max():
        raise OptionError("values-constant")
    weights = weights_of(W, units).row_standardised()
    if not weights.matrix.any():
        raise OptionError("weights-empty")
    left_out = tuple(unit for unit in units_of(W) or () if unit not in units)
    return Stack(units, periods, tuple(x), columns[0], np.stack(columns[1:], axis=2), weights, left_out)


def _grid(name: str, values: ByPeriod, periods: tuple[Hashable, ...], units: tuple[str, ...]) -> Floats:
    """(T, n) finite values of one variable."""
    rows = [[values.get(period, {}).get(unit, np.nan) for unit in units] for period in periods]
    grid = np.array(rows, dtype=np.float64)
    missing = np.argwhere(~np.isfinite(grid))
    if len(missing):
        t, i = missing[0]
        raise OptionError("panel-missing", variable=name, unit=units[i], period=periods[t], count=len(missing))
    return grid
