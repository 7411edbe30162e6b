"""Whom to learn from: peers with their weights and likeness, closest targets, role models."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from farrell import show
from farrell.data import Panel
from farrell.data.frozen import Frozen
from farrell.data.panel import frozen
from farrell.data.roles import Period
from farrell.dea import DEAResult, closest_targets, dea
from farrell.dea.frontier import WITHOUT_BOUNDS, Orientation, Rts, check_options, efficiency_of, provenance, radial
from farrell.errors import OptionError
from farrell.policy.similar import criteria, distance

Floats = NDArray[np.float64]
MOST_COLUMNS = 9
"""Most variables for which closest targets are searched."""


@dataclass(frozen=True, slots=True)
class Benchmarks:
    """Whom the n units of one period can learn from.

    Attributes
    ----------
    panel : the units, one period
    te : (n,) efficiency against the frontier of all
    te_group : (n,) against the frontier of the unit's own group; NaN without groups
    lambdas : (n, n) intensities of peers
    distance : (n, n) how unlike units are, 0 to 1, by the criteria in ``settings["similar"]``
    efficient : (n,) strongly efficient: score 1 and no slack
    nearest : (n, k) the k efficient units most alike each unit, itself left out; numbers of units, -1 for none
    usual, closest : (n, m + s) the radial target with slack, and the closest strongly efficient one; NaN where it was
        not searched (more than 9 variables, zeros)
    count : (n,) how many inefficient units have it as a peer
    weight : (n,) sum of their intensities for it
    reach : (n,) in how many groups those units are; 0 without groups
    """

    panel: Panel
    te: Floats
    te_group: Floats
    lambdas: Floats
    distance: Floats
    efficient: NDArray[np.bool_]
    nearest: NDArray[np.int64]
    usual: Floats
    closest: Floats
    count: NDArray[np.int64]
    weight: Floats
    reach: NDArray[np.int64]
    settings: Mapping[str, Any]
    provenance: Mapping[str, str]

    @property
    def units(self) -> tuple[str, ...]:
        return self.panel.units

    @property
    def group(self) -> str | None:
        """The column of groups, where the panel has one."""
        return self.panel.roles.groups[0] if self.panel.roles.groups else None

    def peers(self, unit: str) -> list[tuple[str, float, float]]:
        """Peers of one unit, the most similar first: name, intensity, distance."""
        k = self.units.index(unit)
        found = np.nonzero(self.lambdas[k] > 0)[0]
        order = found[np.argsort(self.distance[k, found], kind="stable")]
        return [(self.units[j], float(self.lambdas[k, j]), float(self.distance[k, j])) for j in order if j != k]

    def peers_frame(self) -> Any:
        """One row a peer of an inefficient unit, similar ones first: unit, peer, lambda, distance, same_group."""
        import pandas as pd

        rows = []
        for k, unit in enumerate(self.units):
            for peer, weight, far in self.peers(unit):
                same = self._labels()[k] == self._labels()[self.units.index(peer)]
                rows.append([unit, peer, weight, far, bool(same) if self.group else None])
        frame = pd.DataFrame(rows, columns=["unit", "peer", "lambda", "distance", "same_group"])
        return frame if self.group else frame.drop(columns="same_group")

    def nearest_frame(self) -> Any:
        """One row an efficient unit that is most alike: unit, place, model, distance."""
        import pandas as pd

        rows = [
            [self.units[k], place + 1, self.units[j], self.distance[k, j]]
            for k in range(len(self.units))
            for place, j in enumerate(self.nearest[k])
            if j >= 0
        ]
        return pd.DataFrame(rows, columns=["unit", "place", "model", "distance"])

    def targets_frame(self) -> Any:
        """One row a unit and variable: unit, column, role, actual, usual, closest, and the moves to them as shares of
        the actual amount, move_usual, move_closest."""
        import pandas as pd

        columns = (*self.panel.roles.inputs, *self.panel.roles.outputs)
        m, n = len(self.panel.roles.inputs), len(self.units)
        actual = np.hstack([self.panel.X, self.panel.Y]).ravel()
        whole = np.where(actual != 0, actual, np.nan)
        usual, closest = self.usual.ravel(), self.closest.ravel()
        return pd.DataFrame(
            {
                "unit": np.repeat(self.units, len(columns)),
                "column": np.tile(columns, n),
                "role": np.tile(np.where(np.arange(len(columns)) < m, "input", "output"), n),
                "actual": actual,
                "usual": usual,
                "closest": closest,
                "move_usual": (usual - actual) / whole,
                "move_closest": (closest - actual) / whole,
            }
        )

    def role_models(self) -> Any:
        """One row an efficient unit, the most used first: unit, count, share (of the inefficient units), weight,
        reach."""
        import pandas as pd

        inefficient = max(int((self.lambdas.sum(axis=1) > 0).sum() - self.efficient.sum()), 1)
        places = np.nonzero(self.efficient)[0]
        frame = pd.DataFrame(
            {
                "unit": [self.units[j] for j in places],
                "count": self.count[places],
                "share": self.count[places] / inefficient,
                "weight": self.weight[places],
                "reach": self.reach[places],
            }
        )
        return frame.sort_values(["count", "weight"], ascending=False, kind="stable").reset_index(drop=True)

    def to_frame(self) -> Any:
        """One row a unit: unit, te, te_group, efficient, count, weight, reach."""
        import pandas as pd

        names = ("te", "te_group", "efficient", "count", "weight", "reach")
        return pd.DataFrame({"unit": self.units, **{name: getattr(self, name) for name in names}})

    def _labels(self) -> list[str]:
        return self.panel.labels[self.group].tolist() if self.group else [""] * len(self.units)

    def _table(self) -> tuple[list[str], list[list[Any]]]:
        rows = []
        for k, unit in enumerate(self.units):
            peers = ", ".join(f"{p} {w:.3f} ({d:.2f})" for p, w, d in self.peers(unit))
            near = ", ".join(self.units[j] for j in self.nearest[k] if j >= 0)
            rows.append([unit, float(self.te[k]), peers, near, int(self.count[k])])
        return ["unit", "te", "peers: lambda (distance)", "most alike", "peer of"], rows

    def summary(self) -> str:
        """One line a unit: efficiency, peers with intensity and distance, the most similar efficient units."""
        return show.text_table(*self._table())

    def _repr_html_(self) -> str:
        return show.html_table(*self._table())

    def __repr__(self) -> str:
        return f"Benchmarks: {len(self.units)} units, {int(self.efficient.sum())} efficient"


def benchmarks(
    panel: Panel,
    period: Period | None = None,
    *,
    similar: Sequence[str] | None = None,
    nearest: int = 3,
    rts: Rts = "vrs",
    orientation: Orientation = "input",
) -> Benchmarks:
    """Whom each unit of one period can learn from, the similar first, and how far the closest good practice is.

    Parameters
    ----------
    panel, period : the units; the last period by default
    similar : columns that likeness is judged by: groups, and numbers with a role. By default the first group, the
        weight and the environment; where the panel has none of them, the inputs
    nearest : how many efficient units are named as most alike
    rts, orientation : of the programs, as in :func:`farrell.dea`

    Returns
    -------
    Benchmarks

    Raises
    ------
    OptionError
        an unknown column or option

    Notes
    -----
    The distance of two units is the mean over the criteria of 0 or 1 for groups, and of ``|ln a - ln b|`` for positive
    numbers as a share of the largest in the period (Gower 1971, DOI 10.2307/2528823). Peers and intensities are those
    of the radial program; with ties among optima they are one choice. ``te_group`` is the score against efficient units
    of the same group, at least ``te``; their quotient is the technology gap (O'Donnell, Rao & Battese 2008,
    DOI 10.1007/s00181-007-0119-4). Closest targets are those of :func:`farrell.closest_targets`. The role-model score
    counts inefficient units alone: an efficient unit as its own peer is none.

    Examples
    --------
    >>> import farrell
    >>> found = farrell.benchmarks(farrell.load("china-health").panel, 2023)
    >>> found.peers("Hebei")[0][0], found.role_models().unit[0]
    ('Zhejiang', 'Zhejiang')
    """
    check_options(panel, "benchmarks", rts, orientation, None, technologies=WITHOUT_BOUNDS)
    if isinstance(nearest, bool) or not isinstance(nearest, int) or nearest < 1:
        raise OptionError("plan-number", option="nearest", value=repr(nearest))
    one = panel.select(periods=[panel.periods[-1] if period is None else period])
    chosen = criteria(one, similar)
    far = distance(one, chosen)
    result = dea(one, rts=rts, orientation=orientation)
    efficient = result.efficiency == "efficient"
    lambdas = result.lambdas
    learners = (result.efficiency == "inefficient") | (result.efficiency == "weakly efficient")
    used = (lambdas > 0) & learners[:, None]
    labels = one.labels[one.roles.groups[0]] if one.roles.groups else None
    settings = {"model": "benchmarks", "period": one.periods[0], "similar": list(chosen), "nearest": nearest}
    return Benchmarks(
        panel=one,
        te=result.te,
        te_group=frozen(_within_groups(one, labels, rts, orientation)),
        lambdas=frozen(lambdas),
        distance=frozen(far),
        efficient=frozen(efficient),
        nearest=frozen(_nearest(far, efficient, nearest)),
        usual=frozen(np.hstack([result.target_in, result.target_out])),
        closest=frozen(_closest(one, rts, result)),
        count=frozen(used.sum(axis=0)),
        weight=frozen((lambdas * used).sum(axis=0)),
        reach=frozen(_reach(used, labels)),
        settings=Frozen({**settings, "rts": rts, "orientation": orientation}),
        provenance=provenance(one),
    )


def _within_groups(one: Panel, labels: Any, rts: Rts, orientation: Orientation) -> Floats:
    """(n,) te against the units of the same group."""
    te = np.full(len(one), np.nan)
    if labels is None:
        return te
    for label in dict.fromkeys(labels.tolist()):
        rows = np.nonzero(labels == label)[0]
        data = one.X[rows], one.Y[rows]
        found = radial(data, data, rts, orientation)
        te[rows] = np.where(found.status == "optimal", efficiency_of(found.t, orientation), np.nan)
    return te


def _nearest(far: Floats, efficient: NDArray[np.bool_], count: int) -> NDArray[np.int64]:
    n = len(far)
    out = np.full((n, count), -1, dtype=np.int64)
    models = np.nonzero(efficient)[0]
    for k in range(n):
        others = models[models != k]
        order = others[np.argsort(far[k, others], kind="stable")][:count]
        out[k, : len(order)] = order
    return out


def _closest(one: Panel, rts: Rts, result: DEAResult) -> Floats:
    """(n, m + s) closest targets, NaN where there are too many variables or zeros for them."""
    data = np.hstack([one.X, one.Y])
    if data.shape[1] > MOST_COLUMNS or (data <= 0).any():
        return np.full(data.shape, np.nan)
    found = closest_targets(one, rts=rts)
    return np.where((result.status == "optimal")[:, None], np.hstack([found.target_in, found.target_out]), np.nan)


def _reach(used: NDArray[np.bool_], labels: Any) -> NDArray[np.int64]:
    if labels is None:
        return np.zeros(used.shape[1], dtype=np.int64)
    return np.array([len(set(labels[used[:, j]].tolist())) for j in range(used.shape[1])], dtype=np.int64)
