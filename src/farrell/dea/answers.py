"""Answers of programs put together over the rows of a panel: what every model's result is made from."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from farrell.data import Panel
from farrell.data.frozen import Frozen
from farrell.dea.frontier import Block, Floats, Frontiers, Ints, provenance
from farrell.dea.radial import EFFICIENT
from farrell.dea.result import DEAResult
from farrell.lp import Answer, Solution
from farrell.lp.tolerances import NEGLIGIBLE

SIDES = ("in", "out", "bad")
"""Suffixes of inputs, outputs and undesirable outputs in the names of arrays."""


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
    """The result of a run whose answers came one by one; see :class:`Answers`."""
    answers = Answers(panel, front)
    for (block, item), one in zip(jobs, found, strict=True):
        answers.put(block, item, one)
    return answers.result(measure, settings, te, includes_own=includes_own)


class Answers:
    """Arrays over the panel's rows that fill up, point by point or block by block."""

    def __init__(self, panel: Panel, front: Frontiers) -> None:
        N = len(panel)
        self.panel, self.front = panel, front
        self.data = {"in": panel.X, "out": panel.Y, "bad": panel.B}
        self.score, self.omega = np.full(N, np.nan), np.full(N, np.nan)
        self.status = np.full(N, "unsolved", dtype="<U10")
        self.own = np.full(N, -1, dtype=np.int64)
        self.peer, self.weight = np.full((N, 1), -1, dtype=np.int64), np.zeros((N, 1))
        self.parts: dict[str, Floats] = {}
        self.exact = 0
        self.arrays = {
            f"{part}_{side}": np.full_like(self.data[side], np.nan) for part in ("target", "radial") for side in SIDES
        }
        self.prices = {name: np.full_like(self.data[side], np.nan) for name, side in zip("vuw", SIDES, strict=True)}

    def put(self, block: Block, item: int, one: Found) -> None:
        """The answer for one point of a block."""
        r = int(block.rows[item])
        self.status[r], self.own[r] = one.status, block.own[item] + block.first if block.own[item] >= 0 else -1
        self.exact += one.exact
        for name, value in one.parts.items():
            values = np.asarray(value, dtype=np.float64)
            if name not in self.parts:
                self.parts[name] = np.full((len(self.score), *values.shape), np.nan)
            self.parts[name][r] = values
        if one.status != "optimal":
            return
        self.score[r], self.omega[r] = one.score, one.omega
        for side in SIDES:
            target = getattr(one, f"target_{side}")
            self.arrays[f"target_{side}"][r] = self.data[side][r] if target is None else target
            self.arrays[f"radial_{side}"][r] = getattr(one, f"radial_{side}")
        for name, array in self.prices.items():
            array[r] = getattr(one, name)
        places, values = sparse(one.lambdas)
        used = _counts(places, values, block, self.panel, r)
        self._make_room(int(used.sum()))
        self.peer[r, : used.sum()], self.weight[r, : used.sum()] = places[used] + block.first, values[used]

    def put_block(
        self, block: Block, solution: Solution, items: Ints | None = None, radial: Mapping[str, Floats] | None = None
    ) -> None:
        """The engine's answers for points of a block, all or ``items``, over rows inputs, undesirable outputs, outputs.

        ``radial`` has the proportional part of the way by side, (k, m), (k, s), (k, q); none where left out.
        """
        items = np.arange(len(block.rows)) if items is None else items
        rows, own, slack, dual = block.rows[items], block.own[items], solution.slack, solution.dual
        m, q = self.panel.X.shape[1], self.panel.B.shape[1]
        ok = (solution.status == "optimal")[:, None]
        parts = {"in": slice(0, m), "bad": slice(m, m + q), "out": slice(m + q, slack.shape[1])}
        self.status[rows], self.score[rows] = solution.status, np.where(ok[:, 0], solution.t, np.nan)
        self.own[rows] = np.where(own >= 0, own + block.first, -1)
        for (side, part), sign in zip(parts.items(), (-1.0, -1.0, 1.0), strict=True):
            move = radial[side] if radial else 0.0 * slack[:, part]
            self.arrays[f"radial_{side}"][rows] = np.where(ok, move, np.nan) + 0.0
            self.arrays[f"target_{side}"][rows] = np.where(
                ok, self.data[side][rows] + sign * (move + slack[:, part]), np.nan
            )
            self.prices["vuw"[SIDES.index(side)]][rows] = np.where(ok, sign * dual[:, part], np.nan) + 0.0
        width = solution.peer.shape[1]
        self._make_room(width)
        self.peer[rows, :width] = np.where(solution.peer >= 0, solution.peer + block.first, -1)
        self.weight[rows, :width] = solution.weight
        self.exact += solution.diagnostics["repaired"]

    def _make_room(self, width: int) -> None:
        more = width - self.peer.shape[1]
        if more > 0:
            self.peer = np.pad(self.peer, ((0, 0), (0, more)), constant_values=-1)
            self.weight = np.pad(self.weight, ((0, 0), (0, more)))

    def result(
        self,
        measure: str,
        settings: Mapping[str, Any],
        te: Callable[[Floats], Floats] | None,
        *,
        includes_own: bool = True,
    ) -> DEAResult:
        """The frozen result; ``te`` makes an efficiency of the scores, None where they are none."""
        slack = _slacks(self.data, self.arrays)
        ok = self.status == "optimal"
        efficiency_of = np.full(len(ok), np.nan) if te is None else np.where(ok, te(self.score), np.nan)
        classes = _classes(efficiency_of if te else None, self.score, self.data, self.arrays, slack, ok)
        itself = (classes == "efficient") & (self.own >= 0) & includes_own
        self.peer[itself], self.weight[itself] = -1, 0.0
        self.peer[itself, 0], self.weight[itself, 0] = self.own[itself], 1.0
        made = {
            "score": self.score + 0.0,
            "te": efficiency_of,
            "status": self.status,
            "efficiency": classes,
            "peer": self.peer,
            "peer_weight": self.weight,
            "omega": self.omega,
            **self.prices,
            **self.arrays,
            **slack,
        }
        for array in (*made.values(), *self.parts.values()):
            array.flags.writeable = False
        return DEAResult(
            panel=self.panel,
            measure=measure,
            reference_units=self.front.units,
            reference_periods=self.front.periods,
            parts=Frozen(self.parts),
            settings=Frozen(settings),
            diagnostics=Frozen(self._counted(ok)),
            provenance=provenance(self.panel),
            **made,
        )

    def _counted(self, ok: NDArray[np.bool_]) -> dict[str, int]:
        kinds = ("infeasible", "unbounded", "undefined", "unsolved")
        counts = {"programs": len(ok), "certified": int(ok.sum()) - self.exact, "repaired": self.exact}
        return counts | {kind: int((self.status == kind).sum()) for kind in kinds}


