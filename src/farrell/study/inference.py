"""``[inference]`` of a study: intervals of scores and of change, means with theirs, tests."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import combinations
from typing import Any

import numpy as np
import pandas as pd

from farrell.data import Panel
from farrell.errors import OptionError
from farrell.inference import (
    BootstrapResult,
    HypothesisTest,
    SubsampleResult,
    bootstrap,
    bootstrap_malmquist,
    bootstrap_subsample,
    convexity_test,
    equal_distributions_test,
    equal_means_test,
    mean_efficiency,
    mean_productivity,
    relevance_test,
    returns_to_scale_bootstrap,
    returns_to_scale_test,
)
from farrell.inference.groups import holm
from farrell.inference.malmquist_bootstrap import COMPONENTS
from farrell.inference.means import MeanEfficiency, MeanProductivity
from farrell.productivity.models import INDICES
from farrell.study.spec import SCORES, ModelSpec

METHODS = ("homogeneous", "heterogeneous", "subsample")
OF_GROUPS = ("equal-means", "equal-distributions")
TESTS = ("returns-to-scale", *OF_GROUPS, "relevance", "returns-to-scale-halves", "convexity")
SMALLEST = 4
"""Units of a group from which groups are compared unasked, and units in all periods from which change has a mean."""
INFERENCE_KEYS = ("models", "method", "draws", "replicates", "splits", "seed", "level", "tests")
DEFAULTS: dict[str, Any] = {"method": "homogeneous", "replicates": 2000, "splits": 100, "seed": 0, "level": 0.95}
OF_MODEL = ("orientation", "reference")
OF_INDEX = ("orientation", "decomposition")
EFFICIENT = 1.0 - 1e-6
"""A score of this and more is that of a unit on the frontier, whose inefficiency no interval shows."""
WAYS = {1: "progress", -1: "regress", 0: "unsure"}
"""What a component's interval says: all of it above 1, all below, or neither."""
CHECKS = {
    "orientation": ("input", "output"),
    "technology": ("adjacent",),
    "decomposition": (None, "fgnz", "fglr"),
    "distance": ("radial",),
    "rts": ("crs",),
    "unbalanced": ("intervals",),
    "form": (None, "geometric"),
    "convention": ("farrell",),
}
"""Options of an index whose bootstrap there is; the first is its default."""


def made(
    panel: Panel, wanted: Mapping[str, Any], models: Sequence[ModelSpec], group: str | None
) -> tuple[dict[str, pd.DataFrame], dict[str, Any]]:
    """The tables of what an ``[inference]`` table asks for, and what the report must know of them.

    Raises
    ------
    FarrellError
        a model that is none, or has no bootstrap; a test that the data do not allow; whatever the functions refuse
    """
    asked = DEFAULTS | dict(wanted)
    chosen, left_out = choose_models(asked.get("models"), models, len(panel.periods))
    efficiency = [model for model in chosen if model.kind == "efficiency"]
    changes = [model for model in chosen if model.kind == "malmquist"]
    stayers = int((panel.observed >= 0).all(axis=1).sum())
    out: dict[str, list[pd.DataFrame]] = {}
    for model in efficiency:
        out.setdefault("intervals", []).append(intervals(panel, asked, model))
        if model.options.get("reference", "own") == "own":
            out.setdefault("mean_intervals", []).append(means(panel, asked, model))
    for model in changes:
        found = bootstrap_malmquist(panel, **index_arguments(asked, model))
        out.setdefault("index_intervals", []).append(of_index(found.to_frame(), model.name))
        if stayers >= SMALLEST:
            out.setdefault("mean_index_intervals", []).append(mean_changes(panel, asked, model))
    tests = chosen_tests(panel, asked.get("tests"), group)
    orientation = efficiency[0].options.get("orientation", "input") if efficiency else "input"
    if tests:
        out["inference_tests"] = [tested(panel, asked, tests, group, orientation)]
    told = {key: asked[key] for key in DEFAULTS}
    told |= {"draws": asked.get("draws"), "tests": tests, "orientation": orientation, "left_out": left_out}
    told["stayers"] = stayers
    told |= {"efficiency": [model.name for model in efficiency], "indices": [model.name for model in changes]}
    return {name: pd.concat(frames, ignore_index=True) for name, frames in out.items()}, told


