"""Partial frontiers: scores that a few odd units cannot move far."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from functools import partial
from typing import Any

import numpy as np

from farrell.data import Panel
from farrell.data.frozen import Frozen
from farrell.dea.about import About
from farrell.dea.answers import Found, gather
from farrell.dea.dominance import Comparison, comparisons, projected, without_measure, without_slacks
from farrell.dea.frontier import (
    Block,
    Floats,
    Ints,
    Orientation,
    Reference,
    check_options,
    efficiency_of,
    frontiers,
    shown,
)
from farrell.dea.radial import warn_without_score
from farrell.dea.result import DEAResult
from farrell.errors import OptionError
from farrell.lp.exact import decimal

ABOUT = {
    "order_m": About(
        "order_m",
        "theta_m = E[ min over m units drawn with replacement from those with y_j >= y_o of max_i x_ij / x_io ]\n"
        "        = sum_k r_(k) ( ((N - k + 1) / N)^m - ((N - k) / N)^m ),  r_(1) <= ... <= r_(N) their N ratios",
        "Cazals, Florens & Simar 2002, DOI 10.1016/S0304-4076(01)00080-X; Daraio & Simar 2005, "
        "DOI 10.1007/s11123-005-3042-8",
    ),
    "order_alpha": About(
        "order_alpha",
        "theta_alpha = inf { theta : share of units with max_i x_ij / x_io <= theta, among those with y_j >= y_o, "
        "> 1 - alpha }",
        "Aragon, Daouia & Thomas-Agnan 2005, DOI 10.1017/S0266466605050206; Daouia & Simar 2007, "
        "DOI 10.1016/j.jeconom.2006.07.002",
    ),
}


def order_m(
    panel: Panel, *, m: int = 25, orientation: Orientation = "input", reference: Reference = "own"
) -> DEAResult:
    """Order-m efficiency of every unit-period: against the best of m units drawn at random.

    The input-oriented score is the expected free disposal hull score against m units drawn with replacement from those
    that make at least as much (Cazals, Florens & Simar 2002, DOI 10.1016/S0304-4076(01)00080-X; Daraio & Simar 2005)::

        theta_m = E[ min over m draws of r_j ],   r_j = max_i x_ij / x_io,   drawn from the N units with y_j >= y_o,
                = sum_k r_(k) ( ((N - k + 1)/N)^m - ((N - k)/N)^m ),   r_(1) <= ... <= r_(N).

    The output-oriented one is the expected maximum of ``min_r y_rj / y_ro`` among units with ``x_j <= x_o``. The
    expectation over all draws is computed exactly, with several inputs and outputs too, so no seed is needed.

    Parameters
    ----------
    panel : N rows, m inputs, s outputs
    m : how many units are drawn, 1 or more; the larger, the closer to the free disposal hull
    orientation : shrink inputs, or expand outputs
    reference : as in :func:`farrell.dea.dea`

    Returns
    -------
    DEAResult
        ``score`` is theta_m or phi_m, ``te`` theta_m or 1 / phi_m; above 1 where the unit does better than the best of
        m others is expected to (``beyond``, counted in ``diagnostics``). ``parts["compared"]`` (N,) is the number of
        units drawn from. Targets are radial; there are no peers and no slacks, for an expectation is no unit

    Raises
    ------
    OptionError
        an unknown option, or a panel with roles this model does not use
    DataError
        negative values on the side that is scaled

    Notes
    -----
    A unit that is compared with itself alone scores 1 for every m. Where a unit without some input is compared with
    units that need it, the expected theta is infinite and the status ``undefined``; where no unit of the reference can
    be compared, it is ``infeasible``.

    Examples
    --------
    >>> import pandas as pd, farrell
    >>> df = pd.DataFrame({"firm": list("ABCD"), "x": [2, 4, 5, 8], "y": [1, 3, 2, 4]})
    >>> panel = farrell.Panel.from_frame(df, unit="firm", inputs=["x"], outputs=["y"], allow=["few-units"])
    >>> farrell.order_m(panel, m=3).te.round(3).tolist()
    [1.508, 1.125, 0.881, 1.0]
    """
    check_options(panel, "order_m", "vrs", orientation, None, reference=reference)
    if isinstance(m, bool) or not isinstance(m, (int, np.integer)) or m < 1:
        raise OptionError("order-m", value=repr(m))

    def expected(ordered: Floats, count: Ints) -> Floats:
        return expected_least(ordered, count, int(m))

    return _partial(panel, expected, orientation, reference, {"model": "order_m", "m": int(m)}, peer=False)


def order_alpha(
    panel: Panel, *, alpha: float = 0.95, orientation: Orientation = "input", reference: Reference = "own"
) -> DEAResult:
    """Order-alpha efficiency of every unit-period: against the quantile of its peers instead of their best.

    The input-oriented score (Aragon, Daouia & Thomas-Agnan 2005, DOI 10.1017/S0266466605050206; Daouia & Simar 2007,
    DOI 10.1016/j.jeconom.2006.07.002) is::

        theta_alpha = inf { theta : F(theta) > 1 - alpha },   F(theta) = share of units with r_j <= theta,
                                                 r_j = max_i x_ij / x_io, among the N units with y_j >= y_o,

    the ratio number ``floor((1 - alpha) N) + 1`` from below. The output-oriented one, ``sup { phi : share of units with
    min_r y_rj / y_ro >= phi, among those with x_j <= x_o, > 1 - alpha }``, is the same number from above.

    Parameters
    ----------
    panel : N rows, m inputs, s outputs
    alpha : 0 < alpha <= 1; only 100 (1 - alpha) % of the units compared with do better than the frontier of this order.
        1 is the free disposal hull
    orientation : shrink inputs, or expand outputs
    reference : as in :func:`farrell.dea.dea`

    Returns
    -------
    DEAResult
        ``score`` is theta_alpha or phi_alpha, ``te`` theta_alpha or 1 / phi_alpha; above 1 for units beyond the
        frontier of this order (``beyond``, counted in ``diagnostics``). The peer is the unit at the quantile, the first
        of several. ``parts["compared"]`` (N,) is N. Targets are radial, and there are no slacks

    Raises
    ------
    OptionError
        an unknown option, or a panel with roles this model does not use
    DataError
        negative values on the side that is scaled

    Notes
    -----
    ``(1 - alpha) N`` is computed in decimals, so that 0.9 of 10 units is 9. A unit that is compared with itself alone
    scores 1 for every alpha. Where the unit at the quantile needs an input that the evaluated unit has none of, the
    status is ``undefined``; where no unit of the reference can be compared, it is ``infeasible``.

    Examples
    --------
    >>> import pandas as pd, farrell
    >>> df = pd.DataFrame({"firm": list("ABCD"), "x": [2, 4, 5, 8], "y": [1, 3, 2, 4]})
    >>> panel = farrell.Panel.from_frame(df, unit="firm", inputs=["x"], outputs=["y"], allow=["few-units"])
    >>> farrell.order_alpha(panel, alpha=0.7).te.tolist()
    [2.0, 1.0, 0.8, 1.0]
    """
    check_options(panel, "order_alpha", "vrs", orientation, None, reference=reference)
    number = isinstance(alpha, (int, float, np.integer, np.floating)) and not isinstance(alpha, bool)
    if not number or not 0 < alpha <= 1:
        raise OptionError("order-alpha", value=repr(alpha))

    def quantile(ordered: Floats, count: Ints) -> Floats:
        beyond = 1 - decimal(float(alpha))
        return _at(ordered, _whole_share(beyond, count))

    return _partial(panel, quantile, orientation, reference, {"model": "order_alpha", "alpha": float(alpha)}, peer=True)


def expected_least(ordered: Floats, count: Ints, m: int) -> Floats:
    """(k,) the expected least of m draws from the first ``count`` of each row, which ascends."""
    n = ordered.shape[1]
    with np.errstate(invalid="ignore"):
        step = np.diff(ordered, axis=1)
        left = np.clip(1.0 - np.arange(1, n) / np.maximum(count, 1)[:, None], 0.0, None)
        more = np.where(left > 0, step * left**m, 0.0).sum(axis=1)
        return np.asarray(np.where(np.isnan(more), np.inf, ordered[:, 0] + more))


def _whole_share(share: Fraction, count: Ints) -> Ints:
    """(k,) the whole part of this share of each count."""
    table = np.array([int(share * c) for c in range(int(count.max(initial=0)) + 1)], dtype=np.int64)
    return table[count]


def _at(ordered: Floats, places: Ints) -> Floats:
    return np.asarray(np.take_along_axis(ordered, places[:, None], axis=1)[:, 0])


def _partial(
    panel: Panel,
    statistic: Callable[[Floats, Ints], Floats],
    orientation: Orientation,
    reference: Reference,
    chosen: dict[str, Any],
    *,
    peer: bool,
) -> DEAResult:
    """Score every row by a statistic of its distances to the units it can be compared with, least first."""
    front = frontiers(panel, reference)
    jobs, found = [], []
    for block in front.blocks:
        jobs += [(block, item) for item in range(len(block.rows))]
        for comparison in comparisons(panel, block, orientation):
            count = comparison.possible.sum(axis=1)
            value = statistic(np.sort(comparison.distance, axis=1), count)
            found += _found(panel, block, comparison, value, count, orientation, peer)
    settings = {**chosen, "rts": "fdh", "orientation": orientation, "reference": shown(reference)}
    measure = "theta" if orientation == "input" else "phi"
    result = gather(panel, front, jobs, found, measure, settings, partial(efficiency_of, orientation=orientation))
    warn_without_score(panel, chosen["model"], result.status, depth=5)
    result = without_slacks(result)
    if not peer:
        result = replace(result, peer=np.full_like(result.peer, -1), peer_weight=np.zeros_like(result.peer_weight))
    beyond = int((result.efficiency == "beyond").sum())
    result.peer.flags.writeable = result.peer_weight.flags.writeable = False
    return replace(result, diagnostics=Frozen({**result.diagnostics, "beyond": beyond}))


def _found(
    panel: Panel,
    block: Block,
    comparison: Comparison,
    value: Floats,
    count: Ints,
    orientation: Orientation,
    peer: bool,
) -> list[Found]:
    nothing, status = without_measure(panel, orientation)
    out = []
    for k, row in enumerate(comparison.rows):
        parts = {"compared": float(count[k])}
        if nothing[row] or count[k] == 0 or not np.isfinite(value[k]):
            missing = status if nothing[row] else "infeasible" if count[k] == 0 else "undefined"
            out.append(Found(status=missing, parts=dict(parts)))
            continue
        one = projected(panel.X[row], panel.Y[row], float(abs(value[k])), orientation)
        one.parts.update(parts)
        if peer:
            at = int((comparison.distance[k] == value[k]).argmax())
            one.lambdas = np.array([at]), np.ones(1)
        out.append(one)
    return out
