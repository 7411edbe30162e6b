"""Reading indices: who moved the frontier, whether chains hold, and what technologies and decompositions change."""

from __future__ import annotations

from typing import Any

import numpy as np

from farrell.data import Panel
from farrell.dea import dea
from farrell.errors import OptionError
from farrell.productivity.change import ChangeResult
from farrell.productivity.decompositions import DECOMPOSITIONS, Decomposition
from farrell.productivity.malmquist import malmquist
from farrell.productivity.technologies import CIRCULAR, TECHNOLOGIES, TechnologyName

AHEAD = 1e-6
"""A score or index must be beyond 1 by more to count as beyond."""


def has_innovators(result: ChangeResult) -> bool:
    """Whether an index tells who moved the frontier: a radial one of both periods' own frontiers."""
    asked = [result.settings.get(name) for name in ("technology", "form", "distance")]
    return asked == ["adjacent", "geometric", "radial"]


def innovators(result: ChangeResult) -> Any:
    """Units that moved the frontier: the three conditions of Färe, Grosskopf, Norris & Zhang 1994.

    techch > 1 (the frontier moved where the unit is), E^a(b) > 1 (its later data were out of reach before), and
    E^b(b) = 1 (it is on the later frontier).

    Parameters
    ----------
    result : of :func:`farrell.malmquist`: adjacent technology, geometric form, radial distances, Farrell's convention

    Returns
    -------
    DataFrame
        one row a unit and interval: unit, period_from, period_to, techch, ahead (E^a(b)), peer_of: how many units
        have it as a peer in the later period

    Raises
    ------
    OptionError
        code ``innovators-adjacent``: another result

    Notes
    -----
    Source: Färe, Grosskopf, Norris & Zhang 1994, AER 84:66-83, p. 79-80.
    """
    import pandas as pd

    settings, D = result.settings, result.distances
    fits = has_innovators(result)
    if settings["model"] != "malmquist" or not fits or settings["convention"] != "farrell":
        raise OptionError("innovators-adjacent")
    moved = (result.part("techch") > 1 + AHEAD) & (D["to_from"] > 1 + AHEAD) & (D["to_to"] >= 1 - AHEAD)
    count = _peer_counts(result)
    rows = [
        [result.units[k], result.period_from[k], result.period_to[k], float(result.part("techch")[k]),
         float(D["to_from"][k]), count.get((result.units[k], result.period_to[k]), 0)]
        for k in np.nonzero(moved)[0]
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=["unit", "period_from", "period_to", "techch", "ahead", "peer_of"])


def _peer_counts(result: ChangeResult) -> dict[tuple[str, Any], int]:
    """How many other units have a unit-period as a peer on its own period's frontier."""
    chosen: dict[str, Any] = {k: result.settings[k] for k in ("rts", "orientation", "bounds")}
    scored = dea(result.panel, second_phase=False, **chosen)
    lambdas = np.asarray(scored.lambdas)
    found: dict[tuple[str, Any], int] = {}
    units, periods = result.panel.unit_labels, result.panel.period_labels
    for j, key in enumerate(zip(scored.reference_units, scored.reference_periods, strict=True)):
        users = np.nonzero(lambdas[:, j] > AHEAD)[0]
        found[key] = sum((units[i], periods[i]) != key for i in users)
    return found


def transitivity(result: ChangeResult) -> Any:
    """The chain of a Malmquist index over all periods beside the index of the first and the last period alone.

    Indices of one frontier for all periods (fixed-base, global, metafrontier) give the same. The adjacent index depends
    on the way that was taken: only Hicks-neutral change would let it chain (Färe & Grosskopf 1996).

    Returns
    -------
    DataFrame
        unit, chained, direct, gap (chained / direct - 1)

    Raises
    ------
    OptionError
        code ``reading-malmquist``: another index, or frontiers of several periods, which the two alone do not have
    """
    import pandas as pd

    settings = result.settings
    if settings["model"] != "malmquist" or settings["technology"] not in ("adjacent", *CIRCULAR):
        raise OptionError("reading-malmquist", technologies=["adjacent", *CIRCULAR])
    panel, chain = result.panel, result.cumulative()
    chained = chain[chain["period"] == panel.periods[-1]].set_index("unit")["tfpch"]
    direct = _by_levels(result) if settings["technology"] in CIRCULAR else _of_the_ends(result)
    frame = pd.DataFrame({"unit": panel.units, "chained": [float(chained[u]) for u in panel.units]})
    frame["direct"] = [direct.get(u, np.nan) for u in panel.units]
    frame["gap"] = frame["chained"] / frame["direct"] - 1.0
    return frame


