"""What explains: columns of a panel or of a table as one matrix, checked and named, and how alike the columns are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from farrell.data import Panel
from farrell.data.derived import derived
from farrell.data.panel import frozen
from farrell.dea.frontier import Floats, Ints
from farrell.errors import FarrellWarning, OptionError, warn

CONSTANT = "constant"
PARAMETERS = (CONSTANT, "sigma", "sigma_u", "sigma_e")
"""What results call parameters that are no covariates' coefficients."""
ALIKE = 1e-9
"""A column that leaves this share of its length to itself beside the others says nothing of its own."""
HIGH_VIF = 10.0
"""From here on a variance inflation factor is called high (Marquardt 1970, DOI 10.1080/00401706.1970.10488699)."""
HIGH_CONDITION = 30.0
"""From here on a condition number is called high (Belsley, Kuh & Welsch 1980, DOI 10.1002/0471725153)."""


@dataclass(frozen=True, slots=True)
class Design:
    """The right-hand side of a regression.

    Attributes
    ----------
    names : (k,) of the columns, ``constant`` first where there is one
    Z : (n, k)
    vif : name -> variance inflation factor 1 / (1 - R2) of each variable on the others
    condition : the largest singular value over the smallest, of the variables less their means (where there is a
        constant) at length 1
    """

    names: tuple[str, ...]
    Z: Floats
    vif: Mapping[str, float]
    condition: float

    @property
    def constant(self) -> bool:
        return self.names[:1] == (CONSTANT,)


def columns_of(X: Any, names: Sequence[str] | None = None) -> dict[str, Floats]:
    """name -> (n,) of a dataframe, a mapping or an array (n, k); what has no names is called x1, x2, ..."""
    if hasattr(X, "columns"):
        return {str(c): np.asarray(X[c], dtype=np.float64) for c in X.columns}
    if isinstance(X, Mapping):
        return {str(c): np.asarray(values, dtype=np.float64) for c, values in X.items()}
    array = np.asarray(X, dtype=np.float64)
    array = array[:, None] if array.ndim == 1 else array
    called = [f"x{j + 1}" for j in range(array.shape[1])] if names is None else [str(name) for name in names]
    if len(called) != array.shape[1]:
        raise OptionError("values-length", given=f"({len(called)},)", expected=array.shape[1])
    return {name: array[:, j] for j, name in enumerate(called)}


def design(
    columns: Mapping[str, Floats], *, constant: bool = True, where: Sequence[str] | None = None, depth: int = 4
) -> Design:
    """Columns as a matrix with a constant.

    Parameters
    ----------
    where : (n,) what messages call each row; ``row 1``, ``row 2``, ... by default
    depth : of the warning where columns are much alike

    Raises
    ------
    OptionError
        codes ``panel-variables`` (no column), ``values-length``, ``drivers-value`` (not finite), ``panel-names``,
        ``panel-few`` (fewer rows than columns), ``panel-collinear`` (a column that follows from the others)
    """
    if not columns:
        raise OptionError("panel-variables")
    if constant and CONSTANT in columns:
        raise OptionError("panel-names", names=[CONSTANT])
    first = len(next(iter(columns.values())))
    for name, values in columns.items():
        if values.shape != (first,):
            raise OptionError("values-length", given=f"{values.shape}", expected=first)
        finite(name, values, where)
    names = ((CONSTANT,) if constant else ()) + tuple(columns)
    Z = np.column_stack([*([np.ones(first)] if constant else []), *columns.values()])
    if len(Z) <= len(names):
        raise OptionError("panel-few", observations=len(Z), parameters=len(names) + 1)
    _refuse_followers(names, Z)
    vif, condition = collinearity(Z[:, int(constant) :], tuple(columns), constant)
    high = [f"{name} {value:.1f}" for name, value in vif.items() if value > HIGH_VIF]
    if high or condition > HIGH_CONDITION:
        names_of = high or [f"{name} {value:.1f}" for name, value in vif.items()]
        warn(FarrellWarning("collinear", vif=names_of, condition=f"{condition:.0f}"), depth=depth)
    return Design(names, frozen(Z), vif, condition)


