"""HiGHS as a proposer of bases: one warm model per technology, changed and re-solved.

Nothing that comes from here is believed: ``certificate`` re-computes every number from the basis.
"""

from __future__ import annotations

from typing import Any

import highspy
import numpy as np

from farrell.lp.program import Floats, Ints, Programs, Technology

FEASIBILITY = 1e-10
"""The tightest tolerance HiGHS takes; the certificate is what counts, this saves repairs."""


class WarmModel:
    """One HiGHS model of a technology. Columns: intensities, then t. Rows: those of the technology.

    Rows are divided by their mean, columns by their size, and t by the size of the evaluated point, so that
    HiGHS's absolute tolerances mean the same for a large and a small unit.
    """

    def __init__(self, technology: Technology, free_t: bool = False) -> None:
        self.technology = tech = technology
        data_rows = tech.m + tech.s
        mean = np.abs(tech.A).mean(axis=1)
        self.row_scale = np.where(mean > 0, 1.0 / np.where(mean > 0, mean, 1.0), 1.0)
        self.row_scale[data_rows:] = 1.0
        scaled = tech.A * self.row_scale[:, None]
        size = np.abs(scaled[:data_rows]).mean(axis=0)
        self.col_scale = np.where(size > 0, 1.0 / np.where(size > 0, size, 1.0), 1.0)
        self.scaled = scaled * self.col_scale
        self.solver: Any = self._build(free_t)

    def _build(self, free_t: bool) -> Any:
        """The model; None where its numbers lie so far apart that HiGHS refuses them, and would crash if asked on."""
        tech = self.technology
        h: Any = highspy.Highs()
        for option, value in (
            ("output_flag", False),
            ("presolve", "off"),
            ("solver", "simplex"),
            ("threads", 1),
            ("simplex_scale_strategy", 0),
            ("primal_feasibility_tolerance", FEASIBILITY),
            ("dual_feasibility_tolerance", FEASIBILITY),
        ):
            h.setOptionValue(option, value)
        lp = highspy.HighsLp()
        lp.num_col_ = tech.n + 1
        lp.num_row_ = tech.rows
        lp.col_cost_ = np.zeros(tech.n + 1)
        lp.col_lower_ = np.r_[np.zeros(tech.n), -highspy.kHighsInf if free_t else 0.0]
        lp.col_upper_ = np.full(tech.n + 1, highspy.kHighsInf)
        lp.row_lower_ = np.zeros(tech.rows)
        lp.row_upper_ = np.zeros(tech.rows)
        values = np.hstack([self.scaled, -np.ones((tech.rows, 1))]).T
        keep = values != 0.0
        lp.a_matrix_.format_ = highspy.MatrixFormat.kColwise
        lp.a_matrix_.start_ = np.r_[0, np.cumsum(keep.sum(axis=1))]
        lp.a_matrix_.index_ = np.nonzero(keep)[1]
        lp.a_matrix_.value_ = values[keep]
        return None if h.passModel(lp) == highspy.HighsStatus.kError else h

    def _pose(self, a: Floats, b: Floats, cost_t: float, cost_slack: Floats) -> None:
        """Send one program: the column of t, the right-hand sides, the costs."""
        tech, h = self.technology, self.solver
        a, b = a * self.row_scale, b * self.row_scale
        size = max(np.abs(a).max(), np.abs(b[: tech.m + tech.s]).max(), 1e-300)
        if tech.rows == tech.m + tech.s:  # constant returns: the point may be shrunk or stretched
            b = b / size
        a = a / size
        for i in range(tech.rows):
            h.changeCoeff(i, tech.n, -a[i])
        lower = np.where(tech.sigma > 0, -highspy.kHighsInf, b)
        upper = np.where(tech.sigma < 0, highspy.kHighsInf, b)
        h.changeRowsBounds(tech.rows, np.arange(tech.rows, dtype=np.int32), lower, upper)
        if cost_slack.any():
            # s_i = sigma_i (b_i + t a_i - A_i lambda): the slack's cost, moved onto the columns
            price = cost_slack * tech.sigma / self.row_scale
            cost = np.r_[-price @ self.scaled, cost_t / size + price @ a]
            h.changeColsCost(tech.n + 1, np.arange(tech.n + 1, dtype=np.int32), cost)
        else:
            h.changeColCost(tech.n, cost_t)

    def basis(self, a: Floats, b: Floats, cost_t: float, cost_slack: Floats, own: int) -> Ints | None:
        """The final basis of one program as variable numbers (R,), or None when HiGHS found no optimum."""
        tech, h = self.technology, self.solver
        if h is None or not (self.scaled.any() or a.any()):  # HiGHS fails on a matrix of zeros
            return None
        self._pose(a, b, cost_t, cost_slack)
        if own >= 0:
            h.changeColBounds(own, 0.0, 0.0)
        h.run()
        optimal = h.getModelStatus() == highspy.HighsModelStatus.kOptimal
        found = h.getBasicVariables()[1] if optimal else None
        if own >= 0:
            h.changeColBounds(own, 0.0, highspy.kHighsInf)
        if found is None:
            return None
        found = np.asarray(found, dtype=np.int64)
        return np.where(found >= 0, found, tech.n - found)  # HiGHS numbers row i's slack as -(i + 1)


def propose(technology: Technology, programs: Programs) -> Ints:
    """Bases (k, R) for all programs, -1 in the rows of those without an optimum."""
    bases = np.full((programs.k, technology.rows), -1, dtype=np.int64)
    if technology.n == 0:
        return bases
    model = WarmModel(technology, programs.free_t)
    for k in range(programs.k):
        found = model.basis(programs.a[k], programs.b[k], programs.cost_t, programs.cost_slack[k], int(programs.own[k]))
        if found is not None:
            bases[k] = found
    return bases
