"""What goes with efficiency, by several methods side by side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import ArrayLike

from farrell import show
from farrell.catalogue import Language, listing, text
from farrell.data import Panel
from farrell.data.frozen import Frozen
from farrell.dea.frontier import Bounds, Floats, Orientation, Rts
from farrell.errors import FarrellWarning, OptionError
from farrell.inference.regressions.design import environment
from farrell.inference.regressions.effects import PanelEffects, idle_beside, panel_effects
from farrell.inference.regressions.fractional import FractionalLogit, fractional_logit
from farrell.inference.regressions.regression import Regression
from farrell.inference.regressions.second_stage import Algorithm, SecondStage, second_stage
from farrell.inference.regressions.tobit import tobit
from farrell.inference.regressions.variants import sign
from farrell.lp import Solver

Beside = Literal["tobit", "fractional logit", "fixed effects"]
BESIDE: tuple[Beside, ...] = ("tobit", "fractional logit", "fixed effects")
"""What may stand beside the second stage."""
SECOND_STAGE, CLUSTERED = "second stage", "second stage, clustered"


@dataclass(frozen=True, slots=True)
class Determinants:
    """Several regressions of one panel's scores on the same covariates.

    Attributes
    ----------
    names : (v,) the covariates
    second_stage : algorithm 1 or 2, of distances
    tobit : of efficiency, censored at 1, with clustered errors; a panel's with random effects
    fractional : logit of the mean of efficiency, clustered
    effects : linear, fixed effects of units and of periods, clustered
    idle : covariates that say nothing of their own beside effects of units and of periods, such as those that do not
        change over time; because of them fixed effects were left out

    What was not asked for or left out, and ``effects`` of one period, is None.
    """

    names: tuple[str, ...]
    second_stage: SecondStage
    tobit: Regression | None
    fractional: FractionalLogit | None
    effects: PanelEffects | None
    idle: tuple[str, ...]
    settings: Mapping[str, Any]

    def to_frame(self) -> Any:
        """One row a covariate and method, every number in the direction of efficiency.

        method, name, estimate, low, high, se, p, sign (``+`` more efficient, ``-`` less, ``0`` where the interval holds
        0). Of ``second stage`` the interval is the basic one of the bootstrap, of ``second stage, clustered`` that of
        errors clustered by unit; both are of minus delta. ``tobit`` is of efficiency without its bound, ``fractional
        logit`` the average partial effect, ``fixed effects`` of efficiency.
        """
        import pandas as pd

        stage, inner = self.second_stage, slice(1, 1 + len(self.names))
        turned, logit = -stage.estimate[inner], self.fractional
        rows = self._rows(SECOND_STAGE, turned, -stage.high[inner], -stage.low[inner], stage.se[inner], stage.p[inner])
        if self.clustered:
            low, high = -stage.cluster_high[inner], -stage.cluster_low[inner]
            rows += self._rows(CLUSTERED, turned, low, high, stage.cluster_se[inner], stage.cluster_p[inner])
        rows += self._of("tobit", self.tobit) if self.tobit else []
        if logit:
            effects = (logit.effect, logit.effect_low, logit.effect_high, logit.effect_se, logit.effect_p)
            rows += self._rows("fractional logit", *effects)
        rows += self._of("fixed effects", self.effects) if self.effects else []
        return pd.DataFrame(rows)

    @property
    def clustered(self) -> bool:
        """Whether the second stage has errors clustered by unit."""
        return bool(np.isfinite(self.second_stage.cluster_se).all())

    def coefficients(self) -> Any:
        """One row a method and coefficient as the method prints it: method, name, estimate, se, p, low, high.

        Constants and parameters of the error are among them. The second stage is of the distance, where above 0 means
        LESS efficient; ``fractional logit`` has its coefficients, not its effects.
        """
        import pandas as pd

        columns = ["name", "estimate", "se", "p", "low", "high"]
        frames = {SECOND_STAGE: self.second_stage.to_frame()[columns]}
        if self.clustered:
            ends = {f"cluster_{c}": c for c in ("se", "p", "low", "high")}
            frames[CLUSTERED] = self.second_stage.to_frame()[["name", "estimate", *ends]].rename(columns=ends)
        frames |= {method: found.to_frame()[columns] for method, found in self._regressions().items()}
        return pd.concat([frame.assign(method=method) for method, frame in frames.items()], ignore_index=True)[
            ["method", *columns]
        ]

    def fits(self) -> Any:
        """One row a regression.

        method, n rows, units, ``at_limit`` (scores of 1), log_likelihood (empty of least squares), converged,
        ``without_maximum`` (replicates left out, of how many ``replicates``), ``rho`` (share of the units in the
        variance of a Tobit with random effects), ``r2_within``, and Mundlak's test: ``mundlak``, ``mundlak_df``,
        ``mundlak_p``.
        """
        import pandas as pd

        stage, nan = self.second_stage, float("nan")
        ones = int(stage.diagnostics["on_frontier"])
        units = len(stage.panel.units)
        rows = []
        for method, found in {SECOND_STAGE: stage.regression, **self._regressions()}.items():
            first = method == SECOND_STAGE
            effects = found if isinstance(found, PanelEffects) else None
            rows.append({
                "method": method, "n": found.observations, "units": units, "at_limit": ones,
                "log_likelihood": found.log_likelihood, "converged": found.converged,
                "replicates": stage.settings["replicates"] if first else nan,
                "without_maximum": stage.diagnostics["without_maximum"] if first else nan,
                "rho": found.diagnostics.get("rho", nan), "r2_within": effects.r2_within if effects else nan,
                "mundlak": effects.mundlak if effects else nan, "mundlak_df": effects.mundlak_df if effects else nan,
                "mundlak_p": effects.mundlak_p if effects else nan,
            })  # fmt: skip
        whole = ("replicates", "without_maximum", "mundlak_df")
        return pd.DataFrame(rows).astype(dict.fromkeys(whole, "Int64"))

    def _regressions(self) -> dict[str, Regression]:
        """What stands beside the second stage."""
        made = dict(zip(BESIDE, (self.tobit, self.fractional, self.effects), strict=True))
        return {method: found for method, found in made.items() if found is not None}

    def _of(self, method: str, found: Regression) -> list[dict[str, Any]]:
        at = [found.names.index(name) for name in self.names]
        return self._rows(
            method, *(column[at] for column in (found.estimate, found.low, found.high, found.se, found.p))
        )

    def _rows(
        self, method: str, estimate: Floats, low: Floats, high: Floats, se: Floats, p: Floats
    ) -> list[dict[str, Any]]:
        return [
            {
                "method": method, "name": name, "estimate": float(estimate[j]), "low": float(low[j]),
                "high": float(high[j]), "se": float(se[j]), "p": float(p[j]),
                "sign": sign(float(low[j]), float(high[j])),
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
        return (
            *self.second_stage.objections(language)[1:],
            *([text("determinants.tobit", language)] if self.tobit else []),
            *([text("determinants.idle", language, names=listing(self.idle, language))] if self.idle else []),
        )

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
    methods: Sequence[Beside] | None = None,
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
    methods : what stands beside the second stage: ``"tobit"``, ``"fractional logit"``, ``"fixed effects"``; by default
        all, but for fixed effects of one period, or where a covariate has no place beside them

    Returns
    -------
    Determinants

    Raises
    ------
    OptionError, DataError, SolveError
        as :func:`second_stage`; where ``methods`` names fixed effects, a covariate that does not change over time
        (``panel-collinear``), or one period (``effects-periods``)

    Examples
    --------
    >>> import farrell
    >>> panel = farrell.load("china-health").panel.select(periods=[2021, 2022, 2023])
    >>> found = farrell.determinants(panel, seed=1, on=["share_65plus"], first=10, replicates=50)
    >>> found.to_frame().method.tolist()
    ['second stage', 'second stage, clustered', 'tobit', 'fractional logit', 'fixed effects']
    """
    import warnings

    several = len(panel.periods) > 1
    chosen = BESIDE if methods is None else tuple(methods)
    for method in chosen:
        if method not in BESIDE:
            raise OptionError.choice("methods", method, BESIDE)
    if not several and methods is not None and "fixed effects" in chosen:
        raise OptionError("effects-periods")
    stage = second_stage(
        panel, seed=seed, on=on, algorithm=algorithm, first=first, replicates=replicates, rts=rts, bounds=bounds,
        orientation=orientation, reference=reference, logs=logs, more=more, standardise=standardise, level=level,
        solver=solver,
    )  # fmt: skip
    columns = environment(panel, on, logs=logs, more=more, standardise=standardise)
    te = 1.0 / stage.distance
    units, periods = panel.unit_labels, panel.period_labels
    clustered: dict[str, Any] = {"covariance": "cluster", "groups": units} if several else {"covariance": "robust"}
    made: dict[str, Any] = dict.fromkeys(("tobit", "fractional", "effects"))
    idle: tuple[str, ...] = ()
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message=".*condition number.*", category=FarrellWarning)
        if "tobit" in chosen:
            made["tobit"] = tobit(te, columns, right=1.0, units=units if several else None, level=level, **clustered)
        if "fractional logit" in chosen:
            made["fractional"] = fractional_logit(te, columns, level=level, **clustered)
        if "fixed effects" in chosen and several:
            both: Any = "unit and period"
            idle = idle_beside(columns, units, periods) if methods is None else ()
            if not idle:
                made["effects"] = panel_effects(te, columns, units=units, periods=periods, effects=both, level=level)
    return Determinants(tuple(columns), stage, **made, idle=idle, settings=Frozen(dict(stage.settings)))
