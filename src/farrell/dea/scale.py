"""Scale efficiency and returns to scale from radial scores under three technologies."""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from farrell import show
from farrell.data import Panel, mean
from farrell.data.frozen import Frozen
from farrell.dea.frontier import Orientation, Reference
from farrell.dea.radial import SlackWeights, dea, warn_without_score
from farrell.dea.result import DEAResult
from farrell.errors import SolveWarning
from farrell.lp import Solver

Floats = NDArray[np.float64]

SAME = 1e-6
"""Two scores this close (relative) are the same frontier; scores are certified to 1e-10."""


@dataclass(frozen=True, slots=True)
class ScaleResult:
    """Technical, pure technical and scale efficiency of every row of the panel.

    Attributes
    ----------
    te_crs, te_vrs, te_nirs : (N,) technical efficiency under constant, variable, non-increasing returns
    se : (N,) scale efficiency te_crs / te_vrs
    scale_status : (N,) irs, crs or drs; empty where a score is missing
    status : (N,) optimal, or what kept a score from being found
    crs, vrs : the full results behind the scores
    diagnostics : solver counts of all three technologies
    """

    panel: Panel
    te_crs: Floats
    te_vrs: Floats
    te_nirs: Floats
    se: Floats
    scale_status: NDArray[np.str_]
    status: NDArray[np.str_]
    crs: DEAResult
    vrs: DEAResult
    settings: Mapping[str, Any]
    diagnostics: Mapping[str, int]

    @property
    def provenance(self) -> Mapping[str, str]:
        return self.crs.provenance

    def to_frame(self) -> Any:
        """A tidy DataFrame: unit, period, te_crs, te_vrs, se, scale_status, status."""
        import pandas as pd

        return pd.DataFrame(
            {
                "unit": self.panel.unit_labels,
                "period": self.panel.period_labels,
                "te_crs": self.te_crs,
                "te_vrs": self.te_vrs,
                "se": self.se,
                "scale_status": self.scale_status.tolist(),
                "status": self.status.tolist(),
            }
        )

    def _table(self) -> tuple[list[str], list[list[Any]]]:
        header = ["unit", "period", "te_crs", "te_vrs", "se", "scale"]
        rows: list[list[Any]] = [
            [unit, str(period), float(a), float(b), float(c), str(d)]
            for unit, period, a, b, c, d in zip(
                self.panel.unit_labels,
                self.panel.period_labels,
                self.te_crs,
                self.te_vrs,
                self.se,
                self.scale_status,
                strict=True,
            )
        ]
        means = [mean(v) for v in (self.te_crs, self.te_vrs, self.se)]
        return header, [*rows, ["mean", "", *means, ""]]

    def summary(self) -> str:
        """DEAP's efficiency summary: one row a unit-period, arithmetic means last."""
        return show.text_table(*self._table())

    def _repr_html_(self) -> str:
        return show.html_table(*self._table())

    def __repr__(self) -> str:
        crs, vrs, se = (mean(v) for v in (self.te_crs, self.te_vrs, self.se))
        return f"ScaleResult: {len(self.te_crs)} unit-periods; mean te_crs {crs:.3f}, te_vrs {vrs:.3f}, se {se:.3f}"


def scale_efficiency(
    panel: Panel,
    *,
    orientation: Orientation = "input",
    reference: Reference = "own",
    slack_weights: SlackWeights = "ones",
    solver: Solver = "auto",
) -> ScaleResult:
    """Technical efficiency under CRS and VRS, scale efficiency, and where each unit stands on the scale.

    ``se = te_crs / te_vrs``. The scale status is decided by comparing scores, never by multipliers or by the sum of
    intensities, so alternative optima cannot change it (Färe, Grosskopf & Lovell 1985; Seiford & Zhu 1999,
    DOI 10.1016/S0305-0483(98)00025-5): ``crs`` where te_crs = te_vrs, else ``drs`` where te_nirs = te_vrs, else
    ``irs``. Equality is relative, to :data:`SAME`.

    Parameters
    ----------
    panel, orientation, reference, slack_weights, solver : as in :func:`farrell.dea.dea`

    Returns
    -------
    ScaleResult

    Examples
    --------
    >>> import pandas as pd, farrell
    >>> df = pd.DataFrame({"firm": list("ABCDE"), "x": [2, 4, 3, 5, 6], "y": [1, 2, 3, 4, 5]})
    >>> panel = farrell.Panel.from_frame(df, unit="firm", inputs=["x"], outputs=["y"], allow=["few-units"])
    >>> farrell.scale_efficiency(panel).scale_status.tolist()
    ['irs', 'irs', 'crs', 'drs', 'drs']
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", SolveWarning)  # said once, below
        common: dict[str, Any] = {"orientation": orientation, "reference": reference, "solver": solver}
        crs = dea(panel, rts="crs", slack_weights=slack_weights, **common)
        vrs = dea(panel, rts="vrs", slack_weights=slack_weights, **common)
        nirs = dea(panel, rts="nirs", second_phase=False, **common)
    status = np.where(crs.status != "optimal", crs.status, vrs.status)
    with np.errstate(divide="ignore", invalid="ignore"):
        se = crs.te / vrs.te
    known = np.isfinite(crs.te) & np.isfinite(vrs.te) & np.isfinite(nirs.te)
    scale_status = np.full(len(panel), "", dtype="<U3")
    scale_status[known] = "irs"
    scale_status[known & np.isclose(nirs.te, vrs.te, rtol=SAME, atol=0)] = "drs"
    scale_status[known & np.isclose(crs.te, vrs.te, rtol=SAME, atol=0)] = "crs"
    settings = {**vrs.settings, "model": "scale_efficiency", "rts": "crs, vrs, nirs"}
    counts = {key: sum(r.diagnostics[key] for r in (crs, vrs, nirs)) for key in crs.diagnostics}
    for array in (se, scale_status, status):
        array.flags.writeable = False
    warn_without_score(panel, "scale_efficiency", status)
    return ScaleResult(
        panel, crs.te, vrs.te, nirs.te, se, scale_status, status, crs, vrs, Frozen(settings), Frozen(counts)
    )
