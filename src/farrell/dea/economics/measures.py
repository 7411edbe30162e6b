"""Technical inefficiency by any additive measure, and the factor that makes money of it.

Each measure has a normalising factor NF with w s- + p s+ >= NF TI for every way (s-, s+) to the frontier that TI is
measured on, so that NF TI never exceeds the loss of money: what is left is allocative (Pastor, Aparicio & Zofío 2022,
DOI 10.1007/978-3-030-84397-7).
"""

from __future__ import annotations

import warnings
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Literal, get_args

import numpy as np

from farrell.data import Panel
from farrell.dea.additive import Disposability, NamedWeights, additive, slack_weights
from farrell.dea.ddf import ddf
from farrell.dea.directions import NAMED, Direction, directions
from farrell.dea.economics.prices import Side
from farrell.dea.economics.told import ratio
from farrell.dea.frontier import AnyOrientation, AnyRts, Bounds, Floats, Reference, choose_one, frontiers
from farrell.dea.holder import Norm, holder
from farrell.dea.nonradial_ddf import modified_ddf
from farrell.dea.result import DEAResult
from farrell.dea.reverse_ddf import CERTAIN
from farrell.dea.russell import russell
from farrell.dea.sbm import sbm
from farrell.errors import OptionError, SolveWarning

Measure = Literal[
    "ddf", "additive", "russell", "erg", "holder", "modified_ddf", "reverse_ddf", "general_direct_approach"
]
MEASURES: tuple[Measure, ...] = get_args(Measure)
Base = Literal["ddf", "additive", "russell", "erg", "holder", "modified_ddf"]
BASES: tuple[Base, ...] = get_args(Base)
OF: dict[str, tuple[str, ...]] = {"reverse_ddf": ("erg", "modified_ddf"), "general_direct_approach": BASES}
"""Measures that are made of another one, and which these may be."""
PRICED = ("monetary", "euclidean")
"""Directions made of the prices."""
ORIENTED: dict[str, AnyOrientation] = {"cost": "input", "revenue": "output", "profit": "none"}


@dataclass(frozen=True, slots=True)
class Choice:
    """A measure with its options."""

    side: Side
    measure: str
    rts: AnyRts
    bounds: Bounds | None
    reference: Reference
    direction_inputs: Any = "observed"
    direction_outputs: Any = "observed"
    weights: NamedWeights | Any = "ones"
    disposability: Disposability = "strong"
    l: Norm = 2  # noqa: E741
    weighted: bool = False
    of: str | None = None

    @property
    def orientation(self) -> AnyOrientation:
        return ORIENTED[self.side]

    @property
    def technology(self) -> dict[str, Any]:
        return {"rts": self.rts, "bounds": self.bounds, "reference": self.reference}


@dataclass(frozen=True, slots=True)
class Technical:
    """What a measure says of each row.

    Attributes
    ----------
    inefficiency : (N,) TI, 0 on the frontier
    factor : (N,) NF
    less, more : (N, m), (N, s) the way to the projection that the measure counts
    """

    inefficiency: Floats
    factor: Floats
    less: Floats
    more: Floats


