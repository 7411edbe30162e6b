"""Efficiency as a fuzzy number, from prices that give the unit its best sure value."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Literal, NamedTuple

import numpy as np

from farrell.data import Panel
from farrell.dea.about import About
from farrell.dea.frontier import Block, Floats, Ints, Orientation, check_options, choose_one, frontiers
from farrell.dea.fuzzy_numbers import Fuzzy, FuzzyResult, Spreads, levels_of, made, refuse_negative_ends
from farrell.dea.radial import warn_without_score
from farrell.errors import OptionError
from farrell.lp import LinearProgram, batch

LEVELS = (0.0, 0.5, 0.75, 1.0)
TIE = 1e-9
"""How far, as a share, weights of a range may be from the optima."""

ABOUT = About(
    "fuzzy_guo_tanaka",
    "max u y_o^L   s.t.  v d_o as large as possible under  v x_o^L = 1 - (1 - h) e,  v x_o^U <= 1 + (1 - h) e,\n"
    "u y_j^L <= v x_j^L,  u y_j^U <= v x_j^U for all j,  u, v >= 0;   e = max d_ij / x_ij\n"
    "efficiency:  centre u y_o / v x_o,  from u y_o^L / v x_o^U to u y_o^U / v x_o^L",
    "Guo & Tanaka 2001, DOI 10.1016/S0165-0114(99)00106-2, models 15 to 17",
)


class Found(NamedTuple):
    """What the programs of one unit gave: weights of inputs and outputs, and the status."""

    v: Floats
    u: Floats
    status: str


def fuzzy_guo_tanaka(
    panel: Panel,
    *,
    spreads: Spreads,
    h: float | Sequence[float] = LEVELS,
    orientation: Orientation = "input",
    reference: Literal["own", "pooled"] = "own",
) -> FuzzyResult:
    """Fuzzy efficiency of every unit under constant returns, from symmetric triangular data.

    With x^L, x^U the ends of the cuts at level h, d the spreads and e the largest relative spread of all inputs, the
    weights of unit o solve (Guo & Tanaka 2001, DOI 10.1016/S0165-0114(99)00106-2, models 15 and 16)::

        g = max v d_o   s.t.  v x_o^L = 1 - (1 - h) e,   v x_o^U <= 1 + (1 - h) e,   v >= 0
        max u y_o^L     s.t.  the same and v d_o = g,   u y_j^L <= v x_j^L,   u y_j^U <= v x_j^U for all j,   u >= 0

    ("about 1" is a fuzzy 1 with spread e). Its efficiency is about ``u y_o / v x_o``, from ``u y_o^L / v x_o^U`` to
    ``u y_o^U / v x_o^L`` (17). At h = 1 it is radial efficiency of the centres.

    Parameters
    ----------
    panel : columns hold the centres
    spreads : as in :func:`farrell.fuzzy_kao_liu`, the same on both sides
    h : levels within 0 and 1
    orientation : ``"input"`` as in the paper; ``"output"`` mirrors it: ``u y_o^L = 1 - (1 - h) e`` with e of the
        outputs, and least ``v x_o^L``; the scores are phi then
    reference : each period's own units, or all

    Returns
    -------
    FuzzyResult
        ``scores``: ``center``, and how far it reaches, ``left`` and ``right`` (N, A); ``te``: ``te``, ``te_low``,
        ``te_high``

    Raises
    ------
    OptionError
        ``spreads``: spreads that differ between the sides; ``spread-too-large``: a spread as large as its centre
    DataError
        as :func:`farrell.fuzzy_kao_liu`

    Notes
    -----
    Optimal weights need not be unique, and the efficiency hangs on them; that is so in the paper, too. te_high may
    exceed 1, for a unit's own upper value meets its own lower cost.

    Examples
    --------
    >>> import pandas as pd, farrell
    >>> df = pd.DataFrame({"firm": list("ABC"), "x": [2.0, 3, 4], "y": [2.0, 3, 3]})
    >>> panel = farrell.Panel.from_frame(df, unit="firm", inputs=["x"], outputs=["y"], allow=["few-units"])
    >>> result = farrell.fuzzy_guo_tanaka(panel, spreads={"x": 0.5, "y": 0.5}, h=[0.5, 1])
    >>> result.te["te"].round(3).tolist()
    [[1.0, 1.0], [1.0, 1.0], [0.75, 0.75]]
    """
    check_options(panel, "fuzzy_guo_tanaka", "crs", orientation, None, reference=reference)
    choose_one("reference", reference, ("own", "pooled"))
    levels = levels_of("h", h)
    fuzzy = Fuzzy.of(panel, spreads, None)
    if not fuzzy.symmetric:
        raise OptionError("spreads", value=repr(spreads))
    refuse_negative_ends(panel, fuzzy, min(levels))
    e = _relative(fuzzy, orientation)
    if _about(min(levels), e) >= 1.0:
        raise OptionError("spread-too-large", orientation=orientation)
    shape = len(panel), len(levels)
    scores = {name: np.full(shape, np.nan) for name in ("center", "left", "right")}
    te = {name: np.full(shape, np.nan) for name in ("te", "te_low", "te_high")}
    status = np.full(shape, "unsolved", dtype="<U10")
    jobs = [(block, a) for block in frontiers(panel, reference).blocks for a in range(len(levels))]
    work = partial(weights_of, fuzzy, levels, orientation, e)
    for (block, a), found in zip(jobs, batch.run(work, jobs, "fuzzy_guo_tanaka"), strict=True):
        rows = block.rows
        v, u = np.array([one.v for one in found]), np.array([one.u for one in found])
        status[rows, a] = [one.status for one in found]
        numbers = _read(fuzzy, levels[a], rows, v, u, orientation)
        for name, values in zip((*scores, *te), numbers, strict=True):
            (scores if name in scores else te)[name][rows, a] = values
    bad = status != "optimal"
    warn_without_score(
        panel, "fuzzy_guo_tanaka", np.where(bad.any(axis=1), status[np.arange(shape[0]), bad.argmax(axis=1)], "optimal")
    )
    settings = {
        "model": "fuzzy_guo_tanaka", "rts": "crs", "orientation": orientation, "reference": reference, "h": levels,
        "spreads": dict(spreads),
    }  # fmt: skip
    return made(panel, levels, scores, te, status, settings)


def _relative(fuzzy: Fuzzy, orientation: Orientation) -> float:
    """The largest relative spread of the side whose sum is about 1."""
    side = slice(0, fuzzy.m) if orientation == "input" else slice(fuzzy.m, None)
    centre, spread = fuzzy.low[:, side], fuzzy.left[:, side]
    with np.errstate(divide="ignore", invalid="ignore"):
        return float(np.where(spread > 0, spread / centre, 0.0).max())


def _about(level: float, e: float) -> float:
    """How far from 1 the unit's own side may be; a level of 1 knows no spread, however large."""
    return (1.0 - level) * e if level < 1.0 else 0.0


