"""Mean productivity change and its components, with the central limit theorems for Malmquist indices."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np

from farrell.data import Panel
from farrell.data.frozen import Frozen
from farrell.dea.frontier import Floats, Ints, Orientation, Rts, check_options, choose_one, efficiency_of, pose
from farrell.dea.frontier import provenance as provenance_of
from farrell.errors import OptionError, SolveError
from farrell.inference.means.estimators import Rate, check_counts, jackknife, solver_for
from farrell.inference.means.intervals import VARIANCES, Mean, Variance, check_level
from farrell.inference.means.table import MeanResult, Row
from farrell.lp import Solver, scores_each

COMPONENTS = ("effch", "techch", "pech", "sech", "tfpch")
Technology = Literal["vrs", "crs"]


@dataclass(frozen=True, slots=True)
class MeanProductivity(MeanResult):
    """Geometric means of an index and its parts; see :class:`farrell.inference.means.table.MeanResult`.

    Estimates and limits are factors (1 is no change); ``bias`` and ``se`` are of their logarithms.
    """

    def __repr__(self) -> str:
        row = self.recommended()[-1]
        i = row.interval
        return f"MeanProductivity: mean tfpch {i.estimate:.3f} ({i.low:.3f} to {i.high:.3f}), p {row.p:.3f}"


def mean_productivity(
    panel: Panel,
    *,
    seed: int,
    splits: int = 100,
    technology: Technology = "vrs",
    orientation: Orientation = "input",
    variance: Variance = "of-corrected",
    level: float = 0.95,
    solver: Solver = "auto",
) -> MeanProductivity:
    """The geometric mean of the Malmquist index and its parts over each interval and over all, with intervals.

    Logarithms of ``effch, techch, pech, sech, tfpch`` of :func:`farrell.malmquist` (adjacent frontiers, distances
    under constant returns; parts of Färe, Grosskopf, Norris & Zhang) are averaged; the mean is corrected for bias by
    half-splits of the units, with both periods of a unit in the same half; and the theorems are those of
    :func:`farrell.mean_efficiency` (Kneip, Simar & Wilson 2021, DOI 10.1017/S0266466620000237; components: Simar &
    Wilson 2019, EJOR 277:756-769). Limits are back as factors: below 1 is decline.

    Parameters
    ----------
    panel : two periods or more
    seed : of the splits, and of the units of ``subset``
    splits : K, half-splits averaged in the bias
    technology : what the true one is thought to have: variable returns, kappa = 2 / (p + q + 1), the safe choice; or
        constant ones, kappa = 2 / (p + q). The index is against the cone over the technology either way
    orientation : of pech and sech; under constant returns both give the same
    variance, level, solver : as in :func:`farrell.mean_efficiency`

    Returns
    -------
    MeanProductivity
        a row an interval, component and theorem. The last rows, from the first period to the last, are of each unit's
        mean over all intervals: units are the sample, so that years may depend on each other in any way

    Raises
    ------
    OptionError
        one period only; options as in :func:`farrell.mean_efficiency`; fewer than two units in both periods
    SolveError
        ``no-distance``: a unit without a finite score against one of the frontiers

    Notes
    -----
    The theorems take the spread between units for all that is uncertain. Technical change hardly differs between units
    that share two frontiers: if it is the same for all, its spread is nothing, the theorem silent, and what remains is
    the error of the frontiers. So the standard error of a corrected mean is never below that of the means of the
    half-samples (the delete-half jackknife), which has both; docs/tests.md shows by simulation what each covers.

    Units in both periods span the frontiers of an interval; those in all periods span them of the mean over all. The
    theorem is of one interval; for the mean over intervals the same expansion is added up, which the papers do not
    state. The paper has hyperbolic distances, whose index is the square root of the radial one's under constant
    returns: its mean logarithm is half of this, with half of the bias and of the standard error, and the same p.

    Examples
    --------
    >>> import farrell
    >>> panel = farrell.load("china-health").panel.select(periods=[2014, 2023])
    >>> result = farrell.mean_productivity(panel, seed=1, splits=20, technology="crs")
    >>> frame = result.to_frame().query("component == 'tfpch' and best")
    >>> bool(frame.high.item() < 1)
    True
    """
    check_options(panel, "mean_productivity", "crs", orientation, None, solver)
    choose_one("technology", technology, ("vrs", "crs"))
    choose_one("variance", variance, VARIANCES)
    check_counts(seed=seed, splits=splits)
    check_level(level)
    if len(panel.periods) < 2:
        raise OptionError("one-period", model="mean_productivity")
    rate = Rate.of(technology, panel.X.shape[1] + panel.Y.shape[1])
    spans = [(t, t + 1) for t in range(len(panel.periods) - 1)]
    spans += [(0, len(panel.periods) - 1)] if len(panel.periods) > 2 else []
    chosen = solver_for(solver, 4 * splits * sum(end - start + 1 for start, end in spans), len(panel.units))
    rows: list[Row] = []
    for number, (start, end) in enumerate(spans):
        units = _Units.of(panel, range(start, end + 1), orientation, chosen)
        values = units.logs([np.arange(units.n)])[0]
        units.refuse_missing(values)
        key = (seed, number)
        split = jackknife(units.logs, values, rate.kappa, splits, (*key, 1), f"mean {panel.periods[end]}")
        for column, component in enumerate(COMPONENTS):
            mean = Mean.of(values[:, column], split.bias[:, column], rate, (*key, 2), variance)
            of = {"period_from": panel.periods[start], "period_to": panel.periods[end], "component": component}
            rows += _as_factors(of, mean, float(split.se[column]), level)
    settings = {
        "model": "mean_productivity", "technology": technology, "orientation": orientation, "variance": variance,
        "splits": splits, "seed": seed, "level": level, "solver": solver,
    }  # fmt: skip
    return MeanProductivity(panel, tuple(rows), rate.kappa, Frozen(settings), provenance_of(panel))


def _as_factors(of: dict[str, Any], mean: Mean, least: float, level: float) -> list[Row]:
    """Rows of a mean logarithm, back as factors, with the p-value of a factor of 1; no corrected one is surer than the
    halves are."""
    from scipy import special

    out = []
    for place, interval in enumerate(mean.intervals(level, least)):
        with np.errstate(divide="ignore", invalid="ignore"):
            z = np.divide(interval.estimate, interval.se)
        estimate, low, high = (float(np.exp(v)) for v in (interval.estimate, interval.low, interval.high))
        p = float(2 * special.ndtr(-np.abs(z)))
        out.append(Row(of, replace(interval, estimate=estimate, low=low, high=high), place == mean.place, p))
    return out


@dataclass(frozen=True, slots=True)
class _Units:
    """Units observed in every one of some adjacent periods.

    Attributes
    ----------
    X, Y : (T, n, p), (T, n, q)
    names : of the units
    """

    X: Floats
    Y: Floats
    names: Sequence[str]
    periods: str
    orientation: Orientation
    solver: Solver

    @classmethod
    def of(cls, panel: Panel, times: range, orientation: Orientation, solver: Solver) -> _Units:
        observed = panel.observed[:, list(times)]
        there = (observed >= 0).all(axis=1)
        rows: Ints = observed[there].T
        name = f"{panel.periods[times[0]]}–{panel.periods[times[-1]]}"
        if rows.shape[1] < 2:
            raise OptionError("out-of-range", option=f"units of {name}", value=rows.shape[1], allowed=">= 2")
        names = [panel.units[i] for i in np.nonzero(there)[0]]
        return cls(panel.X[rows], panel.Y[rows], names, name, orientation, solver)

    @property
    def n(self) -> int:
        return int(self.X.shape[1])

    def logs(self, subsets: Iterable[Ints]) -> list[Floats]:
        """(k, 5) a subset: the mean over intervals of the logarithm of each component, from the subset alone."""
        return [self._logs(members) for members in subsets]

    def _logs(self, members: Ints) -> Floats:
        X, Y, T, k = self.X[:, members], self.Y[:, members], len(self.X), len(members)
        own, before, after = np.empty((3, T, k))
        cones = scores_each(
            (self._job(X, Y, t, range(max(t - 1, 0), min(t + 2, T)), "crs") for t in range(T)), self.solver
        )
        for t, found in enumerate(cones):
            score = efficiency_of(found, self.orientation).reshape(-1, k)
            first = t > 0
            own[t] = np.minimum(score[int(first)], 1.0)
            if first:
                before[t] = score[0]
            if t + 1 < T:
                after[t] = score[-1]
        pure = scores_each((self._job(X, Y, t, range(t, t + 1), "vrs") for t in range(T)), self.solver)
        under = np.minimum([efficiency_of(found, self.orientation) for found in pure], 1.0)
        with np.errstate(divide="ignore", invalid="ignore"):
            effch = np.log(own[1:] / own[:-1])
            pech = np.log(under[1:] / under[:-1])
            tfpch = 0.5 * np.log(after[:-1] / own[:-1] * own[1:] / before[1:])
        parts = [effch, tfpch - effch, pech, effch - pech, tfpch]
        return np.stack([part.mean(axis=0) for part in parts], axis=1)

    def _job(self, X: Floats, Y: Floats, t: int, times: range, rts: Rts) -> Any:
        """The programs of some periods' data over the frontier of one."""
        which = list(times)
        points = X[which].reshape(-1, X.shape[2]), Y[which].reshape(-1, Y.shape[2])
        return pose((X[t], Y[t]), points, rts, self.orientation)

    def refuse_missing(self, values: Floats) -> None:
        """Refuse units without an index."""
        none = ~np.isfinite(values).all(axis=1)
        if none.any():
            names = [self.names[i] for i in np.nonzero(none)[0].tolist()]
            raise SolveError("no-distance", model=f"mean_productivity {self.periods}", units=names)
