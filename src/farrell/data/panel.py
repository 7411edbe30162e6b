"""The Panel: a checked, frozen table of units over periods, each column with its role."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from farrell.data.checks import CODES, run_checks
from farrell.data.frozen import Frozen
from farrell.data.intake import NO_PERIOD, Columns, convert, is_ordered, period_key, refuse
from farrell.data.readers import RawTable, clean, read_table
from farrell.data.roles import Period, Roles
from farrell.errors import DataError, DataWarning, Finding, OptionError, Place, Severity, finding, nearest, warn

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

SHOWN = 3
"""Findings of one code that a warning spells out; ``panel.findings`` has them all."""
MISSING_POLICIES = ("error", "exclude")


@dataclass(frozen=True, slots=True)
class Panel:
    """Units over periods. Rows are the observed unit-periods, sorted by period and then by unit.

    Attributes
    ----------
    name : what messages call the data
    units : n names, in order of first appearance
    periods : sorted periods; ``("all",)`` for a cross-section
    unit_index, period_index : (N,) which unit and period each row is
    numbers : column -> (N,) float64, every column with a numeric role
    labels : column -> (N,) group labels
    roles : what each column is for
    rows : (N,) row of the file, or position in the frame, from 1
    findings : what the checks found
    sha256 : hash of the file, or of the values of a frame
    allow : codes of checks whose findings count one step milder
    """

    name: str
    units: tuple[str, ...]
    periods: tuple[Period, ...]
    unit_index: Ints
    period_index: Ints
    numbers: Mapping[str, Floats]
    labels: Mapping[str, NDArray[np.str_]]
    roles: Roles
    rows: Ints
    findings: tuple[Finding, ...]
    sha256: str
    allow: tuple[str, ...] = ()

    @classmethod
    def from_frame(
        cls,
        df: Any,
        *,
        unit: str,
        period: str | None = None,
        inputs: Sequence[str],
        outputs: Sequence[str],
        name: str = "frame",
        missing: str = "error",
        exclude: Sequence[str] = (),
        allow: Sequence[str] = (),
        thousands: str | None = None,
        **roles: Any,
    ) -> Panel:
        """Check a dataframe (pandas, polars, pyarrow, anything narwhals reads) and freeze it.

        Parameters
        ----------
        unit, period : columns that name the unit and the period; without a period it is a cross-section
        inputs, outputs : columns, in the order results will use
        missing : ``"error"``, or ``"exclude"`` to leave out unit-periods with a gap and say which
        exclude : units to leave out (a row of totals)
        allow : codes of checks whose errors are to be taken as warnings
        thousands : the thousands separator in numbers written as text
        **roles : further roles by keyword: ``undesirable``, ``input_prices``, ``output_prices``, ``intermediates``,
            ``carry_overs``, ``environment``, ``companions`` (lists of columns), ``group`` (one or more columns),
            ``weight`` (one column); marks ``non_discretionary``, ``fixed``, ``integer``, ``deflated`` (lists);
            ``precision`` (column -> step, or {step, kind, periods})

        Raises
        ------
        DataError
            every fault of the data with its row, unit, period and column
        OptionError
            roles that contradict each other

        Examples
        --------
        >>> import pandas as pd, farrell
        >>> df = pd.DataFrame({"u": ["A", "B", "C"], "x": [2, 4, 6], "y": [2, 3, 3]})
        >>> panel = farrell.Panel.from_frame(df, unit="u", inputs=["x"], outputs=["y"], allow=["few-units"])
        >>> panel.units
        ('A', 'B', 'C')
        """
        import narwhals as nw

        try:
            frame = nw.from_native(df, eager_only=True)
            series = {str(name): column for name, column in zip(frame.columns, frame.iter_columns(), strict=True)}
        except TypeError as error:
            raise OptionError("not-a-frame", kind=type(df).__name__) from error
        except nw.exceptions.DuplicateError as error:
            doubled = [str(c) for c in df.columns]
            column = next(c for c in doubled if doubled.count(c) > 1)
            raise DataError("duplicate-column", file=name, row="–", column=column) from error
        found = list(series)
        chosen = Roles.of(inputs=inputs, outputs=outputs, **roles)
        unit, period = str(unit), None if period is None else str(period)
        wanted = _wanted(chosen, unit, period)
        absent = [w for w in wanted if w not in found]
        if absent:
            raise DataError(
                "missing-column", file=name, row="–", missing=absent, found=found, hint=nearest(absent[0], found)
            )
        if len(frame) == 0:
            raise DataError("no-rows", file=name, row="–")
        cells = {c: series[c].to_list() for c in wanted}
        table = RawTable(name, cells, list(range(1, len(frame) + 1)))
        return _build(table, chosen, unit, period, missing, exclude, allow, thousands)

    # --- views -----------------------------------------------------------------------------------------

    def __len__(self) -> int:
        return len(self.rows)

    @property
    def X(self) -> Floats:
        """(N, m) inputs."""
        return np.column_stack([self.numbers[c] for c in self.roles.inputs])

    @property
    def Y(self) -> Floats:
        """(N, s) outputs."""
        return np.column_stack([self.numbers[c] for c in self.roles.outputs])

    @property
    def unit_labels(self) -> list[str]:
        """(N,) unit of each row."""
        return [self.units[i] for i in self.unit_index]

    @property
    def period_labels(self) -> list[Period]:
        """(N,) period of each row."""
        return [self.periods[i] for i in self.period_index]

    @property
    def observed(self) -> NDArray[np.int64]:
        """(n, T) row number of each unit-period, -1 where there is none."""
        grid = np.full((len(self.units), len(self.periods)), -1, dtype=np.int64)
        grid[self.unit_index, self.period_index] = np.arange(len(self))
        return grid

    @property
    def is_balanced(self) -> bool:
        """Whether every unit is there in every period."""
        return len(self) == len(self.units) * len(self.periods)

    @property
    def absences(self) -> dict[str, list[Period]]:
        """Which unit is missing when."""
        gone = self.observed < 0
        return {
            unit: [self.periods[t] for t in np.nonzero(gone[i])[0]]
            for i, unit in enumerate(self.units)
            if gone[i].any()
        }

    def rows_of(self, period: Period) -> Ints:
        """Row numbers of one period.

        Raises
        ------
        OptionError
            a period the panel does not have
        """
        if period not in self.periods:
            raise OptionError.choice("period", period, self.periods)
        return np.nonzero(self.period_index == self.periods.index(period))[0]

    def select(self, *, units: Iterable[str] | None = None, periods: Iterable[Period] | None = None) -> Panel:
        """The part of the panel with these units and periods, checked again."""
        keep = np.ones(len(self), dtype=bool)
        for name, chosen, known, index in (
            ("unit", units, self.units, self.unit_index),
            ("period", periods, self.periods, self.period_index),
        ):
            if chosen is None:
                continue
            wanted = list(chosen)
            for one in wanted:
                if one not in known:
                    raise OptionError.choice(name, one, known)
            keep &= np.isin(index, [list(known).index(one) for one in wanted])
        if not keep.any():
            raise DataError("no-rows-left", file=self.name)
        return self._take(np.nonzero(keep)[0])

    def _take(self, rows: Ints) -> Panel:
        units = [self.units[i] for i in np.unique(self.unit_index[rows])]
        periods = [self.periods[t] for t in np.unique(self.period_index[rows])]
        to_unit, to_period = {u: i for i, u in enumerate(units)}, {p: i for i, p in enumerate(periods)}
        part = replace(
            self,
            units=tuple(units),
            periods=tuple(periods),
            unit_index=_frozen(np.array([to_unit[self.units[i]] for i in self.unit_index[rows]], dtype=np.int64)),
            period_index=_frozen(
                np.array([to_period[self.periods[i]] for i in self.period_index[rows]], dtype=np.int64)
            ),
            numbers=Frozen({c: _frozen(v[rows]) for c, v in self.numbers.items()}),
            labels=Frozen({c: _frozen(v[rows]) for c, v in self.labels.items()}),
            rows=_frozen(self.rows[rows]),
            findings=(),
        )
        told = [f for f in self.findings if f.code not in CODES]
        again = [_allowed(f) if f.code in self.allow else f for f in run_checks(part)]
        return replace(part, findings=(*told, *again))

    def with_numbers(self, numbers: Mapping[str, Floats]) -> Panel:
        """The same panel with some columns replaced by values of the same shape; nothing is checked again."""
        return replace(self, numbers=Frozen({**self.numbers, **{c: _frozen(v) for c, v in numbers.items()}}))

    def with_group(self, column: str, labels: Sequence[str]) -> Panel:
        """The same panel with a grouping added: one label a unit (length n) or a row (length N)."""
        values = np.asarray(labels, dtype=str)
        if len(values) == len(self.units) != len(self):
            values = values[self.unit_index]
        if len(values) != len(self):
            raise OptionError("group-length", column=column, given=len(values), expected=len(self))
        groups = tuple(dict.fromkeys([*self.roles.groups, column]))
        return replace(
            self, labels=Frozen({**self.labels, column: _frozen(values)}), roles=replace(self.roles, groups=groups)
        )

    def to_frame(self) -> Any:
        """A tidy pandas DataFrame: unit, period, groups, numbers."""
        import pandas as pd

        return pd.DataFrame(
            {"unit": self.unit_labels, "period": self.period_labels, **dict(self.labels), **dict(self.numbers)}
        )

    def __repr__(self) -> str:
        return (
            f"Panel({self.name!r}: {len(self.units)} units x {len(self.periods)} periods, {len(self)} rows; "
            f"inputs {', '.join(self.roles.inputs)}; outputs {', '.join(self.roles.outputs)})"
        )


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
    table = read_table(
        path, wanted=_wanted(chosen, unit, period), sheet=sheet, encoding=encoding, header_row=header_row
    )
    return _build(_renamed(table, chosen, unit, period), chosen, unit, period, missing, exclude, allow, thousands)


def _wanted(roles: Roles, unit: str, period: str | None) -> list[str]:
    for name, column in (("unit", unit), ("period", period)):
        if column in roles.numeric:
            raise OptionError("two-roles", column=column, first=name, second=roles.role_of(column))
    return list(dict.fromkeys([unit, *([period] if period else []), *roles.numeric, *roles.groups]))


def _renamed(table: RawTable, roles: Roles, unit: str, period: str | None) -> RawTable:
    """Columns under the names the caller used, which may differ in width or invisible characters."""
    wanted = _wanted(roles, unit, period)
    return replace(table, columns={w: table.columns[clean(w)] for w in wanted})


def _frozen(values: Any) -> Any:
    values = np.ascontiguousarray(values)
    values.flags.writeable = False
    return values


def _build(
    table: RawTable,
    roles: Roles,
    unit: str,
    period: str | None,
    missing: str,
    exclude: Sequence[str],
    allow: Sequence[str],
    thousands: str | None,
) -> Panel:
    """Convert, sort, check, freeze."""
    if missing not in MISSING_POLICIES:
        raise OptionError.choice("missing", missing, MISSING_POLICIES)
    exclude, allow = ([v] if isinstance(v, str) else list(v) for v in (exclude, allow))
    for code in allow:
        if code not in CODES:
            raise OptionError.choice("allow", code, CODES)
    columns = convert(table, roles, unit, period, thousands)
    keep, notes = _leave_out(columns, table.name, missing, exclude)
    refuse([*notes, *_duplicates(table, columns, keep)])
    units = list(dict.fromkeys(columns.unit[i] for i in keep))
    periods = sorted(dict.fromkeys(columns.period[i] for i in keep), key=period_key)
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
        unit_index=_frozen(unit_index[order]),
        period_index=_frozen(period_index[order]),
        numbers=Frozen({c: _frozen(v[rows]) for c, v in columns.numbers.items()}),
        labels=Frozen({c: _frozen(np.array(v, dtype=str)[rows]) for c, v in columns.labels.items()}),
        roles=roles,
        rows=_frozen(np.array(columns.rows, dtype=np.int64)[rows]),
        findings=(),
        sha256=table.sha256 or _hash(columns, rows),
        allow=tuple(allow),
    )
    _refuse_idle_precision(panel)
    found = [*table.findings, *notes, *run_checks(panel)]
    if len(periods) > 1 and not is_ordered(periods):
        found.append(finding("period-order", "warning", Place(table.name), order=[str(p) for p in periods]))
    found = [_allowed(f) if f.code in allow else f for f in found]
    refuse(found)
    panel = replace(panel, findings=tuple(found))
    _warn(found)
    return panel


def _allowed(item: Finding) -> Finding:
    """One step milder, as the caller asked."""
    milder: dict[str, Severity] = {"error": "warning", "warning": "note", "note": "note"}
    return replace(item, severity=milder[item.severity])


def _warn(found: Sequence[Finding]) -> None:
    """One warning a code, with its first findings."""
    for code in dict.fromkeys(f.code for f in found if f.severity == "warning"):
        these = [f for f in found if f.code == code and f.severity == "warning"]
        warn(DataWarning(code, these[:SHOWN], max(len(these) - SHOWN, 0)), depth=5)


def _leave_out(columns: Columns, name: str, missing: str, exclude: Sequence[str]) -> tuple[list[int], list[Finding]]:
    """Rows to keep; excluded units and, on request, rows with gaps are left out and said."""
    notes: list[Finding] = []
    unwanted = set()
    for label in exclude:
        if clean(label) not in columns.unit:
            raise OptionError.choice("exclude", label, dict.fromkeys(columns.unit))
        unwanted.add(clean(label))
        notes.append(finding("excluded-unit", "note", Place(name, unit=clean(label))))
    keep = [i for i, u in enumerate(columns.unit) if u not in unwanted]
    position = {row: i for i, row in enumerate(columns.rows)}
    gaps, kept = set(), set(keep)
    for item in columns.findings:
        at = position[item.place.row] if item.place.row is not None else -1
        if at not in kept and at >= 0:
            continue
        if item.code == "missing" and missing == "exclude":
            gaps.add(at)
            notes.append(finding("excluded-gap", "warning", item.place))
        else:
            notes.append(item)
    return [i for i in keep if i not in gaps], notes


def _duplicates(table: RawTable, columns: Columns, keep: list[int]) -> list[Finding]:
    first: dict[tuple[str, Period], int] = {}
    found = []
    for i in keep:
        key = (columns.unit[i], columns.period[i])
        if key in first:
            period = None if key[1] == NO_PERIOD else key[1]
            place = Place(table.name, columns.rows[i], key[0], period)
            found.append(finding("duplicate", "error", place, first=columns.rows[first[key]]))
        else:
            first[key] = i
    return found


def _refuse_idle_precision(panel: Panel) -> None:
    """A precision for periods the panel does not have would be silently without effect."""
    for column, precision in panel.roles.precision.items():
        for period in precision.periods or ():
            if period not in panel.periods:
                raise OptionError.choice(f"precision.{column}.periods", period, panel.periods)


def _hash(columns: Columns, rows: Ints) -> str:
    digest = hashlib.sha256()
    for i in rows:
        digest.update(repr((columns.unit[i], columns.period[i])).encode())
    for name in sorted(columns.numbers):
        digest.update(name.encode() + columns.numbers[name][rows].tobytes())
    return digest.hexdigest()
