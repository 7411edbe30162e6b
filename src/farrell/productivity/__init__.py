"""Change over time: Malmquist and its decompositions."""

from farrell.productivity.malmquist import MalmquistResult, malmquist

__all__ = ["MalmquistResult", "malmquist"]
