"""Central allocation: the totals of all units together, not each alone, go to the frontier."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, get_args

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from farrell import show
from farrell.data import Panel
from farrell.data.frozen import Frozen
from farrell.data.panel import frozen
from farrell.data.roles import Period
from farrell.dea.about import About
from farrell.dea.frontier import Orientation, Reference, Rts, choose_one, efficiency_of, provenance, radial, shown
from farrell.dea.radial import EFFICIENT
from farrell.errors import SolveError
from farrell.lp import intensity_rows
from farrell.lp.sparse import SparseProgram
from farrell.policy.situation import Floats, Situation

Who = Literal["all", "inefficient"]
WHO: tuple[Who, ...] = get_args(Who)

ABOUT = About(
    "centralised",
    "min Theta  s.t.  sum_k sum_j lambda_jk x_ij <= Theta sum_k x_ik,  sum_k sum_j lambda_jk y_rj >= sum_k y_rk,\n"
    "                 sum_j lambda_jk = 1 for every k,  lambda >= 0;   then the greatest slacks",
    "Lozano & Villa 2004, DOI 10.1023/B:PROD.0000034748.22820.33",
)


@dataclass(frozen=True, slots=True)
class Centralised:
    """A central allocation to n units.

    Attributes
    ----------
    panel : the units, one period
    theta : the factor to which all totals of inputs can shrink (or 1 / the factor to which outputs can grow)
    technical : what units would reach alone, each with its own inputs for its own outputs
    reallocation : theta / technical, what moving resources and services between units adds
    moved : (n,) whether a unit is part of the allocation
    X, Y : (n, m), (n, s) inputs and outputs now
    target_in, target_out : (n, m), (n, s) the allocation
    lambdas : (n, E) intensities over ``frontier_units``
    """

    panel: Panel
    theta: float
    technical: float
    reallocation: float
    moved: NDArray[np.bool_]
    X: Floats
    Y: Floats
    target_in: Floats
    target_out: Floats
    lambdas: Floats
    frontier_units: tuple[str, ...]
    settings: Mapping[str, Any]
    provenance: Mapping[str, str]

    def to_frame(self) -> Any:
        """One row a unit and variable: unit, column, role, before, after, change."""
        import pandas as pd

        roles = self.panel.roles
        columns, m, n = (*roles.inputs, *roles.outputs), len(roles.inputs), len(self.X)
        before, after = np.hstack([self.X, self.Y]), np.hstack([self.target_in, self.target_out])
        return pd.DataFrame(
            {
                "unit": np.repeat(self.panel.units, len(columns)),
                "column": np.tile(columns, n),
                "role": np.tile(np.where(np.arange(len(columns)) < m, "input", "output"), n),
                "before": before.ravel(),
                "after": after.ravel(),
                "change": (after - before).ravel(),
            }
        )

    def _table(self) -> tuple[list[str], list[list[Any]]]:
        columns = (*self.panel.roles.inputs, *self.panel.roles.outputs)
        after = np.hstack([self.target_in, self.target_out])
        return ["unit", *columns], [[u, *map(float, row)] for u, row in zip(self.panel.units, after, strict=True)]

    def summary(self) -> str:
        """Theta with its two parts, and the allocation."""
        head = f"theta {self.theta:.4f} = technical {self.technical:.4f} x reallocation {self.reallocation:.4f}"
        return f"{head}\n{show.text_table(*self._table())}"

    def _repr_html_(self) -> str:
        return show.html_table(*self._table(), caption=self.summary().splitlines()[0])

    def __repr__(self) -> str:
        return f"Centralised: {self.summary().splitlines()[0]}"


def centralised(
    panel: Panel,
    period: Period | None = None,
    *,
    who: Who = "all",
    rts: Rts = "vrs",
    orientation: Orientation = "input",
    reference: Reference = "own",
) -> Centralised:
    """Central resource allocation: the least totals of inputs for today's totals of outputs, or the other way.

    Input orientation, over the units k that take part (Lozano & Villa 2004)::

        min Theta
        s.t.  sum_k sum_j lambda_jk x_ij <= Theta sum_k x_ik      every input
              sum_k sum_j lambda_jk y_rj >= sum_k y_rk            every output
              sum_j lambda_jk = 1                                 every unit (vrs)

    then the greatest sum of slacks as shares of the totals. With ``who="inefficient"`` efficient units stay as they are
    and only the others are moved (Asmild, Paradi & Pastor 2009).

    Parameters
    ----------
    panel, period : the units; the last period by default
    who : ``"all"`` or ``"inefficient"``
    rts, orientation, reference : as in :func:`farrell.dea`

    Returns
    -------
    Centralised

    Notes
    -----
    Totals are all that the program fixes: it is the radial program of the mean unit, and every unit could be given that
    one point (Mar-Molinero et al. 2014, DOI 10.1007/s10479-012-1083-8). Of all allocations with the optimal totals the
    one with the least total change is given: the sum over units of ``|after - before|`` as shares of the totals. Even
    so units move far; :func:`farrell.rebalance` bounds each one's transfers. ``technical`` has each unit serve its own
    outputs with its own inputs, at the least totals that allows; ``reallocation`` is the rest, in the spirit of the
    decomposition of Fang 2013, DOI 10.1016/j.ejor.2013.01.028. With nobody inefficient Theta is 1.
    Source of ``"inefficient"``: Asmild, Paradi & Pastor 2009, DOI 10.1016/j.omega.2006.07.006.

    Examples
    --------
    >>> import pandas as pd, farrell
    >>> df = pd.DataFrame({"u": list("ABC"), "x": [2.0, 4, 8], "y": [2.0, 4, 4]})
    >>> panel = farrell.Panel.from_frame(df, unit="u", inputs=["x"], outputs=["y"], allow=["few-units"])
    >>> farrell.centralised(panel).theta
    0.7142857142857143
    """
    choose_one("who", who, WHO)
    choose_one("orientation", orientation, ("input", "output"))
    s = Situation.of(panel, period, rts, reference, "centralised")
    te = efficiency_of(radial((s.frontier_X, s.frontier_Y), (s.X, s.Y), rts, orientation).t, orientation)
    moved = np.ones(len(s.units), dtype=bool) if who == "all" else te < 1.0 - EFFICIENT
    target_in, target_out = s.X.copy(), s.Y.copy()
    lambdas = _own_intensities(s)
    theta = technical = 1.0
    if moved.any():
        task = _Allocation(s, moved, orientation)
        theta, technical = task.best(), task.alone()
        lambdas[moved] = task.nearest()
        target_in[moved], target_out[moved] = lambdas[moved] @ s.frontier_X, lambdas[moved] @ s.frontier_Y
    settings = {"model": "centralised", "period": s.period, "who": who, "rts": rts, "orientation": orientation}
    return Centralised(
        panel=s.panel,
        theta=theta,
        technical=technical,
        reallocation=theta / technical,
        moved=frozen(moved),
        X=frozen(s.X.copy()),
        Y=frozen(s.Y.copy()),
        target_in=frozen(target_in),
        target_out=frozen(target_out),
        lambdas=frozen(lambdas),
        frontier_units=s.frontier_units,
        settings=Frozen({**settings, "reference": shown(reference)}),
        provenance=provenance(s.panel),
    )


def _own_intensities(s: Situation) -> Floats:
    """(n, E) 1 where a unit is itself one of the frontier, 0 elsewhere."""
    same = [
        [u == f and s.period == p for f, p in zip(s.frontier_units, s.frontier_periods, strict=True)] for u in s.units
    ]
    return np.array(same, dtype=np.float64).reshape(len(s.units), len(s.frontier_units))


class _Allocation:
    """The programs of the moved units, in shares of their totals."""

    def __init__(self, s: Situation, moved: NDArray[np.bool_], orientation: Orientation) -> None:
        self.s, self.orientation = s, orientation
        self.X, self.Y = s.X[moved], s.Y[moved]
        self.total_in, self.total_out = _positive(self.X.sum(axis=0)), _positive(self.Y.sum(axis=0))
        self.count = len(self.X)
        self.totals: tuple[Floats, Floats] | None = None

    def _intensities(self, program: SparseProgram, count: int, sums: float) -> slice:
        """Intensities of ``count`` units, each summing to ``sums`` as the technology asks."""
        block = program.variables(count * len(self.s.frontier_X))
        ones = sparse.kron(sparse.identity(count), np.ones((1, len(self.s.frontier_X))))
        for sign, right in intensity_rows(self.s.rts, None):
            low, high = right * sums if sign <= 0 else -np.inf, right * sums if sign >= 0 else np.inf
            program.rows(low, high, (block, ones))
        return block

    def best(self) -> float:
        """Theta: the program of the sum of the units, whose intensities sum to their number; then its slacks."""
        program, size = SparseProgram(), self.count
        lam = self._intensities(program, 1, float(size))
        t = program.variables(1)
        m, s = self.X.shape[1], self.Y.shape[1]
        slack_in, slack_out = program.variables(m), program.variables(s)
        made_in, made_out = self.s.frontier_X.T / self.total_in[:, None], self.s.frontier_Y.T / self.total_out[:, None]
        now_in, now_out = self.X.sum(axis=0) / self.total_in, self.Y.sum(axis=0) / self.total_out
        is_input = self.orientation == "input"
        program.rows(
            0.0 if is_input else now_in, 0.0 if is_input else now_in, (lam, made_in), (slack_in, np.eye(m)),
            *([(t, -now_in[:, None])] if is_input else []),
        )  # fmt: skip
        program.rows(
            now_out if is_input else 0.0, now_out if is_input else 0.0, (lam, made_out), (slack_out, -np.eye(s)),
            *([] if is_input else [(t, -now_out[:, None])]),
        )  # fmt: skip
        first = program.minimise((t, 1.0 if is_input else -1.0))
        if not first.solved:
            raise SolveError("plan-unsolved", status=first.status)
        program.pin(first)
        last = program.minimise((slack_in, -np.ones(m)), (slack_out, -np.ones(s)))
        self.totals = (made_in @ last.x[lam]) * self.total_in, (made_out @ last.x[lam]) * self.total_out
        value = float(first.x[t][0])
        return value if is_input else 1.0 / value

    def alone(self) -> float:
        """The same where each unit serves its own outputs with no more than its own inputs."""
        program = SparseProgram()
        lam = self._intensities(program, self.count, 1.0)
        t = program.variables(1)
        every, n = sparse.identity(self.count), self.count
        is_input = self.orientation == "input"
        sides = ((self.s.frontier_X, self.X, self.total_in, 1.0), (self.s.frontier_Y, self.Y, self.total_out, -1.0))
        for made, own, total, sign in sides:
            for i in range(own.shape[1]):
                size = total[i] / n
                each = sparse.kron(every, sign * made[None, :, i] / size)
                program.rows(-np.inf, sign * own[:, i] / size, (lam, each))
                if (sign > 0) == is_input:
                    whole = np.tile(made[:, i] / total[i], n)[None]
                    now = own[:, i].sum() / total[i]
                    low, high = (-np.inf, 0.0) if is_input else (0.0, np.inf)
                    program.rows(low, high, (lam, whole), (t, [[-now]]))
        found = program.minimise((t, 1.0 if is_input else -1.0))
        if not found.solved:
            raise SolveError("plan-unsolved", status=found.status)
        value = float(found.x[t][0])
        return value if is_input else 1.0 / value

    def nearest(self) -> Floats:
        """(count, E) intensities with the optimal totals and the least change from the present."""
        assert self.totals is not None
        program, n = SparseProgram(), self.count
        lam = self._intensities(program, n, 1.0)
        every, cost = sparse.identity(n), []
        sides = ((self.s.frontier_X, self.X, self.totals[0]), (self.s.frontier_Y, self.Y, self.totals[1]))
        for made, own, totals in sides:
            for i in range(own.shape[1]):
                size = _positive(own.sum(axis=0))[i] / n
                up, down = program.variables(n), program.variables(n)
                each = sparse.kron(every, made[None, :, i] / size)
                right = own[:, i] / size
                program.rows(right, right, (lam, each), (up, -every), (down, every))
                whole = np.tile(made[:, i] / size / n, n)[None]
                wanted, room = totals[i] / size / n, 1e-10
                is_in = made is self.s.frontier_X
                program.rows(-np.inf if is_in else wanted - room, wanted + room if is_in else np.inf, (lam, whole))
                cost += [(up, np.ones(n)), (down, np.ones(n))]
        found = program.minimise(*cost)
        if not found.solved:
            raise SolveError("plan-unsolved", status=found.status)
        lambdas: Floats = np.where(found.x[lam] > 1e-12, found.x[lam], 0.0).reshape(n, -1)
        return lambdas


def _positive(totals: Floats) -> Floats:
    return np.where(totals > 0, totals, 1.0)
