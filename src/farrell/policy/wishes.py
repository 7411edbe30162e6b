"""Limits that someone asked for, and which of them cannot all be had."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from farrell.catalogue import Language, listing, text

if TYPE_CHECKING:
    from farrell.lp.sparse import SparseProgram


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
    held, freed : bounds while it holds, and once it is given up
    is_variable : whether the place is of variables, not rows
    is_whole : whether it asks for whole numbers
    """

    kind: str
    unit: str | None
    column: str | None
    value: float
    place: slice
    held: tuple[float, float]
    freed: tuple[float, float]
    is_variable: bool
    is_whole: bool

    def apply(self, program: SparseProgram, holds: bool) -> None:
        """Put it into the program, or take it out."""
        low, high = self.held if holds else self.freed
        if self.is_whole:
            program.whole(self.place, holds)
        elif self.is_variable:
            program.bound(self.place, low, high)
        else:
            program.limit(self.place, low, high)

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

    Of a linear program it starts from the limits in HiGHS's proof of infeasibility and gives up one at a time; whatever
    can be given up without making a plan possible is not to blame. Of a mixed program limits of one kind and column
    are given up together.
    """
    listed = list(wishes)
    if program.is_mixed:
        units = [[w for w in listed if w.group == group] for group in dict.fromkeys(w.group for w in listed)]
    else:
        units = [[w] for w in _suspects(program, listed)]
        named = {id(w) for one in units for w in one}
        for wish in listed:
            if id(wish) not in named:
                wish.apply(program, False)
    blamed = []
    for bundle in units:
        for wish in bundle:
            wish.apply(program, False)
        if program.minimise().status != "infeasible":
            for wish in bundle:
                wish.apply(program, True)
            blamed += bundle
    return _grouped(blamed)


def _suspects(program: SparseProgram, wishes: list[Wish]) -> list[Wish]:
    """Limits in a proof of infeasibility; all of them where there is none, or where freeing the others refutes it."""
    program.minimise()
    proof = program.farkas()
    if proof is None:
        return wishes
    rows, columns = proof
    found = [w for w in wishes if (columns if w.is_variable else rows)[w.place].any()]
    rest = [w for w in wishes if not (columns if w.is_variable else rows)[w.place].any()]
    for wish in rest:
        wish.apply(program, False)
    still = program.minimise().status == "infeasible"
    for wish in rest:
        wish.apply(program, True)
    return found if still else wishes


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
