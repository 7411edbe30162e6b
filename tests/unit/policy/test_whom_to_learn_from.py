"""Benchmarks and milestones against the models they rest on, distances by hand, and what must hold on every way."""

from __future__ import annotations

import numpy as np
import pytest

import farrell
from farrell.errors import OptionError
from farrell.policy.similar import distance


@pytest.fixture(scope="module")
def found(china):
    return farrell.benchmarks(china, 2023)


def test_distance_by_hand(china):
    """Beijing and Shanghai: same region; |ln| of people, income and share of age over their ranges in 2023."""
    panel = china.select(periods=[2023])
    a, b = panel.units.index("Beijing"), panel.units.index("Shanghai")
    parts = [0.0]
    for column in ("population_10k", "gdp_per_capita_yuan", "share_65plus"):
        values = panel.numbers[column]
        parts.append(abs(np.log(values[a] / values[b])) / np.log(values.max() / values.min()))
    far = farrell.benchmarks(china, 2023).distance
    assert far[a, b] == pytest.approx(np.mean(parts))
    assert far == pytest.approx(far.T)
    assert far.max() <= 1
    assert not np.diag(far).any()


def test_a_column_without_spread_and_one_with_negative_values_are_taken():
    import pandas as pd

    frame = pd.DataFrame({"u": list("ABC"), "x": [1.0, 2, 4], "y": [1.0, 2, 3], "z": [-1.0, 0, 3], "c": [5.0, 5, 5]})
    panel = farrell.Panel.from_frame(
        frame,
        unit="u",
        inputs=["x"],
        outputs=["y"],
        environment=["z", "c"],
        allow=["few-units", "constant", "negative"],
    )
    assert distance(panel, ["z"])[0].tolist() == [0, 0.25, 1]
    assert not distance(panel, ["c"]).any()


def test_peers_are_those_of_the_radial_model_the_similar_first(china, found):
    result = farrell.dea(china.select(periods=[2023]), rts="vrs")
    for unit in ("Hebei", "Anhui", "Gansu"):
        peers = found.peers(unit)
        assert {name: weight for name, weight, _ in peers} == pytest.approx(result.peers(unit, 2023))
        assert [d for *_, d in peers] == sorted(d for *_, d in peers)
    frame = found.peers_frame()
    assert set(frame["unit"]) == {u for u, e in zip(found.units, result.efficiency, strict=True) if e == "inefficient"}
    east = dict(zip(found.units, found.panel.labels["region3"], strict=True))
    assert (
        frame["same_group"] == [east[a] == east[b] for a, b in zip(frame["unit"], frame["peer"], strict=True)]
    ).all()


def test_role_models_are_counted_over_inefficient_units(found):
    frame = found.peers_frame()
    models = found.role_models().set_index("unit")
    counts = frame["peer"].value_counts()
    for unit, row in models.iterrows():
        assert row["count"] == counts.get(unit, 0)
        assert row["weight"] == pytest.approx(frame.loc[frame["peer"] == unit, "lambda"].sum())
    assert models["share"].max() <= 1
    assert models["reach"].max() <= 3


def test_the_frontier_of_a_group_is_no_harder_than_that_of_all(china, found):
    assert (found.te_group >= found.te - 1e-9).all()
    west = [u for u, r in zip(found.units, found.panel.labels["region3"], strict=True) if r == "West"]
    alone = farrell.dea(china.select(periods=[2023], units=west), rts="vrs")
    ours = {u: t for u, t in zip(found.units, found.te_group, strict=True) if u in west}
    assert [ours[u] for u in alone.panel.units] == pytest.approx(alone.te)


def test_the_nearest_are_efficient_units_by_distance(found):
    efficient = np.nonzero(found.efficient)[0]
    for k in range(31):
        others = [j for j in efficient if j != k]
        best = sorted(others, key=lambda j: found.distance[k, j])[:3]
        assert sorted(found.distance[k, found.nearest[k]]) == pytest.approx(sorted(found.distance[k, best]))


def test_closest_targets_ask_for_less_than_the_usual_ones(found):
    frame = found.targets_frame()
    move = frame.groupby("unit")[["move_usual", "move_closest"]].agg(lambda v: v.abs().sum())
    assert (move["move_closest"] <= move["move_usual"] + 1e-9).all()
    assert (move["move_closest"] < move["move_usual"] - 0.01).any()


@pytest.mark.parametrize("way", ["layers", "direct", "closest"])
@pytest.mark.parametrize(("orientation", "limit"), [("input", 0.05), ("output", 0.1), ("input", 1.0)])
def test_on_every_way_nothing_changes_too_fast_and_efficiency_never_falls(china, way, orientation, limit):
    panel = china.select(periods=[2023])
    found = farrell.milestones(china, 2023, way=way, limit=limit, orientation=orientation)
    today = np.hstack([panel.X, panel.Y])
    for k, unit in enumerate(panel.units):
        own = [s for s in found.steps if s.unit == unit]
        if found.te[k] < 1 - 1e-6:
            assert own
        points = np.array([today[k], *(s.values for s in own)])
        steps = np.diff(points, axis=0)
        assert (np.abs(steps) <= limit * today[k] * (1 + 1e-9)).all()
        assert (steps[:, :3] <= 1e-9 * today[k, :3]).all()
        assert (steps[:, 3:] >= -1e-9 * today[k, 3:]).all()
        te = np.array([found.te[k], *(s.te for s in own)])
        assert (np.diff(te) >= -1e-8).all()
        assert te[-1] == pytest.approx(1.0, abs=1e-7)
        assert te.max() <= 1 + 1e-7  # every step is possible today
        assert found.years[k] == len(own)
        assert [s.year for s in own] == list(range(1, len(own) + 1))
        assert [s.layer for s in own] == sorted((s.layer for s in own), reverse=True)


def test_a_horizon_cuts_the_way(china):
    found = farrell.milestones(china, 2023, limit=0.02, years=3)
    assert max(s.year for s in found.steps) == 3
    assert np.isnan(found.years).any()


@pytest.mark.parametrize(
    ("function", "options", "code"),
    [
        ("benchmarks", {"similar": ["incom"]}, "choice"),
        ("benchmarks", {"nearest": 0}, "plan-number"),
        ("benchmarks", {"rts": "grs"}, "choice"),
        ("milestones", {"limit": 0}, "plan-number"),
        ("milestones", {"years": 0}, "plan-number"),
        ("milestones", {"way": "straight"}, "choice"),
        ("diagnose", {"orientation": "none"}, "choice"),
    ],
)
def test_options_without_sense_are_refused_here_too(china, function, options, code):
    with pytest.raises(OptionError) as caught:
        getattr(farrell, function)(china, 2023, **options)
    assert caught.value.code == code
