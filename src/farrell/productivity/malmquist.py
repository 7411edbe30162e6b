"""The adjacent-period Malmquist index and its parts. Above 1 is progress under either orientation."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, get_args

import numpy as np
from numpy.typing import NDArray

from farrell import show
from farrell.data import Panel, mean
from farrell.data.frozen import Frozen
from farrell.data.roles import Period
from farrell.dea.frontier import (
    Bounds,
    Ints,
    Orientation,
    Rts,
    check_options,
    count,
    pose,
    provenance,
    technical_efficiency,
)
from farrell.errors import OptionError, SolveWarning, warn
from farrell.lp import Solver, choose, solve_many

Floats = NDArray[np.float64]
Decomposition = Literal["fgnz", "fglr"]
DECOMPOSITIONS: tuple[Decomposition, ...] = get_args(Decomposition)
COMPONENTS = ("effch", "techch", "pech", "sech", "tfpch")


@dataclass(frozen=True, slots=True)
class MalmquistResult:
    """Index values of every unit over every interval between adjacent periods, K = n (T - 1) rows.

    Rows are sorted by interval, then by unit. Distances are Farrell efficiencies, theta or 1 / phi.

    Attributes
    ----------
    units, period_from, period_to : (K,) what each row is
    effch, techch, pech, sech, tfpch : (K,) changes; above 1 is progress. ``tfpch = effch techch``,
        ``effch = pech sech``; pech and sech are NaN under the fglr decomposition
    distances : name -> (K,): ``from_from`` is the period_from data against the period_from frontier,
        ``from_to`` the period_from data against the period_to frontier, and so on; ``vrs_from``, ``vrs_to`` own-period
        scores under variable returns (fgnz)
    status : (K,) optimal; infeasible or unbounded (a cross-period program has no solution); absent (the unit is not
        observed in both periods); undefined (a score of zero); unsolved
    """

    panel: Panel
    units: tuple[str, ...]
    period_from: tuple[Period, ...]
    period_to: tuple[Period, ...]
    effch: Floats
    techch: Floats
    pech: Floats
    sech: Floats
    tfpch: Floats
    distances: Mapping[str, Floats]
    status: NDArray[np.str_]
    settings: Mapping[str, Any]
    diagnostics: Mapping[str, int]
    provenance: Mapping[str, str]

    def to_frame(self, *, distances: bool = False) -> Any:
        """A tidy DataFrame: unit, period_from, period_to, effch, techch, pech, sech, tfpch, status."""
        import pandas as pd

        frame: dict[str, Any] = {"unit": self.units, "period_from": self.period_from, "period_to": self.period_to}
        frame |= {name: getattr(self, name) for name in COMPONENTS}
        frame["status"] = self.status.tolist()
        if distances:
            frame |= {f"d_{name}": values for name, values in self.distances.items()}
        return pd.DataFrame(frame)

    def means(self, by: Literal["interval", "unit", "overall"] | Sequence[Hashable] = "interval") -> Any:
        """Geometric means of the indices that have a value.

        Parameters
        ----------
        by : ``"interval"``, ``"unit"``, ``"overall"``, or one label a row (K,), such as each row's region

        Returns
        -------
        DataFrame
            one row a group: the five components, ``n`` values used, ``left_out`` rows without one
        """
        import pandas as pd

        intervals = [f"{a}–{b}" for a, b in zip(self.period_from, self.period_to, strict=True)]
        chosen = {"interval": intervals, "unit": list(self.units), "overall": ["overall"] * len(self.units)}
        labels: list[Any]
        if isinstance(by, str):
            if by not in chosen:
                raise OptionError.choice("by", by, chosen)
            labels, name = chosen[by], by
        else:
            labels, name = list(by), "group"
            if len(labels) != len(self.units):
                raise OptionError("group-length", column="by", given=len(labels), expected=len(self.units))
        rows = []
        for label in dict.fromkeys(labels):
            here = np.array([one == label for one in labels])
            used = here & np.isfinite(self.tfpch)
            row: dict[str, Any] = {name: label}
            row |= {c: mean(getattr(self, c)[here], kind="geometric") for c in COMPONENTS}
            rows.append({**row, "n": int(used.sum()), "left_out": int(here.sum() - used.sum())})
        return pd.DataFrame(rows)

    def group_labels(self, group: str) -> list[str]:
        """(K,) the group of each row's unit in the later period; where absent there, in the nearest, earlier first."""
        if group not in self.panel.labels:
            raise OptionError.choice("group", group, self.panel.labels)
        grid, labels = self.panel.observed, self.panel.labels[group]
        unit_at = {u: i for i, u in enumerate(self.panel.units)}
        time_at = {p: t for t, p in enumerate(self.panel.periods)}
        out = []
        for unit, end in zip(self.units, self.period_to, strict=True):
            rows, t = grid[unit_at[unit]], time_at[end]
            nearest = min(np.nonzero(rows >= 0)[0], key=lambda s: (abs(s - t), s))
            out.append(str(labels[rows[nearest]]))
        return out

    def cumulative(self) -> Any:
        """Each unit's chained index from its first period (= 1): unit, period, and the five components.

        A link without a value breaks the chain: all later periods are NaN, and all of a unit absent in the first.
        """
        import pandas as pd

        observed = dict(zip(self.panel.units, self.panel.observed >= 0, strict=True))
        first = {c: 1.0 if np.isfinite(getattr(self, c)).any() else np.nan for c in COMPONENTS}
        rows = []
        for unit in self.panel.units:
            here = [i for i, u in enumerate(self.units) if u == unit]
            chain = first if observed[unit][0] else dict.fromkeys(COMPONENTS, np.nan)
            rows.append({"unit": unit, "period": self.panel.periods[0], **chain})
            for i in here:
                chain = {c: chain[c] * float(getattr(self, c)[i]) for c in COMPONENTS}
                rows.append({"unit": unit, "period": self.period_to[i], **chain})
        return pd.DataFrame(rows)

    def _table(self) -> tuple[list[str], list[list[Any]]]:
        frame = self.means("interval")
        rows = frame[["interval", *COMPONENTS]].to_numpy(dtype=object).tolist()
        overall = self.means("overall")[list(COMPONENTS)].to_numpy(dtype=object).tolist()[0]
        return ["interval", *COMPONENTS], [*rows, ["geometric mean", *overall]]

    def summary(self) -> str:
        """DEAP's summary of annual means, geometric; above 1 is progress."""
        head = "Malmquist, {orientation} orientation, {decomposition}; above 1 is progress".format(**self.settings)
        return "\n".join([head, show.text_table(*self._table())])

    def _repr_html_(self) -> str:
        return show.html_table(*self._table(), caption=self.summary().splitlines()[0])

    def __repr__(self) -> str:
        missing = int((self.status != "optimal").sum())
        overall = mean(self.tfpch, kind="geometric")
        return (
            f"MalmquistResult: {len(self.units)} indices, {missing} without a value; geometric mean tfpch {overall:.3f}"
        )


