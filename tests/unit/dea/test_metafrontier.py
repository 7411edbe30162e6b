"""Metafrontiers: by linprog group by group, what must hold, small groups, and groupings."""

from __future__ import annotations

import warnings

import numpy as np
import pandas as pd
import pytest
from scipy.optimize import linprog

import farrell
from farrell import DataError, OptionError

CERTIFIED = 1e-9
OTHER_SOLVER = 1e-7


@pytest.fixture(autouse=True)
def small_groups_are_wanted():
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="metafrontier: groups with fewer", category=farrell.SolveWarning)
        yield


@pytest.fixture(scope="module")
def cloud(panel_of):
    random = np.random.default_rng(5)
    n, T = 12, 2
    return panel_of(
        random.uniform(1, 9, (n * T, 2)), random.uniform(1, 9, (n * T, 2)),
        units=[f"U{i}" for i in range(n)] * T, periods=np.repeat([1, 2], n), group=list("aaaabbbbbccc") * T,
    )  # fmt: skip


def radial(X, Y, x, y, rts, orientation):
    """te by linprog, inf where the point is outside."""
    n, (m, s) = len(X), (X.shape[1], Y.shape[1])
    first, second = (-x, np.zeros(s)) if orientation == "input" else (np.zeros(m), y)
    A = np.vstack([np.column_stack([first, X.T]), np.column_stack([second, -Y.T])])
    b = np.r_[np.zeros(m), -y] if orientation == "input" else np.r_[x, np.zeros(s)]
    one = {"A_eq": np.r_[0.0, np.ones(n)][None], "b_eq": [1.0]} if rts == "vrs" else {}
    sign = 1.0 if orientation == "input" else -1.0
    found = linprog(np.r_[sign, np.zeros(n)], A, b, method="highs", **one)
    if found.status != 0:
        return np.inf
    return found.fun if orientation == "input" else -1.0 / found.fun


@pytest.mark.parametrize("rts", ["crs", "vrs"])
@pytest.mark.parametrize("orientation", ["input", "output"])
@pytest.mark.parametrize("reference", ["own", "pooled"])
def test_scores_are_those_of_another_solver(cloud, rts, orientation, reference):
    options = {"rts": rts, "orientation": orientation, "reference": reference}
    convex, union = (farrell.metafrontier(cloud, frontier=frontier, **options) for frontier in ("convex", "union"))
    X, Y, labels = cloud.X, cloud.Y, cloud.labels["group"]
    for r in range(len(cloud)):
        near = cloud.period_index == cloud.period_index[r] if reference == "own" else np.ones(len(cloud), dtype=bool)
        by = {g: radial(X[near & (labels == g)], Y[near & (labels == g)], X[r], Y[r], rts, orientation) for g in "abc"}
        assert convex.te_group[r] == pytest.approx(by[labels[r]], rel=OTHER_SOLVER)
        assert union.te_group[r] == convex.te_group[r]
        assert convex.te_meta[r] == pytest.approx(
            radial(X[near], Y[near], X[r], Y[r], rts, orientation), rel=OTHER_SOLVER
        )
        assert union.te_meta[r] == pytest.approx(min(by.values()), rel=OTHER_SOLVER)
        best = [g for g in "abc" if by[g] <= min(by.values()) * (1 + 1e-6)]
        assert union.groups[int(union.peer_groups[r].argmax())] in best
    for result in (convex, union):
        np.testing.assert_allclose(result.tgr * result.te_group, result.te_meta, rtol=CERTIFIED)
        np.testing.assert_allclose(result.peer_groups.sum(axis=1), 1.0, rtol=CERTIFIED)


@pytest.mark.parametrize("rts", ["crs", "vrs", "nirs", "ndrs"])
@pytest.mark.parametrize("orientation", ["input", "output"])
def test_group_is_above_union_is_above_convex(cloud, rts, orientation):
    options = {"rts": rts, "orientation": orientation}
    convex, union = (farrell.metafrontier(cloud, frontier=frontier, **options) for frontier in ("convex", "union"))
    assert (union.te_meta <= union.te_group + CERTIFIED).all()
    assert (convex.te_meta <= union.te_meta + CERTIFIED).all()
    assert (convex.te_meta < union.te_meta - 1e-3).any()
    assert (convex.tgr > 0).all()
    assert (convex.tgr <= 1 + CERTIFIED).all()
    np.testing.assert_allclose(convex.te_meta, farrell.dea(cloud, **options).te, rtol=CERTIFIED)
    pooled = farrell.metafrontier(cloud, reference="pooled", **options)
    assert (pooled.te_meta <= convex.te_meta + CERTIFIED).all()


def test_one_group_has_no_gap(panel_of):
    random = np.random.default_rng(3)
    panel = panel_of(random.uniform(1, 9, (20, 2)), random.uniform(1, 9, (20, 1)), group=["one"] * 20)
    for frontier in ("convex", "union"):
        result = farrell.metafrontier(panel, frontier=frontier)
        np.testing.assert_allclose(result.tgr, 1.0, rtol=CERTIFIED)
        assert result.by_group()["group"].tolist() == ["one"]


