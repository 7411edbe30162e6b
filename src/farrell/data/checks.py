"""What could be wrong with a panel. Each check has a code, a place, and a remedy in the catalogue.

Errors stop the panel from being built unless the caller allows their code; warnings and notes travel with it.
"""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from farrell.data.provinces import province_code
from farrell.errors import Finding, Place, finding

if TYPE_CHECKING:
    from farrell.data.panel import Panel

Floats = NDArray[np.float64]

OUTLIER_Z = 5.0
"""A log ratio is flagged beyond this many robust standard deviations (1.4826 MAD) from the period's median..."""
OUTLIER_LOG = 0.04
"""...and at least 4 % away from it, so that near-identical columns do not flag their rounding."""
JUMP_Z, JUMP_LOG = 6.0, 0.10
"""A yearly change is flagged beyond 6 robust standard deviations and 10 % from the other units' change."""
SPREAD = 1e5
"""Largest over smallest positive value of a column before sizes are called far apart."""
TOTAL = 0.005
"""A unit is taken for a total when every input and output is within 0.5 % of the sum of the others."""
CERTAIN_TOTAL = re.compile(
    r"全国.*|全[省市县区]|.*(合计|总计|小计|共计|总数|汇总)(\(.*\))?|总和|各地区|(平)?均(值|数)?|平均|中位数?|"
    r"[东中西]部(地区)?|东北地区|"
    r"(.* |sub-?)?totals?( ?\(.*\))?|(all|whole|entire)( the)? (country|nation|countries|states|provinces|cities|"
    r"counties|regions|hospitals|units)|average|mean|median",
    re.IGNORECASE,
)
"""Names that no unit has."""
TOTAL_NAMES = re.compile(r"中国|sum|all|china|national|nationwide", re.IGNORECASE)
"""Names that a total may have, taken for one where the values add up."""
TOTAL_PERIODS = re.compile(r"累计|历年|多年|所有年份|all( years| periods)?|sum|overall", re.IGNORECASE)
"""Names that no period has, besides those that no unit has."""
RATIO_NAMES = re.compile(
    r"(率|比例|占比|比重|百分|人均|每千|每万|平均)|(\b|_)(rate|ratio|share|percent|pct|per)(\b|_)|%", re.IGNORECASE
)
MONEY_NAMES = re.compile(
    r"((?<!单)元|费用|支出|收入|经费|投入额|产值|资产|gdp)|(\b|_)(yuan|rmb|cny|usd|dollars?|euros?|exp|expenditure|cost|costs|revenue|income|gdp|spending)(\b|_)",
    re.IGNORECASE,
)


def total_row(panel: Panel) -> Iterator[Finding]:
    """A row of totals or means among the units: by its name; a warning where only its values say so."""
    data = np.hstack([panel.X, panel.Y])
    for t, period in enumerate(panel.periods):
        rows = np.nonzero(panel.period_index == t)[0]
        if len(rows) < 3:
            continue
        values = data[rows]
        total = values.sum(axis=0)
        adds_up = (np.abs(2 * values - total) <= TOTAL * np.abs(total)).all(axis=1) & (total > 0).all()
        for r, sums in zip(rows, adds_up, strict=True):
            unit = panel.units[panel.unit_index[r]]
            name = _spoken(unit)
            named = TOTAL_NAMES.fullmatch(name) is not None
            if CERTAIN_TOTAL.fullmatch(name) or (sums and named):
                yield finding("total-row", "error", _place(panel, int(r), period))
            elif sums and len(rows) >= 5:
                yield finding("adds-up", "warning", _place(panel, int(r), period))


def total_period(panel: Panel) -> Iterator[Finding]:
    """A total or mean of all periods among them, by its name."""
    for period in panel.periods if len(panel.periods) > 1 else ():
        name = _spoken(str(period))
        if CERTAIN_TOTAL.fullmatch(name) or TOTAL_PERIODS.fullmatch(name):
            yield finding("total-period", "error", Place(panel.name, period=period))


