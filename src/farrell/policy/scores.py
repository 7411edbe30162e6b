"""Radial scores of bare arrays: what scenarios and what-ifs solve again."""

from __future__ import annotations

from dataclasses import dataclass

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


def scores(reference: Data, points: Data, orientation: Orientation) -> Scores:
    """te_crs, te_vrs, se and the scale status of points against the frontier of a reference set."""

    def te(rts: Rts) -> Floats:
        found = radial(reference, points, rts, orientation)
        return np.where(found.status == "optimal", efficiency_of(found.t, orientation), np.nan)

    crs, vrs, nirs = te("crs"), te("vrs"), te("nirs")
    with np.errstate(divide="ignore", invalid="ignore"):
        se = crs / vrs
    known = np.isfinite(crs) & np.isfinite(vrs) & np.isfinite(nirs)
    status = np.where(np.isclose(nirs, vrs, rtol=SAME, atol=0), "drs", "irs")
    status = np.where(np.isclose(crs, vrs, rtol=SAME, atol=0), "crs", status)
    return Scores(crs, vrs, se, np.where(known, status, ""))
