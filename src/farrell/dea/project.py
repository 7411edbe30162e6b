"""From the program of one point to the result of a run: what all models that are no radial program share.

A model poses the program of one evaluated unit-period and says what it found. The run goes through all of them,
whatever they are scored against, and puts the answers together.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from farrell.data import Panel
from farrell.data.frozen import Frozen
from farrell.dea.frontier import Block, Bounds, Floats, Frontiers, Ints, Reference, Rts, frontiers, provenance, shown
from farrell.dea.radial import EFFICIENT, warn_without_score
from farrell.dea.result import DEAResult
from farrell.lp import Answer, LinearProgram, Solution, batch, intensity_rows
from farrell.lp.tolerances import NEGLIGIBLE

SIDES = ("in", "out", "bad")
"""Suffixes of inputs, outputs and undesirable outputs in the names of arrays."""


@dataclass(frozen=True, slots=True)
class Point:
    """One evaluated unit-period and the units it is scored against.

    Attributes
    ----------
    x, y, b : (m,), (s,), (q,) its inputs, outputs and undesirable outputs
    X, Y, B : (n, m), (n, s), (n, q) those of the reference units
    own : its own place among them, -1 where it is not there
    row : its row in the panel
    """

    x: Floats
    y: Floats
    b: Floats
    X: Floats
    Y: Floats
    B: Floats
    own: int
    row: int

    @property
    def n(self) -> int:
        return len(self.X)

    def only(self, columns: Ints) -> Point:
        """The same point against some of the units."""
        own = np.nonzero(columns == self.own)[0]
        place = int(own[0]) if self.own >= 0 and len(own) else -1
        return replace(self, X=self.X[columns], Y=self.Y[columns], B=self.B[columns], own=place)


@dataclass(slots=True)
class Found:
    """What a model found for one point; arrays left out are zero (radial parts) or unknown (multipliers).

    Attributes
    ----------
    score, status : as in :class:`DEAResult`
    lambdas : (n,) intensities, or those of some units with their places, (places, intensities)
    target_in, target_out, target_bad : where the projection lands; the point itself where left out
    radial_in, radial_out, radial_bad : the proportional part of the way
    v, u, w, omega : multipliers
    parts : what else the model says
    exact : whether exact arithmetic had to decide
    """

    score: float = np.nan
    status: str = "optimal"
    lambdas: Floats | tuple[Ints, Floats] | None = None
    target_in: Floats | None = None
    target_out: Floats | None = None
    target_bad: Floats | None = None
    radial_in: ArrayLike = 0.0
    radial_out: ArrayLike = 0.0
    radial_bad: ArrayLike = 0.0
    v: ArrayLike = np.nan
    u: ArrayLike = np.nan
    w: ArrayLike = np.nan
    omega: float = np.nan
    parts: dict[str, ArrayLike] = field(default_factory=dict)
    exact: bool = False

    @classmethod
    def without(cls, answer: Answer) -> Found:
        """A point whose program has no optimum."""
        return cls(status=answer.status, exact=answer.exact)


Solve = Callable[[Point, Rts], Found]
"""Poses and solves the program of one point under a returns-to-scale."""


def span(
    program: LinearProgram, point: Point, rts: Rts, bounds: Bounds | None = None, scaled_by: slice | None = None
) -> slice:
    """Add intensities of all reference units, their sum bound as the returns to scale ask.

    ``scaled_by`` is a variable that everything is multiplied by, where a ratio was made linear.
    """
    lambdas = program.variables(point.n)
    ones = np.ones((1, point.n))
    for sign, right in intensity_rows(rts, bounds):
        sense: Any = {1: "<=", -1: ">=", 0: "=="}[sign]
        if scaled_by is None:
            program.rows(sense, right, (lambdas, ones))
        else:
            program.rows(sense, 0.0, (lambdas, ones), (scaled_by, [[-right]]))
    return lambdas


def project(
    panel: Panel,
    solve: Solve,
    *,
    model: str,
    measure: str,
    settings: Mapping[str, Any],
    reference: Reference = "own",
    te: Callable[[Floats], Floats] | None = None,
    better: Literal["low", "high"] = "high",
    without_own: bool = False,
    disposable: bool = True,
    label: str | None = None,
) -> DEAResult:
    """Solve the program of every row of the panel against its reference and put the answers together.

    Parameters
    ----------
    panel : N rows
    solve : of one point
    model, measure, settings : as the result has them; ``settings["rts"]`` is what the technology is. Under ``fdh`` it
        is the union of what single units make possible, so the best answer over single units is the model's
    reference : as in :func:`farrell.dea.dea`
    te : the efficiency of a score; None for models whose score is none
    better : which score is best among single units under ``fdh``: ``"low"`` picks the unit that leaves the most to gain
        where scores fall with inefficiency, ``"high"`` where they rise with it
    without_own : leave each point's own unit out of its reference
    disposable : whether more input and less output than a unit's are possible; else under ``fdh`` a unit may be best
        that another one dominates
    label : what a progress bar calls the work; None for work of seconds

    Notes
    -----
    Rows without an optimum have NaN and a status, and one SolveWarning a status names them.
    """
    front = frontiers(panel, reference)
    rts = settings["rts"]
    one = partial(_fdh, solve, better, disposable) if rts == "fdh" else partial(_convex, solve, rts)
    jobs = [(block, item) for block in front.blocks for item in range(len(block.rows))]
    work = partial(_one, panel, one, without_own)
    found = batch.run(work, jobs, label) if label else [work(job) for job in jobs]
    chosen = {"model": model, **settings, "reference": shown(reference)}
    result = gather(panel, front, jobs, found, measure, chosen, te, includes_own=not without_own)
    warn_without_score(panel, model, result.status, depth=5)
    return result


def found_by_kernel(solution: Solution, block: Block, panel: Panel) -> list[Found]:
    """The answers of one block's slack or directional programs over rows inputs, undesirable outputs, outputs.

    Targets are the point moved by its slacks; ``score`` is the program's scalar or ratio.
    """
    m, q = panel.X.shape[1], panel.B.shape[1]
    out = []
    for k, r in enumerate(block.rows):
        if solution.status[k] != "optimal":
            out.append(Found(status=str(solution.status[k])))
            continue
        used = solution.peer[k] >= 0
        slack, dual = solution.slack[k], solution.dual[k]
        out.append(
            Found(
                score=float(solution.t[k]),
                lambdas=(solution.peer[k][used], solution.weight[k][used]),
                target_in=panel.X[r] - slack[:m],
                target_bad=panel.B[r] - slack[m : m + q],
                target_out=panel.Y[r] + slack[m + q :],
                v=-dual[:m] + 0.0,
                w=-dual[m : m + q] + 0.0,
                u=dual[m + q : len(slack)] + 0.0,
            )
        )
    return out


def _one(panel: Panel, solve: Callable[[Point], Found], without_own: bool, job: tuple[Block, int]) -> Found:
    block, item = job
    row, own = int(block.rows[item]), int(block.own[item])
    point = Point(panel.X[row], panel.Y[row], panel.B[row], block.X, block.Y, block.B, own, row)
    if not (without_own and own >= 0):
        return solve(point)
    others = np.delete(np.arange(point.n), own)
    return _renumbered(solve(point.only(others)), others)


def _convex(solve: Solve, rts: Rts, point: Point) -> Found:
    if point.n == 0:
        return Found(status="infeasible")
    return solve(point, rts)


def _fdh(solve: Solve, better: str, disposable: bool, point: Point) -> Found:
    """The best answer over single units; with free disposal, where the point is dominated, only units that dominate it
    and are not dominated in turn can give it."""
    best, best_score = Found(status="infeasible"), np.inf if better == "low" else -np.inf
    for j in _candidates(point) if disposable else np.arange(point.n):
        found = solve(point.only(np.array([j])), "vrs")
        wins = found.score < best_score if better == "low" else found.score > best_score
        if found.status == "optimal" and wins:
            best, best_score = _renumbered(found, np.array([j])), found.score
        elif found.status in ("unbounded", "unsolved"):
            return found
    return best


def _candidates(point: Point) -> Ints:
    """Units that dominate the point and are not dominated in turn; all units where none dominates it."""
    better = np.hstack([point.X, -point.Y, point.B])
    at = np.hstack([point.x, -point.y, point.b])
    dominating = np.nonzero((better <= at).all(axis=1))[0]
    if len(dominating) == 0:
        return np.arange(point.n)
    among = better[dominating]
    beaten = [bool(((among <= one).all(axis=1) & (among < one).any(axis=1)).any()) for one in among]
    return np.asarray(dominating[~np.array(beaten)])


def _renumbered(found: Found, columns: Ints) -> Found:
    """Intensities of some units as those of all the units they were taken from."""
    places, values = _sparse(found.lambdas)
    found.lambdas = columns[places], values
    return found


def _sparse(lambdas: Floats | tuple[Ints, Floats] | None) -> tuple[Ints, Floats]:
    if lambdas is None:
        return np.zeros(0, dtype=np.int64), np.zeros(0)
    if isinstance(lambdas, tuple):
        return lambdas
    used = np.nonzero(lambdas > 0)[0]
    return used, lambdas[used]


def gather(
    panel: Panel,
    front: Frontiers,
    jobs: list[tuple[Block, int]],
    found: list[Found],
    measure: str,
    settings: Mapping[str, Any],
    te: Callable[[Floats], Floats] | None,
    *,
    includes_own: bool = True,
) -> DEAResult:
    """Put the answers together in the panel's row order."""
    N = len(panel)
    data = {"in": panel.X, "out": panel.Y, "bad": panel.B}
    score, omega = np.full(N, np.nan), np.full(N, np.nan)
    status = np.full(N, "unsolved", dtype="<U10")
    arrays = {f"{part}_{side}": np.full_like(data[side], np.nan) for part in ("target", "radial") for side in SIDES}
    prices = {name: np.full_like(data[side], np.nan) for name, side in zip("vuw", SIDES, strict=True)}
    peers: list[tuple[Ints, Floats]] = [(np.zeros(0, dtype=np.int64), np.zeros(0))] * N
    own = np.full(N, -1, dtype=np.int64)
    for (block, item), one in zip(jobs, found, strict=True):
        r = int(block.rows[item])
        status[r] = one.status
        own[r] = block.own[item] + block.first if block.own[item] >= 0 and includes_own else -1
        if one.status != "optimal":
            continue
        score[r], omega[r] = one.score, one.omega
        for side in SIDES:
            target = getattr(one, f"target_{side}")
            arrays[f"target_{side}"][r] = data[side][r] if target is None else target
            arrays[f"radial_{side}"][r] = getattr(one, f"radial_{side}")
        for name, array in prices.items():
            array[r] = getattr(one, name)
        places, values = _sparse(one.lambdas)
        used = _counts(places, values, block, panel, r)
        peers[r] = places[used] + block.first, values[used]
    slack = _slacks(data, arrays)
    ok = status == "optimal"
    efficiency_of = np.full(N, np.nan) if te is None else np.where(ok, te(score), np.nan)
    classes = _classes(efficiency_of if te else None, data, arrays, slack, ok)
    for itself in np.nonzero((classes == "efficient") & (own >= 0))[0]:
        peers[itself] = own[itself : itself + 1], np.ones(1)
    peer, weight = _padded(peers)
    made = {
        "score": score + 0.0,
        "te": efficiency_of,
        "status": status,
        "efficiency": classes,
        "peer": peer,
        "peer_weight": weight,
        "omega": omega,
        **prices,
        **arrays,
        **slack,
    }
    parts = _parts(N, jobs, found)
    for array in (*made.values(), *parts.values()):
        array.flags.writeable = False
    diagnostics = {name: int((status == name).sum()) for name in ("infeasible", "unbounded", "undefined", "unsolved")}
    exact = sum(one.exact for one in found)
    counts = {"programs": N, "certified": int(ok.sum()) - exact, "repaired": exact, **diagnostics}
    return DEAResult(
        panel=panel,
        measure=measure,
        reference_units=front.units,
        reference_periods=front.periods,
        parts=Frozen(parts),
        settings=Frozen(settings),
        diagnostics=Frozen(counts),
        provenance=provenance(panel),
        **made,
    )


