"""Limits that someone asked for, and which of them cannot all be had."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from farrell.catalogue import Language, listing, text

if TYPE_CHECKING:
    from farrell.lp.sparse import SparseProgram


Bounds = tuple[float | None, float | None]
AMOUNTS = ("cap-in", "cap-out", "floor", "ceiling", "least", "most")
"""Limits of single units that add up over them."""


@dataclass(frozen=True, slots=True)
class Wish:
    """One limit of a plan.

    Attributes
    ----------
    kind : cap-in, cap-out, floor, ceiling, still, least, total, ratio, target, inequality, touched, lots, smallest
    unit, column : whom and what it is about; None for all, or for none
    value : the limit in data units, or as the option has it
    place : of its variables or rows in the program
    held, freed : bounds while it holds, and once it is given up; None leaves that side to others
    is_variable : whether the place is of variables, not rows
    is_whole : whether it asks for whole numbers
    """

    kind: str
    unit: str | None
    column: str | None
    value: float
    place: slice
    held: Bounds
    freed: Bounds
    is_variable: bool
    is_whole: bool

    def apply(self, program: SparseProgram, holds: bool) -> None:
        """Put it into the program, or take it out."""
        low, high = self.held if holds else self.freed
        if self.is_whole:
            program.whole(self.place, holds)
            return
        now = (program.low, program.high) if self.is_variable else (program.row_low, program.row_high)
        below = now[0][self.place].copy() if low is None else np.asarray(low)
        above = now[1][self.place].copy() if high is None else np.asarray(high)
        change = program.bound if self.is_variable else program.limit
        change(self.place, below, above)

    @property
    def group(self) -> tuple[str, str | None]:
        return self.kind, self.column


def _amount(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.6g}"


@dataclass(frozen=True, slots=True)
class Conflict:
    """Limits of one kind that are in a conflict, and the units they are of."""

    kind: str
    column: str | None
    units: tuple[str, ...]
    value: float

    def text(self, language: Language = "en") -> str:
        """The limit in words."""
        values = {"column": self.column, "value": _amount(self.value), "units": listing(self.units, language)}
        return text(f"plan.wish-{self.kind}", language, **values)


def conflict(program: SparseProgram, wishes: Iterable[Wish]) -> tuple[Conflict, ...]:
    """A smallest set of limits that cannot all be had: without any one of its lines, the others can.

    Of a linear program it starts from the limits in HiGHS's proof of infeasibility and gives up one at a time. Whatever
    can be given up without making a plan possible is not to blame, nor is what the new proof does without. Of a mixed
    program limits of one kind and column
    are given up together.
    """
    listed = list(wishes)
    program.minimise()
    if program.is_mixed:
        return _grouped(_groups_to_blame(program, listed))
    left, blamed = _in_proof(program, listed), []
    while left:
        wish = left.pop()
        wish.apply(program, False)
        if program.minimise().status == "infeasible":
            left = _in_proof(program, left)
        else:
            wish.apply(program, True)
            blamed.append(wish)
    return _grouped(blamed)


def _in_proof(program: SparseProgram, wishes: list[Wish]) -> list[Wish]:
    """Limits that the last proof of infeasibility needs, the others given up; all where that refutes the proof."""
    proof = program.farkas()
    if proof is None:
        return wishes
    rows, columns = proof
    needed = [bool((columns if w.is_variable else rows)[w.place].any()) for w in wishes]
    rest = [w for w, one in zip(wishes, needed, strict=True) if not one]
    for wish in rest:
        wish.apply(program, False)
    if not rest or program.minimise().status == "infeasible":
        return [w for w, one in zip(wishes, needed, strict=True) if one]
    for wish in rest:
        wish.apply(program, True)
    return wishes


def _groups_to_blame(program: SparseProgram, wishes: list[Wish]) -> list[Wish]:
    """Of a mixed program: limits of one kind and column are given up together."""
    blamed: list[Wish] = []
    for group in dict.fromkeys(w.group for w in wishes):
        bundle = [w for w in wishes if w.group == group]
        for wish in bundle:
            wish.apply(program, False)
        if program.minimise().status != "infeasible":
            for wish in bundle:
                wish.apply(program, True)
            blamed += bundle
    return blamed


def _grouped(blamed: list[Wish]) -> tuple[Conflict, ...]:
    """One line a kind, column and value."""
    found: dict[tuple[str, str | None], list[Wish]] = {}
    for wish in blamed:
        found.setdefault(wish.group, []).append(wish)
    out = []
    for (kind, column), members in found.items():
        names = tuple(dict.fromkeys(w.unit for w in members if w.unit is not None))
        amounts = [w.value for w in members]
        out.append(Conflict(kind, column, names, float(np.sum(amounts)) if kind in AMOUNTS else amounts[0]))
    return tuple(out)
