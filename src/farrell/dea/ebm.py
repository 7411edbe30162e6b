"""The epsilon-based measure: radial and slacks-based in one, weighed by how alike the variables are."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, Literal

import numpy as np

from farrell.data import Panel
from farrell.dea.about import About
from farrell.dea.additive import additive
from farrell.dea.answers import Found
from farrell.dea.frontier import (
    ANY_ORIENTATION,
    AnyOrientation,
    Bounds,
    Floats,
    Reference,
    Rts,
    check_options,
    choose_one,
    frontiers,
    itself,
    refuse,
)
from farrell.dea.project import Point, project, span
from farrell.dea.result import DEAResult
from farrell.dea.sbm import sbm
from farrell.errors import OptionError
from farrell.lp import LinearProgram

Affinity = Literal["additive", "sbm", "observed"]
AFFINITIES: tuple[Affinity, ...] = ("additive", "sbm", "observed")

ABOUT = About(
    "ebm",
    "min (theta - eps_x sum_i w_i s-_i / x_io) / (phi + eps_y sum_r w_r s+_r / y_ro)\n"
    "s.t. X lambda + s- = theta x_o,  Y lambda - s+ = phi y_o,  lambda, s-, s+ >= 0",
    "Tone & Tsutsui 2010, DOI 10.1016/j.ejor.2010.07.014",
)


def ebm(
    panel: Panel,
    *,
    rts: Rts = "vrs",
    bounds: Bounds | None = None,
    orientation: AnyOrientation = "none",
    reference: Reference = "own",
    affinity: Affinity = "additive",
    epsilon: tuple[float, float] | None = None,
) -> DEAResult:
    """Epsilon-based measure of efficiency of every unit-period.

    The non-oriented program of unit o is (Tone & Tsutsui 2010, DOI 10.1016/j.ejor.2010.07.014)::

        min gamma = (theta - eps_x sum_i w_i s-_i / x_io) / (phi + eps_y sum_r w_r s+_r / y_ro)
        s.t.  X lambda + s- = theta x_o,   Y lambda - s+ = phi y_o,   theta <= 1 <= phi,   lambda, s-, s+ >= 0,

    with the sum of lambda as ``rts`` asks. ``orientation="input"`` keeps the numerator (phi = 1, no price on s+, theta
    free), ``"output"`` the denominator (theta = 1, phi free). epsilon = 0 is the radial model.

    The weights w (which sum to 1) and epsilon come from the affinity of the variables of each side. For two of them, a
    and b, with c_j = ln(b_j / a_j) over the n reference units, the diversity is
    ``D = sum |c_j - mean c| / (n (max c - min c))``, 0 where c does not vary, and the affinity 1 - 2 D. With rho the
    largest eigenvalue of the m x m matrix of affinities, epsilon = (m - rho) / (m - 1) (0 for a single variable), and w
    is its eigenvector; of several with that eigenvalue the one nearest to equal weights.

    Parameters
    ----------
    panel : N rows; m inputs, s outputs, all positive
    rts, bounds, reference : as in :func:`farrell.dea.dea`
    orientation : ``"input"``, ``"output"`` or ``"none"``
    affinity : of which data: the reference units moved to their own frontier under variable returns, so that
        inefficiency does not count as diversity, by the additive model with weights 1 / x and 1 / y (``"additive"``) or
        by the slacks-based measure (``"sbm"``); or ``"observed"``, as they are. The paper permits all three
    epsilon : (eps_x, eps_y) in [0, 1] instead of the computed ones

    Returns
    -------
    DEAResult
        ``score`` and ``te`` are gamma in (0, 1]. ``parts`` has ``theta``, ``phi``, ``epsilon_in``, ``epsilon_out`` (N,)
        and ``weight_in`` (N, m), ``weight_out`` (N, s)

    Raises
    ------
    OptionError
        an unknown option
    DataError
        zeros or negative numbers, which have no logarithm

    Notes
    -----
    gamma is no larger than the radial score and does not depend on the units of measurement. The non-oriented gamma is
    no smaller than the slacks-based score with the same weights. In the oriented programs, whose dual prices each
    variable at epsilon w / x or more, theta may exceed 1: a unit that is radially efficient by extreme prices then
    scores below 1.

    Examples
    --------
    >>> import farrell
    >>> panel = farrell.load("china-hospitals-2011").panel
    >>> result = farrell.ebm(panel, orientation="input")
    >>> bool((result.te <= farrell.dea(panel).te + 1e-9).all())
    True
    """
    check_options(panel, "ebm", rts, orientation, bounds, orientations=ANY_ORIENTATION, reference=reference)
    choose_one("affinity", affinity, AFFINITIES)
    if epsilon is not None:
        epsilon = _checked(epsilon)
    refuse(panel, "zero-divides", (*panel.roles.inputs, *panel.roles.outputs), lambda values: values <= 0)
    known = _parameters(panel, reference, affinity, epsilon)

    def solve(point: Point, rts: Rts) -> Found:
        return _solve(point, rts, bounds, orientation, known[point.row])

    settings = {
        "rts": rts,
        "bounds": bounds,
        "orientation": orientation,
        "affinity": affinity,
        "epsilon": epsilon,
    }
    return project(panel, solve, model="ebm", measure="gamma", settings=settings, reference=reference, te=itself)


def _checked(epsilon: object) -> tuple[float, float]:
    try:
        low, high = (float(value) for value in epsilon)  # type: ignore[attr-defined]
    except (TypeError, ValueError) as error:
        raise OptionError("epsilon-pair", value=repr(epsilon)) from error
    if not (0.0 <= low <= 1.0 and 0.0 <= high <= 1.0):
        raise OptionError("epsilon-pair", value=repr(epsilon))
    return low, high


Side = tuple[float, Floats]
"""epsilon and the weights of one side."""


def _parameters(
    panel: Panel, reference: Reference, affinity: Affinity, epsilon: tuple[float, float] | None
) -> dict[int, tuple[Side, Side]]:
    """Row of the panel -> what its frontier's units say of inputs and of outputs."""
    source = reference if isinstance(reference, Panel) else panel
    if isinstance(reference, Collection) and not isinstance(reference, str):
        source = panel.select(units=reference)
    data_in, data_out = source.X, source.Y
    if affinity != "observed":
        own: Any = "pooled" if isinstance(reference, Panel) or reference == "pooled" else "own"
        moved = sbm(source, reference=own) if affinity == "sbm" else additive(source, reference=own, weights="mip")
        data_in, data_out = moved.target_in, moved.target_out
    place = {key: r for r, key in enumerate(zip(source.unit_labels, source.period_labels, strict=True))}
    front = frontiers(panel, reference)
    known = {}
    for block in front.blocks:
        names = zip(front.units[block.first :], front.periods[block.first :], strict=True)
        rows = [place[name] for _, name in zip(range(len(block.X)), names, strict=False)]
        sides = parameters(data_in[rows]), parameters(data_out[rows])
        if epsilon is not None:
            sides = (epsilon[0], sides[0][1]), (epsilon[1], sides[1][1])
        known.update(dict.fromkeys(block.rows.tolist(), sides))
    return known


