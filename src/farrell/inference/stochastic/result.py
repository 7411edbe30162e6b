"""A stochastic frontier: what was estimated, how sure, and each unit's efficiency."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from farrell import show
from farrell.catalogue import Language, text
from farrell.data import Panel
from farrell.inference.stochastic.design import Floats
from farrell.inference.stochastic.one_sided import OneSided

FAR = 10.0
"""A mean of u this many standard deviations below 0 leaves an exponential tail, whatever it is exactly."""


@dataclass(frozen=True, slots=True)
class StochasticFrontier:
    """A stochastic frontier by maximum likelihood; arrays in the panel's row order.

    Attributes
    ----------
    coefficients : DataFrame name, estimate, se, t, p in Frontier's order: the frontier, determinants, sigma2, gamma,
        mu, eta; by the normal distribution, two-sided. That gamma = 0 is for :attr:`test` to judge
    variance : DataFrame, inverse of the negative Hessian
    ols : DataFrame name, estimate, se of least squares
    sigma2, gamma : sigma_v^2 + sigma_u^2, and sigma_u^2 over it
    sigma_u, sigma_v : of u before truncation (exponential: its mean), and of noise
    mu, eta : 0 where they are not estimated; mu is NaN with determinants
    log_likelihood, log_likelihood_ols : of the frontier, and of least squares
    test : of no inefficiency
    skewness : of the residuals of least squares, skewed the wrong way where ``wrong_skewness``
    wrong_skewness : positive in production, negative in cost: no sign of inefficiency
    boundary : empty, ``no inefficiency`` (gamma = 0: least squares) or ``no noise`` (gamma = 1)
    converged : whether this is a maximum; if not, there are no standard errors
    iterations : of the search
    fitted, residuals : (N,) X beta, and y less it
    u : (N,) E[u | e] (Jondrow et al. 1982)
    te : (N,) technical efficiency, or cost efficiency: E[exp(-u) | e] (Battese & Coelli 1988) of logarithms; of a
        linear frontier 1 - u / fitted, cost fitted / (fitted + u)
    low, high : (N,) interval of it (Horrace & Schmidt 1996), as if the parameters were known
    """

    panel: Panel
    coefficients: Any
    variance: Any
    ols: Any
    sigma2: float
    gamma: float
    sigma_u: float
    sigma_v: float
    mu: float
    eta: float
    log_likelihood: float
    log_likelihood_ols: float
    test: OneSided
    skewness: float
    wrong_skewness: bool
    boundary: str
    converged: bool
    iterations: int
    fitted: Floats
    residuals: Floats
    u: Floats
    te: Floats
    low: Floats
    high: Floats
    settings: Mapping[str, Any]
    provenance: Mapping[str, str]

    def objections(self, language: Language = "en") -> tuple[str, ...]:
        """What speaks against these estimates, in words."""
        far = self.sigma_u > 0 and self.mu < -FAR * self.sigma_u
        wrong = {
            "sfa.wrong-skewness": self.wrong_skewness,
            "sfa.no-inefficiency": self.boundary == "no inefficiency",
            "sfa.no-noise": self.boundary == "no noise",
            "sfa.far": far,
            "sfa.not-converged": not self.converged and not self.boundary and not far,
        }
        return tuple(text(key, language) for key, is_so in wrong.items() if is_so)

    def to_frame(self) -> Any:
        """A tidy DataFrame: unit, period, te, low, high, u, residual."""
        import pandas as pd

        columns = {"te": self.te, "low": self.low, "high": self.high, "u": self.u, "residual": self.residuals}
        return pd.DataFrame({"unit": self.panel.unit_labels, "period": self.panel.period_labels, **columns})

    def tests(self) -> Any:
        """A DataFrame of one row: the variances, the likelihoods, the one-sided test, whether it is a maximum.

        ``n``, ``sigma2``, ``gamma``, ``sigma_u``, ``sigma_v``, ``log_likelihood``, ``log_likelihood_ols``, ``lr``,
        ``p``, ``critical_10``, ``critical_5``, ``critical_1``, ``wrong_skewness``, ``boundary``, ``converged``,
        ``mean_te``.
        """
        import pandas as pd

        sizes = ("sigma2", "gamma", "sigma_u", "sigma_v", "log_likelihood", "log_likelihood_ols")
        row: dict[str, Any] = {"n": len(self.te), **{k: getattr(self, k) for k in sizes}, **self.test.row()}
        row |= {k: getattr(self, k) for k in ("wrong_skewness", "boundary", "converged")}
        return pd.DataFrame([{**row, "mean_te": np.nanmean(self.te)}])

    def summary(self) -> str:
        """The estimates, the test and the mean efficiency as text, objections last."""
        said = self.settings
        head = (
            f"Stochastic frontier, {said['kind']}, {said['form']}, {said['inefficiency']} inefficiency, "
            f"over time {said['over_time']}: {said['dependent']}, {len(self.residuals)} observations"
        )
        tail = (
            f"log-likelihood {self.log_likelihood:.4f}, least squares {self.log_likelihood_ols:.4f}, one-sided LR "
            f"{self.test.statistic:.3f} (q = {self.test.restrictions}, p {self.test.p:.4f}; "
            f"5 % {self.test.critical[1]:.3f}, 1 % {self.test.critical[2]:.3f}), "
            f"mean efficiency {np.nanmean(self.te):.4f}"
        )
        return "\n".join([head, show.text_table(*self._table(), 4), tail, *self.objections()])

    def _table(self) -> tuple[list[str], list[list[Any]]]:
        return list(self.coefficients.columns), self.coefficients.to_numpy(dtype=object).tolist()

    def _repr_html_(self) -> str:
        return show.html_table(*self._table(), 4, caption="stochastic frontier")

    def __repr__(self) -> str:
        ends = f"mean efficiency {np.nanmean(self.te):.3f}, gamma {self.gamma:.3f}"
        return f"StochasticFrontier: {self.settings['kind']}, {len(self.te)} observations, {ends}"
