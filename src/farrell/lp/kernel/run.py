"""Jobs for the kernel: the frontier first where it pays, chunks for the workers, one solution out of theirs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from farrell.errors import SpeedWarning, warn
from farrell.lp import batch
from farrell.lp.kernel.arrays import STATUS, Scaled, in_data_units, padded, workspace
from farrell.lp.program import Ints, Programs, SlackPrograms, Solution, Technology

Posed = TypeVar("Posed", Programs, SlackPrograms)
Part = tuple[Solution, NDArray[np.int8], Ints]
"""Answers in the kernel's units, their status, counts."""

LARGE = {"radial": 20_000, "slacks": 5_000}
"""Columns from which the frontier is looked for first, by the form of the programs; below, one pass is as fast."""
CHUNK = 32_768
"""Programs a chunk. Each starts a pool of facets of its own, so that answers do not depend on who solves what."""
DIRECTIONS = 64
"""Random prices whose best columns start the frontier."""


def covers(technology: Technology, programs: Programs) -> bool:
    """Whether the kernel takes these programs: data without negative numbers, no cost of slacks, at most 16 rows."""
    return bool(
        technology.n > 0
        and 1 < technology.rows <= 16
        and not programs.cost_slack.any()
        and technology.A.min() >= 0.0
        and programs.b.min(initial=0.0) >= 0.0
    )


def covers_slacks(technology: Technology) -> bool:
    """Whether the kernel takes slack programs over this technology."""
    return bool(technology.n > 0 and 1 < technology.rows <= 16 and technology.A.min() >= 0.0)


def _frontier(scaled: Scaled) -> Ints:
    """Numbers of the columns that span the frontier, or may; see :mod:`farrell.lp.kernel.hull`."""
    from farrell.lp.kernel.hull import find_frontier

    n = scaled.A.shape[1]
    first = _support(scaled)
    rest = np.ones(n, dtype=np.bool_)
    rest[first] = False
    order = np.r_[first, np.nonzero(rest)[0]]
    arrays = workspace(scaled, np.zeros_like(scaled.A), 0, n)
    kept, counts = np.empty(n, dtype=np.int64), np.zeros(4, dtype=np.int64)
    find: Any = find_frontier
    find(*arrays, scaled.A, scaled.inputs, order, kept, counts)
    return np.sort(kept[: arrays[0].active[0]])


def _support(scaled: Scaled) -> Ints:
    """The columns that are best under some random prices, by difference and by ratio: a good start of the hull."""
    prices = np.exp(np.random.default_rng(0).uniform(-3.0, 3.0, (DIRECTIONS, scaled.data_rows)))
    value, best = np.full((2, DIRECTIONS), -np.inf), np.zeros((2, DIRECTIONS), dtype=np.int64)
    for start in range(0, scaled.A.shape[1], CHUNK):
        part = scaled.A[: scaled.data_rows, start : start + CHUNK] / scaled.column[start : start + CHUNK]
        uses = prices[:, : scaled.inputs] @ part[: scaled.inputs]
        gives = prices[:, scaled.inputs :] @ part[scaled.inputs :]
        for kind, score in enumerate((gives - uses, gives / np.maximum(uses, 1e-300))):
            j = score.argmax(axis=1)
            top = score[np.arange(DIRECTIONS), j]
            better = top > value[kind]
            value[kind, better], best[kind, better] = top[better], start + j[better]
    return np.unique(best)


def frontier(technology: Technology) -> Ints:
    """Numbers, ascending, of the columns that span the frontier, or may: programs over them are programs over all.

    That holds for programs that leave out no column. All columns of a technology that the kernel does not cover.
    """
    if not covers_slacks(technology):
        return np.arange(technology.n)
    return _frontier(_prepare(technology, "radial"))


def worth_a_frontier(technology: Technology, programs: Programs) -> bool:
    """Whether looking for the frontier first pays, and is exact: no program leaves its own column out."""
    return technology.n >= LARGE["radial"] and bool((programs.own < 0).all())


def solve_by_kernel(technology: Technology, programs: Programs) -> Solution:
    """Solve programs that :func:`covers` accepts; ``unsolved`` is what the kernel could not prove.

    Chunks of programs go to the workers of :mod:`farrell.lp.batch`; answers do not depend on their number. The first
    call for a number of lanes compiles the kernel, once per machine, and says so in a SpeedWarning.
    """
    scaled = _prepare(technology, "radial")
    return _solve_in_chunks(technology, scaled, programs, _radial_chunk, "radial")


