"""How unequal: Gini and Lorenz, Theil with nested groups, Atkinson, variation, concentration, agglomeration."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from farrell import show
from farrell.errors import OptionError
from farrell.spacetime.places import Floats

Given = Mapping[str, float] | ArrayLike


@dataclass(frozen=True, slots=True)
class Shares:
    """Values with the shares of their units: of people, of area, or equal.

    Attributes
    ----------
    units : (n,) names, numbers where none are given
    values : (n,)
    share : (n,) positive, sum 1
    """

    units: tuple[str, ...]
    values: Floats
    share: Floats

    @property
    def mean(self) -> float:
        return float(self.share @ self.values)


def shared(values: Given, weights: Given | None, *, positive: bool = False) -> Shares:
    """Values and shares, matched by unit.

    Raises
    ------
    OptionError
        codes ``values-length``, ``weights-missing``, ``inequality-value`` (not finite, negative, or zero where only
        positive ones have a logarithm), ``inequality-weight``, ``inequality-zero``
    """
    units, v = _column(values)
    share = np.full(len(v), 1.0) if weights is None else values_like(weights, units)
    bad = ~np.isfinite(v) | (v < 0) | (positive & (v == 0))
    if bad.any():
        raise OptionError("inequality-value", unit=units[int(np.argmax(bad))], value=repr(float(v[np.argmax(bad)])))
    light = ~np.isfinite(share) | (share <= 0)
    if light.any():
        raise OptionError(
            "inequality-weight", unit=units[int(np.argmax(light))], value=repr(float(share[np.argmax(light)]))
        )
    if not v.sum() > 0:
        raise OptionError("inequality-zero")
    return Shares(units, v, share / share.sum())


def _column(values: Given) -> tuple[tuple[str, ...], Floats]:
    if isinstance(values, Mapping):
        return tuple(map(str, values)), np.array(list(values.values()), dtype=np.float64)
    v = np.asarray(values, dtype=np.float64)
    if v.ndim != 1 or len(v) < 1:
        raise OptionError("values-length", given=f"{v.shape}", expected="(n,)")
    return tuple(map(str, range(1, len(v) + 1))), v


def values_like(given: Any, units: tuple[str, ...]) -> Floats:
    """(n,) numbers in the order of units."""
    if isinstance(given, Mapping):
        missing = [unit for unit in units if unit not in given]
        if missing:
            raise OptionError("weights-missing", units=missing)
        return np.array([given[unit] for unit in units], dtype=np.float64)
    found = np.asarray(given, dtype=np.float64)
    if found.shape != (len(units),):
        raise OptionError("values-length", given=f"{found.shape}", expected=len(units))
    return found


def labels_like(given: Any, units: tuple[str, ...]) -> list[str]:
    """Labels in the order of units."""
    if isinstance(given, Mapping):
        missing = [unit for unit in units if unit not in given]
        if missing:
            raise OptionError("weights-missing", units=missing)
        return [str(given[unit]) for unit in units]
    found = list(given)
    if len(found) != len(units):
        raise OptionError("values-length", given=f"({len(found)},)", expected=len(units))
    return [str(one) for one in found]


def gini(values: Given, weights: Given | None = None) -> float:
    """Gini coefficient: 0 where all have the same, towards 1 where one has all.

    ``G = sum_i sum_j p_i p_j |x_i - x_j| / (2 mean)``, p shares of the weights, mean = sum_i p_i x_i

    Parameters
    ----------
    values : unit -> value, or (n,): not negative, such as beds per 1,000 people (weights people) or beds per km2
        (weights area)
    weights : unit -> weight, or (n,): positive; equal by default

    Raises
    ------
    OptionError
        codes ``inequality-value``, ``inequality-weight``, ``inequality-zero``; a unit without a weight

    Notes
    -----
    The population form: no factor n / (n - 1). Source: Gini 1914; Dagum 1997, DOI 10.1007/BF01205777, eq. 1.

    Examples
    --------
    >>> from farrell.spacetime import gini
    >>> gini([1, 3])
    0.25
    """
    s = shared(values, weights)
    order = np.argsort(s.values, kind="stable")
    x, p = s.values[order], s.share[order]
    before = np.cumsum(p) - p
    apart = 2 * (p * x * (2 * before + p - 1)).sum()  # sum_ij p_i p_j |x_i - x_j| of sorted values
    return float(max(apart / (2 * s.mean), 0.0))


def lorenz(values: Given, weights: Given | None = None) -> Any:
    """The Lorenz curve: units from the least to the most, and the shares they hold together.

    Parameters
    ----------
    values, weights : as in :func:`farrell.gini`

    Returns
    -------
    DataFrame
        unit ("" at the origin), people (cumulative share of the weights), held (cumulative share of weight times
        value); n + 1 rows from (0, 0) to (1, 1)
    """
    import pandas as pd

    s = shared(values, weights)
    order = np.argsort(s.values, kind="stable")
    people, held = np.cumsum(s.share[order]), np.cumsum((s.share * s.values)[order]) / s.mean
    names = ["", *(s.units[i] for i in order)]
    return pd.DataFrame({"unit": names, "people": [0.0, *people], "held": [0.0, *held]})


def atkinson(values: Given, weights: Given | None = None, *, epsilon: float = 0.5) -> float:
    """Atkinson's index: the share of the total that an equal distribution could do without.

    A = 1 - ( sum_i p_i (x_i / mean)^(1 - e) )^(1 / (1 - e)),    e = 1: 1 - exp( sum_i p_i log x_i ) / mean

    Parameters
    ----------
    values, weights : as in :func:`farrell.gini`; positive where epsilon is 1 or more
    epsilon : aversion to inequality, above 0

    Notes
    -----
    Source: Atkinson 1970, DOI 10.1016/0022-0531(70)90039-6.
    """
    if not (isinstance(epsilon, (int, float)) and 0 < epsilon < math.inf):
        raise OptionError("inequality-epsilon", value=repr(epsilon))
    s = shared(values, weights, positive=epsilon >= 1)
    if epsilon == 1:
        return float(1 - math.exp(float(s.share @ np.log(s.values))) / s.mean)
    return float(1 - (s.share @ (s.values / s.mean) ** (1 - epsilon)) ** (1 / (1 - epsilon)))


def variation(values: Given, weights: Given | None = None) -> float:
    """Coefficient of variation: standard deviation (of shares, no n - 1) over the mean."""
    s = shared(values, weights)
    return float(math.sqrt(float(s.share @ (s.values - s.mean) ** 2)) / s.mean)


@dataclass(frozen=True, slots=True)
class Theil:
    """A Theil index and its parts.

    Attributes
    ----------
    kind : T (shares of what is held) or L (shares of people)
    total : the index
    between : by level of groups, the outermost first: between the groups of that level within those of the level above
    within : within the innermost groups
    groups : DataFrame of every group of every level: level, group (nested names joined by /), n, people, held (shares),
        theil (inside the group), contribution (to the total, through what is inside it), percent
    """

    kind: str
    total: float
    between: tuple[float, ...]
    within: float
    groups: Any

    @property
    def percent(self) -> dict[str, float]:
        """Shares of the total in percent: between-1, between-2, ..., within."""
        parts = {f"between-{i}": value for i, value in enumerate(self.between, start=1)} | {"within": self.within}
        return {name: 100 * value / self.total if self.total > 0 else math.nan for name, value in parts.items()}

    def summary(self) -> str:
        rows = [["total", self.total, 100.0]]
        values = [*self.between, self.within]
        rows += [[name, v, share] for (name, share), v in zip(self.percent.items(), values, strict=True)]
        return "\n".join([f"Theil {self.kind}", show.text_table(["part", "value", "percent"], rows, digits=4)])

    def __repr__(self) -> str:
        return f"Theil: {self.kind} {self.total:.4f}, within {self.within:.4f}"


def theil(values: Given, weights: Given | None = None, *, groups: Any = (), kind: str = "T") -> Theil:
    """Theil's index, split between and within groups, nested ones too.

    T = sum_i p_i (x_i / mean) log(x_i / mean),    L = sum_i p_i log(mean / x_i)

    With groups g of people p_g, mean m_g and shares of what is held s_g = p_g m_g / mean::

        T = sum_g s_g log(m_g / mean) + sum_g s_g T_g,     L = sum_g p_g log(mean / m_g) + sum_g p_g L_g

    and so again inside each group for the next level.

    Parameters
    ----------
    values, weights : as in :func:`farrell.gini`; of L, and of T but for zeros, positive
    groups : one label a unit (a mapping or a list), or several of these, the outermost first
    kind : ``"T"`` or ``"L"`` (mean log deviation)

    Raises
    ------
    OptionError
        as :func:`farrell.gini`; code ``groups-nested``: a group of an inner level that lies in two of the outer

    Notes
    -----
    Source: Theil 1967, Economics and Information Theory; Shorrocks 1980, DOI 10.2307/1913126.
    """
    if kind not in ("T", "L"):
        raise OptionError.choice("kind", kind, ("T", "L"))
    s = shared(values, weights, positive=kind == "L")
    levels = _levels(groups, s.units)
    rows: list[dict[str, Any]] = []
    between = []
    for depth in range(len(levels)):
        inner, outer = levels[depth], levels[depth - 1] if depth else [""] * len(s.units)
        total = 0.0
        for home in dict.fromkeys(outer):
            inside = np.array([one == home for one in outer])
            total += _between(s, inside, inner, kind)
        between.append(total)
        rows += _group_rows(s, inner, kind, depth + 1)
    whole = _theil(s.values, s.share, kind)
    innermost = [row["contribution"] for row in rows if row["level"] == len(levels)]
    within = sum(innermost) if levels else whole
    import pandas as pd

    frame = pd.DataFrame(rows, columns=["level", "group", "n", "people", "held", "theil", "contribution"])
    frame["percent"] = 100 * frame["contribution"] / whole if whole > 0 else math.nan
    return Theil(kind, whole, tuple(between), within, frame)


def _levels(groups: Any, units: tuple[str, ...]) -> list[list[str]]:
    """Labels of every level, an inner one named within its outer."""
    if isinstance(groups, Mapping):
        groups = [groups]
    groups = list(groups)
    if groups and isinstance(groups[0], str):
        groups = [groups]
    out: list[list[str]] = []
    for given in groups:
        labels = labels_like(given, units)
        if out:
            homes: dict[str, set[str]] = {}
            for outer, label in zip(out[-1], labels, strict=True):
                homes.setdefault(label, set()).add(outer)
            torn = [label for label, found in homes.items() if len(found) > 1]
            if torn:
                raise OptionError("groups-nested", groups=torn)
            labels = [f"{outer}/{label}" for outer, label in zip(out[-1], labels, strict=True)]
        out.append(labels)
    return out


def _theil(x: Floats, share: Floats, kind: str) -> float:
    """The index of part of the units, their shares made to sum to 1."""
    p = share / share.sum()
    ratio = x / (p @ x)
    if kind == "L":
        return float(p @ -np.log(ratio))
    return float(p @ (ratio * np.log(np.where(ratio > 0, ratio, 1.0))))


def _mass(s: Shares, here: Any, kind: str) -> float:
    """What a group counts: its share of what is held (T) or of people (L)."""
    return float((s.share * s.values)[here].sum() / s.mean) if kind == "T" else float(s.share[here].sum())


def _between(s: Shares, inside: Any, labels: list[str], kind: str) -> float:
    """The part between the groups inside one part of the units."""
    mean = float(s.share[inside] @ s.values[inside] / s.share[inside].sum())
    total = 0.0
    for label in dict.fromkeys(label for label, is_in in zip(labels, inside.tolist(), strict=True) if is_in):
        here = np.array([one == label for one in labels]) & inside
        own = float(s.share[here] @ s.values[here] / s.share[here].sum())
        if own > 0:
            total += _mass(s, here, kind) * math.log(own / mean) * (1 if kind == "T" else -1)
    return total


def _group_rows(s: Shares, labels: list[str], kind: str, level: int) -> list[dict[str, Any]]:
    rows = []
    for label in dict.fromkeys(labels):
        here = np.array([one == label for one in labels])
        held = float((s.share * s.values)[here].sum() / s.mean)
        index = _theil(s.values[here], s.share[here], kind) if held > 0 else math.nan
        rows.append(
            {
                "level": level,
                "group": label,
                "n": int(here.sum()),
                "people": float(s.share[here].sum()),
                "held": held,
                "theil": index,
                "contribution": _mass(s, here, kind) * index if held > 0 else 0.0,
            }
        )
    return rows


def agglomeration(resource: Given, area: Given, people: Given) -> Any:
    """Agglomeration of a resource in land and in people: more or less of it than the land, or the people, would have.

    HRAD_i = (r_i / sum r) / (a_i / sum a),   PAD_i = (b_i / sum b) / (a_i / sum a),   ratio = HRAD_i / PAD_i

    Parameters
    ----------
    resource, area, people : unit -> amount, or (n,): amounts, not amounts a head

    Returns
    -------
    DataFrame
        unit, hrad, pad, ratio. hrad above 1: denser on its land than the whole; ratio above 1: more a head

    Notes
    -----
    The health resource agglomeration degree (HRAD) of studies of China, and the population's (PAD).
    """
    import pandas as pd

    units, r = _column(resource)
    a, b = values_like(area, units), values_like(people, units)
    for name, column in (("resource", r), ("area", a), ("people", b)):
        least = 0.0 if name == "resource" else np.nextafter(0, 1)
        bad = ~np.isfinite(column) | (column < least)
        if bad.any():
            raise OptionError(
                "inequality-value", unit=units[int(np.argmax(bad))], value=repr(float(column[np.argmax(bad)]))
            )
    if not r.sum() > 0:
        raise OptionError("inequality-zero")
    hrad = (r / r.sum()) / (a / a.sum())
    pad = (b / b.sum()) / (a / a.sum())
    return pd.DataFrame({"unit": units, "hrad": hrad, "pad": pad, "ratio": hrad / pad})