def malmquist(
    panel: Panel,
    *,
    orientation: Orientation = "input",
    rts: Rts = "crs",
    bounds: Bounds | None = None,
    decomposition: Decomposition | None = None,
    solver: Solver = "auto",
) -> MalmquistResult:
    """Adjacent-period Malmquist productivity change and its decomposition.

    With E^s(t) the Farrell efficiency (theta, or 1 / phi) of a unit's period-t data against the period-s frontier::

        effch  = E^{t+1}(t+1) / E^t(t)
        techch = sqrt( E^t(t+1) / E^{t+1}(t+1)  *  E^t(t) / E^{t+1}(t) )
        tfpch  = effch techch

    (Färe, Grosskopf, Lindgren & Roos 1992, DOI 10.1007/BF00158770: ``fglr``). Against constant returns, ``fgnz`` splits
    effch = pech sech with own-period scores under variable returns (Färe, Grosskopf, Norris & Zhang 1994, AER
    84:66-83), as DEAP 2.1 does. Every index above 1 is progress, under either orientation.

    Parameters
    ----------
    panel : units are matched by name, never by position
    orientation : of the distances; under crs both give the same index
    rts, bounds : the technology of the distances. Other than crs, cross-period programs may be infeasible
    decomposition : ``fgnz`` (default under crs) or ``fglr`` (default otherwise)
    solver : as in :func:`farrell.dea.dea`

    Returns
    -------
    MalmquistResult

    Raises
    ------
    OptionError
        one period only; fgnz with other than crs distances

    Notes
    -----
    Infeasible cross-period programs, and units not observed in both periods of an interval, have NaN, a status, and
    one SolveWarning; geometric means say how many they leave out. The frontier of a period is spanned by all units
    observed in it.

    Examples
    --------
    >>> import pandas as pd, farrell
    >>> df = pd.DataFrame({"firm": list("ABC") * 2, "year": [1] * 3 + [2] * 3, "x": [2, 4, 3] * 2})
    >>> df["y"] = [1, 2, 3, 1, 3, 4]
    >>> panel = farrell.Panel.from_frame(
    ...     df, unit="firm", period="year", inputs=["x"], outputs=["y"], allow=["few-units"]
    ... )
    >>> farrell.malmquist(panel).techch.round(3).tolist()
    [1.333, 1.333, 1.333]
    """
    check_options(panel, "malmquist", rts, orientation, bounds, solver)
    if rts != "crs" and decomposition == "fgnz":
        raise OptionError("fgnz-needs-crs", rts=rts)
    chosen: Decomposition = decomposition or ("fgnz" if rts == "crs" else "fglr")
    if chosen not in DECOMPOSITIONS:
        raise OptionError.choice("decomposition", chosen, DECOMPOSITIONS)
    if len(panel.periods) < 2:
        raise OptionError("one-period", model="malmquist")
    diagnostics: dict[str, int] = {}
    observed = (panel.observed >= 0).sum(axis=0).tolist()
    solver = choose(solver, [(3 * n, n) for n in observed])
    grids = _distances(panel, rts, orientation, bounds, solver, diagnostics)
    D = {name: grids[f"d_{name}"] for name in ("from_from", "from_to", "to_from", "to_to")}
    status = grids["status"]
    with np.errstate(divide="ignore", invalid="ignore"):
        effch = D["to_to"] / D["from_from"]
        techch = np.sqrt(D["to_from"] / D["to_to"] * D["from_from"] / D["from_to"])
        tfpch = effch * techch
    pech, sech = np.full_like(effch, np.nan), np.full_like(effch, np.nan)
    if chosen == "fgnz":
        own = _own_scores(panel, orientation, solver, diagnostics)
        D |= {"vrs_from": own[:, :-1].T.ravel(), "vrs_to": own[:, 1:].T.ravel()}
        with np.errstate(divide="ignore", invalid="ignore"):
            pech = D["vrs_to"] / D["vrs_from"]
            sech = effch / pech
    parts = {"effch": effch, "techch": techch, "pech": pech, "sech": sech, "tfpch": tfpch}
    status[(status == "optimal") & ~(np.isfinite(tfpch) & (tfpch > 0))] = "undefined"
    for values in parts.values():
        values[status != "optimal"] = np.nan
        values.flags.writeable = False
    for values in (*D.values(), status):
        values.flags.writeable = False
    intervals = len(panel.periods) - 1
    result = MalmquistResult(
        panel=panel,
        units=tuple(panel.units) * intervals,
        period_from=tuple(p for p in panel.periods[:-1] for _ in panel.units),
        period_to=tuple(p for p in panel.periods[1:] for _ in panel.units),
        distances=Frozen(D),
        status=status,
        settings=Frozen(
            {
                "model": "malmquist",
                "orientation": orientation,
                "rts": rts,
                "bounds": bounds,
                "technology": "adjacent",
                "decomposition": chosen,
                "solver": solver,
            }
        ),
        diagnostics=Frozen(diagnostics),
        provenance=provenance(panel),
        **parts,
    )
    _warn(result)
    return result


