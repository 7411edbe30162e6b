"""Networks and periods joined by what is carried over, from their programs."""

from collections.abc import Iterator
from itertools import product

import numpy as np
from by_scipy import least, radial, scaled
from radial_by_scipy import RTS, Compared
from stress_panels import Draw

import farrell


def _stages(draw: Draw, o: int, ref: np.ndarray):
    """x, z, y of the unit and of the reference, and the rows of both stages: made less taken."""
    p = draw.panel
    Z = np.column_stack([p.numbers[c] for c in p.roles.intermediates])
    x, X, z, Z, y, Y = scaled((p.X[o], p.X[ref]), (Z[o], Z[ref]), (p.Y[o], p.Y[ref]))
    first, second = np.hstack([-X, Z, 0 * Y]), np.hstack([0 * X, -Z, Y])
    own = [np.r_[x, 0 * z, 0 * y], np.r_[0 * x, z, 0 * y], np.r_[0 * x, 0 * z, y]]
    return own, [(row, 0) for row in first], [(row, 0) for row in second]


def two_stage(draw: Draw) -> Iterator[Compared]:
    kind = str(draw.choose("multiplicative", "additive"))
    found = farrell.two_stage(draw.panel, decomposition=kind)
    for o, ref in draw.points():
        (x, z, y), first, second = _stages(draw, o, ref)
        value, one = (y, x) if kind == "multiplicative" else (z + y, x + z)
        yield kind, found.score[o], -least(-value, first + second, [(one, 1)])[0]


def leader_follower(draw: Draw) -> Iterator[Compared]:
    found = farrell.leader_follower(draw.panel)
    for o, ref in draw.points():
        (x, z, y), first, second = _stages(draw, o, ref)
        led = -least(-z, first, [(x, 1)])[0]
        both = -least(-y, [*first, *second, (-z, -led * (1 - 1e-11))], [(x, 1)])[0]
        yield "E", found.score[o], both


def series_system(draw: Draw) -> Iterator[Compared]:
    found = farrell.series_system(draw.panel, graph=_two_nodes(draw, "free"))
    for o, ref in draw.points():
        (x, _, y), first, second = _stages(draw, o, ref)
        yield "E", found.score[o], -least(-y, first + second, [(x, 1)])[0]


def parallel_system(draw: Draw) -> Iterator[Compared]:
    """Two processes with an input and an output each, at the same prices."""
    p = draw.panel
    processes = {f"p{k}": {"inputs": [f"x{k}"], "outputs": [f"y{k}"]} for k in range(2)}
    found = farrell.parallel_system(p, processes=processes)
    for o, ref in draw.points():
        size = p.X[ref].max(), p.Y[ref].max()
        X, Y, x, y = p.X[ref] / size[0], p.Y[ref] / size[1], p.X[o] / size[0], p.Y[o] / size[1]
        rows = [(np.r_[-X[j, k], Y[j, k]], 0) for j, k in product(range(len(ref)), range(2))]
        yield "E", found.score[o], -least([0, -y.sum()], rows, [([x.sum(), 0], 1)])[0]


def _two_nodes(draw: Draw, kind: str) -> dict:
    roles = draw.panel.roles
    nodes = {
        "first": {"inputs": list(roles.inputs), "outputs": []},
        "second": {"inputs": [], "outputs": list(roles.outputs)},
    }
    links = [{"from": "first", "to": "second", "columns": list(roles.intermediates), "kind": kind}]
    return {"nodes": nodes, "links": links}


