"""The planner: who should give, who should receive, and what services that makes possible."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from time import perf_counter
from typing import Any

import numpy as np

from farrell.data import Panel
from farrell.data.frozen import Frozen
from farrell.data.panel import frozen
from farrell.data.roles import Period
from farrell.dea.frontier import Reference, Rts, provenance
from farrell.errors import SolveWarning, SpeedWarning, warn
from farrell.policy.flows import flows_of
from farrell.policy.options import Inefficiency, Objective, Options
from farrell.policy.plan import Plan
from farrell.policy.prices import prices_of
from farrell.policy.recheck import Certificate, goals, recheck
from farrell.policy.task import SURE, Staged, Task

MANY = 100
"""Units from which the extremes of transfers take long."""


def rebalance(
    panel: Panel,
    period: Period | None = None,
    *,
    move: Sequence[str] | None = None,
    cap: float | Mapping[str, Any] | None = 0.10,
    floors: Mapping[str, Any] | None = None,
    ceilings: Mapping[str, Any] | None = None,
    ratios: Mapping[str, Any] | None = None,
    least: float | Mapping[str, Any] | None = None,
    most: float | Mapping[str, Any] | None = None,
    budget: Mapping[str, float] | None = None,
    objective: Objective = "gain",
    weights: Mapping[str, float] | None = None,
    target: float | None = None,
    inequality: float | None = None,
    equity_weight: float | None = None,
    inefficiency: Inefficiency = "removed",
    rts: Rts = "vrs",
    reference: Reference = "own",
    lots: Mapping[str, float] | None = None,
    smallest: Mapping[str, float] | None = None,
    touched: int | None = None,
    norms: Any = None,
    overrides: Any = None,
    distances: Any = None,
    within: float = 0.001,
    extremes: bool = True,
    seconds: float = 60.0,
) -> Plan:
    """A rebalancing plan: transfers of resources between units within limits, and the services they make possible.

    For each unit k with inputs x_k and outputs y_k: intensities lambda_k >= 0, transfers in and out, gains g_k >= 0::

        sum_j lambda_jk x_ij <= x_ik + in_ik - out_ik
        sum_j lambda_jk y_rj >= f_k (y_rk + g_rk)           f_k = 1: units become efficient;  f_k = phi_k: kept
        sum_j lambda_jk  = 1                                (vrs)
        sum_k in_ik - out_ik = 0                            per input, or within a budget
        in_ik, out_ik <= cap_i x_ik;  floors, ceilings, ratios, bounds of g

    The gain is sum_r w_r sum_k g_rk / Y_r, the weighted growth of the national outputs. Among all plans with the
    greatest gain one with the fewest moves is given. No other is hidden: ``least_move`` and ``most_move`` are each
    transfer's extremes over all plans whose goal is within 0.1 % of the best, and ``sure`` says whether their direction
    is one.

    Parameters
    ----------
    panel, period : the units; the last period by default
    move : inputs that can move; by default all that are not marked fixed or non-discretionary
    cap : most that may leave or reach a unit, as a share of what it has: one number, or by input, each a number, a
        mapping of units, or a number a unit; None or ``"none"`` for no cap
    floors, ceilings : by input, amounts per 1,000 people (a number, or by unit), or ``"lower quartile"``, ``"median"``,
        ``"upper quartile"``, ``"mean"``, ``"present"``, or ``"norm:KEY"`` (:func:`farrell.norms`). A unit that is
        below a floor now need not reach it, but loses nothing; one above a ceiling gets nothing.
        They need the panel's ``weight`` and ``persons``
    ratios : ``{"nurses/doctors": 1.2}`` or ``(low, high)`` between two inputs; a unit outside may stay where it is
    least, most : bounds of the gains as shares of present outputs: one number, or by output
    budget : by input, how much the total may grow (positive: up to it), or must shrink (negative: exactly)
    objective : ``"gain"``; ``"moves"``: fewest moves that reach ``target``; ``"equity"``: least inequality, then gain;
        ``"balance"``: gain less ``equity_weight`` times inequality, services and resources in one goal
    weights : of the outputs in the gain, 1 / s each by default
    target : the gain to reach, 0.05 for 5 %
    inequality : most inequality allowed: half the sum of ``|share of the input - share of people|``, the mean of inputs
        that move (the Hoover index: the share of a resource that would have to move to be equal per person)
    equity_weight : of ``objective="balance"``: points of gain that one point of inequality is worth
    inefficiency : ``"removed"`` or ``"kept"``: whether units that fall short of the frontier still do, by as much
    rts : crs, vrs, nirs, ndrs
    reference : the frontier, as in :func:`farrell.dea`
    lots : by input, the size of the lots it moves in: ``{"hospitals": 1, "beds": 100}``; marked integers move whole
    smallest : by input, the smallest move worth making
    touched : most units whose inputs change
    norms : a TOML file of norms of your own
    overrides : limits of single units, a file or dataframe with the columns unit, column, limit (cap, floor, ceiling of
        inputs; least, most of outputs), value; they take the place of the options above
    distances : (n, n) between units in the panel's order, for the flows; of provinces those of their centroids
    within : the share of the goal that the extremes of moves may give up
    extremes : whether to find the extremes of every transfer, two programs each: half a second for 31 units, many
        minutes for hundreds. Without them no direction is sure
    seconds : time for a mixed program; the best plan found is given with its gap

    Returns
    -------
    Plan

    Warns
    -----
    SpeedWarning
        code ``plan-extremes``: extremes of the transfers of more than 100 units
    SolveWarning
        code ``plan-unclean``: the certificate is not clean, which happens beside units a hundred million times smaller

    Raises
    ------
    OptionError
        a limit of an unknown input, unit or word, a number without sense, people asked for and unknown
    SolveError
        code ``plan-conflict``: limits that cannot all be had, a smallest set of them, in words; ``plan-no-score``,
        ``plan-unsolved``

    Notes
    -----
    A projection on the frontier says what the best now do, not what will be. The gain without any transfer,
    ``catch_up``, needs no planner; what transfers add to it is ``reallocation``. Sources: the technology of Banker,
    Charnes & Cooper 1984, DOI 10.1287/mnsc.30.9.1078; central allocation of Lozano & Villa 2004,
    DOI 10.1023/B:PROD.0000034748.22820.33, with rows for each unit and bounds on its transfers.

    Examples
    --------
    >>> import farrell
    >>> panel = farrell.load("china-health").panel
    >>> plan = farrell.rebalance(panel, 2023, move=["beds", "health_technicians"], most=0.10)
    >>> bool(plan.gain_total >= plan.catch_up), plan.certificate.clean
    (True, True)
    """
    given = {name: value for name, value in locals().items() if name not in ("panel", "period")}
    return plan_of(panel, period, Options(**given))


def plan_of(panel: Panel, period: Period | None, options: Options) -> Plan:
    """The plan that options ask for; see :func:`rebalance`."""
    started = perf_counter()
    task = Task.of(panel, period, options)
    if options.extremes and len(task.situation.units) > MANY:
        warn(SpeedWarning("plan-extremes", n=len(task.situation.units)), depth=4)
    found = task.staged()
    solved = perf_counter()
    least, most = task.extremes(found) if options.extremes else (np.full(task.situation.X.shape, np.nan),) * 2
    done = perf_counter()
    plan = told(task, found, least, most, {"plan": solved - started, "extremes": done - solved})
    missed = sorted((c for c in plan.certificate.checks if not c.clean), key=lambda c: c.slack / (c.allowed or 1.0))
    if missed:
        worst, everybody = missed[0], "-"
        warn(
            SolveWarning(
                "plan-unclean", count=len(missed), limit=worst.limit, column=worst.column or everybody,
                unit=worst.unit or everybody, miss=f"{-worst.slack:.3g}",
            ),
            depth=4,
        )  # fmt: skip
    return plan


def told(task: Task, found: Staged, least: Any, most: Any, seconds: Mapping[str, float]) -> Plan:
    """A solution as a plan, checked again from its numbers."""
    s, model, x = task.situation, task.model, found.last.x
    into, out = model.transfers(x)
    gain, lambdas = model.gains(x), model.intensities(x)
    after, total = s.X + into - out, float(task.weights @ (gain.sum(axis=0) / np.maximum(s.Y.sum(axis=0), 1e-300)))
    checks = (
        *recheck(s, task.limits, model.factor, into, out, gain, lambdas),
        *goals(s, model.moved, after, total, task.options.inequality, task.options.target),
    )
    goal = model.goal_of(task.options.objective)
    sure = ((least > SURE * model.size_in) | (most < -SURE * model.size_in)) & (into + out > 0)
    return Plan(
        panel=s.panel,
        before_in=frozen(s.X.copy()),
        into=frozen(into),
        out=frozen(out),
        least_move=frozen(least + 0.0),
        most_move=frozen(most + 0.0),
        sure=frozen(sure),
        before_out=frozen(s.Y.copy()),
        gain=frozen(gain),
        lambdas=frozen(lambdas),
        frontier_units=s.frontier_units,
        frontier_periods=s.frontier_periods,
        gain_total=total,
        catch_up=task.catch_up(),
        moves=frozen(0.5 * (into + out).sum(axis=0) / np.where(s.X.sum(axis=0) > 0, s.X.sum(axis=0), 1.0)),
        inequality_before=frozen(s.inequality(s.X)),
        inequality_after=frozen(s.inequality(after)),
        phi_before=frozen(s.phi),
        phi_after=frozen(s.phi_of(after, s.Y + gain)),
        people=s.people,
        weights=frozen(task.weights),
        factor=frozen(model.factor),
        limits=task.limits,
        prices=() if task.limits.is_mixed else prices_of(model, goal, found.priced),
        prices_of=goal,
        flows=flows_of(s, into, out, task.distances),
        certificate=Certificate(checks, found.last.primal_fault, found.last.dual_fault, found.gap),
        status=found.status,
        seconds=Frozen(dict(seconds)),
        settings=Frozen(task.options.settings()),
        provenance=provenance(s.panel),
    )