def _counts(places: Ints, values: Floats, block: Block, panel: Panel, row: int) -> NDArray[np.bool_]:
    """Intensities that are more than rounding in some variable of the point."""
    units = np.abs(np.hstack([block.X[places], block.Y[places], block.B[places]]))
    point = np.abs(np.hstack([panel.X[row], panel.Y[row], panel.B[row]]))
    share = units * values[:, None] / np.where(point > 0, point, 1e-300)
    return np.asarray(share.max(axis=1, initial=0.0) > NEGLIGIBLE)


def _slacks(data: Mapping[str, Floats], arrays: Mapping[str, Floats]) -> dict[str, Floats]:
    """What is left of the way to the target beside its proportional part; rounding of the data is none."""
    out = {}
    for side, sign in (("in", 1.0), ("out", -1.0), ("bad", 1.0)):
        way = sign * (data[side] - arrays[f"target_{side}"]) - arrays[f"radial_{side}"]
        size = np.abs(data[side]) + np.abs(arrays[f"radial_{side}"]) + np.abs(arrays[f"target_{side}"])
        out[f"slack_{side}"] = np.where(np.abs(way) <= NEGLIGIBLE * size, 0.0, way)
    return out


def _classes(
    te: Floats | None, data: Mapping[str, Floats], arrays: Mapping[str, Floats], slack: Mapping[str, Floats], ok: Any
) -> NDArray[np.str_]:
    """As in :class:`DEAResult`; a model without an efficiency calls efficient what need not move."""
    moved, slacked = np.zeros(len(ok), dtype=bool), np.zeros(len(ok), dtype=bool)
    for side in SIDES:
        values = np.abs(data[side])
        size = np.where(values > 0, values, np.maximum(values.max(axis=0, initial=0.0), 1e-300))
        moved |= (np.abs(np.nan_to_num(arrays[f"radial_{side}"])) > EFFICIENT * size).any(axis=1)
        slacked |= (np.abs(np.nan_to_num(slack[f"slack_{side}"])) > EFFICIENT * size).any(axis=1)
    out = np.full(len(ok), "", dtype="<U16")
    if te is None:
        out[ok] = np.where((moved | slacked)[ok], "inefficient", "efficient")
        return out
    at_one = ok & (np.abs(te - 1.0) <= EFFICIENT)
    out[ok & (te < 1.0 - EFFICIENT)] = "inefficient"
    out[ok & (te > 1.0 + EFFICIENT)] = "beyond"
    out[at_one] = np.where(slacked[at_one], "weakly efficient", "efficient")
    return out


def _padded(peers: list[tuple[Ints, Floats]]) -> tuple[Ints, Floats]:
    width = max((len(units) for units, _ in peers), default=0) or 1
    peer, weight = np.full((len(peers), width), -1, dtype=np.int64), np.zeros((len(peers), width))
    for r, (units, values) in enumerate(peers):
        peer[r, : len(units)], weight[r, : len(units)] = units, values
    return peer, weight


def _parts(N: int, jobs: list[tuple[Block, int]], found: list[Found]) -> dict[str, Floats]:
    """The models' own words as arrays over the panel's rows, NaN where a row has none."""
    out: dict[str, Floats] = {}
    for (block, item), one in zip(jobs, found, strict=True):
        for name, value in one.parts.items():
            values = np.asarray(value, dtype=np.float64)
            if name not in out:
                out[name] = np.full((N, *values.shape), np.nan)
            out[name][block.rows[item]] = values
    return out
