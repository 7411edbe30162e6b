"""Radial efficiency where some variables are counted: targets in whole numbers."""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np

from farrell.data import Panel
from farrell.dea.about import About
from farrell.dea.answers import Found
from farrell.dea.frontier import (
    Bools,
    Bounds,
    Floats,
    Ints,
    Orientation,
    Reference,
    Rts,
    check_options,
    choose_one,
    efficiency_of,
    refuse,
)
from farrell.dea.project import Point, project, span
from farrell.dea.radial import SLACK_WEIGHTS, SlackWeights, slack_weight
from farrell.dea.result import DEAResult
from farrell.dea.spanning import spanning
from farrell.errors import OptionError
from farrell.lp import LinearProgram
from farrell.lp.linear import Answer, Sense

SAME = 1e-9
"""A score this much larger (relative) is the same: whole numbers whose shares differ by less are not told apart."""

ABOUT = About(
    "integer_dea",
    "min theta\n"
    "s.t. X_R lambda <= theta x_R,  X_I lambda <= p <= theta x_I,  Y_R lambda >= y_R,  Y_I lambda >= g >= y_I,\n"
    "     lambda >= 0,  p and g whole",
    "Kuosmanen & Kazemi Matin 2009, DOI 10.1016/j.ejor.2007.09.040; Kazemi Matin & Kuosmanen 2009, "
    "DOI 10.1016/j.omega.2008.11.002; Lozano & Villa 2006, Computers & Operations Research 33:3004-3014",
)


def integer_dea(
    panel: Panel,
    *,
    rts: Rts = "vrs",
    bounds: Bounds | None = None,
    orientation: Orientation = "input",
    reference: Reference = "own",
    second_phase: bool = True,
    slack_weights: SlackWeights = "ones",
) -> DEAResult:
    """Radial efficiency of every unit-period with targets that are whole numbers in the columns marked ``integer``.

    With R the other columns and I those marked, the input-oriented program of unit o is (Lozano & Villa 2006; Kuosmanen
    & Kazemi Matin 2009, DOI 10.1016/j.ejor.2007.09.040)::

        min theta  s.t.  X_R lambda <= theta x_R,   X_I lambda <= p <= theta x_I,
                         Y_R lambda >= y_R,         Y_I lambda >= g >= y_I,
                         lambda >= 0,  p and g whole numbers,

    with the sum of lambda as ``rts`` asks (Kazemi Matin & Kuosmanen 2009, DOI 10.1016/j.omega.2008.11.002); the
    output-oriented one is ``max phi, X_I lambda <= p <= x_I, Y_I lambda >= g >= phi y_I``. A second phase makes the
    weighted sum of slacks between the scaled unit and its target largest. The technology rests on two axioms for what
    is counted: *natural disposability* (with a possible plan, any plan of whole numbers that uses more and makes less
    is possible) and *natural divisibility* (a scaled-down plan is possible where it is whole; for sums and convex
    combinations likewise, as the returns to scale ask).

    Parameters
    ----------
    panel : N rows, m inputs, s outputs, some marked ``integer`` and holding whole numbers
    rts, bounds, orientation, reference : as in :func:`farrell.dea.dea`
    second_phase : maximise the slacks; without it they are those of whatever target the first phase found
    slack_weights : as in :func:`farrell.dea.dea`

    Returns
    -------
    DEAResult
        ``score`` is theta or phi; targets of marked columns are whole. ``parts["gap"]`` (N,) is how far below the
        score a better one could lie, as the branching proved it. No multipliers

    Raises
    ------
    OptionError
        an unknown option; no column marked ``integer``
    DataError
        a marked column with a value that is no count (whole, not negative); negative data as in :func:`farrell.dea.dea`

    Notes
    -----
    The score is between the radial one of :func:`farrell.dea.dea` and 1, for the targets are fewer. A unit may be
    efficient here and not there: where the radial target, rounded in its disfavour, is the unit itself. Slacks of an
    optimum need not be unique.

    Examples
    --------
    >>> import pandas as pd, farrell
    >>> df = pd.DataFrame({"u": list("ABC"), "beds": [2, 5, 7], "cases": [4, 9, 11]})
    >>> panel = farrell.Panel.from_frame(
    ...     df, unit="u", inputs=["beds"], outputs=["cases"], integer=["beds"], allow=["few-units"]
    ... )
    >>> farrell.integer_dea(panel, rts="crs").target_in[:, 0].tolist()
    [2.0, 5.0, 6.0]
    """
    check_options(panel, "integer_dea", rts, orientation, bounds, uses=("integer",), reference=reference)
    choose_one("slack_weights", slack_weights, SLACK_WEIGHTS)
    choose_one("second_phase", second_phase, (True, False))
    roles = panel.roles
    columns = [*roles.inputs, *roles.outputs]
    marked = [c for c in columns if c in roles.integer]
    if not marked:
        raise OptionError("no-integer-column", columns=columns)
    for source in (panel, reference) if isinstance(reference, Panel) else (panel,):
        refuse(source, "not-whole", marked, lambda values: (values != np.round(values)) | (values < 0))
    whole = np.array([c in roles.integer for c in columns])
    weight = slack_weight(panel, slack_weights, None) if second_phase else None
    needed = spanning(panel, reference, rts, bounds)
    return project(
        panel,
        partial(_solve, whole=whole, weight=weight, orientation=orientation, bounds=bounds, needed=needed),
        model="integer_dea",
        measure="theta" if orientation == "input" else "phi",
        settings={
            "rts": rts,
            "bounds": bounds,
            "orientation": orientation,
            "second_phase": second_phase,
            "slack_weights": slack_weights,
        },
        reference=reference,
        te=partial(efficiency_of, orientation=orientation),
        label="integer targets",
    )


