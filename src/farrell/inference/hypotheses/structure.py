"""Tests of the technology by means of scores on random halves: returns to scale and convexity."""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np

from farrell.data import Panel
from farrell.data.frozen import Frozen
from farrell.dea.frontier import Ints, Orientation, check_options, choose_one, provenance
from farrell.errors import OptionError
from farrell.inference.hypotheses.result import Hypothesis, HypothesisTest
from farrell.inference.hypotheses.splits import Half, Halving, Plan, bootstrapped, combined, half, statistic
from farrell.inference.means.estimators import Estimator, Sample, check_counts, solver_for
from farrell.lp import Solver

INDEPENDENT = "units are independent draws from one population"
SMOOTH = "a smooth frontier, with units near all of it"
ALIKE = "for the p of several splits: inefficiency has one distribution, whatever a unit's size and mix"

RETURNS = Hypothesis(
    "returns to scale",
    "constant returns to scale",
    "variable returns to scale",
    (INDEPENDENT, SMOOTH, "a convex technology", ALIKE),
    "Kneip, Simar & Wilson 2016, DOI 10.1080/07350015.2015.1049747; splits put together by Simar & Wilson 2020, "
    "DOI 10.1007/s11123-020-00574-w",
)
CONVEXITY = Hypothesis(
    "convexity",
    "a convex technology",
    "a technology that disposes freely but is not convex",
    (INDEPENDENT, SMOOTH, ALIKE),
    RETURNS.source,
)


