"""The slacks-based measure of a network: all nodes of a unit at once, linked by what runs between them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from farrell.data import Panel
from farrell.dea.about import About
from farrell.dea.frontier import (
    ANY_ORIENTATION,
    AnyOrientation,
    Bounds,
    Reference,
    Rts,
    check_options,
    choose_one,
    itself,
    refuse,
)
from farrell.dea.network.graph import Graph
from farrell.dea.network.inside import need_intermediates, project_parts
from farrell.dea.network.slack_network import Network
from farrell.dea.network.slack_program import Frontier, solve
from farrell.dea.result import DEAResult
from farrell.dea.sbm import ZEROS, Zeros

ABOUT = About(
    "network_sbm",
    "min rho = sum_k w_k (1 - 1/m_k sum_i s-_ik / x_iko) / sum_k w_k (1 + 1/r_k sum_r s+_rk / y_rko)\n"
    "s.t. X_k lambda_k + s-_k = x_ko,  Y_k lambda_k - s+_k = y_ko,  lambda, s >= 0;\n"
    "     free links: Z_kh lambda_k = Z_kh lambda_h;  fixed links: Z_kh lambda_k = z_kho = Z_kh lambda_h",
    "Tone & Tsutsui 2009, DOI 10.1016/j.ejor.2008.05.027",
)


def network_sbm(
    panel: Panel,
    *,
    graph: Graph | Mapping[str, Any],
    rts: Rts = "vrs",
    bounds: Bounds | None = None,
    orientation: AnyOrientation = "none",
    weights: Mapping[str, float] | None = None,
    zeros: Zeros = "error",
    intervals: bool = False,
    reference: Reference = "own",
) -> DEAResult:
    """Slacks-based efficiency of every unit-period and of each node inside it.

    The program of unit o with nodes k, node weights w_k that sum to 1, m_k inputs and r_k outputs of node k, and links
    (k, h) from node k to node h is (Tone & Tsutsui 2009, DOI 10.1016/j.ejor.2008.05.027)::

        min  rho = sum_k w_k (1 - 1/m_k sum_i s-_ik / x_iko) / sum_k w_k (1 + 1/r_k sum_r s+_rk / y_rko)
        s.t. X_k lambda_k + s-_k = x_ko,   Y_k lambda_k - s+_k = y_ko,   lambda_k, s >= 0   for every node,
             Z_kh lambda_k = Z_kh lambda_h                     for free links,
             Z_kh lambda_k = z_kho,  Z_kh lambda_h = z_kho     for fixed links,

    with the sum of each lambda_k as ``rts`` asks. ``orientation="input"`` keeps the numerator only, ``"output"`` the
    denominator only. A node's score is its own ratio at the optimum.

    Parameters
    ----------
    panel : N rows; m inputs, s outputs, d intermediates (the role ``intermediates``)
    graph : nodes and links, as :meth:`farrell.dea.network.graph.Graph.of` reads them; every input, output and
        intermediate of the panel stands in it once. Cycles are allowed
    rts, bounds, reference : as in :func:`farrell.dea.dea`; the returns to scale are those of every node
    orientation : whose slacks count: ``"input"``, ``"output"`` or ``"none"`` for both
    weights : node -> how much it counts, relative to the others; nodes left out count 1
    zeros : ``"error"`` refuses zeros that slacks are divided by; ``"skip"`` lets a zero of a unit not count for that
        unit, and the mean run over the node's others
    intervals : also find the least and the greatest score that each node has among all optima

    Returns
    -------
    DEAResult
        ``score`` and ``te`` are rho. ``parts`` have ``te_NODE`` for every node, with ``intervals`` ``te_NODE_low`` and
        ``te_NODE_high``, and ``target_COLUMN`` of every intermediate. Peers are named ``unit (node)``

    Raises
    ------
    OptionError
        an unknown option; a graph that does not fit the panel (codes ``graph-...``); a node that counts and has
        nothing that could, such as a node without inputs under input orientation (``node-uncounted``)
    DataError
        negative data; zeros unless skipped

    Notes
    -----
    In input orientation the score is the weighted mean of the nodes', in output orientation the weighted harmonic
    mean; without orientation it is neither. A node without inputs, or without outputs, counts as 1 on that side where
    it counts on the other. With one node and no link this is :func:`farrell.dea.sbm`. Neither node scores nor slacks of
    an optimum need be unique. A point that its reference cannot reach is ``infeasible``; against its own frontier no
    point is. Where outputs grow without end at no cost, as of a node that takes nothing under constant returns, rho has
    no optimum (``unbounded``). The ratio is made linear as in Charnes & Cooper 1962, DOI 10.1002/nav.3800090303. Large
    references are not posed whole: units join where their price shows that they matter, until none does.

    Examples
    --------
    >>> import pandas as pd, farrell
    >>> df = pd.DataFrame({"u": list("ABC"), "beds": [1, 2, 2], "visits": [2, 4, 2], "healthy": [2, 3, 2]})
    >>> panel = farrell.Panel.from_frame(
    ...     df, unit="u", inputs=["beds"], intermediates=["visits"], outputs=["healthy"], allow=["few-units"]
    ... )
    >>> graph = {
    ...     "nodes": {"care": {"inputs": ["beds"]}, "health": {"outputs": ["healthy"]}},
    ...     "links": [{"from": "care", "to": "health", "columns": ["visits"], "kind": "fixed"}],
    ... }
    >>> result = farrell.network_sbm(panel, graph=graph, rts="crs")
    >>> result.to_frame()[["te_care", "te_health"]].round(3).to_numpy().T.tolist()
    [[1.0, 1.0, 0.5], [1.0, 0.75, 1.0]]
    """
    graph = Graph.of(graph)
    check_options(
        panel, "network_sbm", rts, orientation, bounds,
        orientations=ANY_ORIENTATION, uses=("intermediates",), reference=reference,
    )  # fmt: skip
    choose_one("zeros", zeros, ZEROS)
    choose_one("intervals", intervals, (True, False))
    graph.match(panel)
    if panel.roles.intermediates:
        need_intermediates(panel, "network_sbm")
    network = Network.of(panel, graph, weights, rts, bounds, orientation)
    if zeros == "error":
        sides = [panel.roles.inputs] * (orientation != "output") + [panel.roles.outputs] * (orientation != "input")
        refuse(panel, "zero-divides", [c for side in sides for c in side], lambda values: values == 0)
    settings = {
        "rts": rts,
        "bounds": bounds,
        "orientation": orientation,
        "graph": graph.to_dict(),
        "weights": dict(weights or {}),
        "zeros": zeros,
        "intervals": intervals,
    }
    return project_parts(
        panel,
        network.parts,
        partial(Frontier, network),
        partial(solve, intervals),
        model="network_sbm",
        measure="rho",
        settings=settings,
        reference=reference,
        te=itself,
    )
