"""Metafrontiers: efficiency within a group, against all groups, and the gap between the two technologies."""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from farrell import show
from farrell.data import Panel
from farrell.data.checks import units_needed
from farrell.data.frozen import Frozen
from farrell.data.panel import frozen
from farrell.data.provinces import GROUPINGS, province_groups
from farrell.dea.about import About
from farrell.dea.frontier import Bounds, Floats, Ints, Orientation, Rts, choose_one, count, provenance
from farrell.dea.radial import EFFICIENT, dea, warn_without_score
from farrell.dea.result import DEAResult
from farrell.errors import OptionError, SolveWarning, warn
from farrell.lp import Solver

Meta = Literal["convex", "union"]
METAS: tuple[Meta, ...] = ("convex", "union")
Over = Literal["own", "pooled"]
OVERS: tuple[Over, ...] = ("own", "pooled")

ABOUT = About(
    "metafrontier",
    "te_group(o) = E(o | units of o's group),   te_meta(o) = E(o | all units) <= te_group(o)\n"
    "tgr(o) = te_meta(o) / te_group(o),   with the union of groups te_meta(o) = min over groups g of E(o | units of g)",
    "O'Donnell, Rao & Battese 2008, DOI 10.1007/s00181-007-0119-4; Battese, Rao & O'Donnell 2004, "
    "DOI 10.1023/B:PROD.0000012454.06094.29",
)


@dataclass(frozen=True, slots=True)
class MetafrontierResult:
    """Group efficiency, meta efficiency and technology gap of every row of the panel; N rows, G groups.

    Attributes
    ----------
    panel : what was scored
    group : the grouping
    groups : G names, in order of first appearance
    labels : (N,) the group of each row
    te_group : (N,) efficiency against the frontier of the row's group
    te_meta : (N,) efficiency against the metafrontier
    tgr : (N,) technology gap ratio te_meta / te_group, at most 1: what the group's technology reaches of the best one
    te, score : (N,) as ``te_meta``
    peer_groups : (N, G) from which groups the row's benchmark on the metafrontier is made, shares that add up to 1
    status : (N,) optimal, or what kept one of the two scores from being found
    measure : what ``score`` is
    settings, diagnostics, provenance : options, solver counts of all programs, software and data hash
    """

    panel: Panel
    group: str
    groups: tuple[str, ...]
    labels: NDArray[np.str_]
    te_group: Floats
    te_meta: Floats
    tgr: Floats
    te: Floats
    score: Floats
    peer_groups: Floats
    status: NDArray[np.str_]
    settings: Mapping[str, Any]
    diagnostics: Mapping[str, int]
    provenance: Mapping[str, str]
    measure: str = "te"

    def to_frame(self) -> Any:
        """A tidy DataFrame: unit, period, group, te_group, te_meta, tgr, status, and the share of each group in the
        benchmark."""
        import pandas as pd

        shares = {f"from_{name}": self.peer_groups[:, g] for g, name in enumerate(self.groups)}
        return pd.DataFrame(
            {
                "unit": self.panel.unit_labels,
                "period": self.panel.period_labels,
                "group": self.labels.tolist(),
                "te_group": self.te_group,
                "te_meta": self.te_meta,
                "tgr": self.tgr,
                "status": self.status.tolist(),
                **shares,
            }
        )

    def by_group(self, *, each_period: bool = False) -> Any:
        """A group a row (and period, where asked), then all: n, and of te_group, te_meta and tgr the arithmetic mean,
        with the standard deviation (n - 1), least and greatest of tgr. Rows without a score are left out of them."""
        import pandas as pd

        frame = self.to_frame()
        whole = [frame.assign(group="all")] if len(self.groups) > 1 else []
        return pd.concat([_means(one, each_period) for one in (frame, *whole)], ignore_index=True)

    def _table(self) -> tuple[list[str], list[list[Any]]]:
        frame = self.by_group()
        return list(frame.columns), [list(row) for row in frame.itertuples(index=False)]

    def summary(self) -> str:
        """Settings, and the means of every group."""
        return "\n".join([repr(self), show.text_table(*self._table())])

    def _repr_html_(self) -> str:
        return show.html_table(*self._table(), caption=repr(self))

    def __repr__(self) -> str:
        kind, over = self.settings["frontier"], self.settings["reference"]
        return f"metafrontier: {len(self.tgr)} unit-periods in {len(self.groups)} groups, {kind}, {over}"


