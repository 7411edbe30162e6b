"""``[space]`` of a study: variables, weights, and the tables of every statistic that can be made of them."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from farrell.catalogue import LANGUAGES, text
from farrell.data import Boundaries, Panel
from farrell.data.derived import parts_of
from farrell.data.provinces import are_provinces
from farrell.errors import OptionError
from farrell.productivity.models import OTHERS, OVER_TIME
from farrell.spacetime import Weights, variable
from farrell.spacetime.variables import by_period
from farrell.study import neighbours, systems
from farrell.study.spec import ModelSpec
from farrell.study.statistics import OF_NEIGHBOURS, STATISTICS, Statistic, statistic
from farrell.study.statistics.space import Space, Values

SPACE_KEYS = (
    "variables",
    "statistics",
    "weights",
    "weights_file",
    "k",
    "hainan",
    "economic",
    "share",
    "places",
    "classes",
    "breaks",
    "map_breaks",
    "permutations",
    "seed",
    "rank_by",
    "area",
    "drivers",
    "panel_effects",
    "forest",
    "horizon",
    "forecast",
    *systems.SYSTEM_KEYS,
)
PERMUTATIONS = 9_999
"""Of a study: the least p is then 0.0001, below 5 % of 1/31."""


@dataclass(frozen=True, slots=True)
class Variable:
    """What a chapter is about.

    Attributes
    ----------
    name : as the study file has it
    kind : score, amount or index
    model : whose score or index; empty for a column of the panel
    column : the score, component or column
    below : the column it is divided by, empty for none
    values : period -> unit -> value
    logged : whether they are logarithms
    """

    name: str
    kind: str
    model: str
    column: str
    below: str
    values: Values
    logged: bool = False


def made(
    panel: Panel,
    wanted: Mapping[str, Any],
    tables: Mapping[str, pd.DataFrame],
    models: Sequence[ModelSpec],
    group: str | None,
    boundaries: Boundaries | None,
    folder: Path,
) -> tuple[dict[str, pd.DataFrame], dict[str, Any]]:
    """Tables of all variables, and what the report must know of them.

    Parameters
    ----------
    wanted : the ``[space]`` table
    tables : of the models, where scores and indices are
    models : of the study
    group : the column of groups
    boundaries : the base map
    folder : beside which files are looked for

    Raises
    ------
    OptionError
        an unknown variable, statistic or rule; what a statistic asked for by name refuses
    """
    chosen = wanted.get("statistics")
    for name in chosen or ():
        if name not in STATISTICS:
            raise OptionError.choice("statistics", name, STATISTICS)
    for key in ("variables", "drivers", "weights", "statistics"):
        listed = wanted.get(key, [])
        if isinstance(listed, list) and len(set(listed)) < len(listed):
            raise OptionError("space-twice", key=key, names=sorted({name for name in listed if listed.count(name) > 1}))
    variables = [found(name, panel, tables, models) for name in variables_of(wanted, models)]
    points = neighbours.places(panel, wanted.get("places"), boundaries)
    needed = any(name in OF_NEIGHBOURS for name in chosen or ())
    weights = _weights(panel, wanted, points, boundaries, folder, needed=needed)
    frames: dict[str, list[pd.DataFrame]] = {}
    told = []
    drivers = {name: found(name, panel, tables, models).values for name in wanted.get("drivers", ())}
    for one in variables:
        others = {name: values for name, values in drivers.items() if name != one.name}
        space = _space(panel, one, wanted, weights, group, points, others)
        measured, refused = _measured(space, panel, chosen, bool(drivers))
        for name, table in {**measured, "values": _values(one)}.items():
            table.insert(0, "variable", one.name)
            frames.setdefault(f"space_{name.replace('-', '_')}", []).append(table)
        named = {key: getattr(one, key) for key in ("name", "kind", "model", "column", "below", "logged")}
        told.append({**named, "refused": refused, "upper": space.upper})
    meta = {
        "variables": told,
        "weights": [neighbours.told(w) for w in weights],
        "permutations": wanted.get("permutations", PERMUTATIONS),
        "seed": wanted.get("seed", 0),
        "map_breaks": _map_breaks(wanted, variables),
        "drivers": list(drivers),
        "rank_by": wanted.get("rank_by", ""),
        "panel_effects": wanted.get("panel_effects", "both"),
    }
    joined = {name: pd.concat(parts, ignore_index=True) for name, parts in frames.items()}
    coupled, meta["subsystems"] = systems.made(wanted, models, lambda name: found(name, panel, tables, models))
    return joined | coupled, meta


def _map_breaks(wanted: Mapping[str, Any], variables: Sequence[Variable]) -> dict[str, list[float]]:
    """Variable -> ends of its classes on maps, where the user gives them."""
    levels = [one.name for one in variables if one.kind != "index" and one.column != "te_crs"]  # these have their own
    given = wanted.get("map_breaks", {})
    for name, ends in given.items():
        if name not in levels:
            raise OptionError.choice("map_breaks", name, levels)
        rising = isinstance(ends, list) and ends and all(isinstance(end, (int, float)) for end in ends)
        if not rising or any(b <= a for a, b in itertools.pairwise(ends)):
            raise OptionError("space-map-breaks", name=name, ends=str(ends))
    return {name: [float(end) for end in ends] for name, ends in given.items()}


def _measured(
    space: Space, panel: Panel, chosen: Sequence[str] | None, wanted_drivers: bool
) -> tuple[dict[str, pd.DataFrame], list[dict[str, str]]]:
    """Tables of the statistics that were asked for, or else of all that can be made; those that cannot, and why."""
    made: dict[str, pd.DataFrame] = {}
    refused: list[dict[str, str]] = []
    for name in chosen or STATISTICS:
        lacking = None if chosen else _lacking(STATISTICS[name], space, panel, wanted_drivers)
        if lacking == "unasked":
            continue
        if lacking:
            said = {lang: text(f"report.space-lacks-{lacking}", lang) for lang in LANGUAGES}
            refused.append({"statistic": name} | said)
            continue
        try:
            made |= statistic(name, space)
        except OptionError as error:
            if chosen:
                raise
            refused.append({"statistic": name} | {lang: error.text(lang) for lang in LANGUAGES})
    return made, refused


def variables_of(wanted: Mapping[str, Any], models: Sequence[ModelSpec]) -> list[str]:
    """Names of the variables: those listed, or else technical efficiency, or the first model's score or index."""
    if wanted.get("variables"):
        return list(wanted["variables"])
    if any(m.kind == "efficiency" for m in models):
        return ["te_crs"]
    kind = models[0].kind
    return [f"{models[0].name}:{'econch' if kind in OTHERS else 'tfpch' if kind in OVER_TIME else 'score'}"]


