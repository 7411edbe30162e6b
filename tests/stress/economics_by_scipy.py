"""Models with prices, and indices over time, from their programs."""

from collections.abc import Iterator

import numpy as np
from by_scipy import directional, enveloped, least, radial, scaled, sums
from radial_by_scipy import RTS, Compared
from slacks_by_scipy import most_slack
from stress_panels import Draw

import farrell


def prices(draw: Draw) -> tuple[np.ndarray, np.ndarray]:
    p = draw.panel
    return tuple(
        np.column_stack([p.numbers[c] for c in side]) for side in (p.roles.input_prices, p.roles.output_prices)
    )


def cheapest(y, w, X, Y, rts) -> float:
    """Least cost of the outputs; columns in their own units, so that cost is divided by its mean."""
    y, Y = scaled((y, Y))
    cost, n = X @ w, len(X)
    if rts == "fdh":
        return cost[(y <= Y).all(1)].min()
    return _best(cost, -Y, -y, rts, n)


def _best(cost, rows, right, rts, n) -> float:

    size = np.abs(cost).max()
    more, eq = sums(rts, n, 0)
    value = least(cost / size, [(rows[:, k], right[k]) for k in range(len(right))] + more, eq)[0]
    return value * size


def dearest(x, p, X, Y, rts) -> float:
    x, X = scaled((x, X))
    if rts == "fdh":
        return (Y @ p)[(x >= X).all(1)].max()
    return -_best(-(Y @ p), X, x, rts, len(X))


def cost_efficiency(draw: Draw) -> Iterator[Compared]:
    rts, (W, _) = str(draw.choose(*RTS, "fdh")), prices(draw)
    found = farrell.cost_efficiency(draw.panel, rts=rts)
    X, Y = draw.panel.X, draw.panel.Y
    for o, ref in draw.points():
        yield rts, found.score[o], cheapest(Y[o], W[o], X[ref], Y[ref], rts) / (W[o] @ X[o])


def revenue_efficiency(draw: Draw) -> Iterator[Compared]:
    rts, (_, P) = str(draw.choose(*RTS, "fdh")), prices(draw)
    found = farrell.revenue_efficiency(draw.panel, rts=rts)
    X, Y = draw.panel.X, draw.panel.Y
    for o, ref in draw.points():
        best = dearest(X[o], P[o], X[ref], Y[ref], rts)
        yield rts, found.score[o], P[o] @ Y[o] / best if np.isfinite(best) else np.nan


def profit_efficiency(draw: Draw) -> Iterator[Compared]:
    W, P = prices(draw)
    found = farrell.profit_efficiency(draw.panel)
    X, Y = draw.panel.X, draw.panel.Y
    for o, ref in draw.points():
        gained = Y[ref] @ P[o] - X[ref] @ W[o]
        want = (gained.max() - (P[o] @ Y[o] - W[o] @ X[o])) / (P[o] @ Y[o] + W[o] @ X[o])
        yield "vrs", found.score[o], want
        x, A, y, B = scaled((X[o], X[ref]), (Y[o], Y[ref]))
        yield "vrs beta", found.parts["technical"][o], directional(x, y, A, B, "vrs", x, y)


def profit_ratio(draw: Draw) -> Iterator[Compared]:
    W, P = prices(draw)
    found = farrell.profit_ratio(draw.panel)
    X, Y = draw.panel.X, draw.panel.Y
    for o, ref in draw.points():
        x, A, y, B = scaled((X[o], X[ref]), (Y[o], Y[ref]))
        gain = P[o] @ Y[ref].T - W[o] @ X[ref].T
        best = -_best(-gain, np.c_[A, -B], np.r_[x, -y], "vrs", len(ref))
        size = P[o] @ Y[o] + W[o] @ X[o]
        if abs(best) > 1e-3 * size:  # a profit of nearly zero divides
            yield "vrs", found.score[o], (P[o] @ Y[o] - W[o] @ X[o]) / best


def profitability_efficiency(draw: Draw) -> Iterator[Compared]:
    W, P = prices(draw)
    found = farrell.profitability_efficiency(draw.panel)
    X, Y = draw.panel.X, draw.panel.Y
    for o, ref in draw.points():
        ratio = (Y[ref] @ P[o]) / (X[ref] @ W[o])
        yield "score", found.score[o], P[o] @ Y[o] / (W[o] @ X[o]) / ratio.max()
        yield "technical", found.parts["technical_crs"][o], radial(X[o], Y[o], X[ref], Y[ref], "crs")


