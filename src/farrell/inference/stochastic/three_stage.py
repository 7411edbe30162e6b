"""Three-stage DEA: efficiency with environment and luck levelled (Fried, Lovell, Schmidt & Yaisawarng 2002)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal

import numpy as np
from numpy.typing import ArrayLike

from farrell.data import Panel
from farrell.data.frozen import Frozen
from farrell.data.panel import frozen
from farrell.dea import scale_efficiency
from farrell.dea.frontier import Orientation, check_options, choose_one, provenance
from farrell.dea.radial import SlackWeights
from farrell.errors import OptionError, SolveError
from farrell.inference.regressions import design
from farrell.inference.stochastic.design import Floats
from farrell.inference.stochastic.frontier_data import INEFFICIENCIES, Inefficiency
from farrell.inference.stochastic.separation import DOUBTFUL, SEPARATIONS, Doubtful, Separation, separated
from farrell.inference.stochastic.three_stage_result import ThreeStage
from farrell.lp import Solver

NO_SLACK = 1e-9
"""A slack below this share of the column's mean is none."""


def three_stage(
    panel: Panel,
    *,
    environment: Sequence[str] | None = None,
    more: Mapping[str, ArrayLike] | None = None,
    orientation: Orientation = "input",
    reference: Literal["own", "pooled"] = "own",
    slack_weights: SlackWeights = "ones",
    regression: Literal["pooled", "period"] = "pooled",
    inefficiency: Inefficiency = "half-normal",
    separation: Separation = "cost",
    doubtful: Doubtful = "environment",
    level: float = 0.05,
    solver: Solver = "auto",
) -> ThreeStage:
    """Efficiency as it would be if all units had the least favourable environment and luck.

    Stage 1 solves the model under variable returns and takes each unit's total slacks s = x - target (outputs: target -
    y), radial part and all. Stage 2 explains each column's slack by the environment, as a cost frontier::

        s = z beta + v + u,   v from N(0, sigma_v^2),   u >= 0

    and splits it: z beta is the environment's, E[u | e] the management's, E[v | e] = s - z beta - E[u | e] luck's, with
    e = v + u. Stage 3 scores the adjusted data::

        inputs    x + [max(z beta) - z beta] + [max(E v) - E v]
        outputs   y + [z beta - min(z beta)] + [E v - min(E v)]

    the maxima being over the rows of one regression (Fried, Lovell, Schmidt & Yaisawarng 2002,
    DOI 10.1023/A:1013548723393). Those of outputs are the mirror image (cf. Avkiran & Rowlands 2008, Omega 36(2)).

    Parameters
    ----------
    panel : N rows
    environment : columns z, or one over another as ``gdp/population``; by default those of that role, and all of
        ``more``. None may follow from the others
    more : name -> (N,) values that are no columns of the panel, such as logarithms
    orientation, reference, slack_weights, solver : of stages 1 and 3, as in :func:`farrell.dea.dea`
    regression : one of all periods, each row with a u of its own, or one a period
    inefficiency : distribution of u; published three-stage studies take the half-normal
    separation : which formula gives E[u | e] of a half-normal u. With lambda = sigma_u / sigma_v,
        sigma* = sigma_u sigma_v / sigma and r = lambda e / sigma::

            "cost"         sigma* [phi(r) / Phi(r) + r]
            "production"   sigma* [phi(r) / (1 - Phi(r)) - r]

        The first is the conditional mean for e = v + u, as here. The second is eq. 2 of Jondrow et al. 1982
        (DOI 10.1016/0304-4076(82)90004-5), which holds for e = v - u; Chinese studies have put e = v + u into it, which
        Luo Dengyue 2012 (Statistical Research, April 2012) calls a misuse. It gives the largest u to the least slack.
        It is here to reproduce such studies, not to be chosen
    doubtful : what becomes of a column whose one-sided test does not reject gamma = 0 at ``level``, or whose likelihood
        has no maximum with 0 < gamma < 1. ``"environment"`` adjusts it by least squares for the environment only;
        ``"keep"`` separates it all the same, as studies do: with gamma = 0 all that the environment does not explain
        is luck, with gamma = 1 nothing is; ``"leave"`` does not adjust it
    level : of that test

    Returns
    -------
    ThreeStage

    Raises
    ------
    OptionError
        codes ``choice``, ``out-of-range``, ``sfa-environment`` (no columns), ``sfa-together``, ``sfa-few``,
        ``sfa-collinear``, ``values-length``, ``variable-zero``, ``drivers-value`` (a gap in the environment)
    SolveError
        code ``no-distance``: a unit without a score has no slacks

    Notes
    -----
    Slacks are never negative; what rounding leaves below 0 is 0. A column without any slack is left as it is. Slacks
    pile up at 0, which a frontier with normal noise does not allow for: with many efficient units the likelihood rises
    up to gamma = 1, where z beta runs along the least slacks, which are 0 everywhere, so that ``doubtful="keep"``
    adjusts next to nothing. Frontier 4.1 stops short of that point, at one that hangs on units of measurement. Slacks
    also depend on each other, so standard errors are not what they seem. Adjusted values depend on the one unit with
    the largest z beta or E v.

    Examples
    --------
    >>> import farrell
    >>> panel = farrell.load("china-health").panel.select(periods=[2022, 2023])
    >>> result = farrell.three_stage(panel)
    >>> bool((result.adjusted.X >= panel.X).all())
    True
    """
    check_options(panel, "three_stage", "vrs", orientation, None, solver)
    for option, value, allowed in (
        ("reference", reference, ("own", "pooled")), ("regression", regression, ("pooled", "period")),
        ("inefficiency", inefficiency, INEFFICIENCIES), ("separation", separation, SEPARATIONS),
        ("doubtful", doubtful, DOUBTFUL),
    ):  # fmt: skip
        choose_one(option, value, allowed)
    if not (panel.roles.environment if environment is None else environment):
        raise OptionError("sfa-environment")
    values = design.environment(panel, environment, more=more)
    if separation == "production" and inefficiency != "half-normal":
        raise OptionError("sfa-together", first="separation = 'production'", second=f"inefficiency = '{inefficiency}'")
    if not 0 < level < 1:
        raise OptionError("out-of-range", option="level", value=repr(level), allowed="(0, 1)")
    names, Z = tuple(values), np.column_stack(list(values.values()))
    common: dict[str, Any] = {"orientation": orientation, "reference": reference, "slack_weights": slack_weights}
    common["solver"] = solver
    first = scale_efficiency(panel, **common)
    columns = panel.roles.inputs if orientation == "input" else panel.roles.outputs
    slack = _slacks(panel, first.vrs, orientation)
    blocks = (
        [(None, np.arange(len(panel)))] if regression == "pooled" else [(p, panel.rows_of(p)) for p in panel.periods]
    )
    parts, regressions = np.zeros((5, *slack.shape)), []
    for period, rows in blocks:
        for j, column in enumerate(columns):
            split = separated(slack[rows, j], Z[rows], names, column, period, inefficiency, separation, doubtful, level)
            parts[:3, rows, j] = split.environment, split.inefficiency, split.noise
            parts[4, rows, j] = _levelled(split.environment, orientation)
            parts[3, rows, j] = parts[4, rows, j] + _levelled(split.noise, orientation)
            regressions.append(split.regression)
    data = {c: panel.numbers[c] + parts[3, :, j] for j, c in enumerate(columns)}
    adjusted = panel.with_numbers(data, name=f"{panel.name}, adjusted")
    settings = {
        "model": "three_stage", **common, "environment": names, "regression": regression,
        "inefficiency": inefficiency, "separation": separation, "doubtful": doubtful, "level": level,
    }  # fmt: skip
    return ThreeStage(
        panel, adjusted, first, scale_efficiency(adjusted, **common), tuple(columns), frozen(slack), frozen(parts[0]),
        frozen(parts[1]), frozen(parts[2]), frozen(parts[3]), frozen(parts[4]), tuple(regressions), Frozen(settings),
        provenance(panel),
    )  # fmt: skip


def _slacks(panel: Panel, vrs: Any, orientation: Orientation) -> Floats:
    """(N, c) total slacks, those of rounding set to 0.

    Raises
    ------
    SolveError
        code ``no-distance``
    """
    slack = panel.X - vrs.target_in if orientation == "input" else vrs.target_out - panel.Y
    none = [panel.unit_at(r) for r in np.nonzero(~np.isfinite(slack).all(axis=1))[0]]
    if none:
        raise SolveError("no-distance", model="three_stage", units=none)
    size = (panel.X if orientation == "input" else panel.Y).mean(axis=0)
    return np.asarray(np.where(slack < NO_SLACK * size, 0.0, slack))


def _levelled(part: Floats, orientation: Orientation) -> Floats:
    """(n,) what gives all the least favourable value of a part of their slacks."""
    sign = 1.0 if orientation == "input" else -1.0
    return np.asarray(np.max(sign * part) - sign * part)
