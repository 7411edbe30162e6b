"""Spatial panel regressions with fixed effects of units and periods, by maximum likelihood."""

from __future__ import annotations

import math
from collections.abc import Hashable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np
from scipy import stats

from farrell import show
from farrell.catalogue import Language, text
from farrell.errors import OptionError
from farrell.spacetime.panels.effects import effects_table, simulated_table
from farrell.spacetime.panels.information import information
from farrell.spacetime.panels.likelihood import Estimate, Process, bias_corrected, estimated
from farrell.spacetime.panels.sample import (
    CONSTANT,
    LEE_YU,
    PANEL_EFFECTS,
    LeeYu,
    PanelEffects,
    Sample,
    bounds_of,
    free,
    sampled,
)
from farrell.spacetime.panels.stacking import ByPeriod, Stack, stacked
from farrell.spacetime.places import Floats
from farrell.spacetime.weights import Weights

PanelModel = Literal["ols", "slx", "sar", "sem", "sdm", "sdem"]
PROCESS: dict[PanelModel, Process] = {
    "ols": "none", "slx": "none", "sar": "lag", "sem": "error", "sdm": "lag", "sdem": "error",
}  # fmt: skip
PANEL_MODELS: tuple[PanelModel, ...] = tuple(PROCESS)
DURBIN = ("slx", "sdm", "sdem")
"""Models with the neighbours' means of the explanatory variables."""
AT_BOUND = 1e-9
"""A score this near 1 is at its bound."""


@dataclass(frozen=True, slots=True)
class SpatialPanel:
    """A spatial panel regression.

    Attributes
    ----------
    model : ols, slx, sar, sem, sdm, sdem
    fixed_effects : none, unit, period, both
    lee_yu : how the effects were dealt with: transformation, bias, none
    weights : of the units, rows that sum to 1
    units, periods : those of the dependent variable
    variables : names of the explanatory variables
    coefficients : DataFrame name, estimate, se, z, p: the variables, their neighbours' means ``W x``, and spatial_rho
        or spatial_lambda; by the normal distribution, two-sided
    spatial_rho : of the neighbours' mean of the dependent variable, NaN of models without it
    spatial_lambda : of the neighbours' mean of the error, NaN of models without it
    sigma2 : variance of the innovations
    variance : DataFrame, inverse of the expected information of all coefficients and sigma2
    log_likelihood : of the likelihood that was maximised
    aic, bic : 2 q - 2 l and q log(N) - 2 l, q coefficients and sigma2, N observations the likelihood counts
    r2 : 1 - e'e / y'y, e the innovations, y without effects
    r2_correlation : squared correlation of y and what the model makes of X alone, both without effects
    observations : N: n T, less what the transformation takes: (n - 1)(T - 1) of both effects
    unit_effects, period_effects : unit -> effect, period -> effect; they sum to 0. Empty where not in the model
    constant : mean of the effects, or the coefficient of the constant
    residuals : period -> unit -> innovation, without effects
    left_out : units of the weights that the panel does not have
    score : whether the dependent variable is an efficiency score, or the growth of one
    at_bound : (unit, period) of scores at 1
    """

    model: PanelModel
    fixed_effects: PanelEffects
    lee_yu: LeeYu
    weights: Weights
    units: tuple[str, ...]
    periods: tuple[Hashable, ...]
    variables: tuple[str, ...]
    coefficients: Any
    spatial_rho: float
    spatial_lambda: float
    sigma2: float
    variance: Any
    log_likelihood: float
    aic: float
    bic: float
    r2: float
    r2_correlation: float
    observations: int
    unit_effects: Mapping[str, float]
    period_effects: Mapping[Hashable, float]
    constant: float
    residuals: Mapping[Hashable, Mapping[str, float]]
    left_out: tuple[str, ...]
    score: bool = False
    at_bound: tuple[tuple[str, Hashable], ...] = ()

    def effects(self, draws: int | None = None, seed: int = 0) -> Any:
        """Direct, indirect and total effects of each variable, with standard errors.

        S = (I - spatial_rho W)^-1 (I b + W b_W): direct is the mean of its diagonal, total the mean of its rows' sums,
        indirect total less direct.

        Parameters
        ----------
        draws : none: standard errors by the delta method, exactly and the same each time; a number: the standard
            deviations of so many draws of the parameters from their normal distribution, those of spatial_rho beyond
            its interval drawn again
        seed : of the draws

        Returns
        -------
        DataFrame
            name; direct, direct_se, direct_z, direct_p; indirect, ...; total, ...

        Raises
        ------
        OptionError
            code ``panel-draws``

        Notes
        -----
        Source: LeSage & Pace 2009, DOI 10.1201/9781420064254, chapter 2.
        """
        lag, durbin = PROCESS[self.model] == "lag", self.model in DURBIN
        near = [f"W {name}" for name in self.variables] if durbin else []
        kept = [*self.variables, *near, *(["spatial_rho"] if lag else [])]
        of = self.coefficients.set_index("name")["estimate"]
        b = of[[*self.variables]].to_numpy(dtype=np.float64)
        around = of[near].to_numpy(dtype=np.float64) if durbin else np.zeros_like(b)
        c = self.spatial_rho if lag else 0.0
        V = self.variance.loc[kept, kept].to_numpy(dtype=np.float64)
        W = self.weights.matrix
        if draws is None:
            return effects_table(W, self.variables, b, around, c, V, lag, durbin)
        bounds = bounds_of(np.linalg.eigvals(W).astype(np.complex128))
        return simulated_table(W, self.variables, b, around, c, V, lag, durbin, bounds, draws, seed)

    def objections(self, language: Language = "en") -> tuple[str, ...]:
        """What speaks against a regression of scores, in words; nothing of other variables."""
        if not self.score:
            return ()
        bound = [text("panel.at-bound", language, count=len(self.at_bound))] if self.at_bound else []
        return (text("panel.separability", language), *bound)

    def summary(self) -> str:
        head = (
            f"Spatial panel {self.model}, {self.fixed_effects} effects (Lee-Yu: {self.lee_yu}), "
            f"{self.weights.name} weights, {len(self.units)} units, {len(self.periods)} periods"
        )
        tail = (
            f"sigma2 {self.sigma2:.6g}, log-likelihood {self.log_likelihood:.3f}, AIC {self.aic:.2f}, "
            f"BIC {self.bic:.2f}, within R2 {self.r2:.3f}, squared correlation {self.r2_correlation:.3f}"
        )
        effects = self.effects()[["name", *(f"{k}{s}" for k in ("direct", "indirect", "total") for s in ("", "_p"))]]
        left = [f"left out: {', '.join(self.left_out)}"] if self.left_out else []
        return "\n".join([head, _shown(self.coefficients), tail, _shown(effects), *left, *self.objections()])

    def __repr__(self) -> str:
        name = {"lag": "spatial_rho", "error": "spatial_lambda"}.get(PROCESS[self.model])
        space = f"{name} {getattr(self, name):.4f}, " if name else ""
        size = f"{len(self.units)} units, {len(self.periods)} periods"
        return f"SpatialPanel: {self.model}, {self.fixed_effects} effects, {space}{size}"


