"""Two stages in a row: the score of the whole, of both stages, and how far the split between them is open."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from farrell.data import Panel
from farrell.dea.about import About
from farrell.dea.answers import Found
from farrell.dea.frontier import Floats, Reference, Rts, check_options, choose_one, itself, refuse_negative
from farrell.dea.network.inside import Part, need_intermediates, project_parts
from farrell.dea.network.pricing import Pricing, Process
from farrell.dea.network.splits import extreme, ratio_of
from farrell.dea.project import Point
from farrell.dea.result import DEAResult
from farrell.errors import OptionError
from farrell.lp.linear import Answer

Decomposition = Literal["multiplicative", "additive"]
DECOMPOSITIONS: tuple[Decomposition, ...] = ("multiplicative", "additive")
Stage = Literal["stage1", "stage2"]
STAGES: tuple[Stage, ...] = ("stage1", "stage2")
NOTHING_LEFT = 1e-12
"""How near 1 a score must be for both stages to be there, too."""

ABOUT = About(
    "two_stage",
    "multiplicative: max u y_o  s.t.  v x_o = 1,  w z_j - v x_j <= 0,  u y_j - w z_j <= 0;  E = E1 E2\n"
    "additive: max w z_o + a + u y_o + b  s.t.  v x_o + w z_o = 1,  w z_j - v x_j + a <= 0,  u y_j - w z_j + b <= 0",
    "Kao & Hwang 2008, DOI 10.1016/j.ejor.2006.11.041; additive Chen, Cook, Li & Zhu 2009, "
    "DOI 10.1016/j.ejor.2008.05.011",
)


def two_stage(
    panel: Panel,
    *,
    decomposition: Decomposition = "multiplicative",
    rts: Rts = "crs",
    priority: Stage = "stage1",
    reference: Reference = "own",
) -> DEAResult:
    """Efficiency of a system of two stages in a row, and of each stage, of every unit-period.

    Stage 1 makes the intermediates z of the inputs x, stage 2 the outputs y of the intermediates, at the same prices w
    of the intermediates in both. The multiplicative program is (Kao & Hwang 2008, DOI 10.1016/j.ejor.2006.11.041,
    model 4)::

        max  E = u y_o   s.t.  v x_o = 1,   w z_j - v x_j <= 0,   u y_j - w z_j <= 0,   u, v, w >= 0,

    and E = E1 E2 with E1 = w z_o / v x_o and E2 = u y_o / w z_o. The additive one weighs both stages by what each
    takes, v x_o and w z_o (Chen, Cook, Li & Zhu 2009, DOI 10.1016/j.ejor.2008.05.011)::

        max  E = w z_o + a + u y_o + b   s.t.  v x_o + w z_o = 1,
             w z_j - v x_j + a <= 0,   u y_j - w z_j + b <= 0,   u, v, w >= 0,

    a and b free under variable returns, 0 under constant ones; E1 = (w z_o + a) / v x_o, E2 = (u y_o + b) / w z_o, and
    E = s E1 + (1 - s) E2 with s = v x_o.

    Parameters
    ----------
    panel : N rows; m inputs, d intermediates (the role ``intermediates``), s outputs
    decomposition : ``"multiplicative"``, or ``"additive"``
    rts : ``"crs"``; of the additive program also ``"vrs"``
    priority : the stage whose score is the largest that some optimum gives it; the other has what is left
    reference : as in :func:`farrell.dea.dea`

    Returns
    -------
    DEAResult
        ``score`` and ``te`` are E. ``parts`` have ``te_stage1`` and ``te_stage2``, for each ``_low`` and ``_high``, the
        least and the greatest among all optima, and of the additive program ``weight_stage1``, the s above. ``v`` and
        ``u`` are the multipliers of the optimum chosen. Multiplicative targets are the inputs times E; additive ones
        are none, NaN. Peers are named ``unit (stage)``

    Raises
    ------
    OptionError
        an unknown option, no intermediates, multiplicative under variable returns (``two-stage-rts``), where the
        product is not linear
    DataError
        negative data

    Notes
    -----
    E is unique, the split is not where the program has several optima. The ends are found on the optimal face, so that
    no rounding of E can shut out an optimum. Chen et al. reckon the score of the stage without priority by the weights
    of the first optimum that a solver finds; here the weights are those of the optimum that gives the other stage its
    score, so that E = s E1 + (1 - s) E2 holds. Under variable returns some optima price nothing of what a stage takes:
    it has no score in those (NaN), and E is no mean there; the ends are over the others, as far as they were found, and
    NaN where there are none. A score may be negative, too. Of a unit of its own reference whose E is 1 both stages have
    1 wherever some optimum prices what they take. A unit with nothing to price at 1 is ``undefined``.

    Examples
    --------
    >>> import pandas as pd, farrell
    >>> df = pd.DataFrame({"u": list("ABC"), "beds": [1, 2, 2], "visits": [2, 4, 2], "healthy": [2, 3, 2]})
    >>> panel = farrell.Panel.from_frame(
    ...     df, unit="u", inputs=["beds"], intermediates=["visits"], outputs=["healthy"], allow=["few-units"]
    ... )
    >>> result = farrell.two_stage(panel)
    >>> result.to_frame()[["te", "te_stage1", "te_stage2"]].round(3).to_numpy().T.tolist()
    [[1.0, 0.75, 0.5], [1.0, 1.0, 0.5], [1.0, 0.75, 1.0]]
    """
    check_two_stages(panel, "two_stage", reference, rts)
    choose_one("decomposition", decomposition, DECOMPOSITIONS)
    choose_one("priority", priority, STAGES)
    if decomposition == "multiplicative" and rts != "crs":
        raise OptionError("two-stage-rts", rts=rts)
    return project_parts(
        panel,
        stage_parts(panel),
        partial(stages, variable=rts == "vrs"),
        partial(_solve, decomposition, rts == "vrs", priority),
        model="two_stage",
        measure="theta" if decomposition == "multiplicative" else "score",
        settings={"rts": rts, "orientation": "input", "decomposition": decomposition, "priority": priority},
        reference=reference,
        te=itself,
    )


def check_two_stages(panel: Panel, model: str, reference: Reference, rts: str = "crs") -> None:
    """Refuse what no model of two stages takes."""
    check_options(
        panel, model, rts, "input", None,
        technologies=("crs", "vrs"), uses=("intermediates",), signed=True, reference=reference,
    )  # fmt: skip
    for source in (panel, reference):
        if isinstance(source, Panel):
            refuse_negative(source, "crs", "input")
            need_intermediates(source, model)


def stage_parts(panel: Panel) -> tuple[Part, Part]:
    """All inputs, then all intermediates, then all outputs."""
    m, s, d = (len(getattr(panel.roles, role)) for role in ("inputs", "outputs", "intermediates"))
    yes, no = np.ones, np.zeros
    first = Part("stage1", yes(m, bool), no(s, bool), no(d, bool), yes(d, bool))
    second = Part("stage2", no(m, bool), yes(s, bool), yes(d, bool), no(d, bool))
    return first, second


def stages(point: Point, *, variable: bool = False) -> tuple[Process, Process]:
    """Both stages of the reference units, over the prices v (m), w (d), u (s)."""
    none = np.zeros_like
    X, Z, Y = point.X, point.B, point.Y
    takes = np.hstack([X, none(Z), none(Y)]), np.hstack([none(X), Z, none(Y)])
    gives = takes[1], np.hstack([none(X), none(Z), Y])
    first, second = (Process.of(t, g, variable=variable) for t, g in zip(takes, gives, strict=True))
    return first, second


def worths(point: Point) -> tuple[Floats, Floats, Floats]:
    """What the point has of each factor, (m + d + s,): its inputs, its intermediates, its outputs."""
    x, z, y = np.zeros((3, len(point.x) + len(point.b) + len(point.y)))
    x[: len(point.x)] = point.x
    z[len(point.x) : len(point.x) + len(point.b)] = point.b
    y[len(point.x) + len(point.b) :] = point.y
    return x, z, y


def _solve(
    decomposition: Decomposition,
    variable: bool,
    priority: Stage,
    processes: tuple[Process, Process],
    points: Sequence[Point],
) -> list[Found]:
    one = _multiplicative if decomposition == "multiplicative" else partial(_additive, variable)
    return [one(processes, priority, point) for point in points]


def _multiplicative(processes: tuple[Process, Process], priority: Stage, point: Point) -> Found:
    if not point.x.any():
        return Found(status="undefined")
    x, z, y = worths(point)
    posed = Pricing.of(processes, x, y)
    low, lowest = extreme(posed.program, posed.form(z), greatest=False)
    high, highest = extreme(posed.program, posed.form(z), greatest=True)
    answer = highest if priority == "stage1" else lowest
    if answer is None or lowest is None or highest is None:
        return Found.without(posed.program.minimise())
    score, low = -answer.objective, min(low, high)  # where the split is unique, rounding may turn them
    first = {"te_stage1": high if priority == "stage1" else low, "te_stage1_low": low, "te_stage1_high": high}
    ends = {"te_stage2": "te_stage1", "te_stage2_low": "te_stage1_high", "te_stage2_high": "te_stage1_low"}
    second = {name: score / first[of] if first[of] > 0 else np.nan for name, of in ends.items()}
    m, d = len(point.x), len(point.b)
    prices = answer[posed.prices]
    return Found(
        score=score,
        lambdas=posed.intensities(answer.dual, processes, point.n),
        target_in=score * point.x,
        radial_in=(1.0 - score) * point.x,
        v=prices[:m],
        u=prices[m + d :],
        parts={**first, **second},
        exact=answer.exact,
    )


def _additive(variable: bool, processes: tuple[Process, Process], priority: Stage, point: Point) -> Found:
    x, z, y = worths(point)
    if not (x + z).any():
        return Found(status="undefined")
    posed = Pricing.of(processes, x + z, z + y, variable=variable)
    forms = {"stage1": (posed.form(z, 0), posed.form(x)), "stage2": (posed.form(y, 1), posed.form(z))}
    chosen = posed.program.minimise()
    if not chosen.optimal:
        return Found.without(chosen)
    # against itself E is a mean of two scores that are no larger than 1
    perfect = point.own >= 0 and -chosen.objective >= 1.0 - NOTHING_LEFT
    ends: dict[str, float] = {}
    best_of: dict[str, Answer | None] = {}
    for stage, (above, below) in forms.items():
        known = ratio_of(chosen, above, below)
        if perfect:
            if np.isnan(known):
                known, best_of[stage] = extreme(posed.program, above, below, greatest=True)
            ends |= dict.fromkeys((f"te_{stage}_low", f"te_{stage}_high"), known if np.isnan(known) else 1.0)
            continue
        ends[f"te_{stage}_low"], _ = extreme(posed.program, above, below, greatest=False, start=known)
        ends[f"te_{stage}_high"], best = extreme(posed.program, above, below, greatest=True, start=known)
        best_of[stage] = best
    chosen = best_of.get(priority) or chosen
    parts: dict[str, ArrayLike] = {
        f"te_{stage}": ends[f"te_{stage}_high"] if perfect else ratio_of(chosen, *form) for stage, form in forms.items()
    }
    m, d = len(point.x), len(point.b)
    prices = chosen[posed.prices]
    parts["weight_stage1"] = float(posed.form(x) @ chosen.x)
    return Found(
        score=-chosen.objective,
        lambdas=posed.intensities(chosen.dual, processes, point.n),
        target_in=np.full_like(point.x, np.nan),
        target_out=np.full_like(point.y, np.nan),
        radial_in=np.nan,
        radial_out=np.nan,
        v=prices[:m],
        u=prices[m + d :],
        omega=float(chosen[posed.terms].sum()),
        parts=parts | ends,
        exact=chosen.exact,
    )
