"""Revenue efficiency."""

from __future__ import annotations

from farrell.data import Panel
from farrell.dea.about import About
from farrell.dea.economics.cost import radially
from farrell.dea.frontier import AnyRts, Bounds, Reference
from farrell.dea.radial import Disposability
from farrell.dea.result import DEAResult
from farrell.lp import Solver

ABOUT = About(
    "revenue_efficiency",
    "RE = p_o y_o / R(x_o, p_o),  R(x, p) = max p y  s.t.  X lambda <= x,  Y lambda >= y,  lambda >= 0\n"
    "RE = 1 / phi x AE",
    "Färe, Grosskopf & Lovell 1985, DOI 10.1007/978-94-015-7721-2",
)


def revenue_efficiency(
    panel: Panel,
    *,
    rts: AnyRts = "vrs",
    bounds: Bounds | None = None,
    disposability: Disposability = "strong",
    restricted: bool = False,
    reference: Reference = "own",
    solver: Solver = "auto",
) -> DEAResult:
    """Revenue efficiency of every unit-period: its revenue over the most that its inputs can earn.

    With the prices p_o that unit o gets (Färe, Grosskopf & Lovell 1985, chapter 4)::

        R(x_o, p_o) = max_{y, lambda} p_o y
            s.t.  sum_j lambda_j x_j <= x_o,   sum_j lambda_j y_j >= y,   lambda >= 0

    with the sum of lambda as ``rts`` asks. RE = p_o y_o / R is technical efficiency 1 / phi (:func:`farrell.dea`,
    output oriented) times allocative efficiency.

    Parameters
    ----------
    panel : N rows; m inputs, s outputs with prices (role ``output_prices``)
    rts : returns to scale, or ``"fdh"`` for a technology without convexity
    bounds, reference, solver : as in :func:`farrell.dea.dea`
    disposability : ``"weak"`` makes the rows of the inputs equations, in the technical part as well
    restricted : whether no output may be made less than it is, y >= y_o

    Returns
    -------
    DEAResult
        ``score`` and ``te`` are RE, at most 1 unless a reference leaves the unit out; ``parts`` has ``technical`` and
        ``allocative``, whose product it is, and ``observed`` and ``optimal``, the revenues. Targets are the outputs of
        most revenue, of which one may be less than what is made; inputs stay

    Raises
    ------
    OptionError
        an unknown option; a panel without output prices
    DataError
        negative data or prices

    Notes
    -----
    It does not depend on the units of measurement, nor on the level of prices. A unit without revenue is
    ``undefined``. Outputs of most revenue need not be unique; a unit of most revenue is its own target.

    Examples
    --------
    >>> import pandas as pd, farrell
    >>> df = pd.DataFrame({"u": list("ABC"), "x": [3.0, 1, 4], "z": [2.0, 3, 6], "y": [3.0, 5, 6], "p": 6.0})
    >>> panel = farrell.Panel.from_frame(
    ...     df, unit="u", inputs=["x", "z"], outputs=["y"], output_prices=["p"], allow=["few-units", "constant"]
    ... )
    >>> farrell.revenue_efficiency(panel, rts="crs").te.round(3).tolist()
    [0.9, 1.0, 0.6]
    """
    return radially(panel, "revenue", rts, bounds, disposability, restricted, reference, solver)
