"""StoNED: a frontier of any concave shape, with noise (Kuosmanen & Kortelainen 2012)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from farrell import show
from farrell.catalogue import Language, listing, text
from farrell.data import Panel
from farrell.data.frozen import Frozen
from farrell.data.panel import frozen
from farrell.dea.frontier import choose_one, frontiers, provenance
from farrell.errors import OptionError
from farrell.inference.stochastic.cnls import CnlsRts, cnls, log_cnls
from farrell.inference.stochastic.design import Floats
from farrell.inference.stochastic.frontier_data import columns_of, known, logarithms
from farrell.inference.stochastic.posterior import Posterior
from farrell.inference.stochastic.residual_parts import METHODS, Method, ResidualParts, parts_of


@dataclass(frozen=True, slots=True)
class Stoned:
    """A StoNED frontier; arrays in the panel's row order.

    Attributes
    ----------
    fitted : (N,) the fitted function, E[y | x]; the frontier less (cost: plus) mean inefficiency
    frontier : (N,) the frontier itself
    slopes : (N, m) marginal products, or costs, at each unit; not unique
    residuals : (N,) y less fitted, or the logarithm of their ratio
    u : (N,) E[u | e] (Jondrow et al. 1982)
    te : (N,) exp(-u) with multiplicative errors; 1 - u / frontier, cost frontier / (frontier + u) with additive ones
    parts : sigma_u, sigma_v and the mean of u of each period, or of the pooled data, by its name
    optimality : of each, the largest breach of the program's optimality conditions, in standard deviations
    """

    panel: Panel
    fitted: Floats
    frontier: Floats
    slopes: Floats
    residuals: Floats
    u: Floats
    te: Floats
    parts: Mapping[str, ResidualParts]
    optimality: Mapping[str, float]
    settings: Mapping[str, Any]
    provenance: Mapping[str, str]

    def objections(self, language: Language = "en") -> tuple[str, ...]:
        """What speaks against these estimates, in words."""
        found = {
            "stoned.wrong-skewness": [name for name, p in self.parts.items() if p.wrong_skewness],
            "stoned.no-noise": [name for name, p in self.parts.items() if p.all_inefficiency],
        }
        return tuple(text(key, language, periods=listing(names, language)) for key, names in found.items() if names)

    def to_frame(self) -> Any:
        """A tidy DataFrame: unit, period, te, u, fitted, frontier, residual."""
        import pandas as pd

        columns = {
            "te": self.te, "u": self.u, "fitted": self.fitted, "frontier": self.frontier, "residual": self.residuals
        }  # fmt: skip
        return pd.DataFrame({"unit": self.panel.unit_labels, "period": self.panel.period_labels, **columns})

    def parts_frame(self) -> Any:
        """A tidy DataFrame, one row a period (or ``pooled``): how residuals were split.

        ``period``, ``sigma_u``, ``sigma_v``, ``mean_u``, ``wrong_skewness``, ``all_inefficiency``, ``optimality``.
        """
        import pandas as pd

        spoken = {str(period): period for period in self.panel.periods}
        rows = []
        for name, part in self.parts.items():
            row: dict[str, Any] = {"period": spoken.get(name, name), "sigma_u": part.sigma_u, "sigma_v": part.sigma_v}
            row |= {"mean_u": float(part.mean), "wrong_skewness": part.wrong_skewness}
            rows.append(row | {"all_inefficiency": part.all_inefficiency, "optimality": self.optimality[name]})
        return pd.DataFrame(rows)

    def _table(self) -> tuple[list[str], list[list[Any]]]:
        header = ["data", "sigma_u", "sigma_v", "mean u"]
        return header, [[name, p.sigma_u, p.sigma_v, float(p.mean)] for name, p in self.parts.items()]

    def summary(self) -> str:
        """The settings, what residuals were split into, and what speaks against it."""
        head = "StoNED, {kind}, {error} error, {rts}, by {method}: {dependent}".format(**self.settings)
        return "\n".join([head, show.text_table(*self._table(), 4), *self.objections()])

    def _repr_html_(self) -> str:
        return show.html_table(*self._table(), 4, caption="StoNED")

    def __repr__(self) -> str:
        return f"Stoned: {self.settings['kind']}, {len(self.te)} observations, mean te {np.nanmean(self.te):.3f}"


def stoned(
    panel: Panel,
    *,
    kind: Literal["production", "cost"] = "production",
    error: Literal["additive", "multiplicative"] = "multiplicative",
    rts: CnlsRts = "vrs",
    method: Method = "moments",
    reference: Literal["own", "pooled"] = "own",
    dependent: str | None = None,
    variables: Sequence[str] | None = None,
) -> Stoned:
    """A frontier that is only known to be increasing and concave (cost: convex), with noise about it.

    Step 1 fits E[y | x] by convex nonparametric least squares; step 2 splits its residuals into half-normal
    inefficiency and normal noise; step 3 moves the function out by the mean of inefficiency; step 4 gives each unit
    E[u | e] of the residual e about that frontier (Kuosmanen & Kortelainen 2012, DOI 10.1007/s11123-010-0201-3;
    Kuosmanen 2012, DOI 10.1016/j.eneco.2012.03.005).

    Parameters
    ----------
    panel : N rows
    kind : ``"production"``: the output by the inputs; ``"cost"``: the one input, which is the cost, by the outputs
    error : ``"multiplicative"``: y = f(x) exp(v - u), in which units of every size are alike; ``"additive"``:
        y = f(x) + v - u
    rts : ``"vrs"`` or ``"crs"``
    method : of step 2: ``"moments"`` or ``"quasi-likelihood"``
    reference : each period by itself, or all pooled. Thirty units take well below a second, several hundred minutes
    dependent, variables : columns to take instead of the roles'

    Returns
    -------
    Stoned

    Raises
    ------
    OptionError
        codes ``choice``, ``sfa-one``, ``values-few``
    DataError
        codes ``missing``, ``no-logarithm``
    SolveError
        code ``unsolved``: the optimality conditions of the program do not hold in the end

    Notes
    -----
    Residuals skewed the wrong way leave sigma_u = 0 by moments: all units efficient, and
    :meth:`Stoned.objections` says so. The multiplicative program is not convex, and what is found is a local minimum.

    Examples
    --------
    >>> import farrell
    >>> panel = farrell.load("china-health").panel.select(periods=[2023])
    >>> result = farrell.stoned(panel, dependent="discharges_10k", error="additive", rts="crs")
    >>> bool((result.te <= 1).all())
    True
    """
    if not isinstance(panel, Panel):
        raise OptionError("not-a-panel", kind=type(panel).__name__)
    for option, value, allowed in (
        ("kind", kind, ("production", "cost")), ("error", error, ("additive", "multiplicative")),
        ("rts", rts, ("vrs", "crs")), ("method", method, METHODS), ("reference", reference, ("own", "pooled")),
    ):  # fmt: skip
        choose_one(option, value, allowed)
    y_name, x_names = columns_of(panel, kind, dependent, variables)
    y, X = known(panel, [y_name], "dependent")[:, 0], known(panel, x_names, "variables")
    if error == "multiplicative":
        logarithms(panel, [y_name], "dependent")
    sign = 1.0 if kind == "production" else -1.0
    fitted, slopes, residuals = np.zeros(len(y)), np.zeros_like(X), np.zeros(len(y))
    frontier, u = np.zeros(len(y)), np.zeros(len(y))
    parts: dict[str, ResidualParts] = {}
    optimality: dict[str, float] = {}
    for block in frontiers(panel, reference).blocks:
        rows = block.rows
        if len(rows) <= X.shape[1] + 1:
            raise OptionError("values-few", n=len(rows), least=X.shape[1] + 2)
        fit = (cnls if error == "additive" else log_cnls)(y[rows], X[rows], concave=sign > 0, rts=rts)
        e = y[rows] - fit.fitted if error == "additive" else np.log(y[rows] / fit.fitted)
        name = "pooled" if reference == "pooled" else str(panel.period_at(rows[0]))
        parts[name], optimality[name] = parts_of(e, sign, method), fit.residual
        fitted[rows], slopes[rows], residuals[rows] = fit.fitted, fit.slopes, e
        mean = sign * float(parts[name].mean)
        frontier[rows] = fit.fitted + mean if error == "additive" else fit.fitted * np.exp(mean)
        u[rows] = _inefficiency(e - mean, sign, parts[name])
    settings = {
        "model": "stoned", "kind": kind, "error": error, "rts": rts, "method": method, "reference": reference,
        "dependent": y_name, "variables": tuple(x_names),
    }  # fmt: skip
    return Stoned(
        panel, frozen(fitted), frozen(frontier), frozen(slopes), frozen(residuals), frozen(u),
        frozen(_efficiency(u, frontier, sign, error)), Frozen(parts), Frozen(optimality), Frozen(settings),
        provenance(panel),
    )  # fmt: skip


def _inefficiency(e: Floats, sign: float, parts: ResidualParts) -> Floats:
    """(n,) E[u | e] with e = v - u, or v + u where sign is -1; without noise u is what is left."""
    total = parts.sigma_u**2 + parts.sigma_v**2
    if parts.sigma_u == 0:
        return np.zeros_like(e)
    if parts.sigma_v == 0:
        return np.maximum(-sign * e, 0.0)
    ones = np.ones_like(e)
    sd = parts.sigma_u * parts.sigma_v / np.sqrt(total)
    return Posterior(-sign * e * parts.sigma_u**2 / total, sd * ones, ones).expected


def _efficiency(u: Floats, frontier: Floats, sign: float, error: str) -> Floats:
    if error == "multiplicative":
        return np.exp(-u)
    base = np.where(frontier > 0, frontier, np.nan)
    return np.asarray(1 - u / base if sign > 0 else base / (base + u))
