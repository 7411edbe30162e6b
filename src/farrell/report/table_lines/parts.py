"""What recipes are made of, by the names they use: an expression each, or None where no public function gives it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from farrell.inference.malmquist_bootstrap import COMPONENTS
from farrell.policy.front import OWN
from farrell.productivity.models import OVER_TIME
from farrell.report.call import arguments
from farrell.report.inference_calls import index_call, mean_calls, mean_index_call, score_calls
from farrell.report.reproduce import POLICY, determinants_calls, stochastic_calls
from farrell.report.robustness_calls import robustness_calls
from farrell.report.table_lines.asked import Asked, called, changed, pooled
from farrell.report.table_lines.in_space import SPACE
from farrell.study.indices import DECOMPOSED, MEASURED, SHOWN
from farrell.study.plans import NOT_OF_FRONT
from farrell.study.scenarios import DIFFUSION

Part = Callable[[Asked], str | None]


def _pooled(asked: Asked) -> str:
    own = asked.options.get("reference", "own") == "own"
    return pooled(asked.model) if own and len(asked.data["periods"]) > 1 else "None"


def _ranges(asked: Asked) -> str:
    chosen = {key: value for key, value in asked.options.items() if key in ("orientation", "reference")}
    if "te_crs_low" not in asked.columns("efficiency") or chosen.get("reference", "own") not in ("own", "pooled"):
        return "{}"
    return f"{{rts: farrell.score_range(panel, rts=rts{arguments(chosen)}) for rts in ('crs', 'vrs')}}"


def _findings(asked: Asked) -> str:
    also = ", *farrell.screen(panel).findings" if asked.columns("screening") else ""
    return f"[*panel.findings{also}]"


def _projections(asked: Asked) -> str:
    return "[result.vrs, result.crs]" if asked.model["kind"] == "efficiency" else "[result]"


def _results(asked: Asked) -> str:
    scored = [
        one
        for one in asked.meta["models"]
        if one["kind"] == "efficiency" or (one["kind"] not in OVER_TIME and not asked.columns(one["kind"]))
    ]
    return "{" + ", ".join(f"{one['name']!r}: {called(one)}" for one in scored) + "}"


def _index_options(names: tuple[str, ...]) -> Part:
    return lambda asked: repr({key: value for key, value in asked.options.items() if key in names})


def _advice(function: str) -> Part:
    def call(asked: Asked) -> str:
        wanted = asked.meta["settings"]["benchmarks"]
        given = {k: v for k, v in wanted.items() if k in ("period", *POLICY["benchmarks"][function])}
        return f"farrell.{function}(panel{arguments(given)})"

    return call


def _plan(asked: Asked) -> str:
    given = {k: v for k, v in asked.meta["settings"]["rebalance"].items() if k != "front"}
    return f"farrell.rebalance(panel{arguments(given)})"


def _front(asked: Asked) -> str:
    wanted = dict(asked.meta["settings"]["rebalance"])
    points = wanted.pop("front")
    given = {k: v for k, v in wanted.items() if k not in (*OWN, *NOT_OF_FRONT)}
    return f"farrell.rebalance_front(panel, points={points}{arguments(given)})"


def _entries(asked: Asked, *, spread: bool) -> list[dict[str, Any]]:
    return [one for one in asked.meta["settings"]["scenario"] if (one["kind"] == DIFFUSION) == spread]


def _scenarios(asked: Asked) -> str:
    calls = []
    for one in _entries(asked, spread=False):
        given = {"name": one["kind"]} | {k: v for k, v in one.items() if k != "kind"}
        calls.append(f"farrell.scenario(panel, {one['kind']!r}{arguments(given)})")
    return f"[{', '.join(calls)}]"


def _diffusions(asked: Asked) -> str:
    calls = []
    for one in _entries(asked, spread=True):
        given = {k: v for k, v in one.items() if k not in ("kind", "name")}
        calls.append(f"{one.get('name', DIFFUSION)!r}: farrell.diffusion(panel{arguments(given)})")
    return f"{{{', '.join(calls)}}}"


def _dict(calls: Mapping[str, str]) -> str:
    return "{" + ", ".join(f"{name!r}: {call}" for name, call in calls.items()) + "}"


def _decomposition(asked: Asked) -> Any:
    """Of the index whose rows are wanted."""
    return next(one for one in asked.meta["models"] if one["name"] == _indexed(asked))["options"].get(
        "decomposition", "fgnz"
    )


def _indexed(asked: Asked) -> str:
    """The index whose rows are wanted, the first that has intervals where none is named."""
    return asked.of or str(asked.meta["inference"]["indices"][0])


def _noisy(name: str) -> Part:
    return lambda asked: stochastic_calls(asked.meta)[name]


def _robust(name: str) -> Part:
    return lambda asked: robustness_calls(asked.meta)[name]


def _explained(name: str) -> Part:
    return lambda asked: determinants_calls(asked.meta)[name]


TESTED = {
    "efficiency": ("te_crs", "score_samples"),
    "metafrontier": ("tgr", "gap_samples"),
    "economic_change": ("econch", "index_samples"),
}
"""Kinds of models other than indices -> what of them is tested by group, and the recipe of its samples."""

PARTS: Mapping[str, Part] = {
    "group": lambda asked: repr(asked.group),
    "result": lambda asked: called(asked.model),
    "results": _results,
    "pooled": _pooled,
    "ranges": _ranges,
    "findings": _findings,
    "projections": _projections,
    "measure": lambda asked: repr(TESTED.get(asked.model["kind"], ("tfpch",))[0]),
    "samples": lambda asked: TESTED.get(asked.model["kind"], ("", "index_samples"))[1],
    "change": lambda asked: changed(asked.model),
    "since": lambda asked: repr(asked.index["since"]),
    "left_out": lambda asked: repr(asked.options["without"]),
    "shown": lambda asked: repr(SHOWN),
    "measured": _index_options(MEASURED),
    "chosen": _index_options(DECOMPOSED),
    "diagnosed": _advice("diagnose"),
    "advised": _advice("benchmarks"),
    "ways": _advice("milestones"),
    "plan": _plan,
    "front": _front,
    "changed": _scenarios,
    "spread": _diffusions,
    "staged": _noisy("three_stage"),
    "noisy": _noisy("sfa"),
    "convex": _noisy("stoned"),
    "bootstraps": lambda asked: _dict(score_calls(asked.meta, asked.model["name"])),
    "mean_scores": lambda asked: _dict(mean_calls(asked.meta, asked.model["name"])),
    "drawn": lambda asked: index_call(asked.meta, _indexed(asked)),
    "parts": lambda asked: repr(list(COMPONENTS[_decomposition(asked)])),
    "mean_change": lambda asked: mean_index_call(asked.meta, _indexed(asked)),
    **{name: _robust(name) for name in ("curve", "borne", "dropping", "by_rules", "radii", "order", "kept")},
    **{name: _explained(name) for name in ("explained", "variants", "ratios")},
    **SPACE,
}
"""Beside the panel, which reading gives."""
