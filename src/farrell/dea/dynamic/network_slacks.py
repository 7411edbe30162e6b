"""The dynamic slacks-based measure of a network: all nodes of a unit in all periods at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from farrell.data import Panel
from farrell.dea.about import About
from farrell.dea.answers import Answers
from farrell.dea.dynamic.answers import Places, Question, answers
from farrell.dea.dynamic.posing import CARRY_OVERS, CarryOver, Initial, cube, node_of, period_weights_of, start
from farrell.dea.dynamic.program import Dynamics, Flow, Node
from farrell.dea.frontier import (
    ANY_ORIENTATION,
    AnyOrientation,
    Bounds,
    Floats,
    Rts,
    check_options,
    choose_one,
    frontiers,
    itself,
)
from farrell.dea.network.graph import Graph
from farrell.dea.network.inside import named, need_intermediates, stacked
from farrell.dea.network.slack_network import node_weights, parts_of
from farrell.dea.radial import warn_without_score
from farrell.dea.result import DEAResult
from farrell.dea.slack_models import as_mapping
from farrell.errors import OptionError

PLACE_KEYS = ("node", "kind")

ABOUT = About(
    "dynamic_network_sbm",
    "min rho = sum_t W_t sum_k w_k (1 - 1/(m_k+b_k) (sum_i s-_ikt / x_ikot + sum s_bad,kt / z_bad,kot))\n"
    "        / sum_t W_t sum_k w_k (1 + 1/(r_k+g_k) (sum_r s+_rkt / y_rkot + sum s_good,kt / z_good,kot))\n"
    "s.t. X_kt lambda_kt + s-_kt = x_kot,  Y_kt lambda_kt - s+_kt = y_kot,  Z_kt lambda_kt = z_kot by kind,\n"
    "     Z_kt lambda_kt = Z_kt lambda_k(t+1),  lambda, s >= 0;\n"
    "     free links: V_kht lambda_kt = V_kht lambda_ht;  fixed links: V_kht lambda_kt = v_khot = V_kht lambda_ht",
    "Tone & Tsutsui 2014, DOI 10.1016/j.omega.2013.04.002",
)


def dynamic_network_sbm(
    panel: Panel,
    *,
    graph: Graph | Mapping[str, Any],
    carry_overs: Mapping[str, Mapping[str, str]] | None = None,
    rts: Rts = "vrs",
    bounds: Bounds | None = None,
    orientation: AnyOrientation = "none",
    weights: Mapping[str, float] | None = None,
    period_weights: Sequence[float] | None = None,
    initial: Initial = "none",
    ranges: bool = False,
) -> DEAResult:
    """Dynamic slacks-based measure of a network: of every unit over all periods, of each period, and of each node.

    Links tie the nodes of a unit within a period, carry-overs tie a node to itself in the next. One program a unit
    finds the benchmarks of all nodes in all periods (Tone & Tsutsui 2014, DOI 10.1016/j.omega.2013.04.002)::

        min rho = sum_t W_t sum_k w_k (1 - 1/(m_k + b_k) (sum_i s-_ikt / x_ikot + sum s_bad,kt / z_bad,kot))
                / sum_t W_t sum_k w_k (1 + 1/(r_k + g_k) (sum_r s+_rkt / y_rkot + sum s_good,kt / z_good,kot))
        s.t.  X_kt lambda_kt + s-_kt = x_kot,    Y_kt lambda_kt - s+_kt = y_kot,
              Z_kt lambda_kt - s_kt = z_kot  (good),  Z_kt lambda_kt + s_kt = z_kot  (bad),  Z_kt lambda_kt = z_kot
              (fixed),    Z_kt lambda_kt = Z_kt lambda_k(t+1)  for all carry-overs of node k, t < T,
              V_kht lambda_kt = V_kht lambda_ht                    for free links from k to h,
              V_kht lambda_kt = v_khot = V_kht lambda_ht           for fixed links,    lambda, s >= 0,

    with the sum of each lambda_kt as ``rts`` asks, m_k inputs, r_k outputs, b_k bad and g_k good carry-overs of node k,
    sum_t W_t = sum_k w_k = 1. ``orientation="input"`` keeps the numerator only, ``"output"`` the denominator. The score
    of a period, of a node, or of a node in a period is the ratio of its own terms.

    Parameters
    ----------
    panel : n units, all in all T periods; m inputs, s outputs, d intermediates, and columns with the role
        ``carry_overs``, whose value in a period's row is what flows from it into the next. An input or output marked
        ``fixed`` keeps its value and does not count
    graph : nodes and links, as in :func:`farrell.dea.network_sbm`; the same in every period
    carry_overs : column -> ``{"node": name, "kind": kind}``, for every carry-over: the node that keeps it, and
        ``"good"``, ``"bad"``, ``"free"`` or ``"fixed"`` as in :func:`farrell.dea.dynamic_sbm`
    rts, bounds : as in :func:`farrell.dea.dea`; those of every node in every period
    orientation : ``"input"``, ``"output"`` or ``"none"``
    weights : node -> how much it counts, relative to the others; nodes left out count 1
    period_weights : (T,) how much each scored period counts, relative to the others; alike by default
    initial : ``"first"`` takes the panel's first period for its carry-overs only, which are then given to the first
        scored period; the result is of the panel without that first period
    ranges : find the least and the greatest score that each period, and each node in it, has among all optima

    Returns
    -------
    DEAResult
        ``score`` and ``te`` are those of each period; ``parts``: ``overall`` (N,) the unit's score over all periods,
        ``te_NODE`` (N,) each node's in the period, ``overall_NODE`` (N,) each node's over all periods,
        ``target_COLUMN`` (N,) of every intermediate, ``target_carry`` (N, c), and with ``ranges`` ``least`` and
        ``greatest`` (N,) of the period, ``te_NODE_low`` and ``te_NODE_high`` (N,). Peers are named ``unit (node)``

    Raises
    ------
    OptionError
        an unknown option; a graph that does not fit the panel (codes ``graph-...``); a carry-over without node and kind
        (``carry-over-node``); a node that counts and has nothing that could (``node-uncounted``); units missing in
        some period
    DataError
        negative data, or a zero that a slack is divided by

    Notes
    -----
    With one period and no carry-overs this is :func:`farrell.dea.network_sbm`; with one node and no links it is
    :func:`farrell.dea.dynamic_sbm`. In input orientation the overall score is the weighted mean of the node-period
    scores, in output orientation their weighted harmonic mean. It is unique; how it is shared among periods and nodes
    need not be: ``ranges`` tells by how much. A node without columns that count on one side counts as 1 there. Where
    outputs grow without end at no cost, rho has no optimum (``unbounded``). The paper's links that count as input or as
    output are not offered: a link is free or fixed. Optima are HiGHS's, computed again from its basis with their errors
    measured; more than 1e-7 is ``unsolved``.

    Examples
    --------
    >>> import pandas as pd, farrell
    >>> df = pd.DataFrame({"u": list("ABAB"), "t": [1, 1, 2, 2], "staff": [1, 2, 1, 1], "beds": [2, 2, 2, 2],
    ...                    "visits": [2, 2, 2, 2], "healthy": [3, 3, 4, 2]})
    >>> panel = farrell.Panel.from_frame(df, unit="u", period="t", inputs=["staff"], intermediates=["visits"],
    ...                                  outputs=["healthy"], carry_overs=["beds"], allow=["few-units", "isotonicity"])
    >>> graph = {"nodes": {"care": {"inputs": ["staff"]}, "health": {"outputs": ["healthy"]}},
    ...          "links": [{"from": "care", "to": "health", "columns": ["visits"]}]}
    >>> kept = {"beds": {"node": "care", "kind": "free"}}
    >>> result = farrell.dynamic_network_sbm(panel, graph=graph, carry_overs=kept)
    >>> result.to_frame()[["te_care", "te_health"]].round(3).to_numpy().T.tolist()
    [[1.0, 0.5, 1.0, 1.0], [1.0, 1.0, 1.0, 0.5]]
    """
    graph = Graph.of(graph)
    check_options(
        panel, "dynamic_network_sbm", rts, orientation, bounds,
        orientations=ANY_ORIENTATION, uses=("intermediates", "carry_overs", "fixed"),
    )  # fmt: skip
    choose_one("ranges", ranges, (True, False))
    graph.match(panel)
    if panel.roles.intermediates:
        need_intermediates(panel, "dynamic_network_sbm")
    kept = _kept(panel, graph, carry_overs)
    panel, before = start(panel, "dynamic_network_sbm", initial)
    nodes = _nodes(panel, graph, kept, orientation, before)
    counts = [node.top is not None or node.bottom is not None for node in nodes]
    of_nodes = node_weights(graph.names, counts, weights, orientation)
    share = period_weights_of(panel.periods, period_weights)
    model = Dynamics(nodes, _flows(panel, graph), np.outer(share, of_nodes), rts, bounds)
    parts = parts_of(panel, graph)
    places = Places(
        np.array([part.inputs for part in parts]),
        np.array([part.outputs for part in parts]),
        np.array([[kept[column][0] == name for column in panel.roles.carry_overs] for name in graph.names], dtype=bool),
        np.array([part.leaving for part in parts]),
        graph.names,
    )
    found = answers(panel, Question(model, places, share, ranges), "dynamic_network_sbm")
    settings = {
        "model": "dynamic_network_sbm",
        "graph": graph.to_dict(),
        "carry_overs": {column: {"node": node, "kind": kind} for column, (node, kind) in kept.items()},
        "rts": rts,
        "bounds": bounds,
        "orientation": orientation,
        "weights": dict(weights or {}),
        "period_weights": share.tolist(),
        "initial": initial,
        "ranges": ranges,
        "nodes": graph.names,
        "reference": "own",
    }
    front = frontiers(panel, "own")
    gathered = Answers(panel, named(front, parts))
    jobs = [(stacked(block, parts), item) for block in front.blocks for item in range(len(block.rows))]
    for (block, item), one in zip(jobs, found, strict=True):
        gathered.put(block, item, one)
    result = gathered.result("rho", settings, itself)
    warn_without_score(panel, "dynamic_network_sbm", result.status)
    return result


def _kept(panel: Panel, graph: Graph, given: Mapping[str, Any] | None) -> dict[str, tuple[str, CarryOver]]:
    """Node and kind of every carry-over of the panel."""
    said = as_mapping("carry_overs", given)
    for column, place in said.items():
        choose_one("carry_overs", column, panel.roles.carry_overs)
        if not isinstance(place, Mapping):
            continue
        for key in place:
            choose_one(f"carry_overs.{column}", key, PLACE_KEYS)
        for key, allowed in zip(PLACE_KEYS, (graph.names, CARRY_OVERS), strict=True):
            if key in place:
                choose_one(f"carry_overs.{column}.{key}", place[key], allowed)
    whole = {column: place for column, place in said.items() if isinstance(place, Mapping) and len(place) == 2}
    without = [column for column in panel.roles.carry_overs if column not in whole]
    if without:
        raise OptionError("carry-over-node", columns=without, nodes=list(graph.names), kinds=list(CARRY_OVERS))
    return {column: (whole[column]["node"], whole[column]["kind"]) for column in panel.roles.carry_overs}


def _nodes(
    panel: Panel,
    graph: Graph,
    kept: Mapping[str, tuple[str, CarryOver]],
    orientation: AnyOrientation,
    before: Floats | None,
) -> tuple[Node, ...]:
    """What is asked of each node; fixed links hold both their ends."""
    made = []
    for node in graph.nodes:
        here = np.array([kept[column][0] == node.name for column in panel.roles.carry_overs], dtype=bool)
        kinds = {column: kind for column, (name, kind) in kept.items() if name == node.name}
        held = [
            column
            for link in graph.links
            if link.kind == "fixed" and node.name in (link.source, link.target)
            for column in link.columns
        ]
        given = None if before is None else before[:, here]
        alike = np.ones(len(node.inputs)), np.ones(len(node.outputs))
        made.append(node_of(panel, node.inputs, node.outputs, kinds, orientation, given, *alike, held))
    return tuple(made)


def _flows(panel: Panel, graph: Graph) -> tuple[Flow, ...]:
    """The free links."""
    names = graph.names
    free = [link for link in graph.links if link.kind == "free"]
    return tuple(Flow(names.index(one.source), names.index(one.target), cube(panel, one.columns)) for one in free)
