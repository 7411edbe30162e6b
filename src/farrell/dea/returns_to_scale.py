"""Returns to scale with all their optima: elasticity to the left and right, most productive scale size."""

from __future__ import annotations

import warnings
from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np

from farrell.data import Panel
from farrell.data.frozen import Frozen
from farrell.dea.about import About
from farrell.dea.frontier import Block, Floats, Ints, Orientation, Reference, check_options, frontiers
from farrell.dea.radial import warn_without_score
from farrell.dea.result import DEAResult
from farrell.dea.scale import ScaleResult, scale_efficiency
from farrell.dea.spanning import spanning
from farrell.dea.tangents import Tangent, elasticities, sum_range
from farrell.errors import SolveWarning
from farrell.lp import Solver, batch

ABOUT = About(
    "returns_to_scale",
    "omega- , omega+ = min, max omega over all optimal multipliers of  theta = u y_o + omega  (vrs)\n"
    "elasticity at (theta x_o, y_o):  right = theta / (theta - omega-),  left = theta / (theta - omega+)\n"
    "most productive scale size:  (theta_crs x_o, y_o) / sum lambda,  over all optimal lambda (crs)",
    "Banker & Thrall 1992, DOI 10.1016/0377-2217(92)90178-C; Banker 1984, DOI 10.1016/0377-2217(84)90006-7; Førsund & "
    "Hjalmarsson 2004, DOI 10.1057/palgrave.jors.2601741; Podinovski, Førsund & Krivonozhko 2009, "
    "DOI 10.1016/j.ejor.2008.08.017",
)


def returns_to_scale(
    panel: Panel, *, orientation: Orientation = "input", reference: Reference = "own", solver: Solver = "auto"
) -> DEAResult:
    """Returns to scale of every unit-period at its projection, with what alternative optima leave open.

    The free term of the multipliers under variable returns, ``theta = u y_o + omega`` (``phi = v x_o + omega``), has a
    range [omega-, omega+] where the projection is a corner of the frontier (Banker & Thrall 1992,
    DOI 10.1016/0377-2217(92)90178-C). Returns increase in input orientation where omega- > 0, decrease where
    omega+ < 0, and are constant where the range has 0 in it; in output orientation the signs are the other way round.

    The scale elasticity at the projection (theta x_o, y_o), or (x_o, phi y_o), is by how many per cent all outputs can
    grow when all inputs grow by one per cent. At a corner it differs to the left, when inputs shrink, and to the right,
    when they grow (Førsund & Hjalmarsson 2004, DOI 10.1057/palgrave.jors.2601741; Podinovski, Førsund & Krivonozhko
    2009, DOI 10.1016/j.ejor.2008.08.017)::

        right = min v x / u y,   left = max v x / u y   over all optimal multipliers
        v x / u y = theta / (theta - omega)  (input),   (phi - omega) / phi  (output)

    The most productive scale size of the unit's mix is its projection under constant returns divided by
    ``sum lambda`` (Banker 1984, DOI 10.1016/0377-2217(84)90006-7). Where that sum is not unique (Zhu & Shen 1995,
    European Journal of Operational Research 81:590-596) every size between the smallest and the largest is as
    productive.

    Parameters
    ----------
    panel : N rows, m inputs, s outputs
    orientation : at which projection, that of the inputs or of the outputs
    reference, solver : as in :func:`farrell.dea.dea`

    Returns
    -------
    DEAResult
        that of :func:`farrell.dea.dea` under variable returns, with ``parts``:

        - ``scale_status`` (N,) irs, crs, drs: that of :func:`farrell.scale_efficiency`
        - ``te_crs``, ``se`` (N,) efficiency under constant returns, scale efficiency
        - ``omega_low``, ``omega_high`` (N,) the range of the free term
        - ``elasticity_left``, ``elasticity_right`` (N,) left >= right
        - ``lambda_sum_low``, ``lambda_sum_high`` (N,) the range of ``sum lambda`` under constant returns
        - ``mpss_in_small``, ``mpss_in_large`` (N, m), ``mpss_out_small``, ``mpss_out_large`` (N, s) the ends of the
          most productive scale sizes, in data units

    Raises
    ------
    OptionError, DataError
        as in :func:`farrell.dea.dea`

    Notes
    -----
    A projection from which all inputs cannot shrink in proportion has elasticity infinity to the left; one beyond which
    nothing can be gained has 0 to the right. Each end is one linear program: with a set of peers and slacks at hand,
    complementary slackness tells which multipliers are optimal, so no rounded score enters. A unit without a score
    under variable or constant returns has NaN.

    Examples
    --------
    >>> import pandas as pd, farrell
    >>> df = pd.DataFrame({"firm": list("ABCD"), "x": [1.0, 2, 4, 8], "y": [1.0, 3, 6, 8]})
    >>> panel = farrell.Panel.from_frame(df, unit="firm", inputs=["x"], outputs=["y"], allow=["few-units"])
    >>> found = farrell.returns_to_scale(panel)
    >>> found.parts["elasticity_right"].round(3).tolist(), found.parts["elasticity_left"].round(3).tolist()
    ([2.0, 1.0, 0.333, 0.0], [inf, 1.333, 1.0, 0.5])
    >>> found.parts["scale_status"].tolist()
    ['irs', 'crs', 'crs', 'drs']
    """
    check_options(panel, "returns_to_scale", "vrs", orientation, None, solver, reference=reference)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", SolveWarning)  # said once, below
        scale = scale_efficiency(panel, orientation=orientation, reference=reference, solver=solver)
    vrs = scale.vrs
    columns = {rts: spanning(panel, reference, rts, None) for rts in ("vrs", "crs")}
    jobs = [
        (block, item, columns["vrs"][int(r)], columns["crs"][int(r)])
        for block in frontiers(panel, reference).blocks
        for item, r in enumerate(block.rows)
        if scale.status[r] == "optimal"
    ]
    ends = np.full((len(panel), 4), np.nan)
    found = batch.run(partial(_ends, panel, vrs, orientation), jobs, "returns to scale")
    for (block, item, *_), values in zip(jobs, found, strict=True):
        ends[block.rows[item]] = values
    left, right = elasticities(vrs.score, ends[:, 0], ends[:, 1], orientation)
    parts = {
        "scale_status": scale.scale_status,
        "te_crs": scale.te_crs,
        "se": scale.se,
        "omega_low": ends[:, 0] + 0.0,
        "omega_high": ends[:, 1] + 0.0,
        "elasticity_left": left,
        "elasticity_right": right,
        "lambda_sum_low": ends[:, 2] + 0.0,
        "lambda_sum_high": ends[:, 3] + 0.0,
        **_sizes(panel, scale, ends, orientation),
    }
    for array in parts.values():
        array.flags.writeable = False
    settings = {**vrs.settings, "model": "returns_to_scale"}
    warn_without_score(panel, "returns_to_scale", scale.status)
    return replace(vrs, parts=Frozen(parts), settings=Frozen(settings))


