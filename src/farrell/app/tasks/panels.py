"""Panels of studies, kept by a worker between tasks."""

from __future__ import annotations

from collections import OrderedDict
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from farrell.data import Panel
    from farrell.study import StudySpec

KEPT = 8
"""Panels that a worker keeps; one of 300 units over 20 years is about 1 MB."""
_kept: OrderedDict[tuple[str, int], tuple[StudySpec, Panel]] = OrderedDict()


def opened(folder: str) -> tuple[StudySpec, Panel]:
    """A study's file and its panel; read again when the file has changed."""
    from farrell.study import read_study
    from farrell.study.run import open_panel

    path = Path(folder) / "study.toml"
    key = (folder, path.stat().st_mtime_ns)
    if key not in _kept:
        spec = read_study(path)
        _kept[key] = (spec, open_panel(spec))
        while len(_kept) > KEPT:
            _kept.popitem(last=False)
    _kept.move_to_end(key)
    return _kept[key]


def panel_of(folder: str) -> Panel:
    """A study's panel."""
    return opened(folder)[1]
