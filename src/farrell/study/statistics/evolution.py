"""Tables of inequality, moves between levels, convergence, and where the weight lies."""

from __future__ import annotations

import itertools
from typing import Any

import pandas as pd

from farrell import spacetime
from farrell.spacetime.convergence import EFFECTS
from farrell.study.statistics.space import Space, led


def inequality(s: Space) -> pd.DataFrame:
    rows = []
    for period, one in s.values.items():
        sizes = None if s.sizes is None else s.sizes[period]
        row: dict[str, Any] = {"period": period, "gini": spacetime.gini(one, sizes)}
        row |= {"cv": spacetime.variation(one, sizes), "atkinson": spacetime.atkinson(one, sizes)}
        groups = () if s.groups is None else s.groups[period]
        row["theil_l"] = spacetime.theil(one, sizes, kind="L").total if min(one.values()) > 0 else float("nan")
        found = spacetime.theil(one, sizes, groups=groups)
        row |= {"theil": found.total} | {f"{name.replace('-1', '')} %": share for name, share in found.percent.items()}
        rows.append(row)
    return pd.DataFrame(rows)


def lorenz(s: Space) -> pd.DataFrame:
    periods = list(s.values)
    blocks = []
    for period in dict.fromkeys((periods[0], periods[-1])):
        sizes = None if s.sizes is None else s.sizes[period]
        blocks.append(spacetime.lorenz(s.values[period], sizes).assign(period=period))
    return led(blocks, "period")


def dagum(s: Space) -> pd.DataFrame:
    groups, blocks = s.grouped(), []
    for period, one in s.values.items():
        sizes = None if s.sizes is None else s.sizes[period]
        blocks.append(spacetime.dagum(one, groups[period], sizes).to_frame().assign(period=period))
    return led(blocks, "period")


def concentration(s: Space) -> dict[str, pd.DataFrame]:
    """Who has it, the poor or the rich, by period; and with drivers what accounts for it in the last."""
    rank_by = s.ranked()
    rows = []
    for period, one in s.values.items():
        sizes = None if s.sizes is None else s.sizes[period]
        rows.append({"period": period, "concentration": spacetime.concentration(one, rank_by[period], sizes).index})
    out = {"concentration": pd.DataFrame(rows)}
    if s.drivers:
        last = next(reversed(s.values))
        factors = {name: values[last] for name, values in s.drivers.items()}
        sizes = None if s.sizes is None else s.sizes[last]
        found = spacetime.concentration(s.values[last], rank_by[last], sizes, factors=factors)
        out["concentration-parts"] = found.parts.assign(period=last)
    return out


def agglomeration(s: Space) -> pd.DataFrame:
    """A resource beside the land and beside the people, in the first and the last period."""
    totals, sizes, areas = s.apart()
    periods = list(s.values)
    blocks = []
    for period in dict.fromkeys((periods[0], periods[-1])):
        here = {unit: areas[unit] for unit in totals[period]}
        blocks.append(spacetime.agglomeration(totals[period], here, sizes[period]).assign(period=period))
    return led(blocks, "unit", "period")


def markov(s: Space) -> pd.DataFrame:
    found = spacetime.markov(s.values, **s.classed)
    frame: pd.DataFrame = found.to_frame()
    frame.insert(1, "upper", [*found.histories.breaks.tolist(), float("nan")])
    passages = {f"passage to {j}": found.first_passage[:, j - 1] for j in range(1, len(frame) + 1)}
    return frame.assign(limit=found.limit, **passages, mobility=found.mobility)


def spatial_markov(s: Space) -> pd.DataFrame:
    found = spacetime.spatial_markov(s.values, s.weights, **s.classed)
    test = found.test
    frame: pd.DataFrame = found.to_frame()
    return frame.assign(lr=test.lr, df=test.lr_df, lr_p=test.lr_p, q=test.q, q_p=test.q_p)


def kernel(s: Space) -> pd.DataFrame:
    found = spacetime.stochastic_kernel(s.values, points=61, upper=s.upper)
    index = pd.MultiIndex.from_product([found.now, found.later], names=["now", "later"])
    return pd.DataFrame({"density": found.conditional.ravel()}, index=index).reset_index()


def mobility(s: Space) -> pd.DataFrame:
    periods = list(s.values)
    pairs = [*itertools.pairwise(periods), *([(periods[0], periods[-1])] if len(periods) > 2 else [])]
    names = ("spearman", "kendall", "mean_change", "share_changed", "n")
    rows = []
    for a, b in pairs:
        found = spacetime.rank_mobility(s.values[a], s.values[b])
        rows.append({"period_from": a, "period_to": b, **{name: getattr(found, name) for name in names}})
    return pd.DataFrame(rows)


def ellipse(s: Space) -> pd.DataFrame:
    found: pd.DataFrame = spacetime.ellipse_path(s.values, points=s.points)
    return found


def sigma(s: Space) -> pd.DataFrame:
    found: pd.DataFrame = spacetime.sigma_convergence(s.values)
    return found


def beta(s: Space) -> pd.DataFrame:
    rows = []
    for effects in EFFECTS if len(s.values) > 2 else ("none",):  # one interval has no effects of units
        found = spacetime.beta_convergence(s.values, effects=effects)
        names = ("effects", "beta", "se", "t", "p", "speed", "half_life", "r2", "n", "units")
        rows.append({name: getattr(found, name) for name in names})
    return pd.DataFrame(rows)


def clubs(s: Space) -> dict[str, pd.DataFrame]:
    """Clubs of units that come together, after the test that all do; and every unit's way beside the mean."""
    found = spacetime.convergence_clubs(s.values)
    whole, frame = found.whole, found.to_frame()
    frame = frame.assign(units=[", ".join(club.units) for club in found.clubs])
    return {
        "clubs": frame.assign(divergent=", ".join(found.divergent), b_all=whole.b, se_all=whole.se, t_all=whole.t),
        "club-paths": found.paths(),
    }


def unit_roots(s: Space) -> pd.DataFrame:
    found = spacetime.stochastic_convergence(s.values, seed=s.seed)
    frame: pd.DataFrame = found.to_frame()
    tests = ("fisher", "df", "fisher_p", "z", "z_p")
    return frame.assign(**{f"all_{name}": getattr(found, name) for name in tests})


def forecasts(s: Space) -> dict[str, pd.DataFrame]:
    """What is observed and what is forecast, and how well each method would have done before."""
    least = min(min(one.values()) for one in s.values.values())
    bounds = (0.0 if least >= 0 else None, s.upper)
    found = spacetime.forecast(s.values, horizon=s.horizon, method=s.forecast, bounds=bounds)
    return {
        "forecast": found.to_frame().assign(method=found.method),
        "back-test": found.back_test().astype({"step": str}),
    }
