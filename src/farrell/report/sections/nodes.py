"""Where inside a unit the loss is: scores of the nodes of a network, or of the stages of a chain."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
from scipy import stats

from farrell.report import figures
from farrell.report.figures.style import MOST_UNITS
from farrell.report.names import Names, number
from farrell.report.parts import Figure, Part, Table, View
from farrell.report.sections.spoken import SAME_SCORE, SIGNIFICANT, probability

FEWEST = 6
"""Units below which signed ranks can tell nothing at 5 %."""
MOST_ROWS = 60
"""Units up to which the table stands open."""


def parts(view: View) -> list[Part]:
    """A paragraph, a figure and a table, of a model that has node scores."""
    now = view.now("node_scores")
    if not np.isfinite(now["te"]).any():
        return []
    drawing = figures.node_dots(now, _system(view), view.names)
    name = f"{drawing.name}-{view.model['kind'].replace('_', '-')}-{view.number}"
    return [
        *view.paragraph([levels(view), weakest(view), open_splits(view)]),
        Figure(replace(drawing, name=name), _caption(view, len(_system(view)))),
        _table(view),
    ]


def links(graph: Mapping[str, Any], names: Names) -> list[str]:
    """What runs between which nodes: ``Facilities → Services (Beds, free)``."""
    said = []
    for link in graph.get("links", ()):
        ends = " → ".join(names.node(link[end]) for end in ("from", "to"))
        columns = [link["columns"]] if isinstance(link["columns"], str) else link["columns"]
        kind = names.say(f"link-{link.get('kind', 'free')}")
        said.append(names.aside(ends, names.many([*map(names.variable, columns), kind])))
    return said or [names.many([names.node(name) for name in graph["nodes"]])]


def wide(view: View) -> Any:
    """(units, nodes) scores of the last period."""
    return view.now("node_scores").pivot(index="unit", columns="node", values="te")[names_of(view)]


def names_of(view: View) -> list[str]:
    """Nodes in the order of the graph."""
    return list(dict.fromkeys(view.now("node_scores")["node"]))


def levels(view: View) -> str:
    """The mean score of every node."""
    means = wide(view).mean()
    shown = [f"{view.names.node(node)} {number(means[node])}" for node in names_of(view)]
    return view.say("say-nodes", when=view.when, values=view.names.many(shown))


def weakest(view: View) -> str:
    """The node with the lowest mean against the next one, by signed ranks of the units that have both."""
    scores = wide(view)
    order = scores.mean().sort_values(kind="stable").index[:2]
    if len(order) < 2:
        return ""
    low, next_low = order
    both = scores[[low, next_low]].dropna()
    gap = (both[low] - both[next_low]).to_numpy()
    if len(gap) < FEWEST or not gap.any():
        return ""
    p = float(stats.wilcoxon(gap).pvalue)
    said: dict[str, Any] = {
        "node": view.names.node(low),
        "other": view.names.node(next_low),
        "p": probability(p),
    }
    said |= {"n": int((gap < 0).sum()), "of": len(gap)}
    return view.say("say-node-weakest" if p < SIGNIFICANT else "say-node-alike", **said)


def open_splits(view: View) -> str:
    """In how many units the split between nodes is open by more than counts."""
    now = view.now("node_scores")
    known = now[np.isfinite(now["low"]) & np.isfinite(now["high"])]
    if len(known) == 0:
        return ""
    width = (known["high"] - known["low"]).groupby(known["unit"]).max()
    open_units = int((width > SAME_SCORE).sum())
    if open_units == 0:
        return view.say("say-nodes-unique")
    return view.say("say-nodes-open", n=open_units, of=len(width), widest=number(float(width.max())))


def _caption(view: View, units: int) -> str:
    """What the figure shows, of how many units, when, from which data."""
    names, data = view.names, view.results.meta["data"]
    scope = [view.say("units", n=units), *([names.at(view.last)] if view.timed else [])]
    shows = names.sentence([view.say("fig-nodes", model=view.model["name"])])
    shown = [view.say("figure-shown", shown=MOST_UNITS, n=units)] if units > MOST_UNITS else []
    source = view.say("figure-data", source=data["attribution"][names.language])
    return names.joined([shows, names.sentence(scope), *shown, source])


def _system(view: View) -> Any:
    return view.now("scores").set_index("unit")["te"]


def _table(view: View) -> Table:
    """Every unit: the system and each node, with its ends where they are known."""
    now, names = view.now("node_scores").set_index(["unit", "node"]), view.names
    system, nodes = _system(view), names_of(view)
    rows, any_open = [], False
    for unit in system.index:
        cells = [number(system[unit])]
        for node in nodes:
            one = now.loc[(unit, node)]
            is_open = np.isfinite(one["low"]) and one["high"] - one["low"] > SAME_SCORE
            any_open |= is_open
            ends = f"{number(one['low'])}–{number(one['high'])}"
            cells.append(names.aside(number(one["te"]), ends) if is_open else number(one["te"]))
        rows.append([names.unit(unit), *cells])
    scores = wide(view)
    rows.append([view.say("mean-all"), number(system.mean()), *(number(scores[node].mean()) for node in nodes)])
    header = [view.say("unit"), view.say("node-system"), *(names.node(node) for node in nodes)]
    caption = view.say("t-nodes", when=view.when, model=view.model["name"])
    folded = len(rows) > MOST_ROWS
    note = view.say("nodes-note") if any_open else ""
    return Table(caption, header, rows, notes=note, means=frozenset({len(rows) - 1}), folded=folded)
