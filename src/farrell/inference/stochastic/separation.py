"""A slack in three parts: environment, management, luck."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from farrell.inference.stochastic.design import CONSTANT, Design, Floats, enough
from farrell.inference.stochastic.frontier_data import Inefficiency
from farrell.inference.stochastic.likelihood import hazard
from farrell.inference.stochastic.maximum import Maximum, least_squares, maximum
from farrell.inference.stochastic.one_sided import OneSided, one_sided
from farrell.inference.stochastic.posterior import Posterior
from farrell.inference.stochastic.sfa import coefficients, ratios

Separation = Literal["cost", "production"]
Doubtful = Literal["keep", "environment", "leave"]
SEPARATIONS: tuple[Separation, ...] = ("cost", "production")
DOUBTFUL: tuple[Doubtful, ...] = ("keep", "environment", "leave")


@dataclass(frozen=True, slots=True)
class SlackRegression:
    """One slack on the environment, s = z beta + v + u.

    Attributes
    ----------
    column, period : whose slack; the period is None of a pooled regression
    n : rows
    coefficients : DataFrame name, estimate, se, t, p: those used; empty where there was no slack to explain
    sigma2, gamma, log_likelihood : of the frontier, NaN where there is none
    log_likelihood_ols : of least squares
    test : of gamma = 0; None where there is none
    wrong_skewness, boundary, converged : as in :class:`StochasticFrontier`
    treatment : ``separated`` into all three parts; ``environment``: adjusted for environment by least squares only;
        ``left``: not adjusted; ``no slack``
    """

    column: str
    period: Any
    n: int
    coefficients: Any
    sigma2: float
    gamma: float
    log_likelihood: float
    log_likelihood_ols: float
    test: OneSided | None
    wrong_skewness: bool
    boundary: str
    converged: bool
    treatment: str


@dataclass(frozen=True, slots=True)
class Parts:
    """A regression, and what it makes of each row's slack: (n,) environment, inefficiency and noise."""

    regression: SlackRegression
    environment: Floats
    inefficiency: Floats
    noise: Floats


def separated(
    slack: Floats,
    Z: Floats,
    names: tuple[str, ...],
    column: str,
    period: Any,
    inefficiency: Inefficiency,
    separation: Separation,
    doubtful: Doubtful,
    level: float,
) -> Parts:
    """Explain a slack (n,) by the environment Z (n, q), and split it; see :func:`three_stage`."""
    import pandas as pd

    zero = np.zeros_like(slack)
    if not slack.any():
        empty = pd.DataFrame({name: [] for name in ("name", "estimate", "se", "t", "p")})
        nothing = SlackRegression(
            column, period, len(slack), empty, np.nan, np.nan, np.nan, np.nan, None, False, "", True, "no slack"
        )
        return Parts(nothing, zero, zero, zero)
    n = len(slack)
    mean = inefficiency == "truncated-normal"
    design = Design(
        slack, np.column_stack([np.ones(n), Z]), np.ones((n, int(mean))), np.arange(n), zero, -1.0, False,
        inefficiency == "exponential", (CONSTANT, *names), ("mu",) if mean else (),
    )  # fmt: skip
    enough(design)
    plain = least_squares(design)
    found = maximum(design, plain)
    test = one_sided(found.log_likelihood, plain.log_likelihood, design.restrictions)
    k = design.X.shape[1]
    sound = test.p <= level and found.converged and not found.boundary
    treatment = (
        "separated" if sound or doubtful == "keep" else {"environment": "environment", "leave": "left"}[doubtful]
    )
    beta = found.parameters[:k] if treatment == "separated" else plain.beta
    environment = design.X @ beta
    u = expected_inefficiency(design, found, slack - environment, separation) if treatment == "separated" else zero
    used = coefficients(design, found) if treatment != "environment" else ratios(design.x_names, plain.beta, plain.se)
    regression = SlackRegression(
        column, period, n, used, float(found.parameters[k]), float(found.parameters[k + 1]),
        found.log_likelihood, plain.log_likelihood, test, bool(plain.skewness <= 0), found.boundary, found.converged,
        treatment,
    )  # fmt: skip
    if treatment == "left":
        return Parts(regression, zero, zero, zero)
    noise = slack - environment - u if treatment == "separated" else zero
    return Parts(regression, environment, u, noise)


def expected_inefficiency(design: Design, found: Maximum, e: Floats, separation: Separation) -> Floats:
    """(n,) E[u | v + u], or what comes of the formula for v - u; see :func:`three_stage`."""
    if separation == "cost":
        return Posterior.of(design, found.parameters).expected
    k = design.X.shape[1]
    sigma2, gamma = found.parameters[k : k + 2]
    if gamma == 0:
        return np.zeros_like(e)
    ratio = np.sqrt(gamma / (1 - gamma)) * e / np.sqrt(sigma2)
    return np.asarray(np.sqrt(gamma * (1 - gamma) * sigma2) * (hazard(-ratio) - ratio))
