"""Units that stand apart from the cloud of data: Wilson's statistic after Andrews and Pregibon."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from farrell import show
from farrell.data import Panel
from farrell.data.frozen import Frozen
from farrell.data.panel import frozen
from farrell.data.roles import Period
from farrell.dea.frontier import Floats, Ints, choose_one, frontiers, provenance
from farrell.errors import OptionError

MOST_STEPS = 2_000_000
"""Sets of all but two members that are gone through at most, after bounds; each takes about 20 microseconds."""
KEEP = 25
"""Sets of each size that are given."""
SINGULAR = 1e-12
"""Columns whose smallest singular value, of columns with length 1, is below this are linear combinations."""


@dataclass(frozen=True, slots=True)
class OutlierSets:
    """The subsets whose deletion leaves the least volume, in each cloud of data (a period, or all periods pooled).

    Attributes
    ----------
    cloud : (K,) which cloud, a number into ``clouds``
    size : (K,) how many unit-periods are deleted
    members : K tuples of rows of the panel
    volume : (K,) share of the squared volume that is left, R
    log_ratio : (K,) ln(R / least R of that size in that cloud); 0 for the first of each size
    clouds : the periods, or ``("pooled",)``
    """

    panel: Panel
    cloud: Ints
    size: Ints
    members: tuple[tuple[int, ...], ...]
    volume: Floats
    log_ratio: Floats
    clouds: tuple[Period, ...]
    settings: Mapping[str, Any]
    provenance: Mapping[str, str]

    def names(self, k: int) -> tuple[str, ...]:
        """The members of one set: units, with their period where the cloud is pooled."""
        pooled = self.settings["reference"] == "pooled" and len(self.panel.periods) > 1
        unit, when = self.panel.unit_at, self.panel.period_at
        return tuple(f"{unit(r)} {when(r)}" if pooled else unit(r) for r in self.members[k])

    def to_frame(self) -> Any:
        """A tidy DataFrame, one row a set, the least volume first: cloud, size, rank, members, volume, log_ratio."""
        import pandas as pd

        frame = pd.DataFrame(
            {
                "cloud": [self.clouds[c] for c in self.cloud],
                "size": self.size,
                "members": [", ".join(self.names(k)) for k in range(len(self.members))],
                "volume": self.volume,
                "log_ratio": self.log_ratio,
            }
        )
        frame.insert(2, "rank", frame.groupby(["cloud", "size"], sort=False).cumcount() + 1)
        return frame

    def separation(self) -> Any:
        """One row a cloud and size: cloud, size, members (whose deletion leaves least), volume, gap.

        ``gap`` is the log-ratio of the second best set, the dashed line of Wilson's figure. Where it stands out, the
        members lie apart from all others; where the line is low, another set would do as well.
        """
        frame = self.to_frame()
        first, second = frame[frame["rank"] == 1], frame[frame["rank"] == 2]
        gap = second[["cloud", "size", "log_ratio"]].rename(columns={"log_ratio": "gap"})
        columns = ["cloud", "size", "members", "volume", "gap"]
        return first.merge(gap, on=["cloud", "size"], how="left")[columns]

    def _table(self) -> tuple[list[str], list[list[Any]]]:
        frame = self.separation()
        return list(frame.columns), frame.to_numpy(dtype=object).tolist()

    def summary(self) -> str:
        """Of each size the set that stands apart the most, and how far ahead of the next it is."""
        return show.text_table(*self._table())

    def _repr_html_(self) -> str:
        return show.html_table(*self._table(), caption="outlier_ap")

    def __repr__(self) -> str:
        most = int(self.size.max(initial=0))
        return f"OutlierSets: {len(self.members)} sets of up to {most} in {len(self.clouds)} clouds"


def outlier_ap(
    panel: Panel, *, most: int = 3, keep: int = KEEP, reference: Literal["own", "pooled"] = "own"
) -> OutlierSets:
    """Which sets of units lie farthest from the cloud of all data: Wilson's outlier statistic.

    With Z = [X, Y], (n, m + s), the squared volume that the data span is ``|Z'Z|``. Deleting the set L leaves the share
    ::

        R_L = |Z'Z - Z_L'Z_L| / |Z'Z| = |I - H_LL|,   H = Z (Z'Z)^-1 Z',

    (Andrews & Pregibon 1978, JRSS B 40:85-93; with several outputs Wilson 1993, DOI 10.1080/07350015.1993.10509968).
    A small R_L says that L spans much of the volume alone. For each size i the sets are ordered by
    ``ln(R_L / min R)`` over all sets of that size; the members of the best one are outliers where the next best is
    far off.

    Parameters
    ----------
    panel : N rows
    most : the largest size of a set
    keep : how many sets of each size are given, the least volume first
    reference : each period is a cloud of its own, or all periods are one

    Returns
    -------
    OutlierSets

    Raises
    ------
    OptionError
        ``out-of-range``: sizes that leave too few units to span a volume (none do where a column is a sum of others),
        or more sets than can be gone through

    Notes
    -----
    All sets count, but not all are gone through: pivoting gives the volumes of all pairs added to a set at once, and
    ``|I - H_LL| >= 1 - trace H_LL`` for what would still be added rules out sets that cannot be among the best. No row
    is centred and no constant added, as in ``outlier.ap`` of R's Benchmarking. Units of measurement change nothing.
    An outlier is a unit to look at, not one to delete; it may be in the middle of the frontier or far below it.

    Examples
    --------
    >>> import farrell
    >>> panel = farrell.load("china-health").panel.select(periods=[2023])
    >>> found = farrell.outlier_ap(panel, most=2)
    >>> found.separation()["size"].tolist()
    [1, 2]
    """
    choose_one("reference", reference, ("own", "pooled"))
    for option, value in (("most", most), ("keep", keep)):
        if isinstance(value, bool) or not isinstance(value, int) or value < 1:
            raise OptionError("out-of-range", option=option, value=repr(value), allowed=">= 1")
    return sets_up_to(panel, most, keep, reference)


def largest(panel: Panel, reference: Literal["own", "pooled"]) -> int:
    """The largest size of a set without which every cloud still spans a volume; 0 where none does."""
    return min(_room(np.hstack([block.X, block.Y])) for block in frontiers(panel, reference).blocks)


def sets_up_to(panel: Panel, most: int, keep: int, reference: Literal["own", "pooled"]) -> OutlierSets:
    """The sets of every size up to ``most``; none of size 0."""
    size: list[int] = []
    cloud: list[int] = []
    members: list[tuple[int, ...]] = []
    volume: list[float] = []
    ratio: list[float] = []
    blocks = frontiers(panel, reference).blocks
    for number, block in enumerate(blocks):
        left = _left_over(np.hstack([block.X, block.Y]), most) if most else np.empty((0, 0))
        for i in range(1, most + 1):
            best = _smallest(left, i, keep)
            least = best[0][0]
            for share, chosen in best:
                cloud.append(number)
                size.append(i)
                members.append(tuple(int(block.rows[j]) for j in chosen))
                volume.append(share)
                ratio.append(float(np.log(share / least)) if least > 0 else np.inf if share > 0 else 0.0)
    return OutlierSets(
        panel=panel,
        cloud=frozen(np.array(cloud, dtype=np.int64)),
        size=frozen(np.array(size, dtype=np.int64)),
        members=tuple(members),
        volume=frozen(np.array(volume)),
        log_ratio=frozen(np.array(ratio)),
        clouds=("pooled",) if reference == "pooled" else panel.periods,
        settings=Frozen({"model": "outlier_ap", "most": most, "keep": keep, "reference": reference}),
        provenance=provenance(panel),
    )


def _room(Z: Floats) -> int:
    """How many rows may go before the rest span no volume; 0 where columns are linear combinations of others."""
    n, p = Z.shape
    length = np.linalg.norm(Z, axis=0)
    spread = np.linalg.svd(Z / np.where(length > 0, length, 1.0), compute_uv=False)
    return max(n - p, 0) if spread[-1] > SINGULAR else 0


def _left_over(Z: Floats, most: int) -> Floats:
    """(n, n) I - H of one cloud."""
    n, p = Z.shape
    if most > _room(Z):
        allowed = f"at most {max(n - p, 0)} of {n} units with {p} columns, none of them a sum of others"
        raise OptionError("out-of-range", option="most", value=repr(most), allowed=allowed)
    basis = np.linalg.qr(Z / np.linalg.norm(Z, axis=0))[0]
    return np.asarray(np.eye(n) - basis @ basis.T)


def _smallest(left: Floats, size: int, keep: int) -> list[tuple[float, tuple[int, ...]]]:
    """The ``keep`` principal minors of one size with the least value, and their places, the least first."""
    order = np.argsort(np.diag(left), kind="stable")  # much leverage first, so that bounds bite early
    best = _Best(keep)
    if size == 1:
        best.offer(np.diag(left), [(j,) for j in range(len(left))])
    else:
        _deepen(left[np.ix_(order, order)], order, 1.0, (), size, best)
    return best.sorted()


class _Best:
    """The least values so far, and the bound above which nothing counts."""

    def __init__(self, keep: int) -> None:
        self.keep, self.found = keep, list[tuple[float, tuple[int, ...]]]()
        self.bound = np.inf
        self.steps = 0

    def step(self, size: int) -> None:
        """Count a set that had to be gone through."""
        self.steps += 1
        if self.steps > MOST_STEPS:
            allowed = f"less than {size}, for so many units"
            raise OptionError("out-of-range", option="most", value=str(size), allowed=allowed)

    def offer(self, values: Any, sets: Any) -> None:
        self.found += [(max(float(v), 0.0), tuple(sorted(s))) for v, s in zip(values, sets, strict=True)]
        if len(self.found) >= self.keep:
            self.found = self.sorted()
            self.bound = self.found[-1][0]

    def sorted(self) -> list[tuple[float, tuple[int, ...]]]:
        return sorted(self.found)[: self.keep]


def _deepen(left: Floats, places: Ints, volume: float, chosen: tuple[int, ...], size: int, best: _Best) -> None:
    """Add to a set what comes after it; ``left`` is I - H of what is still to choose from, the set already deleted."""
    missing, diagonal = size - len(chosen), np.diag(left)
    if missing == 2:
        best.step(size)
        minors = volume * (np.outer(diagonal, diagonal) - left * left)
        upper = np.triu(minors <= best.bound, 1)
        first, second = np.nonzero(upper)
        values = minors[first, second]
        if len(values) > best.keep:
            chosen_few = np.argpartition(values, best.keep - 1)[: best.keep]
            first, second, values = first[chosen_few], second[chosen_few], values[chosen_few]
        if len(values):
            sets = [(*chosen, int(places[a]), int(places[b])) for a, b in zip(first, second, strict=True)]
            best.offer(values, sets)
        return
    for k in range(len(places) - missing + 1):
        rest = np.sort(1.0 - diagonal[k:])[::-1][:missing]
        if volume * (1.0 - rest.sum()) > best.bound:
            break
        pivot = max(float(diagonal[k]), np.finfo(float).tiny)
        row = left[k, k + 1 :]
        after = left[k + 1 :, k + 1 :] - np.outer(row, row) / pivot
        _deepen(after, places[k + 1 :], volume * pivot, (*chosen, int(places[k])), size, best)
