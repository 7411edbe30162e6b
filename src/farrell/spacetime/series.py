"""Series of units that are observed in every period."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass

import numpy as np

from farrell.data.panel import frozen
from farrell.errors import OptionError
from farrell.spacetime.places import Floats

ByPeriod = Mapping[Hashable, Mapping[str, float]]


@dataclass(frozen=True, slots=True)
class Series:
    """A table of units by periods without a gap.

    Attributes
    ----------
    units, periods : (n,), (T,)
    values : (n, T), finite
    left_out : units that are not observed in every period
    """

    units: tuple[str, ...]
    periods: tuple[Hashable, ...]
    values: Floats
    left_out: tuple[str, ...]


def series_of(values: ByPeriod, *, periods: int, units: int = 1, positive: bool = True) -> Series:
    """The units of period -> unit -> value that are observed in every period; NaN is not observed.

    Parameters
    ----------
    periods, units : how many there must be at least
    positive : refuse zero and negative values

    Raises
    ------
    OptionError
        codes ``series-periods``, ``series-finite``, ``series-value`` (not above zero), ``values-few``
    """
    times = tuple(values)
    if len(times) < periods:
        raise OptionError("series-periods", n=len(times), least=periods)
    names = tuple(dict.fromkeys(unit for one in values.values() for unit in one))
    grid = np.array([[one.get(name, np.nan) for one in values.values()] for name in names], dtype=np.float64)
    grid = grid.reshape(len(names), len(times))
    for bad, code in ((np.isinf(grid), "series-finite"), ((grid <= 0) & positive, "series-value")):
        if bad.any():
            i, t = np.argwhere(bad)[0]
            raise OptionError(code, unit=names[i], period=times[t], value=repr(float(grid[i, t])))
    whole = np.isfinite(grid).all(axis=1)
    kept = tuple(names[i] for i in np.flatnonzero(whole))
    if len(kept) < units:
        raise OptionError("values-few", n=len(kept), least=units)
    left_out = tuple(names[i] for i in np.flatnonzero(~whole))
    return Series(kept, times, frozen(grid[whole]), left_out)