def without_rounding(values: ArrayLike) -> Any:
    """0 where what is never negative is so by rounding; what is further below is left to be seen."""
    given = np.asarray(values, dtype=np.float64)
    return np.where((given < 0.0) & (given > -NEGLIGIBLE), 0.0, given)


def sparse(lambdas: Floats | tuple[Ints, Floats] | None) -> tuple[Ints, Floats]:
    """Places and values of positive intensities."""
    if lambdas is None:
        return np.zeros(0, dtype=np.int64), np.zeros(0)
    if isinstance(lambdas, tuple):
        return lambdas
    used = np.nonzero(lambdas > 0)[0]
    return used, lambdas[used]


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
    te: Floats | None,
    score: Floats,
    data: Mapping[str, Floats],
    arrays: Mapping[str, Floats],
    slack: Mapping[str, Floats],
    ok: Any,
) -> NDArray[np.str_]:
    """As in :class:`DEAResult`; a model without an efficiency calls efficient what need not move,
    and weakly efficient what scores 0 with slack."""
    moved, slacked = np.zeros(len(ok), dtype=bool), np.zeros(len(ok), dtype=bool)
    for side in SIDES:
        values = np.abs(data[side])
        size = np.where(values > 0, values, np.maximum(values.max(axis=0, initial=0.0), 1e-300))
        moved |= (np.abs(np.nan_to_num(arrays[f"radial_{side}"])) > EFFICIENT * size).any(axis=1)
        slacked |= (np.abs(np.nan_to_num(slack[f"slack_{side}"])) > EFFICIENT * size).any(axis=1)
    out = np.full(len(ok), "", dtype="<U16")
    if te is None:
        out[ok] = np.where((moved | slacked)[ok], "inefficient", "efficient")
        out[ok & slacked & ~moved & (np.abs(score) <= NEGLIGIBLE)] = "weakly efficient"
        return out
    at_one = ok & (np.abs(te - 1.0) <= EFFICIENT)
    out[ok & (te < 1.0 - EFFICIENT)] = "inefficient"
    out[ok & (te > 1.0 + EFFICIENT)] = "beyond"
    out[at_one] = np.where(slacked[at_one], "weakly efficient", "efficient")
    return out