def choose_models(
    named: Sequence[str] | None, models: Sequence[ModelSpec], periods: int
) -> tuple[list[ModelSpec], list[str]]:
    """The models that get intervals, as named or all that have a bootstrap; and names of those that have none."""
    able = [model for model in models if _has_bootstrap(model, periods)]
    if named is None:
        others = [model.name for model in models if model not in able]
        if not able:
            raise OptionError("no-bootstrap", models=others)
        return able, others
    known = {model.name: model for model in able}
    for name in named:
        if name not in known:
            raise OptionError.choice("models", name, list(known))
    return [known[name] for name in dict.fromkeys(named)], []


def _has_bootstrap(model: ModelSpec, periods: int) -> bool:
    if model.kind == "efficiency":
        return model.options.get("reference", "own") in ("own", "pooled")
    if model.kind not in INDICES or model.kind != "malmquist" or periods < 2:
        return False
    return all(model.options.get(key, allowed[0]) in allowed for key, allowed in CHECKS.items())


def score_arguments(asked: Mapping[str, Any], model: ModelSpec) -> dict[str, Any]:
    """Arguments of the bootstrap of a model's scores, beside the returns to scale."""
    given: dict[str, Any] = {key: model.options[key] for key in OF_MODEL if key in model.options}
    given |= {key: asked[key] for key in ("seed", "replicates", "level")}
    if asked["method"] == "heterogeneous":
        given["method"] = asked["method"]
    if asked["method"] == "homogeneous" and "draws" in asked:
        given["draws"] = asked["draws"]
    return given


def index_arguments(asked: Mapping[str, Any], model: ModelSpec) -> dict[str, Any]:
    """Arguments of the bootstrap of an index."""
    given = {key: model.options[key] for key in OF_INDEX if key in model.options}
    return given | {key: asked[key] for key in ("seed", "replicates", "level")}


def mean_arguments(asked: Mapping[str, Any], model: ModelSpec) -> dict[str, Any]:
    """Arguments of means of a model's scores or of an index."""
    given = {key: model.options[key] for key in ("orientation",) if key in model.options}
    return given | {key: asked[key] for key in ("seed", "splits", "level")}


def intervals(panel: Panel, asked: Mapping[str, Any], model: ModelSpec) -> pd.DataFrame:
    """A row a unit-period and score: what the bootstrap says, all in the direction of efficiency."""
    given = score_arguments(asked, model)
    function: Any = bootstrap_subsample if asked["method"] == "subsample" else bootstrap
    frames = [of_scores(function(panel, rts=rts, **given), score) for score, rts in SCORES.items()]
    return pd.concat(frames, ignore_index=True).assign(model=model.name)


def of_scores(found: BootstrapResult | SubsampleResult, score: str) -> pd.DataFrame:
    """Scores with bias and interval as shares: phi and its ends are turned over."""
    table: pd.DataFrame = found.to_frame()
    pairs = [("low", "high"), ("low_percentile", "high_percentile")]
    pairs = [pair for pair in pairs if pair[0] in table]
    if found.settings["orientation"] == "output":
        for low, high in pairs:
            table[low], table[high] = 1.0 / table[high], 1.0 / table[low]
        for column in ("score", "score_corrected"):
            table[column] = 1.0 / table[column]
        table["bias"] = table["score"] - table["score_corrected"]
    table = table.rename(columns={"score": "value", "score_corrected": "corrected"})
    table.insert(2, "score", score)
    if "high_percentile" in table:
        table["inefficient"] = (table["value"] < EFFICIENT) & (table["high_percentile"] < 1.0)
    return table


def of_index(table: pd.DataFrame, name: str) -> pd.DataFrame:
    """A row a unit, interval and component, with what its interval says in a word."""
    table["direction"] = table["significant"].map(WAYS).where(table["low"].notna(), "")
    return table.drop(columns="significant").assign(model=name)


def means(panel: Panel, asked: Mapping[str, Any], model: ModelSpec) -> pd.DataFrame:
    """A row a period and score: the ordinary mean with its interval beside the one that holds."""
    given, frames = mean_arguments(asked, model), []
    for score, rts in SCORES.items():
        found = mean_efficiency(panel, estimator=rts, **given)
        frames.append(both_means(found, ["period"]).assign(score=score))
    return pd.concat(frames, ignore_index=True).assign(model=model.name)


def mean_changes(panel: Panel, asked: Mapping[str, Any], model: ModelSpec) -> pd.DataFrame:
    """A row an interval and component, and of all intervals together."""
    found = mean_productivity(panel, **mean_arguments(asked, model))
    table = both_means(found, ["period_from", "period_to", "component"])
    table = table[table["component"].isin(COMPONENTS[model.options.get("decomposition") or "fgnz"])]
    first, last = panel.periods[0], panel.periods[-1]
    table["overall"] = [(a, b) == (first, last) for a, b in zip(table["period_from"], table["period_to"], strict=True)]
    return table.assign(model=model.name).reset_index(drop=True)