def _distances(
    panel: Panel, rts: Rts, orientation: Orientation, bounds: Bounds | None, solver: Solver, diagnostics: dict[str, int]
) -> dict[str, Any]:
    """Own and cross-period efficiencies of all intervals, (K,) each, and the status of each row.

    Each period's technology is set up once and scores the data of the period before, its own and the next.
    """
    n, T = len(panel.units), len(panel.periods)
    grid, X, Y = panel.observed, panel.X, panel.Y
    score = np.full((n, T, T), np.nan)  # unit, period of the data, period of the frontier
    state = np.full((n, T, T), "absent", dtype="<U10")
    members = [grid[grid[:, s] >= 0, s] for s in range(T)]
    points = [np.concatenate([members[t] for t in (s - 1, s, s + 1) if 0 <= t < T]) for s in range(T)]
    jobs = [
        pose((X[ours], Y[ours]), (X[theirs], Y[theirs]), rts, orientation, bounds=bounds, member=_place(theirs, ours))
        for ours, theirs in zip(members, points, strict=True)
    ]
    for s, solution in enumerate(solve_many(jobs, solver)):
        count(diagnostics, solution.diagnostics)
        te = technical_efficiency(solution, orientation)
        te = np.where(np.isin(points[s], members[s]), np.minimum(te, 1.0), te)
        score[panel.unit_index[points[s]], panel.period_index[points[s]], s] = te
        state[panel.unit_index[points[s]], panel.period_index[points[s]], s] = solution.status
    out: dict[str, Any] = {}
    before, after = np.arange(T - 1), np.arange(1, T)
    pairs = {
        "from_from": (before, before),
        "from_to": (before, after),
        "to_from": (after, before),
        "to_to": (after, after),
    }
    status = np.full(n * (T - 1), "optimal", dtype="<U10")
    for name, (data, frontier) in pairs.items():
        out[f"d_{name}"] = score[:, data, frontier].T.ravel()
        states = state[:, data, frontier].T.ravel()
        status = np.where(status == "optimal", states, status)
    gone = (grid[:, :-1] < 0) | (grid[:, 1:] < 0)
    status[gone.T.ravel()] = "absent"
    return {**out, "status": status}


