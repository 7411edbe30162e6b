"""The Malmquist index and its parts, over any technology. Above 1 is progress under either orientation."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, get_args

from farrell.data import Panel
from farrell.data.roles import Period
from farrell.dea.frontier import ANY_ORIENTATION, ORIENTATIONS, AnyOrientation, Bounds, Rts, check_options, choose_one
from farrell.lp import Solver
from farrell.productivity.change import ChangeResult
from farrell.productivity.decompositions import Decomposition, Form, decomposition_of, form_of
from farrell.productivity.index import index_over_time
from farrell.productivity.pairs import Unbalanced
from farrell.productivity.scores import DISTANCES, Distance, DistanceName
from farrell.productivity.technologies import TECHNOLOGIES, Technologies, TechnologyName

Convention = Literal["farrell", "shephard"]
CONVENTIONS: tuple[Convention, ...] = get_args(Convention)


def malmquist(
    panel: Panel,
    *,
    orientation: AnyOrientation = "input",
    rts: Rts = "crs",
    bounds: Bounds | None = None,
    technology: TechnologyName = "adjacent",
    decomposition: Decomposition | None = None,
    form: Form | None = None,
    distance: DistanceName = "radial",
    base: Period | None = None,
    window: int | None = None,
    group: str | None = None,
    unbalanced: Unbalanced = "intervals",
    convention: Convention = "farrell",
    solver: Solver = "auto",
) -> ChangeResult:
    """Malmquist productivity change and its decomposition.

    With E^S(t) the efficiency of a unit's data of period t against the frontier S (theta, or 1 / phi), for two periods
    a and b::

        adjacent, sequential, window    tfpch = sqrt( E^a(b) / E^a(a)  *  E^b(b) / E^b(a) )
        one frontier C for both data    tfpch = E^C(b) / E^C(a)
        all                             effch = E^b(b) / E^a(a),    techch = tfpch / effch

    Every index above 1 is progress, under either orientation. Decompositions (``v``: under variable returns)::

        fglr            tfpch = effch techch
        fgnz            effch = pech sech,   pech = Ev^b(b) / Ev^a(a)
        ray-desli       tfpch = pech techch_vrs scalech,   techch_vrs as techch with Ev
        zofio           tfpch = pech sech techch_vrs stech,   stech = techch / techch_vrs
        grifell-lovell  tfpch = pech techch_vrs scalech of the base period, an index of its own, not that under constant
                        returns; scalech = SE^a(x_b, y_a) / SE^a(a) of outputs, SE^a(x_a, y_b) / SE^a(a) of inputs
        bias            techch = matech obtech ibtech
        metafrontier    tfpch = effch bpc tgc: within the group, of the group's best practice, of the gap to all groups

    Parameters
    ----------
    panel : units are matched by name, never by position
    orientation : of the distances; under crs both give the same radial index. ``"none"`` of distances that have it
    rts, bounds : the technology of the distances. Other than crs, cross-period programs may be infeasible
    technology : ``"adjacent"``; ``"fixed-base"``, all data against the frontier of ``base``; ``"sequential"``,
        frontiers of all data up to a period (no regress); ``"window"``, of the last ``window`` periods; ``"global"``,
        of all data; ``"biennial"``, of the two periods; ``"metafrontier"``, of all data, beside those of each ``group``
    decomposition : ``fgnz`` (default under crs), or ``fglr`` (default otherwise, and of other distances); a
        metafrontier has its own
    form : of two-frontier technologies: ``"geometric"`` mean of both (default), the ``"base"`` period's frontier alone,
        or the ``"current"`` one's
    distance : ``"radial"``, ``"ddf"``, ``"sbm"``, ``"super-sbm"``
    base : period of the fixed base; the first by default
    window : periods in a window; 3 by default, or all where there are fewer
    group : the grouping of the metafrontier; the panel's first by default. A unit that changes its group is held
        against that of each period
    unbalanced : where units are missing: ``"intervals"``, ``"pairs"``, ``"common"`` or ``"refuse"``
        (:func:`farrell.productivity.pairs.pairs_of`)
    convention : ``"farrell"``, or ``"shephard"``: input-oriented indices of Shephard distances, which are the
        reciprocals, below 1 is progress
    solver : as in :func:`farrell.dea.dea`; super-efficient programs are HiGHS's

    Returns
    -------
    ChangeResult

    Raises
    ------
    OptionError
        one period only; a decomposition that needs other distances; an option of another technology; a panel with
        missing units under ``"refuse"``

    Warns
    -----
    SolveWarning
        codes ``absent`` and ``no-index``: comparisons without an index; ``no-parts``: with an index, but not all parts

    Notes
    -----
    Infeasible cross-period programs have NaN and a status; means say how many rows they leave out. Biennial and global
    frontiers contain both data, so that radial and directional programs against them always have a solution (a
    super-efficient own score, of which only the parts are made, may have none). Fixed-base, global and metafrontier
    indices chain.

    Sources: Färe, Grosskopf, Lindgren & Roos 1992, DOI 10.1007/BF00158770 (fglr); Färe, Grosskopf, Norris & Zhang 1994,
    AER 84:66-83 (fgnz, as DEAP 2.1); Ray & Desli 1997, AER 87:1033-1039; Grifell-Tatjé & Lovell 1999,
    DOI 10.1007/BF02564713; Simar & Wilson 1998 (CORE DP 9818) and Zofío 2007, DOI 10.1080/00036840600606260 (zofio);
    Färe, Grifell-Tatjé, Grosskopf & Lovell 1997, DOI 10.1111/1467-9442.00051 (bias); Berg, Førsund & Jansen 1992
    (fixed base), DOI 10.2307/3440261; Tulkens & Vanden Eeckaut 1995, DOI 10.1016/0377-2217(94)00132-V (sequential);
    Pastor & Lovell 2005, DOI 10.1016/j.econlet.2005.02.013 (global); Pastor, Asmild & Lovell 2011,
    DOI 10.1016/j.seps.2010.09.001 (biennial); Oh & Lee 2010, DOI 10.1007/s00181-009-0255-0 (metafrontier).

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
    return decomposed(
        panel, (decomposition,), orientation=orientation, rts=rts, bounds=bounds, technology=technology, form=form,
        distance=distance, base=base, window=window, group=group, unbalanced=unbalanced, convention=convention,
        solver=solver,
    )[0]  # fmt: skip


