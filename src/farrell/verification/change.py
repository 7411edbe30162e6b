"""Cases of indices over time."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
from numpy.typing import NDArray

from farrell.dea.environmental import BAD_DISPOSABILITIES
from farrell.dea.frontier import RTS
from farrell.productivity import ChangeResult, malmquist, malmquist_luenberger
from farrell.verification.cases import Case
from farrell.verification.common import Quantities, Runner, Unsupported, options_of

Floats = NDArray[np.float64]
DECOMPOSITIONS: dict[str, Any] = {
    "fgnz": "fgnz", "fglr": "fglr", "rd": "ray-desli", "gl": "grifell-lovell", "bias": "bias",
    "productivity::malm": "bias",
}  # fmt: skip
"""A case's word -> ours."""
PARTS = {"mi": "tfpch", "ec": "effch", "tc": "techch", "pech": "pech", "sech": "sech", "cu": "effch", "fs": "techch"}
"""A case's name of a part -> ours; under variable returns tc is techch_vrs, and the scale change stands as sech."""
WAYS = ("zeros", "observed", "ones", "mean")
BIASES = ("obtech", "ibtech", "matech")


def _malmquist(case: Case) -> Quantities:
    options = options_of(
        case,
        rts=("crs", "vrs"),
        orientation=("input", "output", "none"),
        technology=("adjacent", "sequential", "global"),
        decomposition=tuple(DECOMPOSITIONS),
        distance=("dea", "radial", "sbm"),
        tc_vrs=(False,),
        refperiod=("base", "geometric", None),
    )
    decomposition = DECOMPOSITIONS[options.get("decomposition", "fgnz")]
    if decomposition == "grifell-lovell" and options.get("orientation", "input") == "input":
        raise Unsupported("grifell-lovell of inputs: deaR moves the inputs, on which input scale efficiency hangs not")
    common: dict[str, Any] = {
        "orientation": options.get("orientation", "input"),
        "technology": options.get("technology", "adjacent"),
        "distance": "sbm" if options.get("distance") == "sbm" else "radial",
    }
    if decomposition == "ray-desli":
        common["form"] = options.get("refperiod") or "geometric"
    # but for fglr, rts = "vrs" means that effch is split; the index itself stays with constant returns
    common["rts"] = options["rts"] if decomposition == "fglr" else "crs"
    panel = case.panel()
    result = malmquist(panel, decomposition=decomposition, **common)
    grid = {name: _grid(result, name) for name in result.components}
    if decomposition == "bias":
        split = malmquist(panel, decomposition="fgnz", **common)
        grid |= {name: _grid(split, name) for name in ("pech", "sech")}
    for name, other in (("techch", "techch_vrs"), ("sech", "scalech")):
        if name not in grid and other in grid:
            grid[name] = grid[other]
    if "changes" in case.expected:
        return {"changes": _changes(grid), "levels": _levels(result, split, str(common["orientation"]))}
    return _arranged(case, grid, result)


def _malmquist_luenberger(case: Case) -> Quantities:
    options = options_of(
        case, "bad_outputs",
        rts=RTS, direction_inputs=WAYS, direction_outputs=WAYS, direction_bad=WAYS,
        technology=("adjacent", "global"), disposability=(*BAD_DISPOSABILITIES, None),
    )  # fmt: skip
    given = {name: value for name, value in options.items() if value is not None and name not in ("layout", "note")}
    # DataEnvelopmentAnalysis.jl bounds undesirable outputs from above
    result = malmquist_luenberger(case.panel(), **{"disposability": "bounded", **given})
    return _arranged(case, {name: _grid(result, name) for name in result.components}, result)


def _grid(result: ChangeResult, name: str) -> Floats:
    """(intervals, units) of a part."""
    return np.asarray(result.part(name)).reshape(-1, len(result.panel.units))


def _arranged(case: Case, grid: dict[str, Floats], result: ChangeResult) -> Quantities:
    """Parts in the order and direction of a case."""
    units = list(result.panel.units)
    if isinstance(case.expected.get("dmus"), list):
        order = [units.index(str(unit)) for unit in case.expected["dmus"]]
        grid = {name: values[:, order] for name, values in grid.items()}
    if re.match(r"rows\s*=\s*(unit|dmu)", str(case.options.get("layout", ""))):
        grid = {name: values.T for name, values in grid.items()}
    is_phi = case.options.get("orientation") == "output" and case.options.get("distance") == "dea"
    if "cu" in case.expected and is_phi:
        # roc.malmquist of DJL, whose names cu and fs are, forms output-oriented radial indices from phi:
        # there below 1 is progress
        grid = {name: 1.0 / values for name, values in grid.items()}
    named = PARTS | {name: name for name in BIASES}
    return {key: _listed(case.expected.get(key), grid[name], units) for key, name in named.items() if name in grid}


def _listed(expected: Any, values: Any, units: list[str]) -> Any:
    """Ours, (intervals, units), in the order of a case's rows (interval, unit, value); intervals come in order."""
    if not (isinstance(expected, list) and isinstance(expected[0], list) and isinstance(expected[0][0], str)):
        return values
    intervals = list(dict.fromkeys(row[0] for row in expected))
    return np.array([values[intervals.index(row[0]), units.index(str(row[1]))] for row in expected])


def _changes(grid: dict[str, Any]) -> dict[str, Floats]:
    """Columns of malm() of R package productivity, by interval, then unit in the order of the data."""
    columns = {"malmquist": "tfpch", "effch": "effch", "tech": "techch", **{name: name for name in BIASES}}
    columns |= {"pure.out.effch": "pech", "pure.inp.effch": "pech", "out.scalech": "sech", "inp.scalech": "sech"}
    return {theirs: grid[ours].ravel() for theirs, ours in columns.items()}


def _levels(result: ChangeResult, split: ChangeResult, orientation: str) -> dict[str, Floats]:
    """Distances of malm(), as Shephard's: c or v for the returns, then the periods of technology, inputs, outputs."""
    names = {"c111": "to_to", "c100": "from_to", "c011": "to_from", "c000": "from_from"}
    names |= {"c110": "mixed_to", "c010": "mixed_from"}
    found = {name: result.distances[ours] for name, ours in names.items()}
    found |= {"v111": split.distances["vrs_to"], "v000": split.distances["vrs_from"]}
    if orientation == "input":
        return {f"{name}i": 1.0 / values for name, values in found.items()}
    return {f"{name}o": values for name, values in found.items()}


RUNNERS: dict[str, Runner] = {"malmquist": _malmquist, "malmquist_luenberger": _malmquist_luenberger}
