"""From a panel to a design: logarithms, products, ratios, time, and which rows share an inefficiency."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import numpy as np

from farrell.data import Panel
from farrell.dea.frontier import choose_one, place
from farrell.errors import DataError, OptionError, finding
from farrell.inference.stochastic.design import CONSTANT, Design, Floats, enough

Kind = Literal["production", "cost", "distance"]
Form = Literal["cobb-douglas", "translog", "linear"]
Inefficiency = Literal["half-normal", "truncated-normal", "exponential"]
OverTime = Literal["free", "constant", "decay"]
Trend = Literal["none", "linear", "quadratic"]

KINDS: tuple[Kind, ...] = ("production", "cost", "distance")
FORMS: tuple[Form, ...] = ("cobb-douglas", "translog", "linear")
INEFFICIENCIES: tuple[Inefficiency, ...] = ("half-normal", "truncated-normal", "exponential")
OVER_TIME: tuple[OverTime, ...] = ("free", "constant", "decay")
TRENDS: tuple[Trend, ...] = ("none", "linear", "quadratic")


def known(panel: Panel, columns: Sequence[str], option: str) -> Floats:
    """(N, k) columns of a panel, every cell a number.

    Raises
    ------
    OptionError
        code ``choice``: a column the panel does not have
    DataError
        code ``missing``: a cell without a number
    """
    gaps = []
    for column in columns:
        if column not in panel.numbers:
            raise OptionError.choice(option, column, panel.numbers)
        rows = np.nonzero(~np.isfinite(panel.numbers[column]))[0]
        gaps += [finding("missing", "error", place(panel, int(r), column), cell="–") for r in rows]
    if gaps:
        raise DataError.of(gaps)
    return np.column_stack([np.ones((len(panel), 0)), *(panel.numbers[c] for c in columns)])


def logarithms(panel: Panel, columns: Sequence[str], option: str) -> Floats:
    """(N, k) logarithms of columns.

    Raises
    ------
    DataError
        code ``no-logarithm``: a value that is not above 0
    """
    values = known(panel, columns, option)
    wrong = [
        finding("no-logarithm", "error", place(panel, int(r), columns[int(j)]), value=float(values[r, j]))
        for r, j in np.argwhere(values <= 0)
    ]
    if wrong:
        raise DataError.of(wrong)
    return np.asarray(np.log(values))


def columns_of(
    panel: Panel, kind: Kind, dependent: str | None, variables: Sequence[str] | None
) -> tuple[str, list[str]]:
    """What is explained, and by what: the roles' columns unless they are given.

    Raises
    ------
    OptionError
        code ``sfa-one``: several columns could be meant
    """
    roles = panel.roles
    mine = roles.inputs if kind == "cost" else roles.outputs
    if dependent is None and len(mine) > 1 and kind != "distance":
        raise OptionError("sfa-one", kind=kind, columns=list(mine))
    chosen = mine[0] if dependent is None else dependent
    if variables is not None:
        return chosen, list(variables)
    others = [*roles.outputs, *roles.input_prices] if kind == "cost" else list(roles.inputs)
    return chosen, [c for c in others if c != chosen]


def designed(
    panel: Panel,
    *,
    kind: Kind,
    form: Form,
    inefficiency: Inefficiency,
    over_time: OverTime,
    trend: Trend,
    dependent: str | None,
    variables: Sequence[str] | None,
    determinants: Sequence[str],
    determinants_constant: bool,
) -> tuple[Design, str, tuple[str, ...]]:
    """The design of a frontier, and the names of its dependent variable and of the columns behind X.

    Raises
    ------
    OptionError
        codes ``choice``, ``sfa-one``, ``sfa-together``, ``sfa-few``, ``sfa-collinear``
    DataError
        codes ``missing``, ``no-logarithm``
    """
    for option, value, allowed in (
        ("kind", kind, KINDS), ("form", form, FORMS), ("inefficiency", inefficiency, INEFFICIENCIES),
        ("over_time", over_time, OVER_TIME), ("trend", trend, TRENDS),
    ):  # fmt: skip
        choose_one(option, value, allowed)
    _agree(kind, form, inefficiency, over_time, determinants)
    y_name, x_names = columns_of(panel, kind, dependent, variables)
    take = known if form == "linear" else logarithms
    y, x = take(panel, [y_name], "dependent")[:, 0], take(panel, x_names, "variables")
    terms = x_names if form == "linear" else [f"log({c})" for c in x_names]
    if kind == "distance":
        rest = [c for c in panel.roles.outputs if c != y_name]
        x = np.column_stack([x, logarithms(panel, rest, "outputs") - y[:, None]])
        terms += [f"log({c}/{y_name})" for c in rest]
    if form == "translog":
        x, terms = _products(x, terms)
    t = panel.period_index + 1.0
    times = {"none": [], "linear": [t], "quadratic": [t, t**2]}[trend]
    X = np.column_stack([np.ones(len(y)), x, *times])
    x_all = (CONSTANT, *terms, *("t", "t^2")[: len(times)])
    shared = over_time != "free"
    group = panel.unit_index if shared else np.arange(len(y))
    groups = int(group.max()) + 1
    Z, z_names = np.zeros((groups, 0)), []
    if determinants:
        Z, z_names = known(panel, determinants, "determinants"), [f"delta {c}" for c in determinants]
        if determinants_constant:
            Z, z_names = np.column_stack([np.ones(groups), Z]), [f"delta {CONSTANT}", *z_names]
    elif inefficiency == "truncated-normal":
        Z, z_names = np.ones((groups, 1)), ["mu"]
    lag = np.asarray(panel.period_index - (len(panel.periods) - 1.0), dtype=np.float64)
    design = Design(
        y, X, Z, group, lag, -1.0 if kind == "cost" else 1.0, over_time == "decay", inefficiency == "exponential",
        x_all, tuple(z_names),
    )  # fmt: skip
    enough(design)
    return design, y_name, tuple(x_names)


def _agree(
    kind: Kind, form: Form, inefficiency: Inefficiency, over_time: OverTime, determinants: Sequence[str]
) -> None:
    """Refuse options that contradict each other."""
    drawn, time = f"inefficiency = '{inefficiency}'", f"over_time = '{over_time}'"
    together = [
        (bool(determinants) and inefficiency != "truncated-normal", "determinants", drawn),
        (bool(determinants) and over_time != "free", "determinants", time),
        (inefficiency == "exponential" and over_time != "free", drawn, time),
        (kind == "distance" and form == "linear", "kind = 'distance'", "form = 'linear'"),
    ]
    for wrong, first, second in together:
        if wrong:
            raise OptionError("sfa-together", first=first, second=second)


def _products(x: Floats, terms: list[str]) -> tuple[Floats, list[str]]:
    """Logarithms, half their squares, and their products."""
    columns, names = [x], [*terms]
    for i, a in enumerate(terms):
        for j, b in enumerate(terms[i:], start=i):
            columns.append(x[:, [i]] * x[:, [j]] * (0.5 if i == j else 1.0))
            names.append(f"{a}^2/2" if i == j else f"{a} {b}")
    return np.column_stack(columns), names
