"""Radial models, and those that are radial against changed data, from their programs."""

from collections.abc import Iterator

import numpy as np
from by_scipy import SUMS, directional, least, radial, scaled
from scipy.optimize import brentq
from stress_panels import Draw

import farrell

Compared = tuple[str, float, float]
RTS = ("crs", "vrs", "nirs", "ndrs")


def _rts(draw: Draw, *more: str) -> str:
    return str(draw.choose(*RTS, *more))


def _way(draw: Draw) -> str:
    return str(draw.choose("input", "output"))


def _bounds(rts: str) -> tuple[float, float] | None:
    return SUMS["grs"] if rts == "grs" else None


def dea(draw: Draw) -> Iterator[Compared]:
    rts, way = _rts(draw, "grs"), _way(draw)
    found = farrell.dea(draw.panel, rts=rts, orientation=way, bounds=_bounds(rts))
    X, Y = draw.panel.X, draw.panel.Y
    for o, ref in draw.points():
        yield f"{rts} {way}", found.score[o], radial(X[o], Y[o], X[ref], Y[ref], rts, way)


def super_efficiency(draw: Draw) -> Iterator[Compared]:
    rts, way = _rts(draw), _way(draw)
    found = farrell.super_efficiency(draw.panel, rts=rts, orientation=way)
    X, Y = draw.panel.X, draw.panel.Y
    for o, ref in draw.points():
        rest = ref[ref != o]
        if len(rest):  # against nobody the score is a convention
            yield f"{rts} {way}", found.score[o], radial(X[o], Y[o], X[rest], Y[rest], rts, way)


def window_analysis(draw: Draw) -> Iterator[Compared]:
    rts, way = _rts(draw), _way(draw)
    years = np.unique(draw.periods)
    width = int(draw.rng.integers(1, len(years) + 1))
    found = farrell.window_analysis(draw.panel, width=width, rts=rts, orientation=way)
    X, Y = draw.panel.X, draw.panel.Y
    for k in range(len(years) - width + 1):
        ref = np.flatnonzero((draw.periods >= years[k]) & (draw.periods <= years[k + width - 1]))
        for o in ref[:3]:
            want = radial(X[o], Y[o], X[ref], Y[ref], rts, way)
            yield f"{rts} {way}", found.scores[k, o], want if way == "input" else 1 / want


def _te(value: float, way: str) -> float:
    return value if way == "input" else 1 / value


def layers(draw: Draw) -> Iterator[Compared]:
    rts, way = _rts(draw), _way(draw)
    found = farrell.layers(draw.panel, rts=rts, orientation=way)
    X, Y = draw.panel.X, draw.panel.Y
    for period in np.unique(draw.periods):
        left, level = np.flatnonzero(draw.periods == period), 0
        while len(left):
            level += 1
            te = np.array([_te(radial(X[o], Y[o], X[left], Y[left], rts, way), way) for o in left])
            for o in left[te > 1 - 1e-6]:
                yield f"{rts} {way}", found.parts["layer"][o], level
            left = left[te <= 1 - 1e-6]


def efficiency_ladder(draw: Draw) -> Iterator[Compared]:
    rts, way = _rts(draw), _way(draw)
    o, ref = next(draw.points(1))
    labels = draw.panel
    found = farrell.efficiency_ladder(
        labels, labels.unit_labels[o], period=labels.period_labels[o], rts=rts, orientation=way
    )
    X, Y = labels.X, labels.Y
    yield f"{rts} {way} first", found.te[0], _te(radial(X[o], Y[o], X[ref], Y[ref], rts, way), way)
    if len(found.te) > 1:  # without one unit: the most that any gives, for only a peer changes the score
        each = [radial(X[o], Y[o], X[ref[ref != j]], Y[ref[ref != j]], rts, way) for j in ref if j != o]
        yield f"{rts} {way} second", found.te[1], max(_te(value, way) for value in each)


def returns_to_scale(draw: Draw) -> Iterator[Compared]:
    way = _way(draw)
    found = farrell.returns_to_scale(draw.panel, orientation=way)
    for o, ref in draw.points(2):
        x, X, y, Y = scaled((draw.panel.X[o], draw.panel.X[ref]), (draw.panel.Y[o], draw.panel.Y[ref]))
        te = radial(x, y, X, Y, "vrs", way)
        yield f"{way} te", found.score[o], te
        c = radial(x, y, X, Y, "crs", way)
        x, y = (c * x, y) if way == "input" else (x, c * y)
        ub = [(X[:, i], x[i] + 1e-10) for i in range(len(x))] + [(-Y[:, r], -y[r] + 1e-10) for r in range(len(y))]
        for name, sign in (("low", 1), ("high", -1)):
            yield f"{way} sum {name}", found.parts[f"lambda_sum_{name}"][o], sign * least(sign * np.ones(len(X)), ub)[0]