def returns_to_scale_test(
    panel: Panel,
    *,
    seed: int,
    splits: int = 10,
    replicates: int = 200,
    inner: int = 10,
    orientation: Orientation = "input",
    solver: Solver = "auto",
) -> HypothesisTest:
    """Test constant returns to scale against variable ones, by mean scores of two independent halves.

    The sample is cut in two at random. With mean m, bias B and variance s^2 of the constant-returns scores on the one
    half and of the variable-returns scores on the other::

        T = ((m_vrs - B_vrs) - (m_crs - B_crs)) / sqrt(s_vrs^2 / n_vrs + s_crs^2 / n_crs)

    is standard normal under the null, in which the variable-returns scores converge as fast as the others:
    kappa = 2 / (p + q) for both. With more than five inputs and outputs, means are of n_kappa = floor(n^(2 kappa))
    units of each half (Kneip, Simar & Wilson 2016, DOI 10.1080/07350015.2015.1049747). Large T speaks against the
    null; with phi the sign is turned.

    One split is one draw of lots. With several, the statistic is their mean T; its distribution under the null is that
    of samples in which each unit, moved to the constant-returns frontier, gets a score drawn from all (Simar & Wilson
    2020, DOI 10.1007/s11123-020-00574-w). Their second statistic, the distance of the splits' p-values from the
    uniform, is in ``parts``.

    Parameters
    ----------
    panel : of one period: years of the same units are not independent
    seed : of all random numbers
    splits : how many random halvings; with one, p is of the normal distribution
    replicates : B, of the bootstrap where there are several splits
    inner : K, half-splits in each bias
    orientation, solver : as in :func:`farrell.dea.dea`

    Returns
    -------
    HypothesisTest

    Raises
    ------
    OptionError
        several periods; fewer than four units in a half
    SolveError
        ``no-distance``: a unit without a finite score

    Examples
    --------
    >>> import farrell
    >>> panel = farrell.load("china-hospitals-2011").panel
    >>> test = farrell.returns_to_scale_test(panel, seed=1, splits=2, replicates=20, inner=2)
    >>> test.null, test.statistic_name
    ('constant returns to scale', 'mean T of 2 splits')
    """
    check_options(panel, "returns_to_scale_test", "vrs", orientation, None, solver)
    plan = Plan(partial(_returns, inner=inner), one_period(panel) // 2, sign_of(orientation), splits)
    return run(panel, RETURNS, plan, "crs", seed, replicates, inner, orientation, solver, {})


def convexity_test(
    panel: Panel,
    *,
    seed: int,
    splits: int = 10,
    replicates: int = 200,
    inner: int = 10,
    orientation: Orientation = "input",
    halving: Halving = "even",
    solver: Solver = "auto",
) -> HypothesisTest:
    """Test whether the technology is convex, by mean scores of DEA and of the free disposal hull on two halves.

    As :func:`farrell.returns_to_scale_test`, with variable-returns DEA on the one part (kappa = 2 / (p + q + 1)) and
    the free disposal hull on the other (kappa = 1 / (p + q)). Biases have each estimator's own rate; with more than
    three inputs and outputs, means are of n_kappa units at the slower rate (Kneip, Simar & Wilson 2016,
    DOI 10.1080/07350015.2015.1049747). Several splits are put together in the same way, with samples drawn under the
    null from the variable-returns scores.

    Parameters
    ----------
    panel, seed, splits, replicates, inner, orientation, solver : as in :func:`farrell.returns_to_scale_test`
    halving : ``"even"``; or ``"matched"``, n_dea so that n_dea^(2 / (p + q + 1)) = n_fdh^(1 / (p + q)), which leaves
        few units to DEA where inputs and outputs are many

    Returns
    -------
    HypothesisTest
        NaN where no unit of the second part is inefficient: there are too many inputs and outputs for so few units

    Examples
    --------
    >>> import farrell
    >>> panel = farrell.load("china-hospitals-2011").panel
    >>> test = farrell.convexity_test(panel, seed=1, splits=2, replicates=20, inner=2)
    >>> 0 <= test.p <= 1
    True
    """
    check_options(panel, "convexity_test", "vrs", orientation, None, solver)
    choose_one("halving", halving, ("even", "matched"))
    n, dimensions = one_period(panel), panel.X.shape[1] + panel.Y.shape[1]
    first = n // 2 if halving == "even" else matched(n, dimensions)
    plan = Plan(partial(_convexity, inner=inner), first, sign_of(orientation), splits)
    return run(panel, CONVEXITY, plan, "vrs", seed, replicates, inner, orientation, solver, {"halving": halving})


def matched(n: int, dimensions: int) -> int:
    """Units of n for DEA under variable returns, so that the free disposal hull on the rest errs as much."""
    from scipy.optimize import brentq

    power = 2 * dimensions / (dimensions + 1)
    return round(float(brentq(lambda m: n - m - m**power, 0.0, float(n))))


def one_period(panel: Panel) -> int:
    """How many units the panel's only period has.

    Raises
    ------
    OptionError
        several periods
    """
    if len(panel.periods) > 1:
        raise OptionError(
            "out-of-range", option="periods", value=len(panel.periods), allowed="1: panel.select(periods=)"
        )
    return len(panel)


def sign_of(orientation: Orientation) -> float:
    """Where the scores without a restriction are: theta above, phi below."""
    return 1.0 if orientation == "input" else -1.0


def _returns(sample: Sample, first: Ints, second: Ints, key: tuple[int, ...], inner: int) -> tuple[Half, Half]:
    null, other = sample.under("crs"), sample.under("vrs")
    kappa = null.rate.kappa
    return (
        half(null, first, null, kappa, inner, (*key, 1)),
        half(other, second, null, kappa, inner, (*key, 2)),
    )


def _convexity(sample: Sample, first: Ints, second: Ints, key: tuple[int, ...], inner: int) -> tuple[Half, Half]:
    null, other = sample.under("vrs"), sample.under("fdh")
    return (
        half(null, first, other, null.rate.kappa, inner, (*key, 1)),
        half(other, second, other, other.rate.kappa, inner, (*key, 2)),
    )


def run(
    panel: Panel,
    hypothesis: Hypothesis,
    plan: Plan,
    null: Estimator,
    seed: int,
    replicates: int,
    inner: int,
    orientation: Orientation,
    solver: Solver,
    more: dict[str, Any],
    cost: int = 1,
) -> HypothesisTest:
    """Run a plan, once or with its bootstrap, and say what came of it; ``cost`` is how many jobs one scoring takes."""
    check_counts(seed=seed, splits=plan.splits, replicates=replicates, inner=inner)
    n = len(panel)
    if min(plan.first, n - plan.first) < 4:
        raise OptionError("out-of-range", option="units", value=n, allowed=">= 8")
    rounds = cost * 4 * (inner + 1) * plan.splits * (1 if plan.splits == 1 else replicates)
    rows = panel.rows_of(panel.periods[0])
    sample = Sample.of(panel, rows, null, orientation, solver_for(solver, rounds, n // 2))
    null_scores = sample.scores()
    found = plan.by_split(sample, (seed,))
    one, other = plan.halves(sample, (seed,), 0)
    parts = {
        "mean under the null": one.value, "mean without it": other.value, "bias under the null": one.mean.bias,
        "bias without it": other.mean.bias, "units": f"{one.mean.n} and {other.mean.n}",
        "averaged": "all" if one.mean.rate.full else f"{one.mean.part} and {other.mean.part}",
    }  # fmt: skip
    settings: Frozen[str, Any] = Frozen(
        {"model": hypothesis.name, "orientation": orientation, "splits": plan.splits, "inner": inner,
         "replicates": replicates if plan.splits > 1 else None, "seed": seed, "solver": solver, **more}
    )  # fmt: skip
    if plan.splits == 1:
        value, p = (float(v) for v in found[0])
        return HypothesisTest(
            hypothesis, statistic(one, other, plan.sign), "T", p, "the normal distribution, one-sided", Frozen(parts),
            settings, provenance(panel), (), found,
        )  # fmt: skip
    value, distance = (float(v) for v in combined(found))
    drawn = np.full((0, 2), np.nan)
    if np.isfinite(value):
        drawn = bootstrapped(plan, sample, null_scores, seed, replicates, hypothesis.name)
    p, p_distance = (upper(drawn[:, k], v) for k, v in enumerate((value, distance)))
    parts |= {"Kolmogorov-Smirnov": distance, "p of Kolmogorov-Smirnov": p_distance}
    parts = {f"{k}, first split" if k in list(parts)[:4] else k: v for k, v in parts.items()}
    return HypothesisTest(
        hypothesis, value, f"mean T of {plan.splits} splits", p, f"a bootstrap of {replicates} samples, one-sided",
        Frozen(parts), settings, provenance(panel), (), found, drawn,
    )  # fmt: skip


def upper(drawn: np.ndarray, value: float) -> float:
    """The share of draws, the value among them, that are as large; draws that are not defined do not count."""
    known = drawn[np.isfinite(drawn)]
    return float((1 + (known >= value).sum()) / (1 + len(known))) if np.isfinite(value) else float("nan")
