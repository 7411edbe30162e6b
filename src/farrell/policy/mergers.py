"""What merging units could gain: learning, harmony and size."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from farrell import show
from farrell.data import Panel
from farrell.data.frozen import Frozen
from farrell.data.panel import frozen
from farrell.data.roles import Period
from farrell.dea.about import About
from farrell.dea.frontier import Bounds, Floats, Orientation, Rts, check_options, pose, provenance
from farrell.errors import OptionError, SolveWarning, warn
from farrell.lp import solve

ABOUT = About(
    "merger_gains",
    "overall  E  = min { E : (E sum x_k, sum y_k) possible }            x*_k = theta_k x_k\n"
    "adjusted E* = min { E : (E sum x*_k, sum y_k) possible }           learning LE = E / E*\n"
    "harmony  HA = min { H : (H mean x*_k, mean y_k) possible }         size SI = E* / HA\n"
    "E = LE HA SI",
    "Bogetoft & Wang 2005, DOI 10.1007/s11123-005-1326-7",
)


@dataclass(frozen=True, slots=True)
class MergerGains:
    """What each of several mergers could gain.

    Attributes
    ----------
    names : (g,) of the mergers
    members : (g,) the units of each
    overall : (g,) E (F in output orientation): below 1 (above 1) the merged unit could do with less (give more); NaN
        where the technology has no unit that gives so much from any inputs
    adjusted : (g,) the same once every member is efficient: what merging itself gains
    learning : (g,) overall / adjusted: what members gain by practice, without merging
    harmony : (g,) what a better mix of inputs and outputs gains at the mean size of the members
    size : (g,) adjusted / harmony: what size gains; on the other side of 1 size costs
    status : (g,) optimal; infeasible, where the technology has no unit so large; unsolved, where a program of the
        merger or of one of its members has no certified answer
    te : (n,) theta (phi) of every unit of the period
    """

    panel: Panel
    names: tuple[str, ...]
    members: tuple[tuple[str, ...], ...]
    overall: Floats
    adjusted: Floats
    learning: Floats
    harmony: Floats
    size: Floats
    status: NDArray[np.str_]
    te: Floats
    settings: Mapping[str, Any]
    provenance: Mapping[str, str]

    def to_frame(self) -> Any:
        """One row a merger: merger, members, overall, adjusted, learning, harmony, size, status."""
        import pandas as pd

        return pd.DataFrame(
            {
                "merger": self.names,
                "members": [", ".join(units) for units in self.members],
                "overall": self.overall,
                "adjusted": self.adjusted,
                "learning": self.learning,
                "harmony": self.harmony,
                "size": self.size,
                "status": self.status,
            }
        )

    def _table(self) -> tuple[list[str], list[list[Any]]]:
        frame = self.to_frame().drop(columns=["members", "status"])
        return list(frame.columns), [[name, *map(float, rest)] for name, *rest in frame.to_numpy().tolist()]

    def summary(self) -> str:
        """One row a merger."""
        return show.text_table(*self._table())

    def _repr_html_(self) -> str:
        return show.html_table(*self._table())

    def __repr__(self) -> str:
        return f"MergerGains: {len(self.names)} mergers, {self.settings['orientation']} orientation"


def merger_gains(
    panel: Panel,
    period: Period | None = None,
    *,
    groups: Mapping[str, Sequence[str]] | Sequence[Sequence[str]],
    rts: Rts = "vrs",
    bounds: Bounds | None = None,
    orientation: Orientation = "input",
) -> MergerGains:
    """Potential gains from mergers, split into learning, harmony and size.

    The merged unit J of H members pools inputs and outputs and stands before the technology of today's units (Bogetoft
    & Wang 2005, DOI 10.1007/s11123-005-1326-7)::

        E  = min { E : (E sum_k x_k,  sum_k y_k)     possible },       x*_k = theta_k x_k
        E* = min { E : (E sum_k x*_k, sum_k y_k)     possible },       LE = E / E*
        HA = min { H : (H mean_k x*_k, mean_k y_k)   possible },       SI = E* / HA

    so that E = LE HA SI. LE is what members could gain by best practice alone, HA what a better mix gains at their mean
    size, SI what size adds; E* = HA SI is left for merging. In output orientation ``F = max { F : (sum x, F sum y) }``,
    y*_k = phi_k y_k, and above 1 is a gain.

    Parameters
    ----------
    panel, period : the units; the last period by default
    groups : name of a merger -> its units, or lists of units; a unit may be in several, each a question of its own
    rts, bounds, orientation : as in :func:`farrell.dea`

    Returns
    -------
    MergerGains

    Raises
    ------
    OptionError
        code ``mergers``: no groups, one with fewer than two units or a unit twice, a name that stands twice; also
        unknown units
    DataError
        as in :func:`farrell.dea`

    Warns
    -----
    SolveWarning
        code ``mergers-no-score``: mergers larger than anything the technology has, whose overall gain and size effect
        have no number. Under crs and ndrs there are none. Code ``mergers-unsolved``: mergers of which a program has no
        certified answer

    Notes
    -----
    The mean of possible units is possible in a convex technology, so HA is at most 1 (in output orientation at least
    1). SI may be a loss: under vrs two units side by side need not be possible as one.

    Examples
    --------
    >>> import farrell
    >>> panel = farrell.load("china-health").panel
    >>> found = farrell.merger_gains(panel, 2023, groups={"North": ["Ningxia", "Qinghai"]})
    >>> bool(abs(found.overall[0] - found.learning[0] * found.harmony[0] * found.size[0]) < 1e-9)
    True
    """
    check_options(panel, "merger_gains", rts, orientation, bounds)
    one = panel.select(periods=[panel.periods[-1] if period is None else period])
    units = [one.unit_at(r) for r in range(len(one))]
    named = _named(groups, units)
    places = [[units.index(unit) for unit in members] for members in named.values()]
    by_input = orientation == "input"

    def score(X: Floats, Y: Floats) -> tuple[Floats, NDArray[np.str_]]:
        found = solve(*pose((one.X, one.Y), (X, Y), rts, orientation, bounds=bounds))
        return found.t, found.status

    def together(X: Floats, Y: Floats, *, mean: bool = False) -> tuple[Floats, NDArray[np.str_]]:
        sizes = [len(at) if mean else 1 for at in places]
        pooled = [
            np.array([side[at].sum(axis=0) / size for at, size in zip(places, sizes, strict=True)]) for side in (X, Y)
        ]
        return score(pooled[0], pooled[1])

    own, alone = score(one.X, one.Y)
    known = np.array([(alone[at] == "optimal").all() for at in places])
    move = np.where(alone == "optimal", own, 1.0)[:, None]
    best = (move * one.X, one.Y) if by_input else (one.X, move * one.Y)
    overall, status = together(one.X, one.Y)
    adjusted, harmony = (
        np.where(known & (state == "optimal"), value, np.nan)
        for value, state in (together(*best), together(*best, mean=True))
    )
    status = np.where((status == "optimal") & np.isnan(adjusted + harmony), "unsolved", status)
    for state, code in (("infeasible", "mergers-no-score"), ("unsolved", "mergers-unsolved")):
        lost = [name for name, its in zip(named, status, strict=True) if its == state]
        if lost:
            warn(SolveWarning(code, mergers=lost, count=len(lost)), depth=3)
    with np.errstate(divide="ignore", invalid="ignore"):
        learning, size = overall / adjusted, adjusted / harmony
    settings = {
        "model": "merger_gains",
        "groups": {name: list(members) for name, members in named.items()},
        "period": one.periods[0],
        "rts": rts,
        "bounds": bounds,
        "orientation": orientation,
    }
    return MergerGains(
        panel=one,
        names=tuple(named),
        members=tuple(tuple(members) for members in named.values()),
        overall=frozen(overall),
        adjusted=frozen(adjusted),
        learning=frozen(learning),
        harmony=frozen(harmony),
        size=frozen(size),
        status=frozen(status),
        te=frozen(own),
        settings=Frozen(settings),
        provenance=provenance(one),
    )


def _named(groups: Any, units: Sequence[str]) -> dict[str, list[str]]:
    """Members by name of the merger."""
    if isinstance(groups, Mapping):
        pairs = [(str(name), members) for name, members in groups.items()]
    elif isinstance(groups, (list, tuple)):
        pairs = [("", members) for members in groups]
    else:
        pairs = []
    out: dict[str, list[str]] = {}
    for given, members in pairs:
        if not isinstance(members, (list, tuple)) or len(set(members)) != len(members) or len(members) < 2:
            raise OptionError("mergers", groups=repr(groups)[:120])
        for unit in members:
            if unit not in units:
                raise OptionError.choice("groups", unit, units)
        name = given or " + ".join(members)
        if name in out:
            raise OptionError("mergers", groups=repr(groups)[:120])
        out[name] = list(members)
    if not out:
        raise OptionError("mergers", groups=repr(groups)[:120])
    return out
