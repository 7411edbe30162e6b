"""Systems of processes with one price a factor: in series, along a graph, and in parallel, side by side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from farrell.data import Panel
from farrell.dea.about import About
from farrell.dea.answers import Found
from farrell.dea.frontier import Floats, Ints, Reference, check_options, choose_one, itself
from farrell.dea.network.graph import Graph
from farrell.dea.network.inside import Part, need_intermediates, project_parts
from farrell.dea.network.pricing import Pricing, Process
from farrell.dea.network.slack_network import parts_of
from farrell.dea.network.splits import extreme, ratio_of
from farrell.dea.project import Point
from farrell.dea.result import DEAResult
from farrell.errors import OptionError

SIDES = ("inputs", "outputs")

ABOUT = {
    "series_system": About(
        "series_system",
        "max E = u y_o  s.t.  v x_o = 1,  and of every process and unit  (u, w) made_pj - (v, w) taken_pj <= 0",
        "Kao 2009, DOI 10.1016/j.ejor.2007.10.008",
    ),
    "parallel_system": About(
        "parallel_system",
        "max E = u sum_p y_po  s.t.  v sum_p x_po = 1,  u y_pj - v x_pj <= 0 of every process p and unit j",
        "Kao 2009, European Journal of Operational Research 196:1107-1112; Kao 2012, DOI 10.1057/jors.2011.16",
    ),
}


@dataclass(frozen=True, slots=True)
class System:
    """Which price each column has.

    Attributes
    ----------
    parts : the K processes
    kinds : (m + d + s,) number of the price of each input, intermediate and output
    count : of prices
    """

    parts: tuple[Part, ...]
    kinds: Ints
    count: int

    def processes(self, point: Point) -> list[Process]:
        """Of all reference units."""
        m, s = len(point.x), len(point.y)
        data = np.hstack([point.X, point.B, point.Y])
        no = np.zeros
        out = []
        for part in self.parts:
            takes = np.concatenate([part.inputs, part.entering, no(s, bool)])
            gives = np.concatenate([no(m, bool), part.leaving, part.outputs])
            out.append(Process.of(self.by_price(data * takes), self.by_price(data * gives)))
        return out

    def by_price(self, values: Floats) -> Floats:
        """Amounts (..., m + d + s) of columns as amounts (..., P) of what has one price."""
        return np.asarray(values @ np.eye(self.count)[self.kinds])


def series_system(
    panel: Panel, *, graph: Graph | Mapping[str, Any], priority: str | None = None, reference: Reference = "own"
) -> DEAResult:
    """Efficiency of processes that take from one another, and of their system, under constant returns.

    Every factor has one price wherever it stands, inputs v, intermediates w, outputs u, and no process of any unit may
    be worth more than it takes (Kao 2009, DOI 10.1016/j.ejor.2007.10.008)::

        max  E = u y_o   s.t.  v x_o = 1,
             sum of u y_pj + w z_pj made - sum of v x_pj + w z_pj taken <= 0   for every process p and unit j.

    A process's score is what it makes over what it takes. Where each process takes only what the one before it makes,
    E is the product of their scores; in every system 1 - E is the sum of what each process wastes.

    Parameters
    ----------
    panel : N rows; m inputs, s outputs, d intermediates (the role ``intermediates``)
    graph : the processes and what runs between them, as :meth:`farrell.dea.network.graph.Graph.of` reads them, without
        cycles; whether a link is free or fixed makes no difference here
    priority : the process whose score is the largest that some optimum gives it; the first of the graph where left out
    reference : as in :func:`farrell.dea.dea`

    Returns
    -------
    DEAResult
        ``score`` and ``te`` are E. ``parts`` have for every process ``te_NAME`` with ``te_NAME_low`` and
        ``te_NAME_high``, the ends among all optima, and ``loss_NAME``, what it wastes as a share of v x_o. ``v`` and
        ``u`` are multipliers of the optimum chosen. Targets are the inputs times E. Peers are named ``unit (process)``

    Raises
    ------
    OptionError
        an unknown option; a graph that does not fit the panel, or with a cycle (codes ``graph-...``)
    DataError
        negative data

    Notes
    -----
    The constraint of the whole system, u y_j <= v x_j, is the sum of the processes'. With two processes in a chain this
    is the multiplicative :func:`farrell.dea.network.two_stage.two_stage`. A process that an optimum pays nothing has no
    score there (NaN). A unit without inputs is ``undefined``.

    Examples
    --------
    >>> import pandas as pd, farrell
    >>> df = pd.DataFrame({"u": list("ABC"), "beds": [1, 2, 2], "visits": [2, 4, 2], "healthy": [2, 3, 2]})
    >>> panel = farrell.Panel.from_frame(
    ...     df, unit="u", inputs=["beds"], intermediates=["visits"], outputs=["healthy"], allow=["few-units"]
    ... )
    >>> graph = {
    ...     "nodes": {"care": {"inputs": ["beds"]}, "health": {"outputs": ["healthy"]}},
    ...     "links": [{"from": "care", "to": "health", "columns": ["visits"]}],
    ... }
    >>> result = farrell.series_system(panel, graph=graph)
    >>> result.to_frame()[["te", "te_care", "te_health"]].round(3).to_numpy().T.tolist()
    [[1.0, 0.75, 0.5], [1.0, 1.0, 0.5], [1.0, 0.75, 1.0]]
    """
    graph = Graph.of(graph)
    _check(panel, "series_system", reference)
    graph.match(panel)
    graph.in_order("series_system")
    first = graph.names[0] if priority is None else priority
    choose_one("priority", first, graph.names)
    parts = parts_of(panel, graph)
    count = sum(len(getattr(panel.roles, role)) for role in ("inputs", "intermediates", "outputs"))
    settings = {"graph": graph.to_dict(), "priority": first}
    return _run(panel, "series_system", System(parts, np.arange(count), count), first, settings, reference)


def parallel_system(
    panel: Panel,
    *,
    processes: Mapping[str, Mapping[str, Sequence[str]]],
    priority: str | None = None,
    reference: Reference = "own",
) -> DEAResult:
    """Efficiency of processes side by side that use the same kinds of inputs for the same kinds of outputs.

    The system has the sum of what its processes have, priced alike in all (Kao 2009, European Journal of Operational
    Research 196:1107-1112)::

        max  E = u sum_p y_po   s.t.  v sum_p x_po = 1,   u y_pj - v x_pj <= 0   for every process p and unit j.

    E is the mean of the processes' scores u y_po / v x_po, weighted by their shares v x_po (Kao 2012,
    DOI 10.1057/jors.2011.16).

    Parameters
    ----------
    panel : N rows; its inputs and outputs are those of the processes
    processes : name -> ``inputs`` and ``outputs``, columns of the panel; the first input of each process is of the same
        kind and unit, the second, and so on, and outputs likewise. Every column stands once
    priority : the process whose score is the largest that some optimum gives it; the first where left out
    reference : as in :func:`farrell.dea.dea`

    Returns
    -------
    DEAResult
        as that of :func:`series_system`, with ``share_NAME`` for every process, the share v x_po

    Raises
    ------
    OptionError
        an unknown option or column; processes with unlike numbers of columns (``parallel-unlike``); intermediates
    DataError
        negative data

    Notes
    -----
    The constraint of the whole system is the sum of the processes'. A process of a unit with nothing to take has no
    score (NaN). E is no larger than :func:`farrell.dea.dea` under constant returns gives the sums.

    Examples
    --------
    >>> import pandas as pd, farrell
    >>> df = pd.DataFrame(
    ...     {"u": list("ABC"), "h_beds": [1, 2, 3], "c_beds": [1, 1, 2], "h_visits": [2, 4, 5], "c_visits": [1, 2, 3]}
    ... )
    >>> panel = farrell.Panel.from_frame(
    ...     df, unit="u", inputs=["h_beds", "c_beds"], outputs=["h_visits", "c_visits"], allow=["few-units"]
    ... )
    >>> processes = {
    ...     "hospitals": {"inputs": ["h_beds"], "outputs": ["h_visits"]},
    ...     "clinics": {"inputs": ["c_beds"], "outputs": ["c_visits"]},
    ... }
    >>> farrell.parallel_system(panel, processes=processes).te.round(3).tolist()
    [0.75, 1.0, 0.8]
    """
    _check(panel, "parallel_system", reference)
    graph = Graph.of({"nodes": processes})
    graph.match(panel)
    roles = panel.roles
    kinds: list[Ints] = []
    start = 0
    for side in SIDES:
        columns = [getattr(node, side) for node in graph.nodes]
        if len({len(one) for one in columns}) > 1:
            raise OptionError("parallel-unlike", side=side, counts=[len(one) for one in columns])
        place = {column: start + i for one in columns for i, column in enumerate(one)}
        kinds.append(np.array([place[column] for column in getattr(roles, side)], dtype=np.int64))
        start += len(columns[0])
    first = graph.names[0] if priority is None else priority
    choose_one("priority", first, graph.names)
    settings = {"processes": graph.to_dict()["nodes"], "priority": first}
    system = System(parts_of(panel, graph), np.concatenate(kinds), start)
    return _run(panel, "parallel_system", system, first, settings, reference, shares=True)


def _check(panel: Panel, model: str, reference: Reference) -> None:
    uses = ("intermediates",) if model == "series_system" else ()
    check_options(panel, model, "crs", "input", None, uses=uses, reference=reference)
    for source in (panel, reference):
        if isinstance(source, Panel) and source.roles.intermediates:
            need_intermediates(source, model)


def _run(
    panel: Panel,
    model: str,
    system: System,
    priority: str,
    settings: Mapping[str, Any],
    reference: Reference,
    *,
    shares: bool = False,
) -> DEAResult:
    return project_parts(
        panel,
        system.parts,
        system.processes,
        partial(_solve, system, priority, shares),
        model=model,
        measure="theta",
        settings={"rts": "crs", "orientation": "input", **settings},
        reference=reference,
        te=itself,
    )


def _solve(
    system: System, priority: str, shares: bool, processes: list[Process], points: Sequence[Point]
) -> list[Found]:
    return [_one(system, processes, priority, shares, point) for point in points]


def _one(system: System, processes: list[Process], priority: str, shares: bool, point: Point) -> Found:
    if not point.x.any():
        return Found(status="undefined")
    m, d, s = len(point.x), len(point.b), len(point.y)
    mine = np.concatenate([point.x, point.b, point.y])
    is_input, is_output = np.arange(m + d + s) < m, np.arange(m + d + s) >= m + d
    posed = Pricing.of(processes, system.by_price(mine * is_input), system.by_price(mine * is_output))
    chosen = posed.program.minimise()
    if not chosen.optimal:
        return Found.without(chosen)
    forms = {}
    for part in system.parts:
        takes = np.concatenate([part.inputs, part.entering, np.zeros(s, bool)])
        gives = np.concatenate([np.zeros(m, bool), part.leaving, part.outputs])
        forms[part.name] = posed.form(system.by_price(mine * gives)), posed.form(system.by_price(mine * takes))
    ends, favoured = {}, chosen
    for name, (above, below) in forms.items():
        known = ratio_of(chosen, above, below)
        ends[f"te_{name}_low"], _ = extreme(posed.program, above, below, greatest=False, start=known)
        ends[f"te_{name}_high"], best = extreme(posed.program, above, below, greatest=True, start=known)
        favoured = best if name == priority and best is not None else favoured
    parts: dict[str, ArrayLike] = {}
    for name, (above, below) in forms.items():
        parts[f"te_{name}"] = ratio_of(favoured, above, below)
        parts[f"loss_{name}"] = float((below - above) @ favoured.x)
        parts |= {f"share_{name}": float(below @ favoured.x)} if shares else {}
    score, prices = -favoured.objective, favoured[posed.prices][system.kinds]
    return Found(
        score=score,
        lambdas=posed.intensities(favoured.dual, processes, point.n),
        target_in=score * point.x,
        radial_in=(1.0 - score) * point.x,
        v=prices[:m],
        u=prices[m + d :],
        parts=parts | ends,
        exact=favoured.exact,
    )
