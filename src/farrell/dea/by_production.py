"""By-production: one technology for what is wanted, another for what comes with it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import numpy as np

from farrell.data import Panel
from farrell.dea.about import About
from farrell.dea.answers import Found
from farrell.dea.disposal import need_undesirable
from farrell.dea.frontier import Bounds, Floats, Ints, Reference, Rts, check_options, choose_one, itself, refuse
from farrell.dea.project import Point, project, span
from farrell.dea.result import DEAResult
from farrell.dea.sbm import ZEROS, Zeros
from farrell.dea.spanning import spanning
from farrell.errors import OptionError
from farrell.lp import LinearProgram
from farrell.lp.linear import Answer

GAP = 1e-8
"""How far the mean of 1 / phi may be above its lower bound."""
CUTS = 200
"""Most programs until it is there; some ten are usual."""
FIRST_CUTS = (1.0, 1.5, 3.0, 10.0)
"""Where 1 / phi is first replaced by its tangent."""

ABOUT = About(
    "by_production",
    "min 1/2 (1/s sum_r theta_r + 1/q sum_k gamma_k)\n"
    "s.t. X lambda <= x_o,  Y lambda >= y_o / theta;   X_p mu >= x_po,  B mu <= gamma b_o;   theta, gamma <= 1",
    "Murty, Russell & Levkoff 2012, DOI 10.1016/j.jeem.2012.02.005",
)


def by_production(
    panel: Panel,
    *,
    polluting: Sequence[str],
    rts: Rts = "crs",
    bounds: Bounds | None = None,
    zeros: Zeros = "error",
    reference: Reference = "own",
) -> DEAResult:
    """Efficiency of every unit-period in making its outputs, and in keeping what they bring with them small.

    Goods are made by an intended technology with free disposal, and undesirable outputs by another, in which the
    polluting inputs X_p generate at least so much of them; the technology is what both allow. Its index is the mean of
    both efficiencies (Färe, Grosskopf & Lovell's, as Murty, Russell & Levkoff 2012 use it,
    DOI 10.1016/j.jeem.2012.02.005, section 5)::

        min 1/2 (1/s sum_r theta_r + 1/q sum_k gamma_k)
        s.t.  X lambda <= x_o,     Y lambda >= y_o / theta,      0 < theta <= 1,  lambda >= 0,
              X_p mu >= x_po,      B mu <= gamma b_o,            0 <= gamma <= 1, mu >= 0,

    with the sums of lambda and of mu as ``rts`` asks. The intensities are separate, so each half has its own optimum.

    Parameters
    ----------
    panel : N rows; m inputs, s outputs, q >= 1 undesirable outputs
    polluting : inputs that generate undesirable outputs, one at least
    rts, bounds, reference : as in :func:`farrell.dea.dea`
    zeros : ``"error"`` refuses outputs of zero, good or not, which no factor moves; ``"skip"`` lets them not count for
        their unit

    Returns
    -------
    DEAResult
        ``score`` and ``te`` are the index. ``parts`` have ``output_efficiency`` and ``emission_efficiency``, the two
        means. Intensities and peers are those of the intended technology; inputs stay as they are. No multipliers

    Raises
    ------
    OptionError
        an unknown option or column, no undesirable output, no polluting input
    DataError
        negative data; zeros unless skipped

    Notes
    -----
    With several outputs the first half is convex, not linear: 1 / phi is replaced by tangents until the mean is within
    1e-8 of its lower bound. A point outside its reference's technology, on either half, is ``infeasible``.

    Examples
    --------
    >>> import pandas as pd, farrell
    >>> df = pd.DataFrame({"u": list("ABC"), "coal": [1, 2, 2], "power": [2, 4, 2], "co2": [3, 6, 8]})
    >>> panel = farrell.Panel.from_frame(
    ...     df, unit="u", inputs=["coal"], outputs=["power"], undesirable=["co2"], allow=["few-units"]
    ... )
    >>> result = farrell.by_production(panel, polluting=["coal"])
    >>> result.parts["output_efficiency"].tolist(), result.parts["emission_efficiency"].tolist()
    ([1.0, 1.0, 0.5], [1.0, 1.0, 0.75])
    """
    need_undesirable(panel, "by_production")
    check_options(
        panel, "by_production", rts, "none", bounds, orientations=("none",), uses=("undesirable",), reference=reference
    )
    choose_one("zeros", zeros, ZEROS)
    roles = panel.roles
    if not isinstance(polluting, (str, list, tuple)):
        raise OptionError.choice("polluting", polluting, roles.inputs)
    chosen = [polluting] if isinstance(polluting, str) else list(polluting)
    if not chosen:
        raise OptionError.choice("polluting", chosen, roles.inputs)
    for column in chosen:
        choose_one("polluting", column, roles.inputs)
    if zeros == "error":
        refuse(panel, "zero-divides", (*roles.outputs, *roles.undesirable), lambda values: values == 0)
    dirty = np.array([roles.inputs.index(column) for column in dict.fromkeys(chosen)], dtype=np.int64)
    return project(
        panel,
        partial(_solve, dirty=dirty, bounds=bounds, needed=spanning(panel, reference, rts, bounds)),
        model="by_production",
        measure="fgl",
        settings={
            "rts": rts,
            "bounds": bounds,
            "orientation": "none",
            "polluting": tuple(dict.fromkeys(chosen)),
            "zeros": zeros,
        },
        reference=reference,
        te=itself,
    )


def _solve(point: Point, rts: Rts, *, dirty: Ints, bounds: Bounds | None, needed: dict[int, Ints]) -> Found:
    good, bad = np.nonzero(point.y > 0)[0], np.nonzero(point.b > 0)[0]
    if len(good) == 0 or len(bad) == 0:
        return Found(status="undefined")
    places = needed[point.row]
    made, phi, lambdas = _outputs(point.only(places), good, rts, bounds)
    if not made.optimal:
        return Found.without(made)
    kept, gamma = _emissions(point, bad, dirty, rts, bounds)
    if not kept.optimal:
        return Found.without(kept)
    output, emission = float((1.0 / phi).mean()), float(gamma.mean())
    grown, shrunk = np.zeros_like(point.y), np.zeros_like(point.b)
    grown[good], shrunk[bad] = (phi - 1.0) * point.y[good], (1.0 - gamma) * point.b[bad]
    return Found(
        score=(output + emission) / 2.0,
        lambdas=(places, lambdas),
        target_out=point.y + grown,
        target_bad=point.b - shrunk,
        parts={"output_efficiency": output, "emission_efficiency": emission},
        exact=made.exact or kept.exact,
    )


def _outputs(point: Point, good: Ints, rts: Rts, bounds: Bounds | None) -> tuple[Answer, Floats, Floats]:
    """The factors phi >= 1 of outputs with the least mean of 1 / phi, and their intensities."""
    y, k = point.y[good], len(good)
    program = LinearProgram()
    lambdas = span(program, point, rts, bounds)
    more = program.variables(k, cost=-1.0 if k == 1 else 0.0)  # phi - 1
    program.rows("<=", point.x, (lambdas, point.X.T))
    program.rows(">=", y, (lambdas, point.Y.T[good]), (more, -np.diag(y)))
    if k == 1:
        answer = program.minimise()
        return answer, 1.0 + answer[more], answer[lambdas]
    inverse = program.variables(k, cost=1.0 / k)
    for at in FIRST_CUTS:
        _cut(program, more, inverse, np.full(k, at))
    best, phi, weights = np.inf, np.ones(k), np.zeros(point.n)
    for _ in range(CUTS):
        answer = program.minimise()
        if not answer.optimal:
            return answer, phi, weights
        here = 1.0 + answer[more]
        reached = float((1.0 / here).mean())
        if reached < best:
            best, phi, weights = reached, here, answer[lambdas]
        if best - answer.objective <= GAP:
            return answer, phi, weights
        _cut(program, more, inverse, here)
    return Answer("unsolved", np.nan, answer.x, answer.dual), phi, weights


def _cut(program: LinearProgram, more: slice, inverse: slice, at: Floats) -> None:
    """1 / phi >= 2 / at - phi / at^2, the tangent at a point."""
    program.rows(">=", 2.0 / at - 1.0 / at**2, (inverse, np.eye(len(at))), (more, np.diag(1.0 / at**2)))


def _emissions(point: Point, bad: Ints, dirty: Ints, rts: Rts, bounds: Bounds | None) -> tuple[Answer, Floats]:
    """The factors gamma <= 1 of undesirable outputs with the least mean."""
    b, k = point.b[bad], len(bad)
    program = LinearProgram()
    mu = span(program, point, rts, bounds)
    gamma = program.variables(k, cost=1.0 / k)
    program.rows(">=", point.x[dirty], (mu, point.X.T[dirty]))
    program.rows("<=", 0.0, (mu, point.B.T[bad]), (gamma, -np.diag(b)))
    program.rows("<=", 1.0, (gamma, np.eye(k)))
    none = np.nonzero(point.b == 0)[0]
    if len(none):
        program.rows("<=", 0.0, (mu, point.B.T[none]))
    answer = program.minimise()
    return answer, answer[gamma]