def finite(name: str, values: Floats, where: Sequence[str] | None) -> None:
    """Refuse a value that is no finite number, and name its place."""
    wrong = np.nonzero(~np.isfinite(values))[0]
    if len(wrong):
        r = int(wrong[0])
        place = f"row {r + 1}" if where is None else where[r]
        raise OptionError("drivers-value", name=name, where=place, value=str(values[r]))


def _refuse_followers(names: tuple[str, ...], Z: Floats) -> None:
    """Refuse columns that are sums of earlier ones."""
    scale = np.maximum(np.linalg.norm(Z, axis=0), np.finfo(float).tiny)
    R = np.linalg.qr(Z / scale, mode="r")
    alike = [name for name, own in zip(names, np.abs(np.diag(R)), strict=True) if own < ALIKE]
    if alike:
        raise OptionError("panel-collinear", names=alike)


def collinearity(X: Floats, names: tuple[str, ...], constant: bool) -> tuple[dict[str, float], float]:
    """Variance inflation factors and the condition number of variables (n, k)."""
    centred = X - X.mean(axis=0) if constant else X
    scaled = centred / np.linalg.norm(centred, axis=0)
    vif = np.diag(np.linalg.inv(scaled.T @ scaled))
    return dict(zip(names, np.maximum(vif, 1.0).tolist(), strict=True)), float(np.linalg.cond(scaled))


def environment(
    panel: Panel,
    on: Sequence[str] | None,
    *,
    logs: Sequence[str] = (),
    more: Mapping[str, ArrayLike] | None = None,
    standardise: bool = False,
) -> dict[str, Floats]:
    """The covariates of a panel's rows, by name.

    Parameters
    ----------
    on : columns of the panel, one over another as ``gdp/population``, ``density`` (people per km2 of provinces), or the
        natural logarithm of any, ``log(gdp/population)``; columns of the role environment by default
    logs : those of which the natural logarithm is taken; they are called ``log NAME``
    more : name -> (N,) values that are no columns of the panel; ``on`` None takes all of them, too
    standardise : subtract the mean and divide by the standard deviation (n - 1), after logarithms

    Raises
    ------
    OptionError
        codes ``choice`` (an unknown name), ``covariates-none``, ``covariate-names`` (called as a parameter is),
        ``values-length``, ``variable-zero``, ``variable-log``, ``drivers-value``
    """
    own = {name: np.asarray(values, dtype=np.float64) for name, values in (more or {}).items()}
    chosen = list(panel.roles.environment) + list(own) if on is None else list(on)
    if not chosen:
        raise OptionError("covariates-none")
    if taken := [name for name in chosen if name in PARAMETERS and name not in logs]:
        raise OptionError("covariate-names", names=taken)
    where = places(panel)
    for name in logs:
        if name not in chosen:
            raise OptionError.choice("logs", name, chosen)
    out = {}
    for name in chosen:
        values = own[name] if name in own else derived(panel, name, option="on", also=own)
        if values.shape != (len(panel),):
            raise OptionError("values-length", given=f"{values.shape}", expected=len(panel))
        finite(name, values, where)
        if name in logs:
            if (values <= 0).any():
                raise OptionError("variable-log", name=name, unit=where[int((values <= 0).argmax())])
            values = np.log(values)
        spread = values.std(ddof=1)
        if standardise and spread > 0:
            values = (values - values.mean()) / spread
        out[f"log {name}" if name in logs else name] = values
    return out


def places(panel: Panel) -> list[str]:
    """(N,) what messages call each row of a panel."""
    labels = zip(panel.unit_labels, panel.period_labels, strict=True)
    return [unit if period == "all" else f"{unit}, {period}" for unit, period in labels]


def numbered(groups: Sequence[Any], n: int) -> Ints:
    """(n,) the number of each row's group, 0, 1, ... by first appearance.

    Raises
    ------
    OptionError
        codes ``values-length``, ``groups-few`` (fewer than two)
    """
    labels = list(groups)
    if len(labels) != n:
        raise OptionError("values-length", given=f"({len(labels)},)", expected=n)
    order = {label: i for i, label in enumerate(dict.fromkeys(labels))}
    if len(order) < 2:
        raise OptionError("groups-few", groups=[str(label) for label in order])
    return np.array([order[label] for label in labels], dtype=np.int64)
