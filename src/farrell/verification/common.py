"""What the runners of all kinds of cases share: options, comparison, quantities with many right answers."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from farrell.dea import DEAResult
from farrell.errors import DataError, FarrellError, SolveWarning
from farrell.verification.cases import Case, CaseResult

Floats = NDArray[np.float64]
Quantities = Mapping[str, Any]
Runner = Callable[[Case], Quantities]
BY_LARGEST = ("slack", "target")
"""Quantities compared against the largest expected value of their variable."""
LOOSE = 1e-3
"""A tolerance from which on a case speaks of other draws, and not of rounding."""
ROUNDING = 1e-9
"""The least a quantity that is held against its own program may miss, where the case's tolerances are none."""
LABELS = frozenset({"periods", "dmus"})
NAMED = {
    "constant": 0.0, "crs": 0.0, "increasing": 1.0, "irs": 1.0, "decreasing": -1.0, "drs": -1.0,
}  # fmt: skip
"""Numbers that stand for words, so that labels can be compared."""
NULL_IS_NAN = "null is NaN"
"""Mark of models for which an expected null means that there is no solution, not that the source says nothing."""


class Unsupported(Exception):
    """The case asks for a model or option that does not exist here yet."""


def run_case(folder: Path, runners: Mapping[str, Runner]) -> CaseResult:
    """Run one case; whatever a model raises is a disagreement with its message."""
    try:
        case = Case.read(folder)
    except DataError as error:
        return CaseResult(folder.name, "unknown", "disagree", reason=str(error))
    runner = runners.get(case.model)
    try:
        if runner is None:
            raise Unsupported(f"model {case.model}")
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", SolveWarning)
            quantities = runner(case)
        return compare(case, quantities)
    except Unsupported as error:
        return CaseResult(case.id, case.model, "unsupported", reason=str(error))
    except FarrellError as error:
        return CaseResult(case.id, case.model, "disagree", reason=f"{error.code}: {error}")
    except (KeyError, ValueError, TypeError, IndexError, AttributeError) as error:
        return CaseResult(case.id, case.model, "disagree", reason=f"the case cannot be run: {error!r}")


def options_of(case: Case, *roles: str, **allowed: tuple[Any, ...] | None) -> dict[str, Any]:
    """The case's options; one that is not allowed, or has a value that is not, makes the case unsupported.

    ``roles`` are the keys of the case's data, beyond inputs and outputs, that the runner uses; an option with None
    takes any value.
    """
    if not case.needs_only(*roles):
        raise Unsupported("data roles the model does not use")
    for name, value in case.options.items():
        if name in ("note", "layout"):
            continue
        if name not in allowed:
            raise Unsupported(f"option {name}")
        values = allowed[name]
        if values is not None and value not in values:
            raise Unsupported(f"{name} = {value}")
    return dict(case.options)


def technology_of(options: Mapping[str, Any]) -> dict[str, Any]:
    """rts, orientation and, for grs, the bounds in whatever spelling the case has them."""
    bounds = None
    if options["rts"] == "grs":
        given = options.get("bounds")
        given = [given.get("L"), given.get("U")] if isinstance(given, dict) else given
        given = given or [options.get("L"), options.get("U")]
        try:
            bounds = tuple(float(limit) for limit in given)
        except (TypeError, ValueError) as error:
            raise Unsupported(f"bounds {given}") from error
    return {"rts": options["rts"], "orientation": options.get("orientation", "input"), "bounds": bounds}


class SelfChecked:
    """A quantity with many right answers: ours is held against its own program, the case's is not compared.

    Attributes
    ----------
    fault : how far ours misses, relative
    """

    def __init__(self, fault: float) -> None:
        self.fault = fault


class Partly:
    """A quantity of which some cells have many right answers; those are not compared.

    Attributes
    ----------
    values : ours
    is_open : which cells
    """

    def __init__(self, values: Floats, is_open: NDArray[np.bool_]) -> None:
        self.values, self.is_open = values, is_open


