"""One engine for many small linear programs over one technology.

``program`` states what is solved, ``highs`` proposes a basis, ``certificate`` judges it,
``face`` finds the largest slacks on the optimal face, ``exact`` repairs in rational arithmetic
what the judge refused, and ``solve`` puts them in order.
"""

from farrell.lp.program import Programs, Solution, Technology, intensity_rows
from farrell.lp.solve import solve

__all__ = ["Programs", "Solution", "Technology", "intensity_rows", "solve"]
