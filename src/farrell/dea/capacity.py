"""Physical capacity utilisation: how much of what the fixed inputs could give is given."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from farrell.data import Panel
from farrell.dea.about import About
from farrell.dea.answers import Found, gather
from farrell.dea.frontier import (
    Block,
    Bools,
    Floats,
    Orientation,
    Reference,
    Rts,
    check_options,
    choose_one,
    frontiers,
    itself,
    pose,
    shown,
)
from farrell.dea.radial import warn_without_score
from farrell.dea.result import DEAResult
from farrell.errors import OptionError
from farrell.lp import Solution, Solver, solve_many

Horizon = Literal["short", "long"]
HORIZONS: tuple[Horizon, ...] = ("short", "long")
TECHNOLOGIES = ("vrs", "nirs")

ABOUT = About(
    "capacity",
    "output:  phi_o / phi_f,   phi_o = max phi : X lambda <= x_o,  Y lambda >= phi y_o\n"
    "                          phi_f = max phi : X_fixed lambda <= x_fixed,o,  Y lambda >= phi y_o;  variable free\n"
    "input:   theta_o / theta_0,  theta_o = min theta : X_variable lambda <= theta x_variable,o,  Y lambda >= y_o\n"
    "                             theta_0 = the same for no output;  X_fixed lambda <= x_fixed,o in both",
    "Färe, Grosskopf & Kokkelenberg 1989, DOI 10.2307/2526781; "
    "Cesaroni, Kerstens & Van de Woestyne 2017, A new input-oriented plant capacity notion; 2019, EJOR 275:387-397",
)


def capacity(
    panel: Panel,
    *,
    fixed: Sequence[str] | None = None,
    horizon: Horizon = "short",
    orientation: Orientation = "output",
    rts: Rts = "vrs",
    reference: Reference = "own",
    solver: Solver = "auto",
) -> DEAResult:
    """Physical capacity utilisation of every unit-period, short run or long run.

    Capacity is the most that the fixed inputs can give when the variable ones are not limited. In
    output orientation and the short run (Färe, Grosskopf & Kokkelenberg 1989, DOI 10.2307/2526781)::

        phi_o = max phi  s.t.  X lambda <= x_o,               Y lambda >= phi y_o
        phi_f = max phi  s.t.  X_fixed lambda <= x_fixed,o,   Y lambda >= phi y_o
        biased    = 1 / phi_f           what is given as a share of capacity; inefficiency counts as idle capacity
        unbiased  = phi_o / phi_f       the same at best practice

    with the sum of lambda as ``rts`` asks; both are at most 1, and biased = te times unbiased. In the long run no input
    is fixed: phi_f is the most that any scale gives (Cesaroni, Kerstens & Van de Woestyne 2019).

    In input orientation (the same 2017) variable inputs shrink and are compared with those of a unit that keeps its
    fixed inputs and gives nothing::

        theta_o = min theta  s.t.  X_variable lambda <= theta x_variable,o,  X_fixed lambda <= x_fixed,o,
                                   Y lambda >= y_o
        theta_0 = the same without the last
        biased    = 1 / theta_0,        unbiased  = theta_o / theta_0

    Unbiased is at least 1: how many times the least of variable inputs is needed. In the long run all inputs are
    variable.

    Parameters
    ----------
    panel : N rows, m inputs, s outputs
    fixed : inputs that are fixed in the short run; those with the panel's mark ``fixed`` where left out. The long run
        needs none
    horizon : ``"short"`` or ``"long"``
    orientation : of the definition
    rts : ``"vrs"``, or in output orientation ``"nirs"``, under which capacity has a bound without any input
    reference, solver : as in :func:`farrell.dea.dea`

    Returns
    -------
    DEAResult
        ``score`` is the unbiased utilisation, ``te`` the same in output orientation and its reciprocal in input
        orientation. Targets are those of capacity: in output orientation the outputs at capacity and the variable
        inputs they take, in input orientation the least inputs. ``parts`` (N,): ``biased``, ``technical`` (phi_o or
        theta_o), ``capacity`` (phi_f or theta_0)

    Raises
    ------
    OptionError
        an unknown option or column, no fixed input in the short run, or none left to vary
    DataError
        negative values

    Notes
    -----
    The variable inputs at capacity are those of one optimum and need not be unique; utilisation is. Capacity is what
    the best observed units with such fixed inputs give, not an engineering maximum. A unit without any output, or
    outside its reference's technology, has a status and NaN.

    Examples
    --------
    >>> import pandas as pd, farrell
    >>> df = pd.DataFrame({"h": list("ABC"), "beds": [10.0, 10, 20], "staff": [5.0, 9, 20], "cases": [4.0, 8, 12]})
    >>> panel = farrell.Panel.from_frame(df, unit="h", inputs=["beds", "staff"], outputs=["cases"], allow=["few-units"])
    >>> farrell.capacity(panel, fixed=["beds"]).score.round(3).tolist()
    [0.5, 1.0, 1.0]
    """
    choose_one("horizon", horizon, HORIZONS)
    check_options(
        panel, "capacity", rts, orientation, None, solver,
        technologies=TECHNOLOGIES if orientation == "output" else ("vrs",), uses=("fixed",), reference=reference,
    )  # fmt: skip
    stays = _fixed(panel, fixed, horizon)
    front = frontiers(panel, reference)
    make = _output if orientation == "output" else _input
    programs = [make(panel, block, stays, rts) for block in front.blocks]
    solved = solve_many([job for pair in programs for job in pair], solver)
    jobs, found = [], []
    for block, own, full in zip(front.blocks, solved[::2], solved[1::2], strict=True):
        for item in range(len(block.rows)):
            jobs.append((block, item))
            found.append(_Row(panel, block, item, own, full, stays, orientation).found())
    settings = {
        "model": "capacity",
        "fixed": tuple(c for c, stay in zip(panel.roles.inputs, stays, strict=True) if stay),
        "horizon": horizon,
        "rts": rts,
        "orientation": orientation,
        "reference": shown(reference),
        "solver": solver,
    }
    te = itself if orientation == "output" else _reciprocal
    result = gather(panel, front, jobs, found, "utilisation", settings, te, includes_own=False)
    warn_without_score(panel, "capacity", result.status)
    return result


def _fixed(panel: Panel, fixed: Sequence[str] | None, horizon: Horizon) -> Bools:
    """(m,) which inputs stay."""
    names = panel.roles.inputs
    if horizon == "long":
        if fixed is not None:
            raise OptionError("capacity-long", fixed=repr(fixed))
        return np.zeros(len(names), dtype=bool)
    chosen = list(panel.roles.fixed) if fixed is None else [fixed] if isinstance(fixed, str) else list(fixed)
    for column in chosen:
        choose_one("fixed", column, names)
    stays = np.isin(names, chosen)
    if not stays.any() or stays.all():
        raise OptionError("capacity-fixed", inputs=list(names), fixed=chosen)
    return np.asarray(stays)


def _reciprocal(score: Floats) -> Floats:
    return np.asarray(1.0 / score)


def _output(panel: Panel, block: Block, stays: Bools, rts: Rts) -> list[Any]:
    """The programs of output orientation: with all inputs, with the fixed ones alone; without any, a column of ones
    says again that the sum of lambda has a bound."""
    Y, X = panel.Y[block.rows], panel.X[block.rows]
    one, ones = (block.X[:, stays], X[:, stays]) if stays.any() else (np.ones((len(block.X), 1)), np.ones((len(X), 1)))
    return [pose((block.X, block.Y), (X, Y), rts, "output"), pose((one, block.Y), (ones, Y), rts, "output")]


def _input(panel: Panel, block: Block, stays: Bools, rts: Rts) -> list[Any]:
    """The programs of input orientation: for the unit's outputs, and for none."""
    X, Y = panel.X[block.rows], panel.Y[block.rows]
    still = np.r_[stays, np.zeros(Y.shape[1], dtype=bool)] if stays.any() else None
    nothing = np.zeros_like(Y)
    return [
        pose((block.X, block.Y), (X, Y), rts, "input", still=still),
        pose((block.X, block.Y), (X, nothing), rts, "input", still=still),
    ]


