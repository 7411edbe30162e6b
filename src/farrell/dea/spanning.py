"""The units that span a frontier: programs over them are programs over all."""

from __future__ import annotations

import numpy as np

from farrell.data import Panel
from farrell.dea.frontier import Bounds, Ints, Orientation, Reference, Rts, frontiers, radial

BEATEN = 1e-9
"""How far from 1 a reference unit must score among its like to be left out."""


def spanning(
    panel: Panel, reference: Reference, rts: Rts, bounds: Bounds | None, orientation: Orientation = "input"
) -> dict[int, Ints]:
    """Row -> the reference units that span its frontier of inputs and outputs, and its own unit.

    Left out are units that others beat by less of all inputs, or in output orientation by more of all outputs.

    For programs whose time grows fast with the units: branching, and tangents. Under generalised returns every unit
    is needed: one that a multiple of another beats may be the larger multiple itself.
    """
    out: dict[int, Ints] = {}
    for block in frontiers(panel, reference).blocks:
        solution = radial((block.X, block.Y), (block.X, block.Y), rts, orientation, bounds=bounds)
        if orientation == "input":
            beaten = (solution.t < 1.0 - BEATEN) & block.X.any(axis=1) & (rts != "grs")
        else:
            beaten = (solution.t > 1.0 + BEATEN) & block.Y.any(axis=1) & (rts != "grs")
        for row, own in zip(block.rows, block.own, strict=True):
            out[int(row)] = np.nonzero(~beaten | (np.arange(len(beaten)) == own))[0]
    return out
