"""Efficiencies of any observations against any frontiers: asked for one by one, solved together."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, get_args

import numpy as np
from numpy.typing import NDArray

from farrell.data import Panel
from farrell.dea import ddf, environmental_ddf, sbm, super_sbm
from farrell.dea.directions import NOTHING, Direction, of_side
from farrell.dea.environmental import BadDisposability
from farrell.dea.frontier import AnyOrientation, Bounds, Floats, Ints, Rts, count, pose, technical_efficiency
from farrell.errors import SolveWarning
from farrell.lp import Solver, choose, solve_many
from farrell.productivity.technologies import Key

DistanceName = Literal["radial", "ddf", "sbm", "super-sbm"]
DISTANCES: tuple[DistanceName, ...] = get_args(DistanceName)


@dataclass(frozen=True, slots=True)
class Way:
    """Directions, as :func:`farrell.environmental_ddf` takes them."""

    direction_inputs: Direction
    direction_outputs: Direction
    direction_bad: Direction
    disposability: BadDisposability

    def of(self, panel: Panel) -> tuple[Floats, Floats, Floats]:
        """(N, m), (N, s), (N, q) of every row of a panel."""
        roles = panel.roles
        return (
            of_side(panel, "direction_inputs", self.direction_inputs, panel.X, roles.inputs),
            of_side(panel, "direction_outputs", self.direction_outputs, panel.Y, roles.outputs),
            of_side(panel, "direction_bad", self.direction_bad, panel.B, roles.undesirable),
        )


@dataclass(frozen=True, slots=True)
class Distance:
    """What an efficiency is measured by.

    Attributes
    ----------
    name : radial: theta, or 1 / phi; ddf: along the observed direction, as te of :func:`farrell.ddf`; sbm: rho, beyond
        a frontier the super-efficient delta; super-sbm: delta of a frontier's own efficient units, too; directional:
        1 / (1 + beta) along ``way``; difference: -beta
    rts, bounds : the technology
    orientation : input, output; none too but of radial distances
    """

    name: DistanceName | Literal["directional", "difference"]
    rts: Rts
    orientation: AnyOrientation
    bounds: Bounds | None = None
    solver: Solver = "auto"
    way: Way | None = None

    @property
    def best(self) -> float:
        """The most that a frontier's own units score."""
        return {"difference": 0.0, "super-sbm": np.inf}.get(self.name, 1.0)


