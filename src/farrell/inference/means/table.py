"""Tables of intervals of means: what both results of this package share."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

from farrell import show
from farrell.data import Panel
from farrell.inference.means.intervals import Interval


@dataclass(frozen=True, slots=True)
class Row:
    """An interval and what it is of.

    Attributes
    ----------
    of : what is averaged: period, group; or period_from, period_to, component
    interval : by one theorem
    recommended : whether this is the one that holds and uses most of the sample
    p : two-sided, of no change; NaN of levels
    """

    of: Mapping[str, Any]
    interval: Interval
    recommended: bool
    p: float = float("nan")


@dataclass(frozen=True, slots=True)
class MeanResult:
    """Means with an interval by each central limit theorem.

    Attributes
    ----------
    rows : one a mean and theorem
    kappa : the rate n^-kappa of the estimator
    """

    panel: Panel
    rows: tuple[Row, ...]
    kappa: float
    settings: Mapping[str, Any]
    provenance: Mapping[str, str]

    def recommended(self) -> tuple[Row, ...]:
        """One row a mean: by the theorem that holds and uses most of the sample."""
        return tuple(row for row in self.rows if row.recommended)

    def to_frame(self) -> Any:
        """A tidy DataFrame: what is averaged, then method, estimate, bias, se, low, high, size, holds, recommended."""
        import pandas as pd

        names = [f.name for f in fields(Interval)]
        return pd.DataFrame(
            [
                {**row.of, **{n: getattr(row.interval, n) for n in names}, **self._own(row), "best": row.recommended}
                for row in self.rows
            ]
        )

    def _own(self, row: Row) -> dict[str, float]:
        return {"p": row.p} if row.p == row.p else {}

    def _heading(self) -> str:
        shown = ", ".join(
            f"{k} {v}" for k, v in self.settings.items() if k not in ("model", "solver") and v is not None
        )
        return f"{self.settings['model']}: {shown}; kappa {self.kappa:.3f}"

    def _table(self) -> tuple[list[str], list[list[Any]]]:
        frame = self.to_frame().head(120)
        return list(frame.columns), frame.astype(object).to_numpy().tolist()

    def summary(self) -> str:
        """The settings and every interval; ``holds`` says whose theorem holds, ``best`` which one to report."""
        return "\n".join([self._heading(), show.text_table(*self._table(), 4)])

    def _repr_html_(self) -> str:
        return show.html_table(*self._table(), 4, caption=self._heading())
