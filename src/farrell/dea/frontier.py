"""From a panel to programs: which rows are scored against which, and the radial program itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from farrell.__about__ import __version__
from farrell.data import Panel
from farrell.data.frozen import Frozen
from farrell.data.roles import Period
from farrell.errors import DataError, OptionError, Place, finding
from farrell.lp import Programs, Solution, Solver, Technology, choose, intensity_rows, solve

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
Rts = Literal["crs", "vrs", "nirs", "ndrs", "grs"]
AnyRts = Rts | Literal["fdh"]
Orientation = Literal["input", "output"]
AnyOrientation = Orientation | Literal["none"]
Bounds = tuple[float, float]
Reference = Literal["own", "pooled"] | Period | Sequence[str] | Panel

RTS: tuple[Rts, ...] = ("crs", "vrs", "nirs", "ndrs", "grs")
WITHOUT_BOUNDS = tuple(rts for rts in RTS if rts != "grs")
ANY_RTS: tuple[AnyRts, ...] = (*RTS, "fdh")
"""Returns to scale, or no convexity at all: the free disposal hull."""
ORIENTATIONS: tuple[Orientation, ...] = ("input", "output")
ANY_ORIENTATION: tuple[AnyOrientation, ...] = (*ORIENTATIONS, "none")
SOLVERS: tuple[Solver, ...] = ("auto", "highs", "kernel")
UNUSED = ("undesirable", "intermediates", "carry_overs", "non_discretionary", "fixed", "integer")
"""Roles and marks that change what a model solves; a model that lacks them refuses a panel that has them."""


@dataclass(frozen=True, slots=True)
class Block:
    """Rows of the panel scored against one technology.

    Attributes
    ----------
    rows : (k,) rows of the panel
    X, Y, B : (n, m), (n, s), (n, q) the reference units
    first : number of the block's first reference unit among those of the whole run
    own : (k,) position of each row's own unit-period in the reference, -1 where it is not there
    """

    rows: Ints
    X: Floats
    Y: Floats
    B: Floats
    first: int
    own: Ints


@dataclass(frozen=True, slots=True)
class Frontiers:
    """All blocks of a run, and the names of all reference units, (unit, period)."""

    blocks: tuple[Block, ...]
    units: tuple[str, ...]
    periods: tuple[Period, ...]


def check_options(
    panel: Panel,
    model: str,
    rts: Any,
    orientation: Any,
    bounds: Any,
    solver: Any = "auto",
    *,
    technologies: Sequence[str] = RTS,
    orientations: Sequence[str] = ORIENTATIONS,
    uses: Sequence[str] = (),
    signed: bool = False,
    reference: Any = None,
) -> None:
    """Refuse unknown options, roles the model would ignore, and data it cannot take.

    Parameters
    ----------
    technologies, orientations : what the model takes
    uses : roles and marks of :data:`UNUSED` that the model does use
    signed : whether it takes negative data
    reference : what points are scored against; the data of a Panel must be what the model takes, too
    """
    if not isinstance(panel, Panel):
        raise OptionError("not-a-panel", kind=type(panel).__name__)
    choose_one("rts", rts, technologies)
    choose_one("orientation", orientation, orientations)
    choose_one("solver", solver, SOLVERS)
    if rts == "grs":
        try:
            low, high = (float(limit) for limit in bounds)
        except (TypeError, ValueError) as error:
            raise OptionError("bounds", value=repr(bounds)) from error
        if not 0 <= low <= 1 <= high < np.inf:
            raise OptionError("bounds", value=repr(bounds))
    elif bounds is not None:
        raise OptionError("bounds-unused", rts=rts)
    for role in UNUSED:
        columns = getattr(panel.roles, role)
        if columns and role not in uses:
            raise OptionError("unsupported-role", model=model, role=role, columns=list(columns))
    if not signed:
        for source in (panel, reference):
            if isinstance(source, Panel):
                refuse_negative(source, rts, orientation)


def choose_one(option: str, value: Any, allowed: Sequence[Any]) -> None:
    """Refuse a value that is not among those an option takes."""
    if isinstance(value, np.ndarray) or value not in allowed:
        raise OptionError.choice(option, value, allowed)


def refuse(panel: Panel, code: str, columns: Sequence[str], bad: Callable[[Floats], NDArray[np.bool_]]) -> None:
    """Refuse the data where a column has values a model cannot take; names the first cells.

    ``code`` is the key of the text under ``check.``, which may show ``{value}``.
    """
    found = []
    for column in columns:
        values = panel.numbers[column]
        found += [
            finding(code, "error", place(panel, int(r), column), value=float(values[r]))
            for r in np.nonzero(bad(values))[0]
        ]
    if found:
        raise DataError(code, found)


def place(panel: Panel, row: int, column: str) -> Place:
    """Where a cell of the panel is, for messages."""
    period = panel.period_at(row)
    named = None if period == "all" else period
    return Place(panel.name, int(panel.rows[row]), panel.unit_at(row), named, column)


def refuse_negative(panel: Panel, rts: Rts, orientation: Orientation) -> None:
    """Radial models need non-negative data, but for the side that is not scaled under variable returns, where a
    shift of the origin changes no score (Ali & Seiford 1990, DOI 10.1016/0167-6377(90)90061-9)."""
    for columns, side in (
        (panel.roles.inputs, "input"),
        (panel.roles.outputs, "output"),
        (panel.roles.undesirable, "undesirable"),
    ):
        if rts == "vrs" and side != "undesirable" and orientation in ORIENTATIONS and side != orientation:
            continue
        refuse(panel, "negative", columns, lambda values: values < 0)


def frontiers(panel: Panel, reference: Reference) -> Frontiers:
    """Split the panel by the frontier each row is scored against.

    Raises
    ------
    OptionError
        a reference that is neither ``"own"``, ``"pooled"``, a period of the panel, units of the panel, nor a Panel with
        the same inputs, outputs and undesirable outputs
    """
    everything = np.arange(len(panel))
    source = panel
    if isinstance(reference, Panel):
        ours, theirs = panel.roles, reference.roles
        if any(getattr(ours, role) != getattr(theirs, role) for role in ("inputs", "outputs", "undesirable")):
            raise OptionError("reference", value=repr(reference), periods=list(panel.periods))
        source, pairs = reference, [(everything, np.arange(len(reference)))]
    elif isinstance(reference, str) and reference == "pooled" and "pooled" not in panel.periods:
        pairs = [(everything, everything)]
    elif isinstance(reference, str) and reference == "own" and "own" not in panel.periods:
        pairs = [(rows, rows) for rows in (panel.rows_of(p) for p in panel.periods)]
    elif isinstance(reference, (str, int)):
        if reference not in panel.periods:
            raise OptionError("reference", value=repr(reference), periods=list(panel.periods))
        pairs = [(everything, panel.rows_of(reference))]
    else:
        members = _members(panel, reference)
        pairs = [(rows, rows[members[rows]]) for rows in (panel.rows_of(p) for p in panel.periods)]
    blocks: list[Block] = []
    units: list[str] = []
    periods: list[Period] = []
    for rows, chosen in pairs:
        own = _own_positions(panel, rows, source, chosen)
        blocks.append(Block(rows, source.X[chosen], source.Y[chosen], source.B[chosen], len(units), own))
        units += [source.unit_at(j) for j in chosen]
        periods += [source.period_at(j) for j in chosen]
    return Frontiers(tuple(blocks), tuple(units), tuple(periods))


def _members(panel: Panel, reference: Any) -> NDArray[np.bool_]:
    """(N,) rows of the units that a list of names chooses."""
    if not isinstance(reference, (list, tuple, set, frozenset)) or not reference:
        raise OptionError("reference", value=repr(reference)[:80], periods=list(panel.periods))
    for unit in reference:
        if unit not in panel.units:
            raise OptionError.choice("reference", unit, panel.units)
    return np.isin(panel.unit_labels, list(reference))


def _own_positions(panel: Panel, rows: Ints, source: Panel, chosen: Ints) -> Ints:
    """Where each row's own unit-period stands among the reference units, -1 where it does not.

    In a panel of its own the same name may stand for other data, which is another unit then.
    """
    labels, dates = panel.unit_labels, panel.period_labels
    names, stamps = source.unit_labels, source.period_labels
    position = {(names[j], stamps[j]): i for i, j in enumerate(chosen)}
    own = np.array([position.get((labels[r], dates[r]), -1) for r in rows], dtype=np.int64)
    if source is not panel:
        there = np.nonzero(own >= 0)[0]
        ours = np.hstack([panel.X, panel.Y, panel.B])[rows[there]]
        theirs = np.hstack([source.X, source.Y, source.B])[chosen[own[there]]]
        own[there[(ours != theirs).any(axis=1)]] = -1
    return own


def solver_of(front: Frontiers, solver: Solver) -> Solver:
    """The solver of all blocks of a run; see :func:`farrell.lp.choose`."""
    return choose(solver, [(len(block.rows), len(block.X)) for block in front.blocks])


def provenance(panel: Panel) -> Frozen[str, str]:
    """What made a result, from which data."""
    return Frozen({"software": "farrell", "version": __version__, "data": panel.name, "sha256": panel.sha256})


def count(total: dict[str, int], more: Mapping[str, int]) -> None:
    """Add one solution's diagnostics to those of a run."""
    for key, value in more.items():
        total[key] = total.get(key, 0) + value