def joined(X, Y, Z, C, o, rts, way, link, kept) -> float:
    """The dynamic network measure of a first node that takes X and a second that makes Y, over periods.

    X (T, n, m), Y (T, n, s), Z (T, n, d) goes from the first node to the second, C (T, n, q) is carried over by the
    second. All numbers are homogeneous in the last variable, by Charnes & Cooper.
    """
    T, n, m = X.shape
    s, size = Y.shape[2], 2 * T * n + 1
    ub, eq = [], []

    def row(t, node, column, own=0.0):
        r = np.zeros(size)
        r[(2 * t + node) * n : (2 * t + node + 1) * n], r[-1] = column, -own
        return r

    top, bottom, one = np.zeros(size), np.zeros(size), np.eye(size)[-1]
    good, bad = (C.shape[2] if kept == name else 0 for name in ("good", "bad"))
    top += one / 2 if way != "output" and not bad else 0  # the second node takes nothing that counts
    bottom += one / 2 if way != "input" else 0  # the first node makes nothing that counts
    for t in range(T):
        for i in range(m):
            ub.append((row(t, 0, X[t, :, i], X[t, o, i]), 0))
            top += row(t, 0, X[t, :, i]) / X[t, o, i] / m / T / 2
        for r in range(s):
            ub.append((-row(t, 1, Y[t, :, r], Y[t, o, r]), 0))
            bottom += row(t, 1, Y[t, :, r]) / Y[t, o, r] / (s + good) / T / 2
        for k in range(C.shape[2]):
            limit = row(t, 1, C[t, :, k], C[t, o, k])
            if kept in ("good", "bad"):
                ub.append((limit if kept == "bad" else -limit, 0))
            if kept == "fixed":
                eq.append((limit, 0))
            if kept == "good":
                bottom += row(t, 1, C[t, :, k]) / C[t, o, k] / (s + good) / T / 2
            if kept == "bad":
                top += row(t, 1, C[t, :, k]) / C[t, o, k] / bad / T / 2
            if t < T - 1:
                eq.append((row(t, 1, C[t, :, k]) - row(t + 1, 1, C[t, :, k]), 0))
        for k in range(Z.shape[2]):
            if link == "free":
                eq.append((row(t, 0, Z[t, :, k]) - row(t, 1, Z[t, :, k]), 0))
            else:
                eq += [(row(t, node, Z[t, :, k], Z[t, o, k]), 0) for node in (0, 1)]
        for node in range(2):
            bound = row(t, node, np.ones(n), 1.0)
            if rts == "vrs":
                eq.append((bound, 0))
            if rts in ("nirs", "ndrs"):
                ub.append((bound if rts == "nirs" else -bound, 0))
    if way == "input":
        bottom = one
    if way == "output":
        top = one
    return least(top, ub, [*eq, (bottom, 1)])[0]


def _by_period(draw: Draw, names: tuple[str, ...]) -> np.ndarray:
    """(T, n, columns), units in the same order in every period, each column with a mean of 1."""
    p = draw.panel
    units = sorted(set(p.unit_labels))
    place = {key: k for k, key in enumerate(zip(p.unit_labels, p.period_labels, strict=True))}
    rows = [[place[u, t] for u in units] for t in sorted(set(p.period_labels))]
    values = np.column_stack([p.numbers[c] for c in names])
    return (values / values.mean(0))[np.array(rows)]


def network_sbm(draw: Draw) -> Iterator[Compared]:
    rts, way, link = (
        str(draw.choose(*RTS)),
        str(draw.choose("input", "output", "none")),
        str(draw.choose("free", "fixed")),
    )
    weights = {"input": {"first": 1.0, "second": 0.0}, "output": {"first": 0.0, "second": 1.0}}.get(way)
    found = farrell.network_sbm(draw.panel, graph=_two_nodes(draw, link), rts=rts, orientation=way, weights=weights)
    roles, p = draw.panel.roles, draw.panel
    for o, ref in draw.points(3):
        X, Y, Z = (
            np.column_stack([p.numbers[c][ref] for c in side])[None]
            for side in (roles.inputs, roles.outputs, roles.intermediates)
        )
        X, Y, Z = (v / v.mean(1) for v in (X, Y, Z))
        want = joined(X, Y, Z, np.zeros((1, len(ref), 0)), int(np.flatnonzero(ref == o)[0]), rts, way, link, "none")
        if way == "input":  # all weight on the node that counts
            want = 2 * want - 1
        if way == "output":
            want = 1 / (2 / want - 1)
        yield f"{rts} {way} {link}", found.score[o], want


