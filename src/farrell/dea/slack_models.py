"""What additive and slacks-based models share: which columns count how much, and the way through the engine."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from farrell.data import Panel
from farrell.dea.answers import Answers
from farrell.dea.frontier import AnyOrientation, Block, Floats, Ints, Reference, choose_one, frontiers, shown, solver_of
from farrell.dea.radial import EFFICIENT, warn_without_score
from farrell.dea.result import DEAResult
from farrell.errors import OptionError
from farrell.lp import SlackPrograms, Solution, Solver, Technology, solve_slacks

Posed = tuple[Technology, SlackPrograms, SlackPrograms | None]
"""A block's technology and programs, and where some slacks have no price those that price all."""


def project_slacks(
    panel: Panel,
    pose: Callable[[Block], Posed],
    *,
    model: str,
    measure: str,
    settings: Mapping[str, Any],
    reference: Reference,
    solver: Solver,
    te: Callable[[Floats], Floats] | None,
    score: Callable[[Ints, Floats], Floats] | None = None,
) -> DEAResult:
    """Solve the slack programs of every block and put the answers together, as :func:`farrell.dea.project.project`.

    Rows of a technology are inputs, undesirable outputs, outputs. ``score`` makes the model's scores of rows of
    the panel and their slacks; without it the score is the ratio of the program.
    """
    front = frontiers(panel, reference)
    solver = solver_of(front, solver)
    answers = Answers(panel, front)
    for block in front.blocks:
        technology, programs, whole = pose(block)
        solution = solve_slacks(technology, programs, solver)
        if whole is not None:
            _find_rest(technology, whole, solution, solver)
        if score is not None:
            solution.t[:] = score(block.rows, solution.slack)
        answers.put_block(block, solution)
    chosen = {"model": model, **settings, "reference": shown(reference), "solver": solver}
    result = answers.result(measure, chosen, te)
    warn_without_score(panel, model, result.status, depth=5)
    return result


def _find_rest(technology: Technology, whole: SlackPrograms, solution: Solution, solver: Solver) -> None:
    """Units without any priced slack may have another one, and are weakly efficient then: find it."""
    at_best = np.nonzero((solution.status == "optimal") & (solution.t >= 1.0 - EFFICIENT))[0]
    if len(at_best) == 0:
        return
    rest = solve_slacks(technology, whole.subset(at_best), solver)
    done = rest.status == "optimal"
    for name in ("slack", "peer", "weight"):
        getattr(solution, name)[at_best[done]] = getattr(rest, name)[done]


def counted_columns(panel: Panel, orientation: AnyOrientation) -> tuple[str, ...]:
    """Columns whose slacks count under an orientation."""
    roles = panel.roles
    inputs = roles.inputs if orientation != "output" else ()
    outputs = (*roles.outputs, *roles.undesirable) if orientation != "input" else ()
    return (*inputs, *outputs)


def as_mapping(option: str, value: object) -> dict[str, Any]:
    """An option that is column -> value, or nothing."""
    if value is not None and not isinstance(value, Mapping):
        raise OptionError("no-mapping", option=option, value=repr(value))
    return dict(value or {})


def column_weights(
    panel: Panel, weights: Mapping[str, float] | None, orientation: str = "none"
) -> tuple[Floats, Floats, Floats]:
    """(m,), (s,), (q,) how much each column counts; 1 where nothing is said. Each side that an orientation counts needs
    a column that does."""
    roles = panel.roles
    columns = (*roles.inputs, *roles.outputs, *roles.undesirable)
    given = as_mapping("weights", weights)
    for column, value in given.items():
        choose_one("weights", column, columns)
        if isinstance(value, bool) or not isinstance(value, (int, float)) or not 0 <= value < np.inf:
            raise OptionError("weight-value", column=column, value=repr(value))
    sides: Sequence[tuple[str, ...]] = (roles.inputs, roles.outputs, roles.undesirable)
    made = tuple(np.array([float(given.get(c, 1.0)) for c in side]) for side in sides)
    counted = ((made[0],), "output"), (made[1:], "input")
    if any(orientation != other and not any(side.any() for side in sides) for sides, other in counted):
        raise OptionError("weights-none")
    return made[0], made[1], made[2]


def shares(data: Floats, weight: Floats) -> Floats:
    """(k, m) weight / (sum of weights x data): what a unit of slack adds to the weighted mean of relative slacks; what
    is divided by zero does not count, and the mean runs over the others."""
    counts = (data > 0) * weight
    total = counts.sum(axis=1, keepdims=True)
    return np.where(counts > 0, counts / np.where(data > 0, data, 1.0), 0.0) / np.where(total > 0, total, 1.0)