def _place(points: Ints, members: Ints) -> Ints:
    """(k,) where each point stands among the members of a frontier, -1 where it does not."""
    order = np.argsort(members)
    place = order[np.minimum(np.searchsorted(members, points, sorter=order), len(members) - 1)]
    return np.where(members[place] == points, place, -1)


def _own_scores(panel: Panel, orientation: Orientation, solver: Solver, diagnostics: dict[str, int]) -> Floats:
    """(n, T) efficiency of each unit under variable returns against its own period's frontier, NaN where absent."""
    grid, X, Y = panel.observed, panel.X, panel.Y
    out = np.full(grid.shape, np.nan)
    present = [grid[:, t] >= 0 for t in range(grid.shape[1])]
    jobs = []
    for t, here in enumerate(present):
        rows = grid[here, t]
        jobs.append(pose((X[rows], Y[rows]), (X[rows], Y[rows]), "vrs", orientation))
    for t, solution in enumerate(solve_many(jobs, solver)):
        count(diagnostics, solution.diagnostics)
        out[present[t], t] = np.minimum(technical_efficiency(solution, orientation), 1.0)
    return out


def _warn(result: MalmquistResult) -> None:
    for status in np.unique(result.status[result.status != "optimal"]):
        rows = np.nonzero(result.status == status)[0]
        names = [f"{result.units[i]} {result.period_from[i]}–{result.period_to[i]}" for i in rows]
        code = "absent" if status == "absent" else "no-index"
        warn(SolveWarning(code, model="malmquist", count=len(rows), status=str(status), units=names), depth=4)
