"""One set of weights for all units."""

from __future__ import annotations

from typing import Literal

import numpy as np

from farrell.data import Panel
from farrell.dea.about import About
from farrell.dea.answers import Found, gather
from farrell.dea.frontier import Block, Floats, check_options, choose_one, frontiers, itself, radial, refuse
from farrell.dea.radial import EFFICIENT, warn_without_score
from farrell.dea.result import DEAResult
from farrell.errors import OptionError
from farrell.lp import Answer, LinearProgram

Method = Literal["total", "compromise"]
METHODS: tuple[Method, ...] = ("total", "compromise")
SETTLED = 1e-11
"""How near to the least the largest shortfall of a compromise is."""

ABOUT = About(
    "common_weights",
    "total:       min sum_j (v x_j - u y_j)   s.t.  u y_j <= v x_j for all j,  v sum_j x_j = 1,  u, v >= 0\n"
    "compromise:  min max_j (E_j - u y_j / v x_j)   with E_j the radial efficiency under constant returns",
    "Roll, Cook & Golany 1991, DOI 10.1080/07408179108963835; total: Liu & Peng 2008, DOI 10.1016/j.cor.2006.09.006; "
    "compromise: Kao & Hung 2005, DOI 10.1057/palgrave.jors.2601924, with the distance of the largest shortfall",
)


def common_weights(
    panel: Panel,
    *,
    method: Method = "total",
    least_share: float = 0.0,
    reference: Literal["own", "pooled"] = "own",
) -> DEAResult:
    """Efficiency u y_j / v x_j of all units with the same weights, and their ranks.

    ``total`` makes the sum of all virtual gaps least (Liu & Peng 2008, DOI 10.1016/j.cor.2006.09.006)::

        min sum_j (v x_j - u y_j)   s.t.  u y_j <= v x_j for all j,   v sum_j x_j = 1,   u, v >= 0;

    with this scale of the weights it is the same as the greatest efficiency of all units added up. ``compromise`` makes
    the largest shortfall from the units' own radial efficiency least (Kao & Hung 2005,
    DOI 10.1057/palgrave.jors.2601924, with p infinite)::

        min max_j (E_j - u y_j / v x_j)   s.t.  u y_j <= v x_j for all j,

    by halving the range of the largest shortfall, and among the weights that keep it takes those of the greatest total.

    Parameters
    ----------
    panel : N rows, m inputs, s outputs
    least_share : least share of each input in the virtual inputs of all units added up, and of each output in the
        virtual outputs, so that no column is ignored; below 1 / m and 1 / s. It takes the place of the small number
        that the papers put below every weight, whose meaning depends on the units of measurement
    reference : one set of weights for each period, or one for all

    Returns
    -------
    DEAResult
        ``score`` and ``te`` are u y / v x; ``v`` and ``u`` are the same in all rows of a period; ``parts["rank"]``
        (N,), 1 is best and equal units share a rank, ``parts["shortfall"]`` (N,) from the radial efficiency. There are
        no targets

    Raises
    ------
    OptionError
        an unknown method; a share that is too large
    DataError
        negative data

    Notes
    -----
    Scores are no larger than radial efficiency under constant returns and do not depend on units of measurement. At
    least one unit scores 1 with ``total``. Weights may not be unique; ranks then hang on those found.

    Examples
    --------
    >>> import farrell
    >>> panel = farrell.load("china-hospitals-2011").panel
    >>> result = farrell.common_weights(panel)
    >>> bool((result.te <= farrell.dea(panel, rts="crs").te + 1e-9).all())
    True
    """
    check_options(
        panel, "common_weights", "crs", "input", None, technologies=("crs",), signed=True, reference=reference
    )
    refuse(panel, "negative", (*panel.roles.inputs, *panel.roles.outputs), lambda values: values < 0)
    choose_one("method", method, METHODS)
    choose_one("reference", reference, ("own", "pooled"))
    most = 1.0 / max(panel.X.shape[1], panel.Y.shape[1])
    if isinstance(least_share, bool) or not isinstance(least_share, (int, float)) or not 0 <= least_share <= most:
        raise OptionError("out-of-range", option="least_share", value=repr(least_share), allowed=f"0 ... {most:.4g}")
    front = frontiers(panel, reference)
    jobs, found = [], []
    for block in front.blocks:
        jobs += [(block, item) for item in range(len(block.rows))]
        found += _scored(panel, block, method, float(least_share))
    settings = {
        "model": "common_weights",
        "rts": "crs",
        "orientation": "input",
        "method": method,
        "least_share": least_share,
        "reference": reference,
    }
    result = gather(panel, front, jobs, found, "theta", settings, itself)
    warn_without_score(panel, "common_weights", result.status)
    return result


