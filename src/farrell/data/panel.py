"""The Panel: a checked, frozen table of units over periods, each column with its role."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, SupportsIndex

import numpy as np
from numpy.typing import NDArray

from farrell.data.checks import CODES, run_checks
from farrell.data.frozen import Frozen
from farrell.data.roles import Period, Roles
from farrell.errors import DataError, Finding, OptionError, Place, Severity, finding

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


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
        decimal: str | None = None,
        percent: str | None = None,
        duplicates: str = "error",
        units: Sequence[str] | None = None,
        periods: Sequence[Period] | None = None,
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
        thousands : the thousands separator in numbers written as text: ``","``, ``"."``, ``" "`` or ``"'"``
        decimal : their decimal mark, ``"."`` or ``","``; by default that which goes with ``thousands``
        percent : what 85.2% is: ``"points"`` (85.2) or ``"shares"`` (0.852); by default it is refused
        duplicates : ``"error"``, or ``"first"`` or ``"last"`` to keep one of the rows of a unit and period and say
            which are left out, and whether they differ
        units, periods : those to read, all by default; faults in other rows do no harm
        **roles : further roles by keyword: ``undesirable``, ``input_prices``, ``output_prices``, ``intermediates``,
            ``carry_overs``, ``environment``, ``companions`` (lists of columns), ``group`` (one or more columns),
            ``weight`` (one column), ``persons`` (people a unit of it stands for); marks
            ``non_discretionary``, ``fixed``, ``integer``, ``deflated`` (lists);
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
        from farrell.data import build
        from farrell.data.numbers import Marks

        return build.from_frame(
            df,
            build.Reading(
                *(name, unit, period, missing, exclude, allow, Marks(thousands, decimal, percent)),
                *(duplicates, units, periods),
            ),
            Roles.of(inputs=inputs, outputs=outputs, **roles),
        )

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
    def B(self) -> Floats:
        """(N, q) undesirable outputs."""
        columns = [self.numbers[c] for c in self.roles.undesirable]
        return np.column_stack(columns) if columns else np.zeros((len(self), 0))

    @property
    def unit_labels(self) -> list[str]:
        """(N,) unit of each row."""
        return [self.units[i] for i in self.unit_index]

    @property
    def period_labels(self) -> list[Period]:
        """(N,) period of each row."""
        return [self.periods[i] for i in self.period_index]

    def unit_at(self, row: SupportsIndex) -> str:
        """The unit of one row."""
        return str(self.units[self.unit_index[row]])

    def period_at(self, row: SupportsIndex) -> Period:
        """The period of one row."""
        chosen: Period = self.periods[self.period_index[row]]
        return chosen

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
            unit_index=frozen(np.array([to_unit[self.units[i]] for i in self.unit_index[rows]], dtype=np.int64)),
            period_index=frozen(
                np.array([to_period[self.periods[i]] for i in self.period_index[rows]], dtype=np.int64)
            ),
            numbers=Frozen({c: frozen(v[rows]) for c, v in self.numbers.items()}),
            labels=Frozen({c: frozen(v[rows]) for c, v in self.labels.items()}),
            rows=frozen(self.rows[rows]),
            findings=(),
        )
        return replace(part, findings=part._found_again(self.findings))

    def rows_only(self, rows: Ints) -> Panel:
        """Some rows, units and periods numbered as before; nothing is checked again."""
        return replace(
            self,
            unit_index=frozen(self.unit_index[rows]),
            period_index=frozen(self.period_index[rows]),
            numbers=Frozen({c: frozen(v[rows]) for c, v in self.numbers.items()}),
            labels=Frozen({c: frozen(v[rows]) for c, v in self.labels.items()}),
            rows=frozen(self.rows[rows]),
        )

    def with_group(self, column: str, labels: Sequence[str]) -> Panel:
        """The same panel with a grouping added: one label a unit (length n) or a row (length N)."""
        values = np.asarray(labels, dtype=str)
        if values.shape == (len(self.units),) != (len(self),):
            values = values[self.unit_index]
        if values.shape != (len(self),):
            raise OptionError("group-length", column=column, given=values.size, expected=len(self))
        groups = tuple(dict.fromkeys([*self.roles.groups, column]))
        return replace(
            self, labels=Frozen({**self.labels, column: frozen(values)}), roles=replace(self.roles, groups=groups)
        )

    def with_roles(self, *, inputs: Sequence[str] | None = None, outputs: Sequence[str] | None = None) -> Panel:
        """The same data with other inputs or outputs among its numeric columns, checked again.

        A column that becomes one leaves the role it had; one that no longer has a role loses its marks.

        Raises
        ------
        OptionError
            a column the panel does not have, or one named twice
        DataError
            gaps, and whatever else the checks refuse
        """
        roles = self.roles.replaced(
            inputs=self.roles.inputs if inputs is None else inputs,
            outputs=self.roles.outputs if outputs is None else outputs,
        )
        for column in (*roles.inputs, *roles.outputs):
            if column not in self.numbers:
                raise OptionError.choice("column", column, self.numbers)
        part = replace(self, roles=roles, findings=())
        chosen = {column: self.numbers[column] for column in (*roles.inputs, *roles.outputs)}
        return replace(part.with_numbers(chosen), sha256=self.sha256)

    def with_numbers(self, numbers: Mapping[str, Any], *, name: str | None = None) -> Panel:
        """The same unit-periods with other values (N,) in some columns, checked again.

        Raises
        ------
        OptionError
            a column the panel does not have, or another number of values
        DataError
            values that the checks refuse, or that are no finite numbers
        """
        digest = hashlib.sha256(self.sha256.encode())
        changed = {}
        for column, values in numbers.items():
            if column not in self.numbers:
                raise OptionError.choice("column", column, self.numbers)
            new = np.array(values, dtype=np.float64)
            if new.shape != (len(self),):
                raise OptionError("group-length", column=column, given=len(np.atleast_1d(new)), expected=len(self))
            wrong = np.nonzero(~np.isfinite(new))[0]
            if len(wrong) and column in self.roles.required:
                r = int(wrong[0])
                period = None if self.period_at(r) == "all" else self.period_at(r)
                where = Place(self.name, int(self.rows[r]), self.unit_at(r), period, column)
                raise DataError.of([finding("not-finite", "error", where, cell=str(new[r]))])
            changed[column] = frozen(new)
            digest.update(column.encode() + new.tobytes())
        part = replace(
            self,
            name=name or self.name,
            numbers=Frozen({**self.numbers, **changed}),
            sha256=digest.hexdigest(),
            findings=(),
        )
        found = part._found_again(self.findings)
        faults = [f for f in found if f.severity == "error"]
        if faults:
            raise DataError.of(faults)
        return replace(part, findings=found)

    def _found_again(self, before: Iterable[Finding]) -> tuple[Finding, ...]:
        """What reading had found, and what the checks find now."""
        told = [f for f in before if f.code not in CODES]
        again = [milder(f) if f.code in self.allow else f for f in run_checks(self)]
        return (*told, *again)

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


def frozen(values: Any) -> Any:
    """The array, contiguous and read-only."""
    values = np.ascontiguousarray(values)
    values.flags.writeable = False
    return values


def milder(item: Finding) -> Finding:
    """One step milder, as the caller asked."""
    steps: dict[str, Severity] = {"error": "warning", "warning": "note", "note": "note"}
    return replace(item, severity=steps[item.severity])
