"""Mean efficiency with the central limit theorems that hold for estimated frontiers."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from farrell.data import Panel
from farrell.data.frozen import Frozen
from farrell.data.roles import Period
from farrell.dea.frontier import Floats, Ints, Orientation, Rts, check_options, choose_one, provenance
from farrell.errors import OptionError
from farrell.inference.means.estimators import ESTIMATORS, Estimator, Sample, check_counts, jackknife, solver_for
from farrell.inference.means.intervals import VARIANCES, Mean, Variance, check_level
from farrell.inference.means.table import MeanResult, Row
from farrell.lp import Solver


@dataclass(frozen=True, slots=True)
class MeanEfficiency(MeanResult):
    """Mean scores with their intervals; see :class:`farrell.inference.means.table.MeanResult`."""

    def __repr__(self) -> str:
        row = self.recommended()[-1]
        i = row.interval
        return f"MeanEfficiency: {len(self.recommended())} means; last {i.estimate:.3f} ({i.low:.3f} to {i.high:.3f})"


def mean_efficiency(
    panel: Panel,
    *,
    seed: int,
    splits: int = 100,
    estimator: Estimator = "vrs",
    orientation: Orientation = "input",
    group: str | None = None,
    weights: str | None = None,
    variance: Variance = "of-corrected",
    level: float = 0.95,
    solver: Solver = "auto",
) -> MeanEfficiency:
    """The mean of radial scores in each period, corrected for bias, with an interval that covers it.

    Scores flatter, by the order n^-kappa, and the ordinary interval of their mean shrinks with n^-1/2: where
    kappa <= 1/2 its coverage falls to nothing as n grows. With the mean m and B of its bias, by the generalized
    jackknife over random half-splits (:func:`farrell.inference.means.estimators.jackknife`)::

        ordinary   m              +- z s / sqrt(n)          holds for kappa > 1/2
        full       m - B          +- z s / sqrt(n)          holds for kappa >= 2/5, of FDH >= 1/3
        subset     m_kappa - B    +- z s / sqrt(n_kappa)    for kappa < 1/2; m_kappa is of n_kappa = floor(n^(2 kappa))
                                                            units at random
        centred    m - B          +- z s / sqrt(n_kappa)    for kappa < 1/2; covers at least as often as it says

    kappa is 1 / (p + q) of FDH, 2 / (p + q + 1) of DEA under variable and 2 / (p + q) under constant returns, with p
    inputs and q outputs (Kneip, Simar & Wilson 2015, DOI 10.1017/S0266466614000413, sections 3 and 4).

    Parameters
    ----------
    panel : each period is a sample of its own, with its own frontier
    seed : of the splits, and of the units of ``subset``; results depend on nothing else
    splits : K, half-splits averaged in the bias
    estimator : ``"fdh"``, ``"vrs"``, ``"crs"``
    orientation : mean theta (at most 1), or mean phi (at least 1)
    group : a grouping: each group of each period is a sample with its own frontier
    weights : a column of weights: the aggregate score sum(w score) / sum(w) (Simar & Zelenyuk 2018,
        DOI 10.1287/opre.2017.1655)
    variance : of one score: ``"plain"``, as in Kneip, Simar & Wilson 2015; ``"plus-bias"``, that and B^2 (Simar &
        Zelenyuk 2020, EJOR 284:1002-1015); ``"of-corrected"``, of the scores less each one's bias (Simar,
        Zelenyuk & Zhao 2023, DOI 10.1007/s11123-023-00661-8), which covers best with few units. The ordinary interval
        has the plain one
    level : of the intervals
    solver : as in :func:`farrell.dea.dea`

    Returns
    -------
    MeanEfficiency
        ``to_frame()`` has a row a sample and theorem: whether it ``holds``, and which is ``best`` to report

    Raises
    ------
    OptionError
        a negative seed, no split, a level outside (0, 1), an unknown option, column or grouping; a group of one unit
    SolveError
        ``no-distance``: a unit without a finite score

    Notes
    -----
    The theorems are of independent units with one technology, a density that is positive at the frontier and a smooth
    frontier. Means of several periods of the same units are not independent of each other.

    Examples
    --------
    >>> import farrell
    >>> panel = farrell.load("china-health").panel.select(periods=[2023])
    >>> result = farrell.mean_efficiency(panel, seed=1, splits=20, estimator="crs")
    >>> result.to_frame()[["method", "size", "holds", "best"]]
         method  size  holds   best
    0  ordinary    31  False  False
    1      full    31   True   True
    2    subset    15   True  False
    3   centred    15   True  False
    """
    rts: Rts = "crs" if estimator == "crs" else "vrs"
    check_options(panel, "mean_efficiency", rts, orientation, None, solver)
    choose_one("estimator", estimator, ESTIMATORS)
    choose_one("variance", variance, VARIANCES)
    check_counts(seed=seed, splits=splits)
    check_level(level)
    weight = None if weights is None else column_of(panel, weights)
    rows: list[Row] = []
    kappa = float("nan")
    parts = samples(panel, group)
    chosen_solver = solver_for(solver, 2 * splits * len(parts), len(panel) // len(parts))
    for number, (period, label, members) in enumerate(parts):
        sample = Sample.of(panel, members, estimator, orientation, chosen_solver)
        kappa = sample.rate.kappa
        values = sample.scores()
        key = (seed, number)
        bias = jackknife(sample.among, values, kappa, splits, (*key, 1), f"mean {period}").bias
        chosen = None if weight is None else weight[members]
        mean = Mean.of(values, bias, sample.rate, (*key, 2), variance, chosen)
        of = {"period": period} | ({} if group is None else {"group": label})
        rows += [Row(of, interval, k == mean.place) for k, interval in enumerate(mean.intervals(level))]
    settings = {
        "model": "mean_efficiency", "estimator": estimator, "orientation": orientation, "group": group,
        "weights": weights, "variance": variance, "splits": splits, "seed": seed, "level": level, "solver": solver,
    }  # fmt: skip
    return MeanEfficiency(panel, tuple(rows), kappa, Frozen(settings), provenance(panel))


def samples(panel: Panel, group: str | None) -> list[tuple[Period, str, Ints]]:
    """Rows that share a frontier: of a period, or of a group in a period.

    Raises
    ------
    OptionError
        an unknown grouping, or a group of a single unit in some period
    """
    if group is not None and group not in panel.labels:
        raise OptionError.choice("group", group, panel.labels)
    out: list[tuple[Period, str, Ints]] = []
    for period in panel.periods:
        rows = panel.rows_of(period)
        if group is None:
            out.append((period, "", rows))
            continue
        labels = np.asarray(panel.labels[group])[rows]
        for label in dict.fromkeys(labels.tolist()):
            out.append((period, str(label), rows[labels == label]))
    for period, label, rows in out:
        if len(rows) < 2:
            name = f"{period} {label}".strip()
            raise OptionError("out-of-range", option=f"units of {name}", value=len(rows), allowed=">= 2")
    return out


def column_of(panel: Panel, name: str) -> Floats:
    """(N,) a numeric column of the panel that weights can be: none negative."""
    if name not in panel.numbers:
        raise OptionError.choice("weights", name, panel.numbers)
    values: Floats = panel.numbers[name]
    if (values < 0).any():
        raise OptionError("weights-negative", name=name, value=repr(float(values.min())))
    return values
