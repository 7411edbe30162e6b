"""Tables of indices over time: comparisons, means, chains, what the parts add, and other ways to measure them."""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np
import pandas as pd

from farrell.data import Panel
from farrell.productivity import (
    ChangeResult,
    TfpResult,
    compare_decompositions,
    compare_technologies,
    innovators,
    models,
    transitivity,
)
from farrell.productivity.change import DIVISORS, columns_of
from farrell.productivity.reading import has_innovators
from farrell.productivity.technologies import CIRCULAR, TechnologyName
from farrell.study.comparison import DIGITS, group_tests, no_tests, rank
from farrell.study.spec import OF_THE_STUDY, ModelSpec

OF_ONE = ("malmquist", "malmquist_luenberger", "luenberger")
"""Indices that chain where one frontier serves all periods."""
DIRECTIONS = {"inputs": "direction_inputs", "outputs": "direction_outputs", "bad": "direction_bad"}
SHOWN: tuple[TechnologyName, ...] = ("adjacent", "sequential", "global", "biennial")
"""Technologies that a study sets beside each other."""
MEASURED = ("orientation", "rts", "bounds", "distance", "form", "unbalanced", "convention")
DECOMPOSED = ("orientation", "technology", "base", "window", "unbalanced", "convention")
"""Options of the index that other technologies, and other decompositions, are measured with."""


def run(panel: Panel, model: ModelSpec) -> Any:
    """The result of an index, as a study file asks for it."""
    return models.run(model.kind, panel, {k: v for k, v in model.options.items() if k not in OF_THE_STUDY})


def change_of(result: ChangeResult | TfpResult) -> ChangeResult:
    """The changes, of an index of levels too."""
    return result.change if isinstance(result, TfpResult) else result


def tables_of(result: ChangeResult | TfpResult, group: str | None, model: ModelSpec) -> dict[str, pd.DataFrame]:
    """Every table of a change over time; those of one alone are called as its kind."""
    change, kind = change_of(result), model.kind
    means = with_means(change, group, model)
    made = {
        kind: comparisons(change, model),
        f"{kind}_means": means,
        f"{kind}_cumulative": cumulative(change, model),
        "cumulative_means": cumulative_means(change, means, model),
        "contributions": contributions(change, group, model),
    }
    if change.panel.roles.weight is not None:
        made[f"{kind}_weighted"] = weighted_means(change, group, model)
    if model.options.get("without"):
        made["without"] = without(change, group, model)
    if group is not None:
        made["group_tests"] = tests(change, group, model.name)
    if isinstance(result, TfpResult):
        made[f"{kind}_levels"] = levels(result, model)
    if kind == "malmquist":
        made |= _readings(change, group, model)
    return made


def told(result: ChangeResult | TfpResult, model: ModelSpec) -> dict[str, Any]:
    """What the report must know of an index: its parts, which side is progress, and how it was measured."""
    change = change_of(result)
    settings = change.settings
    orientation = settings.get("orientation")
    return {
        "components": list(change.components),
        "factors": list(change.factors()),
        "leaves": list(change.leaves()),
        "is_sum": change.is_sum,
        "progress": change.progress_is,
        "orientation": orientation if orientation in ("input", "output") else None,
        "rts": settings.get("rts"),
        "technology": settings.get("technology"),
        "decomposition": settings.get("decomposition"),
        "form": settings.get("form"),
        "distance": settings.get("distance"),
        "directions": {side: settings[key] for side, key in DIRECTIONS.items() if key in settings},
        "chains": isinstance(result, TfpResult) or (model.kind in OF_ONE and settings.get("technology") in CIRCULAR),
        "weight": change.panel.roles.weight,
        "since": _base(change, model),
    }


def _base(change: ChangeResult, model: ModelSpec) -> Any:
    """The period in which chained indices are 1."""
    return model.options.get("cumulative_from", change.panel.periods[0])


def _columns(change: ChangeResult, model: ModelSpec) -> list[str]:
    """Components as the tables have them: of the Malmquist index the usual five in any case."""
    return columns_of(change.components) if model.kind == "malmquist" else list(change.components)


def comparisons(change: ChangeResult, model: ModelSpec) -> pd.DataFrame:
    """unit, period_from, period_to, every component, status, model, and every distance."""
    keys = ["unit", "period_from", "period_to"]
    frame: pd.DataFrame = change.to_frame().reindex(columns=[*keys, *_columns(change, model), "status"])
    frame["model"] = model.name
    for name, values in change.distances.items():
        frame[f"d_{name}"] = values
    return frame