def _shown(frame: Any) -> str:
    return show.text_table(list(frame.columns), frame.to_numpy(dtype=object).tolist(), 4)


def spatial_panel(
    y: ByPeriod,
    x: Mapping[str, ByPeriod],
    W: Any,
    *,
    model: PanelModel = "sdm",
    effects: PanelEffects = "both",
    lee_yu: LeeYu = "transformation",
    score: bool = False,
) -> SpatialPanel:
    """Regression of a panel in which neighbours matter, with fixed effects, by maximum likelihood.

    ::

        ols    y = X b + effects + e
        slx    y = X b + W X b_W + effects + e
        sar    y = spatial_rho W y + X b + effects + e
        sdm    y = spatial_rho W y + X b + W X b_W + effects + e
        sem    y = X b + effects + u,             u = spatial_lambda W u + e
        sdem   y = X b + W X b_W + effects + u,   u = spatial_lambda W u + e

    Parameters
    ----------
    y : period -> unit -> value: its units and periods are those of the panel, which must be balanced
    x : name -> period -> unit -> value; values of other units and periods are not used
    W : weights of the units, anything :func:`farrell.spacetime.weights_of` takes; taken with rows that sum to 1, on a
        copy. They need not be symmetric
    model : as above
    effects : fixed, of each ``"unit"``, of each ``"period"``, of ``"both"`` (default), or ``"none"`` (a constant)
    lee_yu : what the likelihood does about fixed effects. ``"transformation"`` (default): it is that of n (T - 1), of
        (n - 1) T or of (n - 1)(T - 1) observations free of effects, and consistent in all parameters. ``"none"``: that
        of n T observations with dummies, in which sigma2 is too small and, with effects of periods, spatial_rho biased.
        ``"bias"``: the latter, corrected in one step, as Elhorst's routines have it (with effects of periods alone
        these correct sigma2 only)
    score : whether y is an efficiency score, so that :meth:`SpatialPanel.objections` are due

    Returns
    -------
    SpatialPanel

    Raises
    ------
    OptionError
        codes ``panel-missing`` (the panel is not balanced), ``panel-variables``, ``panel-names``, ``panel-few``,
        ``panel-collinear`` (a variable that follows from the others and the effects), ``panel-islands`` (a unit without
        a neighbour, with effects of periods), ``panel-boundary``; those of weights

    Notes
    -----
    For both effects the log-likelihood is
    ``l = N/2 log(1 / (2 pi sigma2)) + (T - 1) [log |I - c W| - log(1 - c)] - e'e / (2 sigma2)``, N = (n - 1)(T - 1)
    (without log(1 - c) for effects of units alone). Standard errors are of the expected information and
    rest on many units or many periods: of 31 provinces and ten years they are small rather than large. Source: Lee & Yu
    2010, DOI 10.1016/j.jeconom.2009.08.001; Elhorst 2014, DOI 10.1007/978-3-642-40340-8. Against second-stage
    regressions of scores: Simar & Wilson 2007, DOI 10.1016/j.jeconom.2005.07.009.

    Examples
    --------
    >>> import farrell
    >>> panel = farrell.load("china-health").panel
    >>> beds = farrell.by_period(panel, panel.numbers["beds"] / panel.numbers["population_10k"])
    >>> old = farrell.by_period(panel, panel.numbers["share_65plus"])
    >>> found = farrell.spatial_panel(beds, {"old": old}, farrell.contiguity(panel.units))
    >>> list(found.coefficients["name"])
    ['old', 'W old', 'spatial_rho']
    """
    for option, value, allowed in (
        ("model", model, PANEL_MODELS), ("effects", effects, PANEL_EFFECTS), ("lee_yu", lee_yu, LEE_YU),
    ):  # fmt: skip
        if value not in allowed:
            raise OptionError.choice(option, value, allowed)
    found = fitted(stacked(y, x, W), model, effects, lee_yu)
    return replace(found, score=True, at_bound=at_one(y)) if score else found


