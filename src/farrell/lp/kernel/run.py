"""Jobs for the kernel: the frontier first where it pays, chunks for the workers, one solution out of theirs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np

from farrell.errors import SpeedWarning, warn
from farrell.lp import batch
from farrell.lp.kernel.arrays import (
    STATUS,
    Scaled,
    Structured,
    in_data_units,
    may_be_beaten,
    objectives,
    points,
    workspace,
)
from farrell.lp.kernel.records import Workspace
from farrell.lp.program import Floats, Ints, Posed, Programs, SlackPrograms, Solution, Technology

Part = tuple[Structured, Ints]
"""Answers in the kernel's units, and counts."""

LARGE = {"radial": 50_000, "slacks": 15_000, "handed over": 5_000}
"""Columns from which the frontier is looked for first: by the form of the programs, where one pass is as fast; and for
programs handed over, which exact arithmetic may have to decide, in half a minute each over 20,000 columns."""
CHUNK = 32_768
"""Programs a chunk. Each starts a pool of facets of its own, so that answers do not depend on who solves what."""
DIRECTIONS = 64
"""Random prices whose best columns start the frontier."""


def covers(technology: Technology, programs: Programs) -> bool:
    """Whether the kernel takes these programs: free disposal, data without negative numbers, no cost of slacks, at most
    16 rows."""
    return bool(
        technology.n > 0
        and 1 < technology.rows <= 16
        and _disposes_freely(technology)
        and not programs.cost_slack.any()
        and technology.A.min() >= 0.0
        and programs.b.min(initial=0.0) >= 0.0
    )


def covers_slacks(technology: Technology) -> bool:
    """Whether the kernel takes slack programs over this technology."""
    small = technology.n > 0 and 1 < technology.rows <= 16
    return bool(small and _disposes_freely(technology) and technology.A.min() >= 0.0)


def _disposes_freely(technology: Technology) -> bool:
    return bool(technology.sigma[: technology.m + technology.s].all())


def _frontier(scaled: Scaled) -> Ints:
    """Numbers of the columns that span the frontier, or may; see :mod:`farrell.lp.kernel.hull`."""
    from farrell.lp.kernel.compiled import mark_ready
    from farrell.lp.kernel.hull import find_frontier

    _announce("frontier", scaled.lanes)
    n = scaled.A.shape[1]
    first = _support(scaled)
    rest = np.ones(n, dtype=np.bool_)
    rest[first] = False
    order = np.r_[first, np.nonzero(rest)[0]]
    arrays, kept = workspace(scaled, 0, n), np.empty(n, dtype=np.int64)
    find: Any = find_frontier
    find(*arrays, np.zeros(2, dtype=scaled.layouts.point), scaled.A, order, kept)
    mark_ready("frontier", scaled.lanes)
    return np.sort(kept[: arrays.states["active"][0]])


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
    return _frontier(Scaled(technology))


def worth_a_frontier(technology: Technology, programs: Programs | SlackPrograms, job: str) -> bool:
    """Whether looking for the frontier first pays for a job of :data:`LARGE`, and is exact: no program leaves its own
    column out."""
    whole = isinstance(programs, SlackPrograms) or bool((programs.own < 0).all())
    return technology.n >= LARGE[job] and whole


def solve_by_kernel(technology: Technology, programs: Programs) -> Solution:
    """Solve programs that :func:`covers` accepts; ``unsolved`` is what the kernel could not prove.

    Chunks of programs go to the workers of :mod:`farrell.lp.batch`; answers do not depend on their number. The first
    call for a number of lanes compiles the kernel, once per machine, and says so in a SpeedWarning.
    """
    scaled = _prepare(technology, "radial")
    return _solve_in_chunks(technology, scaled, programs, _radial_chunk, "radial")


