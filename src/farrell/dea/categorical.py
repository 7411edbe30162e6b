"""Radial efficiency with a categorical variable: units are compared with equals and with the worse off."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from farrell.data import Panel
from farrell.dea.about import About
from farrell.dea.frontier import (
    Block,
    Bounds,
    Floats,
    Frontiers,
    Ints,
    Orientation,
    Reference,
    Rts,
    check_options,
    choose_one,
    frontiers,
    pose,
    shown,
    solver_of,
)
from farrell.dea.radial import SLACK_WEIGHTS, SlackWeights, collect, held, slack_weight, warn_without_score
from farrell.dea.result import DEAResult
from farrell.errors import OptionError
from farrell.lp import Solver, solve_many

ABOUT = About(
    "categorical",
    "min theta  s.t.  sum_j lambda_j x_j + s- = theta x_o,  sum_j lambda_j y_j - s+ = y_o,  lambda, s >= 0,\n"
    "over units j whose category is that of unit o or a more disadvantaged one",
    "Banker & Morey 1986, Management Science 32:1613-1627, DOI 10.1287/mnsc.32.12.1613; Cooper, Seiford & Tone 2007, "
    "section 7.4, DOI 10.1007/978-0-387-45283-8",
)


def categorical(
    panel: Panel,
    *,
    category: str,
    order: Sequence[str] | None = None,
    rts: Rts = "vrs",
    bounds: Bounds | None = None,
    orientation: Orientation = "input",
    reference: Reference = "own",
    second_phase: bool = True,
    slack_weights: SlackWeights = "ones",
    solver: Solver = "auto",
) -> DEAResult:
    """Radial efficiency of every unit-period against units of the same or a more disadvantaged category.

    With c_j the category of unit j, a small one being a disadvantage, the program of unit o is::

        min theta  s.t.  sum_j lambda_j x_j + s- = theta x_o,   sum_j lambda_j y_j - s+ = y_o,
                         lambda_j = 0 where c_j > c_o,          lambda, s-, s+ >= 0,

    with the sum of lambda as ``rts`` asks, or its output-oriented twin (Banker & Morey 1986,
    DOI 10.1287/mnsc.32.12.1613; Cooper, Seiford & Tone 2007, section 7.4). Marks are used as in
    :func:`farrell.dea.dea`.

    Parameters
    ----------
    panel : N rows, m inputs, s outputs
    category : a numeric column of the panel (role ``environment``), of which a smaller value is a disadvantage, or a
        group
    order : of a group, its labels, the most disadvantaged first; it may name more than there are
    rts, bounds, orientation, reference, second_phase, slack_weights, solver : as in :func:`farrell.dea.dea`; a
        reference panel needs the category too

    Returns
    -------
    DEAResult
        as of :func:`farrell.dea.dea`. No score is below that without the category

    Raises
    ------
    OptionError
        an unknown option or column; an order that is missing or leaves labels out
    DataError
        as in :func:`farrell.dea.dea`

    Notes
    -----
    A unit of whose category or below none is in the reference has no solution: status ``infeasible`` or, where its
    program has no bound, ``unbounded``.

    Examples
    --------
    >>> import pandas as pd, farrell
    >>> df = pd.DataFrame({"u": list("ABC"), "x": [2, 4, 4], "y": [1, 1, 3], "kind": [1, 1, 2]})
    >>> panel = farrell.Panel.from_frame(
    ...     df, unit="u", inputs=["x"], outputs=["y"], environment=["kind"], allow=["few-units"]
    ... )
    >>> farrell.categorical(panel, category="kind", rts="crs").te.tolist()
    [1.0, 0.5, 1.0]
    """
    check_options(
        panel, "categorical", rts, orientation, bounds, solver, uses=("non_discretionary", "fixed"), reference=reference
    )
    choose_one("slack_weights", slack_weights, SLACK_WEIGHTS)
    choose_one("second_phase", second_phase, (True, False))
    still, equations = held(panel, orientation)
    level = levels(panel, category, order)
    front = frontiers(panel, reference)
    blocks, columns = _by_level(panel, front, reference, category, order, level)
    weight = slack_weight(panel, slack_weights, still) if second_phase else None
    solver = solver_of(front, solver)
    common: dict[str, Any] = {"bounds": bounds, "slack_weight": weight, "still": still, "equations": equations}
    jobs = [
        pose((b.X[c], b.Y[c]), (panel.X[b.rows], panel.Y[b.rows]), rts, orientation, **common)
        for b, c in zip(blocks, columns, strict=True)
    ]
    solutions = solve_many(jobs, solver)
    for solution, block, chosen in zip(solutions, blocks, columns, strict=True):
        solution.number(chosen, len(block.X))
    settings = {
        "model": "categorical",
        "category": category,
        "order": None if order is None else tuple(order),
        "rts": rts,
        "bounds": bounds,
        "orientation": orientation,
        "reference": shown(reference),
        "second_phase": second_phase,
        "slack_weights": slack_weights,
        "solver": solver,
    }
    by_level = replace(front, blocks=tuple(blocks))
    result = collect(panel, by_level, solutions, orientation, settings, second_phase=second_phase, still=still)
    warn_without_score(panel, "categorical", result.status)
    return result


def levels(panel: Panel, category: str, order: Sequence[str] | None) -> Floats:
    """(N,) category of each row as a number, a small one being a disadvantage."""
    if not isinstance(category, str):
        raise OptionError.choice("category", category, (*panel.labels, *panel.numbers))
    if category in panel.labels:
        labels = panel.labels[category]
        known = sorted(set(labels.tolist()))
        names = list(order) if isinstance(order, (list, tuple)) else []
        if len(names) != len(set(map(repr, names))) or any(label not in names for label in known):
            raise OptionError("category-order", column=category, labels=known, given=repr(order))
        return np.array([names.index(label) for label in labels], dtype=np.float64)
    if category not in panel.numbers:
        raise OptionError("category", column=repr(category), columns=[*panel.labels, *panel.numbers])
    if order is not None:
        raise OptionError("category-order", column=category, labels=[], given=repr(order))
    return panel.numbers[category]


def _by_level(
    panel: Panel,
    front: Frontiers,
    reference: Reference,
    category: str,
    order: Sequence[str] | None,
    level: Floats,
) -> tuple[list[Block], list[Ints]]:
    """One block a category, each with the reference units it may be compared with."""
    source = reference if isinstance(reference, Panel) else panel
    values = level if source is panel else levels(source, category, order)
    known = dict(zip(zip(source.unit_labels, source.period_labels, strict=True), values.tolist(), strict=True))
    standing = np.array([known[key] for key in zip(front.units, front.periods, strict=True)])
    blocks, columns = [], []
    for block in front.blocks:
        there = standing[block.first : block.first + len(block.X)]
        for one in np.unique(level[block.rows]):
            here = level[block.rows] == one
            blocks.append(replace(block, rows=block.rows[here], own=block.own[here]))
            columns.append(np.nonzero(there <= one)[0])
    return blocks, columns
