"""How an index over time is made of its parts: from distances, by ratios or by differences."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np

from farrell.dea.frontier import Floats, Rts, choose_one
from farrell.errors import OptionError
from farrell.productivity.technologies import OWN, TechnologyName

Decomposition = Literal["fgnz", "fglr", "ray-desli", "grifell-lovell", "zofio", "bias"]
DECOMPOSITIONS: tuple[Decomposition, ...] = get_args(Decomposition)
SPLIT: tuple[Decomposition, ...] = ("fgnz", "ray-desli", "grifell-lovell", "zofio")
"""Decompositions of an index under constant returns that need variable returns too."""
MIXED: tuple[Decomposition, ...] = ("bias", "grifell-lovell")
"""Decompositions that need points of no period: inputs of the second beside outputs of the first."""
Form = Literal["geometric", "base", "current"]
FORMS: tuple[Form, ...] = get_args(Form)
Distances = dict[str, Floats]


@dataclass(frozen=True, slots=True)
class Algebra:
    """How changes are measured and put together.

    Attributes
    ----------
    change : from the first number to the second
    mean : of two changes
    rest : what a change leaves of another
    joint : two changes together
    """

    change: Callable[[Floats, Floats], Floats]
    mean: Callable[[Floats, Floats], Floats]
    rest: Callable[[Floats, Floats], Floats]
    joint: Callable[[Floats, Floats], Floats]


RATIOS = Algebra(lambda a, b: b / a, lambda p, q: np.sqrt(p * q), lambda p, q: p / q, lambda p, q: p * q)
DIFFERENCES = Algebra(lambda a, b: b - a, lambda p, q: 0.5 * (p + q), lambda p, q: p - q, lambda p, q: p + q)
Index = Callable[[Distances], Floats]


def decomposition_of(
    asked: Decomposition | None, rts: Rts, technology: TechnologyName, *, default: Decomposition, is_radial: bool
) -> Decomposition:
    """The decomposition, refused where its distances are others.

    Raises
    ------
    OptionError
        codes ``decomposition-needs-crs``, ``decomposition-two-frontiers``, ``decomposition-metafrontier``
    """
    if asked is not None:
        choose_one("decomposition", asked, DECOMPOSITIONS)
    if technology == "metafrontier":
        if asked not in (None, "fglr"):
            raise OptionError("decomposition-metafrontier", decomposition=asked)
        return "fglr"
    chosen: Decomposition = asked or (default if rts == "crs" else "fglr")
    if chosen in SPLIT and rts != "crs":
        raise OptionError("decomposition-needs-crs", decomposition=chosen, rts=rts)
    if chosen in MIXED and not (is_radial and technology in OWN):
        raise OptionError("decomposition-two-frontiers", decomposition=chosen, technologies=list(OWN))
    return chosen


def form_of(asked: Form | None, decomposition: Decomposition, technology: TechnologyName) -> Form | None:
    """The form of an index of two frontiers; None where one frontier serves both periods."""
    if asked is not None:
        choose_one("form", asked, FORMS)
    if technology not in OWN:
        if asked is not None:
            raise OptionError("form-one-frontier", technology=technology)
        return None
    fixed: dict[Decomposition, Form] = {"grifell-lovell": "base", "bias": "geometric"}
    if decomposition in fixed:
        if asked not in (None, fixed[decomposition]):
            raise OptionError("form-of-decomposition", decomposition=decomposition, form=fixed[decomposition])
        return fixed[decomposition]
    return asked or "geometric"


def index_of(E: Distances, form: Form | None, by: Algebra) -> Floats:
    """The index from its distances."""
    if form is None:
        return by.change(E["from_common"], E["to_common"])
    if form == "base":
        return by.change(E["from_from"], E["to_from"])
    if form == "current":
        return by.change(E["from_to"], E["to_to"])
    return by.mean(by.change(E["from_from"], E["to_from"]), by.change(E["from_to"], E["to_to"]))


def _fglr(E: Distances, V: Distances, index: Index, by: Algebra) -> Distances:
    effch = by.change(E["from_from"], E["to_to"])
    tfpch = index(E)
    return {"effch": effch, "techch": by.rest(tfpch, effch), "tfpch": tfpch}


def _fgnz(E: Distances, V: Distances, index: Index, by: Algebra) -> Distances:
    found = _fglr(E, V, index, by)
    pech = by.change(V["from_from"], V["to_to"])
    split = {"pech": pech, "sech": by.rest(found["effch"], pech)}
    return {"effch": found["effch"], "techch": found["techch"], **split, "tfpch": found["tfpch"]}


def _ray_desli(E: Distances, V: Distances, index: Index, by: Algebra) -> Distances:
    pech, inner, tfpch = by.change(V["from_from"], V["to_to"]), index(V), index(E)
    return {"pech": pech, "techch_vrs": by.rest(inner, pech), "scalech": by.rest(tfpch, inner), "tfpch": tfpch}


def _zofio(E: Distances, V: Distances, index: Index, by: Algebra) -> Distances:
    found = _fgnz(E, V, index, by)
    inner = by.rest(index(V), found["pech"])
    last = {"techch_vrs": inner, "stech": by.rest(found["techch"], inner), "tfpch": found["tfpch"]}
    return {"pech": found["pech"], "sech": found["sech"], **last}


def _grifell_lovell(E: Distances, V: Distances, index: Index, by: Algebra) -> Distances:
    pech, inner = by.change(V["from_from"], V["to_to"]), index(V)
    scale = by.change(by.rest(E["from_from"], V["from_from"]), by.rest(E["mixed_from"], V["mixed_from"]))
    return {"pech": pech, "techch_vrs": by.rest(inner, pech), "scalech": scale, "tfpch": by.joint(inner, scale)}


def _bias(E: Distances, V: Distances, index: Index, by: Algebra) -> Distances:
    found = _fglr(E, V, index, by)
    at_a, at_b = by.rest(E["from_from"], E["from_to"]), by.rest(E["to_from"], E["to_to"])
    at_mixed = by.rest(E["mixed_from"], E["mixed_to"])
    still = by.change(at_a, at_a)
    biases = {"obtech": by.mean(by.change(at_mixed, at_b), still), "ibtech": by.mean(by.change(at_a, at_mixed), still)}
    return {"effch": found["effch"], "techch": found["techch"], "matech": at_a, **biases, "tfpch": found["tfpch"]}


def _metafrontier(E: Distances, V: Distances, index: Index, by: Algebra) -> Distances:
    effch = by.change(E["from_from"], E["to_to"])
    bpc = by.change(by.rest(E["from_group"], E["from_from"]), by.rest(E["to_group"], E["to_to"]))
    tfpch = index(E)
    return {"effch": effch, "bpc": bpc, "tgc": by.rest(tfpch, by.joint(effch, bpc)), "tfpch": tfpch}


PARTS: dict[str, Callable[[Distances, Distances, Index, Algebra], Distances]] = {
    "fglr": _fglr,
    "fgnz": _fgnz,
    "ray-desli": _ray_desli,
    "zofio": _zofio,
    "grifell-lovell": _grifell_lovell,
    "bias": _bias,
    "metafrontier": _metafrontier,
}
"""From distances, those under variable returns, and the index: every part, the index last."""