@dataclass(frozen=True, slots=True)
class _Row:
    """One evaluated row with the solutions of its block's two programs."""

    panel: Panel
    block: Block
    item: int
    own: Solution
    full: Solution
    stays: Bools
    orientation: Orientation

    def found(self) -> Found:
        item, r = self.item, int(self.block.rows[self.item])
        x, y = self.panel.X[r], self.panel.Y[r]
        for solution in (self.own, self.full):
            if solution.status[item] != "optimal":
                return Found(status=str(solution.status[item]))
        own, full = float(self.own.t[item]), float(self.full.t[item])
        moved = y if self.orientation == "output" else x[~self.stays]
        if not moved.any() or full <= 0:
            return Found(status="undefined")
        used = self.full.peer[item] >= 0
        places, weights = self.full.peer[item][used], self.full.weight[item][used]
        parts = {"biased": 1.0 / full, "technical": own, "capacity": full}
        reached = weights @ self.block.X[places]
        if self.orientation == "output":
            there: dict[str, Any] = {
                "target_in": np.where(self.stays, x, reached),
                "target_out": full * y,
                "radial_out": (full - 1.0) * y,
            }
        else:
            shrunk = np.where(self.stays, x, full * x)
            there = {"target_in": shrunk, "radial_in": x - shrunk}
        return Found(score=own / full, lambdas=(places, weights), parts=dict(parts), **there)