def decomposed(
    panel: Panel,
    decompositions: Sequence[Decomposition | None],
    *,
    orientation: AnyOrientation,
    rts: Rts,
    bounds: Bounds | None,
    technology: TechnologyName,
    form: Form | None,
    distance: DistanceName,
    base: Period | None,
    window: int | None,
    group: str | None,
    unbalanced: Unbalanced,
    convention: Convention,
    solver: Solver,
) -> list[ChangeResult]:
    """:func:`malmquist` by several decompositions, None for the default one; common distances are computed once."""
    choose_one("distance", distance, DISTANCES)
    choose_one("technology", technology, TECHNOLOGIES)
    check_options(
        panel, "malmquist", rts, orientation, bounds, solver,
        orientations=ORIENTATIONS if distance == "radial" else ANY_ORIENTATION,
    )  # fmt: skip
    choose_one("convention", convention, CONVENTIONS)
    default: Decomposition = "fgnz" if distance == "radial" else "fglr"
    is_radial = distance == "radial"
    chosen = [decomposition_of(d, rts, technology, default=default, is_radial=is_radial) for d in decompositions]
    shapes = [(decomposition, form_of(form, decomposition, technology)) for decomposition in chosen]
    technologies = Technologies.of(panel, technology, base, window, group)
    settings = {
        "model": "malmquist", "orientation": orientation, "rts": rts, "bounds": bounds, "distance": distance,
        **technologies.settings(), "convention": convention, "solver": solver,
    }  # fmt: skip
    return index_over_time(
        panel, Distance(distance, rts, orientation, bounds, solver), technologies, shapes, unbalanced, settings,
        flips=convention == "shephard" and orientation == "input",
    )  # fmt: skip
