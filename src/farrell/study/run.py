"""Run a study: read, check, solve, tabulate."""

from __future__ import annotations

import datetime as dt
import itertools
import time
import warnings
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from functools import partial
from importlib import resources
from pathlib import Path
from typing import Any

import pandas as pd

from farrell.catalogue import LANGUAGES
from farrell.data import Boundaries, Panel, are_provinces, base_map, province_groups, read_boundaries, read_panel
from farrell.data.bundles import bundle_path
from farrell.data.provinces import GROUPINGS
from farrell.data.readers import read_table
from farrell.dea import DEAResult, can_screen, dea, scale_efficiency, score_range, screen
from farrell.errors import DataError, DataWarning, FarrellWarning, OptionError, StudyFileError, nearest
from farrell.policy import norms
from farrell.productivity.models import OVER_TIME
from farrell.study import (
    benchmarks,
    comparison,
    determinants,
    indices,
    inference,
    models,
    plans,
    published,
    robustness,
    scenarios,
    space,
    stochastic,
    tables,
)
from farrell.study.finished import Finished
from farrell.study.manifest import group_of, manifest
from farrell.study.neighbours import read_weights
from farrell.study.provenance import plain
from farrell.study.results import StudyResults
from farrell.study.spec import ModelSpec, StudySpec, panel_arguments

CHAPTERS = ("stochastic", "inference", "determinants", "robustness", "space")
"""Tables of the study file that make a chapter beside the models, in the order in which they are computed."""
Progress = Callable[[str, int, int], None]
"""Told the name of a step, its number and how many there are."""


def open_panel(spec: StudySpec) -> Panel:
    """The study's panel, with its groups; findings travel with it and are not raised as warnings."""
    arguments = panel_arguments(spec)
    with _blame(spec, "data"), warnings.catch_warnings():
        warnings.simplefilter("ignore", DataWarning)
        if "bundled" in spec.data:
            source: AbstractContextManager[Path] = resources.as_file(bundle_path(spec.data["bundled"]))
        else:
            source = nullcontext(spec.path.parent / spec.data["file"])
        try:
            with source as path:
                panel = read_panel(path, **_reader_arguments(spec, arguments))
        except DataError as error:
            _blame_groups(spec, error)
            raise
    return _with_groups(panel, spec)


@contextmanager
def _blame(spec: StudySpec, key: str) -> Iterator[None]:
    """An option the study file gives wrong is its fault: the message names it and the key; a full disk is not."""
    try:
        yield
    except OptionError as error:
        if error.code == "out-not-writable":
            raise
        raise StudyFileError("study-option", file=spec.path.name, key=key, message=error) from error


def _reader_arguments(spec: StudySpec, arguments: dict[str, Any]) -> dict[str, Any]:
    """Add the column of ``[groups] by`` to what is read, where it is a column and not a bundled grouping."""
    groups = spec.groups
    listed = arguments.get("group", ())
    columns = [listed] if isinstance(listed, str) else list(listed)
    if groups and groups not in columns and groups not in GROUPINGS:
        columns.append(groups)
    return {**arguments, "group": columns}


def _blame_groups(spec: StudySpec, error: DataError) -> None:
    """A column of groups that is not there may be a misspelled grouping; both are named."""
    missing = error.values.get("missing")
    if error.code.startswith("missing-column") and isinstance(missing, list) and spec.groups in missing:
        raise StudyFileError(
            "study-groups",
            file=spec.path.name,
            groups=spec.groups,
            columns=[*GROUPINGS, *error.values["found"]],  # type: ignore[misc]
            hint=nearest(spec.groups, [*GROUPINGS, *error.values["found"]]),  # type: ignore[misc]
        ) from error


def _with_groups(panel: Panel, spec: StudySpec) -> Panel:
    groups = spec.groups
    if not groups or groups in panel.labels:
        return panel
    if not are_provinces(panel.units):
        raise StudyFileError(
            "study-groups",
            file=spec.path.name,
            groups=groups,
            columns=list(panel.labels),
            hint=nearest(groups, GROUPINGS),
        )
    return panel.with_group(groups, province_groups(panel.units, groups))


