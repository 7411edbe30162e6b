"""Units that stand apart: by volume, by samples of others, by super-efficiency."""

import sys
from itertools import combinations
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import farrell
from farrell import OptionError

FOLLOW_THROUGH = Path(__file__).parents[2] / "golden" / "cases" / "bench-radial-charnes-in-vrs" / "data.csv"


def panel_of(x, y, **options):
    df = pd.DataFrame({"u": [f"u{i}" for i in range(len(x))], "x": x, "y": y})
    return farrell.Panel.from_frame(df, unit="u", inputs=["x"], outputs=["y"], allow=["few-units"], **options)


@pytest.fixture(scope="module")
def follow_through():
    """The 70 school sites of Charnes, Cooper & Rhodes 1981, DOI 10.1287/mnsc.27.6.668."""
    df = pd.read_csv(FOLLOW_THROUGH)
    return farrell.Panel.from_frame(
        df, unit="dmu", inputs=[f"x{i}" for i in range(1, 6)], outputs=["y1", "y2", "y3"], name="sites"
    )


@pytest.fixture(scope="module")
def china():
    return farrell.load("china-health").panel


def test_volumes_by_hand():
    """Z = (1, 1), (1, 2), (2, 2), (4, 9): Z'Z = [[22, 43], [43, 90]] with determinant 131."""
    found = farrell.outlier_ap(panel_of([1.0, 1, 2, 4], [1.0, 2, 2, 9]), most=2, keep=10)
    frame = found.to_frame()
    one = dict(zip(frame.members[frame["size"] == 1], frame.volume[frame["size"] == 1], strict=True))
    # without (1, 1): 21 * 89 - 42^2 = 105;  (1, 2): 21 * 86 - 41^2 = 125;  (2, 2): 18 * 86 - 39^2 = 27;
    # without (4, 9): 6 * 9 - 7^2 = 5
    assert {name: round(131 * volume, 6) for name, volume in one.items()} == {"u0": 105, "u1": 125, "u2": 27, "u3": 5}
    pair = frame[frame["size"] == 2].iloc[0]
    assert (pair.members, round(131 * pair.volume, 6)) == ("u1, u3", 0)  # (1, 1) and (2, 2) span nothing


def test_every_subset_by_determinants(follow_through):
    """All 57,225 subsets of up to three sites, one determinant each: another way to the same numbers."""
    found = farrell.outlier_ap(follow_through, most=3, keep=25)
    Z = np.hstack([follow_through.X, follow_through.Y])
    gram = Z.T @ Z
    outer = Z[:, :, None] * Z[:, None, :]
    for size in (1, 2, 3):
        subsets = np.array(list(combinations(range(70), size)))
        left = np.linalg.det(gram - outer[subsets].sum(axis=1)) / np.linalg.det(gram)
        order = np.argsort(left)[:25]
        k = np.nonzero(found.size == size)[0]
        np.testing.assert_allclose(found.volume[k], left[order], rtol=1e-9)
        np.testing.assert_allclose(found.log_ratio[k], np.log(left[order] / left[order[0]]), atol=1e-8)
        assert [tuple(s) for s in subsets[order]] == [found.members[j] for j in k]


def test_sites_44_and_59_of_follow_through_stand_apart_together(follow_through):
    best = farrell.outlier_ap(follow_through, most=4).separation()
    assert best.members.tolist()[1] == "44, 59"
    assert best.gap.idxmax() == 1


def test_units_of_measurement_change_nothing(follow_through):
    other = follow_through.with_numbers({"x1": follow_through.numbers["x1"] * 1e6})
    first, second = (farrell.outlier_ap(p, most=2) for p in (follow_through, other))
    np.testing.assert_allclose(first.volume, second.volume, rtol=1e-8)
    assert first.members == second.members


@pytest.mark.filterwarnings("ignore::farrell.DataWarning")
def test_a_planted_pair_is_found_that_hides_when_one_is_deleted_at_a_time():
    rng = np.random.default_rng(5)
    x = rng.uniform(10, 20, 40)
    y = x * rng.uniform(0.8, 1.0, 40)
    x[[3, 8]], y[[3, 8]] = 15.0, 45.0
    best = farrell.outlier_ap(panel_of(x, y), most=3).separation()
    assert best.members[1] == "u3, u8"
    assert best.gap.idxmax() == 1


def test_each_period_is_a_cloud_of_its_own_or_all_are_one(china):
    two = china.select(periods=[2022, 2023])
    own = farrell.outlier_ap(two, most=1, keep=3)
    assert own.clouds == (2022, 2023)
    alone = farrell.outlier_ap(china.select(periods=[2023]), most=1, keep=3)
    np.testing.assert_allclose(own.volume[3:], alone.volume)
    pooled = farrell.outlier_ap(two, most=1, keep=3, reference="pooled")
    assert all(name.endswith(("2022", "2023")) for name in pooled.to_frame().members)


