"""Does the environment move the frontier itself, or only how far units are from it?"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial

import numpy as np

from farrell.data import Panel
from farrell.dea.frontier import Bools, Floats, Ints, Orientation, Rts, check_options, choose_one, pose
from farrell.errors import OptionError
from farrell.inference.hypotheses.result import Hypothesis, HypothesisTest
from farrell.inference.hypotheses.splits import Half, Plan, half
from farrell.inference.hypotheses.structure import INDEPENDENT, SMOOTH, one_period, run, sign_of
from farrell.inference.means.estimators import ESTIMATORS, Estimator, Rate, Sample, jackknife
from farrell.inference.means.intervals import Mean
from farrell.lp import Solver, scores_each

SEPARABILITY = Hypothesis(
    "separability",
    "the environment does not move the frontier",
    "the frontier differs with the environment, and second-stage regressions of scores mislead",
    (
        INDEPENDENT,
        SMOOTH,
        "units of like environment are found in the sample",
        "for the p of several splits: inefficiency, too, is unrelated to the environment",
    ),
    "Daraio, Simar & Wilson 2018, DOI 10.1111/ectj.12103; splits put together by Simar & Wilson 2020, "
    "DOI 10.1007/s11123-020-00574-w",
)


def separability_test(
    panel: Panel,
    *,
    environment: str | Sequence[str],
    seed: int,
    splits: int = 10,
    replicates: int = 200,
    inner: int = 10,
    estimator: Estimator = "vrs",
    orientation: Orientation = "input",
    bandwidth: float | Sequence[float] | None = None,
    solver: Solver = "auto",
) -> HypothesisTest:
    """Test whether the environment leaves the frontier where it is, which every two-stage study assumes.

    On one random half, scores against all units of the half; on the other, scores against those of like environment
    only: of the same group, or within ``bandwidth`` of the unit in every variable. Under the null both estimate the
    same mean, and::

        T = ((m_c - B_c) - (m - B)) / sqrt(s_c^2 / n_c + s^2 / n)

    is standard normal (Daraio, Simar & Wilson 2018, DOI 10.1111/ectj.12103). Both biases are by half-splits of their
    half with the bandwidth kept. Conditional scores rest on fewer units: n_c is the mean number of like units, and as
    many scores at random are averaged; by groups, whose shares do not shrink, all are. With slow rates, means are of
    n_kappa as in :func:`farrell.returns_to_scale_test`, which says how several splits are put together.

    Parameters
    ----------
    panel : of one period
    environment : a grouping, or one or more numeric columns of the panel
    seed, splits, replicates, inner, orientation, solver : as in :func:`farrell.returns_to_scale_test`
    estimator : ``"fdh"`` is by far the quickest
    bandwidth : one for all variables or one each, in their units; by default 1.06 s n^(-kappa / (r kappa + 1)) with the
        standard deviation s, the n units of the second half and r variables, the order that balances both errors of the
        conditional frontier. Under the null any bandwidth is right; it decides the power

    Returns
    -------
    HypothesisTest

    Raises
    ------
    OptionError
        several periods, an unknown column, bandwidths that are not positive or not one a variable

    Examples
    --------
    >>> import farrell
    >>> panel = farrell.load("china-health").panel.select(periods=[2023])
    >>> test = farrell.separability_test(
    ...     panel, environment="gdp_per_capita_yuan", seed=1, estimator="fdh", splits=2, replicates=20, inner=2
    ... )
    >>> test.null
    'the environment does not move the frontier'
    """
    rts: Rts = "crs" if estimator == "crs" else "vrs"
    check_options(panel, "separability_test", rts, orientation, None, solver)
    choose_one("estimator", estimator, ESTIMATORS)
    n = one_period(panel)
    names = [environment] if isinstance(environment, str) else list(environment)
    if len(names) == 1 and names[0] in panel.labels:
        labels = np.asarray(panel.labels[names[0]])
        near, by_group, width = labels[:, None] == labels, True, None
    else:
        kappa = Rate.of(estimator, panel.X.shape[1] + panel.Y.shape[1]).kappa
        near, width = _near(panel, names, kappa, n - n // 2, bandwidth)
        by_group = False
    compare = partial(_compare, near=near, by_group=by_group, inner=inner)
    plan = Plan(compare, n // 2, sign_of(orientation), splits)
    more = {"environment": tuple(names), "estimator": estimator, "bandwidth": width}
    cost = 1 if by_group else n // 4
    return run(panel, SEPARABILITY, plan, estimator, seed, replicates, inner, orientation, solver, more, cost=cost)


def _near(
    panel: Panel, names: list[str], kappa: float, n: int, bandwidth: float | Sequence[float] | None
) -> tuple[Bools, tuple[float, ...]]:
    """(N, N) which units are alike in every variable, and within which bandwidths."""
    for name in names:
        if name not in panel.numbers:
            raise OptionError.choice("environment", name, (*panel.labels, *panel.numbers))
    Z = np.column_stack([panel.numbers[name] for name in names])
    r = Z.shape[1]
    if bandwidth is None:
        widths: Floats = 1.06 * Z.std(axis=0, ddof=1) * n ** (-kappa / (r * kappa + 1))
    else:
        given = np.atleast_1d(np.asarray(bandwidth, dtype=np.float64))
        if len(given) not in (1, r) or not (given > 0).all():
            raise OptionError(
                "out-of-range", option="bandwidth", value=repr(bandwidth), allowed="> 0, one or one a variable"
            )
        widths = np.broadcast_to(given, (r,))
    near = (np.abs(Z[:, None] - Z) <= widths).all(axis=2)
    return np.asarray(near), tuple(float(w) for w in widths)


def _compare(
    sample: Sample, first: Ints, second: Ints, key: tuple[int, ...], near: Bools, by_group: bool, inner: int
) -> tuple[Half, Half]:
    kappa = sample.rate.kappa
    null = half(sample, first, sample, kappa, inner, (*key, 1))
    rest, alike = sample.only(second), near[np.ix_(second, second)]
    conditional = partial(_conditional, rest, alike)
    values = conditional([np.arange(rest.n)])[0]
    bias = jackknife(conditional, values, kappa, inner, (*key, 2), "").bias
    size = rest.n if by_group else max(2, int(alike.sum(axis=1).mean()))
    chosen = np.random.default_rng((*key, 3)).permutation(rest.n)[:size]
    mean = Mean.of(values[chosen], np.full(size, bias.mean()), sample.rate, (*key, 4), "plain")
    return null, Half(mean)


def _conditional(sample: Sample, near: Bools, subsets: Iterable[Ints]) -> list[Floats]:
    """Scores of the members of each subset against those members that are like them."""
    subsets = list(subsets)
    if sample.estimator == "fdh":
        distance = np.where(near, sample.pairs(), np.inf)
        least = [distance[np.ix_(s, s)].min(axis=1) for s in subsets]
        return least if sample.orientation == "input" else [-value for value in least]
    rts: Rts = sample.estimator
    places, jobs = [], []
    for number, s in enumerate(subsets):
        alike, which = np.unique(near[np.ix_(s, s)], axis=0, return_inverse=True)
        for kind, row in enumerate(alike):
            points = np.nonzero(which.ravel() == kind)[0]
            places.append((number, points))
            units, scored = s[row], s[points]
            reference = sample.X[units], sample.Y[units]
            jobs.append(pose(reference, (sample.X[scored], sample.Y[scored]), rts, sample.orientation))
    out = [np.empty(len(s)) for s in subsets]
    bound = np.minimum if sample.orientation == "input" else np.maximum
    for (number, points), found in zip(places, scores_each(jobs, sample.solver), strict=True):
        out[number][points] = bound(found, 1.0)
    return out
