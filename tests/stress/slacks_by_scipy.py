"""Slack-based, non-radial, directional with many steps, multiplier and whole-number models from their programs."""

from collections.abc import Iterator
from itertools import product

import numpy as np
from by_scipy import enveloped, least, radial, scaled, sums, whole
from radial_by_scipy import RTS, Compared
from stress_panels import Draw

import farrell


def of(draw: Draw, o: int, ref: np.ndarray):
    return scaled((draw.panel.X[o], draw.panel.X[ref]), (draw.panel.Y[o], draw.panel.Y[ref]))


def most_slack(x, y, X, Y, rts, w_x, w_y) -> float:
    """max w s over the points of the technology that are no worse."""
    m, s = len(x), len(y)
    return -enveloped(
        -np.r_[w_x, w_y], X, Y, x, y, np.eye(m, m + s), np.eye(m + s)[m:], rts
    )  # fmt: skip


def additive(draw: Draw) -> Iterator[Compared]:
    rts, weights = str(draw.choose(*RTS, "fdh")), "mip"
    found = farrell.additive(draw.panel, rts=rts, weights=weights)
    for o, ref in draw.points():
        x, X, y, Y = of(draw, o, ref)
        yield rts, found.score[o], most_slack(x, y, X, Y, rts, 1 / x, 1 / y)


def fractional(x, y, X, Y, rts, way, sign=1) -> float:
    """min (1 - mean s-/x) / (1 + mean s+/y) by Charnes & Cooper; sign -1 is its super-efficient twin."""
    n, m, s = len(X), len(x), len(y)
    t = n + m + s
    row = np.zeros((m + s, t + 1))
    row[:m, :n], row[m:, :n] = X.T, -Y.T
    row[:, n:t], row[:, t] = sign * np.eye(m + s), -np.r_[x, -y]
    top, bottom = np.zeros(t + 1), np.zeros(t + 1)
    top[t] = bottom[t] = 1
    top[n : n + m], bottom[n + m : t] = -sign / (m * x), sign / (s * y)
    if way == "input":
        bottom[n + m : t] = 0
    if way == "output":
        top[n : n + m] = 0
    more, eq = sums(rts, n, m + s + 1)
    ub = []
    for a, b in more:
        ub.append((np.r_[a[:t], -b], 0))
    equal = [(bottom, 1)]
    for a, b in eq:
        equal.append((np.r_[a[:t], -b], 0))
    bounds = [(0, None)] * (t + 1)
    if sign < 0:  # outputs give up no more than they are; a side that does not count stays
        for r in range(s):
            a = np.zeros(t + 1)
            a[n + m + r], a[t] = 1, -y[r]
            ub.append((a, 0))
        if way == "input":
            bounds[n + m : t] = [(0, 0)] * s
        if way == "output":
            bounds[n : n + m] = [(0, 0)] * m
    return least(top, ub + [(a, 0) for a in row], equal, bounds)[0]


def sbm(draw: Draw) -> Iterator[Compared]:
    rts, way = str(draw.choose(*RTS)), str(draw.choose("input", "output", "none"))
    found = farrell.sbm(draw.panel, rts=rts, orientation=way)
    for o, ref in draw.points():
        x, X, y, Y = of(draw, o, ref)
        yield f"{rts} {way}", found.te[o], fractional(x, y, X, Y, rts, way)


def super_sbm(draw: Draw) -> Iterator[Compared]:
    rts, way = str(draw.choose("crs", "vrs")), str(draw.choose("input", "output", "none"))
    found = farrell.super_sbm(draw.panel, rts=rts, orientation=way)
    for o, ref in draw.points():
        x, X, y, Y = of(draw, o, ref)
        te = fractional(x, y, X, Y, rts, way)
        rest = ref != o
        if te > 1 - 1e-7 and rest.any():
            te = fractional(x, y, X[rest], Y[rest], rts, way, -1)
            if np.isinf(te) or (way == "output" and te > 1e9):
                te = np.nan
        elif te > 1 - 1e-7:
            continue  # nobody else: what the score is then is a convention
        yield f"{rts} {way}", found.te[o], te


def super_additive(draw: Draw) -> Iterator[Compared]:
    rts = str(draw.choose("crs", "vrs"))
    found = farrell.super_additive(draw.panel, rts=rts)
    for o, ref in draw.points():
        rest = ref[ref != o]
        if not len(rest):
            continue
        x, X, y, Y = of(draw, o, ref)
        X, Y = X[ref != o], Y[ref != o]
        m, s = len(x), len(y)
        bounds = [(0, None)] * m + [(0, v) for v in y]
        want = enveloped(np.r_[1 / x, 1 / y], X, Y, x, y, -np.eye(m, m + s), -np.eye(m + s)[m:], rts, bounds)
        yield rts, found.parts["inefficiency"][o], want


