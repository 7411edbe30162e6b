"""Stochastic frontiers of production, cost and distance, by maximum likelihood."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
from scipy import stats

from farrell.data import Panel
from farrell.data.frozen import Frozen
from farrell.data.panel import frozen
from farrell.dea.frontier import provenance
from farrell.errors import OptionError
from farrell.inference.stochastic.design import Design, Floats
from farrell.inference.stochastic.frontier_data import Form, Inefficiency, Kind, OverTime, Trend, designed
from farrell.inference.stochastic.maximum import LeastSquares, Maximum, least_squares, maximum
from farrell.inference.stochastic.one_sided import one_sided
from farrell.inference.stochastic.posterior import Posterior
from farrell.inference.stochastic.result import StochasticFrontier


def sfa(
    panel: Panel,
    *,
    kind: Kind = "production",
    form: Form = "cobb-douglas",
    inefficiency: Inefficiency = "half-normal",
    over_time: OverTime = "free",
    trend: Trend = "none",
    determinants: Sequence[str] = (),
    determinants_constant: bool = True,
    dependent: str | None = None,
    variables: Sequence[str] | None = None,
    level: float = 0.95,
) -> StochasticFrontier:
    """A frontier with noise: how far units lie behind it once luck is taken out.

    ::

        y_it = x_it beta + v_it - u_it   (production, distance)      y_it = x_it beta + v_it + u_it   (cost)
        v_it from N(0, sigma_v^2),  u_it >= 0

    in Frontier 4.1's parameters sigma2 = sigma_v^2 + sigma_u^2 and gamma = sigma_u^2 / sigma2.

    Parameters
    ----------
    panel : N rows; it need not be balanced
    kind : ``"production"``: the output by the inputs. ``"cost"``: the one input, which is the cost, by the outputs and
        input prices. ``"distance"``: an output distance function of several outputs, log y_1 = -log D(x, y / y_1) + v
        - u, homogeneous of degree 1 in outputs (Coelli & Perelman 1999, DOI 10.1016/S0377-2217(98)00271-9)
    form : ``"cobb-douglas"`` (logarithms), ``"translog"`` (with half their squares and their products), ``"linear"``
    inefficiency : u is ``"half-normal"`` (Aigner, Lovell & Schmidt 1977, DOI 10.1016/0304-4076(77)90052-5),
        ``"truncated-normal"`` with a mean mu (Stevenson 1980, DOI 10.1016/0304-4076(80)90042-1) or ``"exponential"``
        (Meeusen & van den Broeck 1977, DOI 10.2307/2525757)
    over_time : ``"free"``: every unit-period has a u of its own, as in a cross-section. ``"constant"``: a unit's u
        never changes (Pitt & Lee 1981; eta = 0). ``"decay"``: u_it = exp(-eta (t - T)) u_i, T the panel's last period
        (Battese & Coelli 1992, DOI 10.1007/BF00158774); eta > 0 where inefficiency falls
    trend : time in the frontier itself, t = 1 in the panel's first period
    determinants : columns z of the mean of u before truncation, z_it delta (Battese & Coelli 1995,
        DOI 10.1007/BF01205442), with ``inefficiency="truncated-normal"``; a positive delta means more inefficiency
    determinants_constant : whether a constant is among them
    dependent, variables : columns to take instead of the roles'
    level : of the intervals of efficiency

    Returns
    -------
    StochasticFrontier

    Raises
    ------
    OptionError
        codes ``choice``, ``out-of-range``, ``sfa-one``, ``sfa-together``, ``sfa-few``, ``sfa-collinear``
    DataError
        codes ``missing``, ``no-logarithm``

    Notes
    -----
    Where the residuals of least squares are skewed the wrong way, least squares are a local maximum with gamma = 0
    (Waldman 1982, DOI 10.1016/0304-4076(82)90041-0); the search is made all the same, and if it finds nothing higher,
    that is the answer: all units are efficient, and :meth:`StochasticFrontier.objections` says so. A search that ends
    where there is no maximum has ``converged`` false and no standard errors: with a truncated normal the likelihood
    often rises as mu falls without end, and u becomes exponential. Frontier 4.1 stops at mu = -2 sigma_u there; this
    does not.

    Cost efficiency is E[exp(-u) | e], at most 1; Frontier 4.1 prints E[exp(u) | e] for cost frontiers.

    Examples
    --------
    >>> import farrell
    >>> panel = farrell.load("china-health").panel
    >>> found = farrell.sfa(panel, kind="distance", over_time="decay")
    >>> found.converged, bool(found.test.p < 0.01)
    (True, True)
    """
    if not isinstance(panel, Panel):
        raise OptionError("not-a-panel", kind=type(panel).__name__)
    if not 0 < level < 1:
        raise OptionError("out-of-range", option="level", value=repr(level), allowed="(0, 1)")
    design, y_name, x_names = designed(
        panel, kind=kind, form=form, inefficiency=inefficiency, over_time=over_time, trend=trend, dependent=dependent,
        variables=variables, determinants=determinants, determinants_constant=determinants_constant,
    )  # fmt: skip
    plain = least_squares(design)
    found = maximum(design, plain)
    settings = {
        "kind": kind, "form": form, "inefficiency": inefficiency, "over_time": over_time, "trend": trend,
        "determinants": tuple(determinants), "dependent": y_name, "variables": x_names, "level": level,
    }  # fmt: skip
    fitted = design.X @ found.parameters[: design.X.shape[1]]
    after = Posterior.of(design, found.parameters)
    te, low, high = _efficiencies(design, after, fitted, form, level)
    of = dict(zip(design.names, found.parameters.tolist(), strict=True))
    gamma, sigma2 = of["gamma"], of["sigma2"]
    return StochasticFrontier(
        panel, coefficients(design, found), variance(design, found), _ols(design, plain), sigma2, gamma,
        math.sqrt(gamma * sigma2), math.sqrt((1 - gamma) * sigma2), math.nan if determinants else of.get("mu", 0.0),
        of.get("eta", 0.0), found.log_likelihood, plain.log_likelihood,
        one_sided(found.log_likelihood, plain.log_likelihood, design.restrictions), plain.skewness,
        bool(design.sign * plain.skewness >= 0), found.boundary, found.converged, found.iterations, frozen(fitted),
        frozen(design.y - fitted), frozen(after.expected), frozen(te), frozen(low), frozen(high), Frozen(settings),
        provenance(panel),
    )  # fmt: skip


def _efficiencies(
    design: Design, after: Posterior, fitted: Floats, form: Form, level: float
) -> tuple[Floats, Floats, Floats]:
    """Efficiency and its interval."""
    most, least = after.quantile((1 + level) / 2), after.quantile((1 - level) / 2)
    if form != "linear":
        return after.efficiency, np.exp(-most), np.exp(-least)
    base = np.where(fitted > 0, fitted, np.nan)

    def of(u: Floats) -> Floats:
        return np.asarray(1 - u / base if design.sign > 0 else base / (base + u))

    return of(after.expected), of(most), of(least)


def order(design: Design) -> list[int]:
    """Positions of the parameters in Frontier's order: determinants before sigma2 and gamma, mu and eta after them."""
    k, q, p = design.X.shape[1], design.Z.shape[1], len(design.names)
    delta = list(range(k + 2, k + 2 + q))
    first = delta if design.z_names != ("mu",) else []
    return [*range(k), *first, k, k + 1, *(i for i in range(k + 2, p) if i not in first)]


def coefficients(design: Design, found: Maximum) -> Any:
    """DataFrame name, estimate, se, t, p in Frontier's order."""
    at = order(design)
    return ratios([design.names[i] for i in at], found.parameters[at], np.sqrt(np.diag(found.variance))[at])


def ratios(names: Sequence[str], estimate: Floats, se: Floats) -> Any:
    """DataFrame name, estimate, se, t, p; by the normal distribution, two-sided."""
    import pandas as pd

    t = np.divide(estimate, se, out=np.full_like(se, np.nan), where=se > 0)
    return pd.DataFrame({"name": names, "estimate": estimate, "se": se, "t": t, "p": 2 * stats.norm.sf(np.abs(t))})


def variance(design: Design, found: Maximum) -> Any:
    """DataFrame of the parameters' variances, in the order of the coefficients."""
    import pandas as pd

    at = order(design)
    names = [design.names[i] for i in at]
    return pd.DataFrame(found.variance[np.ix_(at, at)], index=names, columns=names)


def _ols(design: Design, plain: LeastSquares) -> Any:
    import pandas as pd

    return pd.DataFrame({"name": design.x_names, "estimate": plain.beta, "se": plain.se})
