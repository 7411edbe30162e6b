"""Which units come together? Convergence clubs: the clustering of Phillips and Sul, and the merging of clubs."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from numbers import Integral, Real
from typing import Any

import numpy as np

from farrell import show
from farrell.data.panel import frozen
from farrell.errors import OptionError
from farrell.spacetime.log_t import (
    CRITICAL,
    CUT,
    SMOOTHING,
    LogT,
    Paths,
    Trend,
    group_test,
    notes_on,
    paths_of,
    tested,
)
from farrell.spacetime.places import Floats
from farrell.spacetime.series import ByPeriod

RAISE = 0.05
"""What the sieve is raised by while a club does not converge."""
HIGHEST = 50
"""What it is raised to; then the club is the core."""
DIGITS = 9
"""Decimals of a path that count in ordering; the rest is rounding of who solved for the values."""
Places = list[int]


@dataclass(frozen=True, slots=True)
class Club:
    """Units that come together.

    Attributes
    ----------
    units : in order of their last values, the highest first
    b, se, t : of the club's own log t regression, as in :class:`LogT`
    alpha : b / 2, the speed at which differences fall
    made_of : numbers of the clubs it was merged from; its own where none was
    """

    units: tuple[str, ...]
    b: float
    se: float
    t: float
    made_of: tuple[int, ...]

    @property
    def alpha(self) -> float:
        return self.b / 2


@dataclass(frozen=True, slots=True)
class ConvergenceClubs:
    """Clubs, from the highest.

    Attributes
    ----------
    clubs : after merging
    before : clubs before merging
    divergent : units in no club, in order of their last values
    whole : the log t regression of all units
    units, periods : (n,), (T,)
    relative : (n, T) transition paths h_it, of values over the mean of all units
    last : (n,) what units are ordered by
    sieve : c* at the start
    short : fewer than 20 periods
    left_out : units that are not observed in every period
    """

    clubs: tuple[Club, ...]
    before: tuple[Club, ...]
    divergent: tuple[str, ...]
    whole: LogT
    units: tuple[str, ...]
    periods: tuple[Hashable, ...]
    relative: Floats
    last: Floats
    sieve: float
    short: bool
    left_out: tuple[str, ...]

    def club_of(self) -> dict[str, int]:
        """Number of each unit's club from 1, 0 for divergent units."""
        found = dict.fromkeys(self.divergent, 0)
        for number, club in enumerate(self.clubs, 1):
            found.update(dict.fromkeys(club.units, number))
        return {unit: found[unit] for unit in self.units}

    def to_frame(self) -> Any:
        """One row a club: club, n, units, b, se, t, alpha, made_of."""
        import pandas as pd

        rows = [
            [k, len(c.units), ", ".join(c.units), c.b, c.se, c.t, c.alpha, "+".join(map(str, c.made_of))]
            for k, c in enumerate(self.clubs, 1)
        ]
        return pd.DataFrame(rows, columns=["club", "n", "units", "b", "se", "t", "alpha", "made_of"])

    def paths(self) -> Any:
        """Transition paths: unit, club (0 divergent), period, h."""
        import pandas as pd

        clubs = self.club_of()
        rows = [
            [unit, clubs[unit], period, h]
            for unit, path in zip(self.units, self.relative.tolist(), strict=True)
            for period, h in zip(self.periods, path, strict=True)
        ]
        return pd.DataFrame(rows, columns=["unit", "club", "period", "h"])

    def club_paths(self) -> Any:
        """Mean transition path of each club: club (0 divergent), period, h."""
        return self.paths().groupby(["club", "period"], sort=False, as_index=False)["h"].mean().sort_values(
            "club", kind="stable", ignore_index=True
        )  # fmt: skip

    def summary(self) -> str:
        head = f"{len(self.clubs)} convergence clubs of {len(self.units)} units; all together t {self.whole.t:.3f}"
        frame = self.to_frame().drop(columns="made_of")
        rows = [[str(row[0]), *row[1:2], *row[3:], row[2]] for row in frame.to_numpy(dtype=object).tolist()]
        lines = [head, show.text_table(["club", "n", "b", "se", "t", "alpha", "units"], rows)]
        if self.divergent:
            lines.append(f"divergent: {', '.join(self.divergent)}")
        return "\n".join([*lines, *notes_on(self.short, len(self.periods), self.left_out)])

    def __repr__(self) -> str:
        sizes = ", ".join(str(len(club.units)) for club in self.clubs)
        return f"ConvergenceClubs: {len(self.clubs)} clubs ({sizes}), {len(self.divergent)} divergent"


