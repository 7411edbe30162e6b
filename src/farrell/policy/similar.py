"""How alike units are: a distance over groups, size and environment, stated and bounded by 1."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from farrell.data import Panel
from farrell.errors import OptionError

Floats = NDArray[np.float64]


def criteria(panel: Panel, chosen: Sequence[str] | None) -> tuple[str, ...]:
    """The columns that likeness is judged by: those named, else the first group, the weight and the environment; where
    the panel has none of them, its inputs."""
    roles = panel.roles
    known = [*panel.labels, *panel.numbers]
    if chosen is not None:
        for column in [chosen] if isinstance(chosen, str) else chosen:
            if column not in known:
                raise OptionError.choice("similar", column, known)
        return (chosen,) if isinstance(chosen, str) else tuple(chosen)
    found = (*roles.groups[:1], *([roles.weight] if roles.weight else []), *roles.environment)
    return found or roles.inputs


def distance(panel: Panel, columns: Sequence[str]) -> Floats:
    """(n, n) distances of the rows of a one-period panel: the mean over criteria, each between 0 and 1.

    A group differs by 0 or 1. A positive quantity differs by |ln a - ln b|, any other by |a - b|, each as a share of
    the largest such difference in the period (Gower 1971, DOI 10.2307/2528823, logarithms for sizes).
    """
    n = len(panel)
    total = np.zeros((n, n))
    for column in columns:
        if column in panel.labels:
            labels = np.asarray(panel.labels[column])
            total += (labels[:, None] != labels).astype(float)
            continue
        values = panel.numbers[column]
        values = np.log(values) if (values > 0).all() else values
        spread = float(values.max() - values.min())
        total += np.abs(values[:, None] - values) / (spread or 1.0)
    return total / max(len(columns), 1)
