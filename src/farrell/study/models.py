"""Tables of models of static efficiency other than the radial pair, and of models side by side."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from farrell.data import Panel, mean
from farrell.dea import DEAResult, ScaleResult, compare, models
from farrell.dea.compare import Comparison, Scored, higher_is_better
from farrell.study import tables
from farrell.study.comparison import rank, spread
from farrell.study.spec import ModelSpec

EFFICIENT = ("efficient", "weakly efficient", "frontier", "beyond")
"""Classes of units that the model finds nothing better than."""


def run(panel: Panel, model: ModelSpec) -> Any:
    """The result of a model, as a study file asks for it; lists of TOML are what options take."""
    return models.run(model.kind, panel, model.options)


def tables_of(result: Any, model: ModelSpec, group: str | None) -> dict[str, pd.DataFrame]:
    """Scores and their means; slacks, redundancy and peers where the model projects. A model without one score a
    unit-period (fuzzy levels, a ladder) has one table of its own, called as the model."""
    if not models.is_scored(result):
        return {model.kind: result.to_frame().assign(model=model.name)}
    made = {"scores": scores(result, model), "model_means": means(result, model, group)}
    if isinstance(result, DEAResult):
        slack = tables.slacks(result, model.name)
        if "allocative" in result.parts:
            made["economics"] = economics(result, model)
        made |= {"slacks": slack, "redundancy": tables.redundancy(slack), "peers": tables.peers(result, model.name)}
    return made


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
