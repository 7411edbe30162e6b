"""Change over time: indices of productivity, each with its decompositions."""

from farrell.productivity.change import ChangeResult
from farrell.productivity.luenberger import luenberger, malmquist_luenberger
from farrell.productivity.malmquist import malmquist
from farrell.productivity.tfp import TfpResult, fare_primont, hicks_moorsteen, lowe, price_index

__all__ = [
    "ChangeResult",
    "TfpResult",
    "fare_primont",
    "hicks_moorsteen",
    "lowe",
    "luenberger",
    "malmquist",
    "malmquist_luenberger",
    "price_index",
]