def categorical(draw: Draw) -> Iterator[Compared]:
    panel = draw.panel
    group = draw.rng.integers(0, 3, len(panel))
    rts, way = _rts(draw), _way(draw)
    panel = panel.with_group("kind", [("low", "middle", "high")[g] for g in group])
    found = farrell.categorical(panel, category="kind", order=["low", "middle", "high"], rts=rts, orientation=way)
    for o, ref in draw.points():
        low = ref[group[ref] <= group[o]]
        yield f"{rts} {way}", found.score[o], radial(panel.X[o], panel.Y[o], panel.X[low], panel.Y[low], rts, way)


def metafrontier(draw: Draw) -> Iterator[Compared]:
    group = draw.rng.integers(0, 2, len(draw.panel))
    rts, way = _rts(draw), _way(draw)
    panel = draw.panel.with_group("kind", [f"G{g}" for g in group])
    shape = draw.choose("convex", "union")
    found = farrell.metafrontier(panel, group="kind", frontier=shape, rts=rts, orientation=way)
    for o, ref in draw.points(3):
        each = {
            g: _te(radial(panel.X[o], panel.Y[o], panel.X[q], panel.Y[q], rts, way), way)
            for g in set(group[ref]) if len(q := ref[group[ref] == g])
        }  # fmt: skip
        yield f"{rts} {way} group", found.te_group[o], each[group[o]]
        whole = _te(radial(panel.X[o], panel.Y[o], panel.X[ref], panel.Y[ref], rts, way), way)
        yield f"{rts} {way} meta", found.te_meta[o], whole if shape == "convex" else np.nanmin(list(each.values()))


def _mixed(delta: float, alpha: float, x, y, X, Y, rts) -> float:
    """theta of the point at delta, less 1."""
    return radial(x * delta ** (1 - alpha), y * delta**-alpha, X, Y, rts) - 1


def generalized_distance(draw: Draw) -> Iterator[Compared]:
    rts, alpha = _rts(draw), float(draw.choose(0.25, 0.5, 0.75))
    found = farrell.generalized_distance(draw.panel, alpha=alpha, rts=rts)
    yield from _along(draw, rts, alpha, found.score, 1)


def hyperbolic(draw: Draw) -> Iterator[Compared]:
    rts = _rts(draw)
    yield from _along(draw, rts, 0.5, farrell.hyperbolic(draw.panel, rts=rts).score, 2)


def _along(draw: Draw, rts: str, alpha: float, score: np.ndarray, power: int) -> Iterator[Compared]:
    for o, ref in draw.points(2):
        x, X, y, Y = scaled((draw.panel.X[o], draw.panel.X[ref]), (draw.panel.Y[o], draw.panel.Y[ref]))

        def short(delta, x=x, y=y, X=X, Y=Y):  # an infeasible point asks for more than there is
            return np.nan_to_num(_mixed(delta, alpha, x, y, X, Y, rts), nan=1.0)

        want = 1.0 if short(1 - 1e-9) > 0 else brentq(short, 1e-9, 1, xtol=1e-12)
        yield rts, score[o] ** power, want


def ddf(draw: Draw) -> Iterator[Compared]:
    rts = _rts(draw, "fdh")
    found = farrell.ddf(draw.panel, rts=rts)
    for o, ref in draw.points():
        x, X, y, Y = scaled((draw.panel.X[o], draw.panel.X[ref]), (draw.panel.Y[o], draw.panel.Y[ref]))
        yield rts, found.score[o], directional(x, y, X, Y, rts, x, y)


def lgo(draw: Draw) -> Iterator[Compared]:
    rts, a, b = _rts(draw), float(draw.choose(0.5, 1.0)), float(draw.choose(0.0, 0.7))
    found = farrell.lgo(draw.panel, rts=rts, d_input=a, d_output=b)
    for o, ref in draw.points():
        x, X, y, Y = scaled((draw.panel.X[o], draw.panel.X[ref]), (draw.panel.Y[o], draw.panel.Y[ref]))
        yield rts, found.score[o], directional(x, y, X, Y, rts, a * x, b * y)


