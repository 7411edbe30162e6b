"""Cases of the homogeneous bootstrap: scores are certain, what hangs on random draws is compared as such."""

from __future__ import annotations

import numpy as np

from farrell.inference import bootstrap
from farrell.verification.cases import Case
from farrell.verification.common import Drawn, Quantities, Runner, options_of

REPLICATES = 2000
"""Ours, whatever the case's: its draws are another generator's."""
ENDS = (0.025, 0.975)


def _simar_wilson_1998(case: Case) -> Quantities:
    """Both programs that cases are from correct distances of 1 and more: 1 / theta in input orientation."""
    options = options_of(
        case, rts=("crs", "vrs"), orientation=("input", "output"), stochastic=(True,), B=None, NREP=None
    )
    panel = case.panel()
    chosen = {name: options[name] for name in ("rts", "orientation")}
    result = bootstrap(panel, seed=1, replicates=REPLICATES, **chosen)
    order, power = np.argsort(panel.rows), -1 if chosen["orientation"] == "input" else 1
    score, distance, drawn = result.score[order], result.score[order] ** power, result.replicates[:, order] ** power
    corrected = (2 * distance - drawn.mean(axis=0)) ** power
    ends = (distance + np.quantile(distance - drawn, ENDS, axis=0)) ** power
    intervals = np.sort(ends, axis=0).T
    return {
        "efficiency": score,
        "efficiency_reference": score,
        "bandwidth": Drawn(np.array([result.bandwidth["all"]])),
        "bias": Drawn(score - corrected),
        "eff_bc": Drawn(corrected),
        "efficiency_bias_corrected": Drawn(corrected),
        "ci": Drawn(intervals),
        "confidence_interval": Drawn(intervals),
    }


RUNNERS: dict[str, Runner] = {"simar_wilson_1998": _simar_wilson_1998}
