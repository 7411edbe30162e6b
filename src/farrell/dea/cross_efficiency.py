"""Cross-efficiency: every unit is priced by all the others, too."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from farrell import show
from farrell.data import Panel, mean
from farrell.data.frozen import Frozen
from farrell.dea.about import About
from farrell.dea.appraisal import Form, Goal, Market, Rts, Weights, averages
from farrell.dea.frontier import (
    Block,
    Floats,
    Orientation,
    check_options,
    choose_one,
    frontiers,
    provenance,
    refuse,
)
from farrell.dea.game import equilibrium
from farrell.dea.radial import warn_without_score
from farrell.errors import OptionError
from farrell.lp import batch

Secondary = Literal["arbitrary", "aggressive", "benevolent", "game"]
RTS: tuple[Rts, ...] = ("crs", "vrs", "nirs", "ndrs")
SECONDARY: tuple[Secondary, ...] = ("arbitrary", "aggressive", "benevolent", "game")
FORMS: tuple[Form, ...] = ("doyle-green-2", "doyle-green-3")

ABOUT = About(
    "cross_efficiency",
    "E_kj = u_k y_j / v_k x_j  with (u_k, v_k) optimal for unit k:  max u y_k,  v x_k = 1,  u y_i - v x_i <= 0\n"
    "e_j = 1/n sum_k E_kj\n"
    "secondary goal over those optima: min or max sum_(j != k) (u y_j - v x_j)   (II)\n"
    "                             or: min or max u sum_(j != k) y_j / v sum_(j != k) x_j   (III)",
    "Sexton, Silkman & Hogan 1986, DOI 10.1002/ev.1441; Doyle & Green 1994, DOI 10.1057/jors.1994.84; under variable "
    "returns Lim & Zhu 2015, DOI 10.1057/jors.2014.13; game: Liang, Wu, Cook & Zhu 2008, DOI 10.1287/opre.1070.0487",
)


@dataclass(frozen=True, slots=True)
class CrossEfficiency:
    """What units make of each other; one row an evaluated unit-period.

    Attributes
    ----------
    measure : theta (input orientation) or phi (output orientation): what the matrix holds
    score : (N,) mean of what the appraisers make of the unit
    te : (N,) the score as an efficiency of which 1 is best: the score itself, or its reciprocal
    self_te : (N,) what the unit makes of itself, its radial efficiency
    given : (N,) mean of what the unit makes of those it appraises, in ``measure``
    maverick : (N,) (self_te - e) / e with e the efficiency its peers give it, itself left out (Doyle & Green 1994)
    matrix : (N, N) E_kj, row k the appraiser, column j the appraised; NaN where k does not appraise j. In a game row k
        is the unit that is protected
    status : (N,) optimal, unbounded (an appraiser's goal has no bound), undefined (an appraiser prices what the unit
        has none of on both sides), unsolved (a game that did not settle)
    v, u, omega : (N, m), (N, s), (N,) each appraiser's weights; the radial program's in a game
    parts : ``low`` and ``high`` (N,) the range of the score over all optimal weights, where asked for; ``rounds`` (N,)
        of a game
    """

    panel: Panel
    measure: str
    score: Floats
    te: Floats
    self_te: Floats
    given: Floats
    maverick: Floats
    matrix: Floats
    status: NDArray[np.str_]
    v: Floats
    u: Floats
    omega: Floats
    parts: Mapping[str, Floats]
    settings: Mapping[str, Any]
    diagnostics: Mapping[str, int]
    provenance: Mapping[str, str]

    def to_frame(self) -> Any:
        """A tidy DataFrame: unit, period, te, score, self_te, given, maverick, status and the parts."""
        import pandas as pd

        return pd.DataFrame(
            {
                "unit": self.panel.unit_labels,
                "period": self.panel.period_labels,
                "te": self.te,
                self.measure: self.score,
                "self_te": self.self_te,
                "given": self.given,
                "maverick": self.maverick,
                "status": self.status.tolist(),
                **self.parts,
            }
        )

    def matrix_frame(self) -> Any:
        """DataFrame (N, N): appraisers down, appraised across."""
        import pandas as pd

        labels: Any = [self.panel.unit_labels, self.panel.period_labels]
        keys = pd.MultiIndex.from_arrays(labels, names=["unit", "period"])
        return pd.DataFrame(self.matrix, index=keys, columns=keys)

    def _table(self) -> tuple[list[str], list[list[Any]]]:
        header = ["unit", "period", "te", "self_te", "maverick"]
        columns = zip(
            self.panel.unit_labels, self.panel.period_labels, self.te, self.self_te, self.maverick, strict=True
        )
        return header, [[unit, str(period), *map(float, rest)] for unit, period, *rest in columns]

    def summary(self) -> str:
        """Settings, the mean and all rows as text."""
        lines = [
            "cross_efficiency, {secondary}, {orientation} orientation, {rts}, reference {reference}".format(
                **self.settings
            ),
            f"{len(self.te)} unit-periods; mean te {mean(self.te):.3f}, of their own view {mean(self.self_te):.3f}",
        ]
        return "\n".join([*lines, show.text_table(*self._table())])

    def _repr_html_(self) -> str:
        return show.html_table(*self._table(), caption=self.summary().splitlines()[0])

    def __repr__(self) -> str:
        return "\n".join(self.summary().splitlines()[:2])


def cross_efficiency(
    panel: Panel,
    *,
    rts: Rts = "crs",
    orientation: Orientation = "input",
    reference: Literal["own", "pooled"] = "own",
    secondary: Secondary = "benevolent",
    formulation: Form = "doyle-green-2",
    correction: bool = True,
    self_appraisal: bool = True,
    ranges: bool = False,
    tolerance: float = 1e-6,
) -> CrossEfficiency:
    """Efficiency of every unit as all units of its period see it, each with the weights it would choose for itself.

    Unit k chooses weights by its own program ``max u y_k + w, v x_k = 1, u y_i - v x_i + w <= 0`` and appraises unit j
    by ``E_kj = (u y_j + w) / v x_j``; w is zero under constant returns. The score of j is the mean of E_kj over k
    (Sexton, Silkman & Hogan 1986, DOI 10.1002/ev.1441). Optimal weights are rarely unique, and a secondary goal chooses
    among them (Doyle & Green 1994, DOI 10.1057/jors.1994.84): the least (``aggressive``) or greatest (``benevolent``)

    - ``doyle-green-2``: sum over j != k of ``u y_j + w - v x_j``,
    - ``doyle-green-3``: efficiency of the unit that all the others make together, ``u sum y_j / v sum x_j``.

    ``game``: unit j maximises its own ratio while that of unit d stays at least d's score, for all d; scores are the
    means, and the rounds go on until no score changes by ``tolerance`` (Liang, Wu, Cook & Zhu 2008,
    DOI 10.1287/opre.1070.0487): a Nash equilibrium.

    Parameters
    ----------
    panel : N rows, m inputs, s outputs
    rts : ``crs``, ``vrs``, ``nirs`` or ``ndrs``; a game is of constant returns
    orientation : in output orientation the matrix holds phi = (v x_j + omega) / u y_j, the score is its mean, and te
        the score's reciprocal; a game is input-oriented
    reference : each period's units appraise each other, or all unit-periods do
    secondary : the goal; ``arbitrary`` takes the weights the solver happened to find
    formulation : of the aggressive and the benevolent goal
    correction : in input orientation with w, appraise by ``u y_j / (v x_j - w)``: each appraiser moves the origin so
        that its own view becomes one of constant returns (Lim & Zhu 2015, DOI 10.1057/jors.2014.13). Without,
        appraisals may be negative. A unit's view of itself stays its radial efficiency
    self_appraisal : whether a unit's own view counts in its mean
    ranges : find the range of every score over all weights that serve the goal equally (``parts["low"]``, ``["high"]``)
    tolerance : of a game

    Returns
    -------
    CrossEfficiency

    Raises
    ------
    OptionError
        an unknown option; an aggressive goal that has no bound (``aggressive-unbounded``); a game of another form
    DataError
        negative data

    Notes
    -----
    Even a secondary goal may leave weights undetermined. Which optimum is taken is then fixed by the data and their
    order only; ``ranges=True`` says what that matters. A unit that lacks all a peer's weights price has status
    ``undefined``.

    Examples
    --------
    >>> import farrell
    >>> panel = farrell.load("china-hospitals-2011").panel
    >>> result = farrell.cross_efficiency(panel, secondary="benevolent")
    >>> bool((result.te <= result.self_te + 1e-9).all())
    True
    """
    _check(panel, rts, orientation, reference, secondary, formulation, correction, self_appraisal, ranges, tolerance)
    front = frontiers(panel, reference)
    corrected = correction and orientation == "input" and rts != "crs"
    chosen = {"rts": rts, "orientation": orientation, "reference": reference, "secondary": secondary}
    settings = {
        "model": "cross_efficiency", **chosen, "formulation": formulation, "correction": correction,
        "self_appraisal": self_appraisal, "ranges": ranges, "tolerance": tolerance,
    }  # fmt: skip
    made = _Arrays.of(panel)
    work = partial(_appraised, panel, settings, corrected)
    for block, found in zip(front.blocks, batch.run(work, front.blocks, "cross_efficiency"), strict=True):
        made.put(block, *found)
    result = made.result(panel, settings)
    warn_without_score(panel, "cross_efficiency", result.status)
    return result


def _check(
    panel: Panel,
    rts: Any,
    orientation: Any,
    reference: Any,
    secondary: Any,
    formulation: Any,
    correction: Any,
    self_appraisal: Any,
    ranges: Any,
    tolerance: Any,
) -> None:
    check_options(panel, "cross_efficiency", rts, orientation, None, technologies=RTS, signed=True, reference=reference)
    refuse(panel, "negative", (*panel.roles.inputs, *panel.roles.outputs), lambda values: values < 0)
    choose_one("reference", reference, ("own", "pooled"))
    choose_one("secondary", secondary, SECONDARY)
    choose_one("formulation", formulation, FORMS)
    for name, value in (("correction", correction), ("self_appraisal", self_appraisal), ("ranges", ranges)):
        choose_one(name, value, (True, False))
    if isinstance(tolerance, bool) or not isinstance(tolerance, (int, float)) or not 0 < tolerance < 1:
        raise OptionError("out-of-range", option="tolerance", value=repr(tolerance), allowed="0 < tolerance < 1")
    if secondary == "game":
        choose_one("rts", rts, ("crs",))
        choose_one("orientation", orientation, ("input",))
        choose_one("ranges", ranges, (False,))
    if secondary == "aggressive" and not bounded(rts, orientation, formulation, correction):
        raise OptionError("aggressive-unbounded", rts=rts, orientation=orientation, formulation=formulation)


def bounded(rts: Rts, orientation: Orientation, formulation: Form, correction: bool) -> bool:
    """Whether the aggressive goal has a bound. Where the free term may fall without end, the best unit of any output
    (the one with the least of any input, in output orientation) can make all others look as bad as it likes."""
    if orientation == "output":
        return rts in ("crs", "nirs")
    return rts in ("crs", "ndrs") or (formulation == "doyle-green-3" and correction)


Appraised = tuple[list[Weights], Floats, str, dict[str, Floats]]


def _appraised(panel: Panel, settings: Mapping[str, Any], corrected: bool, block: Block) -> Appraised:
    """Weights, appraisals E_kj, status and parts of one block's units, in the order of its rows."""
    rts, orientation, secondary = settings["rts"], settings["orientation"], settings["secondary"]
    rows = block.rows
    market = Market(panel.X[rows], panel.Y[rows], rts, orientation, corrected)
    weights = [market.own_weights(k) for k in range(len(rows))]
    own = np.array([one.own for one in weights])
    lost = [one.status for one in weights if one.status != "optimal"]
    if lost:
        return weights, np.full((len(rows), len(rows)), np.nan), lost[0], {}
    if secondary == "game":
        start = np.array([market.appraise(one) for one in weights])
        E, rounds = equilibrium(market.X, market.Y, own, start, settings["self_appraisal"], settings["tolerance"])
        status = "optimal" if rounds else "unsolved"
        return weights, E, status, {"rounds": np.full(len(rows), float(rounds) or np.nan)}
    goal: Goal = "none" if secondary == "arbitrary" else secondary
    if goal != "none":
        weights = [market.secondary_weights(k, goal, settings["formulation"], one.own) for k, one in enumerate(weights)]
    E = np.array([market.appraise(one) for one in weights])
    E[np.diag_indices(len(rows))] = own
    lost = [one.status for one in weights if one.status != "optimal"]
    parts = {}
    if settings["ranges"] and not lost:
        parts = score_ranges(market, weights, goal, settings["formulation"], settings["self_appraisal"])
    return weights, E, lost[0] if lost else "optimal", parts


