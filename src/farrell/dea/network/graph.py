"""What stands inside a unit: nodes with inputs and outputs, and the columns that run from one to the next."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from farrell.data import Panel
from farrell.dea.frontier import choose_one
from farrell.errors import OptionError

Kind = Literal["free", "fixed"]
KINDS: tuple[Kind, ...] = ("free", "fixed")
GRAPH_KEYS = ("nodes", "links")
NODE_KEYS = ("inputs", "outputs")
LINK_KEYS = ("from", "to", "columns", "kind")


@dataclass(frozen=True, slots=True)
class Node:
    """One part of a unit: the inputs it takes from outside and the outputs it gives there."""

    name: str
    inputs: tuple[str, ...] = ()
    outputs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Link:
    """What one node makes and another uses.

    Attributes
    ----------
    source, target : names of the nodes
    columns : intermediate columns of the panel
    kind : ``free`` may change as long as what is made is what is used; ``fixed`` stays as observed
    """

    source: str
    target: str
    columns: tuple[str, ...]
    kind: Kind = "free"


@dataclass(frozen=True, slots=True)
class Graph:
    """Nodes and links, in the order given."""

    nodes: tuple[Node, ...]
    links: tuple[Link, ...]

    @classmethod
    def of(cls, given: Graph | Mapping[str, Any]) -> Graph:
        """Check and freeze what a caller or a study file says.

        Parameters
        ----------
        given : ``{"nodes": {name: {"inputs": [...], "outputs": [...]}}, "links": [{"from": name, "to": name,
            "columns": [...], "kind": "free" or "fixed"}]}``; a Graph is taken as it is

        Raises
        ------
        OptionError
            a part that is missing, unknown or no such thing; a link from or to a node that is not there, or from a node
            to itself; a column used twice
        """
        if isinstance(given, Graph):
            return given
        table = _table("graph", given, GRAPH_KEYS)
        nodes = tuple(_node(name, one) for name, one in _table("graph.nodes", table.get("nodes"), None).items())
        if not nodes:
            raise OptionError("graph-empty")
        listed = table.get("links", ())
        if isinstance(listed, str) or not isinstance(listed, Sequence):
            raise OptionError("graph-part", part="graph.links", value=repr(listed))
        names = [node.name for node in nodes]
        graph = cls(nodes, tuple(_link(f"graph.links[{i}]", one, names) for i, one in enumerate(listed, start=1)))
        graph._refuse_twice()
        return graph

    def to_dict(self) -> dict[str, Any]:
        """The mapping that :meth:`of` reads."""
        nodes = {n.name: {"inputs": list(n.inputs), "outputs": list(n.outputs)} for n in self.nodes}
        links = [
            {"from": one.source, "to": one.target, "columns": list(one.columns), "kind": one.kind} for one in self.links
        ]
        return {"nodes": nodes, "links": links}

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the nodes."""
        return tuple(node.name for node in self.nodes)

    def entering(self, node: str) -> tuple[str, ...]:
        """Intermediate columns that a node uses."""
        return tuple(column for link in self.links if link.target == node for column in link.columns)

    def leaving(self, node: str) -> tuple[str, ...]:
        """Intermediate columns that a node makes."""
        return tuple(column for link in self.links if link.source == node for column in link.columns)

    def columns(self) -> Iterator[tuple[str, str, str]]:
        """Every column with its role in the panel, and where it stands: a node, or a link."""
        for node in self.nodes:
            yield from ((column, "inputs", node.name) for column in node.inputs)
            yield from ((column, "outputs", node.name) for column in node.outputs)
        for link in self.links:
            yield from ((column, "intermediates", f"{link.source} → {link.target}") for column in link.columns)

    def match(self, panel: Panel) -> None:
        """Refuse a graph whose columns are not just those of the panel's inputs, intermediates and outputs.

        Raises
        ------
        OptionError
            a column without that role in the panel, a column of the panel that stands nowhere, a node that nothing
            enters or nothing leaves
        """
        stands: dict[str, set[str]] = {"inputs": set(), "outputs": set(), "intermediates": set()}
        for column, role, where in self.columns():
            known = getattr(panel.roles, role)
            if column not in known:
                raise OptionError("graph-column", column=column, where=where, role=role, allowed=list(known))
            stands[role].add(column)
        for role, used in stands.items():
            left = [column for column in getattr(panel.roles, role) if column not in used]
            if left:
                raise OptionError("graph-unused", columns=left, role=role)
        for node in self.nodes:
            if not (node.inputs or self.entering(node.name)) or not (node.outputs or self.leaving(node.name)):
                raise OptionError("graph-node-open", node=node.name)

    def in_order(self, model: str) -> tuple[str, ...]:
        """Names of the nodes, each behind those it takes from.

        Raises
        ------
        OptionError
            ``graph-cycle``: links that lead back to where they came from
        """
        before = {name: {one.source for one in self.links if one.target == name} for name in self.names}
        order: list[str] = []
        while before:
            ready = [name for name, sources in before.items() if sources <= set(order)]
            if not ready:
                raise OptionError("graph-cycle", model=model, nodes=list(before))
            order += ready
            before = {name: sources for name, sources in before.items() if name not in ready}
        return tuple(order)

    @property
    def is_chain(self) -> bool:
        """Whether each node takes only from the one before it and gives only to the one behind it."""
        pairs = {(one.source, one.target) for one in self.links}
        steps = set(zip(self.names, self.names[1:], strict=False))
        outside = any(node.inputs for node in self.nodes[1:]) or any(node.outputs for node in self.nodes[:-1])
        return pairs == steps and not outside

    def _refuse_twice(self) -> None:
        seen: dict[str, str] = {}
        for column, _, where in self.columns():
            if column in seen:
                raise OptionError("graph-column-twice", column=column, first=seen[column], second=where)
            seen[column] = where


def _table(part: str, given: Any, keys: Sequence[str] | None) -> dict[str, Any]:
    """A table of the graph, whose keys are among those known."""
    if not isinstance(given, Mapping):
        raise OptionError("graph-part", part=part, value=repr(given))
    for key in given:
        if keys is not None and key not in keys:
            raise OptionError.choice(part, key, keys)
    return dict(given)


def _node(name: Any, given: Any) -> Node:
    part = f"graph.nodes.{name}"
    table = _table(part, given, NODE_KEYS)
    return Node(str(name), *(_columns(f"{part}.{key}", table.get(key, ())) for key in NODE_KEYS))


def _link(part: str, given: Any, names: Sequence[str]) -> Link:
    table = _table(part, given, LINK_KEYS)
    for end in ("from", "to"):
        choose_one(f"{part}.{end}", table.get(end), names)
    columns, kind = _columns(f"{part}.columns", table.get("columns", ())), table.get("kind", "free")
    choose_one(f"{part}.kind", kind, KINDS)
    if not columns:
        raise OptionError("graph-part", part=f"{part}.columns", value="[]")
    if table["from"] == table["to"]:
        raise OptionError("graph-loop", node=table["from"], part=part)
    return Link(table["from"], table["to"], columns, kind)


def _columns(part: str, given: Any) -> tuple[str, ...]:
    """Names of columns, one or a list."""
    listed = [given] if isinstance(given, str) else given
    if not isinstance(listed, Sequence) or any(not isinstance(one, str) for one in listed):
        raise OptionError("graph-part", part=part, value=repr(given))
    return tuple(listed)
