"""Which scores hang on which peer: every unit left out of the frontier in turn."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from farrell import show
from farrell.data import Panel
from farrell.data.frozen import Frozen
from farrell.data.panel import frozen
from farrell.data.roles import Period
from farrell.dea.frontier import (
    Bounds,
    Floats,
    Ints,
    Orientation,
    Rts,
    check_options,
    frontiers,
    pose,
    provenance,
    technical_efficiency,
)
from farrell.errors import OptionError, SolveWarning, warn
from farrell.inference.ranks import EFFECTS, effects
from farrell.lp import Solver, solve_many


@dataclass(frozen=True, slots=True)
class LeaveOneOut:
    """Efficiency of all units, and without each of their peers.

    Attributes
    ----------
    te : (N,) against the whole frontier
    row, left_out : (K,) a row of the panel, and the row of the peer that is left out of its frontier
    te_without : (K,) efficiency of ``row`` then; NaN with a status where the program has no solution
    status : (K,)
    """

    panel: Panel
    te: Floats
    row: Ints
    left_out: Ints
    te_without: Floats
    status: NDArray[np.str_]
    settings: Mapping[str, Any]
    provenance: Mapping[str, str]

    def to_frame(self) -> Any:
        """A tidy DataFrame, one row a unit and peer left out, with te, te_without and their difference."""
        import pandas as pd

        units, periods = np.array(self.panel.unit_labels), np.array(self.panel.period_labels, dtype=object)
        return pd.DataFrame(
            {
                "unit": units[self.row],
                "period": periods[self.row],
                "left_out": units[self.left_out],
                "left_out_period": periods[self.left_out],
                "te": self.te[self.row],
                "te_without": self.te_without,
                "change": self.te_without - self.te[self.row],
                "status": self.status,
            }
        )

    def influence(self) -> Any:
        """One row a peer: how many scores change without it, by how much in the mean and at most."""
        frame = self.to_frame()
        groups = frame[frame.unit != frame.left_out].groupby(["left_out", "left_out_period"], sort=False).change
        return groups.agg(scores="count", mean="mean", largest="max").reset_index()

    def by_unit(self) -> Any:
        """What leaving out each unit-period does to all others, one row each; those that are nobody's peer do nothing.

        Columns: left_out, left_out_period, mean and mean_without (of the others' scores in its period, or in all of
        them against the pooled frontier), change; scores (how many change), largest (change of one score), ranks (how
        many of the others change rank within the period), largest_rank (most places that one of them moves), kendall
        (tau-b of the two orders).
        """
        import pandas as pd

        own = self.settings["reference"] == "own"
        rows = [self._left(r, own) for r in range(len(self.panel))]
        return pd.DataFrame(rows, columns=["left_out", "left_out_period", *EFFECTS])

    def scores_without(self, unit: str, period: Period | None = None) -> Floats:
        """(N,) all scores when one unit-period is left out; NaN of itself. The last period where none is given.

        Raises
        ------
        OptionError
            an unknown period, or a unit that is not in it
        """
        when = self.panel.periods[-1] if period is None else period
        rows = self.panel.rows_of(when)
        labels = [self.panel.unit_at(r) for r in rows]
        if unit not in labels:
            raise OptionError.choice("unit", unit, labels)
        return self._without(int(rows[labels.index(unit)]))

    def _without(self, out: int) -> Floats:
        scores = self.te.copy()
        chosen = self.left_out == out
        scores[self.row[chosen]] = np.minimum(self.te_without[chosen], 1.0)
        scores[out] = np.nan
        return scores

    def _left(self, out: int, own: bool) -> list[Any]:
        index = self.panel.period_index
        others = index == index[out] if own else np.ones(len(self.te), dtype=bool)
        others[out] = False
        return [
            self.panel.unit_at(out),
            self.panel.period_at(out),
            *effects(self.te, self._without(out), index, others),
        ]

    def summary(self) -> str:
        """The peers on which most hangs."""
        table = self.influence().sort_values("largest", ascending=False).head(20)
        return show.text_table(list(table.columns), table.to_numpy(dtype=object).tolist())

    def __repr__(self) -> str:
        return f"LeaveOneOut: {len(self.te)} scores, {len(self.row)} scores without a peer"


def leave_one_out(
    panel: Panel,
    *,
    rts: Rts = "vrs",
    bounds: Bounds | None = None,
    orientation: Orientation = "input",
    reference: Literal["own", "pooled"] = "own",
    solver: Solver = "auto",
) -> LeaveOneOut:
    """Every score again without each unit that bears it: the jackknife of a frontier.

    Leaving out a unit with lambda = 0 in an optimum changes nothing, since that optimum remains; so only a unit's own
    peers are left out, one at a time. A unit that is its own peer is then scored against the others only.

    Parameters
    ----------
    panel, rts, bounds, orientation, solver : as in :func:`farrell.dea.dea`
    reference : each period's own frontier, or all periods pooled

    Returns
    -------
    LeaveOneOut
        NaN with a status where there is no solution without the peer, and one SolveWarning that names the units

    Examples
    --------
    >>> import farrell
    >>> panel = farrell.load("china-health").panel.select(periods=[2023])
    >>> result = farrell.leave_one_out(panel, rts="crs")
    >>> bool((result.to_frame().change.dropna() >= -1e-9).all())
    True
    """
    check_options(panel, "leave_one_out", rts, orientation, bounds, solver)
    if reference not in ("own", "pooled"):
        raise OptionError.choice("reference", reference, ("own", "pooled"))
    front = frontiers(panel, reference)
    points = [(panel.X[block.rows], panel.Y[block.rows]) for block in front.blocks]
    whole = solve_many(
        [pose((b.X, b.Y), p, rts, orientation, bounds=bounds) for b, p in zip(front.blocks, points, strict=True)],
        solver,
    )
    te, pairs, jobs = np.full(len(panel), np.nan), [], []
    for block, (X, Y), solution in zip(front.blocks, points, whole, strict=True):
        te[block.rows] = np.minimum(technical_efficiency(solution, orientation), 1.0)
        item, place = np.nonzero(solution.peer >= 0)
        peer = solution.peer[item, place]
        pairs.append((block.rows[item], block.rows[peer]))
        jobs.append(pose((block.X, block.Y), (X[item], Y[item]), rts, orientation, bounds=bounds, own=peer))
    without = solve_many(jobs, solver)
    result = LeaveOneOut(
        panel=panel,
        te=frozen(te),
        row=frozen(np.concatenate([row for row, _ in pairs])),
        left_out=frozen(np.concatenate([peer for _, peer in pairs])),
        te_without=frozen(np.concatenate([technical_efficiency(solution, orientation) for solution in without])),
        status=frozen(np.concatenate([solution.status for solution in without])),
        settings=Frozen(
            {"model": "leave_one_out", "rts": rts, "bounds": bounds, "orientation": orientation, "reference": reference}
        ),
        provenance=provenance(panel),
    )
    _warn(result)
    return result


def _warn(result: LeaveOneOut) -> None:
    for status in np.unique(result.status[result.status != "optimal"]):
        rows = result.row[result.status == status]
        names = list(dict.fromkeys(f"{result.panel.unit_at(r)} {result.panel.period_at(r)}" for r in rows))
        warn(
            SolveWarning("no-score", model="leave_one_out", count=len(names), status=str(status), units=names), depth=4
        )