def _ends(
    panel: Panel, vrs: DEAResult, orientation: Orientation, job: tuple[Block, int, Ints, Ints]
) -> tuple[float, float, float, float]:
    """Ranges of the free term and of the sum of intensities of one row."""
    block, item, some, few = job
    r = int(block.rows[item])
    tangent = tangent_of(vrs, block, r, some, orientation)
    sums = sum_range(block.X[few], block.Y[few], panel.X[r], panel.Y[r], orientation)
    return (*tangent.free_terms(), *sums)


def tangent_of(
    vrs: DEAResult, block: Block, r: int, columns: Ints, orientation: Orientation, congested: bool = False
) -> Tangent:
    """The projection that a result under variable returns found for a row, over some of the reference units."""
    own = vrs.peer[r][vrs.peer[r] >= 0] - block.first
    kept = np.union1d(columns, own)
    return Tangent(
        vrs.panel.X[r], vrs.panel.Y[r], block.X[kept], block.Y[kept], np.searchsorted(kept, own),
        vrs.slack_in[r] == 0, vrs.slack_out[r] == 0, orientation, congested,
    )  # fmt: skip


def _sizes(panel: Panel, scale: ScaleResult, ends: Floats, orientation: Orientation) -> dict[str, Any]:
    """The smallest and the largest most productive scale size."""
    score = scale.crs.score[:, None]
    X, Y = (score * panel.X, panel.Y) if orientation == "input" else (panel.X, score * panel.Y)
    out: dict[str, Any] = {}
    for name, total in (("small", ends[:, 3]), ("large", ends[:, 2])):
        with np.errstate(divide="ignore", invalid="ignore"):
            size = np.where(total > 0, 1.0 / total, np.nan)[:, None]
        out |= {f"mpss_in_{name}": size * X, f"mpss_out_{name}": size * Y}
    return out
