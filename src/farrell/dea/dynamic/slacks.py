"""The dynamic slacks-based measure: slacks of all periods at once, tied together by carry-overs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from farrell.data import Panel
from farrell.dea.about import About
from farrell.dea.answers import gather
from farrell.dea.dynamic.answers import Places, Question, answers
from farrell.dea.dynamic.posing import (
    CARRY_OVERS,
    CarryOver,
    Initial,
    node_of,
    period_weights_of,
    start,
)
from farrell.dea.dynamic.program import Dynamics, Node
from farrell.dea.frontier import (
    ANY_ORIENTATION,
    AnyOrientation,
    Bounds,
    Floats,
    Rts,
    check_options,
    choose_one,
    frontiers,
    itself,
)
from farrell.dea.radial import warn_without_score
from farrell.dea.result import DEAResult
from farrell.dea.slack_models import as_mapping, column_weights
from farrell.errors import OptionError

ABOUT = About(
    "dynamic_sbm",
    "min rho = sum_t w_t (1 - 1/(m+b) (sum_i s-_it / x_iot + sum s_bad,t / z_bad,ot))\n"
    "        / sum_t w_t (1 + 1/(s+g) (sum_r s+_rt / y_rot + sum s_good,t / z_good,ot))\n"
    "s.t. X_t lambda_t + s-_t = x_ot,  Y_t lambda_t - s+_t = y_ot,  Z_t lambda_t = z_ot by kind,\n"
    "     Z_t lambda_t = Z_t lambda_(t+1),  lambda, s >= 0",
    "Tone & Tsutsui 2010, DOI 10.1016/j.omega.2009.07.003",
)


def dynamic_sbm(
    panel: Panel,
    *,
    carry_overs: Mapping[str, CarryOver] | None = None,
    rts: Rts = "vrs",
    bounds: Bounds | None = None,
    orientation: AnyOrientation = "none",
    weights: Mapping[str, float] | None = None,
    period_weights: Sequence[float] | None = None,
    initial: Initial = "none",
    ranges: bool = False,
) -> DEAResult:
    """Dynamic slacks-based measure: efficiency of every unit over all periods, and of each period.

    What a unit carries over from a period to the next (a stock of beds, a debt) ties its periods together. One program
    a unit finds the benchmarks of all periods (Tone & Tsutsui 2010, DOI 10.1016/j.omega.2009.07.003)::

        min rho = sum_t w_t (1 - 1/(m + b) (sum_i s-_it / x_iot + sum s_bad,t / z_bad,ot))
                / sum_t w_t (1 + 1/(s + g) (sum_r s+_rt / y_rot + sum s_good,t / z_good,ot))
        s.t.  X_t lambda_t + s-_t = x_ot,    Y_t lambda_t - s+_t = y_ot,
              Z_t lambda_t - s_t = z_ot  (good),   Z_t lambda_t + s_t = z_ot  (bad),   Z_t lambda_t = z_ot  (fixed),
              Z_t lambda_t = Z_t lambda_(t+1)  for all carry-overs, t < T,    lambda, s >= 0,

    with the sum of each lambda_t as ``rts`` asks, b bad and g good carry-overs, sum_t w_t = 1. ``orientation="input"``
    keeps the numerator only, ``"output"`` the denominator. A period's efficiency is the ratio of its own two terms. The
    overall score is then the weighted mean of the periods' in input orientation, and their weighted harmonic mean in
    output orientation.

    Parameters
    ----------
    panel : n units, all in all T periods; m inputs, s outputs, and columns with the role ``carry_overs``, whose value
        in a period's row is what flows from it into the next. A column marked ``fixed`` keeps its value and does not
        count
    carry_overs : column -> kind, for every carry-over: ``"good"`` (as an output: a shortfall is inefficient),
        ``"bad"`` (as an input: an excess is), ``"free"`` (may change either way, at no price of its own), ``"fixed"``
        (beyond the unit's control)
    rts, bounds : as in :func:`farrell.dea.dea`
    orientation : ``"input"``, ``"output"`` or ``"none"``
    weights : column -> how much its slack counts, relative to the others of its side; of inputs and outputs. Their sum
        is made m (and s), as in the paper, and a carry-over counts 1
    period_weights : (T,) how much each scored period counts, relative to the others; alike by default
    initial : ``"first"`` takes the panel's first period for its carry-overs only: what flows into the first scored
        period is given, Z_0 lambda_1 = z_o0; the result is of the panel without that first period
    ranges : find the least and the greatest efficiency each period has among all optima

    Returns
    -------
    DEAResult
        ``score`` and ``te`` are those of each period; ``parts``: ``overall`` (N,) the unit's score over all periods,
        ``target_carry`` (N, c) where each carry-over lands, and with ``ranges`` ``least`` and ``greatest`` (N,)

    Raises
    ------
    OptionError
        an unknown option, a carry-over without a kind, units missing in some period
    DataError
        negative data, or a zero that a slack is divided by

    Notes
    -----
    The overall score is unique; how it is shared among periods need not be, as a period's slacks may be exchanged
    for another's through what is carried over: ``ranges`` tells by how much. Without carry-overs the periods are free
    of one another, and in an oriented model each has the score of :func:`farrell.dea.sbm`. In oriented models the
    slacks of the other side are those of some optimum, not the largest. Optima are HiGHS's, computed again from its
    basis with their errors measured; more than 1e-7 is ``unsolved``.

    Examples
    --------
    >>> import farrell
    >>> panel = farrell.load("china-health").panel
    >>> result = farrell.dynamic_sbm(panel, orientation="input", rts="crs")
    >>> bool((abs(result.te - farrell.sbm(panel, orientation="input", rts="crs").te) < 1e-6).all())
    True
    """
    check_options(
        panel, "dynamic_sbm", rts, orientation, bounds,
        orientations=ANY_ORIENTATION, uses=("carry_overs", "fixed"),
    )  # fmt: skip
    choose_one("ranges", ranges, (True, False))
    kinds = _kinds(panel, carry_overs)
    panel, before = start(panel, "dynamic_sbm", initial)
    share = period_weights_of(panel.periods, period_weights)
    node = _node(panel, kinds, orientation, weights, before)
    model = Dynamics((node,), (), share[:, None], rts, bounds)
    found = answers(panel, Question(model, Places.whole(panel), share, ranges), "dynamic_sbm")
    settings = {
        "model": "dynamic_sbm",
        "carry_overs": kinds,
        "rts": rts,
        "bounds": bounds,
        "orientation": orientation,
        "weights": dict(weights or {}),
        "period_weights": share.tolist(),
        "initial": initial,
        "ranges": ranges,
        "reference": "own",
    }
    front = frontiers(panel, "own")
    jobs = [(block, item) for block in front.blocks for item in range(len(block.rows))]
    result = gather(panel, front, jobs, found, "rho", settings, itself)
    warn_without_score(panel, "dynamic_sbm", result.status)
    return result


def _kinds(panel: Panel, given: Mapping[str, CarryOver] | None) -> dict[str, CarryOver]:
    """The kind of every carry-over of the panel."""
    kinds = as_mapping("carry_overs", given)
    for column, kind in kinds.items():
        choose_one("carry_overs", column, panel.roles.carry_overs)
        choose_one(f"carry_overs.{column}", kind, CARRY_OVERS)
    without = [column for column in panel.roles.carry_overs if column not in kinds]
    if without:
        raise OptionError("carry-over-kind", columns=without, kinds=list(CARRY_OVERS))
    return {column: kinds[column] for column in panel.roles.carry_overs}


def _node(
    panel: Panel,
    kinds: Mapping[str, CarryOver],
    orientation: AnyOrientation,
    weights: Mapping[str, float] | None,
    before: Floats | None,
) -> Node:
    """What is asked of HiGHS, and the two sides of the score."""
    price_in, price_out, _ = column_weights(panel, weights, orientation)
    made = node_of(panel, panel.roles.inputs, panel.roles.outputs, kinds, orientation, before, price_in, price_out)
    for side, its in (("output", made.top), ("input", made.bottom)):
        if its is None and orientation != side:
            raise OptionError("nothing-to-scale", orientation="input" if side == "output" else "output")
    return made