def shown(reference: Reference) -> Any:
    """A reference as settings have it: a Panel by its name."""
    return reference.name if isinstance(reference, Panel) else reference


def radial_programs(
    technology: Technology,
    X: Floats,
    Y: Floats,
    orientation: Orientation,
    *,
    slack_weight: Floats | None = None,
    epsilon: float = 0.0,
    own: Ints | None = None,
    free_t: bool = False,
    member: Ints | None = None,
    still: Bools | None = None,
) -> Programs:
    """The radial programs of points X (k, m), Y (k, s) over a technology; see :mod:`farrell.lp.program`.

    ``still`` (m + s,) are columns that keep their value on the side that is scaled.
    """
    k, m, s = len(X), X.shape[1], Y.shape[1]
    a, b = np.zeros((2, k, technology.rows))
    moved, held, cost = (a, b, 1.0) if orientation == "input" else (b, a, -1.0)
    moved[:, :m], held[:, m : m + s] = X, Y
    if still is not None:
        columns = np.nonzero(still)[0]
        a[:, columns], b[:, columns] = 0.0, np.hstack([X, Y])[:, columns]
    b[:, m + s :] = technology.rhs
    none = [0.0] * (technology.rows - m - s)
    cost_slack = np.broadcast_to(np.array([-epsilon] * (m + s) + none), a.shape)
    weight = None if slack_weight is None else np.concatenate([slack_weight, none])
    chosen = np.full(k, -1, dtype=np.int64) if own is None else own
    return Programs(a, b, cost, cost_slack, weight, chosen, free_t, member)


