"""Who has it, the poor or the rich: the concentration index and what it is made of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from farrell import show
from farrell.errors import OptionError
from farrell.spacetime.inequality import Given, Shares, shared, values_like
from farrell.spacetime.places import Floats


@dataclass(frozen=True, slots=True)
class Concentration:
    """A concentration index.

    Attributes
    ----------
    index : C, from -1 (the poorest have all) to 1 (the richest have all)
    parts : DataFrame, where factors were given: factor, elasticity, concentration (of the factor), contribution,
        percent; the last row is what the factors leave
    """

    index: float
    parts: Any = None

    def summary(self) -> str:
        head = f"Concentration index {self.index:.4f}"
        if self.parts is None:
            return head
        return "\n".join([head, show.text_table(list(self.parts.columns), self.parts.values.tolist(), digits=4)])

    def __repr__(self) -> str:
        return f"Concentration: {self.index:.4f}"


def concentration(
    values: Given, rank_by: Given, weights: Given | None = None, *, factors: Mapping[str, Given] | None = None
) -> Concentration:
    """Concentration index: how values lie over units ordered from the poorest to the richest.

    C = 2 cov_p(x, R) / mean,    R_i = people before i + half of those of i (equal ranks share their middle)

    With factors z_k and the weighted regression x = a + sum_k b_k z_k + e::

        C = sum_k (b_k mean z_k / mean) C_k + 2 cov_p(e, R) / mean

    Parameters
    ----------
    values : as in :func:`farrell.gini`
    rank_by : unit -> standing, or (n,), such as GDP per person
    weights : as in :func:`farrell.gini`
    factors : name -> (n,) or unit -> value

    Raises
    ------
    OptionError
        as :func:`farrell.gini`; codes ``concentration-factors`` (fewer units than factors, or one that follows from the
        others)

    Notes
    -----
    Source: Wagstaff, Paci & van Doorslaer 1991, DOI 10.1016/0277-9536(91)90212-U; decomposition: Wagstaff, van
    Doorslaer & Watanabe 2003, DOI 10.1016/S0304-4076(02)00161-6.
    """
    s = shared(values, weights)
    R = _ranks(s, values_like(rank_by, s.units))
    index = _of(s, s.values, R)
    return Concentration(index, None if factors is None else _parts(s, R, factors, index))


def _ranks(s: Shares, standing: Floats) -> Floats:
    """(n,) fractional ranks."""
    if not np.isfinite(standing).all():
        at = int(np.argmax(~np.isfinite(standing)))
        raise OptionError("inequality-value", unit=s.units[at], value=repr(float(standing[at])))
    _, place = np.unique(standing, return_inverse=True)
    people = np.bincount(place, weights=s.share)
    out: Floats = (np.cumsum(people) - people / 2)[place]
    return out


def _of(s: Shares, x: Floats, R: Floats) -> float:
    """2 cov(x, R) / mean of x."""
    return float(2 * (s.share @ ((x - s.share @ x) * (R - s.share @ R))) / (s.share @ x))


def _parts(s: Shares, R: Floats, factors: Mapping[str, Given], index: float) -> Any:
    import pandas as pd

    Z = np.column_stack([values_like(factor, s.units) for factor in factors.values()])
    A = np.column_stack([np.ones(len(s.values)), Z])
    if not np.isfinite(A).all() or np.linalg.matrix_rank(A) < A.shape[1] or len(A) <= A.shape[1]:
        raise OptionError("concentration-factors", factors=list(factors), n=len(A))
    root = np.sqrt(s.share)
    b = np.linalg.lstsq(A * root[:, None], s.values * root, rcond=None)[0]
    rows: list[tuple[str, float, float, float]] = []
    for k, name in enumerate(factors):
        mean = float(s.share @ Z[:, k])
        elasticity = float(b[k + 1] * mean / s.mean)
        own = _of(s, Z[:, k], R) if mean else float("nan")
        # b cov(z, R) rather than elasticity times own: it needs no mean
        given = float(2 * b[k + 1] * (s.share @ ((Z[:, k] - mean) * (R - s.share @ R))) / s.mean)
        rows.append((name, elasticity, own, given))
    rows.append(("rest", float("nan"), float("nan"), index - sum(row[3] for row in rows)))
    frame = pd.DataFrame(rows, columns=["factor", "elasticity", "concentration", "contribution"])
    frame["percent"] = 100 * frame["contribution"] / index if index else float("nan")
    return frame
