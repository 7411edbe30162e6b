"""The efficiency of a group as a whole, where a large member counts for more than a small one."""

from __future__ import annotations

import numpy as np

from farrell.dea.frontier import Floats, Orientation


def weighted_efficiency(te: Floats, X: Floats, Y: Floats, orientation: Orientation) -> float:
    """Size-weighted aggregate of the members' technical efficiencies.

    Input orientation: sum_k w_k theta_k with w_k the mean of k's shares of the group's inputs. Output orientation:
    1 / sum_k w_k phi_k with w_k the mean of k's shares of the group's outputs. These are the price-independent weights
    (every variable has an equal share of the group's cost or revenue) of Färe & Zelenyuk 2003,
    DOI 10.1016/S0377-2217(02)00259-X.

    Parameters
    ----------
    te : (k,) theta or 1 / phi; members without a score are left out
    X, Y : (k, m), (k, s) the members' data

    Returns
    -------
    float
        NaN where no member has a score
    """
    known = np.isfinite(te) & (te > 0)
    if not known.any():
        return float("nan")
    data = (X if orientation == "input" else Y)[known]
    totals = data.sum(axis=0)
    share = (data[:, totals > 0] / totals[totals > 0]).mean(axis=1)
    if orientation == "input":
        return float(share @ te[known])
    return float(1.0 / (share @ (1.0 / te[known])))
