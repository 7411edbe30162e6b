"""Some units left out for good: what becomes of the scores, ranks and means of the others."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from farrell import show
from farrell.data import Panel
from farrell.data.frozen import Frozen
from farrell.data.panel import frozen
from farrell.dea import dea
from farrell.dea.frontier import Bounds, Floats, Orientation, Rts, choose_one, provenance
from farrell.errors import OptionError
from farrell.inference.ranks import EFFECTS, effects, ranks
from farrell.lp import Solver

COLUMNS = ("te", "te_without", "change", "rank", "rank_without", "rank_change")


@dataclass(frozen=True, slots=True)
class DroppedUnits:
    """Scores with and without some units, in the panel's row order; NaN for the units that are left out.

    Attributes
    ----------
    dropped : the units left out
    te, te_without : (N,) efficiency against the frontier of all, and of those that stay
    rank, rank_without : (N,) ranks within the period among those that stay, 1 for the best; ties share their mean rank
    """

    panel: Panel
    dropped: tuple[str, ...]
    te: Floats
    te_without: Floats
    rank: Floats
    rank_without: Floats
    settings: Mapping[str, Any]
    provenance: Mapping[str, str]

    @property
    def change(self) -> Floats:
        """(N,) te_without less te, never below 0."""
        return self.te_without - self.te

    @property
    def rank_change(self) -> Floats:
        """(N,) places a unit falls (positive) or rises."""
        return self.rank_without - self.rank

    def to_frame(self) -> Any:
        """A tidy DataFrame of the units that stay: unit, period, te, te_without, change, rank, rank_without,
        rank_change."""
        import pandas as pd

        labels = {"unit": self.panel.unit_labels, "period": self.panel.period_labels}
        frame = pd.DataFrame({**labels, **{name: getattr(self, name) for name in COLUMNS}})
        return frame[~frame.unit.isin(self.dropped)].reset_index(drop=True)

    def means(self) -> Any:
        """One row a period: mean, mean_without, change, scores (how many change), largest (change of one), ranks (how
        many change rank), largest_rank (most places one moves), kendall (tau-b of the two orders)."""
        import pandas as pd

        index = self.panel.period_index
        rows = [
            [period, *effects(self.te, self.te_without, index, index == t)]
            for t, period in enumerate(self.panel.periods)
        ]
        return pd.DataFrame(rows, columns=["period", *EFFECTS])

    def _table(self) -> tuple[list[str], list[list[Any]]]:
        frame = self.means()
        return list(frame.columns), frame.to_numpy(dtype=object).tolist()

    def summary(self) -> str:
        """What each period's mean and ranks do."""
        return f"without {', '.join(self.dropped)}\n{show.text_table(*self._table())}"

    def _repr_html_(self) -> str:
        return show.html_table(*self._table(), caption=f"without {', '.join(self.dropped)}")

    def __repr__(self) -> str:
        mean = float(np.nanmean(self.te)), float(np.nanmean(self.te_without))
        return f"DroppedUnits: without {', '.join(self.dropped)} the mean of the others is {mean[1]:.3f}, {mean[0]:.3f}"


def drop_units(
    panel: Panel,
    units: str | Sequence[str],
    *,
    rts: Rts = "vrs",
    bounds: Bounds | None = None,
    orientation: Orientation = "input",
    reference: Literal["own", "pooled"] = "own",
    solver: Solver = "auto",
) -> DroppedUnits:
    """All scores again without some units, in all periods and at once: "without Tibet", "without the municipalities".

    With fewer units the frontier can only draw in, so no score of the others falls. Means and ranks are those of the
    units that stay, before and after, so that what changes is the frontier's doing and not who is counted.

    Parameters
    ----------
    panel, rts, bounds, orientation, solver : as in :func:`farrell.dea.dea`
    units : those to leave out, one name or several
    reference : each period's own frontier, or all periods pooled

    Returns
    -------
    DroppedUnits

    Raises
    ------
    OptionError
        an unknown unit; ``out-of-range``: nobody, or everybody

    Notes
    -----
    :func:`farrell.leave_one_out` leaves out every unit in turn.

    Examples
    --------
    >>> import farrell
    >>> without = farrell.drop_units(farrell.load("china-health").panel, "Tibet")
    >>> bool((without.to_frame().change >= -1e-9).all())
    True
    """
    choose_one("reference", reference, ("own", "pooled"))
    chosen = (units,) if isinstance(units, str) else tuple(dict.fromkeys(units))
    for unit in chosen:
        if unit not in panel.units:
            raise OptionError.choice("units", unit, panel.units)
    if not 0 < len(chosen) < len(panel.units):
        allowed = f"1 to {len(panel.units) - 1} units"
        raise OptionError("out-of-range", option="units", value=f"{len(chosen)} units", allowed=allowed)
    options: dict[str, Any] = {"rts": rts, "bounds": bounds, "orientation": orientation, "reference": reference}
    stay = ~np.isin(panel.unit_labels, chosen)
    rest = panel.select(units=[unit for unit in panel.units if unit not in chosen])
    te, without = np.full(len(panel), np.nan), np.full(len(panel), np.nan)
    te[stay] = dea(panel, solver=solver, **options).te[stay]
    without[stay] = dea(rest, solver=solver, **options).te
    return DroppedUnits(
        panel=panel,
        dropped=chosen,
        te=frozen(te),
        te_without=frozen(without),
        rank=frozen(ranks(te, panel.period_index)),
        rank_without=frozen(ranks(without, panel.period_index)),
        settings=Frozen({"model": "drop_units", "units": list(chosen), **options}),
        provenance=provenance(panel),
    )