def _spoken(name: str) -> str:
    """A name without the blanks and marks that titles of rows are set with."""
    return re.sub(r"\s+", "" if not name.isascii() else " ", name).rstrip(":：. ")


def alike_units(panel: Panel) -> Iterator[Finding]:
    """Names that differ in capitals, blanks or marks only: one unit that became several."""
    names: dict[str, list[str]] = {}
    for unit in panel.units:
        key = re.sub(r"[\W_]+", _between_digits, unicodedata.normalize("NFKC", unit).casefold())
        names.setdefault(key or unit, []).append(unit)
    for same in names.values():
        if len(same) > 1:
            yield finding("alike-units", "warning", Place(panel.name), names=tuple(same))


def _between_digits(marks: re.Match[str]) -> str:
    """Marks between two digits part numbers: 1.1 is not 11."""
    before, after = marks.string[: marks.start()][-1:], marks.string[marks.end() :][:1]
    return "." if before.isdigit() and after.isdigit() else ""


def one_unit(panel: Panel) -> Iterator[Finding]:
    """A single unit has nobody to be compared with."""
    if len(panel.units) == 1:
        yield finding("one-unit", "error", Place(panel.name, unit=panel.units[0]))


def zero_unit(panel: Panel) -> Iterator[Finding]:
    """A unit without any input, or without any output, in a period."""
    for kind, values in (("inputs", panel.X), ("outputs", panel.Y)):
        for r in np.nonzero((values == 0).all(axis=1))[0]:
            yield finding("zero-unit", "error", _place(panel, int(r)), kind=kind)


def zero_column(panel: Panel) -> Iterator[Finding]:
    """A column that is zero everywhere."""
    for column in (*panel.roles.inputs, *panel.roles.outputs):
        if (panel.numbers[column] == 0).all():
            yield finding("zero-column", "error", Place(panel.name, column=column))


def negative(panel: Panel) -> Iterator[Finding]:
    """Values below zero; the models that cannot take them refuse them."""
    for column in panel.roles.required:
        for r in np.nonzero(panel.numbers[column] < 0)[0]:
            yield finding("negative", "warning", _place(panel, int(r), column=column), value=panel.numbers[column][r])


def zero(panel: Panel) -> Iterator[Finding]:
    """Single zeros: legal, but often a gap written as 0."""
    for column in (*panel.roles.inputs, *panel.roles.outputs):
        values = panel.numbers[column]
        if (values == 0).all():
            continue
        for r in np.nonzero(values == 0)[0]:
            yield finding("zero", "warning", _place(panel, int(r), column=column))


def constant(panel: Panel) -> Iterator[Finding]:
    """A column with one value only tells nothing apart."""
    for column in (*panel.roles.inputs, *panel.roles.outputs):
        values = panel.numbers[column]
        if len(values) > 1 and values[0] != 0 and (values == values[0]).all():
            yield finding("constant", "warning", Place(panel.name, column=column), value=float(values[0]))


def sizes(panel: Panel) -> Iterator[Finding]:
    """Units of very unlike size under one frontier."""
    for column in (*panel.roles.inputs, *panel.roles.outputs):
        positive = panel.numbers[column][panel.numbers[column] > 0]
        if len(positive) and positive.max() / positive.min() > SPREAD:
            spread = f"{positive.max() / positive.min():.1e}"
            yield finding("sizes", "warning", Place(panel.name, column=column), spread=spread)


def units_needed(panel: Panel) -> int:
    """The rule of thumb for a frontier, n >= max(m s, 3 (m + s)) (Cooper, Seiford & Tone 2007,
    DOI 10.1007/978-0-387-45283-8)."""
    m, s = len(panel.roles.inputs), len(panel.roles.outputs)
    return max(m * s, 3 * (m + s))


