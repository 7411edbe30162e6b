"""Units that look too good: super-efficiency, peers of too many, frontiers of too many."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from typing import Any

import numpy as np

from farrell.data import Panel
from farrell.dea.frontier import Orientation, Rts, check_options
from farrell.dea.radial import dea
from farrell.dea.super_efficiency import super_efficiency
from farrell.errors import DataError, Finding, OptionError, Place, SolveWarning, finding

SUPER = 1.5
"""A super-efficiency above this is worth a look; Banker & Chang 2006, DOI 10.1016/j.ejor.2005.06.028, screen at
1.0 to 1.6."""
CONCENTRATION = 0.5
"""A unit that is peer of more than this share of a period's inefficient units carries their scores."""
CROWDED = 0.5
"""More than this share of efficient units means too many variables."""


@dataclass(frozen=True, slots=True)
class Screening:
    """What the screens found, and the numbers behind it, a row a unit-period.

    Attributes
    ----------
    findings : codes ``super-efficient``, ``peer-concentration``, ``many-efficient``
    super_efficiency : (N,) score against the others, NaN where infeasible
    peer_count : (N,) inefficient units of the period it is a peer of
    """

    panel: Panel
    findings: tuple[Finding, ...]
    super_efficiency: np.ndarray
    peer_count: np.ndarray

    def to_frame(self) -> Any:
        """A tidy DataFrame: unit, period, super_efficiency, peer_count."""
        import pandas as pd

        return pd.DataFrame(
            {
                "unit": self.panel.unit_labels,
                "period": self.panel.period_labels,
                "super_efficiency": self.super_efficiency,
                "peer_count": self.peer_count,
            }
        )


def can_screen(panel: Panel, rts: Rts = "crs", orientation: Orientation = "input") -> bool:
    """Whether the radial model takes this panel: no negative values, no roles it does not use, two units or more."""
    try:
        check_options(panel, "screen", rts, orientation, None)
    except (DataError, OptionError):
        return False
    return True


def screen(panel: Panel, *, rts: Rts = "crs", orientation: Orientation = "input", above: float = SUPER) -> Screening:
    """Look for units whose data should be checked because the frontier hangs on them.

    Parameters
    ----------
    panel, rts, orientation : as in :func:`farrell.dea.dea`, each period against its own frontier
    above : super-efficiency beyond which a unit is flagged

    Returns
    -------
    Screening
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", SolveWarning)  # infeasible super-efficiency is a value here
        beyond = super_efficiency(panel, rts=rts, orientation=orientation).te
    result = dea(panel, rts=rts, orientation=orientation)
    found: list[Finding] = []
    counts = np.zeros(len(panel), dtype=np.int64)
    row_of = {key: r for r, key in enumerate(zip(panel.unit_labels, panel.period_labels, strict=True))}
    inefficient = result.efficiency == "inefficient"
    for r in np.nonzero(inefficient)[0]:
        for j in result.peer[r][result.peer[r] >= 0]:
            counts[row_of[result.reference_units[j], result.reference_periods[j]]] += 1
    for t, period in enumerate(panel.periods):
        here = panel.period_index == t
        total = int((here & inefficient).sum())
        shown = None if period == "all" else period
        for r in np.nonzero(here)[0]:
            place = Place(panel.name, int(panel.rows[r]), panel.unit_at(r), shown)
            if beyond[r] > above:
                found.append(finding("super-efficient", "warning", place, score=f"{beyond[r]:.3f}", rts=rts))
            if total >= 4 and counts[r] > CONCENTRATION * total:
                found.append(finding("peer-concentration", "warning", place, count=int(counts[r]), total=total))
        ones = int((here & (np.abs(result.te - 1) <= 1e-6)).sum())
        if ones > CROWDED * int(here.sum()):
            found.append(
                finding("many-efficient", "warning", Place(panel.name, period=shown), count=ones, total=int(here.sum()))
            )
    return Screening(panel, tuple(found), beyond, counts)
