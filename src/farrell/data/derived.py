"""Variables made of a panel's columns: one over another, logarithms, and the density of people."""

from __future__ import annotations

from collections.abc import Container, Iterable

import numpy as np
from numpy.typing import NDArray

from farrell.data.panel import Panel
from farrell.data.provinces import are_provinces, province_areas, province_code
from farrell.errors import OptionError

Floats = NDArray[np.float64]
DENSITY = "density"


def parts_of(name: str, columns: Container[str] = ()) -> tuple[bool, str, str]:
    """Whether a name asks for logarithms, its column, and what that is divided by: ``log(beds/population)``.

    A name of one of ``columns`` is that column, however it is written.
    """
    if name in columns:
        return False, name, ""
    logged = name.startswith("log(") and name.endswith(")")
    above, _, below = (name[4:-1] if logged else name).partition("/")
    return logged, above, below


def derived(panel: Panel, name: str, *, option: str = "variable", also: Iterable[str] = ()) -> Floats:
    """A variable by its name, of every row of a panel.

    Parameters
    ----------
    name : a column of the panel, whatever its name; ``density``, people per km2, where no column is called so; one over
        another, ``beds/population``; or their natural logarithm, ``log(beds/population)``, ``log(density)``
    option, also : what a message calls the option, and the names it allows beside columns

    Returns
    -------
    (N,)

    Raises
    ------
    OptionError
        an unknown name; codes ``variable-zero``: a denominator of zero, ``variable-log``: no logarithm,
        ``density-unknown``: units that are no provinces, or a panel without a column of people
    """
    logged, above, below = parts_of(name, panel.numbers)
    known = [*also, *panel.numbers]
    divided = "/" in name and name not in panel.numbers
    values, *sizes = (_column(panel, column, option, known) for column in (above, *([below] if divided else [])))
    for size in sizes:
        if (size == 0).any():
            raise OptionError("variable-zero", column=below, unit=panel.unit_at(int(np.argmax(size == 0))))
        values = values / size
    if logged:
        if (values <= 0).any():
            raise OptionError("variable-log", name=name, unit=panel.unit_at(int(np.argmax(values <= 0))))
        values = np.log(values)
    return values


def _column(panel: Panel, column: str, option: str, known: list[str]) -> Floats:
    if column in panel.numbers:
        return np.asarray(panel.numbers[column], dtype=np.float64)
    if column == DENSITY:
        return density(panel)
    raise OptionError.choice(option, column, known)


def density(panel: Panel) -> Floats:
    """(N,) people per km2 of every province: the panel's weight, counted in persons, over the area of its outline.

    Raises
    ------
    OptionError
        code ``density-unknown``: units that are no provinces, or no weight with its persons
    """
    roles = panel.roles
    if roles.weight is None or roles.persons is None or not are_provinces(panel.units):
        raise OptionError("density-unknown")
    known = province_areas()
    areas = np.array([known[str(province_code(unit))] for unit in panel.unit_labels])
    return np.asarray(panel.numbers[roles.weight] * roles.persons / areas, dtype=np.float64)
