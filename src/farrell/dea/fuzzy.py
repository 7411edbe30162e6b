"""Efficiency from fuzzy data: the best and worst case at each level, and dominance at each level."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Literal

import numpy as np

from farrell.data import Panel
from farrell.dea.about import About
from farrell.dea.frontier import (
    WITHOUT_BOUNDS,
    Block,
    Bounds,
    Floats,
    Orientation,
    Rts,
    check_options,
    choose_one,
    frontiers,
)
from farrell.dea.fuzzy_numbers import Fuzzy, FuzzyResult, Spreads, levels_of, made, refuse_negative_ends
from farrell.dea.imprecise import ends_of
from farrell.dea.radial import warn_without_score
from farrell.lp import SENSES, LinearProgram, Solver, batch, intensity_rows

LEVELS = (0.0, 0.25, 0.5, 0.75, 1.0)

ABOUT = {
    "fuzzy_kao_liu": About(
        "fuzzy_kao_liu",
        "at each alpha, with [x^L, x^U], [y^L, y^U] the cuts:\n"
        "worst: the unit at (x^U, y^L), all others at (x^L, y^U)\n"
        "best:  the unit at (x^L, y^U), all others at (x^U, y^L)",
        "Kao & Liu 2000, DOI 10.1016/S0165-0114(98)00137-7",
    ),
    "fuzzy_possibilistic": About(
        "fuzzy_possibilistic",
        "min theta   s.t.  sum_j lambda_j x_j^e <= theta x_o^e,  sum_j lambda_j y_j^e >= y_o^e,  lambda >= 0\n"
        "for the ends e of the cuts at level h and of the cores",
        "León, Liern, Ruiz & Sirvent 2003, DOI 10.1016/S0165-0114(02)00608-5",
    ),
}


def fuzzy_kao_liu(
    panel: Panel,
    *,
    spreads: Spreads,
    tops: Mapping[str, str] | None = None,
    alpha: float | Sequence[float] = LEVELS,
    rts: Rts = "vrs",
    orientation: Orientation = "input",
    reference: Literal["own", "pooled"] = "own",
    solver: Solver = "auto",
) -> FuzzyResult:
    """Bounds of radial efficiency at each alpha-cut of fuzzy inputs and outputs.

    At level alpha every fuzzy number is the interval of its values with membership alpha or more. The efficiency is
    least where the unit is at its worst and all others at their best, and greatest in the reverse case (Kao & Liu 2000,
    DOI 10.1016/S0165-0114(98)00137-7); the bounds of all levels make the membership function of its efficiency.

    Parameters
    ----------
    panel : columns hold the centres (the left ends of the cores)
    spreads : column -> how far membership reaches: one spread for both sides, or ``[left, right]``; each a number in
        data units or a column of the panel (of ``companions``). Columns left out are exact
    tops : column -> column with the right end of its core, for trapezoids
    alpha : levels within 0 and 1
    rts : crs, vrs, nirs or ndrs
    orientation, reference, solver : as in :func:`farrell.dea.dea`; ``reference`` is ``"own"`` or ``"pooled"``

    Returns
    -------
    FuzzyResult
        ``te["te_low"]``, ``te["te_high"]`` (N, A), and ``scores["worst"]``, ``["best"]`` as theta or phi

    Raises
    ------
    OptionError
        ``spreads``: spreads that cannot be read; grs
    DataError
        ``spread``: a negative or missing spread; ``fuzzy-negative``: a number that reaches below zero at the lowest
        level

    Examples
    --------
    >>> import pandas as pd, farrell
    >>> df = pd.DataFrame({"firm": list("ABC"), "x": [2.0, 3, 4], "y": [2.0, 3, 3]})
    >>> panel = farrell.Panel.from_frame(df, unit="firm", inputs=["x"], outputs=["y"], allow=["few-units"])
    >>> result = farrell.fuzzy_kao_liu(panel, spreads={"x": 0.5}, alpha=[0, 1], rts="crs")
    >>> result.te["te_low"].round(3).tolist()
    [[0.667, 1.0], [0.643, 1.0], [0.5, 0.75]]
    """
    check_options(
        panel, "fuzzy_kao_liu", rts, orientation, None, solver, technologies=WITHOUT_BOUNDS, reference=reference
    )
    choose_one("reference", reference, ("own", "pooled"))
    levels = levels_of("alpha", alpha)
    fuzzy = Fuzzy.of(panel, spreads, tops)
    refuse_negative_ends(panel, fuzzy, min(levels))
    te = {name: np.full((len(panel), len(levels)), np.nan) for name in ("te_low", "te_high")}
    for a, level in enumerate(levels):
        X_low, X_high, Y_low, Y_high = fuzzy.cut(level)
        ends = ends_of(panel, reference, (X_low, X_high), (Y_low, Y_high), rts, orientation, solver)
        te["te_low"][:, a], te["te_high"][:, a] = ends
    with np.errstate(divide="ignore"):
        scores = {
            name: values.copy() if orientation == "input" else np.asarray(1.0 / values)
            for name, values in zip(("worst", "best"), te.values(), strict=True)
        }
    status = np.where(np.isfinite(te["te_low"] + te["te_high"]), "optimal", "undefined")
    warn_without_score(panel, "fuzzy_kao_liu", _worst(status))
    settings = {
        "model": "fuzzy_kao_liu", "rts": rts, "orientation": orientation, "reference": reference, "alpha": levels,
        "spreads": dict(spreads), "tops": dict(tops or {}), "solver": solver,
    }  # fmt: skip
    return made(panel, levels, scores, te, status, settings)


def fuzzy_possibilistic(
    panel: Panel,
    *,
    spreads: Spreads,
    tops: Mapping[str, str] | None = None,
    h: float | Sequence[float] = LEVELS,
    rts: Rts = "vrs",
    bounds: Bounds | None = None,
    orientation: Orientation = "input",
    reference: Literal["own", "pooled"] = "own",
) -> FuzzyResult:
    """Radial efficiency where one mixture of units must dominate the fuzzy unit at level h and above.

    A fuzzy number is no larger than another at level h if both ends of each cut of h and above are; as cuts are linear
    between h and the core, it is enough to ask it of the ends of both (León, Liern, Ruiz & Sirvent 2003,
    DOI 10.1016/S0165-0114(02)00608-5)::

        min theta   s.t.  sum_j lambda_j x_j^e <= theta x_o^e,   sum_j lambda_j y_j^e >= y_o^e,   lambda >= 0

    for the ends e: left and right end of the cut at h, left and right end of the core. With higher h fewer mixtures are
    excluded and scores fall; at 1 it is radial efficiency of the cores.

    Parameters
    ----------
    panel, spreads, tops : as in :func:`fuzzy_kao_liu`
    h : levels within 0 and 1
    rts, bounds, orientation : as in :func:`farrell.dea.dea`
    reference : each period's own units, or all

    Returns
    -------
    FuzzyResult
        ``te["te"]`` (N, A), and ``scores["score"]`` as theta or phi

    Raises
    ------
    OptionError, DataError
        as :func:`fuzzy_kao_liu`

    Examples
    --------
    >>> import pandas as pd, farrell
    >>> df = pd.DataFrame({"firm": list("ABC"), "x": [2.0, 3, 4], "y": [2.0, 3, 3]})
    >>> panel = farrell.Panel.from_frame(df, unit="firm", inputs=["x"], outputs=["y"], allow=["few-units"])
    >>> farrell.fuzzy_possibilistic(panel, spreads={"x": 0.5}, h=[0, 1], rts="crs").te["te"].round(3).tolist()
    [[1.0, 1.0], [1.0, 1.0], [0.778, 0.75]]
    """
    check_options(panel, "fuzzy_possibilistic", rts, orientation, bounds, reference=reference)
    choose_one("reference", reference, ("own", "pooled"))
    levels = levels_of("h", h)
    fuzzy = Fuzzy.of(panel, spreads, tops)
    refuse_negative_ends(panel, fuzzy, min(levels))
    score = np.full((len(panel), len(levels)), np.nan)
    status = np.full(score.shape, "unsolved", dtype="<U10")
    jobs = [(block, a) for block in frontiers(panel, reference).blocks for a in range(len(levels))]
    work = partial(_dominated, fuzzy, levels, _Program(rts, bounds, orientation))
    for (block, a), (values, words) in zip(jobs, batch.run(work, jobs, "fuzzy_possibilistic"), strict=True):
        score[block.rows, a], status[block.rows, a] = values, words
    with np.errstate(divide="ignore"):
        te = score.copy() if orientation == "input" else np.asarray(1.0 / score)
    warn_without_score(panel, "fuzzy_possibilistic", _worst(status))
    settings = {
        "model": "fuzzy_possibilistic", "rts": rts, "bounds": bounds, "orientation": orientation,
        "reference": reference, "h": levels, "spreads": dict(spreads), "tops": dict(tops or {}),
    }  # fmt: skip
    return made(panel, levels, {"score": score}, {"te": te}, status, settings)


def _worst(status: np.ndarray) -> np.ndarray:
    """(N,) the first status that is not optimal, or optimal."""
    bad = status != "optimal"
    return np.where(bad.any(axis=1), status[np.arange(len(status)), bad.argmax(axis=1)], "optimal")


@dataclass(frozen=True, slots=True)
class _Program:
    """The program of one unit over several versions (X, Y) of the data at once."""

    rts: Rts
    bounds: Bounds | None
    orientation: Orientation

    def solve(self, versions: list[tuple[Floats, Floats]], o: int) -> tuple[float, str]:
        n, inward = len(versions[0][0]), self.orientation == "input"
        if not any((X[o] if inward else Y[o]).any() for X, Y in versions):
            return np.nan, "undefined"
        program = LinearProgram()
        lambdas = program.variables(n)
        factor = program.variables(1, cost=1.0 if inward else -1.0)
        for side, right in intensity_rows(self.rts, self.bounds):
            program.rows(SENSES[side], right, (lambdas, np.ones((1, n))))
        for X, Y in versions:
            if inward:
                program.rows("<=", 0.0, (lambdas, X.T), (factor, -X[o][:, None]))
                program.rows(">=", Y[o], (lambdas, Y.T))
            else:
                program.rows("<=", X[o], (lambdas, X.T))
                program.rows(">=", 0.0, (lambdas, Y.T), (factor, -Y[o][:, None]))
        answer = program.minimise()
        return (float(answer[factor][0]) if answer.optimal else np.nan), answer.status


def _dominated(
    fuzzy: Fuzzy, levels: tuple[float, ...], program: _Program, job: tuple[Block, int]
) -> tuple[list[float], list[str]]:
    """Scores and statuses of one block's units at one level."""
    block, a = job
    rows = block.rows
    versions: list[tuple[Floats, Floats]] = []
    for level in (1.0, levels[a]):
        X_low, X_high, Y_low, Y_high = (values[rows] for values in fuzzy.cut(level))
        for one in ((X_low, Y_low), (X_high, Y_high)):
            if not any(np.array_equal(one[0], X) and np.array_equal(one[1], Y) for X, Y in versions):
                versions.append(one)
    found = [program.solve(versions, o) for o in range(len(rows))]
    return [score for score, _ in found], [status for _, status in found]
