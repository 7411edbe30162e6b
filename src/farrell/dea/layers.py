"""Layers of the frontier: who is best, who would be without them, and so on."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Literal

import numpy as np

from farrell.data import Panel
from farrell.data.frozen import Frozen
from farrell.dea.about import About
from farrell.dea.frontier import (
    Bounds,
    Floats,
    Ints,
    Orientation,
    Rts,
    check_options,
    choose_one,
    frontiers,
    radial,
    technical_efficiency,
)
from farrell.dea.radial import EFFICIENT, dea
from farrell.dea.result import DEAResult

Efficient = Literal["score", "strong"]

ABOUT = About(
    "layers",
    "J_1 = all units;  E_l = units of J_l efficient among J_l;  J_(l+1) = J_l without E_l\n"
    "attractiveness of o in E_l:  theta_o against E_(l+1);   progress:  1 / theta_o against E_(l-1)",
    "Seiford & Zhu 2003, DOI 10.1016/S0305-0483(03)00080-X",
)


def layers(
    panel: Panel,
    *,
    rts: Rts = "crs",
    bounds: Bounds | None = None,
    orientation: Orientation = "input",
    reference: Literal["own", "pooled"] = "own",
    efficient: Efficient = "score",
) -> DEAResult:
    """Radial efficiency, the layer of every unit, and how it stands against the other layers.

    The first layer are the efficient units, the second those that are efficient once the first are gone, until none is
    left (Seiford & Zhu 2003, DOI 10.1016/S0305-0483(03)00080-X). Against a worse layer a unit's te exceeds 1: its
    attractiveness. Against a better layer it falls short of 1, and the reciprocal is the progress it needs. The
    program is that of :func:`farrell.dea.dea` with the layer as the reference.

    Parameters
    ----------
    panel, rts, bounds, orientation : as in :func:`farrell.dea.dea`
    reference : layers of each period, or of all unit-periods together
    efficient : who belongs to a layer: units of score 1 (``"score"``, as in the paper), or those without slack, too

    Returns
    -------
    DEAResult
        that of :func:`farrell.dea.dea`, with ``parts``

        - ``layer`` (N,): 1 is the frontier;
        - ``against`` (N, L): te (theta, or 1 / phi) against each layer, column l - 1 for layer l; 1 against the own
          layer; NaN where there is no such layer in the period or the program has no solution;
        - ``attractiveness`` (N,): te against the next worse layer, >= 1; ``progress`` (N,): 1 / te against the next
          better one, >= 1; NaN for the last and the first layer

    Notes
    -----
    Under other than constant returns a unit may have no score against a worse layer (see
    :func:`farrell.super_efficiency`); it is NaN then. Attractiveness of degree d is ``against[o, layer + d - 1]``,
    progress of degree g ``1 / against[o, layer - g - 1]``. A unit without a score, or that produces nothing, has layer
    NaN.

    Examples
    --------
    >>> import pandas as pd, farrell
    >>> df = pd.DataFrame({"firm": list("ABCD"), "x": [1, 2, 4, 4], "y": [1, 1, 1, 2]})
    >>> panel = farrell.Panel.from_frame(df, unit="firm", inputs=["x"], outputs=["y"], allow=["few-units"])
    >>> result = farrell.layers(panel)
    >>> result.parts["layer"].tolist(), result.parts["attractiveness"].tolist()
    ([1.0, 2.0, 3.0, 2.0], [2.0, 2.0, nan, 2.0])
    """
    check_options(panel, "layers", rts, orientation, bounds, reference=reference)
    choose_one("reference", reference, ("own", "pooled"))
    choose_one("efficient", efficient, ("score", "strong"))
    common: dict[str, Any] = {"rts": rts, "bounds": bounds, "orientation": orientation}
    result = dea(panel, reference=reference, **common)
    usable = result.status == "optimal"
    found = [
        _peeled(panel, block.rows[usable[block.rows]], common, efficient)
        for block in frontiers(panel, reference).blocks
    ]
    count = max((int(layer.max()) for _, layer, _ in found if len(layer)), default=0)
    layer, against = np.full(len(panel), np.nan), np.full((len(panel), count), np.nan)
    for rows, number, te in found:
        layer[rows] = np.where(number > 0, number, np.nan)
        against[rows, : te.shape[1]] = te
    parts = {"layer": layer, "attractiveness": _at(against, layer, 1), "progress": 1.0 / _at(against, layer, -1)}
    parts["against"] = against
    for array in parts.values():
        array.flags.writeable = False
    settings = {**result.settings, "model": "layers", "efficient": efficient}
    return replace(result, parts=Frozen(parts), settings=Frozen(settings))


def _peeled(panel: Panel, rows: Ints, common: dict[str, Any], efficient: Efficient) -> tuple[Ints, Ints, Floats]:
    """Layers of some rows, and their te against each."""
    X, Y = panel.X[rows], panel.Y[rows]
    layer = np.zeros(len(rows), dtype=np.int64)
    columns = []
    while (layer == 0).any():
        left = np.nonzero(layer == 0)[0]
        best = left[_efficient(X[left], Y[left], common, efficient)]
        if len(best) == 0:  # what is left produces nothing
            break
        layer[best] = layer.max() + 1
        te = _te(X, Y, best, common)
        te[best] = 1.0
        columns.append(te)
    return rows, layer, np.column_stack(columns) if columns else np.zeros((0, 0))


def _efficient(X: Floats, Y: Floats, common: dict[str, Any], efficient: Efficient) -> Ints:
    """Places of the efficient units among themselves."""
    weight = np.ones(X.shape[1] + Y.shape[1]) if efficient == "strong" else None
    rts, orientation, bounds = common["rts"], common["orientation"], common["bounds"]
    solution = radial((X, Y), (X, Y), rts, orientation, bounds=bounds, slack_weight=weight)
    chosen = technical_efficiency(solution, orientation) >= 1.0 - EFFICIENT
    if efficient == "strong":
        size = np.abs(np.hstack([X, Y]))
        size = np.where(size > 0, size, np.maximum(size.max(axis=0), 1e-300))
        chosen &= (solution.slack[:, : size.shape[1]] <= EFFICIENT * size).all(axis=1)
    return np.nonzero(chosen)[0]


def _te(X: Floats, Y: Floats, best: Ints, common: dict[str, Any]) -> Floats:
    """te of all units against some of them; NaN without a solution."""
    solution = radial((X[best], Y[best]), (X, Y), common["rts"], common["orientation"], bounds=common["bounds"])
    return np.where(solution.status == "optimal", technical_efficiency(solution, common["orientation"]), np.nan)


def _at(against: Floats, layer: Floats, step: int) -> Floats:
    """(N,) te against the layer some steps after the own one."""
    place = np.nan_to_num(layer, nan=-9).astype(np.int64) - 1 + step
    inside = (place >= 0) & (place < against.shape[1])
    out = np.full(len(layer), np.nan)
    out[inside] = against[np.nonzero(inside)[0], place[inside]]
    return out
