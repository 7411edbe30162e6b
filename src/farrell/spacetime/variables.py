"""The variable of a spatial study by period and unit: a score, a column, or an amount a head."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from farrell.data import Panel
from farrell.dea import dea
from farrell.errors import OptionError

SCORES = ("te_crs", "te_vrs")


def by_period(panel: Panel, values: ArrayLike) -> dict[Hashable, dict[str, float]]:
    """Values of the rows of a panel as period -> unit -> value, in order of time; NaN is left out.

    Parameters
    ----------
    values : (N,) one a unit-period, in the order of the panel's rows, as results of models have them

    Raises
    ------
    OptionError
        code ``values-length``

    Examples
    --------
    >>> import farrell
    >>> panel = farrell.load("china-health").panel
    >>> scores = farrell.by_period(panel, farrell.dea(panel, rts="crs").te)
    >>> len(scores[2023])
    31
    """
    column = np.asarray(values, dtype=np.float64)
    if column.shape != (len(panel),):
        raise OptionError("values-length", given=f"{column.shape}", expected=len(panel))
    out: dict[Hashable, dict[str, float]] = {period: {} for period in panel.periods}
    for unit, period, value in zip(panel.unit_labels, panel.period_labels, column.tolist(), strict=True):
        if np.isfinite(value):
            out[period][unit] = value
    return out


def parts_of(name: str) -> tuple[bool, str, str]:
    """Whether a name asks for logarithms, its column, and what that is divided by: ``log(beds/population)``."""
    logged = name.startswith("log(") and name.endswith(")")
    above, _, below = (name[4:-1] if logged else name).partition("/")
    return logged, above, below


def variable(panel: Panel, name: str, **options: Any) -> dict[Hashable, dict[str, float]]:
    """A variable by its name.

    Parameters
    ----------
    name : ``te_crs`` or ``te_vrs``, the score of :func:`farrell.dea`, each period's own frontier unless ``options`` say
        otherwise; a column of the panel; one over another, ``beds/population``; or their natural logarithm,
        ``log(beds/population)``
    **options : of :func:`farrell.dea`, for scores

    Raises
    ------
    OptionError
        an unknown name; codes ``variable-zero``: a denominator of zero, ``variable-log``: no logarithm
    """
    if name in SCORES:
        return by_period(panel, dea(panel, rts=name.removeprefix("te_"), second_phase=False, **options).te)  # type: ignore[arg-type]
    logged, above, below = parts_of(name)
    known = [*SCORES, *panel.numbers]
    for column in (above, *([below] if "/" in name else [])):
        if column not in panel.numbers:
            raise OptionError.choice("variable", column, known)
    values = np.asarray(panel.numbers[above], dtype=np.float64)
    if below:
        size = panel.numbers[below]
        if (size == 0).any():
            raise OptionError("variable-zero", column=below, unit=panel.unit_at(int(np.argmax(size == 0))))
        values = values / size
    if logged:
        if (values <= 0).any():
            raise OptionError("variable-log", name=name, unit=panel.unit_at(int(np.argmax(values <= 0))))
        values = np.log(values)
    return by_period(panel, values)
