"""Run every case of a folder: which kinds are known."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from farrell.dea import MultiplierResult, dea, multiplier, super_efficiency
from farrell.dea.frontier import RTS
from farrell.errors import DataError
from farrell.verification import (
    aggregates,
    bootstraps,
    by_name,
    change,
    common,
    directional,
    economics,
    graph,
    mergers,
    multipliers,
    networks,
    nonconvex,
    slacks,
    variables,
)
from farrell.verification.cases import Case, CaseResult, Report
from farrell.verification.common import (
    NULL_IS_NAN,
    Quantities,
    Runner,
    SelfChecked,
    intensity_fault,
    options_of,
    technology_of,
)


def verify(directory: str | Path) -> Report:
    """Run all golden cases below a directory.

    Parameters
    ----------
    directory : a folder that holds folders with ``case.json``, at any depth

    Returns
    -------
    Report

    Raises
    ------
    DataError
        code ``no-cases``: nothing to run there
    """
    return Report(tuple(iterate(directory)))


def folders(directory: str | Path) -> list[Path]:
    """Folders of all cases below a directory, sorted."""
    root = Path(directory)
    found = sorted(p.parent for p in root.rglob("case.json"))
    if not found:
        raise DataError("no-cases", directory=root)
    return found


def iterate(directory: str | Path) -> Iterator[CaseResult]:
    """Results one by one, for a progress bar."""
    for folder in folders(directory):
        yield run_case(folder)


def run_case(folder: Path) -> CaseResult:
    """Run one case of any known kind."""
    return common.run_case(folder, RUNNERS)


def _radial(case: Case) -> Quantities:
    if case.options["rts"] in nonconvex.VARIANTS:
        return nonconvex.radial_nonconvex(case)
    options = options_of(
        case,
        rts=RTS,
        orientation=("input", "output"),
        second_stage=("max_slack", "none", None),
        L=None,
        U=None,
        bounds=None,
        disposability_inputs=("strong", "weak", None),
        disposability_outputs=("strong", "weak", None),
    )
    panel = case.panel()
    disposability: dict[str, Any] = {
        name: options.get(name) or "strong" for name in ("disposability_inputs", "disposability_outputs")
    }
    result = dea(panel, **technology_of(options), **disposability)
    order = np.argsort(panel.rows)
    slack = np.hstack([result.slack_in, result.slack_out])
    scores: dict[str, Any] = {
        "efficiency": result.score[order],
        "efficiency_0_1": result.te[order],
        "mean_efficiency": np.nanmean(result.te if options.get("orientation") == "input" else result.score),
    }
    if options.get("second_stage") == "none":  # slacks of a first stage are those of some optimum, not of one answer
        return scores
    return scores | {
        "slack_inputs": result.slack_in[order],
        "slack_outputs": result.slack_out[order],
        "slack_sum": slack[order].sum(axis=1),
        "target_inputs": result.target_in[order],
        "target_outputs": result.target_out[order],
        "lambdas": SelfChecked(intensity_fault(result)),
    }


def _multiplier(case: Case) -> Quantities:
    options = options_of(case, rts=RTS, orientation=("input", "output"), epsilon=None, L=None, U=None, bounds=None)
    panel = case.panel()
    result = multiplier(panel, epsilon=options.get("epsilon") or 0.0, **technology_of(options))
    order = np.argsort(panel.rows)
    fault = SelfChecked(_price_fault(result, float(options.get("epsilon") or 0.0)))
    return {
        "efficiency": result.objective[order],
        "multipliers_inputs": fault,
        "multipliers_outputs": fault,
        "rts": fault,  # the free term, which is one of the multipliers
    }


def _price_fault(result: MultiplierResult, epsilon: float) -> float:
    """How far multipliers miss their program: the objective, one side worth 1, no unit worth more than it costs, none
    below epsilon, the free term of the sign its returns to scale ask for."""
    panel, rts = result.panel, result.settings["rts"]
    ok = result.status == "optimal"
    put, out = (result.v * panel.X).sum(axis=1), (result.u * panel.Y).sum(axis=1)
    by_input = result.settings["orientation"] == "input"
    sign = 1.0 if by_input else -1.0
    value, unity = (out, put) if by_input else (put, out)
    profit = result.u @ panel.Y.T - result.v @ panel.X.T + sign * result.omega[:, None]
    wrong = {"crs": np.abs(result.omega), "nirs": sign * result.omega, "ndrs": -sign * result.omega}
    faults = (
        np.abs(value + result.omega - result.objective) / np.maximum(np.abs(result.objective), 1.0),
        np.abs(unity - 1.0),
        profit.max(axis=1),
        epsilon - np.hstack([result.v, result.u]).min(axis=1),
        wrong.get(rts, np.zeros(len(ok))),
    )
    return float(np.max([fault[ok].max(initial=0.0) for fault in faults]))


def _super(case: Case) -> Quantities:
    options = options_of(case, rts=RTS, orientation=("input", "output"), infeasible=None, L=None, U=None, bounds=None)
    panel = case.panel()
    result = super_efficiency(panel, **technology_of(options))
    return {"efficiency": result.score[np.argsort(panel.rows)], NULL_IS_NAN: True}


RUNNERS: dict[str, Runner] = {
    **by_name.RUNNERS,
    "radial": _radial,
    "multiplier": _multiplier,
    "super_radial": _super,
    **aggregates.RUNNERS,
    **bootstraps.RUNNERS,
    **change.RUNNERS,
    **directional.RUNNERS,
    **economics.RUNNERS,
    **graph.RUNNERS,
    **mergers.RUNNERS,
    **multipliers.RUNNERS,
    **networks.RUNNERS,
    **nonconvex.RUNNERS,
    **slacks.RUNNERS,
    **variables.RUNNERS,
}
