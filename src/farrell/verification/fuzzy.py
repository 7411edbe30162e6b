"""Golden cases of models of fuzzy data."""

from __future__ import annotations

import csv
from collections.abc import Callable
from typing import Any

import numpy as np

from farrell.data import Panel
from farrell.dea.frontier import RTS
from farrell.dea.fuzzy import fuzzy_kao_liu, fuzzy_possibilistic
from farrell.dea.fuzzy_guo_tanaka import fuzzy_guo_tanaka, ranges_of
from farrell.dea.fuzzy_numbers import Fuzzy, Spread
from farrell.verification.cases import Case
from farrell.verification.common import Floats, Quantities, Runner, options_of, technology_of


def _spreads(case: Case) -> tuple[Panel, dict[str, Spread], dict[str, str]]:
    """The panel with its spreads as companions, and which belong to which column."""
    columns = (*case.data["inputs"], *case.data["outputs"])
    with (case.folder / case.data["file"]).open(encoding="utf-8", newline="") as file:
        header = next(csv.reader(file))

    def named(column: str, endings: tuple[str, ...]) -> str | None:
        return next((column + ending for ending in endings if column + ending in header), None)

    spreads: dict[str, Spread] = {}
    tops: dict[str, str] = {}
    for column in columns:
        both, top = named(column, ("_spread",)), named(column, ("_top", "_mR"))
        left = named(column, ("_left", "_spread_left", "_spreadL", "_dL"))
        right = named(column, ("_right", "_spread_right", "_spreadR", "_dR"))
        if both or left or right:
            spreads[column] = [left or both or 0.0, right or both or 0.0]
        if top:
            tops[column] = top
    used = {name for pair in spreads.values() for name in pair if isinstance(name, str)}  # type: ignore[union-attr]
    return case.panel(companions=sorted({*used, *tops.values()})), spreads, tops


def _levels(given: Any) -> Any:
    """Levels as a list; one number above 1 is how many there are between 0 and 1."""
    if isinstance(given, (int, float)) and given > 1:
        return np.linspace(0.0, 1.0, int(given)).tolist()
    return given


def _kao_liu(case: Case) -> Quantities:
    options = options_of(case, rts=("crs", "vrs", "nirs", "ndrs"), orientation=("input", "output"), alpha=None)
    panel, spreads, tops = _spreads(case)
    result = fuzzy_kao_liu(
        panel, spreads=spreads, tops=tops, alpha=_levels(options.get("alpha", 1)), rts=options["rts"],
        orientation=options.get("orientation", "input"),
    )  # fmt: skip
    order = np.argsort(panel.rows)
    parts = {name: values[order] for name, values in result.scores.items()}
    names = case.expected["efficiency"] if isinstance(case.expected.get("efficiency"), dict) else ()
    return {"efficiency": np.array([parts[name.lower()] for name in names]), **parts}


def _possibilistic(case: Case) -> Quantities:
    options = options_of(case, rts=RTS, orientation=("input", "output"), h=None, L=None, U=None, bounds=None)
    panel, spreads, tops = _spreads(case)
    result = fuzzy_possibilistic(
        panel, spreads=spreads, tops=tops, h=_levels(options.get("h", 1)), **technology_of(options)
    )
    return {"efficiency": result.scores["score"][np.argsort(panel.rows)]}


def _guo_tanaka(case: Case) -> Quantities:
    """Centre and spreads of each level, (n, 3, levels). Weights are not unique, nor are numbers from them: those of the
    case are held against the range of all optima where they are not ours."""
    options = options_of(case, rts=("crs",), orientation=("input", "output"), h=None)
    panel, spreads, _ = _spreads(case)
    orientation = options.get("orientation", "input")
    result = fuzzy_guo_tanaka(panel, spreads=spreads, h=_levels(options.get("h", 1)), orientation=orientation)
    order = np.argsort(panel.rows)
    ours = np.stack([result.scores[name][order] for name in ("left", "center", "right")], axis=1)
    given = case.expected["efficiency"]
    arranged, back = _arranged(given, ours)
    expected = np.array(list(given.values()) if isinstance(given, dict) else given, dtype=float)
    if np.allclose(arranged, expected, rtol=case.tolerance["rel"], atol=case.tolerance["abs"]):
        return {"efficiency": arranged}
    theirs = back(expected)
    if theirs is None:
        return {"efficiency": arranged}
    fuzzy = Fuzzy.of(panel, spreads, None)
    for o, a in zip(*np.nonzero(np.abs(theirs - ours).max(axis=1) > case.tolerance["abs"]), strict=True):
        ends = ranges_of(fuzzy, result.levels[a], orientation, order, int(o))
        left, centre, right = theirs[o, :, a]
        numbers = np.array([centre - left, centre, centre + right])
        slack = 3 * (case.tolerance["abs"] + case.tolerance["rel"])
        if ((numbers >= ends[0] - slack) & (numbers <= ends[1] + slack)).all():
            ours[o, :, a] = theirs[o, :, a]
    return {"efficiency": _arranged(given, ours)[0]}


def _arranged(given: Any, ours: Floats) -> tuple[Floats, Callable[[Floats], Floats | None]]:
    """Ours, (n, 3, levels), in the case's arrangement, and the way back."""
    if isinstance(given, dict):
        axes = (1, 0, 2) if {*given} <= {"dL", "m", "dR"} else (2, 0, 1)
        return ours.transpose(axes), lambda theirs: theirs.transpose(np.argsort(axes))
    shape = np.array(given, dtype=float).shape
    if len(shape) == 2:
        return ours[:, 1], lambda theirs: None
    for axes in ((0, 1, 2), (0, 2, 1), (2, 0, 1), (1, 0, 2), (2, 1, 0), (1, 2, 0)):
        if tuple(ours.shape[i] for i in axes) == shape:
            chosen = axes
            break
    else:
        return ours, lambda theirs: None
    return ours.transpose(chosen), lambda theirs: theirs.transpose(np.argsort(chosen))


RUNNERS: dict[str, Runner] = {
    "fuzzy_kao_liu_alpha_cut": _kao_liu,
    "fuzzy_possibilistic": _possibilistic,
    "fuzzy_guo_tanaka": _guo_tanaka,
}
