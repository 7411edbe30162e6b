"""How much of a unit's inefficiency hangs on which peer: peers taken away one by one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from farrell import show
from farrell.data import Panel
from farrell.data.frozen import Frozen
from farrell.data.roles import Period
from farrell.dea.about import About
from farrell.dea.frontier import (
    Block,
    Bounds,
    Floats,
    Ints,
    Orientation,
    Reference,
    Rts,
    check_options,
    frontiers,
    provenance,
    radial,
    shown,
    technical_efficiency,
)
from farrell.dea.radial import EFFICIENT
from farrell.errors import OptionError, nearest

TIE = 1e-9
"""Two removals whose scores differ by less than this share change the same; the first peer of the reference goes."""

ABOUT = About(
    "efficiency_ladder",
    "E_0 = E(o | all),  E_k = max over peers j of step k-1 of E(o | all but j_1, ..., j_(k-1), j),  until E_k = 1",
    "Bogetoft & Otto 2011, DOI 10.1007/978-1-4419-7961-2",
)


@dataclass(frozen=True, slots=True)
class EfficiencyLadder:
    """The steps of one unit's ladder, K + 1 of them.

    Attributes
    ----------
    panel : what the unit belongs to
    unit, period : whose ladder it is
    score : (K + 1,) theta or phi against the reference, then after each removal
    te : (K + 1,) the same as efficiency, rising
    removed, removed_periods : (K,) the peer taken away after each step but the last
    status : ``efficient`` at the top, or ``infeasible`` where the last removal left nothing to compare with
    settings, provenance : options, software and data hash
    """

    panel: Panel
    unit: str
    period: Period
    score: Floats
    te: Floats
    removed: tuple[str, ...]
    removed_periods: tuple[Period, ...]
    status: str
    settings: Mapping[str, Any]
    provenance: Mapping[str, str]

    def to_frame(self) -> Any:
        """A tidy DataFrame: step, te, score, and the peer, with its period, taken away after it."""
        import pandas as pd

        return pd.DataFrame(
            {
                "step": range(len(self.te)),
                "te": self.te,
                "score": self.score,
                "removed": [*self.removed, None],
                "removed_period": [*self.removed_periods, None],
            }
        )

    def _table(self) -> tuple[list[str], list[list[Any]]]:
        away = [*self.removed, ""]
        return ["step", "te", "removed"], [[k, float(te), away[k]] for k, te in enumerate(self.te)]

    def summary(self) -> str:
        """The unit, and the steps as a table."""
        head = f"{self.unit}, {len(self.removed)} peer(s) removed, {self.status}"
        return "\n".join([head, show.text_table(*self._table())])

    def _repr_html_(self) -> str:
        return show.html_table(*self._table(), caption=self.summary().splitlines()[0])

    def __repr__(self) -> str:
        return self.summary()


def efficiency_ladder(
    panel: Panel,
    unit: str,
    *,
    period: Period | None = None,
    rts: Rts = "vrs",
    bounds: Bounds | None = None,
    orientation: Orientation = "input",
    reference: Reference = "own",
) -> EfficiencyLadder:
    """Efficiency ladder of one unit: its score as the most influential peers are taken away one at a time.

    Step k takes away the peer without which the unit's efficiency rises most (Bogetoft & Otto 2011)::

        E_k = max over peers j of step k - 1 of E(o | reference without j_1, ..., j_(k-1), j),

    until the unit is efficient.

    Parameters
    ----------
    panel : N rows; m inputs, s outputs
    unit : whose ladder
    period : of which period; may be left out in a cross-section
    rts, bounds, orientation, reference : as in :func:`farrell.dea.dea`

    Returns
    -------
    EfficiencyLadder

    Raises
    ------
    OptionError
        an unknown option, unit or period
    DataError
        negative data

    Notes
    -----
    Each step is greedy: another pair of peers together may matter more than the two found one after the other. Of peers
    that change the score equally the first of the reference goes. A short ladder from a low score says that the score
    hangs on few units, whose data deserve a look; a long one, that many units do better.

    Examples
    --------
    >>> import farrell
    >>> panel = farrell.load("china-hospitals-2011").panel
    >>> ladder = farrell.efficiency_ladder(panel, "北京")
    >>> bool((ladder.te[1:] >= ladder.te[:-1]).all()), ladder.status
    (True, 'efficient')
    """
    check_options(panel, "efficiency_ladder", rts, orientation, bounds, reference=reference)
    row = _row_of(panel, unit, period)
    front = frontiers(panel, reference)
    block = next(block for block in front.blocks if row in block.rows)
    score, removed, status = _climb(panel, row, block, rts, bounds, orientation)
    te = score if orientation == "input" else 1.0 / score
    for values in (score, te):
        values.flags.writeable = False
    settings = {"rts": rts, "bounds": bounds, "orientation": orientation, "reference": shown(reference)}
    return EfficiencyLadder(
        panel=panel,
        unit=unit,
        period=panel.period_at(row),
        score=score,
        te=te,
        removed=tuple(front.units[block.first + j] for j in removed),
        removed_periods=tuple(front.periods[block.first + j] for j in removed),
        status=status,
        settings=Frozen({"model": "efficiency_ladder", **settings}),
        provenance=provenance(panel),
    )


def _row_of(panel: Panel, unit: str, period: Period | None) -> int:
    chosen = panel.periods[0] if period is None and len(panel.periods) == 1 else period
    for row in range(len(panel)):
        if panel.unit_at(row) == unit and panel.period_at(row) == chosen:
            return row
    raise OptionError("unknown-unit", unit=f"{unit}, {period}", hint=nearest(unit, panel.units))


def _climb(
    panel: Panel, row: int, block: Block, rts: Rts, bounds: Bounds | None, orientation: Orientation
) -> tuple[Floats, list[int], str]:
    """Scores of all steps, positions of the removed in the block, and how it ends."""
    x, y = panel.X[row : row + 1], panel.Y[row : row + 1]
    left: Ints = np.arange(len(block.X))
    scores: list[float] = []
    removed: list[int] = []
    while True:
        reference = block.X[left], block.Y[left]
        here = radial(reference, (x, y), rts, orientation, bounds=bounds) if len(left) else None
        if here is None or here.status[0] != "optimal":
            return np.array([*scores, np.nan]), removed, "infeasible"
        scores.append(float(here.t[0]))
        if technical_efficiency(here, orientation)[0] >= 1.0 - EFFICIENT:
            return np.array(scores), removed, "efficient"
        peers = np.sort(here.peer[0][here.peer[0] >= 0])
        copies = np.repeat(x, len(peers), axis=0), np.repeat(y, len(peers), axis=0)
        without = radial(reference, copies, rts, orientation, bounds=bounds, own=peers)
        te = np.where(without.status == "optimal", technical_efficiency(without, orientation), np.inf)
        gone = peers[np.argmax(te >= te.max() * (1.0 - TIE))]
        removed.append(int(left[gone]))
        left = np.delete(left, gone)
