"""Pictures as an animated GIF: one palette for all of them, so that a colour is the same in every frame."""

from __future__ import annotations

import io
from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

FRAME, LAST = 800, 2400
"""Milliseconds that a frame stands, and the last one."""
COLOURS = 255
"""Of the palette; one more is left for what does not change from one frame to the next."""


def animated_gif(pictures: Iterable[NDArray[np.uint8]], comment: str) -> bytes:
    """An endless GIF without dithering: flat colours are kept exactly, the rare ones of edges become the nearest kept.

    Parameters
    ----------
    pictures : (height, width, 3) red, green and blue, all of one size
    comment : kept in the file
    """
    from PIL import Image

    codes = [_codes(picture) for picture in pictures]
    palette, place = _palette(codes)
    first, *others = [Image.fromarray(place[code]) for code in codes]
    for frame in (first, *others):
        frame.putpalette(palette.tobytes())
    buffer = io.BytesIO()
    stands = [*[FRAME] * len(others), LAST]
    first.save(
        buffer, "GIF", save_all=True, append_images=others, duration=stands, loop=0, comment=comment.encode("utf-8")
    )
    return buffer.getvalue()


def _codes(picture: NDArray[np.uint8]) -> NDArray[np.uint32]:
    """One number a colour."""
    codes: NDArray[np.uint32] = picture.astype(np.uint32) @ np.array([1 << 16, 1 << 8, 1], dtype=np.uint32)
    return codes


def _palette(codes: list[NDArray[np.uint32]]) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """(colours, 3) the palette, and (2 ** 24) the place in it of every colour that occurs.

    It grows by the colour whose pixels are worst served: their count times the squared distance to the nearest so far.
    """
    found = [np.unique(code, return_counts=True) for code in codes]
    colours, which = np.unique(np.concatenate([colour for colour, _ in found]), return_inverse=True)
    counts = np.bincount(which, np.concatenate([count for _, count in found]))
    parts = np.stack([colours >> 16, colours >> 8 & 255, colours & 255], axis=1).astype(np.float64)
    kept = [int(counts.argmax())]
    nearest = np.zeros(len(colours), dtype=np.uint8)
    apart = ((parts - parts[kept[0]]) ** 2).sum(axis=1)
    while len(kept) < COLOURS and apart.any():
        kept.append(int((counts * apart).argmax()))
        now = ((parts - parts[kept[-1]]) ** 2).sum(axis=1)
        nearest[now < apart] = len(kept) - 1
        apart = np.minimum(apart, now)
    place = np.zeros(1 << 24, dtype=np.uint8)
    place[colours] = nearest
    return parts[kept].astype(np.uint8), place
