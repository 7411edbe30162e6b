"""Who gives to whom: the transport of a plan's transfers over the shortest distances."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import sparse

from farrell.data.provinces import are_provinces
from farrell.errors import OptionError
from farrell.lp.sparse import SparseProgram
from farrell.policy.situation import Floats, Situation
from farrell.spacetime.places import distances, points_of


@dataclass(frozen=True, slots=True)
class Flow:
    """An amount of an input, in data units, from a donor to a receiver over a distance."""

    column: str
    donor: str
    receiver: str
    amount: float
    distance: float


def distances_of(s: Situation, given: Any) -> Floats | None:
    """(n, n) distances: those given, or of provinces in km between their centroids; None where none are known."""
    n = len(s.units)
    if given is None:
        return distances(points_of(s.units, None)) if are_provinces(s.units) else None
    try:
        values = np.asarray(given, dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise OptionError("plan-distances", shape=type(given).__name__, wanted=f"({n}, {n})") from error
    if values.shape != (n, n) or not np.isfinite(values).all() or (values < 0).any():
        raise OptionError("plan-distances", shape=f"{values.shape}", wanted=f"({n}, {n})")
    return values


def flows_of(s: Situation, into: Floats, out: Floats, distances: Floats | None) -> tuple[Flow, ...]:
    """The flows of each input that has the least amount times distance (the transport problem).

    What a budget brings from outside, or takes away, belongs to no pair: the smaller side is served whole.
    """
    if distances is None:
        return ()
    found = []
    for i, column in enumerate(s.inputs):
        donors, receivers = np.nonzero(out[:, i] > 0)[0], np.nonzero(into[:, i] > 0)[0]
        if len(donors) and len(receivers):
            far = distances[np.ix_(donors, receivers)]
            amounts = transport(out[donors, i], into[receivers, i], far)
            for a, b in np.argwhere(amounts > 0):
                names = s.units[donors[a]], s.units[receivers[b]]
                found.append(Flow(column, *names, float(amounts[a, b]), float(far[a, b])))
    return tuple(found)


def transport(supply: Floats, demand: Floats, distance: Floats) -> Floats:
    """(a, b) amounts from a donors to b receivers that serve the smaller side whole, least in amount times distance."""
    a, b = distance.shape
    size = max(float(supply.max()), float(demand.max()))
    program = SparseProgram()
    flow = program.variables(a * b)
    leaves = sparse.kron(sparse.identity(a), np.ones((1, b)))
    comes = sparse.kron(np.ones((1, a)), sparse.identity(b))
    whole_supply = supply.sum() <= demand.sum()
    for rows, amounts, whole in ((leaves, supply, whole_supply), (comes, demand, not whole_supply)):
        program.rows(amounts / size if whole else -np.inf, amounts / size, (flow, rows))
    found = program.minimise((flow, distance.ravel() / (float(distance.max()) or 1.0)))
    moved: Floats = found.x.reshape(a, b) * size
    return np.where(moved > 1e-9 * size, moved, 0.0)
