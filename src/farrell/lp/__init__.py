"""One engine for many small linear programs over one technology.

``program`` states what is solved and ``solve`` puts the rest in order. For large jobs ``kernel``, compiled, solves
and proves in one go. Else, and for what it leaves, ``highs`` proposes a basis, ``certificate`` judges it, ``face``
finds the largest slacks on the optimal face, and ``exact`` repairs in rational arithmetic what the judge refused.
``tolerances`` says for both what counts as proved.
"""

from farrell.lp.program import Programs, Solution, Solver, Technology, intensity_rows
from farrell.lp.solve import choose, solve

__all__ = ["Programs", "Solution", "Solver", "Technology", "choose", "intensity_rows", "solve"]
