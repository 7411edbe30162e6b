"""A raw table becomes a Panel: converted, sorted, checked, frozen."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from farrell.data.checks import CODES, run_checks
from farrell.data.frozen import Frozen
from farrell.data.intake import Columns, convert, is_ordered, period_key, refuse
from farrell.data.numbers import PLAIN, Marks, told
from farrell.data.panel import Ints, Panel, frozen, milder
from farrell.data.readers import RawTable, clean, read_table
from farrell.data.roles import Period, Roles
from farrell.data.twice import DUPLICATES, without_duplicates
from farrell.errors import DataError, DataWarning, Finding, OptionError, Place, finding, nearest, warn

SHOWN = 3
"""Findings of one code that a warning spells out; ``panel.findings`` has them all."""
MISSING_POLICIES = ("error", "exclude")


@dataclass(frozen=True, slots=True)
class Reading:
    """How a table is read: what messages call it, its unit and period, what is left out or allowed, the marks of
    numbers written as text, and the units and periods that are read where these are not all."""

    name: str
    unit: str
    period: str | None
    missing: str
    exclude: Sequence[str]
    allow: Sequence[str]
    marks: Marks
    duplicates: str = "error"
    units: Sequence[str] | None = None
    periods: Sequence[Period] | None = None


def read_panel(
    path: str | Path,
    *,
    unit: str,
    period: str | None = None,
    inputs: Sequence[str],
    outputs: Sequence[str],
    sheet: str | int | None = None,
    encoding: str | None = None,
    header_row: int | None = None,
    missing: str = "error",
    exclude: Sequence[str] = (),
    allow: Sequence[str] = (),
    thousands: str | None = None,
    decimal: str | None = None,
    percent: str | None = None,
    duplicates: str = "error",
    units: Sequence[str] | None = None,
    periods: Sequence[Period] | None = None,
    **roles: Any,
) -> Panel:
    """Read CSV (UTF-8, UTF-8 with BOM, GB18030), XLSX or Parquet into a checked :class:`Panel`.

    Parameters
    ----------
    path : the file
    sheet : name or number (from 1) of a workbook's sheet, the first by default
    encoding : of a text file, detected by default
    header_row : row of the header (from 1); found by the names of the columns by default
    others : as in :meth:`Panel.from_frame`

    Raises
    ------
    DataError
        every fault of the file with its row, unit, period and column
    OptionError
        roles that contradict each other, an unknown sheet or encoding
    """
    chosen = Roles.of(inputs=inputs, outputs=outputs, **roles)
    marks = Marks(thousands, decimal, percent)
    reading = Reading(Path(path).name, unit, period, missing, exclude, allow, marks, duplicates, units, periods)
    wanted = _wanted(chosen, reading)
    table = read_table(path, wanted=wanted, sheet=sheet, encoding=encoding, header_row=header_row)
    # under the names the caller used, which may differ in width or invisible characters
    return _build(replace(table, columns={w: table.columns[clean(w)] for w in wanted}), reading, chosen, depth=5)


def from_frame(df: Any, reading: Reading, roles: Roles) -> Panel:
    """:meth:`Panel.from_frame`."""
    import narwhals as nw

    name = reading.name
    try:
        frame = nw.from_native(df, eager_only=True)
        series = {str(label): column for label, column in zip(frame.columns, frame.iter_columns(), strict=True)}
    except TypeError as error:
        raise OptionError("not-a-frame", kind=type(df).__name__) from error
    except nw.exceptions.DuplicateError as error:
        labels = [str(c) for c in df.columns]
        column = next(c for c in labels if labels.count(c) > 1)
        raise DataError("duplicate-column", file=name, row="–", column=column) from error
    found = list(series)
    reading = replace(reading, unit=str(reading.unit), period=None if reading.period is None else str(reading.period))
    wanted = _wanted(roles, reading)
    absent = [w for w in wanted if w not in found]
    if absent:
        hint = nearest(absent[0], found)
        raise DataError("missing-column", file=name, row="–", missing=absent, found=found, hint=hint)
    if len(frame) == 0:
        raise DataError("no-rows", file=name, row="–")
    cells = {c: series[c].to_list() for c in wanted}
    return _build(RawTable(name, cells, list(range(1, len(frame) + 1))), reading, roles, depth=6)


def _wanted(roles: Roles, reading: Reading) -> list[str]:
    """All columns that are read; the unit and the period cannot have another role."""
    unit, period = reading.unit, reading.period
    for name, column in (("unit", unit), ("period", period)):
        if column in roles.numeric:
            raise OptionError("two-roles", column=column, first=name, second=roles.role_of(column))
    return list(dict.fromkeys([unit, *([] if period is None else [period]), *roles.numeric, *roles.groups]))


def _build(table: RawTable, reading: Reading, roles: Roles, depth: int) -> Panel:
    """Convert, sort, check, freeze; ``depth`` is how many calls above the user's line is."""
    if reading.missing not in MISSING_POLICIES:
        raise OptionError.choice("missing", reading.missing, MISSING_POLICIES)
    if reading.duplicates not in DUPLICATES:
        raise OptionError.choice("duplicates", reading.duplicates, DUPLICATES)
    exclude, allow = ([v] if isinstance(v, str) else list(v) for v in (reading.exclude, reading.allow))
    for code in allow:
        if code not in CODES:
            raise OptionError.choice("allow", code, CODES)
    panel, notes = _assemble(table, reading, roles, exclude, allow)
    found = [*table.findings, *notes, *run_checks(panel)]
    if len(panel.periods) > 1 and not is_ordered(list(panel.periods)):
        found.append(finding("period-order", "warning", Place(table.name), order=[str(p) for p in panel.periods]))
    found = [milder(f) if f.code in allow else f for f in found]
    refuse(found)
    panel = replace(panel, findings=tuple(found))
    warn_findings(found, depth)
    return panel


