"""What goes with efficiency, by several methods side by side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import ArrayLike

from farrell import show
from farrell.catalogue import Language, text
from farrell.data import Panel
from farrell.data.frozen import Frozen
from farrell.dea.frontier import Bounds, Floats, Orientation, Rts
from farrell.errors import FarrellWarning
from farrell.inference.regressions.design import environment
from farrell.inference.regressions.effects import PanelEffects, panel_effects
from farrell.inference.regressions.fractional import FractionalLogit, fractional_logit
from farrell.inference.regressions.regression import Regression
from farrell.inference.regressions.second_stage import Algorithm, SecondStage, second_stage
from farrell.inference.regressions.tobit import tobit
from farrell.inference.regressions.variants import sign
from farrell.lp import Solver


@dataclass(frozen=True, slots=True)
class Determinants:
    """Several regressions of one panel's scores on the same covariates.

    Attributes
    ----------
    names : (v,) the covariates
    second_stage : algorithm 1 or 2, of distances
    tobit : of efficiency, censored at 1, with clustered errors; a panel's with random effects
    fractional : logit of the mean of efficiency, clustered
    effects : linear, fixed effects of units and of periods, clustered; None of one period
    """

    names: tuple[str, ...]
    second_stage: SecondStage
    tobit: Regression
    fractional: FractionalLogit
    effects: PanelEffects | None
    settings: Mapping[str, Any]

    def to_frame(self) -> Any:
        """One row a covariate and method, every number in the direction of efficiency.

        method, name, estimate, low, high, p, sign (``+`` more efficient, ``-`` less, ``0`` where the interval holds 0).
        Of ``second stage`` the interval is the basic one of the bootstrap, of ``second stage, clustered`` that of
        errors clustered by unit; both are of minus delta. ``tobit`` is of efficiency without its bound, ``fractional
        logit`` the average partial effect, ``fixed effects`` of efficiency.
        """
        import pandas as pd

        k = len(self.names)
        stage, inner = self.second_stage, slice(1, 1 + k)
        turned = -stage.estimate[inner]
        rows = self._rows("second stage", turned, -stage.high[inner], -stage.low[inner], stage.p[inner])
        if np.isfinite(stage.cluster_se).all():
            low, high = -stage.cluster_high[inner], -stage.cluster_low[inner]
            rows += self._rows("second stage, clustered", turned, low, high, stage.cluster_p[inner])
        rows += self._of("tobit", self.tobit)
        logit = self.fractional
        rows += self._rows("fractional logit", logit.effect, logit.effect_low, logit.effect_high, logit.effect_p)
        rows += self._of("fixed effects", self.effects) if self.effects else []
        return pd.DataFrame(rows)

    def _of(self, method: str, found: Regression) -> list[dict[str, Any]]:
        at = [found.names.index(name) for name in self.names]
        return self._rows(method, found.estimate[at], found.low[at], found.high[at], found.p[at])

    def _rows(self, method: str, estimate: Floats, low: Floats, high: Floats, p: Floats) -> list[dict[str, Any]]:
        return [
            {
                "method": method, "name": name, "estimate": float(estimate[j]), "low": float(low[j]),
                "high": float(high[j]), "p": float(p[j]), "sign": sign(float(low[j]), float(high[j])),
            }
            for j, name in enumerate(self.names)
        ]  # fmt: skip

    def table(self) -> Any:
        """One row a covariate, one column a method: sign, estimate and interval as text."""
        frame = self.to_frame()
        frame["cell"] = [f"{row.sign} {row.estimate:.4g} [{row.low:.4g}, {row.high:.4g}]" for row in frame.itertuples()]
        methods = list(dict.fromkeys(frame["method"]))
        wide = frame.pivot(index="name", columns="method", values="cell")
        return wide.loc[list(self.names), methods].reset_index()

    def objections(self, language: Language = "en") -> tuple[str, ...]:
        """What to keep in mind, in words."""
        return (*self.second_stage.objections(language)[1:], text("determinants.tobit", language))

    def summary(self) -> str:
        """The table, and what to keep in mind."""
        wide = self.table()
        table = show.text_table([str(c) for c in wide.columns], wide.to_numpy(dtype=object).tolist())
        return "\n".join(["above 0 (+): more of it goes with more efficiency", table, *self.objections()])

    def _repr_html_(self) -> str:
        wide = self.table()
        return show.html_table([str(c) for c in wide.columns], wide.to_numpy(dtype=object).tolist())

    def __repr__(self) -> str:
        return f"Determinants: {', '.join(self.names)}"


def determinants(
    panel: Panel,
    *,
    seed: int,
    on: Sequence[str] | None = None,
    algorithm: Algorithm = 2,
    first: int = 100,
    replicates: int = 2000,
    rts: Rts = "vrs",
    bounds: Bounds | None = None,
    orientation: Orientation = "input",
    reference: Literal["own", "pooled"] = "own",
    logs: Sequence[str] = (),
    more: Mapping[str, ArrayLike] | None = None,
    standardise: bool = False,
    level: float = 0.95,
    solver: Solver = "auto",
) -> Determinants:
    """What goes with efficiency: Simar and Wilson's second stage, Tobit, fractional logit and fixed effects at once.

    The second stage is of distances, the others of efficiency (theta, or 1 / phi); one table turns all to the direction
    of efficiency. Sizes are comparable within a method, signs and intervals between them.

    Parameters
    ----------
    panel, seed, on, algorithm, first, replicates, rts, bounds, orientation, reference, logs, more, standardise, level,
        solver : as in :func:`second_stage`

    Returns
    -------
    Determinants

    Raises
    ------
    OptionError, DataError, SolveError
        as :func:`second_stage`; a covariate that does not change over time has no place beside fixed effects

    Examples
    --------
    >>> import farrell
    >>> panel = farrell.load("china-health").panel.select(periods=[2021, 2022, 2023])
    >>> found = farrell.determinants(panel, seed=1, on=["share_65plus"], first=10, replicates=50)
    >>> found.to_frame().method.tolist()
    ['second stage', 'second stage, clustered', 'tobit', 'fractional logit', 'fixed effects']
    """
    import warnings

    stage = second_stage(
        panel, seed=seed, on=on, algorithm=algorithm, first=first, replicates=replicates, rts=rts, bounds=bounds,
        orientation=orientation, reference=reference, logs=logs, more=more, standardise=standardise, level=level,
        solver=solver,
    )  # fmt: skip
    columns = environment(panel, on, logs=logs, more=more, standardise=standardise)
    te = 1.0 / stage.distance
    units, periods = panel.unit_labels, panel.period_labels
    several = len(panel.periods) > 1
    clustered: dict[str, Any] = {"covariance": "cluster", "groups": units} if several else {"covariance": "robust"}
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message=".*condition number.*", category=FarrellWarning)
        with_limit = tobit(te, columns, right=1.0, units=units if several else None, level=level, **clustered)
        shares = fractional_logit(te, columns, level=level, **clustered)
        linear = (
            panel_effects(te, columns, units=units, periods=periods, effects="unit and period", level=level)
            if several
            else None
        )
    return Determinants(tuple(columns), stage, with_limit, shares, linear, Frozen(dict(stage.settings)))