def technical(panel: Panel, W: Floats, P: Floats, choice: Choice) -> Technical:
    """Technical inefficiency and the normalising factor of each row at prices W (N, m), P (N, s)."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", SolveWarning)  # what has no score is named by the caller
        if choice.measure in OF:
            base = technical(panel, W, P, replace(choice, measure=str(choice.of), of=None))
            gap = (W * base.less).sum(axis=1) + (P * base.more).sum(axis=1)
            some = base.inefficiency > CERTAIN
            return replace(base, factor=np.where(some, ratio(gap, np.where(some, base.inefficiency, 1.0)), base.factor))
        return _MEASURES[choice.measure](panel, W, P, choice)


def _of(result: DEAResult, inefficiency: Floats, factor: Floats, side: Side, *, by_slacks: bool = False) -> Technical:
    """The way is what the measure counts: slacks, or else the moves along which it goes."""
    moves = (result.slack_in, result.slack_out) if by_slacks else (result.radial_in, result.radial_out)
    less = moves[0] if side != "revenue" else np.zeros_like(moves[0])
    more = moves[1] if side != "cost" else np.zeros_like(moves[1])
    return Technical(np.where(result.status == "optimal", inefficiency, np.nan), factor, less, more)


def _ddf(panel: Panel, W: Floats, P: Floats, choice: Choice) -> Technical:
    less, more = ways(panel, W, P, choice)
    result = ddf(panel, direction_inputs=less, direction_outputs=more, **choice.technology)
    return _of(result, result.score, (W * less).sum(axis=1) + (P * more).sum(axis=1), choice.side)


def _modified(panel: Panel, W: Floats, P: Floats, choice: Choice) -> Technical:
    """A unit of either beta must be worth NF: the less worthy of both counts."""
    less, more = ways(panel, W, P, choice)
    result = modified_ddf(panel, direction_inputs=less, direction_outputs=more, **choice.technology)
    worth = np.column_stack([(W * less).sum(axis=1), (P * more).sum(axis=1)])
    moves = np.column_stack([less.any(axis=1), more.any(axis=1)])
    return _of(result, result.score, np.where(moves, worth, np.inf).min(axis=1), choice.side)


def _additive(panel: Panel, W: Floats, P: Floats, choice: Choice) -> Technical:
    held = {"cost": "disposability_outputs", "revenue": "disposability_inputs"}.get(choice.side)
    weak: dict[str, Any] = {held: choice.disposability} if held else {}
    result = additive(panel, orientation=choice.orientation, weights=choice.weights, **weak, **choice.technology)
    rho = slack_weights(panel, choice.weights, choice.orientation, choice.reference, "reference")
    worth = np.where(rho > 0, np.hstack([W, P]) / np.where(rho > 0, rho, 1.0), np.inf)
    return _of(result, result.score, worth.min(axis=1), choice.side, by_slacks=True)


def _least_worth(panel: Panel, W: Floats, P: Floats, side: Side) -> tuple[Floats, Floats]:
    """(N,) the least of m w x and of s p y; without bound on the side that is held."""
    worth = W * panel.X, P * panel.Y
    m, s = panel.X.shape[1], panel.Y.shape[1]
    least_in = m * worth[0].min(axis=1) if side != "revenue" else np.full(len(W), np.inf)
    least_out = s * worth[1].min(axis=1) if side != "cost" else np.full(len(W), np.inf)
    return least_in, least_out


def _russell(panel: Panel, W: Floats, P: Floats, choice: Choice) -> Technical:
    orientation: Any = {"cost": "input", "revenue": "output", "profit": "graph"}[choice.side]
    result = russell(panel, orientation=orientation, **choice.technology)
    least_in, least_out = _least_worth(panel, W, P, choice.side)
    if choice.side == "profit":
        m, s = panel.X.shape[1], panel.Y.shape[1]
        return _of(result, 1.0 - result.score, (m + s) * np.minimum(least_in / m, least_out / s), choice.side)
    inefficiency = 1.0 - result.score if choice.side == "cost" else result.score - 1.0
    return _of(result, inefficiency, np.minimum(least_in, least_out), choice.side)


def _erg(panel: Panel, W: Floats, P: Floats, choice: Choice) -> Technical:
    result = sbm(panel, orientation=choice.orientation, **choice.technology)
    more = result.target_out - panel.Y if choice.side != "cost" else np.zeros_like(panel.Y)
    grown = 1.0 + (more / panel.Y).mean(axis=1)
    least = np.minimum(*_least_worth(panel, W, P, choice.side))
    return _of(result, 1.0 - result.score, least * grown, choice.side, by_slacks=True)


def _holder(panel: Panel, W: Floats, P: Floats, choice: Choice) -> Technical:
    """NF is the dual norm of the prices, weighted by the point's own values where distances are."""
    result = holder(
        panel, l=choice.l, weighted=choice.weighted, orientation=choice.orientation, **choice.technology
    )  # fmt: skip
    worth = np.hstack([W * panel.X, P * panel.Y] if choice.weighted else [W, P])
    norms = {1: worth.max(axis=1), 2: np.sqrt((worth**2).sum(axis=1)), "inf": worth.sum(axis=1)}
    return _of(result, result.score, norms[choice.l], choice.side)


_MEASURES: dict[str, Callable[[Panel, Floats, Floats, Choice], Technical]] = {
    "ddf": _ddf,
    "additive": _additive,
    "russell": _russell,
    "erg": _erg,
    "holder": _holder,
    "modified_ddf": _modified,
}


def ways(panel: Panel, W: Floats, P: Floats, choice: Choice) -> tuple[Floats, Floats]:
    """(N, m), (N, s) directions, those of :func:`farrell.dea.directions.directions` and two made of prices.

    ``"monetary"`` is 1 over the sum of the prices of what moves, alike in all columns: NF = 1, and beta is money;
    ``"euclidean"`` is the prices over their Euclidean norm.
    """
    given: list[Any] = [choice.direction_inputs, choice.direction_outputs]
    for option, value in zip(("direction_inputs", "direction_outputs"), given, strict=True):
        if isinstance(value, str):
            choose_one(option, value, (*NAMED, *PRICED))
    held = {"cost": 1, "revenue": 0}.get(choice.side)
    if held is not None:
        given[held] = "zeros"
    moving = [not (isinstance(way, str) and way == "zeros") for way in given]
    total = (W * moving[0]).sum(axis=1) + (P * moving[1]).sum(axis=1)
    length = np.sqrt(((W * moving[0]) ** 2).sum(axis=1) + ((P * moving[1]) ** 2).sum(axis=1))
    if any(isinstance(way, str) and way in PRICED for way in given) and not (total > 0).all():
        raise OptionError("direction-none")
    for k, price in enumerate((W, P)):
        if isinstance(given[k], str) and given[k] == "monetary":
            given[k] = np.broadcast_to(1.0 / total[:, None], price.shape)
        elif isinstance(given[k], str) and given[k] == "euclidean":
            given[k] = price / length[:, None]
    made: tuple[Direction, Direction] = (given[0], given[1])
    less, more = directions(panel, frontiers(panel, choice.reference), *made)
    if not (less.any() or more.any()):
        raise OptionError("direction-none")
    return less, more


def refuse_measure(choice: Choice) -> None:
    """Refuse measures of another side, and options of another measure."""
    allowed = [one for one in MEASURES if one != "modified_ddf" or choice.side == "profit"]
    choose_one("measure", choice.measure, allowed)
    if choice.measure in OF:
        bases = [one for one in OF[choice.measure] if one != "modified_ddf" or choice.side == "profit"]
        choose_one("of", choice.of, bases)
    elif choice.of is not None:
        raise OptionError("measure-option", option="of", measure=" / ".join(OF))