def solve_slacks_by_kernel(technology: Technology, programs: SlackPrograms) -> Solution:
    """Solve slack programs over a technology that :func:`covers_slacks` accepts, as :func:`solve_by_kernel` does.

    Points that are not known to be units of the technology stay ``unsolved``.
    """
    scaled = _prepare(technology, "slacks")
    member = programs.member
    if technology.n >= LARGE["slacks"]:
        frontier = _frontier(scaled)
        rest = np.setdiff1d(member[member >= 0], frontier)
        scaled.keep(frontier, rest)
        place = np.full(technology.n, -1, dtype=np.int64)
        place[scaled.order] = np.arange(len(scaled.order))
        programs = replace(programs, member=np.where(member >= 0, place[member], -1))
    return _solve_in_chunks(technology, scaled, programs, _slack_chunk, "slacks")


def _prepare(technology: Technology, form: str) -> Scaled:
    from farrell.lp.kernel.compiled import announce

    scaled = Scaled(technology)
    if announce(form, scaled.lanes):
        warn(SpeedWarning("compiling"), depth=7)
    return scaled


def _solve_in_chunks(
    technology: Technology, scaled: Scaled, programs: Posed, chunk: Callable[[Scaled, Posed], Part], form: str
) -> Solution:
    """Give the chunks to the workers and put their answers together, in data units."""
    from farrell.lp.kernel.compiled import mark_ready

    starts = range(0, programs.k, CHUNK)
    if len(starts) <= 1:
        parts = [chunk(scaled, programs)]
    else:
        pieces = [programs.subset(np.arange(s, min(s + CHUNK, programs.k))) for s in starts]
        parts = batch.run(partial(chunk, scaled), pieces, "solving")
    mark_ready(form, scaled.lanes)
    solution = Solution.empty(programs.k, technology)
    status, counts = np.empty(programs.k, dtype=np.int8), np.zeros(4, dtype=np.int64)
    for start, (part, part_status, part_counts) in zip(starts or [0], parts, strict=True):
        end = start + len(part_status)
        status[start:end] = part_status
        counts += part_counts
        for name in ("t", "peer", "weight", "slack", "dual", "basis"):
            getattr(solution, name)[start:end] = getattr(part, name)
    in_data_units(solution, technology, scaled, status)
    pivots, reused, facets, face_pivots = (int(count) for count in counts)
    solution.diagnostics.update(
        programs=programs.k,
        certified=int((status == STATUS.index("optimal")).sum()),
        infeasible=int((status == STATUS.index("infeasible")).sum()),
        pivots=pivots,
        facets=facets,
        facets_reused=reused,
        face_pivots=face_pivots,
    )
    return solution


def _blank(scaled: Scaled, k: int) -> Part:
    status, counts = np.full(k, STATUS.index("unsolved"), dtype=np.int8), np.zeros(4, dtype=np.int64)
    return Solution.blank(k, len(scaled.sigma), scaled.data_rows), status, counts


def _radial_chunk(scaled: Scaled, programs: Programs) -> Part:
    """The answers of one chunk, in the kernel's units."""
    from farrell.lp.kernel.radial import solve_radial

    a, b = (padded(side * scaled.row, scaled.lanes) for side in (programs.a, programs.b))
    rowmag = scaled.magnitudes(np.maximum(np.abs(a), b))
    gain = np.zeros(len(scaled.row)) if programs.weight is None else programs.weight / scaled.row
    out, status, counts = _blank(scaled, programs.k)
    compiled: Any = solve_radial
    compiled(
        *workspace(scaled, scaled.A, scaled.active, programs.k), a, b, rowmag, float(programs.cost_t), gain,
        programs.weight is not None, programs.own, bool(programs.free_t),
        out.t, status, out.peer, out.weight, out.slack, out.dual, out.basis, counts,
    )  # fmt: skip
    return out, status, counts


def _slack_chunk(scaled: Scaled, programs: SlackPrograms) -> Part:
    """The same of slack programs."""
    from farrell.lp.kernel.slacks import solve_slacks

    b = padded(programs.b * scaled.row, scaled.lanes)
    rowmag = scaled.magnitudes(b)
    top, bottom = (padded(side / scaled.row, scaled.lanes) for side in (programs.top, programs.bottom))
    columns, state, _, _, nothing, marks = workspace(scaled, scaled.A, scaled.active, 0)
    out, status, counts = _blank(scaled, programs.k)
    compiled: Any = solve_slacks
    compiled(
        columns, state, nothing, marks[0], b, rowmag, top, bottom, programs.member,
        out.t, status, out.peer, out.weight, out.slack, out.dual, out.basis, counts,
    )  # fmt: skip
    return out, status, counts