def weights_of(
    fuzzy: Fuzzy, levels: tuple[float, ...], orientation: Orientation, e: float, job: tuple[Block, int]
) -> list[Found]:
    """Weights of one block's units at one level."""
    block, a = job
    return [_weights(fuzzy, levels[a], orientation, e, block.rows, o) for o in range(len(block.rows))]


def _weights(fuzzy: Fuzzy, level: float, orientation: Orientation, e: float, rows: Ints, o: int) -> Found:
    X_low, X_high, Y_low, Y_high = (values[rows] for values in fuzzy.cut(level))
    # at level 1 nothing is wide, and the width of "about 1" decides nothing
    spread = fuzzy.left[rows[o]] if level < 1 else np.zeros(fuzzy.left.shape[1])
    X_spread, Y_spread = spread[: fuzzy.m], spread[fuzzy.m :]
    inward, about = orientation == "input", _about(level, e)
    program = LinearProgram()
    v = program.variables(X_low.shape[1], cost=-X_spread if inward else 0.0)
    u = program.variables(Y_low.shape[1], cost=0.0 if inward else -Y_spread)
    one, least, most = (v, X_low[o], X_high[o]) if inward else (u, Y_low[o], Y_high[o])
    program.rows("==", 1.0 - about, (one, least))
    program.rows("<=", 1.0 + about, (one, most))
    program.rows("<=", 0.0, (v, -X_low), (u, Y_low))
    if about > 0:
        program.rows("<=", 0.0, (v, -X_high), (u, Y_high))
    answer = program.minimise((u, -Y_low[o]) if inward else (v, X_low[o]))
    return Found(answer[v], answer[u], answer.status)


