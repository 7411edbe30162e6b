"""A graph over the columns of a panel, as the slacks-based measure of a network needs it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from farrell.data import Panel
from farrell.dea.frontier import AnyOrientation, Bools, Bounds, Floats, Rts, choose_one
from farrell.dea.network.graph import Graph
from farrell.dea.network.inside import Part
from farrell.dea.project import Point
from farrell.dea.slack_models import as_mapping, shares
from farrell.errors import OptionError
from farrell.lp import SENSES, intensity_rows
from farrell.lp.linear import Sense


@dataclass(frozen=True, slots=True)
class Network:
    """What is asked of all points.

    Attributes
    ----------
    parts : the K nodes, with their columns
    weights : (K,) of the nodes, which sum to 1
    links : source and target node, (d,) which columns, whether they are fixed
    intermediates : names of the d columns
    rts, bounds, orientation : as the model was asked
    """

    parts: tuple[Part, ...]
    weights: Floats
    links: tuple[tuple[int, int, Bools, bool], ...]
    intermediates: tuple[str, ...]
    rts: Rts
    bounds: Bounds | None
    orientation: AnyOrientation

    @classmethod
    def of(
        cls,
        panel: Panel,
        graph: Graph,
        weights: Mapping[str, float] | None,
        rts: Rts,
        bounds: Bounds | None,
        orientation: AnyOrientation,
    ) -> Network:
        """Refuses weights that are none, and nodes that count and have nothing that could."""
        parts = parts_of(panel, graph)
        names = graph.names
        links = tuple(
            (
                names.index(link.source),
                names.index(link.target),
                np.isin(panel.roles.intermediates, link.columns),
                link.kind == "fixed",
            )
            for link in graph.links
        )
        counts = [
            bool((part.inputs.any() and orientation != "output") or (part.outputs.any() and orientation != "input"))
            for part in parts
        ]
        made = node_weights(graph.names, counts, weights, orientation)
        return cls(parts, made, links, panel.roles.intermediates, rts, bounds, orientation)

    def prices(self, point: Point, orientation: AnyOrientation) -> tuple[Floats, Floats]:
        """(K, m), (K, s): what slack of an input takes from a node's score, and of an output adds below it."""
        top = [shares(point.x[None], part.inputs.astype(float))[0] for part in self.parts]
        bottom = [shares(point.y[None], part.outputs.astype(float))[0] for part in self.parts]
        return np.array(top) * (orientation != "output"), np.array(bottom) * (orientation != "input")

    def senses(self) -> list[tuple[Sense, float]]:
        """Sense of each row that bounds the intensities of one node, and its right-hand side."""
        return [(SENSES[sign], right) for sign, right in intensity_rows(self.rts, self.bounds)]

    def matrices(self, point: Point) -> list[Floats]:
        """Of each node the coefficients (R, n) of all reference units: inputs, outputs, links, intensities."""
        bounding = len(self.senses())
        out = []
        for k, part in enumerate(self.parts):
            rows = [point.X.T * part.inputs[:, None], point.Y.T * part.outputs[:, None]]
            for source, target, columns, is_fixed in self.links:
                Z = point.B.T[columns]
                if is_fixed:
                    rows += [Z * (k == source), Z * (k == target)]
                else:
                    rows += [Z * ((k == source) - (k == target))]
            ones = np.ones((bounding, point.n))
            rows += [ones * (k == other) for other in range(len(self.parts))]
            out.append(np.vstack(rows))
        return out

    def right_sides(self, point: Point) -> Floats:
        """(R,) what a point asks of the rows of :meth:`matrices`, before slacks."""
        asked = [point.x, point.y]
        for _, _, columns, is_fixed in self.links:
            asked += [point.b[columns], point.b[columns]] if is_fixed else [np.zeros(int(columns.sum()))]
        asked += [np.array([right for _, right in self.senses()])] * len(self.parts)
        return np.concatenate(asked)


def parts_of(panel: Panel, graph: Graph) -> tuple[Part, ...]:
    """The nodes of a graph over the columns of a panel."""
    roles = panel.roles
    return tuple(
        Part(
            node.name,
            np.isin(roles.inputs, node.inputs),
            np.isin(roles.outputs, node.outputs),
            np.isin(roles.intermediates, graph.entering(node.name)),
            np.isin(roles.intermediates, graph.leaving(node.name)),
        )
        for node in graph.nodes
    )


def node_weights(
    names: Sequence[str], counts: Sequence[bool], weights: Mapping[str, float] | None, orientation: AnyOrientation
) -> Floats:
    """(K,) weights of nodes, 1 in all; ``counts`` tells which have a column whose slack the orientation counts.

    Raises
    ------
    OptionError
        weights that are none, and nodes that count and have nothing that could
    """
    given = as_mapping("weights", weights)
    for name, value in given.items():
        choose_one("weights", name, names)
        if isinstance(value, bool) or not isinstance(value, (int, float)) or not 0 <= value < np.inf:
            raise OptionError("weight-value", column=name, value=repr(value))
    made = np.array([float(given.get(name, 1.0)) for name in names])
    if not made.any():
        raise OptionError("node-weights-none")
    for name, weight, has in zip(names, made, counts, strict=True):
        if weight and not has:
            raise OptionError("node-uncounted", node=name, orientation=orientation)
    return np.asarray(made / made.sum())
