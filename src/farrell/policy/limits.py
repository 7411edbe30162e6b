"""What a plan may not do: how far each input of each unit may move, how much each output must and may gain."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from farrell.errors import OptionError
from farrell.policy.norms import norms as read_norms
from farrell.policy.options import LARGEST
from farrell.policy.overrides import overrides_of
from farrell.policy.situation import Floats, Situation

WORDS = {"lower quartile": 0.25, "median": 0.5, "upper quartile": 0.75}
"""Levels per 1,000 people that are taken from the units themselves, and their quantile."""
NORM = "norm:"
"""What begins a level that is the key of a norm."""
NO_CAP = "none"
"""What a study file, which has no None, says for no cap."""
LEVELS = (*WORDS, "mean", "present")


@dataclass(frozen=True, slots=True)
class Ratio:
    """One input must be at least, or at most, so many times another.

    Attributes
    ----------
    above, below : columns of the two inputs
    low, high : (n,) bounds of above / below; where the present ratio lies outside, it is the bound; infinite for none
    """

    above: str
    below: str
    low: Floats
    high: Floats


@dataclass(frozen=True, slots=True)
class Limits:
    """All limits in data units; n units, m inputs, s outputs.

    Attributes
    ----------
    out, into : (n, m) most that may leave and most that may come
    out_why, into_why : (n, m) which limit that is: ``cap``, ``floor``, ``ceiling``, or ``still`` where nothing moves
    least, most : (n, s) bounds of the gains; ``most`` may be infinite
    total_low, total_high : (m,) bounds of the change of the total of each input
    ratios : between inputs
    lots : (m,) size of the lots an input moves in, NaN where it is divisible
    smallest : (m,) smallest move worth making, 0 for any
    touched : most units whose inputs change, None for any
    """

    out: Floats
    into: Floats
    out_why: Any
    into_why: Any
    least: Floats
    most: Floats
    total_low: Floats
    total_high: Floats
    ratios: tuple[Ratio, ...]
    lots: Floats
    smallest: Floats
    touched: int | None

    @property
    def is_mixed(self) -> bool:
        """Whether whole numbers are asked for."""
        return bool(np.isfinite(self.lots).any() or (self.smallest > 0).any() or self.touched is not None)


def limits_of(
    situation: Situation,
    *,
    move: Sequence[str] | None,
    cap: Any,
    floors: Any,
    ceilings: Any,
    ratios: Any,
    least: Any,
    most: Any,
    budget: Any,
    lots: Any,
    smallest: Any,
    touched: int | None,
    norms: Any,
    overrides: Any,
) -> Limits:
    """Read the options of :func:`farrell.rebalance`, one array each.

    Raises
    ------
    OptionError
        an unknown column, unit or word, or a number that makes no sense
    """
    s, X = situation, situation.X
    moved = _movable(s, move)
    own = overrides_of(overrides, s.units, s.inputs, s.outputs)
    cap = None if isinstance(cap, str) and cap == NO_CAP else cap
    share = _over(own["cap"], _table("cap", cap, s, s.inputs, X.shape[1], least=0.0))
    share = np.where(np.isnan(share), np.inf, share)
    for column in as_mapping("budget", budget):
        if column in s.inputs and not moved[s.inputs.index(column)]:
            raise OptionError.choice("budget", column, [c for c, m in zip(s.inputs, moved, strict=True) if m])
    total_low, total_high = _totals(s, budget)
    with np.errstate(invalid="ignore"):
        capped = np.where(np.isinf(share), X.sum(axis=0) + total_high.clip(min=0.0), share * X)
    out = np.where(moved, np.minimum(share, 1.0) * X, 0.0)
    into = np.where(moved, capped, 0.0)
    out_why, into_why = np.where(moved, "cap", "still"), np.where(moved, "cap", "still")
    floor = _over(_of_people(own["floor"], s, "overrides"), _per_thousand("floors", floors, s, norms))
    room = np.maximum(X - np.where(np.isnan(floor), -np.inf, floor), 0.0)
    out_why, out = np.where(room < out, "floor", out_why), np.minimum(out, room)
    ceiling = _over(_of_people(own["ceiling"], s, "overrides"), _per_thousand("ceilings", ceilings, s, norms))
    room = np.maximum(np.where(np.isnan(ceiling), np.inf, ceiling) - X, 0.0)
    into_why, into = np.where(room < into, "ceiling", into_why), np.minimum(into, room)
    gain_least, gain_most = _gains(s, least, most, own)
    whole = _column("lots", lots, s.inputs)
    marked = [c in s.panel.roles.integer for c in s.inputs]
    return Limits(
        out,
        into,
        out_why,
        into_why,
        gain_least,
        gain_most,
        total_low,
        total_high,
        _ratios(s, ratios),
        np.where(np.isnan(whole) & marked & moved, 1.0, whole),
        np.nan_to_num(_column("smallest", smallest, s.inputs)),
        _count("touched", touched),
    )


def _movable(s: Situation, move: Sequence[str] | None) -> Any:
    """(m,) which inputs move: those named, else all that are not marked as fixed."""
    still = (*s.panel.roles.fixed, *s.panel.roles.non_discretionary)
    if move is None:
        return np.array([c not in still for c in s.inputs])
    if not isinstance(move, (str, list, tuple)):
        raise OptionError("plan-number", option="move", value=repr(move))
    named = [move] if isinstance(move, str) else list(move)
    free = [c for c in s.inputs if c not in still]
    for column in named:
        if column not in free:
            raise OptionError.choice("move", column, free)
    if not named:
        raise OptionError.choice("move", "[]", free)
    return np.array([c in named for c in s.inputs])


def _over(own: Floats, general: Floats) -> Floats:
    """What is said of a unit, else what is said of all."""
    return np.where(np.isnan(own), general, own)


def _of_people(levels: Floats, s: Situation, option: str) -> Floats:
    """Levels per 1,000 people as amounts."""
    return levels * s.per_thousand(option)[:, None] if np.isfinite(levels).any() else levels


def _gains(s: Situation, least: Any, most: Any, own: Mapping[str, Floats]) -> tuple[Floats, Floats]:
    """(n, s) twice, in data units, from shares of present outputs; a marked output gains nothing."""
    Y = s.Y
    still = np.isin(s.outputs, (*s.panel.roles.fixed, *s.panel.roles.non_discretionary))
    low = np.nan_to_num(_over(own["least"], _table("least", least, s, s.outputs, Y.shape[1], least=0.0))) * np.abs(Y)
    share = _over(own["most"], _table("most", most, s, s.outputs, Y.shape[1], least=0.0))
    with np.errstate(invalid="ignore"):
        high = np.where(np.isnan(share) | np.isinf(share), np.inf, share * np.abs(Y))
    low, high = np.where(still, 0.0, low), np.where(still, 0.0, high)
    over = np.argwhere(low > high)
    if len(over):
        k, r = over[0]
        raise OptionError("plan-least-most", unit=s.units[k], column=s.outputs[r])
    return low, high


def _totals(s: Situation, budget: Any) -> tuple[Floats, Floats]:
    """(m,) bounds of the change of each total: kept; up to so much new; or exactly so much less."""
    new = np.nan_to_num(_column("budget", budget, s.inputs, any_sign=True))
    return np.minimum(new, 0.0), new


def _ratios(s: Situation, ratios: Any) -> tuple[Ratio, ...]:
    """``{"nurses/doctors": 1.2}`` or ``(low, high)`` with None for no bound."""
    out = []
    for pair, bounds in as_mapping("ratios", ratios).items():
        above, slash, below = str(pair).partition("/")
        for column in (above.strip(), below.strip()):
            if not slash or column not in s.inputs:
                raise OptionError.choice("ratios", pair, [f"{a}/{b}" for a in s.inputs for b in s.inputs if a != b])
        low, high = bounds if isinstance(bounds, (list, tuple)) and len(bounds) == 2 else (bounds, None)
        x, y = (s.X[:, s.inputs.index(c.strip())] for c in (above, below))
        with np.errstate(divide="ignore", invalid="ignore"):
            present = np.where(y > 0, x / np.where(y > 0, y, 1.0), np.nan)
        bottom = 0.0 if low is None else _number("ratios", low, least=0.0)
        top = np.inf if high is None else _number("ratios", high, least=0.0)
        if bottom > top:
            raise OptionError("plan-number", option="ratios", value=repr(bounds))
        known = np.isfinite(present)
        out.append(
            Ratio(
                above.strip(),
                below.strip(),
                np.where(known, np.minimum(bottom, present), 0.0),
                np.where(known, np.maximum(top, present), np.inf),
            )
        )
    return tuple(out)


def _per_thousand(option: str, value: Any, s: Situation, norms: Any) -> Floats:
    """(n, m) amounts that a level per 1,000 people means; NaN where none is asked."""
    out = np.full(s.X.shape, np.nan)
    for column, raw in as_mapping(option, value).items():
        if column not in s.inputs:
            raise OptionError.choice(option, column, s.inputs)
        i = s.inputs.index(column)
        if isinstance(raw, str) and raw.startswith(NORM):
            level_of_norm = read_norms(norms)[raw.removeprefix(NORM)].per_1000
            out[:, i] = level_of_norm * s.per_thousand(option)
        elif isinstance(raw, str):
            out[:, i] = s.X[:, i] if raw == "present" else level(raw, s.X[:, i], s, option) * s.per_thousand(option)
        else:
            out[:, i] = _by_unit(option, raw, s, least=0.0) * s.per_thousand(option)
    return out


def level(word: str, amounts: Floats, s: Situation, option: str) -> float:
    """A level per 1,000 people that the units set themselves: a quantile, or what all have together."""
    if word not in LEVELS:
        raise OptionError.choice(option, word, LEVELS)
    people = s.per_thousand(option)
    if word == "mean":
        return float(amounts.sum() / people.sum())
    return float(np.quantile(amounts / people, WORDS[word]))


def _table(option: str, value: Any, s: Situation, columns: Sequence[str], width: int, *, least: float) -> Floats:
    """(n, width) from one number for all, or by column, each a number or by unit; NaN where nothing is said."""
    out = np.full((len(s.units), width), np.nan)
    if value is None:
        return out
    if not isinstance(value, Mapping):
        out[:] = _by_unit(option, value, s, least=least)[:, None]
        return out
    for column, raw in value.items():
        if column not in columns:
            raise OptionError.choice(option, column, columns)
        out[:, list(columns).index(column)] = _by_unit(option, raw, s, least=least)
    return out


def _by_unit(option: str, value: Any, s: Situation, *, least: float) -> Floats:
    """(n,) from one number, a mapping of units, or a number for each unit in the order of the panel."""
    if isinstance(value, Mapping):
        out = np.full(len(s.units), np.nan)
        for unit, one in value.items():
            if unit not in s.units:
                raise OptionError.choice(option, unit, s.units)
            out[s.units.index(unit)] = _number(option, one, least=least)
        return out
    if isinstance(value, (list, tuple, np.ndarray)) and np.ndim(value) > 0:
        if len(value) != len(s.units):
            raise OptionError("group-length", column=option, given=len(value), expected=len(s.units))
        blank = [v is None or (isinstance(v, (float, np.floating)) and np.isnan(v)) for v in value]
        return np.array([np.nan if b else _number(option, v, least=least) for v, b in zip(value, blank, strict=True)])
    return np.full(len(s.units), _number(option, value, least=least))


def _column(option: str, value: Any, columns: Sequence[str], *, any_sign: bool = False) -> Floats:
    """(m,) a positive number by column, NaN where nothing is said."""
    out = np.full(len(columns), np.nan)
    for column, raw in as_mapping(option, value).items():
        if column not in columns:
            raise OptionError.choice(option, column, columns)
        number = _number(option, raw, least=-np.inf if any_sign else 0.0)
        if not np.isfinite(number) or (number == 0 and not any_sign):
            raise OptionError("plan-number", option=option, value=repr(raw))
        out[list(columns).index(column)] = number
    return out


def as_mapping(option: str, value: Any) -> Mapping[str, Any]:
    if value is None:
        return {}
    if not isinstance(value, Mapping):
        raise OptionError("plan-mapping", option=option, value=repr(value))
    return value


def _number(option: str, value: Any, *, least: float) -> float:
    value = value.item() if isinstance(value, np.ndarray) and value.ndim == 0 else value
    if isinstance(value, (bool, np.bool_)) or not isinstance(value, (int, float, np.integer, np.floating)):
        raise OptionError("plan-number", option=option, value=repr(value))
    if not least <= value <= (LARGEST if isinstance(value, int) else np.inf):
        raise OptionError("plan-number", option=option, value=repr(value))
    return float(value)


def _count(option: str, value: int | None) -> int | None:
    if value is not None and (
        isinstance(value, bool) or not isinstance(value, (int, np.integer)) or not 1 <= value <= LARGEST
    ):
        raise OptionError("plan-number", option=option, value=repr(value))
    return None if value is None else int(value)
