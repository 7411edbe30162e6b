"""The compiled solver: many small programs over one technology, without a general solver's set-up.

``records`` lays out the memory and ``vectors`` gives the compiled functions vectors as values. ``columns`` prices,
``basis`` factors and pivots, ``simplex`` holds the two methods, ``facets`` the pool and the proof. ``radial`` and
``slacks`` put them in order for the two forms of program, ``hull`` finds the frontier of a large technology first;
``run`` cuts jobs into chunks and ``arrays`` prepares what the compiled functions take. Nothing is imported from numba
before the kernel is asked to solve.
"""

from farrell.lp.kernel.run import (
    covers,
    covers_slacks,
    frontier,
    scores_by_kernel,
    solve_by_kernel,
    solve_slacks_by_kernel,
    worth_a_frontier,
)

__all__ = [
    "covers",
    "covers_slacks",
    "frontier",
    "scores_by_kernel",
    "solve_by_kernel",
    "solve_slacks_by_kernel",
    "worth_a_frontier",
]
