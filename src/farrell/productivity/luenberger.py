"""Productivity change with undesirable outputs, and as differences: Malmquist-Luenberger and Luenberger."""

from __future__ import annotations

from typing import Any, Literal, get_args

from farrell.data import Panel
from farrell.data.roles import Period
from farrell.dea.directions import Direction, shown_direction
from farrell.dea.disposal import need_undesirable
from farrell.dea.environmental import BAD_DISPOSABILITIES, BadDisposability
from farrell.dea.frontier import RTS, Bounds, Rts, check_options, choose_one
from farrell.productivity.change import ChangeResult
from farrell.productivity.decompositions import Decomposition, Form, decomposition_of, form_of
from farrell.productivity.index import index_over_time
from farrell.productivity.pairs import Unbalanced
from farrell.productivity.scores import Distance, Way
from farrell.productivity.technologies import TECHNOLOGIES, Technologies, TechnologyName

OfDifferences = Literal["fglr", "fgnz", "ray-desli", "zofio"]
OF_DIFFERENCES: tuple[OfDifferences, ...] = get_args(OfDifferences)


def malmquist_luenberger(
    panel: Panel,
    *,
    rts: Rts = "crs",
    bounds: Bounds | None = None,
    technology: TechnologyName = "adjacent",
    form: Form | None = None,
    direction_inputs: Direction = "zeros",
    direction_outputs: Direction = "observed",
    direction_bad: Direction = "observed",
    disposability: BadDisposability = "weak",
    base: Period | None = None,
    window: int | None = None,
    group: str | None = None,
    unbalanced: Unbalanced = "intervals",
) -> ChangeResult:
    """Malmquist-Luenberger index: productivity change that credits fewer undesirable outputs.

    With beta^S(t) the directional distance of a unit's data of period t to the frontier S
    (:func:`farrell.environmental_ddf`) the index is the Malmquist index of the efficiencies 1 / (1 + beta)::

        adjacent    tfpch = sqrt( (1 + beta^a(a)) / (1 + beta^a(b))  *  (1 + beta^b(a)) / (1 + beta^b(b)) )
        global      tfpch = (1 + beta^G(a)) / (1 + beta^G(b))
        both        effch = (1 + beta^a(a)) / (1 + beta^b(b)),    techch = tfpch / effch

    Parameters
    ----------
    panel : with at least one undesirable output
    rts, bounds, direction_inputs, direction_outputs, direction_bad, disposability : as in
        :func:`farrell.environmental_ddf`
    technology, form, base, window, group, unbalanced : as in :func:`farrell.malmquist`; ``"global"`` is the global
        index of Oh, ``"metafrontier"`` that of Oh with groups

    Returns
    -------
    ChangeResult
        above 1 is progress; ``distances`` are 1 / (1 + beta)

    Raises
    ------
    OptionError
        as :func:`farrell.malmquist`; a panel without undesirable outputs

    Warns
    -----
    SolveWarning
        comparisons without an index: under weak disposability a point may not be reached by another period's frontier
        along its direction. Global and biennial frontiers always reach it

    Notes
    -----
    Sources: Chung, Färe & Grosskopf 1997, DOI 10.1006/jema.1997.0146; global Oh 2010, DOI 10.1007/s11123-010-0178-y.

    Examples
    --------
    >>> import pandas as pd, farrell
    >>> df = pd.DataFrame({"u": list("AB") * 2, "t": [1, 1, 2, 2], "x": 1.0, "y": [2, 2, 2, 3], "b": [1, 2, 1, 1]})
    >>> panel = farrell.Panel.from_frame(
    ...     df, unit="u", period="t", inputs=["x"], outputs=["y"], undesirable=["b"], allow=["few-units", "constant"]
    ... )
    >>> farrell.malmquist_luenberger(panel, technology="global").tfpch.round(3).tolist()
    [1.0, 1.5]
    """
    check_options(panel, "malmquist_luenberger", rts, "none", bounds, orientations=("none",), uses=("undesirable",))
    need_undesirable(panel, "malmquist_luenberger")
    choose_one("disposability", disposability, BAD_DISPOSABILITIES)
    choose_one("technology", technology, TECHNOLOGIES)
    way = Way(direction_inputs, direction_outputs, direction_bad, disposability)
    chosen: Decomposition = decomposition_of("fglr", rts, technology, default="fglr", is_radial=False)
    return _made(
        panel, "malmquist_luenberger", way, rts, bounds, chosen, form,
        Technologies.of(panel, technology, base, window, group), unbalanced, is_sum=False,
    )  # fmt: skip


