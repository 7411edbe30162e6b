"""Change of economic efficiency beside the same written out in scipy's solver, period by period."""

from __future__ import annotations

import warnings

import numpy as np
import pandas as pd
import pytest
from scipy.optimize import bisect, linprog

import farrell
from farrell.data.checks import CODES

SOLVED = 1e-7
"""What two solvers of one program may differ by."""
UNITS, PERIODS = 9, 3


def frame_of(kind, seed):
    """Nine units in three periods: as drawn; twins; zeros and one price of nothing; two units absent; one rules."""
    rng = np.random.default_rng(seed)
    n = UNITS * PERIODS
    frame = pd.DataFrame(np.exp(rng.normal(1, 0.6, (n, 8))), columns=list("xzyvwcpq"))
    frame.insert(0, "u", [f"U{i}" for i in range(UNITS)] * PERIODS)
    frame.insert(1, "t", np.repeat(range(PERIODS), UNITS))
    if kind == "twins":
        frame.loc[frame["u"].isin(["U1", "U2", "U3"]), list("xzyv")] = [3.0, 2.0, 4.0, 5.0]
        frame.loc[frame["t"] == 2, list("wcpq")] = [1.0, 1.0, 2.0, 1.0]
    if kind == "zeros":
        frame.loc[frame.index[::4], "v"] = 0.0
        frame.loc[frame.index[1::5], "x"] = 0.0
        frame.loc[frame["t"] == 1, "w"] = 0.0
    if kind == "absent":
        frame = frame.drop(index=[4, 4 + UNITS, 7 + 2 * UNITS])
    if kind == "ruled":
        frame.loc[frame["u"] == "U0", list("xz")] *= 0.01
    return frame.reset_index(drop=True)


def panel_of(frame):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", farrell.FarrellWarning)
        return farrell.Panel.from_frame(
            frame, unit="u", period="t", inputs=["x", "z"], outputs=["y", "v"], input_prices=["w", "c"],
            output_prices=["p", "q"], allow=CODES,
        )  # fmt: skip


def least(cost, upper, right, convex):
    """The least value of a program over intensities and what else stands in ``cost``."""
    n = len(cost[0])
    every = np.concatenate(cost)
    row = np.r_[np.ones(n), np.zeros(len(every) - n)][None] if convex else None
    done = linprog(every, A_ub=np.array(upper), b_ub=right, A_eq=row, b_eq=[1.0] if convex else None, method="highs")
    assert done.status == 0
    return done.fun


def radial(X, Y, x, y, convex=True):
    """theta of (x, y): with intensities lam, X lam <= theta x, Y lam >= y."""
    upper = [*np.c_[X.T, -x], *np.c_[-Y.T, np.zeros(len(y))]]
    return least([np.zeros(len(X)), [1.0]], upper, np.r_[np.zeros(len(x)), -y], convex)


def growth(X, Y, x, y):
    """phi of (x, y): X lam <= x, Y lam >= phi y."""
    upper = [*np.c_[X.T, np.zeros(len(x))], *np.c_[-Y.T, y]]
    return -least([np.zeros(len(X)), [-1.0]], upper, np.r_[x, np.zeros(len(y))], convex=True)


def costs(X, Y, x, y, w, p):
    best = least([X @ w], [*-Y.T], -y, convex=True)
    technical = radial(X, Y, x, y)
    return {"econch": best / (w @ x), "effch": technical, "allocch": best / (w @ x) / technical}


def revenues(X, Y, x, y, w, p):
    best = -least([-(Y @ p)], [*X.T], x, convex=True)
    technical = 1.0 / growth(X, Y, x, y)
    return {"econch": p @ y / best, "effch": technical, "allocch": p @ y / best / technical}


def returns(X, Y, x, y, w, p):
    """Profitability; the generalised distance with alpha a half is where theta of (x, y / sqrt d) is sqrt d."""
    economic = (p @ y / (w @ x)) / np.max(Y @ p / (X @ w))
    crs = radial(X, Y, x, y, convex=False)

    def beyond(d):
        rows = [*X.T, *-Y.T]
        n = len(X)
        gap = linprog(
            np.r_[np.zeros(n), 1.0], A_ub=np.c_[np.array(rows), -np.ones(len(rows))],
            b_ub=np.r_[np.sqrt(d) * x, -y / np.sqrt(d)], A_eq=np.r_[np.ones(n), 0.0][None], b_eq=[1.0],
            bounds=[*[(0, None)] * n, (None, None)], method="highs",
        )  # fmt: skip
        return gap.fun

    vrs = 1.0 if beyond(1.0 - 1e-10) > 0 else bisect(beyond, 1e-6, 1.0, xtol=1e-12)
    return {"econch": economic, "effch": crs, "pech": vrs, "sech": crs / vrs, "allocch": economic / crs}


def profits(X, Y, x, y, w, p):
    """Money lost beside the additive measure with weights of one, whose factor is the least price."""
    best = -least([X @ w - Y @ p], np.zeros((1, len(X))), [0.0], convex=True)
    n, m, s = len(X), len(x), len(y)
    slacks = linprog(
        np.r_[np.zeros(n), -np.ones(m + s)],
        A_eq=np.block([[X.T, np.eye(m), np.zeros((m, s))], [Y.T, np.zeros((s, m)), -np.eye(s)],
                       [np.ones((1, n)), np.zeros((1, m + s))]]),
        b_eq=np.r_[x, y, 1.0], method="highs",
    )  # fmt: skip
    factor = min(w.min(), p.min())
    lost = (best - (p @ y - w @ x)) / factor
    return {"econch": lost, "effch": -slacks.fun, "allocch": lost + slacks.fun}


SIDES = {
    "cost": (costs, {}),
    "revenue": (revenues, {}),
    "profitability": (returns, {}),
    "profit": (profits, {"measure": "additive"}),
}
CASES = [
    *[(side, kind, seed) for side in SIDES for kind in ("drawn", "twins", "absent", "ruled") for seed in (1, 2)],
    *[(side, "zeros", seed) for side in ("cost", "revenue") for seed in (1, 2)],
]


@pytest.mark.filterwarnings("ignore::farrell.SolveWarning")
@pytest.mark.parametrize(("side", "kind", "seed"), CASES)
def test_it_is_that_of_another_solver(side, kind, seed):
    panel = panel_of(frame_of(kind, seed))
    score, options = SIDES[side]
    change = farrell.economic_change(panel, side=side, **options)
    W, P = (np.column_stack([panel.numbers[c] for c in columns]) for columns in ("wc", "pq"))
    levels = {}
    for row, key in enumerate(zip(panel.unit_labels, panel.period_labels, strict=True)):
        now = panel.period_index == panel.period_index[row]
        levels[key] = score(panel.X[now], panel.Y[now], panel.X[row], panel.Y[row], W[row], P[row])
    compared = 0
    for k, unit in enumerate(change.units):
        ends = [(unit, change.period_from[k]), (unit, change.period_to[k])]
        if not all(end in levels for end in ends):
            assert change.status[k] == "absent"
            continue
        before, after = (levels[end] for end in ends)
        for part in change.components:
            expected = before[part] - after[part] if side == "profit" else after[part] / before[part]
            scale = 1.0 + (abs(before[part]) + abs(after[part]) if side == "profit" else expected)
            assert change.part(part)[k] == pytest.approx(expected, abs=10 * SOLVED * scale), (unit, part)
        compared += 1
    assert compared == (15 if kind == "absent" else 18)