def economic_inefficiency(draw: Draw) -> Iterator[Compared]:
    measure, (W, P) = str(draw.choose("ddf", "additive")), prices(draw)
    side = str(draw.choose("cost", "revenue", "profit"))
    found = farrell.economic_inefficiency(draw.panel, side=side, measure=measure)
    X, Y = draw.panel.X, draw.panel.Y
    for o, ref in draw.points():
        paid, got = W[o] @ X[o], P[o] @ Y[o]
        i, u = float(side != "revenue"), float(side != "cost")
        if side == "cost":
            lost = paid - cheapest(Y[o], W[o], X[ref], Y[ref], "vrs")
        elif side == "revenue":
            lost = dearest(X[o], P[o], X[ref], Y[ref], "vrs") - got
        else:
            lost = (Y[ref] @ P[o] - X[ref] @ W[o]).max() - (got - paid)
        x, A, y, B = scaled((X[o], X[ref]), (Y[o], Y[ref]))
        if measure == "ddf":
            yield f"{side} ddf", found.score[o], lost / (i * paid + u * got)
            yield f"{side} beta", found.parts["technical"][o], directional(x, y, A, B, "vrs", i * x, u * y)
        elif draw.kind != "scales":  # slacks are added in the data's units
            yield f"{side} additive", found.score[o], lost / min([*W[o][: int(i) * len(x)], *P[o][: int(u) * len(y)]])
            most = most_slack(X[o], Y[o], X[ref], Y[ref], "vrs", i * np.ones(len(x)), u * np.ones(len(y)))
            yield f"{side} slacks", found.parts["technical"][o], most


def _intervals(draw: Draw, found) -> Iterator[tuple[int, int, int]]:
    """Some rows of an index with the rows of the panel before and after."""
    place = {key: k for k, key in enumerate(zip(draw.panel.unit_labels, draw.panel.period_labels, strict=True))}
    rows = [k for k in range(len(found.units)) if found.status[k] != "absent"]
    for k in draw.rng.permutation(rows)[:3]:
        yield int(k), place[found.units[k], found.period_from[k]], place[found.units[k], found.period_to[k]]


def _of(draw: Draw, o: int) -> np.ndarray:
    return np.flatnonzero(draw.periods == draw.periods[o])


def malmquist(draw: Draw) -> Iterator[Compared]:
    way, rts = str(draw.choose("input", "output")), str(draw.choose("crs", "vrs"))
    technology = str(draw.choose("adjacent", "global", "sequential", "biennial"))
    found = farrell.malmquist(draw.panel, orientation=way, rts=rts, technology=technology)
    X, Y, T = draw.panel.X, draw.panel.Y, draw.periods

    def score(o, ref):
        value = radial(X[o], Y[o], X[ref], Y[ref], rts, way)
        return value if way == "input" else 1 / value

    for k, a, b in _intervals(draw, found):
        one = {"global": np.full(len(T), True), "biennial": (T[a] == T) | (T[b] == T)}.get(technology)
        if one is not None:
            ref = np.flatnonzero(one)
            yield f"{technology} {rts}", found.parts["tfpch"][k], score(b, ref) / score(a, ref)
        else:
            A, B = (np.flatnonzero(T[o] >= T) if technology == "sequential" else _of(draw, o) for o in (a, b))
            want = np.sqrt(score(b, A) / score(a, A) * score(b, B) / score(a, B))
            yield f"{technology} {rts}", found.parts["tfpch"][k], want
            if found.status[k] == "optimal":  # the parts of an index without a solution are left out together
                yield f"{technology} effch", found.parts["effch"][k], score(b, B) / score(a, A)


def luenberger(draw: Draw) -> Iterator[Compared]:
    found = farrell.luenberger(draw.panel)
    for k, a, b in _intervals(draw, found):
        beta = {}
        for o in (a, b):
            for name, ref in (("a", _of(draw, a)), ("b", _of(draw, b))):
                x, X, y, Y = scaled((draw.panel.X[o], draw.panel.X[ref]), (draw.panel.Y[o], draw.panel.Y[ref]))
                beta[name, o] = directional(x, y, X, Y, "crs", x, y)
        want = (beta["a", a] - beta["a", b] + beta["b", a] - beta["b", b]) / 2
        yield "crs", found.parts["tfpch"][k], want


