"""Window analysis: each unit-period scored in every stretch of periods it belongs to."""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from numbers import Integral
from typing import Any

import numpy as np
from numpy.typing import NDArray

from farrell import show
from farrell.data import Panel, mean
from farrell.data.frozen import Frozen
from farrell.data.panel import frozen
from farrell.data.roles import Period
from farrell.dea.about import About
from farrell.dea.frontier import Bounds, Floats, Orientation, Rts, provenance
from farrell.dea.radial import dea, warn_without_score
from farrell.errors import OptionError, SolveWarning
from farrell.lp import Solver

ABOUT = About(
    "window_analysis",
    "windows k = 1, ..., T - w + 1 of the periods k, ..., k + w - 1\n"
    "E_k(o, t) = radial efficiency of unit o in period t among all unit-periods of window k,  k <= t <= k + w - 1",
    "Charnes, Clark, Cooper & Golany 1985, DOI 10.1007/BF01874734",
)


@dataclass(frozen=True, slots=True)
class WindowResult:
    """The window table and what it says of stability. N rows of the panel, W windows.

    Attributes
    ----------
    panel : what was scored
    windows : the periods of each window
    scores : (W, N) te of each row in each window, NaN where the row is not in the window or has no score
    te, score : (N,) mean over the windows a row is in
    status : (N,) optimal, or what kept a window's score from being found
    measure : what ``score`` is
    settings, diagnostics, provenance : options, solver counts of all windows, software and data hash
    """

    panel: Panel
    windows: tuple[tuple[Period, ...], ...]
    scores: Floats
    te: Floats
    score: Floats
    status: NDArray[np.str_]
    settings: Mapping[str, Any]
    diagnostics: Mapping[str, int]
    provenance: Mapping[str, str]
    measure: str = "te"

    @property
    def names(self) -> tuple[str, ...]:
        """Windows by their first and last period."""
        return tuple(str(w[0]) if len(w) == 1 else f"{w[0]}–{w[-1]}" for w in self.windows)

    def to_frame(self) -> Any:
        """A tidy DataFrame: unit, window, period, te; one row a unit-period and window, absent ones left out."""
        import pandas as pd

        places, rows = np.nonzero(self._inside())
        frame = pd.DataFrame(
            {
                "unit": self.panel.unit_index[rows],
                "window": places,
                "period": self.panel.period_index[rows],
                "te": self.scores[places, rows],
            }
        ).sort_values(["unit", "window", "period"], ignore_index=True)
        frame["unit"] = [self.panel.units[i] for i in frame["unit"]]
        frame["window"] = [self.names[k] for k in frame["window"]]
        frame["period"] = [self.panel.periods[t] for t in frame["period"]]
        return frame

    @property
    def table(self) -> Any:
        """The window table: one row a unit and window, one column a period; empty where the unit is absent."""
        wide = self.to_frame().pivot(index=["unit", "window"], columns="period", values="te")
        order = [(unit, name) for unit in self.panel.units for name in self.names if (unit, name) in wide.index]
        return wide.reindex(index=order, columns=list(self.panel.periods))

    def by_row(self) -> Any:
        """Stability within a window, a unit and window a row: n, mean, sd, min, max, range over its periods."""
        return self._spread(["unit", "window"])

    def by_column(self) -> Any:
        """Stability of a period's score, a unit and period a row: n, mean, sd, min, max, range over the windows."""
        return self._spread(["unit", "period"])

    def by_unit(self) -> Any:
        """A unit a row: n, mean, sd, min, max and range of all its scores, and the largest range in a column and a row.

        ``column_range`` is the LDY (largest difference between scores of the same period) and ``range`` the LDP
        (largest difference over all periods) of published window tables. ``absent`` counts the periods in which the
        unit is not observed, and ``missing`` the cells of its window table that are empty for it.
        """
        frame = self._spread(["unit"])
        for name, parts in (("column_range", self.by_column()), ("row_range", self.by_row())):
            frame[name] = parts.groupby("unit")["range"].max().reindex(frame["unit"]).to_numpy()
        gone = self.panel.absences
        frame["absent"] = [len(gone.get(unit, ())) for unit in frame["unit"]]
        frame["missing"] = sum(len(w) for w in self.windows) - frame["n"]
        return frame

    def by_window(self) -> Any:
        """All units, a window a row: n, mean, sd, min, max, range. Each window has a frontier of its own."""
        return self._spread(["window"])

    def _spread(self, by: list[str]) -> Any:
        groups = self.to_frame().groupby(by, sort=False)["te"]
        frame = groups.agg(n="count", mean="mean", sd="std", min="min", max="max")
        return frame.assign(range=frame["max"] - frame["min"]).reset_index()

    def _inside(self) -> NDArray[np.bool_]:
        """(W, N) whether a row belongs to a window."""
        when, width = self.panel.period_index, len(self.windows[0])
        start = np.arange(len(self.windows))[:, None]
        return np.asarray((when >= start) & (when < start + width))

    def _table(self) -> tuple[list[str], list[list[Any]]]:
        header = ["unit", "n", "mean", "sd", "column range", "range"]
        columns = ["unit", "n", "mean", "sd", "column_range", "range"]
        return header, [list(row) for row in self.by_unit()[columns].itertuples(index=False)]

    def summary(self) -> str:
        """Settings, the mean of all scores, and each unit's mean and stability."""
        return "\n".join([repr(self), show.text_table(*self._table())])

    def _repr_html_(self) -> str:
        return show.html_table(*self._table(), caption=repr(self))

    def __repr__(self) -> str:
        width, gaps = len(self.windows[0]), sum(len(v) for v in self.panel.absences.values())
        absent = f", {gaps} unit-periods absent" if gaps else ""
        return (
            f"window_analysis: {len(self.windows)} windows of {width} periods, {len(self.panel.units)} units{absent}; "
            f"mean te {mean(self.scores.ravel()):.3f}"
        )


