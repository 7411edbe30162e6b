"""Kinds of scenario: each is a table of changes to the data of one period."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from inspect import signature
from typing import Any

import numpy as np
from numpy.typing import NDArray

from farrell.data import Panel
from farrell.data.roles import Period
from farrell.dea.frontier import choose_one, radial
from farrell.errors import OptionError

Floats = NDArray[np.float64]
PRIMARY = ("hospital_beds", "primary_beds")
"""Columns that a shift to primary care moves between."""


@dataclass(frozen=True, slots=True)
class State:
    """The data of one period, as scenarios change them.

    Attributes
    ----------
    panel, period : where they are from
    units : n names
    columns : m inputs, then s outputs
    inputs : m
    values : (n, m + s)
    people : (n,) thousands, None where the panel does not say
    why : (n, m + s) what changed a value: key of a text, empty where nothing did
    notes : keys of what must be said of the scenario
    """

    panel: Panel
    period: Period
    units: tuple[str, ...]
    columns: tuple[str, ...]
    inputs: int
    values: Floats
    people: Floats | None
    why: NDArray[np.str_]
    notes: tuple[str, ...] = ()

    @classmethod
    def of(cls, panel: Panel, period: Period | None) -> State:
        when = panel.periods[-1] if period is None else period
        rows = panel.rows_of(when)
        values = np.hstack([panel.X, panel.Y])[rows]
        weight, persons = panel.roles.weight, panel.roles.persons
        people = panel.numbers[weight][rows] * (persons / 1000.0) if weight and persons else None
        return cls(
            panel, when, tuple(panel.unit_at(r) for r in rows), (*panel.roles.inputs, *panel.roles.outputs),
            len(panel.roles.inputs), values, people, np.full(values.shape, "", dtype="<U24"),
        )  # fmt: skip

    @property
    def data(self) -> tuple[Floats, Floats]:
        """Inputs and outputs."""
        return self.values[:, : self.inputs], self.values[:, self.inputs :]

    def column(self, option: str, name: str, among: Sequence[str] | None = None) -> int:
        known = self.columns if among is None else among
        if name not in known:
            raise OptionError.choice(option, name, known)
        return self.columns.index(name)

    def unit(self, option: str, name: str) -> int:
        if name not in self.units:
            raise OptionError.choice(option, name, self.units)
        return self.units.index(name)

    def changed(self, new: Floats, why: str) -> State:
        """With other values; what differs has a reason."""
        if (new < 0).any() or not np.isfinite(new).all():
            k, j = np.argwhere(~(new >= 0) | ~np.isfinite(new))[0]
            raise OptionError("scenario-below-nothing", unit=self.units[k], column=self.columns[j])
        return replace(self, values=new, why=np.where(new != self.values, why, self.why))


def grown(state: State, option: str, by: Mapping[str, Any], among: Sequence[str]) -> Floats:
    """(n, m + s) factors: by column a share, or by unit a share."""
    factor = np.ones(state.values.shape)
    for name, value in _mapping(option, by).items():
        j = state.column(option, name, among)
        factor[:, j] = 1.0 + _by_unit(state, option, value)
    return factor


def demand(
    state: State,
    *,
    growth: Mapping[str, Any] | None = None,
    ageing: float | Mapping[str, float] | None = None,
    elasticity: Mapping[str, float] | None = None,
    resources: str = "stay",
) -> State:
    """Outputs grow: by given shares, or with the share of old people.

    growth : by output, a share (0.1 is 10 %), or by unit
    ageing : relative growth of the share of people of 65 and over; one number, or by unit
    elasticity : by output, its growth for 1 % more of that share
    resources : ``"stay"``: what do today's resources make of it; ``"follow"``: inputs grow so that each unit keeps its
        present radial efficiency under constant returns
    """
    outputs = state.columns[state.inputs :]
    factor = grown(state, "growth", growth or {}, outputs)
    if (ageing is None) != (elasticity is None):
        raise OptionError("scenario-ageing")
    if ageing is not None and elasticity is not None:
        older = _by_unit(state, "ageing", ageing)
        for name, value in _mapping("elasticity", elasticity).items():
            factor[:, state.column("elasticity", name, outputs)] *= (1.0 + older) ** _number("elasticity", value)
    choose_one("resources", resources, ("stay", "follow"))
    after = state.changed(state.values * factor, "demand")
    return _followed(state, after) if resources == "follow" else after


def _followed(before: State, after: State) -> State:
    """Inputs in proportion, so that the new outputs leave the radial efficiency, constant returns, as it was."""
    X, Y = before.data
    now, then = (radial((X, Y), (X, outputs), "crs", "input").t for outputs in (Y, after.data[1]))
    values = after.values.copy()
    values[:, : before.inputs] *= (then / now)[:, None]
    return after.changed(values, "follow")


def investment(
    state: State, *, add: Mapping[str, Any], gain: Mapping[str, Any] | None = None, share: bool = False
) -> State:
    """New resources for some units: amounts by input and unit, or shares; ``gain`` by output what they yield."""
    choose_one("share", share, (True, False))
    values = state.values.copy()
    for option, table, among in (
        ("add", add, state.columns[: state.inputs]),
        ("gain", gain or {}, state.columns[state.inputs :]),
    ):
        for name, by_unit in _mapping(option, table).items():
            j = state.column(option, name, among)
            for unit, amount in _mapping(option, by_unit).items():
                k, number = state.unit(option, unit), _number(option, amount)
                values[k, j] += number * state.values[k, j] if share else number
    return state.changed(values, "investment")


def merge(state: State, *, units: Sequence[str], into: str | None = None) -> State:
    """Units become one, ``into`` a new name: inputs, outputs and people add up."""
    places = [state.unit("units", unit) for unit in ([units] if isinstance(units, str) else units)]
    if len(set(places)) < 2:
        raise OptionError("scenario-merge")
    first, others = places[0], sorted(set(places[1:]))
    values, why = state.values.copy(), state.why.copy()
    values[first], why[first] = values[places].sum(axis=0), "merge"
    people = None if state.people is None else state.people.copy()
    if people is not None:
        people[first] = people[places].sum()
    called = list(state.units)
    called[first] = into or " + ".join(state.units[p] for p in places)
    if called[first] in {u for k, u in enumerate(state.units) if k not in places}:
        raise OptionError("scenario-name", name=called[first])
    keep = [k for k in range(len(called)) if k not in others]
    return replace(
        state, units=tuple(called[k] for k in keep), values=values[keep], why=why[keep],
        people=None if people is None else people[keep],
    )  # fmt: skip


def close(state: State, *, unit: str, to: Mapping[str, float], resources: bool = False) -> State:
    """A unit closes: its services go to others by share, its resources with them or nowhere."""
    choose_one("resources", resources, (True, False))
    k = state.unit("unit", unit)
    shares = {state.unit("to", name): _number("to", value) for name, value in _mapping("to", to).items()}
    if k in shares or abs(sum(shares.values()) - 1.0) > 1e-9 or min(shares.values(), default=-1.0) < 0:
        raise OptionError("scenario-close", unit=unit)
    values, why = state.values.copy(), state.why.copy()
    start = 0 if resources else state.inputs
    people = None if state.people is None else state.people.copy()
    for place, part in shares.items():
        values[place, start:] += part * state.values[k, start:]
        why[place, start:] = "close"
        if people is not None:
            people[place] += part * people[k]
    keep = [j for j in range(len(state.units)) if j != k]
    return replace(
        state, units=tuple(state.units[j] for j in keep), values=values[keep], why=why[keep],
        people=None if people is None else people[keep],
    )  # fmt: skip


def shock(
    state: State,
    *,
    fall: Mapping[str, Any] | None = None,
    observed: Sequence[Period] | None = None,
    recovered: float = 0.0,
) -> State:
    """Outputs fall: by given shares, or as each unit's own did between two periods of the panel (2019 and 2020).

    recovered : the share of the fall that is made up again
    """
    outputs = state.columns[state.inputs :]
    back = _number("recovered", recovered)
    if (fall is None) == (observed is None) or not 0 <= back <= 1:
        raise OptionError("scenario-shock")
    if fall is not None:
        factor = grown(state, "fall", {c: _negative(v) for c, v in _mapping("fall", fall).items()}, outputs)
    else:
        factor = _observed(state, list(observed or ()))
    return state.changed(state.values * (1.0 - (1.0 - back) * (1.0 - factor)), "shock")


def _observed(state: State, periods: list[Any]) -> Floats:
    """(n, m + s) change of each unit's outputs between two periods of the panel."""
    if len(periods) != 2:
        raise OptionError("scenario-shock")
    panel, factor = state.panel, np.ones(state.values.shape)
    first, second = (
        dict(zip((panel.unit_at(r) for r in panel.rows_of(p)), panel.rows_of(p), strict=True)) for p in periods
    )
    for k, unit in enumerate(state.units):
        if unit not in first or unit not in second:
            raise OptionError("scenario-unobserved", unit=unit, periods=periods)
        before, after = panel.Y[first[unit]], panel.Y[second[unit]]
        factor[k, state.inputs :] = np.divide(after, before, out=np.ones_like(after), where=before > 0)
    return factor