def panel_of(table: RawTable, unit: str, period: str | None, roles: Roles) -> Panel:
    """A table that was read elsewhere, checked as any other; its reader is called by the user."""
    return _build(table, Reading(table.name, unit, period, "error", (), (), PLAIN), roles, depth=6)


def slice_panel(table: RawTable, unit: str, period: str | None, roles: Roles) -> Panel:
    """Some rows of a large table, each checked by itself; what only the whole table shows is not looked for."""
    reading = Reading(table.name, unit, period, "error", (), (), PLAIN)
    return _assemble(table, reading, roles, [], [])[0]


def _assemble(
    table: RawTable, reading: Reading, roles: Roles, exclude: Sequence[str], allow: Sequence[str]
) -> tuple[Panel, list[Finding]]:
    """Convert, refuse faults of single rows, sort, freeze; and what is to be said of rows left out."""
    columns = convert(table, roles, reading.unit, reading.period, reading.marks)
    _refuse_idle_precision(roles, columns)
    keep, notes = _leave_out(columns, table.name, reading, exclude)
    keep, twice = without_duplicates(table, columns, keep, reading.duplicates)
    if reading.duplicates != "error":
        notes = _without_rows(notes, {f.place.row for f in twice})
    notes += [*twice, *told(table, columns, keep, reading.marks)]
    refuse(notes)
    units = list(dict.fromkeys(columns.unit[i] for i in keep))
    periods = sorted(dict.fromkeys(columns.period[i] for i in keep), key=period_key)
    if not units and (reading.units or reading.periods):
        raise DataError("no-rows-left", file=table.name)
    if not units:
        raise DataError("no-rows", file=table.name, row="–")
    to_unit, to_period = {u: i for i, u in enumerate(units)}, {p: i for i, p in enumerate(periods)}
    unit_index = np.array([to_unit[columns.unit[i]] for i in keep], dtype=np.int64)
    period_index = np.array([to_period[columns.period[i]] for i in keep], dtype=np.int64)
    order = np.lexsort((unit_index, period_index))
    rows = np.array(keep, dtype=np.int64)[order]
    panel = Panel(
        name=table.name,
        units=tuple(units),
        periods=tuple(periods),
        unit_index=frozen(unit_index[order]),
        period_index=frozen(period_index[order]),
        numbers=Frozen({c: frozen(v[rows]) for c, v in columns.numbers.items()}),
        labels=Frozen({c: frozen(np.array(v, dtype=str)[rows]) for c, v in columns.labels.items()}),
        roles=roles,
        rows=frozen(np.array(columns.rows, dtype=np.int64)[rows]),
        findings=(),
        sha256=table.sha256 or _hash(columns, rows),
        allow=tuple(allow),
    )
    return panel, notes