def _read(fuzzy: Fuzzy, level: float, rows: Ints, v: Floats, u: Floats, orientation: Orientation) -> list[Floats]:
    """center, left, right in the measure; te, te_low, te_high."""
    X_low, X_high, Y_low, Y_high = (values[rows] for values in fuzzy.cut(level))
    centre = fuzzy.low[rows]
    cost = [(v * one).sum(axis=1) for one in (X_low, centre[:, : fuzzy.m], X_high)]
    value = [(u * one).sum(axis=1) for one in (Y_low, centre[:, fuzzy.m :], Y_high)]
    with np.errstate(divide="ignore", invalid="ignore"):
        te = [value[1] / cost[1], value[0] / cost[2], value[2] / cost[0]]
        if orientation == "input":
            return [te[0], te[0] - te[1], te[2] - te[0], *te]
        phi = [cost[1] / value[1], cost[0] / value[2], cost[2] / value[0]]
        return [phi[0], phi[0] - phi[1], phi[2] - phi[0], *te]


def ranges_of(fuzzy: Fuzzy, level: float, orientation: Orientation, rows: Ints, o: int) -> tuple[Floats, Floats]:
    """(3,) least and (3,) greatest lower end, centre and upper end of a unit's score over all optimal weights.

    ``rows`` are the panel's rows that are compared, o a place among them; to within :data:`TIE` of the optima.
    """
    e = _relative(fuzzy, orientation)
    best = _weights(fuzzy, level, orientation, e, rows, o)
    X_low, X_high, Y_low, Y_high = (values[rows] for values in fuzzy.cut(level))
    centre, spread = fuzzy.low[rows[o]], fuzzy.left[rows[o]] * (level < 1)
    x, y = centre[: fuzzy.m], centre[fuzzy.m :]
    inward, about = orientation == "input", _about(level, e)
    if inward:
        ratios = [(Y_low[o], X_high[o]), (y, x), (Y_high[o], X_low[o])]
    else:
        ratios = [(X_low[o], Y_high[o]), (x, y), (X_high[o], Y_low[o])]
    ends = np.zeros((2, 3))
    for i, (top, bottom) in enumerate(ratios):
        for k, way in enumerate((1.0, -1.0)):
            program = LinearProgram()
            scale = program.variables(1)
            v = program.variables(len(x), cost=0.0 if inward else way * top)
            u = program.variables(len(y), cost=way * top if inward else 0.0)
            one, other, least, most = (v, u, X_low[o], X_high[o]) if inward else (u, v, Y_low[o], Y_high[o])
            wide = spread[: fuzzy.m] if inward else spread[fuzzy.m :]
            goal = Y_low[o] if inward else X_low[o]
            weights = (best.v, best.u) if inward else (best.u, best.v)
            program.rows("==", 1.0, (one, bottom))
            program.rows("==", 0.0, (one, least), (scale, [[about - 1.0]]))
            program.rows("<=", 0.0, (one, most), (scale, [[-1.0 - about]]))
            program.rows("<=", 0.0, (v, -X_low), (u, Y_low))
            program.rows("<=", 0.0, (v, -X_high), (u, Y_high))
            program.rows(">=", 0.0, (one, wide), (scale, [[-float(wide @ weights[0]) * (1.0 - TIE)]]))
            reached, sense = float(goal @ weights[1]), ">=" if inward else "<="
            kept = reached * (1.0 - TIE if inward else 1.0 + TIE)
            program.rows(sense, 0.0, (other, goal), (scale, [[-kept]]))  # type: ignore[arg-type]
            ends[k, i] = way * program.minimise().objective
    return ends[0], ends[1]
