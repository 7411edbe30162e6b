"""Tables of models of static efficiency other than the radial pair, and of models side by side."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from farrell.data import Panel, mean
from farrell.dea import DEAResult, MetafrontierResult, ScaleResult, WindowResult, compare, models
from farrell.dea.compare import Comparison, Scored, higher_is_better
from farrell.study import scale, tables
from farrell.study.comparison import group_tests, rank, spread
from farrell.study.spec import ModelSpec

EFFICIENT = ("efficient", "weakly efficient", "frontier", "beyond")
"""Classes of units that the model finds nothing better than."""
IN_PARTS = ("capacity", "congestion", "returns_to_scale")
"""Models that say more than a score: they have a table of their own beside it, called as the model."""
OVER_PERIODS = ("dynamic_sbm", "dynamic_network_sbm")
"""Models that score each unit over all periods too."""


def run(panel: Panel, model: ModelSpec) -> Any:
    """The result of a model, as a study file asks for it; lists of TOML are what options take."""
    return models.run(model.kind, panel, model.options)


def tables_of(result: Any, model: ModelSpec, group: str | None) -> dict[str, pd.DataFrame]:
    """Scores and their means; slacks, redundancy and peers where the model projects. A model without one score a
    unit-period (fuzzy levels, a ladder) has one table of its own, called as the model."""
    if not models.is_scored(result):
        return {model.kind: result.to_frame().assign(model=model.name)}
    made = {"scores": scores(result, model), "model_means": means(result, model, group)}
    if isinstance(result, WindowResult):
        made |= _of_windows(result, model)
    if isinstance(result, MetafrontierResult):
        made |= _of_groups(result, model)
    if model.kind in IN_PARTS:
        frame = result.to_frame()
        told = [column for column in frame if not column.startswith(("slack_", "target_"))]  # those are in ``slacks``
        made[model.kind] = frame[told].assign(model=model.name)
    if model.kind == "returns_to_scale":
        made["scale_counts"] = scale.counts(result, group, model.name)
    if model.kind in OVER_PERIODS:
        made["dynamic_scores"] = _of_periods(result, model)
    if isinstance(result, DEAResult):
        if "nodes" in result.settings:
            made["node_scores"] = node_scores(result, model)
        slack = tables.slacks(result, model.name)
        if "allocative" in result.parts:
            made["economics"] = economics(result, model)
        made |= {"slacks": slack, "redundancy": tables.redundancy(slack), "peers": tables.peers(result, model.name)}
    return made


def _of_windows(result: WindowResult, model: ModelSpec) -> dict[str, pd.DataFrame]:
    """The window table, and its stability by unit and by window."""
    made = {"window_table": result.to_frame(), "window_units": result.by_unit(), "window_means": result.by_window()}
    return {name: frame.assign(model=model.name) for name, frame in made.items()}


def _of_groups(result: MetafrontierResult, model: ModelSpec) -> dict[str, pd.DataFrame]:
    """Scores and gaps of every unit-period, their means by group, and whether groups differ in the gap."""
    made = {
        "metafrontier_units": result.to_frame(),
        "metafrontier_means": result.by_group(),
        "metafrontier_periods": result.by_group(each_period=True),
    }
    known = made["metafrontier_units"].dropna(subset=["tgr"])
    tests = [
        group_tests("tgr", period, now["tgr"], now["group"].tolist(), model.name)
        for period, now in known.groupby("period", sort=False)
    ]
    told = {name: frame.assign(model=model.name) for name, frame in made.items()}
    return told | ({"group_tests": pd.concat(tests, ignore_index=True)} if tests else {})


def _of_periods(result: DEAResult, model: ModelSpec) -> pd.DataFrame:
    """A dynamic model's scores of periods and over all, and where carry-overs land."""
    parts, panel = result.parts, result.panel
    frame = pd.DataFrame({"unit": panel.unit_labels, "period": panel.period_labels, "te": result.te})
    for name in ("overall", "least", "greatest"):
        if name in parts:
            frame[name] = parts[name]
    for i, column in enumerate(panel.roles.carry_overs):
        frame[column] = panel.numbers[column]
        frame[f"target_{column}"] = parts["target_carry"][:, i]
    return frame.assign(model=model.name)