def score_ranges(
    market: Market, weights: list[Weights], goal: Goal, formulation: Form, self_appraisal: bool
) -> dict[str, Floats]:
    """``low`` and ``high`` (n,): means of the least and of the greatest appraisals over all optimal weights."""
    n = len(weights)
    out = {}
    for name, way in (("low", -1.0), ("high", 1.0)):
        E = np.diag([one.own for one in weights])
        for k, j in zip(*np.nonzero(~np.eye(n, dtype=bool)), strict=True):
            E[k, j] = market.extreme(int(k), int(j), weights[k], goal, formulation, way)
        out[name] = averages(E, self_appraisal)
    return out


@dataclass(slots=True)
class _Arrays:
    """The result in the making."""

    columns: dict[str, Floats]
    matrix: Floats
    status: NDArray[np.str_]
    v: Floats
    u: Floats
    parts: dict[str, Floats]

    @classmethod
    def of(cls, panel: Panel) -> _Arrays:
        N = len(panel)
        names = ("score", "own", "peers", "given", "omega")
        return cls(
            {name: np.full(N, np.nan) for name in names},
            np.full((N, N), np.nan),
            np.full(N, "unsolved", dtype="<U10"),
            np.full_like(panel.X, np.nan),
            np.full_like(panel.Y, np.nan),
            {},
        )

    def put(self, block: Block, weights: list[Weights], E: Floats, status: str, parts: dict[str, Floats]) -> None:
        rows = block.rows
        self.matrix[np.ix_(rows, rows)] = E
        self.v[rows], self.u[rows] = [one.v for one in weights], [one.u for one in weights]
        self.columns["omega"][rows] = [one.w for one in weights]
        self.columns["own"][rows] = [one.own for one in weights]
        self.columns["score"][rows], self.columns["given"][rows] = E.mean(axis=0), E.mean(axis=1)
        self.columns["peers"][rows] = averages(E, False)
        self.status[rows] = np.where(np.isnan(E).any(axis=0) if status == "optimal" else False, "undefined", status)
        for name, values in parts.items():
            self.parts.setdefault(name, np.full(len(self.status), np.nan))[rows] = values

    def result(self, panel: Panel, settings: dict[str, Any]) -> CrossEfficiency:
        c, output = self.columns, settings["orientation"] == "output"
        score = c["score"] if settings["self_appraisal"] else c["peers"]
        score = np.where(self.status == "optimal", score, np.nan)

        def te(values: Floats) -> Floats:
            with np.errstate(divide="ignore"):
                return np.asarray(1.0 / values) if output else values.copy()

        with np.errstate(divide="ignore", invalid="ignore"):
            maverick = (te(c["own"]) - te(c["peers"])) / te(c["peers"])
        omega = -c["omega"] if output else c["omega"]
        made = (score, te(score), te(c["own"]), c["given"], maverick, self.matrix, self.status, self.v, self.u, omega)
        for array in (*made, *self.parts.values()):
            array.flags.writeable = False
        names = ("infeasible", "unbounded", "undefined", "unsolved")
        diagnostics = {name: int((self.status == name).sum()) for name in names}
        return CrossEfficiency(
            panel, "phi" if output else "theta", *made, parts=Frozen(self.parts), settings=Frozen(settings),
            diagnostics=Frozen(diagnostics), provenance=provenance(panel),
        )  # fmt: skip