class Drawn:
    """A quantity of random draws, or of the rule that smooths them, which another program makes by other numbers.

    Where the case says how far another run may lie, ours must lie so near; where its tolerance is one of rounding,
    which no other draws can meet, the means of both must be of one order of magnitude.

    Attributes
    ----------
    values : ours
    """

    def __init__(self, values: Floats) -> None:
        self.values = values


class LeftOut:
    """A quantity of the case that no right answer has: what it hangs on is without bound there, or not what it is
    called."""


def intensity_fault(result: DEAResult) -> float:
    """How far a projection misses what it must be: targets reached by intensities that the returns to scale allow, and
    made of the point by its two moves; relative to each variable's largest target."""
    panel, settings = result.panel, result.settings
    ok = result.status == "optimal"
    if not ok.any():
        return 0.0
    row_of = {key: r for r, key in enumerate(zip(panel.unit_labels, panel.period_labels, strict=True))}
    members = [row_of[key] for key in zip(result.reference_units, result.reference_periods, strict=True)]
    lambdas = result.lambdas[ok]
    reached = lambdas @ np.hstack([panel.X, panel.Y])[members]
    target = np.hstack([result.target_in, result.target_out])[ok]
    moved = np.hstack([
        panel.X - result.radial_in - result.slack_in,
        panel.Y + result.radial_out + result.slack_out,
    ])[ok]  # fmt: skip
    largest = np.maximum(np.abs(target).max(axis=0), 1e-300)
    low, high = {
        "vrs": (1.0, 1.0),
        "fdh": (1.0, 1.0),
        "nirs": (0.0, 1.0),
        "ndrs": (1.0, np.inf),
        "grs": settings.get("bounds") or (0.0, np.inf),
    }.get(str(settings["rts"]), (0.0, np.inf))
    sums = lambdas.sum(axis=1)
    faults = (
        np.abs(reached - target) / largest,
        np.abs(moved - target) / largest,
        np.maximum(low - sums, sums - high),
        -lambdas,
    )
    return float(np.max([fault.max() for fault in faults]))


def compare(case: Case, quantities: Quantities) -> CaseResult:
    """Hold every expected quantity against ours; the worst one decides."""
    asserted = [k for k in case.expected if k not in case.skipped and k not in LABELS]
    unknown = [k for k in asserted if k not in quantities]
    if unknown:
        raise Unsupported(f"quantity {', '.join(unknown)}")
    compared, drawn, self_checked, left_out = [], [], [], []
    worst_key, worst_ratio, worst_difference = None, 0.0, 0.0
    for key, wanted, ours in _pairs(case, asserted, quantities):
        if isinstance(ours, LeftOut):
            left_out.append(key)
            continue
        if isinstance(ours, SelfChecked):
            self_checked.append(key)
            difference = ours.fault if np.isfinite(ours.fault) else np.inf
            ratio = difference / max(case.tolerance["abs"], case.tolerance["rel"], ROUNDING)
        else:
            expected = _numbers(wanted)
            values = ours.values if isinstance(ours, Drawn) else ours
            if isinstance(ours, Drawn) and max(case.tolerance.values()) < LOOSE:
                drawn.append(key)
                ratio, difference = _magnitudes(values, expected)
                if ratio > worst_ratio:
                    worst_key, worst_ratio, worst_difference = key, ratio, difference
                continue
            if isinstance(ours, Partly):
                values, expected = ours.values, np.where(ours.is_open, np.nan, expected)
            if not np.isfinite(expected).any():
                continue
            compared.append(key)
            ratio, difference = _distance(case, key, values, expected, NULL_IS_NAN in quantities)
        if ratio > worst_ratio:
            worst_key, worst_ratio, worst_difference = key, ratio, difference
    if not compared:
        raise Unsupported("nothing to compare")
    agree = worst_ratio <= 1.0
    return CaseResult(
        case.id,
        case.model,
        "agree" if agree else "disagree",
        None if agree else worst_key,
        None if agree else worst_difference,
        compared=tuple(compared),
        drawn=tuple(drawn),
        self_checked=tuple(self_checked),
        left_out=tuple(left_out),
    )