def _labels(change: ChangeResult, group: str | None) -> list[tuple[str, list[Any]]]:
    """Ways to put rows together, each with a label a row."""
    intervals = [f"{a}–{b}" for a, b in zip(change.period_from, change.period_to, strict=True)]
    chosen: list[tuple[str, list[Any]]] = [
        ("interval", intervals),
        ("unit", list(change.units)),
        ("overall", ["overall"] * len(intervals)),
    ]
    if group is not None:
        regions = change.group_labels(group)
        chosen += [("region", regions), ("region and interval", list(zip(regions, intervals, strict=True)))]
    return chosen


def _means(change: ChangeResult, group: str | None, model: ModelSpec, weights: str | None) -> list[pd.DataFrame]:
    """Means by interval, by unit, overall, by region, by region and interval."""
    blocks = []
    for by, keys in _labels(change, group):
        frame = change.means(keys, weights=weights)
        if weights is None:
            frame = pd.concat([frame, spread(change, keys)], axis=1)
        names = frame.pop("group").tolist()
        pairs = by == "region and interval"
        frame["name"] = [name[0] for name in names] if pairs else names
        if group is not None:
            frame["interval"] = [name[1] for name in names] if pairs else ""
        blocks.append(frame.assign(by=by, model=model.name))
    return blocks


def with_means(change: ChangeResult, group: str | None, model: ModelSpec) -> pd.DataFrame:
    """Means with their spread, geometric where parts multiply."""
    frame: pd.DataFrame = pd.concat(_means(change, group, model, None), ignore_index=True)
    lead = ["by", "name", *(["interval"] if group is not None else []), *_columns(change, model)]
    return frame.reindex(columns=[*lead, "n", "left_out", "model", *spread_of(change), "n_progress"])


def weighted_means(change: ChangeResult, group: str | None, model: ModelSpec) -> pd.DataFrame:
    """The same means, each unit counting with its weight in the earlier period."""
    weight = change.panel.roles.weight
    frame: pd.DataFrame = pd.concat(_means(change, group, model, weight), ignore_index=True)
    lead = ["by", "name", *(["interval"] if group is not None else []), *_columns(change, model)]
    return frame.reindex(columns=[*lead, "n", "left_out", "model"])


def spread_of(change: ChangeResult) -> tuple[str, str]:
    """What the least and the greatest value of an index are called."""
    return f"{change.components[-1]}_min", f"{change.components[-1]}_max"


def spread(change: ChangeResult, labels: list[Any]) -> pd.DataFrame:
    """Least and greatest index of each label, and how many are progress, in the order of ``means(labels)``."""
    rows = []
    least, greatest = spread_of(change)
    names, full = np.array([str(label) for label in labels]), change.rows()
    for label in dict.fromkeys(names.tolist()):
        known = change.index[(names == label) & full]
        rows.append(
            {
                least: known.min() if len(known) else np.nan,
                greatest: known.max() if len(known) else np.nan,
                "n_progress": int(change.is_progress(np.round(known, DIGITS)).sum()),
            }
        )
    return pd.DataFrame(rows)


def cumulative(change: ChangeResult, model: ModelSpec) -> pd.DataFrame:
    """Each unit's chained index, 1 (of a sum 0) in the first period or the one the study names."""
    columns = ["unit", "period", *_columns(change, model)]
    frame: pd.DataFrame = change.cumulative(_base(change, model)).reindex(columns=columns)
    frame["model"] = model.name
    return frame


def cumulative_means(change: ChangeResult, means: pd.DataFrame, model: ModelSpec) -> pd.DataFrame:
    """Means by interval chained from the first period or the one the study names: all units, and each region.

    Parameters
    ----------
    means : of :func:`with_means`
    """
    chains = [("all", "", means[means["by"] == "interval"].set_index("name"))]
    if "interval" in means:
        pairs = means[means["by"] == "region and interval"]
        chains += [
            ("region", str(name), part.set_index("interval")) for name, part in pairs.groupby("name", sort=False)
        ]
    periods = list(change.panel.periods)
    columns, start = _columns(change, model), periods.index(_base(change, model))
    intervals = [f"{a}–{b}" for a, b in itertools.pairwise(periods)]
    blocks = []
    for by, name, part in chains:
        links = part.reindex(intervals)[columns].to_numpy(dtype=float)
        known = part[columns].notna().any().to_numpy()
        chained = _chained(links, start, change.is_sum)
        block = pd.DataFrame(np.where(known, chained, np.nan), columns=columns)
        blocks.append(block.assign(by=by, name=name, period=periods, model=model.name))
    frame: pd.DataFrame = pd.concat(blocks, ignore_index=True)
    return frame[["by", "name", "period", *columns, "model"]]


