"""Bootstrap tests of a restriction on the technology: returns to scale, and inputs or outputs that play no part."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Literal

import numpy as np

from farrell.data import Panel
from farrell.data.frozen import Frozen
from farrell.dea.frontier import (
    RTS,
    Bools,
    Floats,
    Orientation,
    Rts,
    check_options,
    choose_one,
    efficiency_of,
    pose,
    provenance,
)
from farrell.errors import OptionError, SolveError
from farrell.inference.density import bandwidth_of, draw
from farrell.inference.hypotheses.result import Hypothesis, HypothesisTest
from farrell.inference.hypotheses.structure import one_period
from farrell.inference.means.estimators import PIECE, check_counts, solver_for
from farrell.lp import Solver, batch, scores_over

Statistic = Literal["ratio-of-means", "mean-of-ratios"]
STATISTICS: dict[Statistic, Callable[[Floats, Floats], float]] = {
    "ratio-of-means": lambda restricted, free: float(restricted.sum() / free.sum()),
    "mean-of-ratios": lambda restricted, free: float((restricted / free).mean()),
}
HOMOGENEOUS = "inefficiency has one distribution, whatever a unit's size and mix"
CONVEX = "a convex technology"


@dataclass(frozen=True, slots=True)
class _Pair:
    """Data scored twice: with the restriction and without.

    Attributes
    ----------
    rts : of the restricted program and of the free one
    kept_in, kept_out : the inputs and outputs of the restricted program
    """

    X: Floats
    Y: Floats
    rts: tuple[Rts, Rts]
    kept_in: Bools
    kept_out: Bools
    orientation: Orientation
    solver: Solver

    def scores(self, X: Floats, Y: Floats) -> tuple[Floats, Floats]:
        """(B, n) efficiencies of units (B, n, m), (B, n, s) of each sample among themselves: restricted, free."""
        restricted = self._among(X[..., self.kept_in], Y[..., self.kept_out], self.rts[0])
        return restricted, self._among(X, Y, self.rts[1])

    def _among(self, X: Floats, Y: Floats, rts: Rts) -> Floats:
        points = X.reshape(-1, X.shape[2]), Y.reshape(-1, Y.shape[2])
        technology, programs = pose((X[0], Y[0]), points, rts, self.orientation)
        t, _ = scores_over(technology, technology.spanned(X, Y), programs, self.solver, each=True)
        return np.asarray(np.minimum(efficiency_of(t, self.orientation), 1.0))

    def drawn(self, delta: Floats, width: float, seed: int, piece: range) -> tuple[Floats, Floats]:
        """(len(piece), n) efficiencies of numbered samples under the null."""
        ratios = draw(delta, width, (np.random.default_rng([seed, number]) for number in piece)) / delta
        X, Y = (np.repeat(side[None], len(piece), axis=0) for side in (self.X, self.Y))
        if self.orientation == "input":
            X[..., self.kept_in] *= ratios[..., None]
        else:
            Y[..., self.kept_out] /= ratios[..., None]
        return self.scores(X, Y)


def returns_to_scale_bootstrap(
    panel: Panel,
    *,
    seed: int,
    replicates: int = 1000,
    null: Literal["crs", "nirs"] = "crs",
    statistic: Statistic = "ratio-of-means",
    orientation: Orientation = "input",
    bandwidth: float | None = None,
    solver: Solver = "auto",
) -> HypothesisTest:
    """Test returns to scale by the bootstrap of Simar and Wilson 2002: all units at once, more assumed.

    With efficiencies E under the null's returns and under variable ones, the statistic is::

        ratio-of-means   sum E_null / sum E_vrs          (their 4.6)
        mean-of-ratios   mean of E_null / E_vrs          (their 4.5)

    at most 1; small values speak against the null. Under the null each unit is moved to a distance drawn from the
    smoothed density of the null's distances (:func:`farrell.bootstrap`), and the statistic is computed of the moved
    units among themselves (Simar & Wilson 2002, DOI 10.1016/S0377-2217(01)00167-9).

    Parameters
    ----------
    panel : of one period
    seed : replicate r has a stream of its own
    replicates : B
    null : ``"crs"``; or ``"nirs"``, non-increasing returns, which is asked where crs was rejected
    statistic, orientation, solver : see above
    bandwidth : of the smoothing; by default the rule of :func:`farrell.bootstrap`

    Returns
    -------
    HypothesisTest
        p is the share of statistics, the sample's own among them, as small as the sample's

    Notes
    -----
    The original scores the observed units against the moved ones' frontier; some lie beyond it and have no
    variable-returns score (Essid, Ouellette & Vigeant, "A note on the scale efficiency test of Simar and Wilson"). Here
    the moved units are scored among themselves, so that every replicate is a sample as the first.

    Examples
    --------
    >>> import farrell
    >>> panel = farrell.load("china-hospitals-2011").panel
    >>> test = farrell.returns_to_scale_bootstrap(panel, seed=1, replicates=20)
    >>> test.statistic < 1, len(test.replicates)
    (True, 20)
    """
    check_options(panel, "returns_to_scale_bootstrap", "crs", orientation, None, solver)
    choose_one("null", null, ("crs", "nirs"))
    every = np.ones(panel.X.shape[1], dtype=bool), np.ones(panel.Y.shape[1], dtype=bool)
    named = {"crs": "constant returns to scale", "nirs": "non-increasing returns to scale"}[null]
    hypothesis = Hypothesis(
        "returns to scale, bootstrap", named, "variable returns to scale",
        ("units are independent", HOMOGENEOUS, CONVEX), "Simar & Wilson 2002, DOI 10.1016/S0377-2217(01)00167-9",
    )  # fmt: skip
    return _test(
        panel,
        hypothesis,
        (null, "vrs"),
        every,
        seed,
        replicates,
        statistic,
        orientation,
        bandwidth,
        solver,
        {"null": null},
    )


def relevance_test(
    panel: Panel,
    *,
    columns: Sequence[str],
    seed: int,
    replicates: int = 1000,
    rts: Literal["crs", "vrs", "nirs", "ndrs"] = "vrs",
    statistic: Statistic = "mean-of-ratios",
    orientation: Orientation = "input",
    bandwidth: float | None = None,
    solver: Solver = "auto",
) -> HypothesisTest:
    """Test whether some inputs or outputs play no part in production.

    The statistic sets the efficiencies without the columns against those with them, as
    :func:`farrell.returns_to_scale_bootstrap` does; at most 1, since a program with fewer rows finds lower scores.
    Under the null the other inputs (outputs) of each unit are moved to a distance drawn from the smoothed density of
    the distances without the columns, which keep their values (Simar & Wilson 2001, Communications in
    Statistics: Simulation and Computation 30:159-184).

    Parameters
    ----------
    panel : of one period
    columns : inputs or outputs that play no part under the null; an input and an output must remain
    seed, replicates, statistic, orientation, bandwidth, solver : as in :func:`farrell.returns_to_scale_bootstrap`
    rts : of both programs

    Returns
    -------
    HypothesisTest

    Raises
    ------
    OptionError
        a column that is neither input nor output, or no input or output left

    Examples
    --------
    >>> import farrell
    >>> panel = farrell.load("china-hospitals-2011").panel
    >>> test = farrell.relevance_test(panel, columns=panel.roles.inputs[:1], seed=1, replicates=20)
    >>> test.statistic <= 1
    True
    """
    check_options(panel, "relevance_test", rts, orientation, None, solver, technologies=RTS[:4])
    names = [columns] if isinstance(columns, str) else list(columns)
    measures = (*panel.roles.inputs, *panel.roles.outputs)
    for name in names:
        choose_one("columns", name, measures)
    kept = tuple(np.array([c not in names for c in side]) for side in (panel.roles.inputs, panel.roles.outputs))
    if not names or not all(side.any() for side in kept):
        raise OptionError("out-of-range", option="columns", value=repr(names), allowed="some, but not all of a side")
    hypothesis = Hypothesis(
        "relevance",
        f"{', '.join(names)} play no part in production",
        "some of them do",
        ("units are independent", HOMOGENEOUS, CONVEX),
        "Simar & Wilson 2001, Communications in Statistics: Simulation and Computation 30:159-184",
    )
    more = {"columns": tuple(names), "rts": rts}
    return _test(
        panel,
        hypothesis,
        (rts, rts),
        (kept[0], kept[1]),
        seed,
        replicates,
        statistic,
        orientation,
        bandwidth,
        solver,
        more,
    )


def _test(
    panel: Panel,
    hypothesis: Hypothesis,
    rts: tuple[Rts, Rts],
    kept: tuple[Bools, Bools],
    seed: int,
    replicates: int,
    statistic: Statistic,
    orientation: Orientation,
    bandwidth: float | None,
    solver: Solver,
    more: dict[str, Any],
) -> HypothesisTest:
    """Run the bootstrap of a restriction."""
    choose_one("statistic", statistic, tuple(STATISTICS))
    check_counts(seed=seed, replicates=replicates)
    n = one_period(panel)
    if bandwidth is not None and not bandwidth >= 0:
        raise OptionError("out-of-range", option="bandwidth", value=repr(bandwidth), allowed=">= 0")
    pair = _Pair(panel.X, panel.Y, rts, *kept, orientation, solver_for(solver, 2 * replicates, n))
    (restricted,), (free,) = pair.scores(panel.X[None], panel.Y[None])
    none = ~(np.isfinite(restricted) & np.isfinite(free) & (restricted > 0))
    if none.any():
        names = [panel.unit_at(int(r)) for r in np.nonzero(none)[0]]
        raise SolveError("no-distance", model=hypothesis.name, units=names)
    delta = 1.0 / restricted
    width = bandwidth_of(delta, "silverman" if bandwidth is None else bandwidth)
    value = STATISTICS[statistic](restricted, free)
    step = max(1, PIECE // (2 * n))
    pieces = [range(first, min(first + step, replicates)) for first in range(0, replicates, step)]
    work = partial(_statistics, pair, delta, width, seed, statistic)
    drawn = np.concatenate(batch.run(work, pieces, hypothesis.name))
    p = float((1 + (drawn <= value).sum()) / (1 + replicates))
    parts = {"mean under the null": float(restricted.mean()), "mean without it": float(free.mean()), "units": n}
    settings = {
        "model": hypothesis.name, **more, "orientation": orientation, "statistic": statistic, "bandwidth": width,
        "replicates": replicates, "seed": seed, "solver": solver,
    }  # fmt: skip
    return HypothesisTest(
        hypothesis, value, statistic.replace("-", " "), p, f"a smooth bootstrap of {replicates} samples, lower tail",
        Frozen(parts), Frozen(settings), provenance(panel), (), None, drawn,
    )  # fmt: skip


def _statistics(pair: _Pair, delta: Floats, width: float, seed: int, statistic: Statistic, piece: range) -> Floats:
    """(len(piece),) statistics of samples under the null."""
    return np.array(
        [STATISTICS[statistic](*scores) for scores in zip(*pair.drawn(delta, width, seed, piece), strict=True)]
    )