def compute(spec: StudySpec, progress: Progress = lambda name, step, steps: None) -> StudyResults:
    """Run every model of a study; inside :func:`farrell.resumable`, what an earlier run has finished is taken over.

    Raises
    ------
    FarrellError
        what the data or the options deserve; nothing has been written then
    """
    steps, place = _steps(spec), itertools.count(1)

    def begin(name: str) -> None:
        progress(name, next(place), len(steps))

    begin("data")
    started, begun = dt.datetime.now(dt.UTC), time.monotonic()
    panel = open_panel(spec)
    published.check(spec.compare, {model.kind for model in spec.models})
    for name in panel.labels:
        if name in tables.RESERVED:
            raise StudyFileError("study-group-name", file=spec.path.name, column=name)
    base, boundaries = _base_map(spec, panel)
    maps = _map_meta(spec, panel, base)
    out: dict[str, list[pd.DataFrame]] = {
        "descriptive": [tables.descriptive(panel)],
        "correlation": [tables.correlation(panel)],
    }
    findings = list(panel.findings)
    if can_screen(panel):
        screening = screen(panel)
        findings += screening.findings
        out["screening"] = [tables.screening(screening)]
    out["checks"] = [tables.checks(findings)]
    diagnostics: dict[str, Any] = {}
    results: dict[str, Any] = {}
    measured: dict[str, Any] = {}
    finished = Finished(spec, panel)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always", FarrellWarning)
        for model in spec.models:
            begin(model.name)
            with _blame(spec, f"model.{model.name}"):
                made = finished.step(f"model.{model.name}", partial(_run, panel, model, spec))
            if made.scored is not None:
                results[model.name] = made.scored
            if made.index is not None:
                measured[model.name] = made.index
            diagnostics[model.name] = made.counts
            for name, frame in made.tables.items():
                out.setdefault(name, []).append(frame)
        if "policy" in steps:
            begin("policy")
        advised, records, told = finished.step("policy", partial(_policy, panel, spec))
        joined = {name: pd.concat(frames, ignore_index=True) for name, frames in out.items()}
        for name in CHAPTERS:
            told[name] = None
            if getattr(spec, name) is not None:
                begin(name)
                with _blame(spec, name):
                    work = partial(_chapter, name, panel, spec, joined, boundaries)
                    tables_of_chapter, told[name] = finished.step(name, work)
                advised |= tables_of_chapter
    begin("tables")
    joined |= models.side_by_side(results) | advised
    if spec.compare:
        joined["published"] = published.beside(spec.compare, joined)
    messages = [
        {language: w.message.text(language) for language in LANGUAGES}
        for w in caught
        if isinstance(w.message, FarrellWarning)
    ]
    meta = manifest(spec, panel, findings, messages, diagnostics, (started, time.monotonic() - begun))
    meta |= {"maps": maps, "indices": plain(measured), **plain(told)}
    return StudyResults(joined, meta, boundaries, records)


def _steps(spec: StudySpec) -> list[str]:
    """What a run does, in order: models by their names."""
    steps = ["data", *(model.name for model in spec.models)]
    if spec.benchmarks is not None or spec.rebalance is not None or spec.scenarios:
        steps.append("policy")
    return [*steps, *(name for name in CHAPTERS if getattr(spec, name) is not None), "tables"]


def _policy(panel: Panel, spec: StudySpec) -> tuple[dict[str, pd.DataFrame], dict[str, Any], dict[str, Any]]:
    """Tables, records, and what the report must know of advice, the plan and scenarios."""
    out: dict[str, pd.DataFrame] = {}
    records: dict[str, Any] = {}
    told: dict[str, Any] = {"benchmarks": None, "scenarios": []}
    if spec.benchmarks is not None:
        with _blame(spec, "benchmarks"):
            made, told["benchmarks"] = benchmarks.made(panel, spec.benchmarks)
        out |= made
    if spec.rebalance is not None:
        with _blame(spec, "rebalance"):
            made, records["plan"] = plans.made(panel, spec.rebalance, spec.path.parent)
        out |= made
    if spec.scenarios:
        with _blame(spec, "scenario"):
            made, told["scenarios"] = scenarios.made(panel, spec.scenarios)
        out |= made
    return out, records, told


def _chapter(
    name: str, panel: Panel, spec: StudySpec, made: dict[str, pd.DataFrame], boundaries: Boundaries | None
) -> tuple[dict[str, pd.DataFrame], dict[str, Any]]:
    """The tables of a chapter that the study asks for, and what the report must know of them."""
    wanted, group, folder = getattr(spec, name), group_of(panel, spec), spec.path.parent
    if name == "stochastic":
        return stochastic.made(panel, wanted, spec.models, group)
    if name == "inference":
        return inference.made(panel, wanted, spec.models, group)
    if name == "determinants":
        return determinants.made(panel, wanted, spec.models)
    if name == "robustness":
        return robustness.made(panel, wanted, spec.models, group, spec.rebalance, folder)
    return space.made(panel, wanted, made, spec.models, group, boundaries, folder)


def _base_map(spec: StudySpec, panel: Panel) -> tuple[str, Boundaries | None]:
    """What maps are drawn on: the user's file, a bundled map, or nothing where the units are no provinces."""
    maps = spec.maps
    with _blame(spec, "maps"):
        if maps.file is not None:
            return "file", read_boundaries(spec.path.parent / maps.file, panel.units, match=maps.match)
        base = maps.base or ("outline" if are_provinces(panel.units) else "none")
        return base, None if base == "none" else base_map(base, panel.units)  # type: ignore[arg-type]