def russell(draw: Draw) -> Iterator[Compared]:
    rts, way = str(draw.choose(*RTS)), str(draw.choose("input", "output"))
    found = farrell.russell(draw.panel, rts=rts, orientation=way)
    for o, ref in draw.points():
        x, X, y, Y = of(draw, o, ref)
        m, s = len(x), len(y)
        if way == "input":
            want = enveloped(np.full(m, 1 / m), X, Y, 0 * x, y, -np.diag(x), np.zeros((s, m)), rts, [(0, 1)] * m)
        else:
            want = -enveloped(np.full(s, -1 / s), X, Y, x, 0 * y, np.zeros((m, s)), np.diag(y), rts, [(1, None)] * s)
        yield f"{rts} {way}", found.score[o], want


def nonradial_ddf(draw: Draw) -> Iterator[Compared]:
    rts = str(draw.choose(*RTS, "fdh"))
    found = farrell.nonradial_ddf(draw.panel, rts=rts)
    for o, ref in draw.points():
        x, X, y, Y = of(draw, o, ref)
        m, s = len(x), len(y)
        yield rts, found.score[o], most_slack(x, y, X, Y, rts, 1 / (2 * m * x), 1 / (2 * s * y))


def two_steps(x, y, X, Y, rts) -> float:
    """max beta_x + beta_y."""
    return -enveloped([-1.0, -1.0], X, Y, x, y, np.c_[x, 0 * x], np.c_[0 * y, y], rts)


def modified_ddf(draw: Draw) -> Iterator[Compared]:
    rts = str(draw.choose(*RTS, "fdh"))
    found = farrell.modified_ddf(draw.panel, rts=rts)
    for o, ref in draw.points():
        yield rts, found.score[o], two_steps(*(of(draw, o, ref)[i] for i in (0, 2, 1, 3)), rts)


def reverse_ddf(draw: Draw) -> Iterator[Compared]:
    rts, measure = str(draw.choose(*RTS)), str(draw.choose("erg", "mddf"))
    found = farrell.reverse_ddf(draw.panel, measure=measure, rts=rts)
    for o, ref in draw.points():
        x, X, y, Y = of(draw, o, ref)
        want = two_steps(x, y, X, Y, rts) if measure == "mddf" else 1 - fractional(x, y, X, Y, rts, "none")
        yield f"{rts} {measure}", found.score[o], want


def ebm(draw: Draw) -> Iterator[Compared]:
    rts, epsilon = str(draw.choose(*RTS)), (0.4, 0.2)
    found = farrell.ebm(draw.panel, rts=rts, orientation="input", epsilon=epsilon)
    for o, ref in draw.points():
        x, X, y, Y = of(draw, o, ref)
        m, s = len(x), len(y)
        w = found.parts["weight_in"][o]
        A = np.c_[-x, np.eye(m)]
        cost = np.r_[1, -epsilon[0] * w / x]
        yield rts, found.te[o], enveloped(cost, X, Y, 0 * x, y, A, np.zeros((s, m + 1)), rts)


def by_production(draw: Draw) -> Iterator[Compared]:
    panel = draw.panel
    found = farrell.by_production(panel, polluting=["x0"], rts="vrs")
    for o, ref in draw.points(2):
        x, X, y, Y, b, B = scaled((panel.X[o], panel.X[ref]), (panel.Y[o], panel.Y[ref]), (panel.B[o], panel.B[ref]))
        q = len(b)
        gamma = enveloped(
            np.full(q, 1 / q), B, X[:, :1], 0 * b, x[:1], -np.diag(b), np.zeros((1, q)), "vrs", [(0, 1)] * q
        )
        yield "emission", found.parts["emission_efficiency"][o], gamma
        yield "output", found.parts["output_efficiency"][o], 1 / radial(x, y, X, Y, "vrs", "output")


def integer_dea(draw: Draw) -> Iterator[Compared]:
    rts, panel = str(draw.choose(*RTS)), draw.panel
    found = farrell.integer_dea(panel, rts=rts)
    X, Y = panel.X, panel.Y
    for o, ref in draw.points(2):
        n, m, s = len(ref), X.shape[1], Y.shape[1]
        ub, size = [], n + m + s + 1
        for i, r in product(range(m), [0]):
            a, b = np.zeros(size), np.zeros(size)
            a[:n], a[n + i], b[n + i], b[-1] = X[ref, i], -1, 1, -X[o, i]
            ub += [(a, 0), (b, r)]
        for r in range(s):
            a, b = np.zeros(size), np.zeros(size)
            a[:n], a[n + m + r], b[n + m + r] = -Y[ref, r], 1, -1
            ub += [(a, 0), (b, -Y[o, r])]
        more, eq = sums(rts, n, m + s + 1)
        integers = np.r_[np.zeros(n), np.ones(m + s), 0]
        yield rts, found.score[o], whole(np.eye(size)[-1], ub + more, eq, integers)