def malmquist_luenberger(draw: Draw) -> Iterator[Compared]:
    found, panel = farrell.malmquist_luenberger(draw.panel), draw.panel
    for k, a, b in _intervals(draw, found):
        beta = {}
        for o in (a, b):
            for name, ref in (("a", _of(draw, a)), ("b", _of(draw, b))):
                x, X, y, Y, c, C = scaled(*((v[o], v[ref]) for v in (panel.X, panel.Y, panel.B)))
                q = len(c)  # an equation is two inequalities
                inputs, own = np.c_[X, C, -C], np.r_[x, c, -c]
                A_x = np.r_[0 * x, c, -c][:, None]
                beta[name, o] = -enveloped([-1.0], inputs, Y, own, y, A_x, y[:, None], "crs", [(None, None)])
                assert q == 1
        want = np.sqrt((1 + beta["a", a]) / (1 + beta["a", b]) * (1 + beta["b", a]) / (1 + beta["b", b]))
        yield "crs", found.parts["tfpch"][k], want


def hicks_moorsteen(draw: Draw) -> Iterator[Compared]:
    technology = str(draw.choose("adjacent", "global"))
    found = farrell.hicks_moorsteen(draw.panel, technology=technology)
    X, Y = draw.panel.X, draw.panel.Y
    for k, a, b in _intervals(draw, found):
        A, B = (np.arange(len(X)) if technology == "global" else _of(draw, o) for o in (a, b))

        def out(i, r, ref):
            return 1 / radial(X[i], Y[r], X[ref], Y[ref], "vrs", "output")

        def inn(i, r, ref):
            return 1 / radial(X[i], Y[r], X[ref], Y[ref], "vrs", "input")

        up = np.sqrt(out(a, b, A) / out(a, a, A) * out(b, b, B) / out(b, a, B))
        down = np.sqrt(inn(b, a, A) / inn(a, a, A) * inn(b, b, B) / inn(a, b, B))
        yield technology, found.parts["tfpch"][k], up / down


def cost_malmquist(draw: Draw) -> Iterator[Compared]:
    found, (W, _) = farrell.cost_malmquist(draw.panel), prices(draw)
    X, Y = draw.panel.X, draw.panel.Y
    for k, a, b in _intervals(draw, found):

        def ratio(o, ref, w):
            return cheapest(Y[o], w, X[ref], Y[ref], "crs") / (w @ X[o])

        A, B = _of(draw, a), _of(draw, b)
        want = np.sqrt(ratio(b, A, W[a]) / ratio(a, A, W[a]) * ratio(b, B, W[b]) / ratio(a, B, W[b]))
        yield "crs", found.parts["tfpch"][k], want


def price_index(draw: Draw) -> Iterator[Compared]:
    found, (W, P) = farrell.price_index(draw.panel), prices(draw)
    X, Y = draw.panel.X, draw.panel.Y
    for k, a, b in _intervals(draw, found):
        each = [(P[t] @ Y[b]) / (P[t] @ Y[a]) / ((W[t] @ X[b]) / (W[t] @ X[a])) for t in (a, b)]
        yield "fisher", found.parts["tfpch"][k], np.sqrt(each[0] * each[1])


def lowe(draw: Draw) -> Iterator[Compared]:
    """Levels, and the greatest productivity as the best of all points of the technology."""
    found, (W, P) = farrell.lowe(draw.panel), prices(draw)
    w, p, X, Y = W.mean(0), P.mean(0), draw.panel.X, draw.panel.Y
    tfp = (Y @ p) / (X @ w)
    for o, ref in draw.points():
        yield "tfpe", found.levels["tfpe"][o], tfp[o] / tfp[ref].max()
        first = tfp[0] / found.levels["tfp"][0]
        yield "tfp", found.levels["tfp"][o] * first / tfp.max(), tfp[o] / tfp.max()


def fare_primont(draw: Draw) -> Iterator[Compared]:
    """Its weights support the mean observation; levels are theirs."""
    found, X, Y = farrell.fare_primont(draw.panel), draw.panel.X, draw.panel.Y
    p, w = found.output_weights, found.input_weights
    mean_x, mean_y = X.mean(0), Y.mean(0)
    if np.isfinite(p).all() and np.isfinite(w).all():
        theta, phi = (radial(mean_x, mean_y, X, Y, "vrs", way) for way in ("input", "output"))
        tfp = (Y @ p) / (X @ w)
        for o, ref in draw.points(3):
            yield "tfpe", found.levels["tfpe"][o], tfp[o] / tfp[ref].max()
        # along w no point that makes the mean outputs costs less than theta of the mean inputs
        yield "inputs", theta, cheapest(mean_y, w, X, Y, "vrs") / (w @ mean_x)
        yield "outputs", phi, dearest(mean_x, p, X, Y, "vrs") / (p @ mean_y)
