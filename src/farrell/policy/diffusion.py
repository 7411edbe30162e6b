"""How good practice spreads: productivity paths of units that catch up, adopt the progress of their peers, or whose
groups close their technology gap."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, get_args

import numpy as np
from numpy.typing import NDArray

from farrell import show
from farrell.data import Panel
from farrell.data.frozen import Frozen
from farrell.data.panel import frozen
from farrell.data.roles import Period
from farrell.dea import dea, metafrontier
from farrell.dea.frontier import Orientation, check_options, choose_one, provenance
from farrell.errors import OptionError
from farrell.productivity import malmquist

Floats = NDArray[np.float64]
Mode = Literal["distance", "peers", "groups"]
MODES: tuple[Mode, ...] = get_args(Mode)


@dataclass(frozen=True, slots=True)
class Diffusion:
    """Paths of n units over T years.

    Attributes
    ----------
    units : n names
    te : (n, T + 1) technical efficiency (CRS), from today; within the unit's group where groups close their gap
    effch, techch, tfpch : (n, T) yearly changes; tfpch = effch x techch
    cumulative : (n, T + 1) tfpch chained, 1 today
    own_techch, peer_techch : (n,) the unit's own yearly techch of the past and that of its peers; NaN where unknown
    """

    units: tuple[str, ...]
    te: Floats
    effch: Floats
    techch: Floats
    tfpch: Floats
    cumulative: Floats
    own_techch: Floats
    peer_techch: Floats
    settings: Mapping[str, Any]
    provenance: Mapping[str, str]

    def to_frame(self) -> Any:
        """One row a unit and year: unit, year (0 is today), te, effch, techch, tfpch, cumulative."""
        import pandas as pd

        n, years = self.effch.shape
        none = np.full((n, 1), np.nan)
        parts = {name: np.hstack([none, getattr(self, name)]).ravel() for name in ("effch", "techch", "tfpch")}
        return pd.DataFrame(
            {
                "unit": np.repeat(self.units, years + 1),
                "year": np.tile(np.arange(years + 1), n),
                "te": self.te.ravel(),
                **parts,
                "cumulative": self.cumulative.ravel(),
            }
        )

    def _table(self) -> tuple[list[str], list[list[Any]]]:
        rows = [
            [unit, float(self.te[k, 0]), float(self.te[k, -1]), float(self.cumulative[k, -1])]
            for k, unit in enumerate(self.units)
        ]
        return ["unit", "te now", "te then", "tfp (now = 1)"], rows

    def summary(self) -> str:
        """Efficiency now and then, and productivity over the whole cycle."""
        return show.text_table(*self._table())

    def _repr_html_(self) -> str:
        return show.html_table(*self._table())

    def __repr__(self) -> str:
        return (
            f"Diffusion: {len(self.units)} units, {self.effch.shape[1]} years, mean {self.cumulative[:, -1].mean():.3f}"
        )


def diffusion(
    panel: Panel,
    period: Period | None = None,
    *,
    mode: Mode = "distance",
    share: float = 0.5,
    years: int = 5,
    orientation: Orientation = "input",
    group: str | None = None,
) -> Diffusion:
    """Technology diffusion: productivity paths over a renewal cycle.

    ``"distance"``
        each unit covers a share of its distance to the common frontier, ln(1 / te), in equal yearly steps::

            effch = (1 / te_0) ** (share / T) every year,   te_T = te_0 ** (1 - share),   techch = 1

    ``"peers"``
        each unit passes from its own yearly techch of the past to that of its peers, geometric means over all intervals
        of the panel, weighted by intensity, in equal yearly steps; efficiency stays::

            techch_t = own ** (1 - share t / T) x peers ** (share t / T),   effch = 1

    ``"groups"``
        the technology of each unit's group covers a share of its gap to the metafrontier at that unit, ln(1 / tgr), in
        equal yearly steps; efficiency within the group stays (:func:`farrell.metafrontier`, convex, of the period)::

            techch = (1 / tgr_0) ** (share / T) every year,   tgr_T = tgr_0 ** (1 - share),   effch = 1

    Parameters
    ----------
    panel, period : the data; the last period by default
    mode : as above
    share : of the distance, or of the peers' progress, that is reached after the cycle; 0 to 1
    years : T, the renewal cycle
    orientation : of scores and indices
    group : whose technologies differ, for ``"groups"``; as in :func:`farrell.metafrontier`

    Returns
    -------
    Diffusion

    Raises
    ------
    OptionError
        an unknown option; ``diffusion-periods``: peers' progress needs two periods

    Notes
    -----
    A scenario, not a forecast: the frontier stands still in the first mode, and past progress goes on in the second
    (the past may have been regress). The index is that of :func:`farrell.malmquist` (FGNZ). Intervals without an index
    are left out of a unit's mean. An efficient unit is its own peer and keeps its own techch.

    Examples
    --------
    >>> import farrell
    >>> path = farrell.diffusion(farrell.load("china-health").panel, 2023, share=0.5, years=5)
    >>> bool((abs(path.te[:, -1] - path.te[:, 0] ** 0.5) < 1e-12).all())
    True
    """
    check_options(panel, "diffusion", "crs", orientation, None)
    choose_one("mode", mode, MODES)
    if isinstance(share, bool) or not isinstance(share, (int, float)) or not 0 <= share <= 1:
        raise OptionError("plan-number", option="share", value=repr(share))
    if isinstance(years, bool) or not isinstance(years, int) or not 1 <= years <= 100:
        raise OptionError("plan-number", option="years", value=repr(years))
    one = panel.select(periods=[panel.periods[-1] if period is None else period])
    if group is not None and mode != "groups":
        raise OptionError("no-effect", option="group", other=f'mode = "{mode}"')
    n = len(one)
    own, peers = np.full(n, np.nan), np.full(n, np.nan)
    effch, techch = np.ones((n, years)), np.ones((n, years))
    if mode == "groups":
        gaps = metafrontier(one, group=group, rts="crs", orientation=orientation)
        start = gaps.te_group
        techch[:] = ((1.0 / gaps.tgr) ** (share / years))[:, None]
        group = gaps.group
    else:
        result = dea(one, rts="crs", orientation=orientation)
        start = result.te
    if mode == "distance":
        effch[:] = ((1.0 / start) ** (share / years))[:, None]
    if mode == "peers":
        own = _past(panel, one, orientation)
        weight = result.lambdas * np.isfinite(own)
        logs = np.where(np.isfinite(own), np.log(np.where(np.isfinite(own), own, 1.0)), 0.0)
        total = weight.sum(axis=1)
        peers = np.where(total > 0, np.exp(weight @ logs / np.where(total > 0, total, 1.0)), np.nan)
        part = share * np.arange(1, years + 1) / years
        techch = own[:, None] ** (1.0 - part) * peers[:, None] ** part
    te = start[:, None] * np.hstack([np.ones((n, 1)), np.cumprod(effch, axis=1)])
    tfpch = effch * techch
    cumulative = np.hstack([np.ones((n, 1)), np.cumprod(tfpch, axis=1)])
    settings: dict[str, Any] = {
        "model": "diffusion",
        "period": one.periods[0],
        "mode": mode,
        "share": share,
        "years": years,
    }
    settings |= {"group": group} if mode == "groups" else {}
    paths = {"te": te, "effch": effch, "techch": techch, "tfpch": tfpch, "cumulative": cumulative}
    return Diffusion(
        units=one.units,
        own_techch=frozen(own),
        peer_techch=frozen(peers),
        settings=Frozen({**settings, "orientation": orientation}),
        provenance=provenance(one),
        **{name: frozen(path) for name, path in paths.items()},
    )


def _past(panel: Panel, one: Panel, orientation: Orientation) -> Floats:
    """(n,) geometric mean of each unit's techch over the panel's intervals."""
    if len(panel.periods) < 2:
        raise OptionError("diffusion-periods", model="peers")
    frame = malmquist(panel, orientation=orientation).to_frame()
    logs = np.log(frame["techch"].where(frame["techch"] > 0))
    means = np.exp(logs.groupby(frame["unit"]).mean())
    return np.array([float(means.get(unit, np.nan)) for unit in one.units])