def both_means(found: MeanEfficiency | MeanProductivity, keys: list[str]) -> pd.DataFrame:
    """The ordinary mean and the one to report side by side."""
    table: pd.DataFrame = found.to_frame()
    plain = table[table["method"] == "ordinary"].set_index(keys)
    best = table[table["best"]].set_index(keys)
    ends = plain[["estimate", "low", "high"]].rename(
        columns={"estimate": "ordinary", "low": "ordinary_low", "high": "ordinary_high"}
    )
    kept = ["method", "estimate", "bias", "low", "high", "size", *(["p"] if "p" in best else [])]
    joined: pd.DataFrame = ends.join(best[kept])
    return joined.rename(columns={"estimate": "value"}).reset_index()


def chosen_tests(panel: Panel, named: Sequence[str] | None, group: str | None) -> list[str]:
    """The tests that are named, or the quick ones that the data allow.

    Raises
    ------
    OptionError
        a test of groups where the study has none
    """
    if named is not None:
        for name in named:
            if group is None and name in OF_GROUPS:
                raise OptionError.choice("tests", name, [test for test in TESTS if test not in OF_GROUPS])
        return list(dict.fromkeys(named))
    last = panel.select(periods=[panel.periods[-1]])
    sizes = [] if group is None else list(Counter(last.labels[group]).values())
    out = ["returns-to-scale"]
    if len(sizes) > 1 and min(sizes) >= SMALLEST:
        out += OF_GROUPS
    return [*out, "relevance"] if _droppable(last) else out


def tested(
    panel: Panel, asked: Mapping[str, Any], tests: Sequence[str], group: str | None, orientation: Any
) -> pd.DataFrame:
    """A row a test, of the last period: years of the same units are no independent draws."""
    last = panel.periods[-1]
    here, given = panel.select(periods=[last]), {"seed": asked["seed"], "orientation": orientation}
    rows: list[dict[str, Any]] = []

    def add(name: str, of: str, found: HypothesisTest) -> None:
        texts = {"null": found.null, "assumptions": "; ".join(found.assumptions), "source": found.source}
        numbers = {"statistic": found.statistic_name, "value": found.statistic, "p": found.p}
        rows.append({"test": name, "of": of, "period": last, **numbers, "reference": found.reference, **texts})

    for name in tests:
        if name == "returns-to-scale":
            for null in ("crs", "nirs"):
                add(name, null, returns_to_scale_bootstrap(here, null=null, **given))
        elif name == "returns-to-scale-halves":
            add(name, "crs", returns_to_scale_test(here, **given))
        elif name == "convexity":
            add(name, "", convexity_test(here, **given))
        elif name == "equal-means":
            for score, rts in SCORES.items():
                found = equal_means_test(here, group=str(group), frontier="common", estimator=rts, **given)
                add(name, score, found)
        elif name == "equal-distributions":
            for of, found in _distributions(here, str(group), asked["seed"], orientation):
                add(name, of, found)
        else:
            for column in _droppable(here):
                add(name, column, relevance_test(here, columns=[column], **given))
    table = pd.DataFrame(rows)
    table["p_holm"] = np.nan
    for name in ("equal-distributions", "relevance"):
        mine = table["test"] == name
        table.loc[mine, "p_holm"] = holm(table.loc[mine, "p"].to_numpy())
    return table


def _distributions(panel: Panel, group: str, seed: int, orientation: Any) -> list[tuple[str, HypothesisTest]]:
    """Each pair of groups, by scores under variable returns."""
    from farrell.dea import dea

    te, labels = dea(panel, orientation=orientation, second_phase=False).te, panel.labels[group]
    dimensions, out = panel.X.shape[1] + panel.Y.shape[1], []
    for a, b in combinations(dict.fromkeys(labels), 2):
        mine = ((labels == a) | (labels == b)) & np.isfinite(te)
        found = equal_distributions_test(te[mine], list(labels[mine]), seed=seed, dimensions=dimensions)
        out.append((f"{a} – {b}", found))
    return out


def _droppable(panel: Panel) -> list[str]:
    """Inputs and outputs without which every unit still has something on their side."""
    sides = ((panel.roles.inputs, panel.X), (panel.roles.outputs, panel.Y))
    return [
        column
        for columns, values in sides
        for place, column in enumerate(columns)
        if len(columns) > 1 and np.delete(values, place, axis=1).any(axis=1).all()
    ]
