"""The variable of a spatial study by period and unit: a score, a column, or an amount a head."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from farrell.data import Panel
from farrell.data.derived import derived
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


def variable(panel: Panel, name: str, **options: Any) -> dict[Hashable, dict[str, float]]:
    """A variable by its name.

    Parameters
    ----------
    name : ``te_crs`` or ``te_vrs``, the score of :func:`farrell.dea`, each period's own frontier unless ``options`` say
        otherwise; a column of the panel; ``density``, people per km2 of provinces; one over another,
        ``beds/population``; or their natural logarithm, ``log(beds/population)``
    **options : of :func:`farrell.dea`, for scores

    Raises
    ------
    OptionError
        an unknown name; codes ``variable-zero``: a denominator of zero, ``variable-log``: no logarithm
    """
    if name in SCORES:
        return by_period(panel, dea(panel, rts=name.removeprefix("te_"), second_phase=False, **options).te)  # type: ignore[arg-type]
    return by_period(panel, derived(panel, name, also=SCORES))