def dynamic_network_sbm(draw: Draw) -> Iterator[Compared]:
    rts, link = str(draw.choose(*RTS)), str(draw.choose("free", "fixed"))
    kept, roles = str(draw.choose("good", "free", "fixed")), draw.panel.roles
    found = farrell.dynamic_network_sbm(
        draw.panel, graph=_two_nodes(draw, link), rts=rts,
        carry_overs={c: {"node": "second", "kind": kept} for c in roles.carry_overs},
    )  # fmt: skip
    sides = [_by_period(draw, s) for s in (roles.inputs, roles.outputs, roles.intermediates, roles.carry_overs)]
    for o, unit in enumerate(sorted(set(draw.panel.unit_labels))[:3]):
        row = list(found.panel.unit_labels).index(unit)
        yield f"{rts} {link} {kept}", found.parts["overall"][row], joined(*sides, o, rts, "none", link, kept)


def dynamic_sbm(draw: Draw) -> Iterator[Compared]:
    """One node: a network whose link is empty would count it twice, so it is written out here."""
    rts, kept, roles = str(draw.choose(*RTS)), str(draw.choose("good", "bad", "free", "fixed")), draw.panel.roles
    found = farrell.dynamic_sbm(draw.panel, rts=rts, carry_overs=dict.fromkeys(roles.carry_overs, kept))
    X, Y, C = (_by_period(draw, s) for s in (roles.inputs, roles.outputs, roles.carry_overs))
    (T, n, m), s, q = X.shape, Y.shape[2], C.shape[2]
    for o, unit in enumerate(sorted(set(draw.panel.unit_labels))[:3]):
        size, ub, eq = T * n + 1, [], []
        top, bottom = np.zeros(size), np.zeros(size)
        for t in range(T):

            def row(column, own, t=t, size=size):
                r = np.zeros(size)
                r[t * n : (t + 1) * n], r[-1] = column, -own
                return r

            taken = [X[t, :, i] for i in range(m)] + [C[t, :, k] for k in range(q) if kept == "bad"]
            made = [Y[t, :, r] for r in range(s)] + [C[t, :, k] for k in range(q) if kept == "good"]
            for v in taken:
                ub.append((row(v, v[o]), 0))
                top += row(v, 0) / v[o] / len(taken) / T
            for v in made:
                ub.append((-row(v, v[o]), 0))
                bottom += row(v, 0) / v[o] / len(made) / T
            for k in range(q):
                if kept == "fixed":
                    eq.append((row(C[t, :, k], C[t, o, k]), 0))
                if t < T - 1:
                    eq.append((row(C[t, :, k], 0) - row(C[t, :, k], 0, t + 1), 0))
            one = row(np.ones(n), 1.0)
            if rts == "vrs":
                eq.append((one, 0))
            if rts in ("nirs", "ndrs"):
                ub.append((one if rts == "nirs" else -one, 0))
        row = list(found.panel.unit_labels).index(unit)
        yield f"{rts} {kept}", found.parts["overall"][row], least(top, ub, [*eq, (bottom, 1)])[0]


def interval_dea(draw: Draw) -> Iterator[Compared]:
    """The first input between four fifths of what is drawn and a tenth more."""
    p = draw.panel
    low = 0.8 * p.X[:, 0]
    panel = p.with_numbers({"k0": low, "k1": p.X[:, 0] * 1.1})
    found = farrell.interval_dea(panel, intervals={"x0": ["k0", "k1"]})
    X = {"low": p.X.copy(), "high": p.X.copy()}
    X["low"][:, 0], X["high"][:, 0] = low, p.X[:, 0] * 1.1
    for o, ref in draw.points(3):
        for name, own, others in (("high", "low", "high"), ("low", "high", "low")):
            A = X[others][ref].copy()
            A[ref == o] = X[own][o]
            yield name, getattr(found, name)[o], radial(X[own][o], p.Y[o], A, p.Y[ref], "crs")