def _scored(panel: Panel, block: Block, method: Method, least_share: float) -> list[Found]:
    """All units of one block by their common weights."""
    X, Y = panel.X[block.rows], panel.Y[block.rows]
    own = radial((X, Y), (X, Y), "crs", "input")
    best = np.where(own.status == "optimal", own.t, np.nan)
    weights = _total(X, Y, least_share)
    if weights is not None and method == "compromise":
        weights = _compromise(X, Y, best, least_share, weights)
    if weights is None:
        return [Found(status="infeasible") for _ in block.rows]
    v, u = weights
    cost = X @ v
    score = np.where(cost > 0, Y @ u / np.where(cost > 0, cost, 1.0), np.nan)
    rank = 1.0 + (score[None, :] > score[:, None] + EFFICIENT).sum(axis=1)
    none = [np.full(size, np.nan) for size in (X.shape[1], Y.shape[1], panel.B.shape[1])]
    return [
        Found(
            score=float(score[k]),
            status="optimal" if np.isfinite(score[k]) else "undefined",
            v=v,
            u=u,
            omega=0.0,
            target_in=none[0],
            target_out=none[1],
            target_bad=none[2],
            parts={"rank": rank[k], "shortfall": best[k] - score[k]},
        )
        for k in range(len(score))
    ]


Weights = tuple[Floats, Floats]


def _total(X: Floats, Y: Floats, least_share: float) -> Weights | None:
    """Weights of the least sum of gaps, None where there are none."""
    program, v, u = _posed(X, Y, least_share, -Y.sum(axis=0))
    return _weights(program.minimise(), v, u)


def _compromise(X: Floats, Y: Floats, best: Floats, least_share: float, weights: Weights) -> Weights:
    """Weights of the least largest shortfall: halve the range in which it lies by asking whether one can be kept, and
    of what the last weights reach take those of the greatest total."""
    known = np.isfinite(best) & (X @ weights[0] > 0)

    def largest(chosen: Weights) -> float:
        cost = X[known] @ chosen[0]
        return float((best[known] - Y[known] @ chosen[1] / np.where(cost > 0, cost, np.nan)).max())

    low, high = 0.0, largest(weights)
    while high - low > SETTLED:
        middle = (low + high) / 2
        program, v, u = _posed(X, Y, least_share, -Y.sum(axis=0))
        program.rows("<=", 0.0, (v, (best[known] - middle)[:, None] * X[known]), (u, -Y[known]))
        found = _weights(program.minimise(), v, u)
        reached = np.nan if found is None else largest(found)
        if found is None or not reached <= high:
            low = middle
        else:
            weights, high = found, reached
    return weights


def _posed(X: Floats, Y: Floats, least_share: float, cost: Floats) -> tuple[LinearProgram, slice, slice]:
    """Weights with which no unit gains, on the scale of all units' virtual inputs."""
    program = LinearProgram()
    v, u = program.variables(X.shape[1]), program.variables(Y.shape[1], cost=cost)
    x, y = X.sum(axis=0), Y.sum(axis=0)
    program.rows("==", 1.0, (v, x))
    program.rows("<=", 0.0, (v, -X), (u, Y))
    if least_share > 0:
        program.rows(">=", least_share, (v, np.diag(x)))
        program.rows(">=", 0.0, (u, np.diag(y) - least_share * y))
    return program, v, u


def _weights(answer: Answer, v: slice, u: slice) -> Weights | None:
    return (answer[v], answer[u]) if answer.optimal else None