def window_analysis(
    panel: Panel,
    *,
    width: int = 3,
    rts: Rts = "vrs",
    bounds: Bounds | None = None,
    orientation: Orientation = "input",
    solver: Solver = "auto",
) -> WindowResult:
    """Radial efficiency of every unit-period in all windows of periods that hold it.

    A unit in another period counts as another unit. Window k holds the periods k to k + w - 1 of the panel, all their
    unit-periods span its frontier, and all are scored against it (Charnes, Clark, Cooper & Golany 1985,
    DOI 10.1007/BF01874734; Cooper, Seiford & Tone 2007, section 9.5)::

        E_k(o, t) = radial efficiency of o in t among the unit-periods of window k,   k <= t <= k + w - 1.

    A row of the window table (one window) shows how a unit moves against one frontier, a column (one period) how far
    its score hangs on the window. ``width=1`` is each period's own frontier, and a window of all periods the pooled
    one.

    Parameters
    ----------
    panel : N rows; m inputs, s outputs; marks ``non_discretionary`` and ``fixed`` are used
    width : w, periods in a window; 1 to the number of periods
    rts, bounds, orientation, solver : as in :func:`farrell.dea.dea`

    Returns
    -------
    WindowResult
        ``table``, and means, standard deviations (of a sample, n - 1) and ranges ``by_row``, ``by_column``, ``by_unit``

    Raises
    ------
    OptionError
        an unknown option, or a width that is no whole number of the panel's periods
    DataError
        negative data on the side that is scaled

    Notes
    -----
    Windows are of periods that follow one another in the panel; calendar gaps between them are not filled. In an
    unbalanced panel a unit is missing from the cells in which it is not observed, and the frontier is spanned by who is
    there: means run over the cells there are, whose number ``n`` is told with the periods ``absent``. The first and
    last periods are in fewer windows than those between, so that a mean over windows weighs the middle more.

    Examples
    --------
    >>> import farrell
    >>> result = farrell.window_analysis(farrell.load("china-health").panel, width=3, rts="crs")
    >>> result.names[0], result.table.shape[1] == len(result.panel.periods)
    ('2014–2016', True)
    """
    T = len(panel.periods) if isinstance(panel, Panel) else 1
    if isinstance(width, bool) or not isinstance(width, Integral) or not 1 <= width <= T:
        raise OptionError("window-width", value=repr(width), periods=T)
    w = int(width)
    scores = np.full((T - w + 1, len(panel)), np.nan)
    status = np.full(len(panel), "optimal", dtype="<U10")
    counts: dict[str, int] = {}
    for k, te in enumerate(scores):
        rows = np.nonzero((panel.period_index >= k) & (panel.period_index < k + w))[0]
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", SolveWarning)  # said once, below
            one = dea(
                panel.rows_only(rows), rts=rts, bounds=bounds, orientation=orientation, reference="pooled",
                second_phase=False, solver=solver,
            )  # fmt: skip
        te[rows] = one.te
        missed = one.status != "optimal"
        status[rows[missed]] = one.status[missed]
        counts = {key: counts.get(key, 0) + value for key, value in one.diagnostics.items()}
    known = np.isfinite(scores)
    total = known.sum(axis=0)
    te = frozen(np.where(total > 0, np.where(known, scores, 0.0).sum(axis=0) / np.maximum(total, 1), np.nan))
    settings = {"model": "window_analysis", "width": w, "rts": rts, "bounds": bounds, "orientation": orientation}
    result = WindowResult(
        panel=panel,
        windows=tuple(panel.periods[k : k + w] for k in range(T - w + 1)),
        scores=frozen(scores),
        te=te,
        score=te,
        status=frozen(status),
        settings=Frozen({**settings, "reference": "window", "solver": solver}),
        diagnostics=Frozen(counts),
        provenance=provenance(panel),
    )
    warn_without_score(panel, "window_analysis", status)
    return result