def _solve(
    point: Point,
    rts: Rts,
    *,
    whole: Bools,
    weight: Floats | None,
    orientation: Orientation,
    bounds: Bounds | None,
    needed: dict[int, Ints],
) -> Found:
    places = needed[point.row]
    posed = _Posed(point.only(places), rts, whole, orientation, bounds)
    first = posed.score()
    if not first.optimal:
        return Found.without(first)
    best, target = first, posed.target(first)
    if weight is not None:
        best, target = posed.largest_slacks(first, weight)
        if not best.optimal:
            return Found.without(best)
    m = len(point.x)
    score = float(best[posed.t][0])
    if point.own >= 0:
        score = min(score, 1.0) if orientation == "input" else max(score, 1.0)
    moved = (1.0 - score) * point.x if orientation == "input" else (score - 1.0) * point.y
    return Found(
        score=score,
        lambdas=(places, best[posed.lambdas]),
        target_in=target[:m],
        target_out=target[m:],
        radial_in=moved if orientation == "input" else 0.0,
        radial_out=moved if orientation == "output" else 0.0,
        parts={"gap": first.gap},
        exact=best.exact,
    )


class _Posed:
    """The program of one point. Targets of all columns are variables, those of marked ones whole numbers."""

    def __init__(self, point: Point, rts: Rts, whole: Bools, orientation: Orientation, bounds: Bounds | None) -> None:
        self.point, self.whole = point, whole
        self.setting = rts, orientation, bounds
        self.sign = np.r_[np.ones(len(point.x)), -np.ones(len(point.y))]
        self.moves = (self.sign > 0) == (orientation == "input")

    def _program(self, fixed: Floats | None = None, *, cost: float = 0.0, slack: Floats | None = None) -> LinearProgram:
        """``fixed`` holds the whole targets; ``slack`` (m + s,) is what a unit of each slack counts."""
        point, sign, whole = self.point, self.sign, self.whole
        rts, orientation, bounds = self.setting
        k = len(sign)
        at, units = np.r_[point.x, point.y], np.hstack([point.X, point.Y]).T
        program = LinearProgram()
        self.lambdas = span(program, point, rts, bounds)
        self.t = program.variables(1, cost=cost if orientation == "input" else -cost)
        price = np.zeros(k) if slack is None else slack * sign
        self.real = program.variables(int((~whole).sum()), cost=price[~whole], free=True)
        places = np.eye(k)
        terms: list[tuple[slice, Any]] = [(self.real, places[:, ~whole])]
        right = np.zeros(k)
        if fixed is None:
            self.counted = program.variables(int(whole.sum()), cost=price[whole], integer=True)
            terms.append((self.counted, places[:, whole]))
        else:
            right[whole] = fixed
        signed: list[tuple[slice, Any]] = [(block, sign[:, None] * value) for block, value in terms]
        # peers use no more and make no less than the target, which is no worse than the scaled point
        program.rows("<=", sign * right, (self.lambdas, sign[:, None] * units), *[(b, -v) for b, v in signed])
        held = np.where(self.moves, 0.0, at)
        scaled = np.where(self.moves, at, 0.0)
        program.rows("<=", sign * (held - right), *signed, (self.t, -(sign * scaled)[:, None]))
        return program

    def score(self) -> Answer:
        """The least theta or the largest phi."""
        return self._program(cost=1.0).minimise()

    def target(self, answer: Answer, fixed: Floats | None = None) -> Floats:
        """(m + s,) where a solution lands."""
        out = np.zeros(len(self.sign))
        out[~self.whole] = answer[self.real]
        out[self.whole] = answer[self.counted] if fixed is None else fixed
        return out

    def largest_slacks(self, first: Answer, weight: Floats) -> tuple[Answer, Floats]:
        """Among the targets with the first phase's score that with the largest slacks, and its solution: whole numbers
        are found within rounding of the score, and the rest is solved once more with them."""
        score = float(first[self.t][0])
        before = self.target(first)[self.whole]
        program = self._program(slack=weight)
        sense: Sense = "<=" if self.setting[1] == "input" else ">="
        program.rows(sense, score * (1.0 + SAME if sense == "<=" else 1.0 - SAME), (self.t, np.ones((1, 1))))
        second = program.minimise()
        fixed = np.round(second[self.counted]) if second.optimal else before
        best = self._settled(fixed, weight)
        if not best.optimal or abs(float(best[self.t][0]) - score) > SAME * abs(score):
            fixed = before
            best = self._settled(fixed, weight)
        return best, self.target(best, fixed)

    def _settled(self, fixed: Floats, weight: Floats) -> Answer:
        program = self._program(fixed, cost=1.0)
        return program.minimise((self.real, (weight * self.sign)[~self.whole]))