def metafrontier(
    panel: Panel,
    *,
    group: str | None = None,
    frontier: Meta = "convex",
    reference: Over = "own",
    rts: Rts = "vrs",
    bounds: Bounds | None = None,
    orientation: Orientation = "input",
    solver: Solver = "auto",
) -> MetafrontierResult:
    """Efficiency within groups, against the metafrontier of all groups, and the technology gap ratio.

    Units of a group share a technology; the metatechnology holds what any group can do. A unit's meta efficiency is
    that within its group times the gap of the group's technology at that unit (O'Donnell, Rao & Battese 2008,
    DOI 10.1007/s00181-007-0119-4, who call the gap the
    metatechnology ratio)::

        te_meta = te_group x tgr,   0 < tgr <= 1.

    ``frontier="convex"`` spans the metafrontier by all units together, as the paper does: it may need mixes of units of
    unlike groups that no group can make. ``"union"`` takes the union of the group technologies, which is not convex:
    te_meta is the least score against any one group, so that a benchmark is of one group (Tiedemann, Francksen &
    Latacz-Lohmann 2011, Central European Journal of Operations Research 19, 571-587). The convex score is never above
    that of the union.

    Parameters
    ----------
    panel : N rows; m inputs, s outputs; marks ``non_discretionary`` and ``fixed`` are used
    group : a group column, or a bundled grouping of provinces (``"region3"``: East, Central, West; ``"region4"``,
        ``"zone8"``, ``"region7"``); the panel's first group column by default
    frontier : ``"convex"`` or ``"union"``
    reference : frontiers of each period (``"own"``), or of all periods together (``"pooled"``, as in the paper)
    rts, bounds, orientation, solver : as in :func:`farrell.dea.dea`

    Returns
    -------
    MetafrontierResult

    Raises
    ------
    OptionError
        an unknown option or grouping
    DataError
        negative data on the side that is scaled; units that are no provinces, for a bundled grouping

    Warns
    -----
    SolveWarning
        groups with fewer members (unit-periods, if pooled) than max(m s, 3 (m + s)), the rule of thumb for any
        frontier (Cooper, Seiford & Tone 2007, DOI 10.1007/978-0-387-45283-8)

    Notes
    -----
    Of few units most are on their group's frontier: te_group leans to 1 and tgr takes for a gap of technology what is
    a unit's own inefficiency. Groups of unlike size lean unlike far, so that their ratios compare badly. A unit outside
    another group's technology (possible under variable returns) has no score there, and the union leaves that group
    out. Benchmarks need not be unique, and then ``peer_groups`` is one choice; of groups that score a unit alike its
    own is taken.

    Examples
    --------
    >>> import farrell
    >>> result = farrell.metafrontier(farrell.load("china-health").panel, reference="pooled")
    >>> bool((result.te_meta <= result.te_group + 1e-9).all()), result.by_group()["group"].tolist()
    (True, ['East', 'Central', 'West', 'all'])
    """
    choose_one("frontier", frontier, METAS)
    choose_one("reference", reference, OVERS)
    if not isinstance(panel, Panel):
        raise OptionError("not-a-panel", kind=type(panel).__name__)
    name, labels = _grouped(panel, group)
    groups = tuple(dict.fromkeys(labels.tolist()))
    options: dict[str, Any] = {"rts": rts, "bounds": bounds, "orientation": orientation, "solver": solver}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", SolveWarning)  # said once, below
        run = _Run(panel, labels, groups, reference, options)
        te_group, group_status = run.within()
        te_meta, meta_status, shares = run.convex() if frontier == "convex" else run.union()
    status = np.where(group_status != "optimal", group_status, meta_status)
    with np.errstate(divide="ignore", invalid="ignore"):
        tgr = te_meta / te_group
    meta = frozen(te_meta)
    settings = {"model": "metafrontier", "group": name, "frontier": frontier, "reference": reference, **options}
    result = MetafrontierResult(
        panel=panel,
        group=name,
        groups=groups,
        labels=frozen(labels),
        te_group=frozen(te_group),
        te_meta=meta,
        tgr=frozen(tgr),
        te=meta,
        score=meta,
        peer_groups=frozen(shares),
        status=frozen(status),
        settings=Frozen(settings),
        diagnostics=Frozen(run.counts),
        provenance=provenance(panel),
    )
    run.warn_of_few()
    warn_without_score(panel, "metafrontier", status)
    return result


def _means(frame: Any, each_period: bool) -> Any:
    """n, means of the scores, and spread of the gap ratio, by group and period."""
    parts = frame.groupby(["group", "period"] if each_period else ["group"], sort=False)
    made = parts.agg(
        n=("tgr", "count"), te_group=("te_group", "mean"), te_meta=("te_meta", "mean"), tgr=("tgr", "mean")
    )
    gaps = parts["tgr"]
    return made.assign(tgr_sd=gaps.std(), tgr_min=gaps.min(), tgr_max=gaps.max()).reset_index()


def _grouped(panel: Panel, group: str | None) -> tuple[str, NDArray[np.str_]]:
    """The grouping and the label of each row."""
    chosen = panel.roles.groups[0] if group is None and panel.roles.groups else group
    if chosen is None:
        raise OptionError("metafrontier-group", allowed=list(GROUPINGS))
    if isinstance(chosen, str) and chosen in panel.labels:
        return chosen, np.asarray(panel.labels[chosen])
    if isinstance(chosen, str) and chosen in GROUPINGS:
        return chosen, np.asarray(province_groups(panel.units, chosen))[panel.unit_index]
    raise OptionError.choice("group", chosen, dict.fromkeys([*panel.labels, *GROUPINGS]))


