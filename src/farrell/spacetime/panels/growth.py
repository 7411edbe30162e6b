"""Do units that are behind grow faster, where neighbours matter? Beta convergence by spatial panel regressions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from farrell.spacetime.convergence import growth_of, rate
from farrell.spacetime.panels.model import PanelModel, SpatialPanel, at_one, spatial_panel
from farrell.spacetime.panels.sample import LeeYu, PanelEffects
from farrell.spacetime.panels.stacking import ByPeriod


@dataclass(frozen=True, slots=True)
class SpatialConvergence:
    """A growth regression in which neighbours matter.

    Attributes
    ----------
    beta, se, z, p : of the logarithm of a unit's own earlier value: below 0, those behind grow faster
    speed : -log(1 + beta) a period; NaN where beta is -1 or less
    half_life : log 2 / speed periods, NaN where nothing closes
    total, total_se, total_p : total effect of the earlier values: of all units' by the same amount, neighbours' too
    total_speed, total_half_life : of the total effect
    panel : the regression
    """

    beta: float
    se: float
    z: float
    p: float
    speed: float
    half_life: float
    total: float
    total_se: float
    total_p: float
    total_speed: float
    total_half_life: float
    panel: SpatialPanel

    def summary(self) -> str:
        return "\n".join([
            self.panel.summary(),
            f"own value: beta {self.beta:.4f}, speed {self.speed:.4f} a period, half-life {self.half_life:.1f} periods",
            f"total effect: {self.total:.4f} (p {self.total_p:.4f}), speed {self.total_speed:.4f} a period, "
            f"half-life {self.total_half_life:.1f} periods",
        ])  # fmt: skip

    def __repr__(self) -> str:
        size = f"{self.panel.model}, {self.panel.fixed_effects} effects"
        return f"SpatialConvergence: beta {self.beta:.4f} (p {self.p:.4f}), total {self.total:.4f}, {size}"


def spatial_beta(
    values: ByPeriod,
    W: Any,
    *,
    conditions: Mapping[str, ByPeriod] | None = None,
    model: PanelModel = "sdm",
    effects: PanelEffects = "unit",
    lee_yu: LeeYu = "transformation",
    score: bool = False,
) -> SpatialConvergence:
    """Spatial beta convergence: growth log(y_i,t+1 / y_it) on log y_it, with neighbours' growth, values or errors.

    Parameters
    ----------
    values : period -> unit -> value, in order of time; positive. Every unit in every period
    W, model, effects, lee_yu, score : as in :func:`farrell.spatial_panel`
    conditions : name -> period -> unit -> value of the earlier period; none by default (absolute convergence)

    Returns
    -------
    SpatialConvergence

    Raises
    ------
    OptionError
        codes ``markov-periods``, ``convergence-value``, and those of :func:`farrell.spatial_panel`

    Notes
    -----
    Studies read the speed of the coefficient of a unit's own value; with neighbours in the model the total effect is
    what closes when all units are behind alike. As in :func:`farrell.beta_convergence`, effects of units with few
    periods bias beta towards convergence (Nickell 1981, DOI 10.2307/1911408), which Lee & Yu's transformation does not
    mend, and some convergence of scores is their bound at 1. Source: Rey & Montouri 1999,
    DOI 10.1080/00343409950122945.

    Examples
    --------
    >>> import farrell
    >>> panel = farrell.load("china-health").panel
    >>> beds = farrell.by_period(panel, panel.numbers["beds"] / panel.numbers["population_10k"])
    >>> found = farrell.spatial_beta(beds, farrell.contiguity(panel.units), model="sar")
    >>> found.panel.coefficients["name"].tolist()
    ['log y', 'spatial_rho']
    """
    growth, explained = growth_of(values, conditions or {})
    panel = spatial_panel(growth, explained, W, model=model, effects=effects, lee_yu=lee_yu)
    if score:
        panel = replace(panel, score=True, at_bound=at_one(values))
    own = panel.coefficients.set_index("name").loc["log y"]
    all_of_it = panel.effects().set_index("name").loc["log y"]
    beta, total = float(own["estimate"]), float(all_of_it["total"])
    return SpatialConvergence(
        beta, float(own["se"]), float(own["z"]), float(own["p"]), *rate(beta),
        total, float(all_of_it["total_se"]), float(all_of_it["total_p"]), *rate(total), panel,
    )  # fmt: skip
