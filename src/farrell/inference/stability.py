"""How much data may be wrong before a unit changes its class, efficient or not."""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from farrell import show
from farrell.data import Panel
from farrell.data.frozen import Frozen
from farrell.data.panel import frozen
from farrell.dea import super_efficiency
from farrell.dea.frontier import Bounds, Floats, Orientation, Rts, provenance
from farrell.dea.radial import EFFICIENT
from farrell.errors import SolveWarning
from farrell.lp import Solver

COLUMNS = ("super_efficiency", "efficient", "own", "others", "both")


@dataclass(frozen=True, slots=True)
class StabilityRadii:
    """By which shares data may change before a unit's class does; arrays in the panel's row order.

    Attributes
    ----------
    super_efficiency : (N,) theta, or 1 / phi, against the others; infinite where no change of this side can make the
        unit inefficient, NaN where the program has no solution for another reason
    efficient : (N,) whether it is on the frontier, which is super-efficiency of 1 or more
    own : (N,) the share by which the unit's own side must move
    others : (N,) the share by which that of all others must move
    both : (N,) the share where both move, against each other
    """

    panel: Panel
    super_efficiency: Floats
    efficient: NDArray[np.bool_]
    own: Floats
    others: Floats
    both: Floats
    settings: Mapping[str, Any]
    provenance: Mapping[str, str]

    def to_frame(self) -> Any:
        """A tidy DataFrame: unit, period, super_efficiency, efficient, own, others, both."""
        import pandas as pd

        labels = {"unit": self.panel.unit_labels, "period": self.panel.period_labels}
        return pd.DataFrame({**labels, **{name: getattr(self, name) for name in COLUMNS}})

    def _table(self) -> tuple[list[str], list[list[Any]]]:
        frame = self.to_frame().sort_values("both", kind="stable").head(40)
        return list(frame.columns), frame.to_numpy(dtype=object).tolist()

    def summary(self) -> str:
        """The units whose class hangs on least, first."""
        return show.text_table(*self._table())

    def _repr_html_(self) -> str:
        return show.html_table(*self._table(), caption="stability_radii")

    def __repr__(self) -> str:
        close = int((self.both < 0.01).sum())
        return f"StabilityRadii: {len(self.both)} units, {close} change their class with 1% in all data"


def stability_radii(
    panel: Panel,
    *,
    rts: Rts = "crs",
    bounds: Bounds | None = None,
    orientation: Orientation = "input",
    reference: Literal["own", "pooled"] = "own",
    solver: Solver = "auto",
) -> StabilityRadii:
    """By how much data may be wrong before a unit stops being efficient, or becomes it.

    Let theta be the score of a unit against all *others*. If its inputs become ``a x_o``, and those of all others
    ``x_j / b``, the score is ``theta / (a b)``: it stays on the frontier as long as ``a b <= theta`` (Seiford & Zhu
    1998, DOI 10.1057/palgrave.jors.2600620, for both at once; Zhu 2001, DOI 10.1016/S0377-2217(99)00433-6). So an
    efficient unit changes its class when its inputs rise by ``own``, those of all others fall by ``others``, or both
    happen by ``both``; an inefficient one when its inputs fall, and those of the others rise::

                 efficient, theta >= 1          inefficient, theta < 1
        own      theta - 1                      1 - theta
        others   1 - 1 / theta                  1 / theta - 1
        both     (theta - 1) / (theta + 1)      (1 - theta) / (1 + theta)

    In output orientation the same holds with outputs that fall where inputs rose, and theta = 1 / phi: ``own`` is
    ``1 - 1 / theta`` of an efficient unit and ``1 / theta - 1`` of another, ``others`` the other way round.

    Parameters
    ----------
    panel, rts, bounds, solver : as in :func:`farrell.dea.dea`
    orientation : the side that changes, all its columns by the same share
    reference : each period's own frontier, or all periods pooled

    Returns
    -------
    StabilityRadii

    Raises
    ------
    OptionError
        an unknown option, or a panel with roles this model does not use

    Notes
    -----
    That the score is theta / (a b) follows from the program itself, so the bounds are exact, where those of Charnes &
    Neralic 1990 (EJOR 48:332-341) for changes of single entries are sufficient only. ``both`` is the r with
    ``(1 + r) / (1 - r) = theta``: data known to within r on every side decide the class. Seiford & Zhu divide where
    others fall here, which gives ``b - 1 = sqrt(theta) - 1``, a slightly larger number. Under variable returns
    super-efficiency is often infeasible; then no change of this side makes the unit inefficient, and the radii are
    infinite, or 1, all there is. The class is radial: a unit on the frontier with slack counts as efficient, with
    radius 0.

    Examples
    --------
    >>> import pandas as pd, farrell
    >>> df = pd.DataFrame({"u": list("ABC"), "x": [2, 4, 5], "y": [3, 3, 4]})
    >>> panel = farrell.Panel.from_frame(df, unit="u", inputs=["x"], outputs=["y"], allow=["few-units"])
    >>> farrell.stability_radii(panel).own.round(3).tolist()
    [0.875, 0.5, 0.467]
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", SolveWarning)  # infeasible super-efficiency is a value here
        beaten = super_efficiency(
            panel, rts=rts, bounds=bounds, orientation=orientation, reference=reference, solver=solver
        )
    theta = np.where(beaten.status == "infeasible", np.inf, beaten.te)
    efficient = theta >= 1.0 - EFFICIENT
    theta = np.where(efficient, np.maximum(theta, 1.0), theta)
    with np.errstate(divide="ignore", invalid="ignore"):
        rise, fall = np.abs(theta - 1.0), np.abs(1.0 - 1.0 / theta)
        both = np.where(np.isinf(theta), 1.0, np.abs(theta - 1.0) / (theta + 1.0))
    own, others = (rise, fall) if orientation == "input" else (fall, rise)
    return StabilityRadii(
        panel=panel,
        super_efficiency=frozen(theta),
        efficient=frozen(efficient),
        own=frozen(own),
        others=frozen(others),
        both=frozen(both),
        settings=Frozen(
            {
                "model": "stability_radii",
                "rts": rts,
                "bounds": bounds,
                "orientation": orientation,
                "reference": reference,
            }
        ),
        provenance=provenance(panel),
    )
