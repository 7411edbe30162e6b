"""Productivity as an aggregate output over an aggregate input, and the efficiencies that explain it (O'Donnell)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, get_args

import numpy as np

from farrell.data import Panel
from farrell.data.frozen import Frozen
from farrell.data.panel import frozen
from farrell.dea.frontier import (
    WITHOUT_BOUNDS,
    Floats,
    Ints,
    Orientation,
    Rts,
    check_options,
    choose_one,
    count,
    provenance,
    radial,
    refuse,
)
from farrell.errors import OptionError
from farrell.lp import Solver
from farrell.productivity.change import ChangeResult, warn_without_index
from farrell.productivity.pairs import Pairs, Unbalanced
from farrell.productivity.scores import Distance, Scores, positions
from farrell.productivity.technologies import Key, Technologies

OF_OUTPUTS = ("ote", "ose", "ome", "rose", "osme", "rme")
OF_INPUTS = ("ite", "ise", "ime", "rise", "isme", "rme")
"""Efficiencies of either orientation, in reading order."""
PARTS = {
    "output": (("ote", "ome", "rose"), ("otech", "omech", "rosech")),
    "input": (("ite", "ime", "rise"), ("itech", "imech", "risech")),
}
"""Efficiencies that multiply to that of productivity, and what their changes are called."""
Levels = dict[str, Floats]
Frontier = Literal["adjacent", "sequential", "global"]
FRONTIERS: tuple[Frontier, ...] = get_args(Frontier)


def names_of(orientation: Orientation) -> tuple[str, ...]:
    """Names of all levels: aggregate output and input, productivity, its maximum, efficiencies."""
    return ("ao", "ai", "tfp", "mp", "tfpe", *(OF_OUTPUTS if orientation == "output" else OF_INPUTS))


@dataclass(slots=True)
class Aggregates:
    """Levels of rows of a panel at weights of their outputs and inputs.

    With aggregates Q = p y and X = w x, and the frontier of the row's own period::

        tfp = Q / X,    mp = max_j p y_j / w x_j,    tfpe = tfp / mp
        ote = 1 / phi,  ose = ote_crs / ote,         ome = p y / max{p Y lambda : X lambda <= x_o} / ote
        rose = tfpe / (ote ome),    osme = tfpe / ote,    rme = tfpe / ote_crs

    and in input orientation ite = theta, ise, ime = min{w X lambda : Y lambda >= y_o} / w x / ite, rise, isme alike.
    tfpe = ote ome rose = ote ose rme.
    """

    panel: Panel
    rts: Rts
    orientation: Orientation
    technologies: Technologies
    solver: Solver = "auto"
    diagnostics: dict[str, int] = field(default_factory=dict)
    _keys: list[Key] = field(default_factory=list)
    _te: dict[str, Floats] = field(default_factory=dict)

    def __post_init__(self) -> None:
        rows = np.arange(len(self.panel))
        when = self.panel.period_index
        one = self.technologies.name == "global"
        self._keys = [("all",)] * len(rows) if one else self.technologies.own(when, rows)
        for name, rts in (("te", self.rts), ("te_crs", "crs")):
            scores = Scores(self.panel, Distance("radial", rts, self.orientation, None, self.solver))
            scores.need(self.technologies, self._keys, rows)
            scores.solve()
            self._te[name], _ = scores.of(self._keys, rows)
            count(self.diagnostics, scores.diagnostics)

    def at(self, rows: Ints, p: Floats, w: Floats) -> Levels:
        """Levels of rows (K,) at weights (K, s) and (K, m)."""
        X, Y = self.panel.X, self.panel.Y
        ao, ai = (p * Y[rows]).sum(axis=1), (w * X[rows]).sum(axis=1)
        most, mixed = np.full(len(rows), np.nan), np.full(len(rows), np.nan)
        known = np.isfinite(np.hstack([p, w])).all(axis=1)
        most[known], mixed[known] = self._best(rows[known], p[known], w[known])
        te, te_crs = self._te["te"][rows], self._te["te_crs"][rows]
        with np.errstate(divide="ignore", invalid="ignore"):
            tfp = ao / ai
            tfpe, scale = tfp / most, te_crs / te
            values = (ao, ai, tfp, most, tfpe, te, scale, mixed / te, tfpe / mixed, tfpe / te, tfpe / te_crs)
        return dict(zip(names_of(self.orientation), values, strict=True))

    def _best(self, rows: Ints, p: Floats, w: Floats) -> tuple[Floats, Floats]:
        """(K,) the greatest productivity of the technology, and p y over the most revenue (the least cost over w x)."""
        most, mixed = np.full(len(rows), np.nan), np.full(len(rows), np.nan)
        X, Y = self.panel.X, self.panel.Y
        weights = np.hstack([p, w])
        for key, places in positions([self._keys[r] for r in rows]).items():
            members = self.technologies.members(self.panel, key)
            for same in alike(weights[places]):
                here = places[same]
                Q, C = Y[members] @ p[here[0]], X[members] @ w[here[0]]
                with np.errstate(divide="ignore", invalid="ignore"):
                    most[here] = np.nanmax(np.where(C > 0, Q / C, np.nan))
                mixed[here] = self._mix(members, rows[here], p[here[0]], w[here[0]])
        return most, mixed

    def _mix(self, members: Ints, rows: Ints, p: Floats, w: Floats) -> Floats:
        """p y over the most of one aggregate output from the same inputs (least aggregate input over w x)."""
        X, Y = self.panel.X, self.panel.Y
        if self.orientation == "output":
            found = radial(
                (X[members], (Y[members] @ p)[:, None]), (X[rows], (Y[rows] @ p)[:, None]), self.rts, "output",
                solver=self.solver,
            )  # fmt: skip
            return np.asarray(1.0 / found.t)
        found = radial(
            ((X[members] @ w)[:, None], Y[members]), ((X[rows] @ w)[:, None], Y[rows]), self.rts, "input",
            solver=self.solver,
        )  # fmt: skip
        return np.asarray(found.t)


def alike(weights: Floats) -> list[Ints]:
    """Places of rows with the same weights."""
    _, group = np.unique(weights, axis=0, return_inverse=True)
    return [np.nonzero(group.ravel() == g)[0] for g in range(group.max() + 1)]


def shadow_weights(
    panel: Panel, points: tuple[Floats, Floats], keys: Sequence[Key], technologies: Technologies, rts: Rts
) -> tuple[Floats, Floats]:
    """(K, s), (K, m) gradients of the output distance and of the input distance function at points.

    p y = D_O(x, y) = 1 / phi and w x = D_I(x, y) = 1 / theta at the point itself. Where a point has several supporting
    facets one of them is given, the same whatever the order of the rows; NaN without a solution.
    """
    x, y = points
    p, w = np.full(y.shape, np.nan), np.full(x.shape, np.nan)
    m = x.shape[1]
    for key, unordered in positions(keys).items():
        members = technologies.members(panel, key)
        members = members[sorted_rows(panel.X[members], panel.Y[members])]
        places = unordered[sorted_rows(x[unordered], y[unordered])]
        reference = panel.X[members], panel.Y[members]
        orientation: Orientation
        for orientation, weights, at, side in (
            ("output", p, y, slice(m, m + y.shape[1])),
            ("input", w, x, slice(0, m)),
        ):
            found = radial(reference, (x[places], y[places]), rts, orientation)
            slope = np.abs(found.dual[:, side])
            with np.errstate(divide="ignore", invalid="ignore"):
                scale = 1.0 / found.t / (slope * at[places]).sum(axis=1)
                gradient = slope * scale[:, None]
            weights[places] = np.where(np.isfinite(gradient).all(axis=1, keepdims=True), gradient, np.nan)
    return p, w


def sorted_rows(X: Floats, Y: Floats) -> Ints:
    """An order of rows by their data alone, which ties of a solver are then broken by."""
    return np.lexsort(np.hstack([X, Y]).T[::-1])


def check(panel: Panel, model: str, rts: Rts, orientation: Orientation, technology: Frontier, solver: Solver) -> None:
    check_options(panel, model, rts, orientation, None, solver, technologies=WITHOUT_BOUNDS)
    choose_one("technology", technology, FRONTIERS)
    if len(panel.periods) < 2:
        raise OptionError("one-period", model=model)


def aggregates_of(panel: Panel, rts: Rts, orientation: Orientation, technology: Frontier, solver: Solver) -> Aggregates:
    return Aggregates(panel, rts, orientation, Technologies(technology), solver)


def frontier_keys(pairs: Pairs, technology: Frontier) -> tuple[list[Any], list[Any]]:
    if technology == "global":
        return [("all",)] * len(pairs.unit), [("all",)] * len(pairs.unit)
    tech = Technologies(technology)
    return tech.own(pairs.start, pairs.before), tech.own(pairs.end, pairs.after)


def settings_of(
    model: str, rts: Rts, orientation: Orientation, technology: Frontier, unbalanced: Unbalanced, solver: Solver
) -> dict[str, Any]:
    return {
        "model": model, "rts": rts, "orientation": orientation, "technology": technology, "unbalanced": unbalanced,
        "solver": solver,
    }  # fmt: skip


def prices_of(panel: Panel, model: str) -> tuple[Floats, Floats]:
    """(N, s), (N, m) prices."""
    roles = panel.roles
    if not (roles.input_prices and roles.output_prices):
        raise OptionError("needs-prices", model=model)
    refuse(panel, "negative-price", [*roles.output_prices, *roles.input_prices], lambda values: values < 0)
    P, W = (np.column_stack([panel.numbers[c] for c in names]) for names in (roles.output_prices, roles.input_prices))
    return P, W


def changes_of(before: Levels, after: Levels) -> Levels:
    with np.errstate(divide="ignore", invalid="ignore"):
        return {name: after[name] / before[name] for name in before}


def explained(change: Levels, orientation: Orientation) -> Levels:
    """Changes of the levels that multiply to that of productivity, by the names of components."""
    levels, parts = PARTS[orientation]
    named = {part: change[level] for part, level in zip(parts, levels, strict=True)}
    return {"techch": change["mp"], **named, "tfpch": change["tfp"]}


def index_of_levels(
    pairs: Pairs, parts: Levels, settings: dict[str, Any], diagnostics: dict[str, int], status: Any = None
) -> ChangeResult:
    states = np.full(len(pairs.unit), "optimal", dtype="<U10") if status is None else status
    states[(pairs.before < 0) | (pairs.after < 0)] = "absent"
    known = np.isfinite(parts["tfpch"]) & (parts["tfpch"] > 0)
    states[(states == "optimal") & ~known] = "undefined"
    for name, values in parts.items():
        parts[name] = frozen(np.where(states == "optimal", values, np.nan))
    result = ChangeResult(
        panel=pairs.panel, units=pairs.units, period_from=pairs.period_from, period_to=pairs.period_to,
        parts=Frozen(parts), distances=Frozen({}), status=frozen(states), settings=Frozen(settings),
        diagnostics=Frozen(diagnostics), provenance=provenance(pairs.panel),
    )  # fmt: skip
    warn_without_index(result, str(settings["model"]))
    return result