def at_one(scores: ByPeriod) -> tuple[tuple[str, Hashable], ...]:
    """(unit, period) of scores at their bound."""
    return tuple((u, p) for p, one in scores.items() for u, value in one.items() if abs(value - 1) <= AT_BOUND)


def fitted(stack: Stack, model: PanelModel, effects: PanelEffects, lee_yu: LeeYu) -> SpatialPanel:
    """The regression of a panel that is stacked already."""
    sample = sampled(stack, durbin=model in DURBIN, effects=effects, lee_yu=lee_yu)
    found = estimated(sample, PROCESS[model])
    told = information(sample, found.process, found.b, found.c, found.sigma2)
    if lee_yu == "bias":
        found = bias_corrected(sample, found, told)
        told = information(sample, found.process, found.b, found.c, found.sigma2)
    coefficients, variance = _tables([*sample.names, *_spatial_name(found.process), "sigma2"], found, told)
    constant, by_unit, by_period = _effects_of(stack, sample, found)
    q, N, r2 = len(told), sample.size, _fit(sample, found)
    rows = found.residuals.tolist()
    residuals = {p: dict(zip(stack.units, row, strict=True)) for p, row in zip(stack.periods, rows, strict=True)}
    return SpatialPanel(
        model, effects, lee_yu, stack.weights, stack.units, stack.periods, stack.names, coefficients,
        found.c if found.process == "lag" else math.nan, found.c if found.process == "error" else math.nan,
        found.sigma2, variance, found.log_likelihood, 2 * q - 2 * found.log_likelihood,
        q * math.log(N) - 2 * found.log_likelihood, *r2, N,
        by_unit, by_period, constant,
        residuals, stack.left_out,
    )  # fmt: skip


def _spatial_name(process: Process) -> list[str]:
    return {"lag": ["spatial_rho"], "error": ["spatial_lambda"], "none": []}[process]


def _tables(names: list[str], found: Estimate, told: Floats) -> tuple[Any, Any]:
    """Coefficients with their standard errors, and the variances of all parameters."""
    import pandas as pd

    V = np.linalg.inv(told)
    V = (V + V.T) / 2
    values = np.append(found.b, [found.c] if found.process != "none" else [])
    se = np.sqrt(np.diag(V))[:-1]
    z = values / se
    table = {"name": names[:-1], "estimate": values, "se": se, "z": z, "p": 2 * stats.norm.sf(np.abs(z))}
    return pd.DataFrame(table), pd.DataFrame(V, index=names, columns=names)


def _effects_of(stack: Stack, sample: Sample, found: Estimate) -> tuple[float, dict[str, float], dict[Hashable, float]]:
    """The constant, and the effects of units and of periods about it."""
    W = stack.weights.matrix
    if CONSTANT in sample.names:
        return float(found.b[sample.names.index(CONSTANT)]), {}, {}
    X = np.concatenate([stack.x, W @ stack.x], axis=2)[:, :, : len(found.b)]
    lag = found.c * (stack.y @ W.T) if found.process == "lag" else 0.0
    rest = stack.y - lag - X @ found.b
    inside = found.c if found.process == "error" else 0.0  # effects of periods go through the error's process
    by_period = (rest - inside * (rest @ W.T)).mean(axis=1) / (1 - inside)
    by_unit = rest.mean(axis=0)
    constant = float((by_unit if sample.unit else by_period).mean())
    units = dict(zip(stack.units, (by_unit - constant).tolist(), strict=True))
    periods = dict(zip(stack.periods, (by_period - by_period.mean()).tolist(), strict=True))
    return constant, units if sample.unit else {}, periods if sample.period else {}


def _fit(sample: Sample, found: Estimate) -> tuple[float, float]:
    """Share of the variation within effects that innovations do not have, and squared correlation with X's part."""
    y = sample.y - sample.y.mean()
    made = sample.X @ found.b
    if found.process == "lag":
        made = np.asarray(np.linalg.solve(np.eye(len(sample.W)) - found.c * sample.W, made.T).T, dtype=np.float64)
    made = free(made, sample.unit, sample.period)
    r = np.corrcoef(y.ravel(), made.ravel())[0, 1]
    return 1 - float((found.residuals**2).sum() / (y**2).sum()), float(r**2)