def _chained(links: np.ndarray, start: int, is_sum: bool) -> np.ndarray:
    """(T, c) chains of (T - 1, c) links that are neutral at ``start``; a link without a value ends a chain there."""
    after, before = links[start:], links[:start][::-1]
    if is_sum:
        ahead, back, neutral = np.cumsum(after, axis=0), -np.cumsum(before, axis=0), 0.0
    else:
        ahead, back, neutral = np.cumprod(after, axis=0), 1.0 / np.cumprod(before, axis=0), 1.0
    return np.vstack([back[::-1], np.full((1, links.shape[1]), neutral), ahead])


def contributions(change: ChangeResult, group: str | None, model: ModelSpec) -> pd.DataFrame:
    """What each part adds to growth, overall and by region: its mean, the growth of that, the share in the index's.

    Growth is the mean logarithm, of a sum the mean itself; that of a part that divides has its sign turned.
    """
    rows = []
    for by, labels in _labels(change, group):
        if by not in ("overall", "unit", "region"):
            continue
        for (_, mean), (_, share) in zip(
            change.means(labels).iterrows(), change.contributions(labels).iterrows(), strict=True
        ):
            known = 1.0 if np.isfinite(mean[change.components[-1]]) else np.nan
            for part in (*change.leaves(), change.components[-1]):
                growth = mean[part] if change.is_sum else np.log(mean[part])
                rows.append(
                    {
                        "by": by,
                        "name": str(mean["group"]),
                        "component": part,
                        "mean": mean[part],
                        "growth": -growth if part in DIVISORS else growth,
                        "share": share.get(part, known),
                        "n": mean["n"],
                        "model": model.name,
                    }
                )
    return pd.DataFrame(rows)


def tests(change: ChangeResult, group: str, model: str) -> pd.DataFrame:
    """Do regions differ in the index? Each unit counts once, with its mean over the intervals.

    No test is made where a unit changes its region.
    """
    measure = change.components[-1]
    unit_mean = change.means("unit").set_index("unit")[measure]
    pairs = set(zip(change.units, change.group_labels(group), strict=True))
    region = dict(pairs)
    if len(pairs) > len(region):
        return no_tests(measure, model)
    whole = f"{change.period_from[0]}–{change.period_to[-1]}"
    return group_tests(measure, whole, unit_mean, [region[unit] for unit in unit_mean.index], model)


def without(change: ChangeResult, group: str | None, model: ModelSpec) -> pd.DataFrame:
    """Means without the intervals that touch the periods the study leaves out, overall ("all") and by region."""
    view = change.without(model.options["without"])
    labels = [["all"] * len(view.units), *([] if group is None else [view.group_labels(group)])]
    means = pd.concat([view.means(one) for one in labels], ignore_index=True).rename(columns={"group": "region"})
    frame = means.assign(periods=", ".join(map(str, model.options["without"])), model=model.name)
    columns = ["region", "periods", *_columns(change, model), "n", "left_out", "model"]
    out: pd.DataFrame = frame.reindex(columns=columns)
    return out


def levels(result: TfpResult, model: ModelSpec) -> pd.DataFrame:
    """unit, period, every level, the rank of its productivity in its period."""
    frame: pd.DataFrame = result.to_frame()
    frame["rank"] = frame.groupby("period", sort=False)["tfp"].transform(rank).astype("Int64")
    return frame.assign(model=model.name)


def _readings(change: ChangeResult, group: str | None, model: ModelSpec) -> dict[str, pd.DataFrame]:
    """The Malmquist index over other frontiers, by other decompositions, beside its direct value; the innovators."""
    made = {"technologies": technologies(change, group, model)}
    others = decompositions(change, model)
    if others is not None:
        made["decompositions"] = others
    if has_innovators(change):
        made["innovators"] = innovators(change).assign(model=model.name)
    if change.settings["technology"] == "adjacent" and len(change.panel.periods) > 2:
        made["transitivity"] = transitivity(change).assign(model=model.name)
    return made


def technologies(change: ChangeResult, group: str | None, model: ModelSpec) -> pd.DataFrame:
    """The index over several technologies, overall and by region."""
    chosen: dict[str, Any] = {k: v for k, v in model.options.items() if k in MEASURED}
    found = compare_technologies(change.panel, technologies=SHOWN, group=group, **chosen)
    out: pd.DataFrame = found.rename(columns={"group": "region"}).assign(model=model.name)
    return out


def decompositions(change: ChangeResult, model: ModelSpec) -> pd.DataFrame | None:
    """The index by every decomposition; None where its distances or frontiers have only one."""
    settings, form = change.settings, model.options.get("form", "geometric")
    usual = settings["rts"] == "crs" and settings["distance"] == "radial" and form == "geometric"
    if not usual or settings["technology"] == "metafrontier":
        return None
    chosen = {k: v for k, v in model.options.items() if k in DECOMPOSED}
    out: pd.DataFrame = compare_decompositions(change.panel, **chosen).table.assign(model=model.name)
    return out
