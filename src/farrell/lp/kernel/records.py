"""The records that the compiled functions share: what a worker keeps, what it is asked, what it answers.

A record reaches a compiled function as one pointer, and its fields have shapes that the compiler knows; passed as
arrays of their own they came to 150 arguments, and compiling took twice as long. Everything of the size of a basis is
padded with zeros to a number of lanes L, 8 or 16.
"""

from __future__ import annotations

from functools import cache
from typing import Any, NamedTuple

import numpy as np

from farrell.lp.program import Floats, Ints

COLUMNS = 32
"""Columns that pricing takes at a time; matrices that are priced have a multiple of it."""
VECTORS = (
    "sigma", "gain", "x", "pi", "price", "ray", "column", "entering", "residual", "size", "share", "kept", "cost",
    "top", "bottom", "nothing",
)  # fmt: skip
"""Vectors of floats in ``State``: slack coefficients, weights of the second phase, basic values, prices, and scratch;
the objective of slack programs; zeros."""


class Records(NamedTuple):
    """Layouts for one number of lanes L.

    Attributes
    ----------
    state : one program under way. ``rows``, ``n``, ``data_rows``, ``inputs`` of the technology, ``active`` how many of
        its columns there are, ``working`` how many are in the working set, ``filled`` how many facets in the pool;
        ``cost_t`` and ``own`` of the program; ``counts`` for the diagnostics; :data:`VECTORS`; ``basis`` and ``swaps``;
        ``slacks``, ``may_enter`` marks of rows; the basis matrix by rows (``across``: row i, lane k) and by variables
        (``down``), its inverse transposed (row i, lane k), and ``work``; ``sums`` of pricing
    facet : ``inverse``, ``across``, ``down`` of the basis in which it was found, t at the last place; ``rate`` the most
        that columns pricing out by rounding add to the objective for one of a row; ``face`` whether columns outside
        the basis have reduced cost zero: POINT, WIDE, or UNCLEAR
    point : a program's ``a``, ``b``, the magnitudes of its rows, its own column, which is left out, or -1; a
        ``member``, the column equal to it, or -1; and the ``size`` that its
        objective's error is measured by, 0 for the objective itself
    answer : as in ``Solution``, in the kernel's units
    """

    state: np.dtype[Any]
    facet: np.dtype[Any]
    point: np.dtype[Any]
    answer: np.dtype[Any]


@cache
def records(lanes: int) -> Records:
    """The layouts for a number of lanes."""
    matrix = (np.float64, (lanes, lanes))
    vector, numbers, marks = (np.float64, lanes), (np.int64, lanes), (np.uint8, lanes)
    matrices = [(name, *matrix) for name in ("inverse", "across", "down")]
    state = [
        *matrices, ("work", *matrix), ("sums", np.float64, (8, 8)), *((name, *vector) for name in VECTORS),
        ("basis", *numbers), ("swaps", *numbers), ("counts", np.int64, 4), ("cost_t", np.float64),
        *((name, np.int64) for name in ("own", "rows", "n", "data_rows", "inputs", "active", "working", "filled")),
        ("slacks", *marks), ("may_enter", *marks),
    ]  # fmt: skip
    facet = [*matrices, ("rate", *vector), ("basis", *numbers), ("face", np.int64)]
    point = [
        ("a", *vector),
        ("b", *vector),
        ("mag", *vector),
        ("own", np.int64),
        ("member", np.int64),
        ("size", np.float64),
    ]
    answer = [
        ("weight", *vector), ("slack", *vector), ("dual", *vector), ("peer", *numbers), ("basis", *numbers),
        ("t", np.float64), ("status", np.int64),
    ]  # fmt: skip
    return Records(*(np.dtype(fields, align=True) for fields in (state, facet, point, answer)))


class Workspace(NamedTuple):
    """All arrays of one chunk, as the kernel allocates nothing; N is n up to a multiple of :data:`COLUMNS`.

    Attributes
    ----------
    columns : (4, R, N) ALL columns of the technology, scaled by powers of two, none negative; the working SET, those
        that have stood in a basis; those of the optimal FACE, in the second phase; those PRICED, which none beats
    numbers : (5, n) the PLACE of each column in the working set, -1 for none; the numbers of the columns in the SET,
        of those on the FACE or found by pricing, and of those PRICED; the place of each AT which it is priced, or -1
    states : (1,) of ``Records.state``
    pool : (F,) of ``Records.facet``
    prices : (R, F) of the facets, sigma pi <= 0
    """

    columns: Floats
    numbers: Ints
    states: np.ndarray[Any, Any]
    pool: np.ndarray[Any, Any]
    prices: Floats