@pytest.mark.parametrize("options", [{"most": 0}, {"keep": 0}, {"most": 30}, {"most": True}, {"reference": "all"}])
def test_what_makes_no_sense_is_refused(china, options):
    with pytest.raises(OptionError):
        farrell.outlier_ap(china.select(periods=[2023]), **options)


def test_too_many_sets_are_refused_and_not_waited_for(follow_through, monkeypatch):
    monkeypatch.setattr(sys.modules["farrell.inference.outlier_ap"], "MOST_STEPS", 1)
    with pytest.raises(OptionError, match="less than 3"):
        farrell.outlier_ap(follow_through, most=4)


def test_of_few_units_sets_are_as_large_as_can_be_and_none_where_there_can_be_none(china):
    columns = china.X.shape[1] + china.Y.shape[1]
    for units, most in ((columns + 4, 3), (columns + 2, 2), (columns, 0)):
        panel = china.select(periods=[2023], units=china.units[:units])
        found = farrell.outliers(panel)
        assert found.settings["most"] == most
        assert len(found.ap.separation()) == most
        assert found.by_ap.any() == (most > 0)
        assert f"up to {most} in" in repr(found.ap)
    with pytest.raises(OptionError):
        farrell.outliers(panel, most=1)


def test_columns_that_are_multiples_span_no_volume():
    with pytest.raises(OptionError, match="sum of others"):
        farrell.outlier_ap(panel_of([1.0, 2, 3, 4], [2.0, 4, 6, 8]))


def test_order_m_by_hand_without_oneself():
    """y as much as unit 1 is made by units 2 and 3 with x = 4 and 8, of which two draws are taken: the least is 4 but
    for one of four cases, so E = (3 * 4 + 8) / 4 = 5, and over x = 2 it is 2.5."""
    found = farrell.outlier_order_m(panel_of([1.0, 2, 4, 8], [1.0, 2, 3, 4]), m=(1, 2), beyond=(0.0, 1.0))
    assert found.te[1, 1] == pytest.approx(2.5)
    assert found.te[0, 1] == pytest.approx(3.0)
    assert found.compared.tolist() == [3, 2, 1, 0]
    assert np.isnan(found.te[:, 3]).all()
    # with m = 2 unit 0 scores (5 * 2 + 3 * 4 + 8) / 9 = 10 / 3, and unit 2, compared with unit 3 alone, 8 / 4 = 2
    assert found.te[1, [0, 2]].tolist() == pytest.approx([10 / 3, 2.0])
    assert found.share[1].tolist() == [0.75, 0.5]
    assert "1 of 4 can be compared with nobody" in found.summary()
    assert found.flagged(1.0, least=1).tolist() == [True, True, False, False]
    assert found.flagged(1.0, least=3).tolist() == [True, False, False, False]
    assert not found.flagged(1.0).any()


@pytest.mark.parametrize("orientation", ["input", "output"])
def test_order_m_is_that_of_a_panel_of_the_others(china, orientation):
    one = china.select(periods=[2023])
    found = farrell.outlier_order_m(one, m=(25,), orientation=orientation)
    for k in (0, 9, 20):
        rest = one.select(units=[unit for unit in one.units if unit != one.units[k]])
        alone = one.select(units=[one.units[k]])
        want = farrell.order_m(alone, m=25, orientation=orientation, reference=rest).te[0]
        assert found.te[0, k] == pytest.approx(want, rel=1e-12)


def test_shares_fall_with_m_and_with_the_threshold(china):
    share = farrell.outlier_order_m(china).share
    assert (np.diff(share, axis=0) <= 1e-12).all()
    assert (np.diff(share, axis=1) <= 1e-12).all()


@pytest.mark.parametrize("options", [{"m": (0,)}, {"beyond": (-1,)}, {"orientation": "none"}])
def test_order_m_refuses_what_makes_no_sense(china, options):
    with pytest.raises(OptionError):
        farrell.outlier_order_m(china, **options)


@pytest.mark.filterwarnings("ignore::farrell.DataWarning")
def test_three_rules_name_a_unit_whose_output_was_mistyped():
    rng = np.random.default_rng(2)
    x = rng.uniform(10, 20, 30)
    x[4] = 19.0
    y = x * rng.uniform(0.7, 1.0, 30)
    y[4] *= 10
    found = farrell.outliers(panel_of(x, y), orientation="output")
    assert found.rules[4] == 3
    assert found.by_super.sum() == 1


def test_the_three_rules_are_their_own_functions(china):
    one = china.select(periods=[2023])
    found = farrell.outliers(one, most=2)
    assert found.by_super.tolist() == (farrell.super_efficiency(one, rts="crs").te > 1.5).tolist()
    gap = found.ap.separation()
    best = gap.members[gap.gap.idxmax()].split(", ")
    assert [one.unit_at(r) for r in np.nonzero(found.by_ap)[0]] == best
    assert found.by_order_m.tolist() == found.order_m.flagged(0.2).tolist()
    assert len(found.to_frame()) == 31
    assert "rules" in found.summary()
    assert "<table>" in found._repr_html_()
    with pytest.raises(OptionError):
        farrell.outliers(one, above=0.5)
