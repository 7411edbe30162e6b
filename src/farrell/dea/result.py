"""What a model returns: one row an evaluated unit-period, in the panel's row order."""

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
    panel : what was scored; m inputs, s outputs, q undesirable outputs, N rows
    measure : what the model calls its score: theta, phi, beta, rho, or its own word
    score : (N,) the score: theta (<= 1), phi (>= 1), beta (0 is efficient), rho (<= 1) ...
    te : (N,) the score as an efficiency, of which 1 is best: theta, 1 / phi, rho, ...; in (0, 1] against a frontier
        that includes the unit. NaN for models whose score is no efficiency (a sum of slacks)
    status : (N,) optimal, infeasible, unbounded, undefined, unsolved; NaN everywhere but ``optimal``
    efficiency : (N,) efficient, weakly efficient (score 1 with slack), inefficient, beyond (above a frontier that does
        not include the unit), frontier (score 1, slacks not computed or without bound), or empty without a score
    peer : (N, R) reference units with positive intensity, numbers into ``reference_units``, padded with -1
    peer_weight : (N, R) their intensities lambda
    reference_units, reference_periods : names of the reference units
    radial_in, radial_out, radial_bad : (N, m), (N, s), (N, q) the proportional or directional part of the way to the
        target: a decrease of inputs and undesirable outputs, an increase of outputs
    slack_in, slack_out, slack_bad : (N, m), (N, s), (N, q) the rest of it; NaN without a second phase
    target_in, target_out, target_bad : (N, m), (N, s), (N, q) where the projection lands
    v, u, w : (N, m), (N, s), (N, q) multipliers of inputs, outputs and undesirable outputs, in 1 / data units; NaN
        where the model's program gives none
    omega : (N,) free term: theta = u y + omega, phi = v x + omega; 0 under constant returns
    parts : what else the model says, by name: (N,) or (N, k)
    settings, diagnostics, provenance : options, solver counts, software and data hash
    """

    panel: Panel
    measure: str
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
    radial_bad: Floats
    slack_in: Floats
    slack_out: Floats
    slack_bad: Floats
    target_in: Floats
    target_out: Floats
    target_bad: Floats
    v: Floats
    u: Floats
    w: Floats
    omega: Floats
    parts: Mapping[str, Any]
    settings: Mapping[str, Any]
    diagnostics: Mapping[str, int]
    provenance: Mapping[str, str]

    @property
    def scores(self) -> Floats:
        """(N,) as :attr:`score`."""
        return self.score

    @property
    def theta(self) -> Floats:
        """(N,) the input radial score; NaN of other models."""
        return self.score if self.measure == "theta" else np.full_like(self.score, np.nan)

    @property
    def phi(self) -> Floats:
        """(N,) the output radial score; NaN of other models."""
        return self.score if self.measure == "phi" else np.full_like(self.score, np.nan)

    @property
    def slacks(self) -> Any:
        """DataFrame (N, m + s + q): slacks of inputs, outputs and undesirable outputs."""
        return self._wide(self.slack_in, self.slack_out, self.slack_bad)

    @property
    def targets(self) -> Any:
        """DataFrame (N, m + s + q): where the projection lands."""
        return self._wide(self.target_in, self.target_out, self.target_bad)

    @property
    def radial_move(self) -> Any:
        """DataFrame (N, m + s + q): the proportional part of the way; negative for units beyond
        their frontier."""
        return self._wide(self.radial_in, self.radial_out, self.radial_bad)

    @property
    def multipliers(self) -> Any:
        """DataFrame (N, m + s + q): v of inputs, u of outputs, w of undesirable outputs."""
        return self._wide(self.v, self.u, self.w)

    def _wide(self, inputs: Floats, outputs: Floats, bad: Floats) -> Any:
        import pandas as pd

        index = pd.MultiIndex.from_arrays([self.panel.unit_labels, self.panel.period_labels], names=["unit", "period"])
        roles = self.panel.roles
        columns = [*roles.inputs, *roles.outputs, *roles.undesirable]
        return pd.DataFrame(np.hstack([inputs, outputs, bad]), index=index, columns=columns)

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
    def excess(self) -> Floats:
        """(N, q) share of each undesirable output that is too much, (b - target) / b; NaN where b is zero."""
        return _share(self.panel.B - self.target_bad, np.abs(self.panel.B))

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
        """A tidy DataFrame: unit, period, te, score, status, efficiency, the model's parts, and each variable's slack
        and target."""
        import pandas as pd

        roles = self.panel.roles
        frame = {
            "unit": self.panel.unit_labels,
            "period": self.panel.period_labels,
            "te": self.te,
            self.measure: self.score,
            "status": self.status.tolist(),
            "efficiency": self.efficiency.tolist(),
        }
        frame |= {name: part.tolist() for name, part in self.parts.items() if np.ndim(part) == 1}
        for columns, slack, target in (
            (roles.inputs, self.slack_in, self.target_in),
            (roles.outputs, self.slack_out, self.target_out),
            (roles.undesirable, self.slack_bad, self.target_bad),
        ):
            for i, column in enumerate(columns):
                frame |= {f"slack_{column}": slack[:, i], f"target_{column}": target[:, i]}
        return pd.DataFrame(frame)

    @property
    def _shown(self) -> str:
        """The column a short table shows: te, or the score of a model that has no efficiency."""
        return "te" if np.isfinite(self.te).any() or not np.isfinite(self.score).any() else self.measure

    def _table(self, most: int = 40) -> tuple[list[str], list[list[Any]]]:
        header = ["unit", "period", self._shown, "efficiency", "peers"]
        rows: list[list[Any]] = []
        shown = self.te if self._shown == "te" else self.score
        for r in range(min(len(self.te), most)):
            unit, period = self.panel.unit_at(r), self.panel.period_at(r)
            peers = ", ".join(f"{k} {v:.3f}" for k, v in self.peers(unit, period).items())
            rows.append([unit, str(period), float(shown[r]), str(self.efficiency[r] or self.status[r]), peers])
        return header, rows

    def summary(self) -> str:
        """Settings, means and the first rows as text."""
        shown = self.te if self._shown == "te" else self.score
        counts = {name: int((self.efficiency == name).sum()) for name in np.unique(self.efficiency) if name}
        lines = [
            "{model}, {orientation} orientation, {rts}, reference {reference}".format(**self.settings),
            f"{len(self.te)} unit-periods; mean {self._shown} {mean(shown):.3f}; "
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