def open_files(spec: StudySpec, panel: Panel) -> None:
    """Read what a study names beside its data; raises what a run would, before anything is solved."""
    published.check(spec.compare, {model.kind for model in spec.models})
    folder, weights, limits = spec.path.parent, spec.space or {}, spec.rebalance or {}
    _base_map(spec, panel)
    with _blame(spec, "space"):
        if "weights_file" in weights:
            read_weights(folder / weights["weights_file"], panel.units)
    with _blame(spec, "rebalance"):
        if "norms" in limits:
            norms(folder / limits["norms"])
        if "overrides" in limits:
            read_table(folder / limits["overrides"])


def _map_meta(spec: StudySpec, panel: Panel, base: str) -> dict[str, Any]:
    """The base map in words, and the periods drawn: those the study names, else up to four spread evenly."""
    periods = list(panel.periods)
    for period in spec.maps.periods:
        if period not in periods:
            known = ", ".join(map(str, periods))
            hint = nearest(str(period), map(str, periods))
            raise StudyFileError(
                "study-choice", file=spec.path.name, key="maps.periods", value=repr(period), allowed=known, hint=hint
            )
    places = sorted({round(i * (len(periods) - 1) / 3) for i in range(4)})
    return {
        "base": base,
        "source": dict(spec.maps.source),
        "approval": spec.maps.approval,
        "periods": list(spec.maps.periods) or [periods[i] for i in places],
    }


@dataclass(frozen=True, slots=True)
class Made:
    """What a model gives a study: tables, solver counts, its result where it can be held beside those of other models,
    and, of an index, what the report must know of it."""

    tables: dict[str, pd.DataFrame]
    counts: dict[str, int]
    scored: Any = None
    index: dict[str, Any] | None = None


def _run(panel: Panel, model: ModelSpec, spec: StudySpec) -> Made:
    if model.kind == "efficiency":
        return _efficiency(panel, model, spec)
    if model.kind in OVER_TIME:
        return _index(panel, model, spec)
    result = models.run(panel, model)
    made = models.tables_of(result, model, group_of(panel, spec))
    return Made(made, models.counts(result), result if "scores" in made else None)


def _efficiency(panel: Panel, model: ModelSpec, spec: StudySpec) -> Made:
    result = scale_efficiency(panel, **model.options)
    ranges = {}
    imprecise = any(c in panel.roles.precision for c in (*panel.roles.inputs, *panel.roles.outputs))
    if imprecise and model.options.get("reference", "own") in ("own", "pooled"):
        chosen = {k: v for k, v in model.options.items() if k in ("orientation", "reference")}
        ranges = {rts: score_range(panel, rts=rts, **chosen) for rts in ("crs", "vrs")}
    pooled = _pooled(panel, model)
    slack = pd.concat([tables.slacks(r, model.name) for r in (result.vrs, result.crs)], ignore_index=True)
    made = {
        "efficiency": tables.efficiency(result, pooled, ranges, model.name),
        "means": tables.means(result, pooled, model.name),
        "slacks": slack,
        "redundancy": tables.redundancy(slack),
        "peers": pd.concat([tables.peers(r, model.name) for r in (result.vrs, result.crs)], ignore_index=True),
    }
    scores, group = made["efficiency"], group_of(panel, spec)
    if len(panel.periods) > 1:
        made["movement"] = comparison.movement(scores, list(panel.periods), model.name)
    if group is not None:
        made["regions"] = tables.regions(result, pooled, group, model.name)
        made["region_gaps"] = comparison.region_gaps(made["regions"], scores, group, model.name)
        made["group_tests"] = comparison.efficiency_tests(scores, group, model.name)
    counts = dict(result.diagnostics)
    if pooled is not None:
        counts = {key: value + pooled.diagnostics[key] for key, value in counts.items()}
    return Made(made, counts, result)


def _pooled(panel: Panel, model: ModelSpec) -> DEAResult | None:
    """Scores against one frontier of all periods, beside scores of every period's own: only they compare periods."""
    if len(panel.periods) == 1 or model.options.get("reference", "own") != "own":
        return None
    orientation = model.options.get("orientation", "input")
    return dea(panel, rts="crs", orientation=orientation, reference="pooled", second_phase=False)


def _index(panel: Panel, model: ModelSpec, spec: StudySpec) -> Made:
    if (since := model.options.get("cumulative_from", panel.periods[0])) not in panel.periods:
        raise OptionError.choice("cumulative_from", since, panel.periods)
    result = indices.run(panel, model)
    made = indices.tables_of(result, group_of(panel, spec), model)
    return Made(made, models.counts(indices.change_of(result)), index=indices.told(result, model))
