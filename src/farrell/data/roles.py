"""What each column is for: roles, marks, and the precision of a column where it is known."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from farrell.errors import OptionError

Period = int | str
Rounding = Literal["truncated", "rounded"]

LISTS = (
    "inputs",
    "outputs",
    "undesirable",
    "input_prices",
    "output_prices",
    "intermediates",
    "carry_overs",
    "environment",
    "companions",
)
"""Roles that take a list of numeric columns."""
MARKS = ("non_discretionary", "fixed", "integer", "deflated")
"""Properties of columns that have a role."""


@dataclass(frozen=True, slots=True)
class Precision:
    """How exactly a column is known.

    Attributes
    ----------
    step : the unit of the last digit, in the column's unit
    kind : ``truncated`` (the true value lies in [v, v + step]) or ``rounded`` ([v - step/2, v + step/2])
    periods : the periods it holds for; None for all
    """

    step: float
    kind: Rounding = "rounded"
    periods: tuple[Period, ...] | None = None

    @classmethod
    def of(cls, column: str, value: object) -> Precision:
        """From a number (a rounding step), a mapping as in study.toml, or a Precision."""
        if isinstance(value, Precision):
            return value
        if not isinstance(value, Mapping):
            value = {"step": value}
        step = value.get("step")
        if isinstance(step, bool) or not isinstance(step, (int, float)) or not 0 < step < math.inf:
            raise OptionError("precision", column=column, value=repr(step))
        unknown = set(value) - {"step", "kind", "periods"}
        if unknown:
            raise OptionError.choice(f"precision.{column}", sorted(unknown)[0], ("step", "kind", "periods"))
        kind = value.get("kind", "rounded")
        if kind not in ("truncated", "rounded"):
            raise OptionError.choice(f"precision.{column}.kind", kind, ("truncated", "rounded"))
        periods = value.get("periods")
        if periods is not None and not isinstance(periods, (list, tuple)):
            raise OptionError("precision", column=column, value=repr(periods))
        return cls(float(step), kind, None if periods is None else tuple(periods))

    def bounds(self, values: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """The least and the greatest true values; a quantity that is not negative stays so."""
        if self.kind == "truncated":
            return values, values + self.step
        half = self.step / 2
        return np.where(values >= 0, np.maximum(values - half, 0.0), values - half), values + half


@dataclass(frozen=True, slots=True)
class Roles:
    """Names of the columns in each role, in the order given.

    ``companions`` are columns outside the model that the checks compare with those inside it (admissions beside
    discharges); they may have gaps. ``weight`` is the size used for weighted means and for amounts a head (population),
    ``persons`` how many people one unit of it stands for: 10,000 where it counts in 10,000 persons.
    """

    inputs: tuple[str, ...] = ()
    outputs: tuple[str, ...] = ()
    undesirable: tuple[str, ...] = ()
    input_prices: tuple[str, ...] = ()
    output_prices: tuple[str, ...] = ()
    intermediates: tuple[str, ...] = ()
    carry_overs: tuple[str, ...] = ()
    environment: tuple[str, ...] = ()
    companions: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    weight: str | None = None
    persons: float | None = None
    non_discretionary: tuple[str, ...] = ()
    fixed: tuple[str, ...] = ()
    integer: tuple[str, ...] = ()
    deflated: tuple[str, ...] = ()
    precision: Mapping[str, Precision] = field(default_factory=dict)

    @classmethod
    def of(
        cls,
        *,
        group: str | Sequence[str] = (),
        weight: str | None = None,
        persons: float | None = None,
        precision: Mapping[str, object] | None = None,
        **lists: Sequence[str] | str,
    ) -> Roles:
        """Check and freeze the roles a caller gives by keyword."""
        known = (*LISTS, *MARKS, "group", "weight", "persons", "precision")
        clean: dict[str, tuple[str, ...]] = {}
        for name, value in lists.items():
            if name not in LISTS and name not in MARKS:
                raise OptionError.choice("role", name, known)
            clean[name] = (value,) if isinstance(value, str) else tuple(str(c) for c in value or ())
        groups = (group,) if isinstance(group, str) else tuple(str(c) for c in group)
        if precision is not None and not isinstance(precision, Mapping):
            raise OptionError("precision", column="–", value=repr(precision))
        exact = {column: Precision.of(column, value) for column, value in (precision or {}).items()}
        roles = cls(groups=groups, weight=weight, persons=persons, precision=exact, **clean)
        roles._check()
        return roles

    def replaced(self, *, inputs: Sequence[str], outputs: Sequence[str]) -> Roles:
        """The same roles but for these inputs and outputs, which leave any other role they had."""
        taken = {*inputs, *outputs}
        lists = {
            name: tuple(column for column in getattr(self, name) if column not in taken)
            for name in LISTS
            if name not in ("inputs", "outputs", "input_prices", "output_prices")
        }
        prices = {
            f"{side}_prices": getattr(self, f"{side}_prices") if columns == getattr(self, f"{side}s") else ()
            for side, columns in (("input", tuple(inputs)), ("output", tuple(outputs)))
        }
        known = {*taken, *(column for columns in (*lists.values(), *prices.values()) for column in columns)}
        marks = {name: tuple(column for column in getattr(self, name) if column in known) for name in MARKS}
        precision = {column: step for column, step in self.precision.items() if column in known}
        changed: dict[str, Any] = {**lists, **prices, **marks, "inputs": tuple(inputs), "outputs": tuple(outputs)}
        roles = replace(self, precision=precision, **changed)
        roles._check()
        return roles

    def _check(self) -> None:
        if not self.inputs or not self.outputs:
            raise OptionError("no-inputs-outputs")
        seen: dict[str, str] = {}
        for name in LISTS:
            for column in getattr(self, name):
                if column in seen:
                    raise OptionError("two-roles", column=column, first=seen[column], second=name)
                seen[column] = name
        for name in (*MARKS, "precision"):
            for column in getattr(self, name):
                if column not in seen:
                    raise OptionError("mark-without-role", mark=name, column=column, columns=list(seen))
        if self.persons is not None:
            number = isinstance(self.persons, (int, float)) and not isinstance(self.persons, bool)
            if self.weight is None or not number or not 0 < self.persons < math.inf:
                raise OptionError("persons", value=repr(self.persons), weight=self.weight or "–")
        for prices, quantities in (("input_prices", "inputs"), ("output_prices", "outputs")):
            count, expected = len(getattr(self, prices)), len(getattr(self, quantities))
            if count not in (0, expected):
                raise OptionError("prices-count", prices=prices, count=count, quantities=quantities, expected=expected)

    @property
    def required(self) -> tuple[str, ...]:
        """Numeric columns that may have no gap."""
        names = [column for role in LISTS if role != "companions" for column in getattr(self, role)]
        return tuple(dict.fromkeys([*names, *([self.weight] if self.weight else [])]))

    @property
    def numeric(self) -> tuple[str, ...]:
        """All numeric columns."""
        return tuple(dict.fromkeys([*self.required, *self.companions]))

    def role_of(self, column: str) -> str:
        """The role a column has."""
        for name in LISTS:
            if column in getattr(self, name):
                return name
        return "weight" if column == self.weight else "groups"

    def to_dict(self) -> dict[str, object]:
        """Plain values for study.json; empty roles are left out."""
        out: dict[str, object] = {}
        for item in fields(self):
            value = getattr(self, item.name)
            if item.name == "precision":
                value = {
                    c: {"step": p.step, "kind": p.kind, "periods": None if p.periods is None else list(p.periods)}
                    for c, p in value.items()
                }
            if value:
                out[item.name] = list(value) if isinstance(value, tuple) else value
        return out