def few_units(panel: Panel) -> Iterator[Finding]:
    """Fewer units in a period than :func:`units_needed`."""
    m, s = len(panel.roles.inputs), len(panel.roles.outputs)
    needed = units_needed(panel)
    counts = np.bincount(panel.period_index, minlength=len(panel.periods))
    if counts.min() < needed:
        worst = panel.periods[int(counts.argmin())]
        yield finding(
            "few-units",
            "warning",
            Place(panel.name, period=_shown(worst)),
            n=int(counts.min()),
            needed=needed,
            m=m,
            s=s,
        )


def isotonicity(panel: Panel) -> Iterator[Finding]:
    """Every input should go with every output: Pearson and Spearman correlations above zero."""
    for x, y in itertools.product(panel.roles.inputs, panel.roles.outputs):
        pearson, spearman = correlations(panel.numbers[x], panel.numbers[y])
        if min(pearson, spearman) <= 0:
            yield finding(
                "isotonicity",
                "warning",
                Place(panel.name),
                x=x,
                y=y,
                pearson=f"{pearson:.3f}",
                spearman=f"{spearman:.3f}",
            )


def ratio(panel: Panel) -> Iterator[Finding]:
    """Ratios or percentages beside volumes: a convex technology may not add them up.

    Olesen, Petersen & Podinovski 2015, DOI 10.1016/j.ejor.2015.03.013.
    """
    columns = (*panel.roles.inputs, *panel.roles.outputs)
    looks = {c: bool(RATIO_NAMES.search(c)) or _within_one(panel.numbers[c]) for c in columns}
    if any(looks.values()) and not all(looks.values()):
        for column in columns:
            if looks[column]:
                yield finding("ratio", "warning", Place(panel.name, column=column))


def _within_one(values: Floats) -> bool:
    inside = (values >= 0) & (values <= 1)
    return bool(inside.all() and ((values > 0.001) & (values < 1)).mean() > 0.5)


def money(panel: Panel) -> Iterator[Finding]:
    """Money over several periods that nobody said was deflated."""
    if len(panel.periods) < 2:
        return
    for column in (*panel.roles.inputs, *panel.roles.outputs, *panel.roles.input_prices, *panel.roles.output_prices):
        if MONEY_NAMES.search(column) and column not in panel.roles.deflated:
            yield finding("money", "warning", Place(panel.name, column=column))


def outlier_ratio(panel: Panel) -> Iterator[Finding]:
    """Units whose ratio of two variables is far from the others', by median and MAD of its logarithm."""
    columns = (*panel.roles.inputs, *panel.roles.outputs, *panel.roles.companions)
    for a, b in itertools.combinations(columns, 2):
        for t, period in enumerate(panel.periods):
            rows = np.nonzero((panel.period_index == t) & (panel.numbers[a] > 0) & (panel.numbers[b] > 0))[0]
            if len(rows) < 8:
                continue
            log = np.log(panel.numbers[a][rows] / panel.numbers[b][rows])
            away, z = _robust(log)
            for i in np.nonzero((np.abs(z) > OUTLIER_Z) & (np.abs(away) > OUTLIER_LOG))[0]:
                yield finding(
                    "outlier-ratio",
                    "warning",
                    _place(panel, int(rows[i]), period),
                    a=a,
                    b=b,
                    times=f"{np.exp(away[i]):.2f}",
                    z=f"{z[i]:.1f}".replace("-", "\u2212"),
                )


