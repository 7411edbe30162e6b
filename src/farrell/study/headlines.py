"""The findings that a study would print, as sentences that can be held against other specifications."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd

from farrell.data import Panel
from farrell.dea.radial import EFFICIENT
from farrell.inference import LeaveOneOut
from farrell.productivity import malmquist

MOST = 3
"""Units at each end that are named."""
FEW_GROUPS = 4
"""Of more groups only the first and the last are compared."""
SAME = 5e-4
"""An index this close to 1, or means this close to each other, are printed alike."""
CHANGES = ("tfpch", "techch", "effch")


def findings(found: LeaveOneOut, group: str | None, *, moving: bool) -> list[str]:
    """Who is ahead among groups, whether productivity and its parts rose, who is at both ends in the last period.

    Parameters
    ----------
    found : the scores of the study, and which peers they hang on
    group : the grouping, None without
    moving : whether the study has a Malmquist index

    Returns
    -------
    sentences that hold in the study itself (:mod:`farrell.inference.findings`)
    """
    panel = found.panel
    frame = pd.DataFrame({"unit": panel.unit_labels, "period": panel.period_labels, "te": found.te})
    lines = _groups(frame, panel, group) if group is not None else []
    if moving and len(panel.periods) > 1:
        lines += _changes(panel, found.settings["orientation"])
    borne = np.bincount(found.left_out[found.row != found.left_out], minlength=len(panel))
    last = frame.assign(borne=borne)[panel.period_index == len(panel.periods) - 1]
    return [*lines, *_ends(last, f" in {panel.periods[-1]}" if len(panel.periods) > 1 else "")]


def _groups(frame: pd.DataFrame, panel: Panel, group: str) -> list[str]:
    """Neighbours in the order of means over all periods; of many groups the first and the last."""
    means = (
        frame["te"]
        .groupby([str(label) for label in panel.labels[group]])
        .mean()
        .sort_values(ascending=False, kind="stable")
    )
    names = list(means.index)
    pairs = list(pairwise(names)) if len(names) <= FEW_GROUPS else [(names[0], names[-1])]
    said = _plain_names(panel, group, names)
    return [f"{said[a]} above {said[b]}" for a, b in pairs if means[a] - means[b] >= SAME]


def _plain_names(panel: Panel, group: str, names: list[str]) -> dict[str, str]:
    """Each group as a sentence names it: with its grouping where the name alone is something else too."""
    others = {str(label) for other, labels in panel.labels.items() if other != group for label in labels}
    taken = others | {*panel.units, "mean"}
    return {name: f"{group}: {name}" if name in taken else name for name in names}


def _changes(panel: Panel, orientation: Any) -> list[str]:
    """Productivity change and its parts, by the geometric mean of all units and intervals."""
    frame = malmquist(panel, orientation=orientation).to_frame()
    lines = []
    for part in CHANGES:
        mean = float(np.exp(np.log(frame[part].dropna()).mean()))
        if abs(mean - 1.0) >= SAME:
            lines.append(f"mean {part} {'above' if mean > 1 else 'below'} 1")
    return lines


def _ends(last: pd.DataFrame, when: str) -> list[str]:
    """The efficient units that bear most others, and the last ones, which are below the mean."""
    known = last.dropna(subset=["te"])
    efficient = known[known["te"] >= 1.0 - EFFICIENT].sort_values("borne", ascending=False, kind="stable").head(MOST)
    lines = [f"{unit} is efficient{when}" for unit in efficient["unit"]]
    worst = known[known["te"] < known["te"].mean() - SAME].sort_values("te", kind="stable").head(MOST)
    return [*lines, *(f"{unit} below mean{when}" for unit in worst["unit"])]
