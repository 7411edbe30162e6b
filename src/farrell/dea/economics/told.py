"""From an optimum to the result of a run: what all economic models share."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from farrell.data import Panel
from farrell.dea.answers import Found, gather
from farrell.dea.economics.optimum import Optimum
from farrell.dea.frontier import Floats, Frontiers, itself
from farrell.dea.radial import EFFICIENT, warn_without_score
from farrell.dea.result import DEAResult


def told(
    panel: Panel,
    front: Frontiers,
    best: Optimum,
    side: str,
    score: Floats,
    parts: Mapping[str, Floats],
    settings: Mapping[str, Any],
    *,
    is_ratio: bool,
) -> DEAResult:
    """The result of scores and the activities that are best; what is not priced stays where it is.

    A unit that is itself as good as the best is its own target. Rows whose score is not finite are ``undefined``.
    ``is_ratio`` says that scores are efficiencies, of which 1 is best, and not inefficiencies.
    """
    goal = 1.0 if is_ratio else 0.0
    jobs, found = [], []
    for block in front.blocks:
        for item, r in enumerate(block.rows):
            jobs.append((block, item))
            state = str(best.status[r])
            if state == "optimal" and not np.isfinite(score[r]):
                state = "undefined"
            if state != "optimal":
                found.append(Found(status=state, parts=dict.fromkeys(parts, np.nan)))
                continue
            places, weights = best.peers[r]
            if block.own[item] >= 0 and abs(score[r] - goal) <= EFFICIENT:
                places, weights = np.array([block.own[item]]), np.ones(1)
            one = Found(float(score[r]), lambdas=(places, weights))
            if side != "revenue":
                one.target_in = weights @ block.X[places]
            if side != "cost":
                one.target_out = weights @ block.Y[places]
            one.parts = {name: float(values[r]) for name, values in parts.items()}
            found.append(one)
    result = gather(panel, front, jobs, found, "economic", settings, itself if is_ratio else None)
    warn_without_score(panel, str(settings["model"]), result.status, depth=5)
    return result


def ratio(top: Floats, bottom: Floats) -> Floats:
    """top / bottom, NaN where nothing is divided by."""
    return np.where(bottom > 0, top / np.where(bottom > 0, bottom, 1.0), np.nan)