def found(name: str, panel: Panel, tables: Mapping[str, pd.DataFrame], models: Sequence[ModelSpec]) -> Variable:
    """A variable by name: ``te_crs``, ``model:column``, a column of the panel, or one over another.

    Raises
    ------
    OptionError
        no model has it, and the panel has no such column
    """
    given, colon, column = name.rpartition(":")
    if colon and given not in [m.name for m in models]:
        raise OptionError.choice("variables", given, [m.name for m in models])
    for model in models:
        if colon and model.name != given:
            continue
        table = "efficiency" if model.kind == "efficiency" else model.kind if model.kind in OVER_TIME else "scores"
        frame = tables.get(table)
        if frame is None or column not in frame or not pd.api.types.is_numeric_dtype(frame[column]):
            continue
        rows = frame[frame["model"] == model.name]
        when = "period_to" if model.kind in OVER_TIME else "period"
        kind = "index" if model.kind in OVER_TIME else "score"
        values: dict[Any, dict[str, float]] = {}
        for unit, period, value in zip(rows["unit"], rows[when], rows[column], strict=True):
            here = values.setdefault(period, {})
            if pd.notna(value):
                here[unit] = float(value)
        return Variable(name, kind, model.name, column, "", {p: values[p] for p in panel.periods if p in values})
    if colon or name in ("te_crs", "te_vrs"):
        raise OptionError.choice("variables", name, list(panel.numbers))
    logged, above, below = parts_of(name)
    return Variable(name, "amount", "", above, below, variable(panel, name), logged)


