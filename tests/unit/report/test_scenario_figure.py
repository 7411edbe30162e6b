"""The figure of scenarios: the titles of its panels keep apart from each other and from the legend."""

from __future__ import annotations

from itertools import pairwise

import pandas as pd
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg

from farrell.report.figures import score_moves
from farrell.report.names import Names


@pytest.mark.parametrize("panels", [2, 5, 6])
@pytest.mark.parametrize("units", [5, 31])
def test_titles_of_panels_keep_apart(panels, units):
    names = [f"beds for the West and the rest {i}" for i in range(panels)]
    rows = [(name, f"U{k}", 0.5, 0.5 + k / 100, 0.6) for name in names for k in range(units)]
    frame = pd.DataFrame(rows, columns=["scenario", "unit", "te_crs_before", "te_crs_held", "te_crs_after"])
    figure = score_moves(frame, Names("en", {}, provinces=False, regional=False)).figure
    drawn = FigureCanvasAgg(figure).get_renderer()
    boxes = [ax._left_title.get_window_extent(drawn) for ax in figure.axes]
    boxes = [
        box if box.width else ax.title.get_window_extent(drawn) for box, ax in zip(boxes, figure.axes, strict=True)
    ]
    assert all(box.width > 5 for box in boxes)
    assert all(a.x1 < b.x0 for a, b in pairwise(boxes))
    legend = figure.legends[0].get_window_extent(drawn)
    assert max(box.y1 for box in boxes) <= legend.y0 + 1