def _of_the_ends(result: ChangeResult) -> dict[str, float]:
    """The adjacent index of the first and the last period."""
    names = ("orientation", "rts", "bounds", "decomposition", "form", "distance", "convention", "solver")
    options: dict[str, Any] = {name: result.settings[name] for name in names}
    ends = malmquist(result.panel.select(periods=[result.panel.periods[0], result.panel.periods[-1]]), **options)
    return dict(zip(ends.units, ends.tfpch.tolist(), strict=True))


def _by_levels(result: ChangeResult) -> dict[str, float]:
    """The index of the first and the last period from their efficiencies against the one frontier."""
    D, first, last = result.distances, result.panel.periods[0], result.panel.periods[-1]
    starts = zip(result.units, result.period_from, D["from_common"].tolist(), strict=True)
    ends = zip(result.units, result.period_to, D["to_common"].tolist(), strict=True)
    start, end = {u: v for u, p, v in starts if p == first}, {u: v for u, p, v in ends if p == last}
    ratio = {u: end[u] / start[u] for u in start if u in end}
    return {u: 1.0 / v for u, v in ratio.items()} if result.progress_is == "below" else ratio


def compare_decompositions(panel: Panel, **options: Any) -> Any:
    """All decompositions of the Malmquist index side by side, and which question each part answers.

    ``fgnz`` measures technical change on the constant-returns frontier, where only units of optimal size are, and
    scale by the unit's distance from that size; ``ray-desli`` and ``zofio`` measure it on the variable-returns
    frontier, where the units are. Where returns are constant all agree; where ``stech`` (how the technology's own
    optimal size changes) is far from 1, ``techch`` and ``techch_vrs`` tell different stories, and so do ``sech`` and
    ``scalech``. ``grifell-lovell`` holds the outputs, so that its index is not that of the others.

    Parameters
    ----------
    panel, **options : as in :func:`farrell.malmquist`, but for ``decomposition``, ``rts`` and ``form``

    Returns
    -------
    DataFrame
        one row a decomposition: every component's geometric mean over all comparisons that have it, ``n`` of them,
        ``left_out`` (of Ray & Desli and its kin those whose programs under variable returns have no solution)
    """
    import pandas as pd

    for name in ("decomposition", "rts", "form"):
        if name in options:
            raise OptionError("compare-fixed", option=name)
    rows = []
    for name in DECOMPOSITIONS:
        if not _is_possible(name, options):
            continue
        means = malmquist(panel, decomposition=name, **options).means("overall")
        rows.append({"decomposition": name, **means.drop(columns="overall").iloc[0].to_dict()})
    frame = pd.DataFrame(rows)
    ends = ["tfpch", "n", "left_out"]
    return frame[[*(c for c in frame if c not in ends), *ends]].astype({"n": int, "left_out": int})


def _is_possible(name: Decomposition, options: dict[str, Any]) -> bool:
    two = options.get("technology", "adjacent") in ("adjacent", "sequential", "window")
    return name not in ("bias", "grifell-lovell") or (two and options.get("distance", "radial") == "radial")


def compare_technologies(
    panel: Panel, *, technologies: tuple[TechnologyName, ...] | None = None, group: str | None = None, **options: Any
) -> Any:
    """The Malmquist index over several technologies side by side, overall and by group.

    Parameters
    ----------
    panel : at least two periods
    technologies : which; all that the panel allows by default (a metafrontier needs a grouping)
    group : the grouping of rows beside "all", and of the metafrontier
    **options : as in :func:`farrell.malmquist`; decomposition is fglr

    Returns
    -------
    DataFrame
        technology, group ("all" first), effch, techch (of a metafrontier bpc times tgc), tfpch, n, left_out, and
        infeasible: the share of comparisons whose cross-period programs have no solution
    """
    import pandas as pd

    for name in ("technology", "decomposition"):
        if name in options:
            raise OptionError("compare-fixed", option=name)
    groups = panel.roles.groups
    chosen = technologies or tuple(t for t in TECHNOLOGIES if t != "metafrontier" or group is not None or groups)
    rows = []
    for technology in chosen:
        extra: dict[str, Any] = {"group": group} if technology == "metafrontier" and group is not None else {}
        result = malmquist(panel, technology=technology, decomposition="fglr", **extra, **options)
        labels = ["all"] * len(result.units)
        tables = [result.means(labels)]
        if group is not None:
            tables.append(result.means(result.group_labels(group)))
        infeasible = float(np.isin(result.status, ("infeasible", "unbounded")).mean())
        for _, row in pd.concat(tables).iterrows():
            techch = row["techch"] if "techch" in row else row["bpc"] * row["tgc"]
            rows.append(
                [technology, row["group"], row["effch"], techch, row["tfpch"], row["n"], row["left_out"], infeasible]
            )
    columns = ["technology", "group", "effch", "techch", "tfpch", "n", "left_out", "infeasible"]
    return pd.DataFrame(rows, columns=columns)