def luenberger(
    panel: Panel,
    *,
    rts: Rts = "crs",
    bounds: Bounds | None = None,
    technology: TechnologyName = "adjacent",
    decomposition: OfDifferences | None = None,
    form: Form | None = None,
    direction_inputs: Direction = "observed",
    direction_outputs: Direction = "observed",
    direction_bad: Direction = "observed",
    disposability: BadDisposability = "weak",
    base: Period | None = None,
    window: int | None = None,
    group: str | None = None,
    unbalanced: Unbalanced = "intervals",
) -> ChangeResult:
    """Luenberger indicator: productivity change as a difference of directional distances.

    With beta^S(t) the distance of a unit's data of period t to the frontier S along the direction g::

        adjacent    tfpch = 1/2 [ beta^a(a) - beta^a(b) + beta^b(a) - beta^b(b) ]
        one frontier C for both data    tfpch = beta^C(a) - beta^C(b)
        all         effch = beta^a(a) - beta^b(b),    techch = tfpch - effch

    Components add up; above 0 is progress. ``fgnz``, ``ray-desli`` and ``zofio`` split them as
    :func:`farrell.malmquist` does, with sums for products.

    Parameters
    ----------
    panel : with or without undesirable outputs
    rts, bounds : the technology of the distances
    direction_inputs, direction_outputs, direction_bad : as in :func:`farrell.ddf` and :func:`farrell.environmental_ddf`
    disposability : of undesirable outputs; it and ``direction_bad`` are refused where there are none
    technology, decomposition, form, base, window, group, unbalanced : as in :func:`farrell.malmquist`; ``fglr`` by
        default

    Returns
    -------
    ChangeResult
        ``is_sum``: means are arithmetic and chains are sums; ``distances`` are -beta

    Raises
    ------
    OptionError
        as :func:`farrell.malmquist`

    Notes
    -----
    Values are in units of the direction: of fixed directions they can be added over units, of observed ones they are
    shares. Source: Chambers, Färe & Grosskopf 1996, DOI 10.1111/j.1468-0106.1996.tb00184.x.

    Examples
    --------
    >>> import farrell
    >>> panel = farrell.load("china-health").panel.select(periods=[2022, 2023])
    >>> change = farrell.luenberger(panel, technology="global")
    >>> bool(abs(change.effch + change.techch - change.tfpch).max() < 1e-12)
    True
    """
    check_options(panel, "luenberger", rts, "none", bounds, orientations=("none",), uses=("undesirable",))
    choose_one("disposability", disposability, BAD_DISPOSABILITIES)
    choose_one("technology", technology, TECHNOLOGIES)
    if disposability != "weak" or not (isinstance(direction_bad, str) and direction_bad == "observed"):
        need_undesirable(panel, "luenberger")
    if decomposition is not None:
        choose_one("decomposition", decomposition, OF_DIFFERENCES)
    way = Way(direction_inputs, direction_outputs, direction_bad, disposability)
    chosen = decomposition_of(decomposition, rts, technology, default="fglr", is_radial=False)
    return _made(
        panel, "luenberger", way, rts, bounds, chosen, form,
        Technologies.of(panel, technology, base, window, group), unbalanced, is_sum=True,
    )  # fmt: skip


def _made(
    panel: Panel,
    model: str,
    way: Way,
    rts: Rts,
    bounds: Bounds | None,
    decomposition: Decomposition,
    form: Form | None,
    technologies: Technologies,
    unbalanced: Unbalanced,
    *,
    is_sum: bool,
) -> ChangeResult:
    choose_one("rts", rts, RTS)
    settings: dict[str, Any] = {"model": model, "rts": rts, "bounds": bounds, **technologies.settings()}
    settings |= {name: shown_direction(getattr(way, name)) for name in ("direction_inputs", "direction_outputs")}
    if panel.roles.undesirable:
        settings |= {"direction_bad": shown_direction(way.direction_bad), "disposability": way.disposability}
    distance = Distance("difference" if is_sum else "directional", rts, "none", bounds, way=way)
    shape = form_of(form, decomposition, technologies.name)
    return index_over_time(
        panel, distance, technologies, [(decomposition, shape)], unbalanced, settings, is_sum=is_sum
    )[0]  # fmt: skip