def test_known_by_hand(panel_of):
    # crs, one input of 1: outputs a 1, 2 and b 2, 4; the metafrontier is b's
    panel = panel_of([1, 1, 1, 1], [1, 2, 2, 4], group=list("aabb"))
    result = farrell.metafrontier(panel, rts="crs", frontier="union")
    np.testing.assert_allclose(result.te_group, [0.5, 1, 0.5, 1])
    np.testing.assert_allclose(result.te_meta, [0.25, 0.5, 0.5, 1])
    np.testing.assert_allclose(result.tgr, [0.5, 0.5, 1, 1])
    assert result.peer_groups.tolist() == [[0, 1]] * 4
    means = result.by_group().set_index("group")
    np.testing.assert_allclose(means.loc["a", ["n", "te_group", "te_meta", "tgr", "tgr_sd"]], [2, 0.75, 0.375, 0.5, 0])
    np.testing.assert_allclose(means.loc["all", ["n", "tgr", "tgr_min", "tgr_max"]], [4, 0.75, 0.5, 1])


def test_a_group_a_unit_is_outside_of_is_left_out_of_the_union(panel_of):
    # vrs: b's greatest output is 2, so that a's 3 is outside b
    panel = panel_of([2, 4, 1, 2], [1, 3, 1, 2], group=list("aabb"))
    result = farrell.metafrontier(panel, frontier="union")
    np.testing.assert_allclose(result.te_meta, [0.5, 1, 1, 1])
    assert (result.status == "optimal").all()


def test_groups_may_change_with_the_period(panel_of):
    panel = panel_of([1, 1, 1, 1], [1, 2, 3, 4], units="ABAB", periods=[1, 1, 2, 2], group=list("abba"))
    result = farrell.metafrontier(panel, rts="crs", reference="pooled")
    np.testing.assert_allclose(result.te_group, [0.25, 2 / 3, 1, 1])
    np.testing.assert_allclose(result.te_meta, [0.25, 0.5, 0.75, 1])
    each = result.by_group(each_period=True)
    assert each[each.group == "all"]["n"].tolist() == [2, 2]


def test_small_groups_are_named_with_their_least_size(panel_of):
    random = np.random.default_rng(1)
    panel = panel_of(random.uniform(1, 9, (14, 1)), random.uniform(1, 9, (14, 1)), group=["big"] * 9 + ["small"] * 5)
    with pytest.warns(farrell.SolveWarning, match=r"needs: small \(5\)\. ") as caught:
        farrell.metafrontier(panel)
    assert len(caught) == 1
    assert caught[0].message.values["groups"] == ["small (5)"]
    enough = panel.select(units=panel.units[:9])
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        farrell.metafrontier(enough)


def test_bundled_regions_for_provinces_without_a_group_column():
    names, random = ["北京", "Shanxi", "西藏", "广东"], np.random.default_rng(2)
    frame = pd.DataFrame({"u": names, "x": random.uniform(1, 2, 4), "y": random.uniform(1, 2, 4)})
    panel = farrell.Panel.from_frame(frame, unit="u", inputs=["x"], outputs=["y"], allow=["few-units", "isotonicity"])
    assert farrell.metafrontier(panel, group="region3").labels.tolist() == ["East", "Central", "West", "East"]
    with pytest.raises(OptionError, match=r"compares groups.*region3"):
        farrell.metafrontier(panel)


def test_a_group_called_as_the_whole_keeps_its_own_means(panel_of):
    panel = panel_of([1, 2, 3, 4], [1, 2, 2, 1], group=["all", "all", "b", "b"])
    with pytest.warns(farrell.SolveWarning, match="few"):
        means = farrell.metafrontier(panel, rts="crs").by_group()
    assert means["group"].tolist() == ["all", "b", "all"]
    assert means["n"].tolist() == [2, 2, 4]


def test_what_it_refuses(cloud):
    with pytest.raises(OptionError, match=r"group = 'regions'.*group, region3"):
        farrell.metafrontier(cloud, group="regions")
    with pytest.raises(DataError, match="U0 is not a province"):
        farrell.metafrontier(cloud, group="region3")
    with pytest.raises(OptionError, match="convex, union"):
        farrell.metafrontier(cloud, frontier="concave")
    with pytest.raises(OptionError, match="own, pooled"):
        farrell.metafrontier(cloud, reference="all")


def test_a_unit_without_a_score_has_a_status(panel_of):
    panel = panel_of([1, 0, 2, 1], [1, 1, 1, 1], group=list("aabb"))
    for frontier in ("convex", "union"):
        with pytest.warns(farrell.SolveWarning, match="undefined.*U1"):
            result = farrell.metafrontier(panel, rts="crs", frontier=frontier)
        assert result.status[1] == "undefined"
        assert np.isnan(result.tgr[1])


def test_is_a_model_with_scores(cloud):
    from farrell.dea import models

    assert models.is_scored(models.run("metafrontier", cloud, {"group": "group"}))
    assert "technology" not in farrell.metafrontier(cloud).summary()
    assert "tgr" in farrell.metafrontier(cloud)._repr_html_()