@dataclass(slots=True)
class Scores:
    """Scores of the rows of a panel, and of points of no panel, against frontiers of its rows.

    Ask with :meth:`need`, then :meth:`solve` once, then read with :meth:`of`. Rows from N on are ``extra`` points.

    Attributes
    ----------
    X, Y : (N + M, m), (N + M, s) the rows of the panel, then the extra points
    solver : that was chosen for radial programs
    """

    panel: Panel
    distance: Distance
    extra: tuple[Floats, Floats] | None = None
    diagnostics: dict[str, int] = field(default_factory=dict)
    solver: Solver | None = None
    _members: dict[Key, Ints] = field(default_factory=dict)
    _asked: dict[Key, NDArray[np.bool_]] = field(default_factory=dict)
    _te: dict[Key, Floats] = field(default_factory=dict)
    _status: dict[Key, NDArray[np.str_]] = field(default_factory=dict)

    @property
    def X(self) -> Floats:
        return self.panel.X if self.extra is None else np.vstack([self.panel.X, self.extra[0]])

    @property
    def Y(self) -> Floats:
        return self.panel.Y if self.extra is None else np.vstack([self.panel.Y, self.extra[1]])

    def need(self, technologies: Any, keys: Sequence[Key], rows: Ints) -> None:
        """Ask for rows (K,) against frontiers (K,); rows of -1 are nobody's."""
        size = len(self.panel) + (0 if self.extra is None else len(self.extra[0]))
        for key, places in positions(keys).items():
            here = rows[places]
            here = here[here >= 0]
            if key not in self._members:
                self._members[key] = technologies.members(self.panel, key)
                self._asked[key] = np.zeros(size, dtype=bool)
            self._asked[key][here] = True

    def solve(self) -> None:
        """Score everything that was asked for."""
        keys = [key for key, asked in self._asked.items() if asked.any()]
        points = [np.nonzero(self._asked[key])[0] for key in keys]
        solved = self._radial(keys, points) if self.distance.name == "radial" else self._by_model(keys, points)
        size = len(self.panel) + (0 if self.extra is None else len(self.extra[0]))
        for key, rows, (score, status) in zip(keys, points, solved, strict=True):
            te = np.where(np.isin(rows, self._members[key]), np.minimum(score, self.distance.best), score)
            self._te[key], self._status[key] = np.full(size, np.nan), np.full(size, "absent", dtype="<U10")
            self._te[key][rows], self._status[key][rows] = te, status

    def of(self, keys: Sequence[Key], rows: Ints) -> tuple[Floats, NDArray[np.str_]]:
        """(K,) efficiencies, NaN without one, and statuses; absent where the row is nobody's."""
        te, status = np.full(len(rows), np.nan), np.full(len(rows), "absent", dtype="<U10")
        for key, places in positions(keys).items():
            here = places[rows[places] >= 0]
            if len(here):
                te[here], status[here] = self._te[key][rows[here]], self._status[key][rows[here]]
        return te, status

    def _radial(self, keys: list[Key], points: list[Ints]) -> list[tuple[Floats, NDArray[np.str_]]]:
        X, Y, d = self.X, self.Y, self.distance
        orientation: Any = d.orientation
        jobs = []
        for key, rows in zip(keys, points, strict=True):
            ours = self._members[key]
            member = place_of(rows, ours)
            jobs.append(
                pose((X[ours], Y[ours]), (X[rows], Y[rows]), d.rts, orientation, bounds=d.bounds, member=member)
            )
        sizes = [(len(rows), len(self._members[key])) for key, rows in zip(keys, points, strict=True)]
        self.solver = choose(d.solver, sizes)
        out = []
        for solution in solve_many(jobs, self.solver):
            count(self.diagnostics, solution.diagnostics)
            out.append((technical_efficiency(solution, orientation), solution.status))
        return out

    def _by_model(self, keys: list[Key], points: list[Ints]) -> list[tuple[Floats, NDArray[np.str_]]]:
        return [self._model(self._members[key], rows) for key, rows in zip(keys, points, strict=True)]

    def _model(self, ours: Ints, rows: Ints) -> tuple[Floats, NDArray[np.str_]]:
        """Scores of rows by a model of static efficiency against other rows."""
        d, reference = self.distance, self.panel.rows_only(ours)
        points = self.panel.rows_only(rows)
        common: dict[str, Any] = {"rts": d.rts, "bounds": d.bounds, "reference": reference}
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", SolveWarning)  # the index names what has no score
            if d.way is not None:
                return self._along(d.way, points, rows, common)
            if d.name == "ddf":
                if d.orientation != "none":
                    common["direction_outputs" if d.orientation == "input" else "direction_inputs"] = "zeros"
                found = ddf(points, solver=d.solver, **common)
                return found.te.copy(), found.status
            found = super_sbm(points, orientation=d.orientation, **common)
            te, status = found.te.copy(), found.status.copy()
            if d.name == "sbm":
                own = np.isin(rows, ours)
                if own.any():
                    own_rows = self.panel.rows_only(rows[own])
                    inside = sbm(own_rows, orientation=d.orientation, solver=d.solver, **common)
                    te[own], status[own] = inside.te, inside.status
        count(self.diagnostics, found.diagnostics)
        return te, status

    def _along(self, way: Way, points: Panel, rows: Ints, common: dict[str, Any]) -> tuple[Floats, NDArray[np.str_]]:
        """Scores along directions, which are those of the whole panel."""
        less, more, cleaner = (side[rows] for side in way.of(self.panel))
        if self.panel.roles.undesirable:
            found = environmental_ddf(
                points, direction_inputs=less, direction_outputs=more, direction_bad=cleaner,
                disposability=way.disposability, **common,
            )  # fmt: skip
        else:
            found = ddf(points, direction_inputs=less, direction_outputs=more, **common)
        count(self.diagnostics, found.diagnostics)
        if self.distance.name == "difference":
            return -found.score, found.status
        with np.errstate(divide="ignore"):
            return np.where(found.score > NOTHING - 1.0, 1.0 / (1.0 + found.score), np.nan), found.status


def positions(keys: Sequence[Key]) -> dict[Key, Ints]:
    """Where each frontier stands in a list of them."""
    found: dict[Key, list[int]] = {}
    for i, key in enumerate(keys):
        found.setdefault(key, []).append(i)
    return {key: np.array(places) for key, places in found.items()}


def place_of(points: Ints, members: Ints) -> Ints:
    """(k,) where each point stands among the members of a frontier, -1 where it does not."""
    order = np.argsort(members)
    place = order[np.minimum(np.searchsorted(members, points, sorter=order), len(members) - 1)]
    return np.where(members[place] == points, place, -1)
