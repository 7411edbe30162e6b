"""Data that are known roughly: fuzzy numbers beside the panel's columns, their cuts, and scores by level."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from farrell import show
from farrell.data import Panel, mean
from farrell.data.frozen import Frozen
from farrell.dea.frontier import Floats, place, provenance, refuse
from farrell.errors import DataError, OptionError, finding

Spread = float | str | Sequence[float | str]
Spreads = Mapping[str, Spread]


@dataclass(frozen=True, slots=True)
class Fuzzy:
    """Inputs and outputs as trapezoids, arrays (N, m + s): inputs first.

    Attributes
    ----------
    low, high : ends of the core, where membership is 1; equal for triangular numbers
    left, right : how far membership reaches beyond the core
    m : number of inputs
    """

    low: Floats
    high: Floats
    left: Floats
    right: Floats
    m: int

    @classmethod
    def of(cls, panel: Panel, spreads: Spreads, tops: Mapping[str, str] | None) -> Fuzzy:
        """Read the spreads of some columns; see :func:`farrell.fuzzy_kao_liu`.

        Raises
        ------
        OptionError
            a column that is none, a spread that cannot be read
        DataError
            a spread that is negative or missing, a top below the column's own value
        """
        if not isinstance(spreads, Mapping) or not (spreads or tops):
            raise OptionError("spreads", value=repr(spreads))
        if tops is not None and not isinstance(tops, Mapping):
            raise OptionError("no-mapping", option="tops", value=repr(tops))
        columns = (*panel.roles.inputs, *panel.roles.outputs)
        low = np.hstack([panel.X, panel.Y])
        high, left, right = low.copy(), np.zeros_like(low), np.zeros_like(low)
        for column, given in spreads.items():
            i = _place(column, columns, "spreads")
            pair = given if isinstance(given, (list, tuple)) else (given, given)
            if len(pair) != 2:
                raise OptionError("spreads", value=repr({column: given}))
            left[:, i], right[:, i] = (_values(panel, column, one) for one in pair)
        for column, top in (tops or {}).items():
            i = _place(column, columns, "tops")
            high[:, i] = low[:, i] + _column(panel, column, top, low[:, i])
        return cls(low, high, left, right, len(panel.roles.inputs))

    def cut(self, level: float) -> tuple[Floats, Floats, Floats, Floats]:
        """Least and greatest inputs, least and greatest outputs of membership ``level`` or more."""
        low, high = self.low - (1.0 - level) * self.left, self.high + (1.0 - level) * self.right
        return low[:, : self.m], high[:, : self.m], low[:, self.m :], high[:, self.m :]

    @property
    def symmetric(self) -> bool:
        """Whether all are symmetric triangles."""
        return bool((self.low == self.high).all() and (self.left == self.right).all())


@dataclass(frozen=True, slots=True)
class FuzzyResult:
    """Scores of every row of the panel at several levels of membership.

    Attributes
    ----------
    measure : theta (input orientation) or phi (output orientation)
    levels : the A levels
    scores : by name (N, A), in ``measure``
    te : by name (N, A), as efficiencies of which 1 is best
    status : (N, A)
    """

    panel: Panel
    measure: str
    levels: tuple[float, ...]
    scores: Mapping[str, Floats]
    te: Mapping[str, Floats]
    status: NDArray[np.str_]
    settings: Mapping[str, Any]
    provenance: Mapping[str, str]

    def to_frame(self) -> Any:
        """A tidy DataFrame, one row a unit-period and level: unit, period, level, efficiencies, scores, status."""
        import pandas as pd

        N, A = self.status.shape
        frame = {
            "unit": np.repeat(np.asarray(self.panel.unit_labels, dtype=object), A),
            "period": np.repeat(np.asarray(self.panel.period_labels, dtype=object), A),
            "level": np.tile(self.levels, N),
        }
        named = {**self.te, **{f"{self.measure}_{name}": values for name, values in self.scores.items()}}
        frame |= {name: values.ravel() for name, values in named.items()}
        return pd.DataFrame({**frame, "status": self.status.ravel().tolist()})

    def _table(self) -> tuple[list[str], list[list[Any]]]:
        header = ["unit", "period", *(f"{name} {level:g}" for level in self.levels for name in self.te)]
        rows = []
        for r in range(len(self.panel)):
            values = [float(values[r, a]) for a in range(len(self.levels)) for values in self.te.values()]
            rows.append([self.panel.unit_at(r), str(self.panel.period_at(r)), *values])
        return header, rows

    def summary(self) -> str:
        """Settings, means and all rows as text."""
        lines = [
            "{model}, {orientation} orientation, {rts}, reference {reference}".format(**self.settings),
            "; ".join(f"mean {name} {mean(values.ravel()):.3f}" for name, values in self.te.items()),
        ]
        return "\n".join([*lines, show.text_table(*self._table())])

    def _repr_html_(self) -> str:
        return show.html_table(*self._table(), caption=self.summary().splitlines()[0])

    def __repr__(self) -> str:
        return "\n".join(self.summary().splitlines()[:2])


def made(
    panel: Panel,
    levels: tuple[float, ...],
    scores: dict[str, Floats],
    te: dict[str, Floats],
    status: NDArray[np.str_],
    settings: dict[str, Any],
) -> FuzzyResult:
    """Freeze a result."""
    measure = "theta" if settings["orientation"] == "input" else "phi"
    for array in (*scores.values(), *te.values(), status):
        array.flags.writeable = False
    return FuzzyResult(panel, measure, levels, Frozen(scores), Frozen(te), status, Frozen(settings), provenance(panel))


def levels_of(option: str, given: Any) -> tuple[float, ...]:
    """The levels of membership an option asks for, each within 0 and 1."""
    levels = given if isinstance(given, (list, tuple, np.ndarray)) else [given]
    for level in levels:
        if isinstance(level, bool) or not isinstance(level, (int, float, np.number)) or not 0 <= level <= 1:
            raise OptionError("out-of-range", option=option, value=repr(level), allowed="0 ... 1")
    if len(levels) == 0:
        raise OptionError("out-of-range", option=option, value=repr(given), allowed="0 ... 1")
    return tuple(float(level) for level in levels)


def refuse_negative_ends(panel: Panel, fuzzy: Fuzzy, level: float) -> None:
    """Refuse numbers of which some part at a level is negative."""
    X_low, _, Y_low, _ = fuzzy.cut(level)
    _refuse_cells(panel, "fuzzy-negative", np.hstack([X_low, Y_low]), np.hstack([X_low, Y_low]) < 0)


def _refuse_cells(panel: Panel, code: str, values: Floats, bad: Any) -> None:
    columns = (*panel.roles.inputs, *panel.roles.outputs)
    found = [
        finding(code, "error", place(panel, int(r), columns[i]), value=float(values[r, i]))
        for r, i in zip(*np.nonzero(bad), strict=True)
    ]
    if found:
        raise DataError(code, found)


def _place(column: str, columns: tuple[str, ...], option: str) -> int:
    if column not in columns:
        raise OptionError.choice(option, column, columns)
    return columns.index(column)


def _values(panel: Panel, column: str, given: Any) -> Floats:
    """(N,) a spread: a number for all, or a column of the panel."""
    if isinstance(given, str):
        return _column(panel, column, given, np.zeros(len(panel)))
    if isinstance(given, bool) or not isinstance(given, (int, float, np.number)) or not 0 <= given < np.inf:
        raise OptionError("spreads", value=repr({column: given}))
    return np.full(len(panel), float(given))


def _column(panel: Panel, column: str, given: Any, start: Floats) -> Floats:
    """(N,) a column of the panel less where it starts; never negative."""
    if not isinstance(given, str) or given not in panel.numbers:
        raise OptionError.choice(f"spreads.{column}", given, list(panel.numbers))
    values = np.asarray(panel.numbers[given] - start, dtype=np.float64)
    refuse(panel, "spread", (given,), lambda _: ~(values >= 0))
    return values
