"""Do subsystems develop together? Their coupling, their level, and the coupling coordination degree with its grades."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from farrell import show
from farrell.catalogue import Language, text
from farrell.errors import OptionError
from farrell.spacetime.indicators import Directions, Indicators, Span, Weighting, indicators_of
from farrell.spacetime.observations import Column, Key
from farrell.spacetime.places import Floats
from farrell.spacetime.rankings import in_order, nested

Form = Literal["original", "modified"]
FORMS: tuple[Form, ...] = ("original", "modified")
GRADES = (
    "extreme-disorder",
    "severe-disorder",
    "moderate-disorder",
    "mild-disorder",
    "near-disorder",
    "bare-coordination",
    "primary-coordination",
    "intermediate-coordination",
    "good-coordination",
    "high-coordination",
)
"""Of coordination degrees to 0.1, to 0.2, ..., to 1."""
COLUMNS = ("period", "unit", "coupling", "development", "coordination", "grade")
"""Of the table of degrees, beside those of the subsystems."""


@dataclass(frozen=True, slots=True)
class Coupling:
    """Coupling coordination of subsystems.

    Attributes
    ----------
    degrees : DataFrame: period, unit, a column of each subsystem's index, coupling (C, NaN where all indices are zero),
        development (T), coordination (D), grade (one of ten, :data:`farrell.spacetime.coupling.GRADES`)
    weights : DataFrame: period (``all`` where pooled), subsystem, indicator, weight (in its subsystem)
    shares : subsystem -> its share in the development
    form, by : the options
    left_out : (unit, period) without some indicator
    """

    degrees: Any
    weights: Any
    shares: Mapping[str, float]
    form: Form
    by: Span
    left_out: tuple[Key, ...]

    def by_period(self) -> dict[Hashable, dict[str, float]]:
        """Coordination as period -> unit -> value."""
        return nested(self.degrees, "coordination")

    def to_frame(self, language: Language = "en") -> Any:
        """A copy of the degrees with the grades' names in a language."""
        return self.degrees.assign(grade=[grade_name(grade, language) for grade in self.degrees["grade"]])

    def summary(self) -> str:
        means = self.degrees.groupby("period", sort=False)[["coupling", "development", "coordination"]].mean()
        rows = means.reset_index().to_numpy(dtype=object).tolist()
        head = f"Coupling coordination of {', '.join(self.shares)}; {self.form} form, means of units"
        return "\n".join([head, show.text_table(["period", *means.columns], [[str(r[0]), *r[1:]] for r in rows], 4)])

    def __repr__(self) -> str:
        return f"Coupling: {len(self.shares)} subsystems, {len(self.degrees)} unit-periods, {self.form}"


def grade_of(coordination: float) -> str:
    """Which of the ten grades a coordination degree is in, an end being in the lower one."""
    return GRADES[max(int(np.ceil(round(10 * coordination, 9))) - 1, 0)]


def grade_name(grade: str, language: Language = "en") -> str:
    """A grade in words."""
    return text(f"coupling.{grade}", language)


