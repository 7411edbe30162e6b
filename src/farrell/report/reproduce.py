"""Python lines that give a report's numbers again from the same data."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from farrell.data.bundles import ROLES
from farrell.data.derived import parts_of
from farrell.data.provinces import GROUPINGS
from farrell.report.call import arguments
from farrell.report.inference_calls import inference_calls
from farrell.report.robustness_calls import robustness_calls
from farrell.study import determinants
from farrell.study.plans import PLAN_KEYS
from farrell.study.spec import OF_THE_STUDY
from farrell.study.stochastic import DEFAULTS, OF_MODEL, OF_SFA, OF_STONED

READING = (
    *("sheet", "encoding", "header_row", "thousands", "decimal", "percent"),
    *("missing", "duplicates", "exclude", "allow"),
)
"""Keys of ``[data]`` that say how the file is read."""
POLICY = {
    "benchmarks": {
        "diagnose": ("orientation",),
        "benchmarks": ("orientation", "similar", "nearest"),
        "milestones": ("orientation", "limit", "years", "way"),
    },
    "rebalance": {"rebalance": tuple(k for k in PLAN_KEYS if k != "front")},
}
"""Tables of a study file, the functions that serve them, and the keys these take."""
SELECTING = ("units", "periods")
"""Keys of ``[data]`` that say what part of it is studied."""
LEVELS = ("fare_primont", "lowe")
"""Indices whose results hold levels beside their changes."""


def python_lines(meta: Mapping[str, Any]) -> str:
    """The lines: read, select, group, one call a model.

    Parameters
    ----------
    meta : of study.json, ``data``, ``settings`` and ``models``
    """
    data, settings = meta["data"], meta["settings"]["data"]
    lines = reading_lines(data, settings)
    for i, model in enumerate(meta["models"], start=1):
        options = arguments({key: value for key, value in model["options"].items() if key not in OF_THE_STUDY})
        function = "scale_efficiency" if model["kind"] == "efficiency" else model["kind"]
        lines.append(f"result_{i} = farrell.{function}(panel{options})  # {model['name']!r}")
        lines.append(f"print(result_{i}.summary())")
        lines += _told(f"result_{i}.change" if model["kind"] in LEVELS else f"result_{i}", model["options"])
    robust = [call for name, call in robustness_calls(meta).items() if name != "dropping"]
    explained = [call for name, call in determinants_calls(meta).items() if name != "ratios"]
    calls = (*stochastic_calls(meta).values(), *inference_calls(meta), *explained, *robust)
    lines += [f"print({call}.summary())" for call in calls]
    numpy = ["import numpy as np"] if any("np." in line for line in lines) else []
    return "\n".join([*numpy, *lines, *_policy(meta)])


def reading_lines(data: dict[str, Any], settings: dict[str, Any]) -> list[str]:
    """The lines that give the panel: read, select, group.

    Parameters
    ----------
    data : what study.json says about the data (:func:`farrell.study.manifest.described`)
    settings : the ``[data]`` table of the study file
    """
    lines = ["import farrell", "", *_reading(data, settings)]
    group = data["group"]
    if group in GROUPINGS and group not in _columns(data, settings):
        lines.append(f"panel = panel.with_group({group!r}, farrell.data.province_groups(panel.units, {group!r}))")
    return lines


def _told(change: str, options: dict[str, Any]) -> list[str]:
    """An index without some periods, and chained from another than the first."""
    lines = []
    if options.get("without"):
        lines.append(f"print({change}.without({options['without']!r}).means('overall'))")
    if "cumulative_from" in options:
        lines.append(f"print({change}.cumulative({options['cumulative_from']!r}))")
    return lines


def _policy(meta: Mapping[str, Any]) -> list[str]:
    """Diagnosis, benchmarks and milestones, the plan, the scenarios: one call each."""
    raw, lines = meta["settings"], []
    for table, functions in POLICY.items():
        if table in raw:
            for function, keys in functions.items():
                given = {k: v for k, v in raw[table].items() if k in ("period", *keys)}
                lines.append(f"print(farrell.{function}(panel{arguments(given)}).summary())")
    for entry in raw.get("scenario", []):
        given = {k: v for k, v in entry.items() if k not in ("kind", "name")}
        if entry["kind"] == "diffusion":
            lines.append(f"print(farrell.diffusion(panel{arguments(given)}).summary())")
        else:
            lines.append(f"print(farrell.scenario(panel, {entry['kind']!r}{arguments(given)}).summary())")
    return lines


def stochastic_calls(meta: Mapping[str, Any]) -> dict[str, str]:
    """What ``[stochastic]`` asks for -> the call that gives it."""
    wanted = meta["settings"].get("stochastic")
    if wanted is None:
        return {}
    out = {}
    if wanted.get("three_stage", DEFAULTS["three_stage"]):
        named = [m for m in meta["models"] if m["kind"] == "efficiency" and m["name"] == wanted.get("model", m["name"])]
        given = {k: named[0]["options"][k] for k in OF_MODEL if k in named[0]["options"]} if named else {}
        given |= {k: wanted[k] for k in ("regression", "separation", "doubtful") if k in wanted}
        on = wanted.get("on", [])
        environment = f", environment={on!r}" if on else ""
        logged = [f"{name!r}: {_logarithm(name)}" for name in on if parts_of(name)[0]]
        more = f", more={{{', '.join(logged)}}}" if logged else ""
        out["three_stage"] = f"farrell.three_stage(panel{environment}{more}{arguments(given)})"
    for name, keys in (("sfa", OF_SFA), ("stoned", OF_STONED)):
        if wanted.get(name, DEFAULTS[name]):
            given = {k: wanted[k] for k in keys if k in wanted}
            out[name] = f"farrell.{name}_agreement(panel{arguments(given)})"
    return out


def determinants_calls(meta: Mapping[str, Any]) -> dict[str, str]:
    """What ``[determinants]`` asks for -> the call that gives it; of ratios a list."""
    wanted = meta["settings"].get("determinants")
    if wanted is None:
        return {}
    models = [(one["name"], one["kind"], one["options"]) for one in meta["models"]]
    given = determinants.arguments(wanted, determinants.model_of(wanted, models)[1])
    beside = {key: wanted[key] for key in ("methods",) if key in wanted}
    out = {"explained": f"farrell.determinants(panel{arguments(given | beside)})"}
    asked = determinants.DEFAULTS | {key: wanted[key] for key in determinants.DEFAULTS if key in wanted}
    if asked["variants"] and len(meta["data"]["periods"]) > 1:
        apart = {key: value for key, value in given.items() if key != "reference"}
        out["variants"] = f"farrell.second_stage_variants(panel{arguments(apart)})"
    if asked["ratio"]:
        on = wanted.get("on", meta["data"]["roles"].get("environment", []))
        options = arguments(determinants.of_ratio(given, wanted))
        out["ratios"] = f"[farrell.conditional_order_m(panel, on=name{options}) for name in {list(on)!r}]"
    return out


def _logarithm(name: str) -> str:
    """The expression of the logarithm of a column, maybe over another."""
    _, above, below = parts_of(name)
    return f"np.log(panel.numbers[{above!r}]" + (f" / panel.numbers[{below!r}])" if below else ")")


def _columns(data: dict[str, Any], settings: dict[str, Any]) -> list[str]:
    """Group columns that are read from the file; a bundled grouping of provinces is not one."""
    own = ROLES.get(data["source"], {}) if data["bundled"] else {}
    listed = settings.get("group", own.get("group", []))
    return [listed] if isinstance(listed, str) else list(listed)


def _reading(data: dict[str, Any], settings: dict[str, Any]) -> list[str]:
    own = ROLES.get(data["source"], {}) if data["bundled"] else {}
    said = {k: v for k, v in settings.items() if k not in ("bundled", "source", *SELECTING)}
    if data["bundled"] and all(own.get(key) == value for key, value in said.items()):
        chosen = arguments({key: settings[key] for key in SELECTING if settings.get(key)})
        part = f".select({chosen.removeprefix(', ')})" if chosen else ""
        return [f"panel = farrell.load({data['source']!r}).panel{part}"]
    named = {"unit": data["unit"]} | ({"period": data["period"]} if data["period"] else {})
    roles = dict(data["roles"])
    groups = [g for g in roles.pop("groups", []) if g not in GROUPINGS or g in _columns(data, settings)]
    named |= roles | ({"group": groups} if groups else {})
    named |= {key: settings[key] for key in (*READING, *SELECTING) if settings.get(key)}
    listed = ", ".join(f"{key}={value!r}" for key, value in named.items())
    if not data["bundled"]:
        return [f"panel = farrell.read_panel({data['source']!r}, {listed})"]
    return [
        "from importlib.resources import as_file",
        "from farrell.data.bundles import bundle_path",
        "",
        f"with as_file(bundle_path({data['source']!r})) as path:",
        f"    panel = farrell.read_panel(path, {listed})",
    ]
