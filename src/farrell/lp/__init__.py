"""One engine for many small linear programs over one technology.

``program`` states what is solved and ``solve`` puts the rest in order. For large jobs ``kernel``, compiled, solves
and proves in one go. Else, and for what it leaves, ``highs`` proposes a basis, ``certificate`` judges it, ``face``
finds the largest slacks on the optimal face, and ``exact`` repairs in rational arithmetic what the judge refused.
``slacks`` does the same for additive and slacks-based programs, and ``linear`` for any other small program.
``tolerances`` says for all what counts as proved. ``batch`` gives pieces of large work to the workers,
and ``resuming`` keeps finished ones.
"""

from farrell.lp.batch import cluster
from farrell.lp.kernel import frontier
from farrell.lp.linear import SENSES, Answer, LinearProgram
from farrell.lp.program import Programs, SlackPrograms, Solution, Solver, Technology, intensity_rows
from farrell.lp.resuming import resumable
from farrell.lp.slacks import solve_slacks
from farrell.lp.solve import choose, scores_each, scores_over, solve, solve_many

__all__ = [
    "SENSES",
    "Answer",
    "LinearProgram",
    "Programs",
    "SlackPrograms",
    "Solution",
    "Solver",
    "Technology",
    "choose",
    "cluster",
    "frontier",
    "intensity_rows",
    "resumable",
    "scores_each",
    "scores_over",
    "solve",
    "solve_many",
    "solve_slacks",
]