def range_directional(draw: Draw) -> Iterator[Compared]:
    found = farrell.range_directional(draw.panel)
    for o, ref in draw.points():
        x, X, y, Y = scaled((draw.panel.X[o], draw.panel.X[ref]), (draw.panel.Y[o], draw.panel.Y[ref]))
        g_x, g_y = x - X.min(0), Y.max(0) - y
        want = directional(x, y, X, Y, "vrs", g_x, g_y) if g_x.any() or g_y.any() else 0.0
        yield "vrs", found.score[o], want


def mea(draw: Draw) -> Iterator[Compared]:
    rts = _rts(draw)
    found = farrell.mea(draw.panel, rts=rts)
    for o, ref in draw.points(2):
        x, X, y, Y = scaled((draw.panel.X[o], draw.panel.X[ref]), (draw.panel.Y[o], draw.panel.Y[ref]))
        d = np.array([directional(x, y, X, Y, rts, e, 0 * y) for e in np.eye(len(x))])
        want = directional(x, y, X, Y, rts, d, 0 * y) if (d > 1e-9).any() else 0.0
        yield rts, found.score[o], want


def holder(draw: Draw) -> Iterator[Compared]:
    rts, norm = _rts(draw), draw.choose(1, "inf")
    found = farrell.holder(draw.panel, l=norm, weighted=True, rts=rts)
    for o, ref in draw.points(2):
        x, X, y, Y = scaled((draw.panel.X[o], draw.panel.X[ref]), (draw.panel.Y[o], draw.panel.Y[ref]))
        z = np.r_[x, y]
        ways = [z] if norm == "inf" else [z * e for e in np.eye(len(z)) if (z * e).any()]
        yield f"{rts} {norm}", found.score[o], min(directional(x, y, X, Y, rts, g[: len(x)], g[len(x) :]) for g in ways)


def capacity(draw: Draw) -> Iterator[Compared]:
    rts = str(draw.choose("vrs", "nirs"))
    found = farrell.capacity(draw.panel, fixed=["x0"], rts=rts)
    X, Y = draw.panel.X, draw.panel.Y
    for o, ref in draw.points(3):
        own, full = (radial(X[o, :k], Y[o], X[ref, :k], Y[ref], rts, "output") for k in (X.shape[1], 1))
        yield rts, found.score[o], own / full


def undesirable(draw: Draw) -> Iterator[Compared]:
    panel, treatment = draw.panel, str(draw.choose("kuosmanen", "input", "seiford-zhu"))
    found = farrell.undesirable(panel, treatment=treatment)
    for o, ref in draw.points(3):
        x, X, y, Y = scaled((panel.X[o], panel.X[ref]), (panel.Y[o], panel.Y[ref]))
        b, B = panel.B[o], panel.B[ref]
        n = len(ref)
        if treatment == "input":
            want = radial(np.r_[x, b], y, np.c_[X, B], Y, "vrs", "output")
        elif treatment == "seiford-zhu":
            top = panel.B.max(0) + 1
            want = radial(x, np.r_[y, top - b], X, np.c_[Y, top - B], "vrs", "output")
        else:
            b, B = scaled((b, B))
            ub = [(np.r_[X[:, i], X[:, i], 0], x[i]) for i in range(len(x))]
            ub += [(np.r_[-Y[:, r], np.zeros(n), y[r]], 0) for r in range(len(y))]
            eq = [(np.r_[B[:, k], np.zeros(n + 1)], b[k]) for k in range(len(b))] + [(np.r_[np.ones(2 * n), 0], 1)]
            want = -least(np.r_[np.zeros(2 * n), -1], ub, eq)[0]
        yield treatment, found.score[o], want


def environmental_ddf(draw: Draw) -> Iterator[Compared]:
    panel, rts = draw.panel, "crs"
    found = farrell.environmental_ddf(panel)
    for o, ref in draw.points(3):
        x, X, y, Y, b, B = scaled((panel.X[o], panel.X[ref]), (panel.Y[o], panel.Y[ref]), (panel.B[o], panel.B[ref]))
        ub = [(np.r_[X[:, i], 0], x[i]) for i in range(len(x))] + [
            (np.r_[-Y[:, r], y[r]], -y[r]) for r in range(len(y))
        ]
        eq = [(np.r_[B[:, k], b[k]], b[k]) for k in range(len(b))]
        yield (
            rts,
            found.score[o],
            -least(np.r_[np.zeros(len(ref)), -1], ub, eq, [(0, None)] * len(ref) + [(None, None)])[0],
        )


