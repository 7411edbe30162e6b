"""Radial scores of bare arrays: what scenarios and what-ifs solve again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from farrell.dea.frontier import Orientation, Rts, efficiency_of, radial
from farrell.dea.scale import SAME

Floats = NDArray[np.float64]
Data = tuple[Floats, Floats]
"""Inputs (n, m) and outputs (n, s)."""


@dataclass(frozen=True, slots=True)
class Scores:
    """Efficiency of k points.

    Attributes
    ----------
    te_crs, te_vrs, se : (k,) NaN where a program has no solution
    scale_status : (k,) irs, crs, drs; empty without scores
    """

    te_crs: Floats
    te_vrs: Floats
    se: Floats
    scale_status: NDArray[np.str_]


def technical(reference: Data, points: Data, rts: Rts, orientation: Orientation) -> Floats:
    """(k,) technical efficiency of points; NaN where a program has no solution."""
    found = radial(reference, points, rts, orientation)
    return np.where(found.status == "optimal", efficiency_of(found.t, orientation), np.nan)


def scores(reference: Data, points: Data, orientation: Orientation) -> Scores:
    """te_crs, te_vrs, se and the scale status of points against the frontier of a reference set."""
    technologies: tuple[Rts, ...] = ("crs", "vrs", "nirs")
    crs, vrs, nirs = (technical(reference, points, rts, orientation) for rts in technologies)
    with np.errstate(divide="ignore", invalid="ignore"):
        se = crs / vrs
    known = np.isfinite(crs) & np.isfinite(vrs) & np.isfinite(nirs)
    status = np.where(np.isclose(nirs, vrs, rtol=SAME, atol=0), "drs", "irs")
    status = np.where(np.isclose(crs, vrs, rtol=SAME, atol=0), "crs", status)
    return Scores(crs, vrs, se, np.where(known, status, ""))


def ranked(efficiency: Any) -> Any:
    """Places of a column of scores, 1 the best, equal ones sharing theirs; none without a score."""
    return efficiency.round(9).rank(ascending=False, method="min").astype("Int64")
