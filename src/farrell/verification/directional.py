"""Golden cases of the directional distances."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from farrell.data import Panel
from farrell.dea import DEAResult
from farrell.dea.ddf import ddf, lgo
from farrell.dea.directions import NAMED, directions
from farrell.dea.frontier import ANY_ORIENTATION, ANY_RTS, RTS, frontiers
from farrell.dea.mea import mea
from farrell.dea.nonradial_ddf import modified_ddf
from farrell.dea.reverse_ddf import MEASURES, reverse_ddf
from farrell.verification.cases import Case
from farrell.verification.common import (
    Quantities,
    Runner,
    SelfChecked,
    Unsupported,
    intensity_fault,
    options_of,
    technology_of,
)

DIRECTIONS: dict[str, Any] = {"direction_inputs": None, "direction_outputs": None}
LIMITS: dict[str, Any] = {"L": None, "U": None, "bounds": None}
SIDES = tuple(DIRECTIONS)
TILT = 1e-6
"""By how much the inputs' beta counts more or less, to find the ends of an edge of optima."""


def _technology(options: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in technology_of(options).items() if name != "orientation"}


def _directions(panel: Panel, options: Mapping[str, Any]) -> dict[str, Any]:
    """Words as they are; numbers by row come in data row order and go in the panel's."""
    made: dict[str, Any] = {}
    place = np.argsort(np.argsort(panel.rows))
    for side in SIDES:
        value = options.get(side, "observed")
        if isinstance(value, str):
            if value not in NAMED:
                raise Unsupported(f"{side} = {value}")
            made[side] = value
        else:
            numbers = np.asarray(value, dtype=np.float64)
            by_row = numbers.ndim == 2 or numbers.shape == (len(panel),)
            made[side] = numbers.reshape(len(panel), -1)[place] if by_row else numbers
    return made


def _quantities(result: DEAResult) -> dict[str, Any]:
    """What all directional results say, in data row order."""
    order = np.argsort(result.panel.rows)
    return {
        "efficiency": result.score[order],
        "beta": result.score[order],
        "rho": result.te[order],
        "slack_inputs": result.slack_in[order],
        "slack_outputs": result.slack_out[order],
        "target_inputs": result.target_in[order],
        "target_outputs": result.target_out[order],
        "lambdas": SelfChecked(intensity_fault(result)),
    }


def _ddf(case: Case) -> Quantities:
    options = options_of(case, rts=ANY_RTS, **LIMITS, **DIRECTIONS)
    panel = case.panel()
    way = _directions(panel, options)
    if list(way.values()) == ["zeros", "zeros"]:
        # nothing is directional then: both programs are the same, of which only this one has a score, 0
        return _quantities(modified_ddf(panel, **_technology(options), **way))
    return _quantities(ddf(panel, **_technology(options), **way))


def _ddf_multiplier(case: Case) -> Quantities:
    options = options_of(case, rts=RTS, **LIMITS, **DIRECTIONS)
    panel = case.panel()
    result = ddf(panel, **_technology(options), **_directions(panel, options))
    ok = result.status == "optimal"
    # our multipliers give the objective, price the direction at 1 and no unit above its costs
    value = (result.v * panel.X).sum(axis=1) - (result.u * panel.Y).sum(axis=1) + result.omega
    size = np.maximum(np.abs(result.score), 1.0)
    gap = np.abs(value - result.score) / size
    priced = (result.v * result.parts["direction_in"]).sum(axis=1) + (result.u * result.parts["direction_out"]).sum(
        axis=1
    )
    profit = (result.u @ panel.Y.T - result.v @ panel.X.T - result.omega[:, None]) / size[:, None]
    negative = -np.minimum(np.hstack([result.v, result.u]).min(axis=1), 0.0)
    fault = SelfChecked(float(np.max([x[ok].max() for x in (gap, np.abs(priced - 1.0), profit.max(axis=1), negative)])))
    return {
        "efficiency": result.score[np.argsort(panel.rows)],
        "multipliers_inputs": fault,
        "multipliers_outputs": fault,
        "rts": fault,  # the free term, which is one of the multipliers
    }


def _modified(case: Case) -> Quantities:
    options = options_of(case, rts=ANY_RTS, **LIMITS, **DIRECTIONS)
    panel = case.panel()
    way, technology = _directions(panel, options), _technology(options)
    result = modified_ddf(panel, **technology, **way)
    order = np.argsort(panel.rows)
    beta = result.parts["beta_x"][order]
    expected = case.expected.get("efficiency_x")
    if expected is not None and options["rts"] != "fdh":
        # where the optimum is an edge, every point of it is one: ours is the nearest to the case's
        less, more = directions(panel, frontiers(panel, "own"), *(way[side] for side in SIDES))
        ends = []
        for tilt in (1.0 - TILT, 1.0 + TILT):
            end = modified_ddf(panel, **technology, direction_inputs=less / tilt, direction_outputs=more)
            ends.append(end.parts["beta_x"] / tilt)
        beta = np.clip(np.asarray(expected, dtype=np.float64), *(end[order] for end in ends))
    return _quantities(result) | {"efficiency_x": beta, "efficiency_y": result.score[order] - beta}


def _lgo(case: Case) -> Quantities:
    options = options_of(case, rts=ANY_RTS, d_input=None, d_output=None, maxslack=(True,), **LIMITS)
    result = lgo(
        case.panel(), d_input=options.get("d_input", 1.0), d_output=options.get("d_output", 1.0), **_technology(options)
    )
    made = _quantities(result)
    return made | {"efficiency": made["rho"]}


def _reverse(case: Case) -> Quantities:
    options = options_of(
        case, rts=ANY_RTS, orientation=ANY_ORIENTATION, measure_symbol=MEASURES, **LIMITS, **DIRECTIONS
    )
    panel = case.panel()
    measure = options.get("measure_symbol", "erg")
    way = dict.fromkeys(SIDES) if measure == "erg" else _directions(panel, options)
    result = reverse_ddf(
        panel, measure=measure, orientation=options.get("orientation", "none"), **_technology(options), **way
    )
    return _quantities(result)


def _mea(case: Case) -> Quantities:
    options = options_of(case, rts=ANY_RTS, orientation=ANY_ORIENTATION, **LIMITS)
    panel = case.panel()
    orientation = options.get("orientation", "input")
    result = mea(panel, orientation=orientation, **_technology(options))
    less, more = result.parts["direction_in"], result.parts["direction_out"]
    sides = {"input": [less], "output": [more], "none": [less, more]}
    return _quantities(result) | {"direction": np.hstack(sides[orientation])[np.argsort(panel.rows)]}


RUNNERS: dict[str, Runner] = {
    "ddf": _ddf,
    "ddf_multiplier": _ddf_multiplier,
    "modified_ddf": _modified,
    "lgo": _lgo,
    "reverse_ddf": _reverse,
    "mea": _mea,
}