def restricted_multiplier(draw: Draw) -> Iterator[Compared]:
    panel = draw.panel
    ratio = panel.X[:, 0].mean() / panel.X[:, 1].mean()  # in units in which the means are 1: from 1/3 to 3
    rule = {"ratio": ["x1", "x0"], "low": ratio / 3, "high": ratio * 3}
    found = farrell.restricted_multiplier(panel, restrictions=[rule])
    for o, ref in draw.points(3):
        x, X, y, Y = panel.X[o] / panel.X.mean(0), panel.X[ref] / panel.X.mean(0), panel.Y[o], panel.Y[ref]
        y, Y = scaled((y, Y))
        m, s = len(x), len(y)
        ub = [(np.r_[-X[j], Y[j]], 0) for j in range(len(X))]
        cone = np.zeros((2, m + s))
        cone[:, :2] = [[1 / 3, -1], [-3, 1]]
        want = -least(np.r_[np.zeros(m), -y], ub + [(row, 0) for row in cone], [(np.r_[x, np.zeros(s)], 1)])[0]
        yield "crs", found.score[o], want


def _fuzzy(draw: Draw, level: float):
    """Low and high ends of the cuts: inputs spread by 20 % of the least, outputs exact."""
    half = (1 - level) * 0.2 * draw.panel.X[:, 0].min()
    low, high = draw.panel.X.copy(), draw.panel.X.copy()
    low[:, 0] -= half
    high[:, 0] += half
    return low, high


def fuzzy_kao_liu(draw: Draw) -> Iterator[Compared]:
    rts, level = _rts(draw), 0.4
    found = farrell.fuzzy_kao_liu(draw.panel, spreads={"x0": 0.2 * draw.panel.X[:, 0].min()}, alpha=level, rts=rts)
    (low, high), Y = _fuzzy(draw, level), draw.panel.Y
    for o, ref in draw.points(3):
        for name, own, others in (("worst", high, low), ("best", low, high)):
            X = others[ref].copy()
            X[ref == o] = own[o]
            yield f"{rts} {name}", found.scores[name][o, 0], radial(own[o], Y[o], X, Y[ref], rts)


def fuzzy_possibilistic(draw: Draw) -> Iterator[Compared]:
    rts, level = _rts(draw), 0.4
    found = farrell.fuzzy_possibilistic(draw.panel, spreads={"x0": 0.2 * draw.panel.X[:, 0].min()}, h=level, rts=rts)
    (low, high), X, Y = _fuzzy(draw, level), draw.panel.X, draw.panel.Y
    for o, ref in draw.points(3):
        both = np.hstack([low, high, X])
        yield rts, found.scores["score"][o, 0], radial(both[o], Y[o], both[ref], Y[ref], rts)


def fuzzy_guo_tanaka(draw: Draw) -> Iterator[Compared]:
    level, spread = 0.4, 0.2 * draw.panel.X[:, 0].min()
    found = farrell.fuzzy_guo_tanaka(draw.panel, spreads={"x0": spread}, h=level)
    (low, high), Y = _fuzzy(draw, level), draw.panel.Y
    for o, ref in draw.points(3):
        size = draw.panel.X[ref].mean(0)
        a, b, A, B = (v / size for v in (low[o], high[o], low[ref], high[ref]))
        y, Z = scaled((Y[o], Y[ref]))
        e = (1 - level) * spread / draw.panel.X[ref, 0].min()
        d = np.r_[spread, np.zeros(len(a) - 1)] / size
        wide = -least(-d, [(b, 1 + e)], [(a, 1 - e)])[0]
        m, s = len(a), len(y)
        ub = [(np.r_[-A[j], Z[j]], 0) for j in range(len(ref))] + [(np.r_[-B[j], Z[j]], 0) for j in range(len(ref))]
        ub += [(np.r_[b, np.zeros(s)], 1 + e), (np.r_[-d, np.zeros(s)], -wide * (1 - 1e-11))]
        _, z = least(np.r_[np.zeros(m), -y], ub, [(np.r_[a, np.zeros(s)], 1 - e)])
        yield "center", found.scores["center"][o, 0], z[m:] @ y / (z[:m] @ (draw.panel.X[o] / size))
