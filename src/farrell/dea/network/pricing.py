"""Multiplier programs of systems: one price a factor wherever it stands, and no process worth more than it takes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from farrell.dea.frontier import Floats, Ints, radial
from farrell.lp import LinearProgram

FEW = 12
"""Reference units up to which all stand in every program; of more, those that no others beat."""
BEATEN = 1e-9
"""How far below 1 a reference unit must score in a process to be left out of it."""


@dataclass(frozen=True, slots=True)
class Process:
    """One process of all reference units, over the P prices of the system.

    Attributes
    ----------
    takes, gives : (n, P) its inputs and its outputs, zero where a factor is not its own
    needed : units whose row can bind
    """

    takes: Floats
    gives: Floats
    needed: Ints

    @classmethod
    def of(cls, takes: Floats, gives: Floats, *, variable: bool = False) -> Process:
        """A unit that a combination of others beats has a row that theirs imply."""
        n = len(takes)
        needed = np.arange(n)
        if n > FEW:
            X, Y = takes[:, takes.any(axis=0)], gives[:, gives.any(axis=0)]
            solution = radial((X, Y), (X, Y), "vrs" if variable else "crs", "input")
            beaten = (solution.t < 1.0 - BEATEN) & X.any(axis=1)
            needed = np.nonzero(~beaten)[0]
        return cls(takes, gives, needed)


@dataclass(frozen=True, slots=True)
class Pricing:
    """The program of one unit: ``max value p + terms  s.t.  unity p = 1,  gives p - takes p + term <= 0``.

    Attributes
    ----------
    program : of which prices come first, (P,)
    prices : where they are
    terms : where the free terms of the processes are; empty under constant returns
    rows : of each process, those of its needed units
    """

    program: LinearProgram
    prices: slice
    terms: slice
    rows: tuple[slice, ...]

    @classmethod
    def of(cls, processes: Sequence[Process], unity: Floats, value: Floats, *, variable: bool = False) -> Pricing:
        """Pose it; with ``variable`` returns each process has a free term that joins the value."""
        program = LinearProgram()
        prices = program.variables(len(value), cost=-value)
        terms = program.variables(len(processes) * variable, cost=-1.0, free=True)
        program.rows("==", 1.0, (prices, unity))
        rows = []
        for k, one in enumerate(processes):
            worth = one.gives[one.needed] - one.takes[one.needed]
            free = np.zeros((len(worth), terms.stop - terms.start))
            free[:, k : k + 1] = 1.0
            rows.append(program.rows("<=", 0.0, (prices, worth), (terms, free)))
        return cls(program, prices, terms, tuple(rows))

    @property
    def width(self) -> int:
        """Number of variables."""
        return int(self.terms.stop)

    def form(self, prices: Floats, term: int | None = None) -> Floats:
        """A linear form over the variables: of the prices, and of the free term of one process."""
        out = np.zeros(self.width)
        out[self.prices] = prices
        if term is not None and self.terms.stop > self.terms.start:
            out[self.terms.start + term] = 1.0
        return out

    def intensities(self, dual: Floats, processes: Sequence[Process], n: int) -> tuple[Ints, Floats]:
        """Reference units of each process and their intensities, numbered process by process."""
        places, values = [], []
        for k, (rows, one) in enumerate(zip(self.rows, processes, strict=True)):
            found = np.maximum(-dual[rows], 0.0)
            used = np.nonzero(found > 0)[0]
            places.append(k * n + one.needed[used])
            values.append(found[used])
        return np.concatenate(places), np.concatenate(values)
