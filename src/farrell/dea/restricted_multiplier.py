"""Efficiency in multiplier form when something is known about the multipliers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

import numpy as np

from farrell.data import Panel
from farrell.dea.about import About
from farrell.dea.answers import Found
from farrell.dea.frontier import Bounds, Orientation, Reference, Rts, check_options, efficiency_of
from farrell.dea.project import Point, project
from farrell.dea.restrictions import Restrictions
from farrell.dea.result import DEAResult
from farrell.lp import LinearProgram, intensity_rows

ABOUT = About(
    "restricted_multiplier",
    "max u y_o + omega   s.t.  v x_o = 1,  u y_j - v x_j + omega <= 0 for all j,  u, v >= 0,\n"
    "ratio  low <= w_a / w_b <= high;   absolute  low <= w_a <= high;   linear  low <= c w <= high,\n"
    "virtual  low <= u_r y_ro / u y_o <= high;   cone  w = sum of generators",
    "assurance regions Thompson et al. 1986, DOI 10.1287/inte.16.6.35, and 1990, DOI 10.1016/0304-4076(90)90049-Y; "
    "virtual shares Wong & Beasley 1990, DOI 10.1057/jors.1990.120; cone ratio Charnes et al. 1990, "
    "DOI 10.1016/0304-4076(90)90048-X",
)


def restricted_multiplier(
    panel: Panel,
    *,
    restrictions: Sequence[Mapping[str, Any]],
    rts: Rts = "crs",
    bounds: Bounds | None = None,
    orientation: Orientation = "input",
    reference: Reference = "own",
) -> DEAResult:
    """Radial efficiency with prices that must make sense.

    Input orientation::

        max u y_o + omega   s.t.  v x_o = 1,   u y_j - v x_j + omega <= 0 for all j,   u, v >= 0 and the restrictions,

    output orientation ``min v x_o + omega, u y_o = 1, u y_j - v x_j - omega <= 0``; omega is zero under constant and
    free under variable returns.

    Parameters
    ----------
    restrictions : each a mapping with one of these keys, and ``low``, ``high`` or both

        - ``ratio = ["beds", "staff"]``: of two multipliers, w_beds / w_staff. Of the same side it is an assurance
          region of the first kind (Thompson et al. 1986, DOI 10.1287/inte.16.6.35), across sides one of the second kind
          (Thompson et al. 1990, DOI 10.1016/0304-4076(90)90049-Y);
        - ``linear = {beds = 1, staff = -2}``: a sum of multipliers;
        - ``absolute = "beds"``: the multiplier itself, in 1 / data units;
        - ``virtual = "beds"``: the share of its side's virtual total, within 0 and 1 (Wong & Beasley 1990,
          DOI 10.1057/jors.1990.120), of the evaluated unit; ``units = "all"`` asks it of every reference unit,
          ``units = "mean"`` of their mean;
        - ``cone = [{beds = 1, staff = 0.1}, {beds = 0.1, staff = 1}]``, without limits: the multipliers of the columns
          named are a sum of generators with weights >= 0 (Charnes et al. 1990, DOI 10.1016/0304-4076(90)90048-X, eq. 5)
    panel, rts, bounds, orientation, reference : as in :func:`farrell.dea.dea`

    Returns
    -------
    DEAResult
        ``v``, ``u``, ``omega`` are the multipliers, rarely unique; ``lambdas`` are the dual values of the units.
        Targets are the radial projection. They lie in the technology that the restrictions widen (each is a trade-off
        that is taken to be possible everywhere; Podinovski 2004, DOI 10.1057/palgrave.jors.2601794) and need not lie
        in that of the data

    Raises
    ------
    OptionError
        ``restriction``, ``restriction-limits``: a restriction that cannot be read
    DataError
        negative data on the side that is scaled

    Notes
    -----
    Scores are no larger (phi no smaller) than without restrictions. Restrictions that no multipliers of a unit fulfil
    make it ``infeasible``; a unit beyond a frontier that does not include it may be ``unbounded``; a unit with nothing
    on the side that is priced at 1 is ``undefined``. Ratios, sums and absolute bounds depend on the units of
    measurement, shares do not. Under absolute bounds or shares of the own unit, a score may fall short of the best
    *relative* efficiency (Podinovski & Athanassopoulos 1998, JORS 49:500-508).

    Examples
    --------
    >>> import farrell
    >>> panel = farrell.load("china-hospitals-2011").panel
    >>> first, second, *_ = panel.roles.inputs
    >>> rule = {"ratio": [first, second], "low": 0.1, "high": 10}
    >>> result = farrell.restricted_multiplier(panel, restrictions=[rule])
    >>> bool((result.te <= farrell.dea(panel, rts="crs").te + 1e-9).all())
    True
    """
    check_options(panel, "restricted_multiplier", rts, orientation, bounds, reference=reference)
    held = Restrictions.of(panel, restrictions)
    settings = {
        "rts": rts,
        "bounds": bounds,
        "orientation": orientation,
        "restrictions": tuple(dict(one) for one in restrictions),
    }

    return project(
        panel,
        partial(_priced, held, orientation, bounds),
        model="restricted_multiplier",
        measure="theta" if orientation == "input" else "phi",
        settings=settings,
        reference=reference,
        te=partial(efficiency_of, orientation=orientation),
    )


def _priced(held: Restrictions, orientation: Orientation, bounds: Bounds | None, point: Point, rts: Rts) -> Found:
    """The multiplier program of one point."""
    inward = orientation == "input"
    if not (point.x if inward else point.y).any():
        return Found(status="undefined")
    sign = 1.0 if inward else -1.0
    program = LinearProgram()
    v = program.variables(len(point.x), cost=0.0 if inward else point.x)
    u = program.variables(len(point.y), cost=-point.y if inward else 0.0)
    prices = slice(v.start, u.stop)
    program.rows("==", 1.0, (v, point.x) if inward else (u, point.y))
    terms = []
    for side, right in intensity_rows(rts, bounds):
        # the price of a sum of intensities: one that must not be exceeded costs, one that must be reached pays
        flip = -sign if side > 0 else sign
        terms.append((program.variables(1, cost=-sign * flip * right, free=side == 0), flip, right))
    ones = np.ones((point.n, 1))
    free = ((term, sign * flip * ones) for term, flip, _ in terms)
    units = program.rows("<=", 0.0, (v, -point.X), (u, point.Y), *free)
    for row in held.rows(point):
        program.rows(row.sense, row.right, (prices, row.coefficients))
    for cone in held.cones:
        weights = program.variables(len(cone.generators))
        program.rows("==", 0.0, (prices, np.eye(prices.stop)[cone.places]), (weights, -cone.generators.T))
    answer = program.minimise()
    if not answer.optimal:
        return Found.without(answer)
    score = -sign * answer.objective
    return Found(
        score=score,
        lambdas=np.maximum(-answer.dual[units], 0.0),
        v=answer[v],
        u=answer[u],
        omega=sum(flip * right * float(answer[term][0]) for term, flip, right in terms) + 0.0,
        target_in=score * point.x if inward else point.x,
        target_out=point.y if inward else score * point.y,
        radial_in=(1.0 - score) * point.x if inward else 0.0,
        radial_out=0.0 if inward else (score - 1.0) * point.y,
        exact=answer.exact,
    )
