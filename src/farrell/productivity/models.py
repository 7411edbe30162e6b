"""Indices over time by name, for the command line and ``farrell explain``."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from inspect import Parameter, signature
from typing import Any

from farrell.data import Panel
from farrell.dea.about import About
from farrell.dea.models import refuse_options
from farrell.errors import OptionError
from farrell.productivity.cost_malmquist import cost_malmquist
from farrell.productivity.economic_change import economic_change
from farrell.productivity.hicks_moorsteen import hicks_moorsteen
from farrell.productivity.luenberger import luenberger, malmquist_luenberger
from farrell.productivity.malmquist import malmquist
from farrell.productivity.price_index import price_index
from farrell.productivity.tfp import fare_primont, lowe

INDICES: Mapping[str, Callable[..., Any]] = {
    "cost_malmquist": cost_malmquist,
    "fare_primont": fare_primont,
    "hicks_moorsteen": hicks_moorsteen,
    "lowe": lowe,
    "luenberger": luenberger,
    "malmquist": malmquist,
    "malmquist_luenberger": malmquist_luenberger,
    "price_index": price_index,
}

OTHERS: Mapping[str, Callable[..., Any]] = {"economic_change": economic_change}
"""Changes over time that are no index of productivity: studies tell them in a chapter of their own."""
OVER_TIME: Mapping[str, Callable[..., Any]] = {**INDICES, **OTHERS}

ABOUTS: Mapping[str, About] = {
    said.key: said
    for said in (
        About(
            "malmquist",
            "tfpch = effch techch = sqrt( E^a(b) / E^a(a) * E^b(b) / E^b(a) )   (two frontiers)\n"
            "tfpch = E^C(b) / E^C(a)                                            (one)",
            "Färe, Grosskopf, Norris & Zhang 1994, AER 84:66-83; the other technologies and decompositions in the "
            "docstring",
        ),
        About(
            "malmquist_luenberger",
            "tfpch = sqrt( (1 + beta^a(a)) / (1 + beta^a(b)) * (1 + beta^b(a)) / (1 + beta^b(b)) )",
            "Chung, Färe & Grosskopf 1997, DOI 10.1006/jema.1997.0146; Oh 2010, DOI 10.1007/s11123-010-0178-y",
        ),
        About(
            "luenberger",
            "tfpch = 1/2 [ beta^a(a) - beta^a(b) + beta^b(a) - beta^b(b) ]",
            "Chambers, Färe & Grosskopf 1996, DOI 10.1111/j.1468-0106.1996.tb00184.x",
        ),
        About(
            "hicks_moorsteen",
            "tfpch = outch / inch,  outch = sqrt( D_o^a(x_a, y_b) / D_o^a(a) * D_o^b(b) / D_o^b(x_b, y_a) )",
            "Bjurek 1996, DOI 10.2307/3440861; O'Donnell 2010, DOI 10.1111/j.1467-8489.2010.00512.x",
        ),
        About(
            "fare_primont",
            "TFP = p y / w x,  p and w the gradients of the distance functions at the mean observation",
            "O'Donnell 2012, DOI 10.1093/ajae/aas023",
        ),
        About("lowe", "TFP = p y / w x,  p and w the mean prices", "O'Donnell 2012, DOI 10.1007/s11123-012-0275-1"),
        About(
            "price_index",
            "fisher = sqrt( laspeyres * paasche ),  laspeyres = (p_a y_b / p_a y_a) / (w_a x_b / w_a x_a)",
            "O'Donnell 2012, DOI 10.1007/s11123-012-0275-1; Diewert 1976, DOI 10.1016/0304-4076(76)90009-9",
        ),
        About(
            "cost_malmquist",
            "tfpch = sqrt( OE^a(b; w_a) / OE^a(a; w_a) * OE^b(b; w_b) / OE^b(a; w_b) )",
            "Maniadakis & Thanassoulis 2004, DOI 10.1016/S0377-2217(02)00177-2",
        ),
        About(
            "economic_change",
            "econch = E(b) / E(a) = effch allocch   (ratios)\neconch = EI(a) - EI(b) = effch + allocch   (differences)",
            "Pastor, Aparicio & Zofío 2022, DOI 10.1007/978-3-030-84397-7",
        ),
    )
}
"""What each says of itself."""


def about(key: str) -> About:
    """What an index says of itself."""
    options(key)
    return ABOUTS[key]


def options(key: str) -> dict[str, Parameter]:
    """What an index takes beside the panel, by name."""
    if key not in OVER_TIME:
        raise OptionError.choice("index", key, list(OVER_TIME))
    return dict(list(signature(function(key)).parameters.items())[1:])


def function(key: str) -> Callable[..., Any]:
    """The function of an index."""
    return OVER_TIME[key]


def run(key: str, panel: Panel, chosen: Mapping[str, Any]) -> Any:
    """The result of an index with options by name.

    Raises
    ------
    OptionError
        an unknown index, an option it does not have, and what the index refuses
    """
    refuse_options(key, options(key), chosen)
    return function(key)(panel, **chosen)
