"""Cases of R package productivity: indices of aggregates, their levels and changes.

The package divides quantities by their means over all rows and leaves prices as they are; revenue and cost are of the
quantities as given. Levels of its bilateral indices are at the weights that the change to the row is measured with;
those of a first period are at its own.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from farrell.data import Panel
from farrell.productivity import ChangeResult, fare_primont, hicks_moorsteen, lowe, price_index
from farrell.productivity.aggregates import Aggregates, Levels, shadow_weights
from farrell.productivity.technologies import Technologies
from farrell.verification.cases import Case
from farrell.verification.common import Partly, Quantities, Runner, options_of

Floats = NDArray[np.float64]
Weights = tuple[Floats, Floats]
TECHNOLOGY = Technologies("adjacent")
AGREES = 1e-9
"""How far the public index may be from the changes that are compared, relative: rounding."""

OF_SUPPORT = ("MP", "TFPE", "ROSE", "OSME", "RME")
"""Levels that hang on which of the prices that support a corner of the frontier is taken."""


def _transitive(case: Case) -> Quantities:
    options_of(case, rts=("vrs",), orientation=("output",))
    panel = _scaled(case)
    found = lowe(panel) if case.model == "index_lowe" else fare_primont(panel)
    levels = _with_money(dict(found.levels), case)
    first = panel.observed[panel.unit_index, 0]
    return {"levels": levels, "changes": {f"d{name}": values / values[first] for name, values in levels.items()}}


def _at_own_prices(case: Case) -> Quantities:
    options_of(case, rts=("vrs",), orientation=("output",))
    panel, formula = _scaled(case), case.model.removeprefix("index_")
    before = _before(panel)
    P, W = (np.column_stack([panel.numbers[c] for c in case.data[k]]) for k in ("output_prices", "input_prices"))
    earlier, same = (P[before], W[before]), (P, W)
    weights = {"laspeyres": [earlier], "paasche": [same], "fisher": [earlier, same]}[formula]
    options: Any = {"formula": formula}
    level, change = _bilateral(panel, weights, same, price_index(panel, **options))
    levels = _with_money(level, case)
    money = {k: v / v[before] for k, v in _money(case).items()}
    prices = {"P": money["REV"] / change["AO"], "W": money["COST"] / change["AI"]}
    ratios = {"PROF": money["REV"] / money["COST"], "TT": prices["P"] / prices["W"]}
    return {"levels": levels, "changes": _blank_first(panel, {**change, **money, **prices, **ratios})}


def _hicks_moorsteen(case: Case) -> Quantities:
    options_of(case, rts=("vrs",), orientation=("out", "output"))
    panel = _scaled(case)
    X, Y, when, before = panel.X, panel.Y, panel.period_index, _before(panel)
    ahead, back = (X[before], Y), (X, Y[before])
    weights = []
    for outputs, inputs, periods in ((ahead, back, when - 1), (back, ahead, when)):
        keys = TECHNOLOGY.own(np.maximum(periods, 0), np.arange(len(panel)))
        p, w = (shadow_weights(panel, at, keys, TECHNOLOGY, "vrs") for at in (outputs, inputs))
        weights.append((p[0], w[1]))
    keys = TECHNOLOGY.own(when, np.arange(len(panel)))
    own = shadow_weights(panel, (X, Y), keys, TECHNOLOGY, "vrs")
    level, change = _bilateral(panel, weights, own, hicks_moorsteen(panel, weights="shadow"))
    open_to_choice = (when == 0) & (level["OTE"] >= 1.0 - AGREES)
    shown: dict[str, Any] = {k: Partly(v, open_to_choice) if k in OF_SUPPORT else v for k, v in level.items()}
    return {"levels": shown, "changes": _blank_first(panel, change)}


def _bilateral(panel: Panel, weights: list[Weights], own: Weights, index: ChangeResult) -> tuple[Levels, Levels]:
    """Levels and changes by row, geometric means over weights; the index must be the change of productivity."""
    rows, before = np.arange(len(panel)), _before(panel)
    made = Aggregates(panel, "vrs", "output", TECHNOLOGY)
    now, then = ([made.at(where, p, w) for p, w in weights] for where in (rows, before))
    alone = made.at(rows, *own)
    with np.errstate(invalid="ignore"):
        level = {k: np.exp(np.mean([np.log(one[k]) for one in now], axis=0)) for k in alone}
        past = {k: np.exp(np.mean([np.log(one[k]) for one in then], axis=0)) for k in alone}
    change = {k: level[k] / past[k] for k in alone}
    later = panel.period_index > 0
    ours = {(u, t): v for u, t, v in zip(index.units, index.period_to, index.index, strict=True)}
    for r in rows[later]:
        if abs(ours[panel.unit_at(r), panel.period_at(r)] / change["tfp"][r] - 1.0) > AGREES:
            raise ValueError(f"{index.settings['model']} is not the change of {panel.unit_at(r)}")
    return _named({k: np.where(later, level[k], alone[k]) for k in alone}), _named(change)


def _before(panel: Panel) -> NDArray[np.int64]:
    """(N,) the row of the same unit in the period before; of a first period its own."""
    return panel.observed[panel.unit_index, np.maximum(panel.period_index - 1, 0)]


def _blank_first(panel: Panel, changes: Levels) -> Levels:
    later = panel.period_index > 0
    return {f"d{name}": np.where(later, values, np.nan) for name, values in changes.items()}


def _scaled(case: Case) -> Panel:
    """The case's panel with quantities divided by their means."""
    panel = _priced(case)
    columns = (*panel.roles.inputs, *panel.roles.outputs)
    return panel.with_numbers({c: panel.numbers[c] / panel.numbers[c].mean() for c in columns})


def _priced(case: Case) -> Panel:
    return case.panel(**{k: tuple(case.data[k]) for k in ("input_prices", "output_prices")})


def _money(case: Case) -> Levels:
    raw = _priced(case)
    P, W = (np.column_stack([raw.numbers[c] for c in case.data[k]]) for k in ("output_prices", "input_prices"))
    return {"REV": (P * raw.Y).sum(axis=1), "COST": (W * raw.X).sum(axis=1)}


def _with_money(levels: Levels, case: Case) -> Levels:
    money, named = _money(case), _named(levels)
    prices = {"P": money["REV"] / named["AO"], "W": money["COST"] / named["AI"]}
    return {**named, **money, "PROF": money["REV"] / money["COST"], **prices, "TT": prices["P"] / prices["W"]}


def _named(levels: Levels) -> Levels:
    """By the package's names, with revenue efficiency, and mix efficiency by its other name."""
    found = {name.upper(): values for name, values in levels.items()}
    return {**found, "RE": found["OTE"] * found["OME"], "RAE": found["OME"]}


RUNNERS: dict[str, Runner] = {
    "fare_primont": _transitive,
    "index_lowe": _transitive,
    "index_laspeyres": _at_own_prices,
    "index_paasche": _at_own_prices,
    "index_fisher": _at_own_prices,
    "hicks_moorsteen": _hicks_moorsteen,
}