def _values(one: Variable) -> pd.DataFrame:
    """The variable itself."""
    rows = [(unit, period, value) for period, here in one.values.items() for unit, value in here.items()]
    return pd.DataFrame(rows, columns=["unit", "period", "value"])


def _weights(
    panel: Panel,
    wanted: Mapping[str, Any],
    points: Any,
    boundaries: Boundaries | None,
    folder: Path,
    *,
    needed: bool,
) -> list[Weights]:
    """Weights of the study, the first of which serve all statistics; none where none are named and units are not
    provinces and have neither outlines nor places."""
    named = rules_of(wanted)
    options: dict[str, Any] = {key: wanted[key] for key in ("k", "hainan", "share") if key in wanted}
    if "economic" in wanted:
        options["economic"] = neighbours.mean_by_unit(panel, wanted["economic"])
    if "weights" not in wanted and named == ["queen"] and boundaries is None and not are_provinces(panel.units):
        if needed:
            raise OptionError("boundaries-needed")
        return []
    out = []
    for name in named:
        if name == "file":
            out.append(neighbours.read_weights(folder / wanted.get("weights_file", ""), panel.units))
        else:
            out.append(neighbours.weights_named(name, panel.units, points=points, boundaries=boundaries, **options))
    return out


def rules_of(wanted: Mapping[str, Any]) -> list[str]:
    """Rules of weights that a ``[space]`` table names, or means by what else it gives."""
    named = wanted.get(
        "weights", "file" if "weights_file" in wanted else "k-nearest" if "places" in wanted else "queen"
    )
    return [named] if isinstance(named, str) else list(named)


def _space(
    panel: Panel,
    one: Variable,
    wanted: Mapping[str, Any],
    weights: list[Weights],
    group: str | None,
    points: Any,
    drivers: Mapping[str, Values],
) -> Space:
    groups: dict[Any, dict[str, str]] | None = None
    if group is not None:
        groups = {period: {} for period in panel.periods}
        for unit, period, label in zip(panel.unit_labels, panel.period_labels, panel.labels[group], strict=True):
            groups[period][unit] = str(label)
    sizes = by_period(panel, panel.numbers[one.below]) if one.below else None
    totals = by_period(panel, panel.numbers[one.column]) if one.below and not one.logged else None
    areas = neighbours.areas(panel, wanted.get("area"))
    rank_by = variable(panel, wanted["rank_by"]) if "rank_by" in wanted else None
    return Space(
        one.values, weights[0] if weights else None, groups, sizes, points, areas, totals, rank_by, tuple(weights[1:]),
        wanted.get("classes", 4), wanted.get("breaks"), wanted.get("permutations", PERMUTATIONS),
        wanted.get("seed", 0), one.kind, drivers, wanted.get("panel_effects", "both"), wanted.get("forest", False),
        wanted.get("horizon", 0), wanted.get("forecast", "auto"),
    )  # fmt: skip


def _lacking(one: Statistic, space: Space, panel: Panel, wanted_drivers: bool) -> str | None:
    """What a statistic would need that the study does not have; ``unasked`` where it is not for such a variable, or the
    user has not given what only the user can; ``kind`` where the user has, of a variable that it is not for."""
    wish = {"drivers": space.drivers, "forest": space.forest, "horizon": space.horizon}
    wish |= {"rank_by": space.rank_by, "areas": space.areas and space.totals}
    wished = [given for name, given in wish.items() if name in one.needs]
    if not all(wished):
        return "driver" if "drivers" in one.needs and wanted_drivers and not space.drivers else "unasked"
    if space.kind not in one.kinds:
        return "kind" if wished else "unasked"
    if len(space.values) < one.periods:
        return "periods"
    if "weights" in one.needs and space.weights is None:
        return "weights"
    if "groups" in one.needs and space.groups is None:
        return "groups"
    if "points" in one.needs and space.points is None and not are_provinces(panel.units):
        return "points"
    return None
