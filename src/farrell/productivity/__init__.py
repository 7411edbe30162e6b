"""Change over time: indices of productivity, each with its decompositions."""

from farrell.productivity.change import ChangeResult
from farrell.productivity.compare import DecompositionComparison, compare_decompositions, compare_technologies
from farrell.productivity.cost_malmquist import cost_malmquist
from farrell.productivity.economic_change import economic_change
from farrell.productivity.hicks_moorsteen import hicks_moorsteen
from farrell.productivity.luenberger import luenberger, malmquist_luenberger
from farrell.productivity.malmquist import malmquist
from farrell.productivity.price_index import price_index
from farrell.productivity.reading import innovators, transitivity
from farrell.productivity.tfp import TfpResult, fare_primont, lowe

__all__ = [
    "ChangeResult",
    "DecompositionComparison",
    "TfpResult",
    "compare_decompositions",
    "compare_technologies",
    "cost_malmquist",
    "economic_change",
    "fare_primont",
    "hicks_moorsteen",
    "innovators",
    "lowe",
    "luenberger",
    "malmquist",
    "malmquist_luenberger",
    "price_index",
    "transitivity",
]
