"""What is too much and what falls short in each unit, why, and in which order to act."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from farrell import show
from farrell.data import Panel
from farrell.data.frozen import Frozen
from farrell.data.panel import frozen
from farrell.data.roles import Period
from farrell.dea import scale_efficiency
from farrell.dea.frontier import Orientation, Reference, frontiers, provenance, radial, shown

Floats = NDArray[np.float64]
WORTH = 5e-4
"""A gap below this share of the actual amount is nothing to act on: it prints as 0.0 %."""


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """Gaps of n units in m inputs and s outputs, in one period.

    actual - radial - slack - scale = target for an input, actual + radial + slack + scale = target for an output.

    Attributes
    ----------
    panel : the units, one period
    te_crs, te_vrs, se : (n,) technical, pure technical and scale efficiency
    scale_status : (n,) irs (too small), crs, drs (too large); empty without scores
    cause : (n,) what costs more: ``technical``, ``scale``, ``both`` (equal), ``none``; empty without scores
    radial, slack : (n, m + s) the pure technical gap in its two parts, to the variable-returns target
    scale : (n, m + s) from there on to the constant-returns frontier; no part is negative
    target : (n, m + s) where both steps lead: efficient at the right size
    order : (n, m + s) place in the order of action from 1; 0 where there is nothing to do
    status : (n,) optimal, or what kept a score from being found
    """

    panel: Panel
    te_crs: Floats
    te_vrs: Floats
    se: Floats
    scale_status: NDArray[np.str_]
    cause: NDArray[np.str_]
    radial: Floats
    slack: Floats
    scale: Floats
    target: Floats
    order: NDArray[np.int64]
    status: NDArray[np.str_]
    settings: Mapping[str, Any]
    provenance: Mapping[str, str]

    @property
    def units(self) -> tuple[str, ...]:
        return self.panel.units

    @property
    def columns(self) -> tuple[str, ...]:
        """Inputs, then outputs."""
        return (*self.panel.roles.inputs, *self.panel.roles.outputs)

    @property
    def actual(self) -> Floats:
        """(n, m + s) present amounts."""
        return np.hstack([self.panel.X, self.panel.Y])

    @property
    def technical(self) -> Floats:
        """(n, m + s) the pure technical gap: what better practice at the present size removes."""
        return self.radial + self.slack

    def to_frame(self) -> Any:
        """One row a unit and variable: unit, column, role, actual, radial, slack, technical, scale, target, the shares
        of the actual amount share_technical, share_scale, and order."""
        import pandas as pd

        n, width = self.actual.shape
        m = len(self.panel.roles.inputs)
        actual = self.actual.ravel()
        whole = np.where(actual != 0, actual, np.nan)
        parts = {name: getattr(self, name).ravel() for name in ("radial", "slack", "technical", "scale", "target")}
        return pd.DataFrame(
            {
                "unit": np.repeat(self.units, width),
                "column": np.tile(self.columns, n),
                "role": np.tile(np.where(np.arange(width) < m, "input", "output"), n),
                "actual": actual,
                **parts,
                "share_technical": parts["technical"] / whole,
                "share_scale": parts["scale"] / whole,
                "order": self.order.ravel(),
            }
        )

    def units_frame(self) -> Any:
        """One row a unit: unit, te_crs, te_vrs, se, scale_status, cause, status."""
        import pandas as pd

        names = ("te_crs", "te_vrs", "se", "scale_status", "cause", "status")
        return pd.DataFrame({"unit": self.units, **{name: getattr(self, name).tolist() for name in names}})

    def actions(self, unit: str) -> list[tuple[str, float]]:
        """What to do in one unit, first things first: columns with their technical gaps in data units."""
        k = self.units.index(unit)
        places = [j for j in np.argsort(self.order[k], kind="stable") if self.order[k, j] > 0]
        return [(self.columns[j], float(self.technical[k, j])) for j in places]

    def _table(self) -> tuple[list[str], list[list[Any]]]:
        header = ["unit", "te", "pte", "se", "scale", "cause", "first"]
        rows = [
            [
                unit, float(self.te_crs[k]), float(self.te_vrs[k]), float(self.se[k]),
                str(self.scale_status[k]), str(self.cause[k]), next((c for c, _ in self.actions(unit)), ""),
            ]
            for k, unit in enumerate(self.units)
        ]  # fmt: skip
        return header, rows

    def summary(self) -> str:
        """One line a unit: efficiencies, what costs more, where to act first."""
        return show.text_table(*self._table())

    def _repr_html_(self) -> str:
        return show.html_table(*self._table())

    def __repr__(self) -> str:
        counts = {name: int((self.cause == name).sum()) for name in ("technical", "scale", "both", "none")}
        return "Diagnosis: " + ", ".join(f"{count} {name}" for name, count in counts.items() if count)


def diagnose(
    panel: Panel,
    period: Period | None = None,
    *,
    orientation: Orientation = "input",
    reference: Reference = "own",
) -> Diagnosis:
    """What is too much and what falls short in each unit of one period, split by cause.

    The gap of a variable is its way to the constant-returns frontier, in two projections::

        pure technical    to the variable-returns target: better practice at the present size, radial + slack
        scale             of that target, on the constant-returns frontier: what the wrong size costs

    The order of action: technical gaps first, since a unit can close them alone and at once, the largest share of the
    actual amount first; the scale gap needs a merger, a split or growth, and comes after them, where it is the only
    one. Gaps below 0.05 % have no place. ``cause`` compares te_vrs with se: the lower one costs more.

    Parameters
    ----------
    panel, period : the units; the last period by default
    orientation, reference : as in :func:`farrell.dea`

    Returns
    -------
    Diagnosis

    Notes
    -----
    Both projections have a second phase for slack. The steps add up, and none asks for more of an input or less of an
    output. Where slack is chosen otherwise, the end may differ from the constant-returns target of the unit itself.
    Sources: Farrell 1957, DOI 10.2307/2343100; Banker, Charnes & Cooper 1984, DOI 10.1287/mnsc.30.9.1078. Units
    without a score have NaN and a warning.

    Examples
    --------
    >>> import farrell
    >>> found = farrell.diagnose(farrell.load("china-hospitals-2011").panel)
    >>> bool(abs(found.actual - found.target - (found.technical + found.scale))[:, :2].max() < 1e-9)
    True
    """
    when = panel.periods[-1] if period is None else period
    rows = panel.rows_of(when)
    found = scale_efficiency(panel, orientation=orientation, reference=reference)
    one = panel.select(periods=[when])
    m = len(panel.roles.inputs)
    sign = np.where(np.arange(m + len(panel.roles.outputs)) < m, 1.0, -1.0)
    actual = np.hstack([one.X, one.Y])
    vrs = np.hstack([found.vrs.target_in, found.vrs.target_out])[rows]
    block = next(b for b in frontiers(panel, reference).blocks if np.isin(rows, b.rows).all())
    crs = _right_size((block.X, block.Y), vrs, m, orientation)
    radial = np.hstack([found.vrs.radial_in, found.vrs.radial_out])[rows]
    slack = sign * (actual - vrs) - radial
    scale = sign * (vrs - crs)
    te_vrs, se = found.te_vrs[rows], found.se[rows]
    order = _order(actual, radial + slack, scale)
    order[found.status[rows] != "optimal"] = 0
    settings = {"model": "diagnose", "period": when, "orientation": orientation, "reference": shown(reference)}
    return Diagnosis(
        panel=one,
        te_crs=frozen(found.te_crs[rows]),
        te_vrs=frozen(te_vrs),
        se=frozen(se),
        scale_status=frozen(found.scale_status[rows]),
        cause=frozen(_cause(te_vrs, se)),
        radial=frozen(radial + 0.0),
        slack=frozen(slack + 0.0),
        scale=frozen(scale + 0.0),
        target=frozen(crs),
        order=frozen(order),
        status=frozen(found.status[rows]),
        settings=Frozen(settings),
        provenance=provenance(one),
    )


def _right_size(reference: tuple[Floats, Floats], points: Floats, m: int, orientation: Orientation) -> Floats:
    """(n, m + s) projections of points on the constant-returns frontier, slack included; NaN of NaN."""
    out, known = np.full(points.shape, np.nan), np.isfinite(points).all(axis=1)
    if not known.any():
        return out
    inside = points[known]
    size = np.maximum(np.abs(inside).mean(axis=0), 1e-300)
    solved = radial(reference, (inside[:, :m], inside[:, m:]), "crs", orientation, slack_weight=1.0 / size)
    factor = solved.t[:, None]
    scaled = np.hstack([inside[:, :m] * (factor if orientation == "input" else 1.0), inside[:, m:]])
    scaled[:, m:] *= factor if orientation == "output" else 1.0
    sign = np.where(np.arange(points.shape[1]) < m, -1.0, 1.0)
    target = scaled + sign * solved.slack[:, : points.shape[1]]
    out[known] = np.where(sign < 0, np.minimum(target, inside), np.maximum(target, inside))
    return out


def _cause(te_vrs: Floats, se: Floats) -> NDArray[np.str_]:
    known = np.isfinite(te_vrs) & np.isfinite(se)
    worst = np.where(known, np.minimum(te_vrs, se), 1.0)
    cause = np.where(te_vrs < se, "technical", "scale")
    cause = np.where(np.abs(te_vrs - se) <= WORTH, "both", cause)
    cause = np.where(worst >= 1.0 - WORTH, "none", cause)
    return np.where(known, cause, "")


def _order(actual: Floats, technical: Floats, scale: Floats) -> NDArray[np.int64]:
    """(n, m + s) 1, 2, ...: technical shares from the largest, then variables with a scale gap alone."""
    with np.errstate(divide="ignore", invalid="ignore"):
        whole = np.where(actual != 0, np.abs(actual), np.nan)
        first, second = technical / whole, scale / whole
    order = np.zeros(actual.shape, dtype=np.int64)
    for k in range(len(actual)):
        alone = np.nan_to_num(first[k]) < WORTH
        keys = np.where(alone, np.nan_to_num(second[k]) - 1e6, first[k])
        acting = ~alone | (np.nan_to_num(second[k]) >= WORTH)
        places = [j for j in np.argsort(-keys, kind="stable") if acting[j]]
        order[k, places] = np.arange(1, len(places) + 1)
    return order
