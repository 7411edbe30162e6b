"""Names in figures, placed so that none covers another."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg

from farrell.report.figures.style import FAINT, INK, QUIET, TEXT


def label_ends(ax: Any, ends: list[tuple[float, str, str]], x: float) -> None:
    """Names at the ends of lines, (height, name, colour), moved apart until none covers another."""
    ends = sorted(end for end in ends if np.isfinite(end[0]))
    low, high = ax.get_ylim()
    inches = ax.get_position().height * ax.figure.get_figheight()
    gap = (high - low) * 0.135 / inches
    heights = [value for value, _, _ in ends]
    for _ in range(200):
        for i in range(len(heights) - 1):
            overlap = gap - (heights[i + 1] - heights[i])
            if overlap > 0:
                heights[i] -= overlap / 2
                heights[i + 1] += overlap / 2
        if heights and heights[-1] - heights[0] <= high - low:
            heights[0], heights[-1] = max(heights[0], low), min(heights[-1], high)
    for height, (_, label, colour) in zip(heights, ends, strict=True):
        ax.annotate(
            label, (x, height), xytext=(5, 0), textcoords="offset points", va="center", fontsize=TEXT,
            color=QUIET if colour == FAINT else colour, annotation_clip=False,
        )  # fmt: skip


def label_points(ax: Any, points: list[tuple[float, float, str]], size: float = TEXT) -> None:
    """Names beside points, each in the nearest free place; a thin line leads back from where it had to move away.

    Points at one place share a label of several lines. Axes must have their final size and limits.
    """
    figure = ax.figure
    renderer = FigureCanvasAgg(figure).get_renderer()  # type: ignore[no-untyped-call]
    dot = 3.0 * figure.dpi / 72
    at = [(*ax.transData.transform((x, y)), name) for x, y, name in points]
    taken: list[tuple[float, ...]] = [(px - dot, py - dot, px + dot, py + dot) for px, py, _ in at]
    frame = ax.get_window_extent(renderer)
    for px, py, name in sorted(at, key=lambda p: (-p[0], -p[1])):
        text = ax.text(0, 0, name, fontsize=size, color=INK, ha="left", va="bottom", linespacing=1.15)
        box = text.get_window_extent(renderer)
        x, y, far = _free_place(px, py, box.width, box.height, taken, frame, dot)
        taken.append((x, y, x + box.width, y + box.height))
        text.set_position(ax.transData.inverted().transform((x, y)))
        if far:
            near = (min(max(px, x), x + box.width), min(max(py, y), y + box.height))
            ends = ax.transData.inverted().transform([(px, py), near])
            ax.plot(*ends.T, color=FAINT, linewidth=0.4, zorder=1)


def _free_place(
    px: float, py: float, width: float, height: float, taken: list[tuple[float, ...]], frame: Any, dot: float
) -> tuple[float, float, bool]:
    """The lower left corner of the nearest box of this size that covers nothing, and whether it is away."""
    best, least = (px, py, True), math.inf
    for radius in dot * np.array([1.3, 2.2, 3.5, 5, 7, 9, 12, 15, 19, 24, 30]):
        for turn in np.arange(0, 360, 15):
            dx, dy = math.cos(math.radians(turn)), math.sin(math.radians(turn))
            x = px + radius * dx - width * (1 - dx) / 2
            y = py + radius * dy - height * (1 - dy) / 2
            inside = frame.x0 <= x and x + width <= frame.x1 + 2 and frame.y0 <= y and y + height <= frame.y1 + 2
            covered = _covered((x, y, x + width, y + height), taken) + (0 if inside else 1e6)
            if covered == 0:
                return x, y, bool(radius > 3 * dot)
            if covered < least:
                best, least = (x, y, True), covered
    return best


def _covered(box: tuple[float, ...], taken: list[tuple[float, ...]]) -> float:
    """The area a box shares with those that are there."""
    return sum(
        max(0.0, min(box[2], other[2]) - max(box[0], other[0]))
        * max(0.0, min(box[3], other[3]) - max(box[1], other[1]))
        for other in taken
    )
