"""Two stages of which one leads: it takes its own best prices, and the other its best among those."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from farrell.data import Panel
from farrell.dea.about import About
from farrell.dea.answers import Found
from farrell.dea.frontier import Reference, choose_one, itself
from farrell.dea.network.inside import project_parts
from farrell.dea.network.pricing import Pricing, Process
from farrell.dea.network.splits import extreme
from farrell.dea.network.two_stage import STAGES, Stage, check_two_stages, stage_parts, stages, worths
from farrell.dea.project import Point
from farrell.dea.result import DEAResult

ABOUT = About(
    "leader_follower",
    "leader stage 1: E1 = max w z_o  s.t.  v x_o = 1,  w z_j - v x_j <= 0;\n"
    "follower: E2 = max u y_o / E1  s.t.  u y_j - w z_j <= 0,  w z_o = E1;   E = E1 E2",
    "Liang, Cook & Zhu 2008, DOI 10.1002/nav.20308",
)


def leader_follower(panel: Panel, *, leader: Stage = "stage1", reference: Reference = "own") -> DEAResult:
    """Efficiency of two stages in a row when one of them chooses first, of every unit-period under constant returns.

    The leader has its score as if alone, and the follower the best one among the prices of the intermediates that leave
    the leader's as it is (Liang, Cook & Zhu 2008, DOI 10.1002/nav.20308, section 3). With stage 1 as leader::

        E1 = max w z_o                s.t.  v x_o = 1,   w z_j - v x_j <= 0,
        E2 = max u y_o / w z_o        s.t.  the same, w z_o = E1,   u y_j - w z_j <= 0.

    With stage 2 as leader, E2 = max u y_o at w z_o = 1 and E1 = max 1 / v x_o with u y_o = E2.

    Parameters
    ----------
    panel : N rows; m inputs, d intermediates (the role ``intermediates``), s outputs
    leader : the stage that chooses first
    reference : as in :func:`farrell.dea.dea`

    Returns
    -------
    DEAResult
        ``score`` and ``te`` are E = E1 E2, ``parts`` have ``te_stage1`` and ``te_stage2``, which are unique. ``v`` and
        ``u`` are multipliers, priced so that ``v x = 1``. Targets are the inputs times E. Peers are named
        ``unit (stage)``

    Raises
    ------
    OptionError
        an unknown option, no intermediates
    DataError
        negative data

    Notes
    -----
    E is no larger than that of :func:`farrell.dea.network.two_stage.two_stage`, where both stages choose together, and
    the same where there is a single intermediate (Liang, Cook & Zhu 2008). The leader's score does not fall when the
    reference shrinks, but E may: the follower chooses among the leader's optima, which may be others then.

    With stage 1 as leader a unit is ``undefined`` without inputs, and where E1 is 0, so that E2 has no value. With
    stage 2 as leader one is ``undefined`` without intermediates, and one outside its reference whose inputs may all
    have the price 0, so that v x_o = 0: it has none of an input whose price alone is enough for the reference. There a
    unit is ``infeasible`` whose intermediates the reference makes without inputs.

    Examples
    --------
    >>> import pandas as pd, farrell
    >>> df = pd.DataFrame({"u": list("ABC"), "beds": [1, 2, 2], "visits": [2, 4, 2], "healthy": [2, 3, 2]})
    >>> panel = farrell.Panel.from_frame(
    ...     df, unit="u", inputs=["beds"], intermediates=["visits"], outputs=["healthy"], allow=["few-units"]
    ... )
    >>> farrell.leader_follower(panel, leader="stage2").te.round(3).tolist()
    [1.0, 0.75, 0.5]
    """
    check_two_stages(panel, "leader_follower", reference)
    choose_one("leader", leader, STAGES)
    return project_parts(
        panel,
        stage_parts(panel),
        stages,
        partial(_solve, leader),
        model="leader_follower",
        measure="theta",
        settings={"rts": "crs", "orientation": "input", "leader": leader},
        reference=reference,
        te=itself,
    )


def _solve(leader: Stage, processes: tuple[Process, Process], points: Sequence[Point]) -> list[Found]:
    return [_one(processes, leader, point) for point in points]


def _one(processes: tuple[Process, Process], leader: Stage, point: Point) -> Found:
    x, z, y = worths(point)
    unity, value = (x, z) if leader == "stage1" else (z, y)
    if not unity.any():
        return Found(status="undefined")
    posed = Pricing.of(processes, unity, value)
    follower = posed.form(y) if leader == "stage1" else posed.form(x)
    reached, answer = extreme(posed.program, follower, greatest=leader == "stage1")
    if answer is None:
        return Found.without(posed.program.minimise())
    led = -answer.objective
    if leader == "stage1":
        if led <= 0:
            return Found(status="undefined", parts={"te_stage1": 0.0, "te_stage2": float("nan")}, exact=answer.exact)
        first, second, scale = led, reached / led, 1.0
    elif reached > 0:
        first, second, scale = 1.0 / reached, led, reached
    else:
        return Found(status="undefined")
    score, m, d = first * second, len(point.x), len(point.b)
    prices = answer[posed.prices] / scale
    return Found(
        score=score,
        target_in=score * point.x,
        radial_in=(1.0 - score) * point.x,
        v=prices[:m],
        u=prices[m + d :],
        parts={"te_stage1": first, "te_stage2": second},
        exact=answer.exact,
    )
