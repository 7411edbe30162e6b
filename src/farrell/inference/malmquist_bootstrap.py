"""How sure change over time is: intervals of the Malmquist index and its parts, by the bivariate smoothed bootstrap."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Literal

import numpy as np

from farrell import show
from farrell.data.frozen import Frozen
from farrell.data.panel import Panel, frozen
from farrell.data.roles import Period
from farrell.dea.frontier import Bools, Floats, Ints, Orientation, Rts, choose_one, count, pose, radial
from farrell.errors import OptionError
from farrell.inference.density import bandwidth_of, draw, reflected, root
from farrell.inference.replicates import basic_interval, check_draws, distances, moved, worth_correcting
from farrell.lp import Solver, batch, choose, scores_over
from farrell.productivity import ChangeResult, malmquist

Parts = Literal["fgnz", "fglr"]
COMPONENTS: Mapping[Parts, tuple[str, ...]] = Frozen(
    {"fgnz": ("effch", "techch", "pech", "sech", "tfpch"), "fglr": ("effch", "techch", "tfpch")}
)
PIECE = 8192
"""Programs in one piece of work."""


@dataclass(frozen=True, slots=True)
class ChangeBootstrap:
    """A Malmquist index with the bias and interval of every component; K rows as in ``index``.

    Attributes
    ----------
    index : what was bootstrapped
    bias : component -> (K,) mean of the replicates less the estimate
    low, high : component -> (K,) interval of the true value
    worth_correcting : component -> (K,) where bias^2 > 3 variances of the replicates; elsewhere estimate less bias is
        farther from the truth than the estimate, in the mean square
    replicates : component -> (B, K)
    bandwidth : of each interval, by the names of its periods
    """

    index: ChangeResult
    bias: Mapping[str, Floats]
    low: Mapping[str, Floats]
    high: Mapping[str, Floats]
    worth_correcting: Mapping[str, Bools]
    replicates: Mapping[str, Floats]
    bandwidth: Mapping[str, float]
    settings: Mapping[str, Any]
    diagnostics: Mapping[str, int]

    def significant(self, component: str = "tfpch") -> Ints:
        """(K,) 1 where the interval lies above 1 (progress), -1 below (regress), 0 where it holds 1 or is unknown."""
        return np.where(self.low[component] > 1.0, 1, np.where(self.high[component] < 1.0, -1, 0))

    def to_frame(self) -> Any:
        """A tidy DataFrame, one row a unit, interval and component: value, bias, low, high, significant."""
        import pandas as pd

        rows = {"unit": self.index.units, "period_from": self.index.period_from, "period_to": self.index.period_to}
        return pd.concat(
            [
                pd.DataFrame(
                    {
                        **rows, "component": name, "value": self.index.part(name), "bias": self.bias[name],
                        "low": self.low[name], "high": self.high[name], "significant": self.significant(name),
                        "worth_correcting": self.worth_correcting[name],
                    }
                )
                for name in self.bias
            ],
            ignore_index=True,
        )  # fmt: skip

    def counts(self) -> Any:
        """A DataFrame, one row an interval and component: how many units made sure progress, sure regress, neither."""
        frame = self.to_frame()
        frame = frame.assign(
            progress=frame.significant == 1, regress=frame.significant == -1, unsure=frame.significant == 0
        )
        keys = ["period_from", "period_to", "component"]
        return frame.groupby(keys, sort=False)[["progress", "regress", "unsure"]].sum().reset_index()

    def summary(self) -> str:
        """The settings, and how many units changed for sure, by interval."""
        head = (
            "bootstrap_malmquist, {orientation}, {replicates} replicates, seed {seed}, intervals of {level:.0%}"
        ).format(**self.settings)
        table = self.counts()
        return "\n".join([head, show.text_table(list(table.columns), table.to_numpy(dtype=object).tolist())])

    def _repr_html_(self) -> str:
        table = self.counts()
        return show.html_table(
            list(table.columns), table.to_numpy(dtype=object).tolist(), caption="Malmquist bootstrap"
        )

    def __repr__(self) -> str:
        sure = self.significant()
        return (
            f"ChangeBootstrap: of {len(sure)} tfpch {int((sure > 0).sum())} above 1 and {int((sure < 0).sum())} below"
        )


@dataclass(frozen=True, slots=True)
class Interval:
    """Two adjacent periods: their units, their distances, and who is observed in both.

    Attributes
    ----------
    X, Y : of the earlier and the later period, (n, m) and (n, s)
    distance : of both, (n,) 1 / theta, or phi, from the period's own frontier
    both : of both, (k,) places of the units that are observed in both periods, in one order
    rows : (k,) rows of the index that these units are
    """

    X: tuple[Floats, Floats]
    Y: tuple[Floats, Floats]
    distance: tuple[Floats, Floats]
    both: tuple[Ints, Ints]
    rows: Ints


def bootstrap_malmquist(
    panel: Panel,
    *,
    seed: int,
    replicates: int = 2000,
    orientation: Orientation = "input",
    decomposition: Parts = "fgnz",
    level: float = 0.95,
    bandwidth: float | None = None,
    solver: Solver = "auto",
) -> ChangeBootstrap:
    """Whether productivity changed, unit by unit, beyond what sampling explains.

    For two adjacent periods a and b, with distances A_i and B_i = 1 / theta (or phi) of each unit from its own period's
    frontier, replicates draw pairs from their joint density, smoothed with bandwidth h and reflected at 1 in both
    coordinates, so that a unit's inefficiencies stay related over time (Simar & Wilson 1999,
    DOI 10.1016/S0377-2217(97)00450-5)::

        D = (A, B; 2 - A, B; 2 - A, 2 - B; A, 2 - B), 4n rows;  d_i a row of D drawn at random
        e_i ~ N(0, S), S = cov(A, B); where d_i is of the second or fourth part of D the covariance has the other sign
        g_i = c + (d_i + h e_i - c) / sqrt(1 + h^2), c = mean of the d_i;  2 - g where that is below 1

    Each unit moves to its new distances (x*_ia = x_ia g_ia / A_i, or y*_ia = y_ia A_i / g_ia), and the index of the
    original points is taken over the frontiers of the moved ones. Intervals are basic ones, estimate less quantiles of
    replicate less estimate.

    Parameters
    ----------
    panel : units are matched by name; adjacent periods
    seed : of the random numbers; replicate r of an interval has a stream of its own, so results depend on nothing else
    replicates : B
    orientation : of the distances
    decomposition : ``"fgnz"``: effch = pech sech; units are moved by their distances under variable returns, which hold
        whatever the returns to scale are; ``"fglr"``: effch and techch alone; units are moved by their distances under
        constant returns, which must then be the truth
    level : of the intervals
    bandwidth : h of every interval; the normal reference rule (4 / 5n)^(1/6) by default
    solver : as in :func:`farrell.dea.dea`

    Returns
    -------
    ChangeBootstrap
        NaN where the index, or a replicate of it, has no value

    Raises
    ------
    OptionError
        one period only; fewer than two replicates, a level outside (0, 1), a negative seed or bandwidth
    SolveError
        ``no-distance``: a unit without a finite distance from its frontier

    Notes
    -----
    A unit that is observed in one of two periods only has no index there; it still spans its frontier, and is moved by
    a draw from that period's distances alone, as in :func:`farrell.bootstrap`. Intervals lean on the assumption that
    inefficiency has one joint distribution for all units. The bandwidth is that of standardised data, as S carries the
    scale.

    Examples
    --------
    >>> import farrell
    >>> panel = farrell.load("china-health").panel.select(periods=[2022, 2023])
    >>> result = farrell.bootstrap_malmquist(panel, seed=1, replicates=50)
    >>> bool((result.low["tfpch"] <= result.high["tfpch"]).all())
    True
    """
    check_draws(seed, replicates, level)
    choose_one("decomposition", decomposition, tuple(COMPONENTS))
    if bandwidth is not None and not bandwidth >= 0:
        raise OptionError("out-of-range", option="bandwidth", value=repr(bandwidth), allowed=">= 0")
    index = malmquist(panel, orientation=orientation, decomposition=decomposition, solver=solver)
    names = COMPONENTS[decomposition]
    jobs = [(6 * replicates * len(panel.units), len(panel.units))] * (len(panel.periods) - 1)
    solver = choose(solver, jobs)
    drawn = {name: np.full((replicates, len(index.units)), np.nan) for name in names}
    diagnostics: dict[str, int] = dict(index.diagnostics)
    widths: dict[str, float] = {}
    for number, periods in enumerate(zip(panel.periods[:-1], panel.periods[1:], strict=True)):
        interval = _interval(panel, index, periods, "vrs" if decomposition == "fgnz" else "crs", orientation, solver)
        if len(interval.rows) == 0:
            continue
        label = f"{periods[0]}-{periods[1]}"
        widths[label] = normal_reference_of_pairs(len(interval.rows)) if bandwidth is None else bandwidth
        work = partial(_replicate, interval, widths[label], (seed, number), orientation, decomposition, solver)
        step = max(1, PIECE // (6 * max(len(interval.rows), 1)))
        pieces = [range(start, min(start + step, replicates)) for start in range(0, replicates, step)]
        parts = batch.run(work, pieces, f"Malmquist bootstrap {label}")
        for name in names:
            drawn[name][:, interval.rows] = np.concatenate([found[name] for found, _ in parts])
        for _, counts in parts:
            count(diagnostics, counts)
    value = {name: index.part(name) for name in names}
    bias = {name: drawn[name].mean(axis=0) - value[name] for name in names}
    ends = {name: basic_interval(drawn[name], value[name], level) for name in names}
    settings = {
        "model": "bootstrap_malmquist", "orientation": orientation, "decomposition": decomposition,
        "replicates": replicates, "seed": seed, "level": level, "solver": solver,
    }  # fmt: skip
    return ChangeBootstrap(
        index=index,
        bias=Frozen({name: frozen(bias[name]) for name in names}),
        low=Frozen({name: frozen(ends[name][0]) for name in names}),
        high=Frozen({name: frozen(ends[name][1]) for name in names}),
        worth_correcting=Frozen({name: frozen(worth_correcting(drawn[name], bias[name])) for name in names}),
        replicates=Frozen({name: frozen(drawn[name]) for name in names}),
        bandwidth=Frozen(widths),
        settings=Frozen(settings),
        diagnostics=Frozen(diagnostics),
    )


def _interval(
    panel: Panel,
    index: ChangeResult,
    periods: tuple[Period, Period],
    rts: Rts,
    orientation: Orientation,
    solver: Solver,
) -> Interval:
    """Two periods with the distances that units are moved by."""
    rows = [panel.rows_of(period) for period in periods]
    X, Y = [panel.X[at] for at in rows], [panel.Y[at] for at in rows]
    distance = [
        distances(
            panel, at, radial(points, points, rts, orientation, solver=solver).t, orientation, "bootstrap_malmquist"
        )
        for at, points in zip(rows, zip(X, Y, strict=True), strict=True)
    ]
    places = [{panel.unit_at(row): i for i, row in enumerate(at)} for at in rows]
    mine = [
        (k, places[0][unit], places[1][unit])
        for k, (unit, start) in enumerate(zip(index.units, index.period_from, strict=True))
        if start == periods[0] and unit in places[0] and unit in places[1]
    ]
    k, first, second = np.array(mine, dtype=np.int64).reshape(-1, 3).T
    return Interval((X[0], X[1]), (Y[0], Y[1]), (distance[0], distance[1]), (first, second), k)


def normal_reference_of_pairs(n: int) -> float:
    """The bandwidth (4 / 5n)^(1/6) for n pairs of standardised distances (Silverman 1986, section 4.3.2)."""
    return float((4.0 / (5.0 * n)) ** (1.0 / 6.0))


def draw_pairs(first: Floats, second: Floats, width: float, streams: Iterable[np.random.Generator]) -> Floats:
    """(B, n, 2) by each stream n pairs of distances from the smoothed joint density, reflected at 1 in each
    coordinate."""
    n = len(first)
    sample = np.column_stack([first, second])
    made = [(stream.integers(0, 4 * n, n), stream.standard_normal((n, 2))) for stream in streams]
    part, place = np.divmod(np.array([places for places, _ in made]), n)
    flipped = np.stack([(part == 1) | (part == 2), (part == 2) | (part == 3)], axis=-1)
    base = np.where(flipped, 2.0 - sample[place], sample[place])
    noise = np.array([normals for _, normals in made]) @ _root(sample).T
    noise[part % 2 == 1, 1] *= -1.0
    centre = base.mean(axis=1, keepdims=True)
    return reflected(centre + (base + width * noise - centre) / np.sqrt(1.0 + width**2))


def _root(sample: Floats) -> Floats:
    """(2, 2) L with L L' the covariance of the pairs, zero where there is one pair."""
    if len(sample) < 2:
        return np.zeros((2, 2))
    return root(np.cov(sample.T))