def convergence_clubs(
    values: ByPeriod,
    *,
    cut: float = CUT,
    log: bool = False,
    trend: Trend = "none",
    smoothing: float = SMOOTHING,
    sieve: float = 0.0,
    last: int = 1,
    merge: bool = True,
) -> ConvergenceClubs:
    """Which units come together? The clustering of Phillips and Sul.

    1. Order units by their last values, from the highest.
    2. Core: the first pair in that order whose log t statistic is above -1.65, and as many after it as make the
       statistic largest, while it stays above.
    3. Club: with the core all units whose statistic together with the core is above c*. c* rises by 0.05 until the
       club's own is above -1.65.
    4. The rest are a club if they converge, else begin at 2 again. Who is left without a pair diverges.

    Then clubs next to each other are merged while their statistic together is above -1.65.

    Parameters
    ----------
    values, cut, log, trend, smoothing : as in :func:`farrell.log_t`
    sieve : c* at the start, 0 as Phillips & Sul advise for short panels
    last : how many last periods are averaged to order units; ties go by the periods before, then by name
    merge : merge clubs (Phillips & Sul 2009)

    Returns
    -------
    ConvergenceClubs

    Raises
    ------
    OptionError
        as :func:`farrell.log_t`; codes ``clubs-last``, ``clubs-sieve``

    Notes
    -----
    Steps are those of Stata's psecta (Du 2017, Stata Journal 17, 882-900). R's
    ConvergenceClubs takes the core of the largest absolute statistic, holds c* and cuts a third by default. Scores that
    tie at 1 are alike: see :func:`farrell.log_t`. With ten years clubs are a description. Source: Phillips & Sul 2007,
    DOI 10.1111/j.1468-0262.2007.00811.x; merging: Phillips & Sul 2009, DOI 10.1002/jae.1080.

    Examples
    --------
    >>> import farrell
    >>> values = {
    ...     t: {"a": 4 + 1 / t, "b": 4 - 1 / t, "c": 2 + 1 / t, "d": 2 - 1 / t} for t in range(1, 31)
    ... }
    >>> [club.units for club in farrell.convergence_clubs(values).clubs]
    [('a', 'b'), ('c', 'd')]
    """
    paths = paths_of(values, cut=cut, log=log, trend=trend, smoothing=smoothing)
    if isinstance(last, bool) or not isinstance(last, Integral) or not 1 <= last <= len(paths.periods):
        raise OptionError("clubs-last", value=repr(last), n=len(paths.periods))
    if isinstance(sieve, bool) or not isinstance(sieve, Real) or not np.isfinite(sieve):
        raise OptionError("clubs-sieve", value=repr(sieve))
    levels = paths.values[:, -int(last) :].mean(axis=1)
    groups, divergent = _clustered(paths, _ordered(paths, levels), float(sieve))
    before = tuple(_club(paths, group, (k,)) for k, group in enumerate(groups, 1))
    after = _merged(paths, groups) if merge else before
    return ConvergenceClubs(
        after, before, tuple(paths.units[i] for i in divergent), tested(paths), paths.units, paths.periods,
        frozen(paths.relative), frozen(levels), float(sieve), paths.short, paths.left_out,
    )  # fmt: skip


def _ordered(paths: Paths, levels: Floats) -> Places:
    """Places of units from the highest; ties by the periods before, from the last, then by name."""
    table = np.column_stack([levels, paths.values[:, ::-1]])
    keys = np.round(-table / table.mean(axis=0), DIGITS).tolist()
    return sorted(range(len(keys)), key=lambda i: (keys[i], paths.units[i]))


def _club(paths: Paths, members: Sequence[int], made_of: tuple[int, ...]) -> Club:
    return Club(tuple(paths.units[i] for i in members), *group_test(paths, list(members)), made_of)


def _t(paths: Paths, members: Places) -> float:
    return group_test(paths, members)[2]


def _clustered(paths: Paths, order: Places, sieve: float) -> tuple[list[Places], Places]:
    """Clubs in turn, and who is in none."""
    groups: list[Places] = []
    rest = order
    while len(rest) > 1:
        if _t(paths, rest) > CRITICAL:
            return [*groups, rest], []
        core = _core(paths, rest)
        if not core:
            break
        members = _sieved(paths, core, rest, sieve)
        groups.append([i for i in rest if i in members])
        rest = [i for i in rest if i not in members]
    return groups, rest


def _core(paths: Paths, rest: Places) -> Places:
    """The core group of step 2; empty where no pair of neighbours in the order converges."""
    for start in range(len(rest) - 1):
        best, size, k = CRITICAL, 0, 2
        while start + k <= len(rest) and (t := _t(paths, rest[start : start + k])) > CRITICAL:
            if t >= best:
                best, size = t, k
            k += 1
        if size:
            return rest[start : start + size]
    return []


def _sieved(paths: Paths, core: Places, rest: Places, sieve: float) -> set[int]:
    """Core and the units that pass the sieve, raised until they converge."""
    with_core = {i: _t(paths, [*core, i]) for i in rest if i not in core}
    for times in range(round(HIGHEST / RAISE) + 1):
        members = {*core, *(i for i, t in with_core.items() if t > sieve + RAISE * times)}
        if len(members) == len(core) or _t(paths, sorted(members)) > CRITICAL:
            return members
    return set(core)


def _merged(paths: Paths, groups: list[Places]) -> tuple[Club, ...]:
    """Clubs, each joined with those after it while they converge together."""
    out: list[tuple[Places, tuple[int, ...]]] = []
    for number, group in enumerate(groups, 1):
        if out and _t(paths, out[-1][0] + group) > CRITICAL:
            out[-1] = (out[-1][0] + group, (*out[-1][1], number))
        else:
            out.append((group, (number,)))
    return tuple(_club(paths, members, made_of) for members, made_of in out)
