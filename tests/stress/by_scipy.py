"""Linear and mixed programs over reference units, solved by scipy's HiGHS."""

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, linprog, milp

SUMS = {"crs": None, "vrs": (1, 1), "nirs": (-np.inf, 1), "ndrs": (1, np.inf), "grs": (0.7, 1.4), "fdh": (1, 1)}
"""What the sum of intensities must lie between."""
FINE = {"primal_feasibility_tolerance": 1e-10, "dual_feasibility_tolerance": 1e-10}


def scaled(*pairs: tuple[np.ndarray, np.ndarray]) -> list[np.ndarray]:
    """Each unit's columns and the reference's divided by the reference's mean of the column."""
    out = []
    for own, all_ in pairs:
        size = np.abs(np.vstack([all_, own])).mean(0)
        size = np.where(size > 0, size, 1)
        out += [own / size, all_ / size]
    return out


def least(c, ub=(), eq=(), bounds=(0, None)) -> tuple[float, np.ndarray | None]:
    """min c z over rows (a, b) of a z <= b and a z = b; NaN if infeasible, infinite if unbounded."""
    c = np.asarray(c, float)

    def stacked(rows):
        rows = [(np.asarray(a, float), float(b)) for a, b in rows]
        sizes = [max(np.abs(a).max(initial=0), 1e-300) for a, _ in rows]
        return (np.array([a / k for (a, _), k in zip(rows, sizes, strict=True)]),
                np.array([b / k for (_, b), k in zip(rows, sizes, strict=True)])) if rows else (None, None)  # fmt: skip

    found = linprog(c, *stacked(ub), *stacked(eq), bounds, method="highs", options=FINE)
    if found.status == 0:
        return float(found.fun), found.x
    return (-np.inf if found.status == 3 else np.nan), None


def whole(c, ub, eq, integers: np.ndarray, upper=np.inf) -> float:
    """The same with some variables whole, all non-negative."""
    rows = [LinearConstraint(np.array([a for a, _ in ub]), -np.inf, np.array([b for _, b in ub]))]
    if eq:
        rows.append(LinearConstraint(np.array([a for a, _ in eq]), *[np.array([b for _, b in eq])] * 2))
    found = milp(c, constraints=rows, integrality=integers, bounds=Bounds(0, upper), options={"mip_rel_gap": 0})
    return float(found.fun) if found.status == 0 else np.nan


def sums(rts: str, n: int, more: int, start: int = 0) -> tuple[list, list]:
    """Rows of the sum of n intensities from ``start`` of n + more variables."""
    if SUMS[rts] is None:
        return [], []
    low, high = SUMS[rts]
    one = np.zeros(n + more)
    one[start : start + n] = 1
    if low == high:
        return [], [(one, low)]
    return [(k * one, k * b) for k, b in ((1, high), (-1, low)) if np.isfinite(b)], []


def enveloped(c, X, Y, x, y, A_x, A_y, rts, bounds=None) -> float:
    """min c e  s.t.  X lambda + A_x e <= x,  Y lambda - A_y e >= y  over intensities and e (bounds: >= 0).

    Under ``"fdh"`` the intensities are one unit: the least over units of the program with that unit alone.
    """
    A_x, A_y, k, n = np.asarray(A_x, float), np.asarray(A_y, float), len(c), len(X)
    bounds = [(0, None)] * k if bounds is None else bounds
    if rts == "fdh" and n > 1:
        each = [enveloped(c, X[[j]], Y[[j]], x, y, A_x, A_y, rts, bounds) for j in range(n)]
        return float(np.nanmin(each)) if np.isfinite(each).any() else np.nan
    ub = [(np.r_[X[:, i], A_x[i]], x[i]) for i in range(len(x))]
    ub += [(np.r_[-Y[:, r], A_y[r]], -y[r]) for r in range(len(y))]
    more, eq = sums(rts, n, k)
    return least(np.r_[np.zeros(n), c], ub + more, eq, [(0, None)] * n + bounds)[0]


def radial(x, y, X, Y, rts="vrs", way="input", held=None) -> float:
    """theta, or phi: inputs that are held do not shrink."""
    x, X, y, Y = scaled((x, X), (y, Y))
    held = np.zeros(len(x), bool) if held is None else held
    if way == "input":
        A_x, b = np.where(held, 0, -x)[:, None], np.where(held, x, 0)
        return enveloped([1.0], X, Y, b, y, A_x, np.zeros((len(y), 1)), rts)
    return -enveloped([-1.0], X, Y, x, 0 * y, np.zeros((len(x), 1)), y[:, None], rts)


def directional(x, y, X, Y, rts, g_x, g_y) -> float:
    """max beta, free."""
    return -enveloped([-1.0], X, Y, x, y, np.c_[g_x], np.c_[g_y], rts, [(None, None)])
