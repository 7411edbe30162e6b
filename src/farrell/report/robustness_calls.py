"""Calls that give the results of ``[robustness]`` again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from farrell.report.call import arguments


def robustness_calls(meta: Mapping[str, Any]) -> dict[str, str]:
    """Name of a result -> the call that gives it, for what the study has.

    Parameters
    ----------
    meta : what study.json holds
    """
    told = meta.get("robustness")
    if not told:
        return {}
    wanted, settings = meta["settings"]["robustness"], meta["settings"]
    units = arguments(told["units"])
    out = {}
    if curve := told["specifications"]:
        out["curve"] = f"farrell.specification_curve(panel{arguments(curve['arguments'])})"
    if told["leave_one_out"]:
        out["borne"] = f"farrell.leave_one_out(panel{units})"
    if dropped := [names for names in wanted.get("drop", ()) if names]:
        calls = [f"{', '.join(names)!r}: farrell.drop_units(panel, {names!r}{units})" for names in dropped]
        out["dropping"] = f"{{{', '.join(calls)}}}"
    if told["outliers"]:
        out["by_rules"] = f"farrell.outliers(panel{units})"
    if told["stability"]:
        out["radii"] = f"farrell.stability_radii(panel{units})"
    if told["ranks"]:
        last = meta["data"]["periods"][-1]
        here = f"panel.select(periods=[{last!r}])" if told["units"]["reference"] == "own" else "panel"
        given = arguments({"seed": told["seed"], **told["units"], **told["ranks"]["arguments"]})
        out["order"] = f"farrell.rank_stability(farrell.bootstrap({here}{given}))"
    if told["plan"]:
        options = {k: v for k, v in settings["rebalance"].items() if k != "front"}
        drawn = {"seed": told["seed"], **{k: told["plan"][k] for k in ("replicates", "level")}}
        out["kept"] = f"farrell.plan_robustness(panel{arguments({**options, **drawn})})"
    return out