def counts(result: Any) -> dict[str, int]:
    """How the programs of a model ended; results of many programs a unit do not count them."""
    return {"programs": 0, "repaired": 0, "unsolved": 0, **getattr(result, "diagnostics", {})}


def scores(result: Any, model: ModelSpec) -> pd.DataFrame:
    """unit, period, model, kind, measure, te, score, efficiency, status, rank in its period."""
    panel: Panel = result.panel
    frame = pd.DataFrame(
        {
            "unit": panel.unit_labels,
            "period": panel.period_labels,
            "model": model.name,
            "kind": model.kind,
            "measure": getattr(result, "measure", "score"),
            "te": result.te,
            "score": result.score,
            "efficiency": getattr(result, "efficiency", np.full(len(panel), "")).tolist(),
            "status": result.status.tolist(),
        }
    )
    order = frame.assign(value=higher_is_better(result)).loc[np.isfinite(result.score)]
    frame["rank"] = order.groupby("period")["value"].transform(rank).astype("Int64")
    return frame


def node_scores(result: DEAResult, model: ModelSpec) -> pd.DataFrame:
    """unit, period, node (or stage), te, low and high (its ends among all optima, empty where not asked), model."""
    nothing = np.full(len(result.panel), np.nan)
    blocks = []
    for node in result.settings["nodes"]:
        ends = {end: result.parts.get(f"te_{node}_{end}", nothing) for end in ("low", "high")}
        keys = {"unit": result.panel.unit_labels, "period": result.panel.period_labels, "node": node}
        blocks.append(pd.DataFrame({**keys, "te": result.parts[f"te_{node}"], **ends, "model": model.name}))
    return pd.concat(blocks, ignore_index=True)


ECONOMIC = ("technical", "scale", "allocative", "normalization", "observed", "optimal")
"""Parts of an economic score, as tables have them."""


def economics(result: DEAResult, model: ModelSpec) -> pd.DataFrame:
    """unit, period, model, economic, its parts, and money as it is and at best; a part that a model lacks is NaN."""
    parts = {**result.parts, "technical": result.parts.get("technical", result.parts.get("technical_vrs"))}
    frame = pd.DataFrame({"unit": result.panel.unit_labels, "period": result.panel.period_labels, "model": model.name})
    none = np.full(len(frame), np.nan)
    return frame.assign(economic=result.score, **{name: parts.get(name, none) for name in ECONOMIC})


def means(result: Any, model: ModelSpec, group: str | None) -> pd.DataFrame:
    """A period, all units and by region: n, mean, n_efficient, left_out, spread; of te, or of a score that is none.

    ``n_efficient`` is missing of models that do not tell efficient from inefficient units (cross-efficiency).
    """
    panel: Panel = result.panel
    values = result.te if np.isfinite(result.te).any() else result.score
    classes = getattr(result, "efficiency", None)
    rows: list[dict[str, Any]] = []
    labels = [("all", "all", np.ones(len(panel), dtype=bool))]
    if group is not None:
        regions = panel.labels[group]
        labels += [("region", str(name), regions == name) for name in dict.fromkeys(regions)]
    for by, name, members in labels:
        for t, period in enumerate(panel.periods):
            here = members & (panel.period_index == t)
            if not here.any():
                continue
            known = values[here & np.isfinite(values)]
            rows.append(
                {
                    "by": by,
                    "name": name,
                    "period": period,
                    "model": model.name,
                    "mean": mean(known),
                    "n": int(here.sum()),
                    "n_efficient": pd.NA if classes is None else int(np.isin(classes[here], EFFICIENT).sum()),
                    "left_out": int(here.sum() - len(known)),
                    **spread(known),
                }
            )
    return pd.DataFrame(rows).astype({"n_efficient": "Int64"})


def side_by_side(results: dict[str, Scored | ScaleResult]) -> dict[str, pd.DataFrame]:
    """One column a model, and the rank correlation of every two of them by period; nothing for a single model."""
    if len(results) < 2:
        return {}
    held: Comparison = compare(results)
    return {"model_comparison": held.scores, "rank_correlations": held.correlations}
