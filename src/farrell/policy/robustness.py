"""Does a plan outlast other data: drawn frontiers, none of a peer, last year's frontier, other demand?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from functools import partial
from typing import Any

import numpy as np

from farrell.data import Panel
from farrell.data.frozen import Frozen
from farrell.data.panel import frozen
from farrell.data.roles import Period
from farrell.dea.frontier import frontiers, provenance, radial
from farrell.errors import FarrellError, OptionError, SolveError
from farrell.inference.density import bandwidth_of, draw
from farrell.inference.replicates import check_draws
from farrell.lp import batch
from farrell.policy.limits import as_mapping
from farrell.policy.options import Options
from farrell.policy.rebalance import plan_of
from farrell.policy.robustness_result import Change, PlanRobustness
from farrell.policy.situation import Floats, Situation
from farrell.policy.task import Task


def plan_robustness(
    panel: Panel,
    period: Period | None = None,
    *,
    seed: int,
    replicates: int = 100,
    peers: bool = True,
    demand: float | Mapping[str, float] | None = 0.05,
    level: float = 0.90,
    **options: Any,
) -> PlanRobustness:
    """Which moves of a plan outlast other data: the plan made again under changes of all that it rests on.

    ``draw``
        the frontier is drawn anew by the smoothed homogeneous bootstrap of :func:`farrell.bootstrap` (Simar & Wilson
        1998, DOI 10.1287/mnsc.44.1.49; output orientation, the plan's technology): the reference units are moved to
        drawn distances, and the same units are planned for against the frontier of the moved ones
    ``peer``
        each unit that spans the frontier is left out of it; where it has no score then (nobody else is as small), it is
        left out of the plan as well
    ``frontier``
        the units are held against the frontier of the period before
    ``demand``
        services asked of all units rise and fall by ``demand``, each output alone and all together, with the frontier
        as it is

    A move counts as kept where it has the same sign, and the plan's limits are asked of every change anew.

    Parameters
    ----------
    panel, period, **options : as in :func:`farrell.rebalance`
    seed : of the draws; draw r has a stream of its own, so results depend on nothing else
    replicates : draws
    peers : whether to leave out peers
    demand : the share by which services rise and fall, one number or by output; None for none
    level : share of draws in which a move that ``stands`` keeps its sign

    Returns
    -------
    PlanRobustness

    Raises
    ------
    OptionError, SolveError
        as in :func:`farrell.rebalance`, for the plan as the data are; a change without a plan says why in ``refusal``

    Notes
    -----
    ``sure`` and ``stands`` answer two questions. A move is sure if no plan as good goes the other way, on the data as
    they are; it stands if the plan of fewest moves has it on other data too. Recommend what is both. The frontier of
    the moved units lies within that of the data, as this lies within the true one: gains of draws are smaller in the
    mean, their span is no interval of the true gain, which is rather above the plan's, and units may be beyond it;
    such units keep their lead, as in every plan. Draws show how much the sampling of inefficiencies matters, not errors
    in the data.

    Examples
    --------
    >>> import farrell
    >>> panel = farrell.load("china-health").panel
    >>> found = farrell.plan_robustness(panel, 2023, seed=1, replicates=3, peers=False, demand=None, move=["beds"])
    >>> sorted(set(found.kind.tolist())), found.net.shape
    (['draw', 'frontier'], (4, 31, 3))
    """
    check_draws(seed, replicates, level)
    known = [f.name for f in fields(Options)]
    for name in options:
        if name not in known:
            raise OptionError.choice("plan_robustness: option", name, known)
    chosen = Options(**options)
    plan = plan_of(panel, period, chosen)
    quick = replace(chosen, extremes=False, distances=None)
    base = Situation.of(panel, period, chosen.rts, chosen.reference, "plan_robustness")
    source = _Source.of(panel, base, quick)
    changes = [Change("draw", number=r) for r in range(replicates)]
    if peers:
        changes += [Change("peer", (unit,)) for unit in dict.fromkeys(base.frontier_units)]
    earlier = [when for when in panel.periods if panel.periods.index(when) < panel.periods.index(base.period)]
    if earlier:
        changes.append(Change("frontier", (earlier[-1],)))
    changes += _demands(base, demand)
    answers = batch.run(partial(_replanned, source, seed), changes, "robustness of the plan")
    return PlanRobustness(
        plan=plan,
        change=tuple(changes),
        net=frozen(np.array([net for net, _, _ in answers])),
        gain_total=frozen(np.array([gain for _, gain, _ in answers])),
        refusal=tuple(why for _, _, why in answers),
        settings=Frozen(
            {
                **plan.settings,
                "model": "plan_robustness",
                "seed": seed,
                "replicates": replicates,
                "peers": peers,
                "demand": demand,
                "level": level,
            }
        ),
        provenance=provenance(panel),
    )


@dataclass(frozen=True, slots=True)
class _Source:
    """What changes are made of: the panel, the units, all reference units and their distances with the bandwidth."""

    panel: Panel
    base: Situation
    options: Options
    X: Floats
    Y: Floats
    units: tuple[str, ...]
    periods: tuple[Period, ...]
    delta: Floats
    width: float

    @classmethod
    def of(cls, panel: Panel, base: Situation, options: Options) -> _Source:
        front = frontiers(panel, options.reference)
        block = next(b for b in front.blocks if np.isin(panel.rows_of(base.period), b.rows).all())
        names = slice(block.first, block.first + len(block.X))
        found = radial((block.X, block.Y), (block.X, block.Y), base.rts, "output")
        units = front.units[names]
        none = [unit for unit, phi in zip(units, found.t, strict=True) if not np.isfinite(phi)]
        if none:
            raise SolveError("no-distance", model="plan_robustness", units=none)
        delta = np.maximum(found.t, 1.0)
        width = bandwidth_of(delta, "silverman")
        return cls(panel, base, options, block.X, block.Y, units, front.periods[names], delta, width)


def _demands(base: Situation, demand: Any) -> Iterator[Change]:
    """Each output alone and all together, up and down."""
    if demand is None:
        return
    by_output = as_mapping("demand", demand) if isinstance(demand, Mapping) else dict.fromkeys(base.outputs, demand)
    for column, share in by_output.items():
        if column not in base.outputs:
            raise OptionError.choice("demand", column, base.outputs)
        if isinstance(share, bool) or not isinstance(share, (int, float)) or not 0 < share < 1:
            raise OptionError("out-of-range", option="demand", value=repr(share), allowed="(0, 1)")
    groups: list[Sequence[str]] = [[column] for column in by_output]
    if len(by_output) > 1:
        groups.append(list(by_output))
    for group in groups:
        for sign, way in ((1.0, "up"), (-1.0, "down")):
            factors = tuple(1.0 + sign * by_output[c] if c in group else 1.0 for c in base.outputs)
            yield Change("demand", tuple(group), way, factors=factors)


def _replanned(source: _Source, seed: int, change: Change) -> tuple[Floats, float, str]:
    """Net transfers (n, m) and gain under one change, or why there are none."""
    n, m = source.base.X.shape
    net = np.full((n, m), np.nan)
    try:
        task = _task(source, seed, change)
        x = task.staged().last.x
        into, out = task.model.transfers(x)
        places = [source.base.units.index(unit) for unit in task.situation.units]
        net[places] = into - out
        totals = np.maximum(task.situation.Y.sum(axis=0), 1e-300)
        return net, float(task.weights @ (task.model.gains(x).sum(axis=0) / totals)), ""
    except FarrellError as error:
        return net, float("nan"), str(error)


def _task(source: _Source, seed: int, change: Change) -> Task:
    base, X, Y = source.base, source.X, source.Y
    if change.kind == "draw":
        drawn = draw(source.delta, source.width, [np.random.default_rng([seed, change.number])])[0]
        moved = Y * (source.delta / drawn)[:, None]
        return Task.posed(base.against(X, moved, source.units, source.periods), source.options)
    if change.kind == "peer":
        return _without(source, change.of[0])
    if change.kind == "frontier":
        panel = source.panel
        rows = panel.rows_of(panel.periods[panel.periods.index(base.period) - 1])
        names = [panel.unit_at(r) for r in rows], [panel.period_at(r) for r in rows]
        return Task.posed(base.against(panel.X[rows], panel.Y[rows], *names), source.options)
    asked = replace(base, Y=base.Y * np.array(change.factors))
    return Task.posed(
        asked.against(base.frontier_X, base.frontier_Y, base.frontier_units, base.frontier_periods), source.options
    )


def _without(source: _Source, unit: str) -> Task:
    """Without a unit in the frontier; where it has no score then, without it in the plan as well."""
    base = source.base
    stay = np.nonzero([name != unit for name in source.units])[0]
    X, Y = source.X[stay], source.Y[stay]
    if unit in base.units:
        alone = base.units.index(unit)
        score = radial((X, Y), (base.X[[alone]], base.Y[[alone]]), base.rts, "output")
        if score.status[0] != "optimal":
            others = source.panel.select(units=[name for name in source.panel.units if name != unit])
            return Task.of(others, base.period, source.options)
    units, periods = [source.units[j] for j in stay], [source.periods[j] for j in stay]
    return Task.posed(base.against(X, Y, units, periods), source.options)