def parameters(data: Floats) -> Side:
    """epsilon and weights from the affinity of the columns of positive data (n, m)."""
    n, m = data.shape
    if m == 1:
        return 0.0, np.ones(1)
    logs = np.log(data)
    affinity = np.ones((m, m))
    for a in range(m):
        for b in range(a):
            c = logs[:, b] - logs[:, a]
            spread = c.max() - c.min()
            diversity = np.abs(c - c.mean()).sum() / (n * spread) if spread > 1e-12 else 0.0
            affinity[a, b] = affinity[b, a] = 1.0 - 2.0 * diversity
    values, vectors = np.linalg.eigh(affinity)
    # of several eigenvectors with the largest eigenvalue the one nearest to equal weights
    largest = vectors[:, values >= values[-1] - 1e-9 * m]
    first = np.abs(largest @ largest.sum(axis=0))
    return float(max((m - values[-1]) / (m - 1), 0.0)), first / first.sum()


def _solve(
    point: Point, rts: Rts, bounds: Bounds | None, orientation: AnyOrientation, known: tuple[Side, Side]
) -> Found:
    """The program made linear: all variables are multiplied by t, which makes the denominator 1."""
    (eps_in, weight_in), (eps_out, weight_out) = known
    said: dict[str, Any] = {
        "epsilon_in": eps_in,
        "epsilon_out": eps_out,
        "weight_in": weight_in,
        "weight_out": weight_out,
    }
    x, y = point.x, point.y
    m, s = len(x), len(y)
    if orientation == "output":
        eps_in = 0.0
    if orientation == "input":
        eps_out = 0.0
    program = LinearProgram()
    t = program.variables(1)
    # theta - eps sum w s / x in terms of what is used: (1 - eps) theta + eps sum w used / x, no part of it negative
    theta, phi = program.variables(1, cost=1.0 - eps_in), program.variables(1)
    lambdas = span(program, point, rts, bounds, scaled_by=t)
    used, made = program.variables(m, cost=eps_in * weight_in / x), program.variables(s)
    one = [[1.0]]
    program.rows("==", 0.0, (lambdas, point.X.T), (used, -np.eye(m)))
    program.rows("==", 0.0, (lambdas, point.Y.T), (made, -np.eye(s)))
    program.rows("<=", 0.0, (used, np.eye(m)), (theta, -x[:, None]))
    program.rows(">=", 0.0, (made, np.eye(s)), (phi, -y[:, None]))
    program.rows("==", 1.0, (phi, [[1.0 - eps_out]]), (made, (eps_out * weight_out / y)[None]))
    if orientation != "input":
        program.rows("==" if orientation == "output" else "<=", 0.0, (theta, one), (t, [[-1.0]]))
    if orientation != "output":
        program.rows("==" if orientation == "input" else ">=", 0.0, (phi, one), (t, [[-1.0]]))
    # among the optima one that uses least and makes most, so that targets are efficient
    answer = program.minimise((theta, 1.0), (used, 1.0 / x), (made, -1.0 / y))
    if not answer.optimal:
        return Found.without(answer)
    size = answer[t][0]
    shrink, grow = answer[theta][0] / size, answer[phi][0] / size
    return Found(
        score=answer.objective,
        lambdas=answer[lambdas] / size,
        radial_in=(1.0 - shrink) * x,
        radial_out=(grow - 1.0) * y,
        target_in=answer[used] / size,
        target_out=answer[made] / size,
        parts={"theta": shrink, "phi": grow, **said},
        exact=answer.exact,
    )
