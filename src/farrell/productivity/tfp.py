"""Productivity of aggregates: Färe-Primont, Lowe, Fisher, Laspeyres, Paasche, Törnqvist, Hicks-Moorsteen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, get_args

import numpy as np

from farrell.data import Panel
from farrell.data.frozen import Frozen
from farrell.data.panel import frozen
from farrell.dea.frontier import (
    WITHOUT_BOUNDS,
    Floats,
    Orientation,
    Rts,
    check_options,
    choose_one,
    count,
    provenance,
    refuse,
)
from farrell.errors import OptionError
from farrell.lp import Solver
from farrell.productivity.aggregates import Aggregates, Levels, names_of, shadow_weights
from farrell.productivity.change import ChangeResult, warn_without_index
from farrell.productivity.pairs import Pairs, Unbalanced, pairs_of
from farrell.productivity.scores import Distance, Scores
from farrell.productivity.technologies import Technologies

Frontier = Literal["adjacent", "sequential", "global"]
FRONTIERS: tuple[Frontier, ...] = get_args(Frontier)
PriceIndex = Literal["laspeyres", "paasche", "fisher", "tornqvist"]
PRICE_INDICES: tuple[PriceIndex, ...] = get_args(PriceIndex)


@dataclass(frozen=True, slots=True)
class TfpResult:
    """Levels of productivity that compare across all units and periods, and their changes.

    Attributes
    ----------
    levels : name -> (N,) by row of the panel: aggregate output ao and input ai, tfp = ao / ai, the greatest of the
        technology mp, tfpe = tfp / mp, and its parts (:class:`farrell.productivity.aggregates.Aggregates`)
    output_weights, input_weights : (s,), (m,) of the aggregates
    change : of each unit between adjacent periods; tfpch = techch otech omech rosech (of inputs itech imech risech)
    """

    panel: Panel
    levels: Mapping[str, Floats]
    output_weights: Floats
    input_weights: Floats
    change: ChangeResult
    settings: Mapping[str, Any]
    provenance: Mapping[str, str]

    def to_frame(self) -> Any:
        """One row a unit-period: unit, period, and every level."""
        import pandas as pd

        keys = {"unit": self.panel.unit_labels, "period": self.panel.period_labels}
        return pd.DataFrame({**keys, **dict(self.levels)})

    def summary(self) -> str:
        """Means of the changes by interval."""
        return self.change.summary()

    def _repr_html_(self) -> str:
        return self.change._repr_html_()

    def __repr__(self) -> str:
        return f"TfpResult: {self.settings['model']}, {len(self.panel)} levels; {self.change!r}"


def fare_primont(
    panel: Panel,
    *,
    rts: Rts = "vrs",
    orientation: Orientation = "output",
    technology: Frontier = "adjacent",
    unbalanced: Unbalanced = "intervals",
    solver: Solver = "auto",
) -> TfpResult:
    """Färe-Primont productivity: aggregates at shadow prices of the average observation, the same for all.

    p and w are the gradients of the output and input distance functions of the mean inputs and outputs in the
    technology of all observations; Q = p y, X = w x. Levels compare across all units and periods (transitive).

    Parameters
    ----------
    panel : at least two periods
    rts : crs, vrs, nirs, ndrs
    orientation : of the efficiencies that explain the productivity
    technology : the frontier of each row: of its own period (``"adjacent"``), of all up to it (``"sequential"``), or of
        all observations (``"global"``)
    unbalanced : as in :func:`farrell.malmquist`
    solver : as in :func:`farrell.dea`

    Returns
    -------
    TfpResult

    Notes
    -----
    Shadow prices of a point on an edge are not unique; one supporting pair is used, stated in the result. A weight of
    zero leaves its column out of the aggregate. The linear aggregates are those of O'Donnell's DPIN; the distance
    functions themselves as aggregators are another index. Source: O'Donnell 2014, DOI 10.1007/s11123-012-0275-1;
    O'Donnell 2012, DOI 10.1093/ajae/aas023.

    Examples
    --------
    >>> import farrell
    >>> panel = farrell.load("china-health").panel.select(periods=[2022, 2023])
    >>> found = farrell.fare_primont(panel)
    >>> bool(found.levels["tfpe"].max() <= 1 + 1e-9)
    True
    """
    _check(panel, "fare_primont", rts, orientation, technology, solver)
    everything = Technologies("global")
    mean = panel.X.mean(axis=0)[None], panel.Y.mean(axis=0)[None]
    p, w = shadow_weights(panel, mean, [("all",)], everything, rts)
    return _levels(panel, "fare_primont", p[0], w[0], rts, orientation, technology, unbalanced, solver)


def lowe(
    panel: Panel,
    *,
    rts: Rts = "vrs",
    orientation: Orientation = "output",
    technology: Frontier = "adjacent",
    unbalanced: Unbalanced = "intervals",
    solver: Solver = "auto",
) -> TfpResult:
    """Lowe productivity: aggregates at the mean observed prices, the same for all; levels compare across all.

    Parameters
    ----------
    panel : with input and output prices
    rts, orientation, technology, unbalanced, solver : as in :func:`farrell.fare_primont`

    Returns
    -------
    TfpResult

    Raises
    ------
    OptionError
        code ``needs-prices``

    Notes
    -----
    Source: O'Donnell 2012, DOI 10.1007/s11123-012-0275-1.
    """
    _check(panel, "lowe", rts, orientation, technology, solver)
    P, W = _prices(panel, "lowe")
    return _levels(
        panel, "lowe", P.mean(axis=0), W.mean(axis=0), rts, orientation, technology, unbalanced, solver
    )  # fmt: skip


def price_index(
    panel: Panel,
    *,
    kind: PriceIndex = "fisher",
    rts: Rts = "vrs",
    orientation: Orientation = "output",
    technology: Frontier = "adjacent",
    unbalanced: Unbalanced = "intervals",
    solver: Solver = "auto",
) -> ChangeResult:
    """Productivity change at each unit's own prices: Laspeyres, Paasche, Fisher, Törnqvist.

    With y and x at two periods a and b::

        laspeyres   (p_a y_b / p_a y_a) / (w_a x_b / w_a x_a)
        paasche     (p_b y_b / p_b y_a) / (w_b x_b / w_b x_a)
        fisher      their geometric mean
        tornqvist   prod_r (y_rb / y_ra)^((s_ra + s_rb) / 2) / prod_i (x_ib / x_ia)^((c_ia + c_ib) / 2),  s, c: shares
                    of revenue and of cost

    All but Törnqvist come with O'Donnell's parts, each measured at the same prices: ``techch`` of the greatest
    productivity, ``otech`` (``itech``) of technical, ``omech`` (``imech``) of mix and ``rosech`` (``risech``) of
    residual scale efficiency; they multiply to ``tfpch``.

    Parameters
    ----------
    panel : with input and output prices; quantities positive for Törnqvist
    kind : the index
    rts, orientation, technology, unbalanced, solver : as in :func:`farrell.fare_primont`

    Returns
    -------
    ChangeResult

    Raises
    ------
    OptionError
        code ``needs-prices``
    DataError
        quantities that are not positive (Törnqvist)

    Notes
    -----
    Indices of more than two periods do not chain. Source: O'Donnell 2012, DOI 10.1007/s11123-012-0275-1; Diewert 1976,
    DOI 10.1016/0304-4076(76)90009-9.
    """
    choose_one("kind", kind, PRICE_INDICES)
    _check(panel, "price_index", rts, orientation, technology, solver)
    _prices(panel, "price_index")
    pairs = pairs_of(panel, "price_index", unbalanced)
    P, W = _prices(pairs.panel, "price_index")
    settings = _settings("price_index", rts, orientation, technology, unbalanced, solver) | {"kind": kind}
    if kind == "tornqvist":
        roles = panel.roles
        refuse(panel, "not-positive", [*roles.inputs, *roles.outputs], lambda values: values <= 0)
        return _result(pairs, {"tfpch": _tornqvist(pairs, P, W)}, settings, {})
    made = _made(pairs.panel, rts, orientation, technology, solver)
    a, b = pairs.before, pairs.after
    at = {"laspeyres": [(P[a], W[a])], "paasche": [(P[b], W[b])], "fisher": [(P[a], W[a]), (P[b], W[b])]}[kind]
    changes = [_changes(made.at(a, p, w), made.at(b, p, w)) for p, w in at]
    parts = {name: np.exp(np.mean([np.log(c[name]) for c in changes], axis=0)) for name in changes[0]}
    return _result(pairs, _explained(parts, orientation), settings, made.diagnostics)


def hicks_moorsteen(
    panel: Panel,
    *,
    rts: Rts = "vrs",
    orientation: Orientation = "output",
    technology: Frontier = "adjacent",
    weights: Literal["distance", "shadow"] = "distance",
    unbalanced: Unbalanced = "intervals",
    solver: Solver = "auto",
) -> ChangeResult:
    """Hicks-Moorsteen index: a Malmquist output quantity index over a Malmquist input quantity index.

    With Shephard's output and input distances of the technologies of a and b (Bjurek 1996)::

        outch = sqrt( D_o^a(x_a, y_b) / D_o^a(x_a, y_a)  *  D_o^b(x_b, y_b) / D_o^b(x_b, y_a) )
        inch  = sqrt( D_i^a(x_b, y_a) / D_i^a(x_a, y_a)  *  D_i^b(x_b, y_b) / D_i^b(x_a, y_b) )
        tfpch = outch / inch

    With ``weights="shadow"`` the quantities are aggregated at shadow prices, the gradients of those distances at the
    mixed points (x_a, y_b) and (x_b, y_a), as O'Donnell's DPIN and R package productivity do; the index then has the
    parts of :func:`farrell.price_index`.

    Parameters
    ----------
    panel : at least two periods
    rts, orientation, technology, unbalanced, solver : as in :func:`farrell.fare_primont`
    weights : ``"distance"`` functions themselves (Bjurek), or their ``"shadow"`` prices

    Returns
    -------
    ChangeResult

    Notes
    -----
    Both are complete indices: ratios of quantity indices under any returns to scale. They are equal where the four
    quantities of a pair lie on common facets. Source: Bjurek 1996, DOI 10.2307/3440861; O'Donnell 2010,
    DOI 10.1111/j.1467-8489.2010.00512.x.
    """
    choose_one("weights", weights, ("distance", "shadow"))
    _check(panel, "hicks_moorsteen", rts, orientation, technology, solver)
    pairs = pairs_of(panel, "hicks_moorsteen", unbalanced)
    settings = _settings("hicks_moorsteen", rts, orientation, technology, unbalanced, solver) | {"weights": weights}
    if weights == "distance":
        return _bjurek(pairs, rts, technology, solver, settings)
    made = _made(pairs.panel, rts, orientation, technology, solver)
    a, b = pairs.before, pairs.after
    X, Y = pairs.panel.X, pairs.panel.Y
    ahead, back = (X[a], Y[b]), (X[b], Y[a])
    key_a, key_b = _keys(pairs, technology)
    tech = Technologies("adjacent" if technology == "global" else technology)
    p_a, w_a = (shadow_weights(pairs.panel, at, key_a, tech, rts)[i] for i, at in enumerate((ahead, back)))
    p_b, w_b = (shadow_weights(pairs.panel, at, key_b, tech, rts)[i] for i, at in enumerate((back, ahead)))
    changes = [_changes(made.at(a, p, w), made.at(b, p, w)) for p, w in ((p_a, w_a), (p_b, w_b))]
    parts = {name: np.sqrt(changes[0][name] * changes[1][name]) for name in changes[0]}
    return _result(pairs, _explained(parts, orientation), settings, made.diagnostics)


def _bjurek(pairs: Pairs, rts: Rts, technology: Frontier, solver: Solver, settings: dict[str, Any]) -> ChangeResult:
    a, b, N, K = pairs.before, pairs.after, len(pairs.panel), len(pairs.before)
    X, Y = pairs.panel.X, pairs.panel.Y
    extra = np.vstack([X[a], X[b]]), np.vstack([Y[b], Y[a]])
    gone = (a < 0) | (b < 0)
    ahead, back = (np.where(gone, -1, N + shift + np.arange(K)) for shift in (0, K))  # (x_a, y_b), (x_b, y_a)
    key_a, key_b = _keys(pairs, technology)
    tech = Technologies("adjacent" if technology == "global" else technology)
    E: dict[str, Floats] = {}
    diagnostics: dict[str, int] = {}
    status = np.full(K, "optimal", dtype="<U10")
    asked = {
        "output": (("ya", key_a, a), ("yb", key_a, ahead), ("yab", key_b, back), ("ybb", key_b, b)),
        "input": (("xa", key_a, a), ("xb", key_a, back), ("xab", key_b, ahead), ("xbb", key_b, b)),
    }
    for side, wanted in asked.items():
        scores = Scores(pairs.panel, Distance("radial", rts, side, None, solver), extra)  # type: ignore[arg-type]
        for _, keys, rows in wanted:
            scores.need(tech, keys, rows)
        scores.solve()
        count(diagnostics, scores.diagnostics)
        for name, keys, rows in wanted:
            E[name], states = scores.of(keys, rows)
            status = np.where(status == "optimal", states, status)
    with np.errstate(divide="ignore", invalid="ignore"):
        outch = np.sqrt(E["yb"] / E["ya"] * E["ybb"] / E["yab"])
        inch = np.sqrt(E["xa"] / E["xb"] * E["xab"] / E["xbb"])  # D_i is the reciprocal of theta
        parts = {"outch": outch, "inch": inch, "tfpch": outch / inch}
    return _result(pairs, parts, settings, diagnostics, status)


def _keys(pairs: Pairs, technology: Frontier) -> tuple[list[Any], list[Any]]:
    if technology == "global":
        return [("all",)] * len(pairs.unit), [("all",)] * len(pairs.unit)
    tech = Technologies(technology)
    return tech.own(pairs.start, pairs.before), tech.own(pairs.end, pairs.after)


def _made(panel: Panel, rts: Rts, orientation: Orientation, technology: Frontier, solver: Solver) -> Aggregates:
    return Aggregates(panel, rts, orientation, Technologies(technology), solver)


def _check(panel: Panel, model: str, rts: Rts, orientation: Orientation, technology: Frontier, solver: Solver) -> None:
    check_options(panel, model, rts, orientation, None, solver, technologies=WITHOUT_BOUNDS)
    choose_one("technology", technology, FRONTIERS)
    if len(panel.periods) < 2:
        raise OptionError("one-period", model=model)


def _prices(panel: Panel, model: str) -> tuple[Floats, Floats]:
    """(N, s), (N, m) prices."""
    roles = panel.roles
    if not (roles.input_prices and roles.output_prices):
        raise OptionError("needs-prices", model=model)
    P, W = (np.column_stack([panel.numbers[c] for c in names]) for names in (roles.output_prices, roles.input_prices))
    return P, W


def _settings(
    model: str, rts: Rts, orientation: Orientation, technology: Frontier, unbalanced: Unbalanced, solver: Solver
) -> dict[str, Any]:
    return {
        "model": model, "rts": rts, "orientation": orientation, "technology": technology, "unbalanced": unbalanced,
        "solver": solver,
    }  # fmt: skip


def _changes(before: Levels, after: Levels) -> Levels:
    with np.errstate(divide="ignore", invalid="ignore"):
        return {name: after[name] / before[name] for name in before}


def _explained(change: Levels, orientation: Orientation) -> Levels:
    """Changes of the levels that multiply to that of productivity, by the names of components."""
    te, me, rse = ("ote", "ome", "rose") if orientation == "output" else ("ite", "ime", "rise")
    parts = {"techch": change["mp"], f"{te}ch": change[te], f"{me}ch": change[me], f"{rse}ch": change[rse]}
    return {**parts, "tfpch": change["tfp"]}


def _levels(
    panel: Panel,
    model: str,
    p: Floats,
    w: Floats,
    rts: Rts,
    orientation: Orientation,
    technology: Frontier,
    unbalanced: Unbalanced,
    solver: Solver,
) -> TfpResult:
    """Levels of all rows at the same weights, and their changes."""
    pairs = pairs_of(panel, model, unbalanced)
    made = _made(pairs.panel, rts, orientation, technology, solver)
    N = len(pairs.panel)
    levels = made.at(np.arange(N), np.tile(p, (N, 1)), np.tile(w, (N, 1)))
    gone = (pairs.before < 0) | (pairs.after < 0)
    before, after = (
        {k: np.where(gone, np.nan, v[rows]) for k, v in levels.items()} for rows in (pairs.before, pairs.after)
    )
    settings = _settings(model, rts, orientation, technology, unbalanced, solver)
    change = _result(pairs, _explained(_changes(before, after), orientation), settings, made.diagnostics)
    return TfpResult(
        pairs.panel, Frozen({name: frozen(levels[name]) for name in names_of(orientation)}), frozen(p), frozen(w),
        change, Frozen(settings), provenance(pairs.panel),
    )  # fmt: skip


def _tornqvist(pairs: Pairs, P: Floats, W: Floats) -> Floats:
    """Growth of quantities by mean value shares, of outputs less that of inputs."""
    a, b = pairs.before, pairs.after
    growth = []
    for quantity, price in ((pairs.panel.Y, P), (pairs.panel.X, W)):
        value = quantity * price
        share = value / value.sum(axis=1, keepdims=True)
        growth.append((0.5 * (share[a] + share[b]) * np.log(quantity[b] / quantity[a])).sum(axis=1))
    return np.asarray(np.exp(growth[0] - growth[1]))


def _result(
    pairs: Pairs, parts: Levels, settings: dict[str, Any], diagnostics: dict[str, int], status: Any = None
) -> ChangeResult:
    states = np.full(len(pairs.unit), "optimal", dtype="<U10") if status is None else status
    states[(pairs.before < 0) | (pairs.after < 0)] = "absent"
    known = np.isfinite(parts["tfpch"]) & (parts["tfpch"] > 0)
    states[(states == "optimal") & ~known] = "undefined"
    for name, values in parts.items():
        parts[name] = frozen(np.where(states == "optimal", values, np.nan))
    result = ChangeResult(
        panel=pairs.panel, units=pairs.units, period_from=pairs.period_from, period_to=pairs.period_to,
        parts=Frozen(parts), distances=Frozen({}), status=frozen(states), settings=Frozen(settings),
        diagnostics=Frozen(diagnostics), provenance=provenance(pairs.panel),
    )  # fmt: skip
    warn_without_index(result, str(settings["model"]))
    return result
