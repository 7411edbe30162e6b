"""Golden cases of models that price inputs and outputs, and of their relatives."""

from __future__ import annotations

from typing import Any

import numpy as np

from farrell.dea import dea, scale_efficiency
from farrell.dea.appraisal import Form, Goal, Market, Weights, averages
from farrell.dea.cross_efficiency import bounded
from farrell.dea.frontier import RTS
from farrell.dea.layers import layers
from farrell.dea.tangents import sum_range
from farrell.verification import fuzzy
from farrell.verification.cases import Case
from farrell.verification.common import (
    NAMED,
    Floats,
    LeftOut,
    Quantities,
    Runner,
    SelfChecked,
    options_of,
    technology_of,
)

GOALS: dict[str, tuple[Goal, Form]] = {
    "arbitrary": ("none", "doyle-green-2"),
    "m2_agg": ("aggressive", "doyle-green-2"),
    "m2_ben": ("benevolent", "doyle-green-2"),
    "m3_agg": ("aggressive", "doyle-green-3"),
    "m3_ben": ("benevolent", "doyle-green-3"),
}


def _cross_efficiency(case: Case) -> Quantities:
    """Cross-efficiencies by all goals.

    Where a goal leaves weights undetermined, or has no bound, the case's numbers are those of one solver. They are held
    against the range of all optima then.
    """
    options = options_of(
        case,
        rts=("crs", "vrs", "nirs", "ndrs"),
        orientation=("input", "output"),
        selfapp=(True, False),
        correction=(True, False),
        epsilon=(0, None),
    )
    panel = case.panel()
    order = np.argsort(panel.rows)
    orientation, rts = options.get("orientation", "input"), options["rts"]
    # appraisals corrected by Lim and Zhu are never negative: numbers that are were made without, whatever options say
    given = [value for name in case.expected for value in np.ravel(case.expected[name])]
    corrected = bool(options.get("correction")) and orientation == "input" and rts != "crs" and min(given) >= 0
    market = Market(panel.X[order], panel.Y[order], rts, orientation, corrected)
    own = [market.own_weights(k) for k in range(len(panel))]
    out: dict[str, Any] = {}
    for name, (goal, form) in GOALS.items():
        if not any(key.startswith(name) for key in case.expected):
            continue
        chosen = own if goal == "none" else (market.secondary_weights(k, goal, form, w.own) for k, w in enumerate(own))
        if goal == "aggressive" and not bounded(rts, orientation, form, corrected):
            proved = any(one.status == "unbounded" for one in chosen)
            out |= dict.fromkeys((f"{name}_e", f"{name}_matrix"), LeftOut() if proved else SelfChecked(np.inf))
        else:
            out |= _appraisals(case, market, list(chosen), name, bool(options.get("selfapp", True)))
    return out


def _appraisals(case: Case, market: Market, weights: list[Weights], name: str, self_appraisal: bool) -> Quantities:
    score, matrix = f"{name}_e", f"{name}_matrix"
    E = np.array([market.appraise(one) for one in weights])
    E[np.diag_indices(len(E))] = [one.own for one in weights]
    ours: dict[str, Any] = {score: averages(E, self_appraisal), matrix: E}
    if score not in case.expected or _near(case, ours[score], score):
        return ours
    expected = np.array(case.expected[score], dtype=float)
    fault = SelfChecked(max(_beyond(market, weights, E, j, expected[j], name, self_appraisal) for j in range(len(E))))
    return {score: fault, matrix: SelfChecked(_entries_beyond(case, market, weights, E, name))}


def _entries_beyond(case: Case, market: Market, weights: list[Weights], E: Floats, name: str) -> float:
    """How far, as a share, an entry of the case's matrix lies beyond all that its appraiser's optimal weights allow."""
    if f"{name}_matrix" not in case.expected:
        return 0.0
    expected = np.array(case.expected[f"{name}_matrix"], dtype=float)
    worst = 0.0
    near = np.isclose(E, expected, rtol=case.tolerance["rel"], atol=case.tolerance["abs"])
    for k, j in zip(*np.nonzero(~near), strict=True):
        way = float(np.sign(expected[k, j] - E[k, j]))
        end = market.extreme(int(k), int(j), weights[k], *GOALS[name], way) if k != j else E[k, j]
        worst = max(worst, way * (expected[k, j] - end) / max(abs(expected[k, j]), 1e-300))
    return worst


def _beyond(
    market: Market, weights: list[Weights], E: Floats, j: int, expected: float, name: str, self_appraisal: bool
) -> float:
    """How far, as a share, a unit's expected score lies beyond all that optimal weights can make of it."""
    appraisers = [k for k in range(len(E)) if self_appraisal or k != j]
    missing = expected * len(appraisers) - E[appraisers, j].sum()
    way = np.sign(missing)
    for k in appraisers:
        if k == j or missing * way <= 0:
            continue
        missing -= market.extreme(k, j, weights[k], *GOALS[name], way) - E[k, j]
    return float(max(missing * way, 0.0) / len(appraisers) / max(abs(expected), 1e-300))


def _near(case: Case, ours: Floats, key: str) -> bool:
    expected = np.array(case.expected[key], dtype=float)
    return bool(np.allclose(ours, expected, rtol=case.tolerance["rel"], atol=case.tolerance["abs"]))


def _layers(case: Case) -> Quantities:
    options = options_of(case, rts=RTS, orientation=("input", "output"), L=None, U=None, bounds=None)
    panel = case.panel()
    result = layers(panel, **technology_of(options))
    return {"layer": result.parts["layer"][np.argsort(panel.rows)]}


def _returns_to_scale(case: Case) -> Quantities:
    """Labels, or the sums of intensities under constant returns, which may have a range."""
    options = options_of(case, rts=("crs", None), orientation=("input", "output"), thr=None)
    panel = case.panel()
    orientation = options.get("orientation", "input")
    order = np.argsort(panel.rows)
    status = scale_efficiency(panel, orientation=orientation).scale_status[order]
    sums = dea(panel, rts="crs", orientation=orientation).lambdas.sum(axis=1)[order]
    labels = np.array([NAMED.get(str(one), np.nan) for one in status])
    out: dict[str, Any] = {}
    for key, values in case.expected.items():
        if all(str(value).lower() in NAMED for value in values):
            out[key] = labels
            continue
        expected = np.array(values, dtype=float)
        off = np.abs(sums - expected) > case.tolerance["abs"] + case.tolerance["rel"] * np.abs(expected)
        near = sums.copy()
        for o in np.nonzero(off)[0]:
            r = int(order[o])
            low, high = sum_range(panel.X, panel.Y, panel.X[r], panel.Y[r], orientation)
            near[o] = np.clip(expected[o], low, high)
        out[key] = near
    return out


RUNNERS: dict[str, Runner] = {
    **fuzzy.RUNNERS,
    "rts_classification": _returns_to_scale,
    "context_dependent_layers": _layers,
    "cross_efficiency": _cross_efficiency,
}
