"""Who is whose neighbour: bundled borders, points, values, outlines, and weights of one's own; nothing is changed."""

from __future__ import annotations

import types

import numpy as np
import pandas as pd
import pytest

import farrell
from farrell.data import base_map, read_boundaries
from farrell.errors import OptionError
from farrell.spacetime import Weights
from farrell.spacetime.places import distances

UNITS = farrell.load("china-health").panel.units


def test_the_provinces_have_their_69_borders():
    W = farrell.contiguity(UNITS)
    assert W.matrix.sum() == 2 * 69
    assert W.is_symmetric
    assert W.islands == ()
    assert W.neighbours("Hainan") == ("Guangdong",)
    assert set(W.neighbours("Beijing")) == {"Tianjin", "Hebei"}
    assert len(W.neighbours("Inner Mongolia")) == 8
    land = farrell.contiguity(UNITS, hainan=False)
    assert land.islands == ("Hainan",)
    assert land.matrix.sum() == 2 * 68
    assert "1 without a neighbour" in repr(land)


def test_names_of_any_kind_and_order_give_the_same_borders():
    codes = ["460000", "广东", "Guangxi", "Hunan"]
    W = farrell.contiguity(codes)
    assert W.neighbours("460000") == ("广东",)
    assert set(W.neighbours("广东")) == {"460000", "Guangxi", "Hunan"}
    turned = farrell.contiguity(UNITS[::-1])
    assert np.array_equal(turned.of(UNITS).matrix, farrell.contiguity(UNITS).matrix)


def test_the_outline_of_the_bundled_map_gives_the_bundled_borders_but_for_the_strait():
    """Its provinces are drawn one by one with rounded points: some borders do not share one, but none is invented."""
    outline = farrell.contiguity(UNITS, boundaries=base_map("outline", UNITS))
    bundled = farrell.contiguity(UNITS, hainan=False)
    assert ((outline.matrix > 0) <= (bundled.matrix > 0)).all()
    assert outline.is_symmetric


def grid_file(tmp_path, side=3):
    """Squares of a chessboard, named by row and column."""
    features = []
    for r in range(side):
        for c in range(side):
            ring = [[c, r], [c + 1, r], [c + 1, r + 1], [c, r + 1], [c, r]]
            features.append(
                {"type": "Feature", "properties": {"unit": f"s{r}{c}"},
                 "geometry": {"type": "Polygon", "coordinates": [ring]}}
            )  # fmt: skip
    import json

    path = tmp_path / "grid.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
    return read_boundaries(path, [f["properties"]["unit"] for f in features])


def test_queens_touch_at_corners_and_rooks_do_not(tmp_path):
    names = [f"s{r}{c}" for r in range(3) for c in range(3)]
    board = grid_file(tmp_path)
    queen, rook = (farrell.contiguity(names, boundaries=board, rule=rule) for rule in ("queen", "rook"))
    assert len(queen.neighbours("s11")) == 8
    assert set(rook.neighbours("s11")) == {"s01", "s10", "s12", "s21"}
    assert queen.matrix.sum() == 40
    assert rook.matrix.sum() == 24


def test_nearest_neighbours_are_the_nearest_and_ties_do_not_hang_on_the_order():
    W = farrell.nearest_neighbours(UNITS, 4)
    assert (W.matrix.sum(axis=1) == 4).all()
    assert not W.is_symmetric
    points = {"b": (0.0, 0.0), "a": (1.0, 0.0), "c": (-1.0, 0.0), "d": (0.0, 5.0)}
    for order in (["a", "b", "c", "d"], ["c", "d", "b", "a"]):
        near = farrell.nearest_neighbours(order, 1, points=points, plane=True)
        assert near.neighbours("b") == ("a",)


def test_distances_are_those_of_the_globe():
    """A degree of the equator, and Beijing to Guangzhou's centroid by the haversine of the textbook."""
    found = distances(np.array([[0.0, 0.0], [1.0, 0.0], [0.0, 90.0]]))
    assert found[0, 1] == pytest.approx(6371 * np.pi / 180)
    assert found[0, 2] == pytest.approx(6371 * np.pi / 2)
    W = farrell.inverse_distance(["x", "y", "z"], 2, points={"x": (0, 0), "y": (3, 4), "z": (6, 8)}, plane=True)
    assert W.matrix[0].tolist() == pytest.approx([0, 1 / 25, 1 / 100])
    cut = farrell.inverse_distance(
        ["x", "y", "z"], points={"x": (0, 0), "y": (3, 4), "z": (6, 8)}, plane=True, cutoff=5
    )
    assert cut.matrix[0].tolist() == pytest.approx([0, 1 / 5, 0])


def test_economic_and_nested_distance():
    economic = farrell.economic_distance(["a", "b", "c"], [1.0, 2.0, 4.0])
    assert economic.matrix[0].tolist() == pytest.approx([0, 1, 1 / 3])
    near = Weights(("a", "b", "c"), np.array([[0, 1, 0], [1, 0, 1], [0, 1, 0]]), "own")
    both = farrell.nested_weights(near, economic, 0.25)
    assert both.matrix.sum(axis=1) == pytest.approx(1)
    assert both.matrix[0].tolist() == pytest.approx([0, 0.25 + 0.75 * 0.75, 0.75 * 0.25])


