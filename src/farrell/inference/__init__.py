"""How sure: tests of differences between groups."""

from farrell.inference.groups import GroupTest, PairTest, kruskal_wallis

__all__ = ["GroupTest", "PairTest", "kruskal_wallis"]
