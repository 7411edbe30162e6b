"""What counts as equal, as zero, as proved: one place for both solvers and the certificate.

All are relative and refer to the space of the evaluated unit, in which each row is divided by the unit's own value.
"""

RESIDUAL = 1e-11
"""Relative residual of B x = b and pi B = c after one refinement; float64 leaves 1e-15 for a sane basis."""
PRIMAL = 8.0
"""How far below zero a basic variable may be, in multiples of what rounding can do to it."""
DUAL = 1e-10
"""What columns of negative reduced cost may still gain, as a share of the objective: a bound of its error."""
ROUNDED = 1e-9
"""Most that rounding may make of a basic variable, as a share of the unit's own value; beyond, it tells nothing."""
FACE = 1e-12
"""A reduced cost below this share of its terms is zero: the column belongs to the optimal face."""
CLEAR = 1e-8
"""A reduced cost above this share is certainly not zero. Between the two, exact arithmetic decides."""
EPSILON = 2.3e-16
"""Of float64."""
NOISE = 1e-14
"""Rounding: a multiplier below this share of the largest is zero; a row of nothing may miss by this much."""
NOTHING = 1e-2
"""A basic variable that makes less of the unit's own values than this share of the error allowed is zero."""
SAME = 1e-10
"""How far the second phase may move the score or miss a row, as a share; beyond, exact arithmetic decides."""
NEGLIGIBLE = 1e-12
"""A peer's largest contribution to a row, or a slack, below this share of the unit's own value is rounding."""
IMPROVING = 1e-10
"""A column enters when it raises the slack sum by more than this share of the absolute terms of its price."""
PIVOT = 1e-9
"""Smallest pivot, as a share of the largest entry of the column."""
VIOLATED = 1e-12
"""A column enters the kernel's basis when it prices out by more than this share of its terms; what smaller ones
could gain is added up and judged by ``DUAL``."""
BELOW = 1e-12
"""While the kernel pivots, a basic variable is negative below this share of its terms; at the end ``PRIMAL`` counts."""
INSIDE = 1e-9
"""A unit that could do with this share less of every input, or give as much more of every output, is not on the
frontier, by a proof that is good to 1e-10."""
FARKAS = 1e-9
"""An infeasible program is proved by prices that no column can pay and the right-hand side asks for, by this share."""