def test_copies_leave_the_original_and_islands_stay():
    W = farrell.contiguity(UNITS, hainan=False)
    before = W.matrix.copy()
    standard = W.row_standardised()
    assert standard.matrix.sum(axis=1).tolist().count(0) == 1
    assert np.delete(standard.matrix.sum(axis=1), UNITS.index("Hainan")) == pytest.approx(1)
    W.binary(), W.of(UNITS[:5]), W.lag(np.arange(31))
    assert np.array_equal(W.matrix, before)
    with pytest.raises(ValueError, match="read-only"):
        W.matrix[0, 1] = 7


def test_own_weights_come_in_any_form_and_are_not_changed():
    names = ["a", "b", "c"]
    matrix = np.array([[0, 2, 0], [2, 0, 1], [0, 1, 0.0]])
    frame = pd.DataFrame(matrix, index=names, columns=names)
    shuffled = frame.loc[["c", "a", "b"], ["b", "c", "a"]]
    held = frame.copy()
    pairs = {"a": {"b": 2.0}, "b": {"a": 2.0, "c": 1.0}, "c": {"b": 1.0}}
    for given in (matrix, frame, shuffled, pairs):
        assert np.array_equal(farrell.weights_of(given, names).matrix, matrix)
    assert frame.equals(held)
    listed = farrell.weights_of({"a": ["b"], "b": ["a", "c"], "c": ["b"]}, names)
    assert np.array_equal(listed.matrix, (matrix > 0).astype(float))
    from scipy import sparse

    graph = types.SimpleNamespace(sparse=sparse.csr_array(matrix[::-1, ::-1]), unique_ids=pd.Index(names[::-1]))
    assert np.array_equal(farrell.weights_of(graph, names).matrix, matrix)
    table = farrell.weights_of(matrix, names).to_frame()
    assert table.values.tolist() == [["a", "b", 2.0], ["b", "a", 2.0], ["b", "c", 1.0], ["c", "b", 1.0]]


@pytest.mark.parametrize(
    ("make", "code"),
    [
        (lambda: farrell.contiguity(["x", "y"]), "boundaries-needed"),
        (lambda: farrell.contiguity(UNITS, rule="bishop"), "choice"),
        (lambda: farrell.nearest_neighbours(UNITS, 31), "weights-k"),
        (lambda: farrell.nearest_neighbours(UNITS, True), "weights-k"),
        (lambda: farrell.nearest_neighbours(["x", "y"], 1), "points-needed"),
        (lambda: farrell.nearest_neighbours(["x", "y"], 1, points={"x": (0, 0)}), "points-missing"),
        (lambda: farrell.nearest_neighbours(["x", "y"], 1, points={"x": (0, 0), "y": (0, np.nan)}), "points-missing"),
        (lambda: farrell.inverse_distance(["x", "y"], points={"x": (0, 0), "y": (0, 0)}), "weights-same-place"),
        (lambda: farrell.inverse_distance(UNITS, 0), "weights-power"),
        (lambda: farrell.economic_distance(["x", "y"], [1.0, 1.0]), "weights-same-value"),
        (lambda: farrell.economic_distance(["x", "y"], [1.0, np.nan]), "weights-same-value"),
        (lambda: farrell.economic_distance(["x", "y"], [1.0]), "weights-shape"),
        (lambda: farrell.nested_weights(farrell.contiguity(UNITS), farrell.contiguity(UNITS), 2), "weights-share"),
        (lambda: farrell.weights_of(np.eye(2), ["x", "y"]), "weights-value"),
        (lambda: farrell.weights_of(-np.ones((2, 2)), ["x", "y"]), "weights-value"),
        (lambda: farrell.weights_of(np.zeros((2, 3)), ["x", "y"]), "weights-shape"),
        (lambda: farrell.weights_of("queen", ["x", "y"]), "weights-kind"),
        (lambda: farrell.weights_of({"x": ["z"]}, ["x"]), "weights-missing"),
        (lambda: farrell.weights_of(np.zeros((2, 2)), ["x", "x"]), "weights-twice"),
        (lambda: farrell.contiguity(UNITS).of(["Atlantis"]), "weights-missing"),
    ],
)
def test_what_cannot_be_weights_is_refused(make, code):
    with pytest.raises(OptionError) as caught:
        make()
    assert caught.value.code == code
    assert str(caught.value)


def test_a_graph_of_libpysal_has_the_same_weights_and_comes_back():
    W = farrell.contiguity(UNITS, hainan=False)
    graph = W.to_graph()
    assert list(graph.unique_ids) == list(UNITS)
    assert graph.isolates.tolist() == ["Hainan"]
    back = farrell.weights_of(graph, UNITS)
    assert np.array_equal(back.matrix, W.matrix)
    standard = farrell.weights_of(graph.transform("r"), UNITS)
    assert standard.matrix == pytest.approx(W.row_standardised().matrix)
    x = np.random.default_rng(0).normal(size=31)
    assert farrell.moran(x, graph, units=UNITS).statistic == farrell.moran(x, W).statistic