def scores_by_kernel(
    technology: Technology, stack: Floats, programs: Programs, each: bool
) -> tuple[Floats, Ints, dict[str, int]]:
    """Only the scores over a stack of technologies of one shape, nothing made twice.

    Parameters
    ----------
    technology : the first of them, whose rows' units all have
    stack : (B, R, n) the columns of each
    programs : the same k over each; with ``each``, B times k, each technology's own

    Returns
    -------
    (B, k) t, NaN where there is none; (B, k) places in ``STATUS``; pivots and facets of all
    """
    from farrell.lp.kernel.compiled import mark_ready

    scaled = _prepare(technology, "radial")
    asked = points(scaled, programs.b, programs.own, programs.a, programs.size)
    asked = asked.reshape(len(stack) if each else 1, -1)
    k = asked.shape[1]
    arrays, answers = workspace(scaled, scaled.active, k), np.zeros(k, dtype=scaled.layouts.answer)
    scaled.take(stack)
    found = _solve(arrays, scaled.A, asked, answers, programs.cost_t, False, programs.free_t)
    mark_ready("radial", scaled.lanes)
    pivots, reused, facets, _ = (int(count) for count in arrays.states["counts"][0])
    t = np.where(found["status"] == STATUS.tolist().index("optimal"), found["t"], np.nan)
    return t, found["status"], {"pivots": pivots, "facets": facets, "facets_reused": reused}


def _solve(
    arrays: Workspace,
    stack: Floats,
    asked: Structured,
    answers: Structured,
    cost_t: float,
    second: bool,
    free_t: bool,
) -> Structured:
    """(B, k) scalar and status of programs (B, k), or (1, k), over each technology of a stack.

    ``answers`` keeps those over the last.
    """
    from farrell.lp.kernel.radial import solve_radial

    compiled: Any = solve_radial
    found = np.empty((len(stack), asked.shape[1]), dtype=[("t", np.float64), ("status", np.int64)])
    seeds = np.zeros(1, dtype=asked.dtype)
    compiled(*arrays, stack, seeds, asked, answers, found, float(cost_t), bool(second), bool(free_t))
    return found


def solve_slacks_by_kernel(technology: Technology, programs: SlackPrograms) -> Solution:
    """Solve slack programs over a technology that :func:`covers_slacks` accepts, as :func:`solve_by_kernel` does.

    Points that are not known to be units of the technology stay ``unsolved``.
    """
    scaled = _prepare(technology, "slacks")
    member = programs.member
    if worth_a_frontier(technology, programs, "slacks"):
        spanning = _frontier(scaled)
        rest = np.setdiff1d(member[member >= 0], spanning)
        scaled.keep(spanning, rest)
        place = np.full(technology.n, -1, dtype=np.int64)
        place[np.r_[spanning, rest]] = np.arange(len(spanning) + len(rest))
        programs = replace(programs, member=np.where(member >= 0, place[member], -1))
    return _solve_in_chunks(technology, scaled, programs, _slack_chunk, "slacks")


def _prepare(technology: Technology, form: str) -> Scaled:
    scaled = Scaled(technology)
    _announce(form, scaled.lanes)
    return scaled


def _announce(form: str, lanes: int) -> None:
    """Say that a compilation lies ahead, where one does."""
    from farrell.lp.kernel.compiled import announce

    if announce(form, lanes):
        warn(SpeedWarning("compiling"), depth=8)


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
    answers = parts[0][0] if len(parts) == 1 else np.concatenate([answers for answers, _ in parts])
    return in_data_units(answers, np.sum([counts for _, counts in parts], axis=0), technology, scaled)


def _radial_chunk(scaled: Scaled, programs: Programs) -> Part:
    """The answers of one chunk, in the kernel's units."""
    arrays, answers = workspace(scaled, scaled.active, programs.k), np.zeros(programs.k, dtype=scaled.layouts.answer)
    if programs.weight is not None:
        arrays.states["gain"][0, : len(scaled.row)] = programs.weight / scaled.row
    asked = points(scaled, programs.b, programs.own, programs.a, programs.size)
    asked["member"] = may_be_beaten(scaled, asked, programs)
    _solve(arrays, scaled.A[None], asked[None], answers, programs.cost_t, programs.weight is not None, programs.free_t)
    return answers, arrays.states["counts"][0]


def _slack_chunk(scaled: Scaled, programs: SlackPrograms) -> Part:
    """The same of slack programs."""
    from farrell.lp.kernel.slacks import solve_slacks

    arrays, answers = workspace(scaled, scaled.active, 0), np.zeros(programs.k, dtype=scaled.layouts.answer)
    asked = points(scaled, programs.b, programs.member)
    compiled: Any = solve_slacks
    compiled(arrays.columns, arrays.numbers, arrays.states, asked, objectives(scaled, programs), answers)
    return answers, arrays.states["counts"][0]