def pose(
    reference: tuple[Floats, Floats],
    evaluated: tuple[Floats, Floats],
    rts: Rts,
    orientation: Orientation,
    *,
    bounds: Bounds | None = None,
    equations: Bools | None = None,
    **settings: Any,
) -> tuple[Technology, Programs]:
    """The technology that units (X, Y) span, and the programs of points over it; see :func:`radial_programs`.

    Points that are the units, in their order, are taken for them. ``equations`` is of :meth:`Technology.of`.
    """
    if all(np.array_equal(ours, theirs) for ours, theirs in zip(reference, evaluated, strict=True)):
        settings.setdefault("member", np.arange(len(evaluated[0])))
    technology = Technology.of(*reference, intensity_rows(rts, bounds), equations)
    return technology, radial_programs(technology, *evaluated, orientation, **settings)


def radial(
    reference: tuple[Floats, Floats],
    evaluated: tuple[Floats, Floats],
    rts: Rts,
    orientation: Orientation,
    *,
    bounds: Bounds | None = None,
    slack_weight: Floats | None = None,
    epsilon: float = 0.0,
    own: Ints | None = None,
    free_t: bool = False,
    solver: Solver = "auto",
) -> Solution:
    """Solve the radial programs of points against a reference set; ``own`` names columns to leave out, ``free_t``
    prices the evaluated side at exactly 1, which the multiplier form needs."""
    programs = pose(
        reference, evaluated, rts, orientation,
        bounds=bounds, slack_weight=slack_weight, epsilon=epsilon, own=own, free_t=free_t,
    )  # fmt: skip
    return solve(*programs, solver)


def itself(score: Floats) -> Floats:
    """The efficiency of a score that is one."""
    return score


def efficiency_of(score: Floats, orientation: str) -> Floats:
    """The efficiency of a radial score: itself, or in output orientation its reciprocal."""
    if orientation != "output":
        return score
    with np.errstate(divide="ignore"):
        return np.asarray(1.0 / score)


def technical_efficiency(solution: Solution, orientation: Orientation) -> Floats:
    """Farrell efficiency from the scalar of the program: theta, or 1 / phi."""
    return efficiency_of(solution.t, orientation)