def outlier_jump(panel: Panel) -> Iterator[Finding]:
    """Changes from one period to the next unlike the other units' change."""
    grid = panel.observed
    for column in (*panel.roles.inputs, *panel.roles.outputs, *panel.roles.companions):
        values = panel.numbers[column]
        change = np.full((len(panel.units), max(len(panel.periods) - 1, 0)), np.nan)
        for t in range(change.shape[1]):
            both = (grid[:, t] >= 0) & (grid[:, t + 1] >= 0)
            before, after = values[grid[both, t]], values[grid[both, t + 1]]
            with np.errstate(all="ignore"):
                growth = np.where((before > 0) & (after > 0), np.log(after / before), np.nan)
            if np.isfinite(growth).sum() >= 8:
                change[both, t] = growth - np.nanmedian(growth)
        known = change[np.isfinite(change)]
        if len(known) == 0:
            continue
        scale = 1.4826 * float(np.median(np.abs(known))) or 1.2533 * float(np.mean(np.abs(known)))
        for i, t in np.argwhere((np.abs(change) > JUMP_LOG) & (np.abs(change) > JUMP_Z * scale)):
            yield finding(
                "outlier-jump",
                "warning",
                _place(panel, int(grid[i, t + 1]), column=column),
                before=panel.periods[t],
                times=f"{np.exp(change[i, t]):.2f}",
                z=f"{change[i, t] / scale:.1f}".replace("-", "\u2212"),
            )


def same_province(panel: Panel) -> Iterator[Finding]:
    """One province under two names, which would be two units."""
    names: dict[str, list[str]] = {}
    for unit in panel.units:
        code = province_code(unit)
        if code is not None:
            names.setdefault(code, []).append(unit)
    for same in names.values():
        if len(same) > 1:
            yield finding("same-province", "error", Place(panel.name), names=tuple(same))


def unbalanced(panel: Panel) -> Iterator[Finding]:
    """Who is missing when."""
    for unit, periods in panel.absences.items():
        yield finding("unbalanced", "warning", Place(panel.name, unit=unit), periods=[str(p) for p in periods])


CHECKS: dict[str, Callable[[Panel], Iterator[Finding]]] = {
    "one-unit": one_unit,
    "total-row": total_row,
    "total-period": total_period,
    "same-province": same_province,
    "alike-units": alike_units,
    "zero-unit": zero_unit,
    "zero-column": zero_column,
    "negative": negative,
    "zero": zero,
    "constant": constant,
    "sizes": sizes,
    "few-units": few_units,
    "isotonicity": isotonicity,
    "ratio": ratio,
    "money": money,
    "outlier-ratio": outlier_ratio,
    "outlier-jump": outlier_jump,
    "unbalanced": unbalanced,
}
CODES = (*CHECKS, "adds-up")
"""Codes of the checks on a built panel, in order; ``allow=`` takes these."""


def run_checks(panel: Panel) -> list[Finding]:
    """All findings of all checks."""
    return [item for check in CHECKS.values() for item in check(panel)]


def correlations(x: Floats, y: Floats) -> tuple[float, float]:
    """Pearson and Spearman; 1 where a column is constant, which another check reports."""
    if np.ptp(x) == 0 or np.ptp(y) == 0:
        return 1.0, 1.0
    x, y = x / np.abs(x).max(), y / np.abs(y).max()
    pearson = float(np.corrcoef(x, y)[0, 1])
    return pearson, float(np.corrcoef(_ranks(x), _ranks(y))[0, 1])


def _ranks(values: Floats) -> Floats:
    """Average ranks."""
    _, inverse, counts = np.unique(values, return_inverse=True, return_counts=True)
    last = np.cumsum(counts)
    average = last - (counts - 1) / 2.0
    return np.asarray(average[inverse], dtype=np.float64)


def _robust(values: Floats) -> tuple[Floats, Floats]:
    """Distances from the median, and the same in robust standard deviations.

    Where more than half the values are equal the MAD is zero, and the mean absolute deviation stands in.
    """
    away = values - np.median(values)
    scale = 1.4826 * float(np.median(np.abs(away))) or 1.2533 * float(np.mean(np.abs(away)))
    return away, away / max(scale, 1e-12)


def _place(panel: Panel, row: int, period: Any = None, column: str | None = None) -> Place:
    return Place(
        panel.name,
        int(panel.rows[row]),
        panel.units[panel.unit_index[row]],
        _shown(panel.periods[panel.period_index[row]] if period is None else period),
        column,
    )


def _shown(period: Any) -> Any:
    return None if period == "all" else period
