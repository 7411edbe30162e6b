"""Strata of observations: labels as they are, numbers cut into classes; and how much variance they account for."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from farrell.errors import OptionError
from farrell.spacetime.breaks import BREAK_RULES, breaks
from farrell.spacetime.places import Floats

Ends = Sequence[float] | NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Strata:
    """One way to cut the observations.

    Attributes
    ----------
    rule : labels, own, or how numbers were cut
    names : (L,)
    codes : (N,) from 0
    ends : (L + 1,) of numbers; None of labels
    """

    rule: str
    names: tuple[str, ...]
    codes: NDArray[np.int64]
    ends: Floats | None = None

    @property
    def sizes(self) -> NDArray[np.int64]:
        return np.bincount(self.codes, minlength=len(self.names))


def ways_to_cut(
    name: str, values: NDArray[Any], own: Ends | None, classes: list[Any], rules: list[Any]
) -> list[Strata]:
    """Every way to cut one factor; those that cannot be made are passed over unless none can.

    Raises
    ------
    OptionError
        codes ``drivers-strata``, ``markov-breaks``, ``choice``
    """
    for rule in rules:
        if rule not in BREAK_RULES:
            raise OptionError.choice("rule", rule, BREAK_RULES)
    if values.dtype.kind == "U":
        if own is not None:
            raise OptionError("drivers-strata", name=name, reason=OptionError("drivers-labels"))
        return [_checked(name, _of_labels(values))]
    if own is not None:
        ends = np.asarray(own, dtype=np.float64)
        if ends.ndim != 1 or not np.isfinite(ends).all() or len(ends) < 1 or not (np.diff(ends) > 0).all():
            raise OptionError("markov-breaks", breaks=[float(end) for end in ends.ravel()])
        return [_checked(name, _of_numbers(values, np.append(ends, max(float(values.max()), ends[-1])), "own"))]
    found, reasons = [], []
    for rule, k in itertools.product(rules, classes):
        try:
            found.append(_checked(name, _of_numbers(values, breaks(values, k, rule=rule), rule)))
        except OptionError as error:
            reasons.append(error)
    if not found:
        raise (
            reasons[0]
            if reasons[0].code == "drivers-strata"
            else OptionError("drivers-strata", name=name, reason=reasons[0])
        )
    return found


def _of_labels(values: NDArray[Any]) -> Strata:
    names, codes = np.unique(values, return_inverse=True)
    return Strata("labels", tuple(map(str, names)), codes.astype(np.int64))


def _of_numbers(values: Floats, ends: Floats, rule: str) -> Strata:
    """Strata by their upper ends; those without an observation are no strata."""
    room = 1e-12 * max(float(np.abs(ends).max()), 1e-300)
    at = np.searchsorted(ends[:-1] + room, values, side="left")
    filled, codes = np.unique(at, return_inverse=True)
    bounds = np.append(float(values.min()), ends[filled])
    return Strata(rule, tuple(str(i + 1) for i in range(len(filled))), codes.astype(np.int64), bounds)


def _checked(name: str, cut: Strata) -> Strata:
    if not 2 <= len(cut.names) < len(cut.codes):
        raise OptionError(
            "drivers-strata", name=name, reason=OptionError("drivers-count", n=len(cut.names), most=len(cut.codes) - 1)
        )
    return cut


def q_statistic(y: Floats, cut: Strata) -> float:
    """q of one way to cut."""
    return float(q_statistics(y[None, :], cut.codes, len(cut.names))[0])


def q_statistics(values: Floats, codes: NDArray[np.int64], L: int) -> Floats:
    """(m,) q of rows of values (m, N)."""
    z = values - values.mean(axis=1, keepdims=True)
    member = (codes[:, None] == np.arange(L)).astype(np.float64)
    out: Floats = ((z @ member) ** 2 / member.sum(axis=0)).sum(axis=1) / (z**2).sum(axis=1)
    return np.clip(out, 0.0, 1.0)
