"""The run that models of what is inside a unit share: piece by piece over a panel whose intermediates they see."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import numpy as np

from farrell.data import Panel
from farrell.dea.answers import Answers, Found
from farrell.dea.frontier import Block, Bools, Floats, Frontiers, Ints, Reference, frontiers, refuse, shown
from farrell.dea.project import Point
from farrell.dea.radial import warn_without_score
from farrell.dea.result import DEAResult
from farrell.errors import OptionError
from farrell.lp import batch

PIECE = 100
"""Points of a piece of work: what one worker does, and what is kept when a run is stopped."""


@dataclass(frozen=True, slots=True)
class Part:
    """One node of a model: its name, and which columns of the panel's inputs (m,), outputs (s,) and intermediates (d,)
    it takes or gives."""

    name: str
    inputs: Bools
    outputs: Bools
    entering: Bools
    leaving: Bools


Prepare = Callable[[Point], Any]
"""What all points of one reference share, from any of them; points' ``b`` and ``B`` are intermediates."""
Piece = tuple[Block, Ints, Any]
SolvePiece = Callable[[Any, Sequence[Point]], Sequence[Found]]
"""Answers to points that have one reference, with what was prepared for it."""


def project_parts(
    panel: Panel,
    parts: Sequence[Part],
    prepare: Prepare,
    solve: SolvePiece,
    *,
    model: str,
    measure: str,
    settings: Mapping[str, Any],
    reference: Reference,
    te: Callable[[Floats], Floats],
) -> DEAResult:
    """Solve every row of the panel and put the answers together.

    Reference units stand once for each part, as ``unit (part)``; intensities are numbered so. Work goes to the workers
    of :mod:`farrell.lp.batch` in pieces, is watched there, and resumes.

    Parameters
    ----------
    panel : N rows
    parts : the K nodes
    prepare, solve : of one reference, and of one piece of its points
    model, measure, settings, reference, te : as in :func:`farrell.dea.project.project`
    """
    seen = _seen(panel)
    front = frontiers(seen, _seen(reference) if isinstance(reference, Panel) else reference)
    pieces: list[Piece] = []
    for block in front.blocks:
        shared = prepare(Point.of(seen, block, 0)) if len(block.X) else None
        starts = range(0, len(block.rows), PIECE)
        pieces += [(block, np.arange(start, min(start + PIECE, len(block.rows))), shared) for start in starts]
    found = batch.run(partial(_piece, seen, solve), pieces, model)
    answers = Answers(panel, named(front, parts))
    blocks = {id(block): stacked(block, parts) for block in front.blocks}
    for (block, items, _), answered in zip(pieces, found, strict=True):
        for item, one in zip(items, answered, strict=True):
            answers.put(blocks[id(block)], int(item), one)
    for part in parts:  # there too where no row has an answer
        answers.parts.setdefault(f"te_{part.name}", np.full(len(panel), np.nan))
    chosen = {"model": model, **settings, "nodes": tuple(part.name for part in parts), "reference": shown(reference)}
    result = answers.result(measure, chosen, te)
    warn_without_score(panel, model, result.status, depth=5)
    return result


def _piece(seen: Panel, solve: SolvePiece, piece: Piece) -> Sequence[Found]:
    block, items, shared = piece
    points = [Point.of(seen, block, int(item)) for item in items]
    if len(block.X) == 0:
        return [Found(status="infeasible") for _ in points]
    return solve(shared, points)


def _seen(panel: Panel) -> Panel:
    """The panel with its intermediates where points have their undesirable outputs."""
    roles = replace(panel.roles, undesirable=panel.roles.intermediates, intermediates=())
    return replace(panel, roles=roles)


def named(front: Frontiers, parts: Sequence[Part]) -> Frontiers:
    """The names of reference units, once for each part within each block."""
    units: list[str] = []
    periods: list[Any] = []
    for block in front.blocks:
        here = slice(block.first, block.first + len(block.X))
        for part in parts:
            units += [f"{unit} ({part.name})" for unit in front.units[here]]
            periods += front.periods[here]
    return Frontiers(front.blocks, tuple(units), tuple(periods))


def stacked(block: Block, parts: Sequence[Part]) -> Block:
    """The block with its reference units once for each part, which has its own inputs and outputs only."""
    X = np.vstack([block.X * part.inputs for part in parts])
    Y = np.vstack([block.Y * part.outputs for part in parts])
    nobody = np.full(len(block.rows), -1, dtype=np.int64)
    return Block(block.rows, X, Y, np.zeros((len(X), 0)), block.first * len(parts), nobody)


def need_intermediates(panel: Panel, model: str) -> None:
    """Refuse a panel without intermediate columns, and negative ones."""
    if not panel.roles.intermediates:
        raise OptionError("no-intermediates", model=model)
    refuse(panel, "negative", panel.roles.intermediates, lambda values: values < 0)