def primary_care(state: State, *, share: float, staff: Mapping[str, str] | None = None) -> State:
    """Beds (and staff) move from hospitals to primary care, within each unit.

    share : of hospital beds that become beds of primary care
    staff : column of hospital staff -> column of primary staff that move by the same share
    """
    part = _number("share", share)
    if not 0 <= part <= 1:
        raise OptionError("plan-number", option="share", value=repr(share))
    values = state.values.copy()
    for source, target in ((PRIMARY), *(_mapping("staff", staff or {}).items())):
        known = state.columns[: state.inputs]
        if source not in known or target not in known:
            raise OptionError("scenario-primary", columns=[source, target], inputs=list(known))
        a, b = state.columns.index(source), state.columns.index(target)
        moved = part * state.values[:, a]
        values[:, a] -= moved
        values[:, b] += moved
    return replace(state.changed(values, "primary"), notes=(*state.notes, "no-outputs-by-tier"))


KINDS: Mapping[str, Callable[..., State]] = {
    "demand": demand,
    "investment": investment,
    "merge": merge,
    "close": close,
    "shock": shock,
    "primary_care": primary_care,
}
"""Kinds of scenario by name, but for diffusion, which is a path and no change of data."""


def options_of(kind: str) -> list[str]:
    """The options a kind takes.

    Raises
    ------
    OptionError
        an unknown kind
    """
    if kind not in KINDS:
        raise OptionError.choice("kind", kind, KINDS)
    return list(signature(KINDS[kind]).parameters)[1:]


def _negative(value: Any) -> Any:
    return {k: -_number("fall", v) for k, v in value.items()} if isinstance(value, Mapping) else -_number("fall", value)


def _mapping(option: str, value: Any) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise OptionError("plan-mapping", option=option, value=repr(value))
    return value


def _by_unit(state: State, option: str, value: Any) -> Floats:
    out = np.zeros(len(state.units))
    if isinstance(value, Mapping):
        for unit, one in value.items():
            out[state.unit(option, unit)] = _number(option, one)
        return out
    out[:] = _number(option, value)
    return out


def _number(option: str, value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float, np.number)) or not np.isfinite(value):
        raise OptionError("plan-number", option=option, value=repr(value))
    return float(value)