class _Run:
    """The programs of one call: rows that share frontiers, split by group."""

    def __init__(
        self, panel: Panel, labels: NDArray[np.str_], groups: tuple[str, ...], over: Over, options: dict[str, Any]
    ) -> None:
        self.panel, self.labels, self.groups, self.over, self.options = panel, labels, groups, over, options
        self.counts: dict[str, int] = {}

    def within(self) -> tuple[Floats, NDArray[np.str_]]:
        """(N,) te against the own group's frontier, and status."""
        te, status = self._empty()
        for rows in self._together():
            for _, members in self._members(rows):
                te[members], status[members] = self._scores(members, members)
        return te, status

    def convex(self) -> tuple[Floats, NDArray[np.str_], Floats]:
        """(N,) te against all units, status, and (N, G) shares of the groups in the benchmark."""
        result = self._scored(self.panel, self.over)
        place = {key: self.groups.index(str(label)) for key, label in zip(self._keys(), self.labels, strict=True)}
        reference = zip(result.reference_units, result.reference_periods, strict=True)
        of = np.array([place[key] for key in reference])
        shares = np.zeros((len(self.panel), len(self.groups)))
        for g in range(len(self.groups)):
            counted = (result.peer >= 0) & (of[np.maximum(result.peer, 0)] == g)
            shares[:, g] = np.where(counted, result.peer_weight, 0.0).sum(axis=1)
        total = shares.sum(axis=1, keepdims=True)
        shares = np.where(total > 0, shares / np.where(total > 0, total, 1.0), np.nan)
        return np.array(result.te), np.array(result.status), shares

    def union(self) -> tuple[Floats, NDArray[np.str_], Floats]:
        """The same against the group that scores a row least."""
        te, status = self._empty()
        shares = np.full((len(self.panel), len(self.groups)), np.nan)
        for rows in self._together():
            against = np.full((len(rows), len(self.groups)), np.inf)
            status[rows] = "optimal"
            for g, members in self._members(rows):
                found, how = self._scores(rows, members)
                against[:, g] = np.where(how == "optimal", found, np.inf)
                failed = (how != "optimal") & (how != "infeasible")
                status[rows[failed]] = how[failed]
            own = np.array([self.groups.index(str(label)) for label in self.labels[rows]])
            least = against.min(axis=1)
            mine = against[np.arange(len(rows)), own] <= least * (1.0 + EFFICIENT)
            chosen = np.where(mine, own, against.argmin(axis=1))
            known = np.isfinite(least) & (status[rows] == "optimal")
            te[rows[known]] = least[known]
            shares[rows[known]] = np.eye(len(self.groups))[chosen[known]]
        return te, status, shares

    def warn_of_few(self) -> None:
        """One warning that names the groups that are small for a frontier, with their least size."""
        needed = units_needed(self.panel)
        sizes: dict[str, int] = {}
        for rows in self._together():
            for g, members in self._members(rows):
                sizes[self.groups[g]] = min(len(members), sizes.get(self.groups[g], len(members)))
        small = [f"{name} ({size})" for name, size in sizes.items() if size < needed]
        if small:
            warn(SolveWarning("small-groups", groups=small, needed=needed), depth=4)

    def _together(self) -> Iterator[Ints]:
        """Rows that share a metafrontier."""
        if self.over == "pooled":
            yield np.arange(len(self.panel))
        else:
            yield from (self.panel.rows_of(period) for period in self.panel.periods)

    def _members(self, rows: Ints) -> Iterator[tuple[int, Ints]]:
        """Places of the groups that are there, and their rows."""
        for g, name in enumerate(self.groups):
            members = rows[self.labels[rows] == name]
            if len(members):
                yield g, members

    def _scores(self, rows: Ints, members: Ints) -> tuple[Floats, NDArray[np.str_]]:
        """te and status of some rows against the frontier of others."""
        reference: Any = "pooled" if rows is members else self.panel.rows_only(members)
        result = self._scored(self.panel.rows_only(rows), reference)
        return result.te, result.status

    def _scored(self, panel: Panel, reference: Any) -> DEAResult:
        result = dea(panel, reference=reference, second_phase=False, **self.options)
        count(self.counts, result.diagnostics)
        return result

    def _keys(self) -> Iterator[tuple[str, Any]]:
        return zip(self.panel.unit_labels, self.panel.period_labels, strict=True)

    def _empty(self) -> tuple[Floats, NDArray[np.str_]]:
        return np.full(len(self.panel), np.nan), np.full(len(self.panel), "unsolved", dtype="<U10")