def coupling(
    subsystems: Mapping[str, Mapping[str, Column]],
    directions: Directions,
    *,
    shares: Mapping[str, float] | None = None,
    weights: Weighting = "entropy",
    form: Form = "original",
    by: Span = "pooled",
) -> Coupling:
    """Coupling, development and coordination of two or more subsystems of every unit-period.

    ``U_s = sum_j w_j z_j`` of the indicators of subsystem s, and::

        T = sum_s a_s U_s,   D = sqrt(C T)
        original:   C = m (prod_s U_s)^(1/m) / sum_s U_s
        modified:   C = sqrt( (1 - mean of |U_s - U_t| over pairs) (prod_s U_s / max U)^(1/(m - 1)) )

    with z from 0, the worst, to 1, the best, and the product of the modified form over all m subsystems.

    Parameters
    ----------
    subsystems : name -> indicator -> unit -> value, or name -> indicator -> period -> unit -> value; two or more
    directions : ``"+"`` (more is better) or ``"-"``, of all or indicator -> direction
    shares : subsystem -> its share a in the development, made to sum to 1; equal by default
    weights : of indicators in their subsystem: by ``"entropy"``, ``"equal"``, or indicator -> weight
    form : ``"original"``, or ``"modified"``, which tells unequal subsystems better apart
    by : z and entropy over all periods ``"pooled"``, so that years compare, or of each ``"period"`` by itself

    Returns
    -------
    Coupling

    Raises
    ------
    OptionError
        codes ``coupling-few``, ``coupling-twice``, ``coupling-name``, ``indicators-none``, ``indicators-direction``,
        ``indicators-constant``, ``indicators-weights``, ``drivers-mixed``, ``drivers-value``, ``values-few``

    Notes
    -----
    C is between 0 and 1, and 1 where all U are equal. Printed formulas that lack the factor m, or whose root is not the
    m-th, stop short of 1 (at 1/2 for two subsystems) and move every unit down the grades. C is high where all are
    equally low; D is what counts. Source: Wang, Kong, Ren et al. 2021, DOI 10.31497/zrzyxb.20210319.

    Examples
    --------
    >>> import farrell
    >>> supply = {"beds": {"a": 1.0, "b": 2.0, "c": 3.0}}
    >>> use = {"visits": {"a": 3.0, "b": 5.0, "c": 9.0}}
    >>> found = farrell.coupling({"supply": supply, "use": use}, "+")
    >>> found.degrees["coordination"].round(4).tolist()
    [0.0, 0.6389, 1.0]
    """
    import pandas as pd

    if form not in FORMS:
        raise OptionError.choice("form", form, FORMS)
    if len(subsystems) < 2:
        raise OptionError("coupling-few", n=len(subsystems))
    taken = [name for name in subsystems if name in COLUMNS]
    if taken:
        raise OptionError("coupling-name", names=taken)
    names = [name for one in subsystems.values() for name in one]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise OptionError("coupling-twice", names=twice)
    if not all(subsystems.values()):
        raise OptionError("indicators-none")
    unknown = [name for name in weights if name not in names] if isinstance(weights, Mapping) else []
    if unknown:
        raise OptionError("indicators-weights", names=unknown)
    table = indicators_of({k: v for one in subsystems.values() for k, v in one.items()}, directions, least=3)
    U, used = _indices(table, subsystems, weights, by)
    a = _shares(subsystems, shares)
    C, T = _coupled(U, form), U @ a
    D = np.where(U.any(axis=1), np.sqrt(C * T), 0.0)  # of nothing, whatever its coupling
    columns = {name: U[:, s] for s, name in enumerate(subsystems)}
    degrees = pd.DataFrame(
        {
            "period": list(table.periods), "unit": table.units, **columns, "coupling": C, "development": T,
            "coordination": D, "grade": [grade_of(float(one)) for one in D],
        }
    )  # fmt: skip
    frame = pd.DataFrame(used, columns=["period", "subsystem", "indicator", "weight"])
    each = dict(zip(subsystems, a.tolist(), strict=True))
    return Coupling(in_order(degrees, table), frame, each, form, by, table.left_out)


def _indices(
    table: Indicators, subsystems: Mapping[str, Mapping[str, Column]], weights: Weighting, by: Span
) -> tuple[Floats, list[list[Any]]]:
    """(N, m) indices from 0 to 1, and the weights they are made with."""
    U = np.zeros((len(table.units), len(subsystems)))
    used: list[list[Any]] = []
    for s, (name, indicators) in enumerate(subsystems.items()):
        part = table.of(list(indicators))
        given = {k: weights[k] for k in part.names if k in weights} if isinstance(weights, Mapping) else weights
        for period, rows in part.parts(by):
            w = part.weights(given, rows)
            U[rows, s] = part.standard(rows) @ w
            used += [[period, name, k, one] for k, one in zip(part.names, w.tolist(), strict=True)]
    return np.clip(U, 0.0, 1.0), used


def _shares(subsystems: Mapping[str, Any], given: Mapping[str, float] | None) -> Floats:
    if given is None:
        return np.full(len(subsystems), 1 / len(subsystems))
    wrong = [name for name in subsystems if name not in given] + [name for name in given if name not in subsystems]
    values = np.array([given.get(name, 0.0) for name in subsystems], dtype=np.float64)
    if wrong or not np.isfinite(values).all() or (values < 0).any() or not values.sum() > 0:
        raise OptionError("indicators-weights", names=wrong or list(given))
    return np.asarray(values / values.sum())


def _coupled(U: Floats, form: Form) -> Floats:
    """(N,) coupling of indices (N, m); NaN where all are zero."""
    m, top = U.shape[1], U.max(axis=1)
    known = top > 0
    C = np.full(len(U), np.nan)
    V, top = U[known], top[known]
    if form == "original":
        C[known] = m * np.prod(V ** (1 / m), axis=1) / V.sum(axis=1)
    else:
        first, second = np.triu_indices(m, 1)
        apart = np.abs(V[:, first] - V[:, second]).mean(axis=1)
        C[known] = np.sqrt((1 - apart) * np.prod((V / top[:, None]) ** (1 / (m - 1)), axis=1))
    out: Floats = np.minimum(C, 1.0)
    return out