def _pairs(case: Case, asserted: list[str], quantities: Quantities) -> Iterator[tuple[str, Any, Any]]:
    """Every quantity with ours beside it; of a table each of its columns that is no label."""
    for key in asserted:
        expected, ours = case.expected[key], quantities[key]
        if not (isinstance(expected, dict) and isinstance(ours, dict)):
            yield key, expected, ours
            continue
        columns = [c for c, values in expected.items() if not _is_label(c, values)]
        unknown = [c for c in columns if c not in ours and f"{key}.{c}" not in case.skipped]
        if unknown:
            raise Unsupported(f"columns {', '.join(unknown)} of {key}")
        for column in columns:
            if f"{key}.{column}" not in case.skipped:
                yield f"{key}.{column}", expected[column], ours[column]


def _is_label(column: str, values: Any) -> bool:
    return column.startswith("Year") or any(isinstance(one, str) and one.lower() not in NAMED for one in values)


def _distance(case: Case, key: str, ours: Any, expected: Floats, null_is_nan: bool) -> tuple[float, float]:
    """Largest |ours - expected| / allowed, and the difference there; a missing number of ours counts as infinite."""
    values = np.asarray(ours, dtype=np.float64)
    shapes = values.squeeze().shape, values.squeeze().T.shape
    if expected.squeeze().shape not in shapes:
        raise ValueError(f"{key}: {expected.shape} expected, {values.shape} computed")
    if values.ndim == expected.ndim == 2 and values.shape != expected.shape:
        values = values.T  # one row a unit where we have one a transition
    values = values.reshape(expected.shape)
    scale = np.abs(expected)
    if key.startswith(BY_LARGEST):
        scale = np.broadcast_to(np.nanmax(scale, axis=0, initial=0.0), expected.shape)
    known = np.isfinite(expected)  # null: infeasible, or not reported
    difference = np.where(np.isfinite(values), np.abs(values - expected), np.inf)
    difference[~known] = np.where(np.isfinite(values[~known]) & null_is_nan, np.inf, 0.0)
    with np.errstate(divide="ignore", invalid="ignore"):
        allowed = case.tolerance["abs"] + case.tolerance["rel"] * np.nan_to_num(scale)
        ratio = np.where(difference == 0, 0.0, difference / allowed)
    worst = int(ratio.argmax())
    return float(ratio.flat[worst]), float(difference.flat[worst])


def _magnitudes(ours: Floats, expected: Floats) -> tuple[float, float]:
    """How many half orders of magnitude lie between two means of sizes, and their difference."""
    here, there = float(np.nanmean(np.abs(ours))), float(np.nanmean(np.abs(expected)))
    if not here * there > 0:
        return (0.0 if here == there else np.inf), abs(here - there)
    return abs(float(np.log10(here / there))) / 0.5, abs(here - there)


def _numbers(expected: Any) -> Floats:
    """An array; lists of (interval, unit, value) give their values in that order, parts with names theirs."""
    rows = list(expected.values()) if isinstance(expected, dict) else expected
    rows = rows if isinstance(rows, list) else [rows]
    if rows and isinstance(rows[0], list) and len(rows[0]) == 3 and isinstance(rows[0][0], str):
        rows = [row[2] for row in rows]
    return np.array(_nested(rows), dtype=np.float64)


def _nested(value: Any) -> Any:
    if isinstance(value, list):
        return [_nested(one) for one in value]
    if isinstance(value, str) and value.lower() in NAMED:
        return NAMED[value.lower()]
    return float("nan") if value is None else float(value)