def _replicate(
    interval: Interval,
    width: float,
    seed: tuple[int, int],
    orientation: Orientation,
    decomposition: Parts,
    solver: Solver,
    piece: range,
) -> tuple[dict[str, Floats], dict[str, int]]:
    """Component -> (len(piece), k) of some replicates, and the counts of their programs."""
    ratios = _ratios(interval, width, [np.random.default_rng([*seed, number]) for number in piece])
    counts: dict[str, int] = {}
    a, b = interval.both

    def scores(of: int, points: tuple[Floats, Floats], rts: Rts) -> Floats:
        t, found = _scores((interval.X[of], interval.Y[of]), points, ratios[of], rts, orientation, solver)
        count(counts, found)
        return t if orientation == "input" else 1.0 / t

    earlier, later = ((interval.X[of][at], interval.Y[of][at]) for of, at in ((0, a), (1, b)))
    points = (np.concatenate([earlier[0], later[0]]), np.concatenate([earlier[1], later[1]]))
    (a_on_a, b_on_a), (a_on_b, b_on_b) = (np.split(scores(of, points, "crs"), 2, axis=1) for of in (0, 1))
    effch = b_on_b / a_on_a
    techch = np.sqrt(b_on_a / b_on_b * a_on_a / a_on_b)
    found = {"effch": effch, "techch": techch, "tfpch": effch * techch}
    if decomposition == "fgnz":
        found["pech"] = scores(1, later, "vrs") / scores(0, earlier, "vrs")
        found["sech"] = effch / found["pech"]
    return found, counts


def _ratios(interval: Interval, width: float, streams: Sequence[np.random.Generator]) -> tuple[Floats, Floats]:
    """(B, n) of each period: the distances drawn over the units' own."""
    pairs = draw_pairs(interval.distance[0][interval.both[0]], interval.distance[1][interval.both[1]], width, streams)
    ratios = []
    for of, (distance, both) in enumerate(zip(interval.distance, interval.both, strict=True)):
        drawn = np.empty((len(streams), len(distance)))
        alone = np.setdiff1d(np.arange(len(distance)), both)
        if len(alone):
            drawn[:, alone] = draw(distance, bandwidth_of(distance, "silverman"), streams)[:, alone]
        drawn[:, both] = pairs[..., of]
        ratios.append(drawn / distance)
    return ratios[0], ratios[1]


def _scores(
    reference: tuple[Floats, Floats],
    points: tuple[Floats, Floats],
    ratios: Floats,
    rts: Rts,
    orientation: Orientation,
    solver: Solver,
) -> tuple[Floats, dict[str, int]]:
    """(B, k) scores of points over the units moved by each row of ratios."""
    technology, programs = pose(reference, points, rts, orientation)
    return scores_over(technology, moved(technology, ratios, orientation), programs, solver)