def warn_findings(found: Sequence[Finding], depth: int = 3) -> None:
    """One warning a code, with its first findings."""
    for code in dict.fromkeys(f.code for f in found if f.severity == "warning"):
        these = [f for f in found if f.code == code and f.severity == "warning"]
        warn(DataWarning(code, these[:SHOWN], max(len(these) - SHOWN, 0)), depth)


def _leave_out(
    columns: Columns, name: str, reading: Reading, exclude: Sequence[str]
) -> tuple[list[int], list[Finding]]:
    """Rows to keep; excluded units and, on request, rows with gaps are left out and said."""
    notes: list[Finding] = []
    unwanted = set()
    for label in exclude:
        if clean(label) not in columns.unit:
            raise OptionError.choice("exclude", label, dict.fromkeys(columns.unit))
        unwanted.add(clean(label))
        notes.append(finding("excluded-unit", "note", Place(name, unit=clean(label))))
    units, periods = _chosen("unit", reading.units, columns.unit), _chosen("period", reading.periods, columns.period)
    keep = [
        i
        for i, (u, p) in enumerate(zip(columns.unit, columns.period, strict=True))
        if u not in unwanted and u in units and p in periods
    ]
    position = {row: i for i, row in enumerate(columns.rows)}
    gaps, kept = set(), set(keep)
    for item in columns.findings:
        at = position[item.place.row] if item.place.row is not None else -1
        if at not in kept and at >= 0:
            continue
        if item.code == "missing" and reading.missing == "exclude":
            gaps.add(at)
            notes.append(finding("excluded-gap", "warning", item.place))
        else:
            notes.append(item)
    return [i for i in keep if i not in gaps], notes


def _chosen(name: str, wanted: Sequence[Any] | str | int | None, known: Sequence[Any]) -> set[Any]:
    """Those asked for, which must be there; all where none are named."""
    there = dict.fromkeys(known)
    if not wanted:
        return set(there)
    listed = [wanted] if isinstance(wanted, (str, int)) else wanted
    asked = [clean(one) if isinstance(one, str) else one for one in listed]
    for one in asked:
        if one not in there:
            raise OptionError.choice(name, one, there)
    return set(asked)


def _without_rows(notes: Sequence[Finding], rows: set[int | None]) -> list[Finding]:
    """What is said of rows that stay: a fault in a row that is left out does no harm."""
    return [note for note in notes if note.severity != "error" or note.place.row not in rows]


def _refuse_idle_precision(roles: Roles, columns: Columns) -> None:
    """A precision for periods the table does not have would be silently without effect."""
    for column, precision in roles.precision.items():
        for period in precision.periods or ():
            if period not in columns.period:
                known = sorted(set(columns.period), key=period_key)
                raise OptionError.choice(f"precision.{column}.periods", period, known)


def _hash(columns: Columns, rows: Ints) -> str:
    digest = hashlib.sha256()
    for i in rows:
        digest.update(repr((columns.unit[i], columns.period[i])).encode())
    for name in sorted(columns.numbers):
        digest.update(name.encode() + columns.numbers[name][rows].tobytes())
    return digest.hexdigest()
