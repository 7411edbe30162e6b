"""What a radial model returns: one row an evaluated unit-period, in the panel's row order."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from farrell import show
from farrell.data import Panel, mean
from farrell.data.roles import Period
from farrell.errors import OptionError, nearest

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Words = NDArray[np.str_]


@dataclass(frozen=True, slots=True)
class DEAResult:
    """Scores, peers, slacks, targets and multipliers of every row of the panel.

    Attributes
    ----------
    panel : what was scored; m inputs, s outputs, N rows
    score : (N,) theta (input orientation, <= 1) or phi (output orientation, >= 1)
    te : (N,) technical efficiency: theta, or 1 / phi; in (0, 1] against a frontier that includes the unit
    status : (N,) optimal, infeasible, unbounded, undefined, unsolved; NaN everywhere but ``optimal``
    efficiency : (N,) efficient, weakly efficient (score 1 with slack), inefficient, beyond (above a frontier that does
        not include the unit), frontier (score 1, slacks not computed or without bound), or empty without a score
    peer : (N, R) reference units with positive intensity, numbers into ``reference_units``, padded with -1
    peer_weight : (N, R) their intensities lambda
    reference_units, reference_periods : names of the reference units
    radial_in, radial_out : (N, m), (N, s) the proportional part of the way to the target, >= 0
    slack_in, slack_out : (N, m), (N, s) the rest of it; NaN without a second phase
    target_in, target_out : (N, m), (N, s) where the projection lands
    v, u : (N, m), (N, s) multipliers of inputs and outputs, in 1 / data units
    omega : (N,) free term: theta = u y + omega, phi = v x + omega; 0 under constant returns
    settings, diagnostics, provenance : options, solver counts, software and data hash
    """

    panel: Panel
    score: Floats
    te: Floats
    status: Words
    efficiency: Words
    peer: Ints
    peer_weight: Floats
    reference_units: tuple[str, ...]
    reference_periods: tuple[Period, ...]
    radial_in: Floats
    radial_out: Floats
    slack_in: Floats
    slack_out: Floats
    target_in: Floats
    target_out: Floats
    v: Floats
    u: Floats
    omega: Floats
    settings: Mapping[str, Any]
    diagnostics: Mapping[str, int]
    provenance: Mapping[str, str]

    @property
    def scores(self) -> Floats:
        """(N,) theta or phi, as :attr:`score`."""
        return self.score

    @property
    def theta(self) -> Floats:
        """(N,) the input radial score; NaN in output orientation."""
        return self.score if self.settings["orientation"] == "input" else np.full_like(self.score, np.nan)

    @property
    def phi(self) -> Floats:
        """(N,) the output radial score; NaN in input orientation."""
        return self.score if self.settings["orientation"] == "output" else np.full_like(self.score, np.nan)

    @property
    def slacks(self) -> Any:
        """DataFrame (N, m + s): slacks of inputs and outputs."""
        return self._wide(self.slack_in, self.slack_out)

    @property
    def targets(self) -> Any:
        """DataFrame (N, m + s): where the projection lands."""
        return self._wide(self.target_in, self.target_out)

    @property
    def radial_move(self) -> Any:
        """DataFrame (N, m + s): the proportional part of the way, >= 0."""
        return self._wide(self.radial_in, self.radial_out)

    @property
    def multipliers(self) -> Any:
        """DataFrame (N, m + s): v of inputs and u of outputs."""
        return self._wide(self.v, self.u)

    def _wide(self, inputs: Floats, outputs: Floats) -> Any:
        import pandas as pd

        index = pd.MultiIndex.from_arrays([self.panel.unit_labels, self.panel.period_labels], names=["unit", "period"])
        columns = [*self.panel.roles.inputs, *self.panel.roles.outputs]
        return pd.DataFrame(np.hstack([inputs, outputs]), index=index, columns=columns)

    @property
    def redundancy_amount(self) -> Floats:
        """(N, m) how much of each input is too much, x - target, in data units."""
        return np.asarray(self.panel.X - self.target_in)

    @property
    def shortfall_amount(self) -> Floats:
        """(N, s) by how much each output falls short, target - y, in data units."""
        return np.asarray(self.target_out - self.panel.Y)

    @property
    def redundancy(self) -> Floats:
        """(N, m) share of each input that is too much, (x - target) / x; NaN where x is zero."""
        return _share(self.redundancy_amount, np.abs(self.panel.X))

    @property
    def shortfall(self) -> Floats:
        """(N, s) share by which each output falls short, (target - y) / y; NaN where y is zero."""
        return _share(self.shortfall_amount, np.abs(self.panel.Y))

    @property
    def lambdas(self) -> Floats:
        """(N, n) intensities as a full matrix, one column a reference unit."""
        out = np.zeros((len(self.te), len(self.reference_units)))
        rows, places = np.nonzero(self.peer >= 0)
        out[rows, self.peer[rows, places]] = self.peer_weight[rows, places]
        return out

    def row_of(self, unit: str, period: Period | None = None) -> int:
        """Row number of a unit-period; the period may be left out in a cross-section."""
        chosen = self.panel.periods[0] if period is None and len(self.panel.periods) == 1 else period
        for r, key in enumerate(zip(self.panel.unit_labels, self.panel.period_labels, strict=True)):
            if key == (unit, chosen):
                return r
        raise OptionError("unknown-unit", unit=f"{unit}, {period}", hint=nearest(unit, self.panel.units))

    def peers(self, unit: str, period: Period | None = None) -> dict[str, float]:
        """Peers of one unit with their intensities, largest first; of another period as ``name (period)``."""
        r = self.row_of(unit, period)
        out = {}
        for place in np.argsort(-self.peer_weight[r]):
            j = self.peer[r, place]
            if j >= 0:
                name, when = self.reference_units[j], self.reference_periods[j]
                own_time = when == self.panel.period_at(r)
                out[name if own_time else f"{name} ({when})"] = float(self.peer_weight[r, place])
        return out

    def to_frame(self) -> Any:
        """A tidy DataFrame: unit, period, te, score, status, efficiency, and each variable's slack and target."""
        import pandas as pd

        roles = self.panel.roles
        name = "theta" if self.settings["orientation"] == "input" else "phi"
        frame = {
            "unit": self.panel.unit_labels,
            "period": self.panel.period_labels,
            "te": self.te,
            name: self.score,
            "status": self.status.tolist(),
            "efficiency": self.efficiency.tolist(),
        }
        for i, column in enumerate(roles.inputs):
            frame |= {f"slack_{column}": self.slack_in[:, i], f"target_{column}": self.target_in[:, i]}
        for i, column in enumerate(roles.outputs):
            frame |= {f"slack_{column}": self.slack_out[:, i], f"target_{column}": self.target_out[:, i]}
        return pd.DataFrame(frame)

    def _table(self, most: int = 40) -> tuple[list[str], list[list[Any]]]:
        header = ["unit", "period", "te", "efficiency", "peers"]
        rows: list[list[Any]] = []
        for r in range(min(len(self.te), most)):
            unit, period = self.panel.unit_at(r), self.panel.period_at(r)
            peers = ", ".join(f"{k} {v:.3f}" for k, v in self.peers(unit, period).items())
            rows.append([unit, str(period), float(self.te[r]), str(self.efficiency[r] or self.status[r]), peers])
        return header, rows

    def summary(self) -> str:
        """Settings, means and the first rows as text."""
        counts = {name: int((self.efficiency == name).sum()) for name in np.unique(self.efficiency) if name}
        lines = [
            "DEA, {orientation} orientation, {rts}, reference {reference}".format(**self.settings),
            f"{len(self.te)} unit-periods; mean te {mean(self.te):.3f}; "
            + ", ".join(f"{count} {name}" for name, count in counts.items()),
        ]
        return "\n".join([*lines, show.text_table(*self._table())])

    def _repr_html_(self) -> str:
        return show.html_table(*self._table(), caption=self.summary().splitlines()[0])

    def __repr__(self) -> str:
        return "\n".join(self.summary().splitlines()[:2])


def _share(part: Floats, whole: Floats) -> Floats:
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(whole != 0, part / np.where(whole != 0, whole, 1.0), np.nan)
