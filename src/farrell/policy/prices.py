"""Shadow prices of a plan: what one more of each limit is worth."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from farrell.lp.sparse import Optimum
from farrell.policy.plan import Price
from farrell.policy.program import SIGNED, Goal, PlanProgram

NOTHING = 1e-9
"""A price below this, per mean of its column, is rounding."""


def prices_of(model: PlanProgram, goal: Goal, answer: Optimum) -> tuple[Price, ...]:
    """Prices of resources, totals, caps, floors, ceilings, ratios and bounds of gains, those that are not zero."""
    return tuple(_of_rows(model, SIGNED[goal], answer)) + tuple(_of_bounds(model, SIGNED[goal], answer))


def _price(limit: str, unit: str | None, column: str, per_size: float, size: float, amount: float) -> Iterator[Price]:
    if abs(per_size) > NOTHING:
        yield Price(limit, unit, column, per_size / size, per_size / size * amount / 100.0)


def _of_rows(model: PlanProgram, sign: float, answer: Optimum) -> Iterator[Price]:
    s = model.situation
    for i, column in enumerate(s.inputs):
        for k, unit in enumerate(s.units):
            value = sign * float(answer.dual[model.input_rows[i]][k])
            yield from _price("resource", unit, column, value, model.size_in[i], s.X[k, i])
    for i, row in model.total_rows.items():
        value = sign * float(answer.dual[row][0])
        yield from _price("total", None, s.inputs[i], value, model.size_in[i], s.X[:, i].sum())
    for pair, _, rows in model.ratio_rows:
        i = s.inputs.index(pair.split("/")[0])
        for k, unit in enumerate(s.units):
            value = sign * float(answer.dual[rows][k])
            yield from _price("ratio", unit, pair, value, model.size_in[i], s.X[k, i])


def _of_bounds(model: PlanProgram, sign: float, answer: Optimum) -> Iterator[Price]:
    """Prices of bounds; one more of a floor is one less that may leave.

    A unit that is beyond a level already is held at its present amount, whatever the level: it has no price.
    """
    s, lim = model.situation, model.limits
    for block, why, way in ((model.into, lim.into_why, "cap-in"), (model.out, lim.out_why, "cap-out")):
        reduced = answer.reduced[block].reshape(model.q, model.n)
        for place, i in enumerate(model.moved):
            for k, unit in enumerate(s.units):
                reason = str(why[k, i])
                room = lim.into[k, i] if way == "cap-in" else lim.out[k, i]
                if reason in ("floor", "ceiling") and room <= 0:
                    continue  # beyond the level already: another level would change nothing
                value = sign * min(float(reduced[place, k]), 0.0) * (-1.0 if reason == "floor" else 1.0)
                limit = way if reason == "cap" else reason
                yield from _price(limit, unit, s.inputs[i], value, model.size_in[i], s.X[k, i])
    reduced = answer.reduced[model.gain].reshape(len(s.outputs), model.n)
    for r, k in np.argwhere(np.abs(reduced) > NOTHING):
        limit = "most" if reduced[r, k] < 0 else "least"
        value, amount = sign * float(reduced[r, k]), float(s.Y[k, r])
        if limit == "most" or lim.least[k, r] > 0:
            yield from _price(limit, s.units[k], s.outputs[r], value, model.size_out[r], amount)
