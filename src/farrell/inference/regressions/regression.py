"""The result of a regression: coefficients with their errors, how the search ended, and what to keep in mind."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from scipy import stats

from farrell import show
from farrell.catalogue import Language, text
from farrell.data.panel import frozen
from farrell.dea.frontier import Floats, Ints
from farrell.errors import OptionError

Covariance = Literal["observed", "robust", "cluster"]
COVARIANCES: tuple[Covariance, ...] = ("observed", "robust", "cluster")


@dataclass(frozen=True, slots=True)
class Regression:
    """Coefficients of one regression.

    Attributes
    ----------
    model : which one
    names : (k,) of the coefficients, ``constant`` and the parameters of the error among them
    estimate, se, z, p, low, high : (k,) with two-sided p and the interval of ``settings["level"]``
    covariance : (k, k) of the estimates
    log_likelihood : at the maximum; NaN of a regression that has none
    observations : how many rows it rests on
    converged : whether the search arrived at a maximum
    gradient : g'(-H)^-1 g there: the squared distance from the maximum, in standard errors
    steps : of the search; 0 of a regression that needs none
    notes : keys of what to keep in mind, in the catalogue
    diagnostics : numbers of the model's own
    settings : options, and the variables' variance inflation factors and condition number
    """

    model: str
    names: tuple[str, ...]
    estimate: Floats
    se: Floats
    z: Floats
    p: Floats
    low: Floats
    high: Floats
    covariance: Floats
    log_likelihood: float
    observations: int
    converged: bool
    gradient: float
    steps: int
    notes: tuple[str, ...]
    diagnostics: Mapping[str, float]
    settings: Mapping[str, Any]

    def to_frame(self) -> Any:
        """A DataFrame, one row a coefficient: name, estimate, se, z, p, low, high."""
        import pandas as pd

        columns = ("estimate", "se", "z", "p", "low", "high")
        return pd.DataFrame({"name": self.names, **{c: getattr(self, c) for c in columns}})

    def objections(self, language: Language = "en") -> tuple[str, ...]:
        """What speaks against this regression, in words."""
        return tuple(text(note, language) for note in self.notes)

    def summary(self) -> str:
        """The coefficients, how the search ended, and what to keep in mind."""
        frame = self.to_frame()
        numbers = "".join(f", {name} {value:.6g}" for name, value in self.diagnostics.items())
        fit = "" if np.isnan(self.log_likelihood) else f", log-likelihood {self.log_likelihood:.4f}"
        end = f"; {'converged' if self.converged else 'NOT CONVERGED'} in {self.steps} steps" if self.steps else ""
        head = f"{self.model}, {self.observations} observations{fit}{numbers}{end}"
        table = show.text_table(list(frame.columns), frame.to_numpy(dtype=object).tolist(), 4)
        return "\n".join([head, f"standard errors: {self.settings['covariance']}", table, *self.objections()])

    def _repr_html_(self) -> str:
        frame = self.to_frame()
        return show.html_table(list(frame.columns), frame.to_numpy(dtype=object).tolist(), 4, caption=self.model)

    def __repr__(self) -> str:
        pairs = zip(self.names, self.estimate, self.se, strict=True)
        return f"{type(self).__name__}: " + ", ".join(f"{name} {b:.4g} ({s:.2g})" for name, b, s in pairs)


def inferred(estimate: Floats, covariance: Floats, level: float, freedom: float = np.inf) -> dict[str, Floats]:
    """Estimates with standard errors, tests and intervals, normal or of t with this freedom."""
    with np.errstate(invalid="ignore", divide="ignore"):
        se = np.sqrt(np.diag(covariance))
        z = estimate / se
    reach = stats.t.ppf((1 + level) / 2, freedom)
    return {
        "estimate": frozen(estimate),
        "se": frozen(se),
        "z": frozen(z),
        "p": frozen(2 * stats.t.sf(np.abs(z), freedom)),
        "low": frozen(estimate - reach * se),
        "high": frozen(estimate + reach * se),
        "covariance": frozen(covariance),
    }


def sandwich(information: Floats, scores: Floats, kind: Covariance, groups: Ints | None) -> Floats:
    """(k, k) variance of maximum likelihood estimates.

    ``observed``: A^-1, A the observed information; ``robust``: n / (n - 1) A^-1 (sum s s') A^-1 over observations;
    ``cluster``: G / (G - 1) A^-1 (sum S S') A^-1 over the sums S of groups (White 1982, DOI 10.2307/1912526; Liang &
    Zeger 1986, DOI 10.1093/biomet/73.1.13). The factors are Stata's.
    """
    bread = np.linalg.pinv(information, hermitian=True)
    if kind == "observed":
        return np.asarray(bread)
    if groups is not None:
        sums = np.zeros((int(groups.max()) + 1, scores.shape[1]))
        np.add.at(sums, groups, scores)
        scores = sums
    count = len(scores)
    return np.asarray(bread @ (scores.T @ scores) @ bread * (count / (count - 1)))


def covariance_of(kind: Covariance, groups: Any) -> None:
    """Refuse an unknown kind, and one that does not go with groups."""
    if kind not in COVARIANCES:
        raise OptionError.choice("covariance", kind, COVARIANCES)
    if (kind == "cluster") != (groups is not None):
        raise OptionError("cluster-groups", kind=kind)


def level_of(level: float) -> None:
    if not 0 < level < 1:
        raise OptionError("out-of-range", option="level", value=repr(level), allowed="(0, 1)")