def fdh(draw: Draw) -> Iterator[Compared]:
    variant, way = str(draw.choose("fdh", "replicability")), "input"
    found = farrell.fdh(draw.panel, variant=variant, orientation=way)
    for o, ref in draw.points(3):
        x, X, y, Y = of(draw, o, ref)
        if variant == "fdh":
            want = radial(x, y, X, Y, "fdh", way)
        else:
            n = len(X)
            ub = [(np.r_[X[:, i], -x[i]], 0) for i in range(len(x))]
            ub += [(np.r_[-Y[:, r], 0], -y[r] + 1e-9) for r in range(len(y))]
            want = whole(np.eye(n + 1)[-1], ub, [], np.r_[np.ones(n), 0])
        yield variant, found.score[o], want


def _ratios(draw: Draw, o: int, ref: np.ndarray) -> np.ndarray:
    """max_i x_ij / x_io of the units that make as much."""
    X, Y = draw.panel.X, draw.panel.Y
    return np.sort((X[ref][(Y[ref] >= Y[o]).all(1)] / X[o]).max(1))


def order_m(draw: Draw) -> Iterator[Compared]:
    m = int(draw.rng.integers(1, 6))
    found = farrell.order_m(draw.panel, m=m)
    for o, ref in draw.points(3):
        q = _ratios(draw, o, ref)[:7]
        if len(q) ** m <= 20_000:  # every sample there is
            every = np.array(list(product(q, repeat=m)))
            if len(q) == len(_ratios(draw, o, ref)):
                yield str(m), found.score[o], every.min(1).mean()


def order_alpha(draw: Draw) -> Iterator[Compared]:
    alpha = float(draw.choose(0.55, 0.77, 0.93, 1.0))
    found = farrell.order_alpha(draw.panel, alpha=alpha)
    for o, ref in draw.points():
        q = _ratios(draw, o, ref)
        share = np.array([(q <= v).mean() for v in q])
        yield str(alpha), found.score[o], q[share > 1 - alpha + 1e-12].min()


def common_weights(draw: Draw) -> Iterator[Compared]:
    found = farrell.common_weights(draw.panel)
    for period in np.unique(draw.periods):
        ref = np.flatnonzero(draw.periods == period)
        X, Y = (v[ref] / v[ref].mean(0) for v in (draw.panel.X, draw.panel.Y))
        cost = np.r_[X.sum(0), -Y.sum(0)]
        want = least(cost, [(np.r_[-a, b], 0) for a, b in zip(X, Y, strict=True)], [(np.r_[X.sum(0), 0 * Y[0]], 1)])[0]
        v, u = found.v[ref[0]], found.u[ref[0]]
        total = (draw.panel.X[ref] @ v).sum()
        yield "gap", ((draw.panel.X[ref] @ v).sum() - (draw.panel.Y[ref] @ u).sum()) / total, want


def cross_efficiency(draw: Draw) -> Iterator[Compared]:
    """The own view, and the range of every other over all optimal weights."""
    found = farrell.cross_efficiency(draw.panel, secondary="benevolent", formulation="doyle-green-2")
    X, Y = draw.panel.X, draw.panel.Y
    for k, ref in draw.points(2):
        yield "own", found.matrix[k, k], radial(X[k], Y[k], X[ref], Y[ref], "crs")


def congestion(draw: Draw) -> Iterator[Compared]:
    found = farrell.congestion(draw.panel, method="weak")
    for o, ref in draw.points(3):
        x, X, y, Y = of(draw, o, ref)
        n = len(X)
        eq = [(np.r_[X[:, i], 0, -x[i]], 0) for i in range(len(x))] + [(np.r_[np.ones(n), 0, 0], 1)]
        ub = [(np.r_[-Y[:, r], y[r], 0], 0) for r in range(len(y))]
        weak = -least(np.r_[np.zeros(n), -1, 0], ub, eq, [(0, None)] * (n + 1) + [(0, 1)])[0]
        yield "weak", found.score[o], weak / radial(x, y, X, Y, "vrs", "output")


def closest_targets(draw: Draw) -> Iterator[Compared]:
    """The program itself, with lambda_j or the distance of the plane from unit j zero, in all combinations."""
    found = farrell.closest_targets(draw.panel)
    for o, ref in draw.points(1):
        x, X, y, Y = of(draw, o, ref)
        n, m, s = len(X), len(x), len(y)
        best = np.inf
        planes = np.hstack([-X, Y, -np.ones((n, 1))])
        for kept in product((False, True), repeat=n):
            on = np.flatnonzero(kept)
            if not len(on) or len(on) > 5:
                continue
            free = [(1, None)] * (m + s) + [(None, None)]
            face = least(np.zeros(m + s + 1), [(a, 0) for a in planes], [(planes[j], 0) for j in on], free)[0]
            if np.isnan(face):
                continue
            eq = [(np.r_[X[on, i], np.eye(m + s)[i]], x[i]) for i in range(m)]
            eq += [(np.r_[Y[on, r], -np.eye(m + s)[m + r]], y[r]) for r in range(s)] + [
                (np.r_[np.ones(len(on)), np.zeros(m + s)], 1)
            ]
            cost = np.r_[np.zeros(len(on)), 1 / x, 1 / y]
            best = np.nanmin([best, least(cost, (), eq)[0]])
        yield "vrs", found.score[o], best / (m + s)
