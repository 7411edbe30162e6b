"""Faults that a review by a second implementation found, each in its smallest case."""

from __future__ import annotations

import warnings

import numpy as np
import pandas as pd
import pytest
from test_technologies import made

import farrell
from farrell.errors import DataError, FarrellError, OptionError

pytestmark = pytest.mark.filterwarnings("ignore::farrell.errors.DataWarning", "ignore::farrell.SolveWarning")
ALLOWED = ["few-units", "constant", "unbalanced", "zero", "sizes", "isotonicity", "outlier-ratio", "outlier-jump"]


def panel_of(rows, columns, **roles):
    frame = pd.DataFrame(rows, columns=["u", "t", *columns])
    return farrell.Panel.from_frame(frame, unit="u", period="t", allow=[*ALLOWED, "adds-up", "ratio"], **roles)


def test_points_without_shadow_prices_are_infeasible_and_no_traceback():
    rows = [("A", 1, 1.0, 0.0, 1.0), ("B", 1, 2.0, 2.0, 0.0), ("A", 2, 1.0, 1.0, 1.0), ("B", 2, 2.0, 2.0, 1.0)]
    panel = panel_of(rows, ["x", "y", "z"], inputs=["x"], outputs=["y", "z"])
    found = farrell.hicks_moorsteen(panel, weights="shadow")
    assert "infeasible" in found.status.tolist()
    assert np.isnan(found.tfpch[found.status == "infeasible"]).all()
    for seed in range(12):
        rng = np.random.default_rng(seed)
        drawn = [(f"u{i}", t, *(rng.integers(0, 5, 4) + np.array([1, 1, 0, 1]))) for t in (1, 2) for i in range(5)]
        panel = panel_of(drawn, ["a", "b", "c", "d"], inputs=["a", "b"], outputs=["c", "d"])
        for rts in ("crs", "vrs", "nirs", "ndrs"):
            result = farrell.hicks_moorsteen(panel, weights="shadow", rts=rts)
            assert (np.isfinite(result.tfpch) == (result.status == "optimal")).all()


@pytest.mark.parametrize("seed", range(8))
def test_shadow_prices_do_not_hang_on_the_order_of_rows(seed):
    rng = np.random.default_rng(seed)
    drawn = [(f"u{i}", t, *rng.integers(1, 5, 4).astype(float)) for t in (1, 2) for i in range(4)]
    roles = {"inputs": ["a", "b"], "outputs": ["c", "d"]}
    one, turned = (panel_of(rows, ["a", "b", "c", "d"], **roles) for rows in (drawn, drawn[::-1]))
    for call in (lambda p: farrell.hicks_moorsteen(p, weights="shadow"), lambda p: farrell.fare_primont(p).change):
        a, b = call(one), call(turned)
        held = dict(zip(zip(b.units, b.period_from, strict=True), b.tfpch.tolist(), strict=True))
        for key, value in zip(zip(a.units, a.period_from, strict=True), a.tfpch.tolist(), strict=True):
            assert held[key] == pytest.approx(value, rel=1e-9, nan_ok=True)


def test_scale_of_the_generalised_index_moves_with_size_under_input_orientation():
    rng = np.random.default_rng(3)
    rows = [(f"u{k}", t, rng.uniform(1, 5), rng.uniform(1, 5) * 1.3**t) for k in range(12) for t in (1, 2)]
    found = farrell.malmquist(panel_of(rows, ["x", "y"], inputs=["x"], outputs=["y"]), decomposition="grifell-lovell")
    scale = found.part("scalech")
    assert np.ptp(scale[np.isfinite(scale)]) > 0.05


def test_an_output_that_shrinks_to_nothing_has_no_efficiency():
    rows = [
        (u, t, x, y)
        for t, first in ((1, 1.0), (2, 2.0))
        for u, x, y in (("A", first, 1.0), ("B", 2.0 if t == 2 else 1.0, 2.0), ("C", 3.0, 3.0))
    ]
    panel = panel_of(rows, ["x", "y"], inputs=["x"], outputs=["y"])
    found = farrell.malmquist(panel, distance="ddf", orientation="none", rts="vrs").to_frame(distances=True)
    row = found.set_index("unit").loc["A"]
    assert row["status"] == "undefined"
    assert np.isnan(row["d_from_to"])


def test_common_units_alone_make_the_weights_of_levels():
    rows = [
        ("A", 1, 1.0, 2, 1.0, 1.0, 1, 1, 1, 1), ("B", 1, 2.0, 2, 3.0, 1.0, 1, 1, 1, 50),
        ("A", 2, 1.0, 3, 1.0, 1.0, 1, 1, 1, 1),
        ("B", 2, 3.0, 3, 3.0, 1.0, 1, 1, 1, 50), ("C", 2, 9.0, 1, 1.0, 20.0, 1, 1, 1, 50),
    ]  # fmt: skip
    panel = panel_of(
        rows, ["x1", "x2", "y1", "y2", "p1", "p2", "w1", "w2"], inputs=["x1", "x2"], outputs=["y1", "y2"],
        output_prices=["p1", "p2"], input_prices=["w1", "w2"],
    )  # fmt: skip
    for call in (farrell.lowe, farrell.fare_primont):
        common, alone = call(panel, unbalanced="common"), call(panel.select(units=["A", "B"]))
        assert common.change.tfpch == pytest.approx(alone.change.tfpch, rel=1e-12)
        assert common.input_weights == pytest.approx(alone.input_weights, rel=1e-12)


def test_cost_of_nothing_is_undefined_and_absent_comparisons_have_no_distances():
    rows = [("A", 1, 2.0, 1.0, 1.0), ("B", 1, 3.0, 2.0, 1.0), ("A", 2, 2.0, 2.0, 0.0), ("B", 2, 3.0, 3.0, 1.0)]
    panel = panel_of(rows, ["x", "y", "w"], inputs=["x"], outputs=["y"], input_prices=["w"])
    with pytest.warns(farrell.SolveWarning, match="undefined"):
        found = farrell.cost_malmquist(panel)
    assert found.status.tolist() == ["undefined", "optimal"]
    gone = panel_of(rows[:3], ["x", "y", "w"], inputs=["x"], outputs=["y"], input_prices=["w"])
    frame = farrell.cost_malmquist(gone).to_frame(distances=True).set_index("unit")
    assert frame.loc["B", "status"] == "absent"
    assert frame.loc["B", [c for c in frame if c.startswith("d_")]].isna().all()


def test_prices_are_not_negative():
    rows = [
        ("A", 1, 2.0, 1.0, 1.0, 1.0),
        ("A", 2, 2.0, 2.0, 1.0, -1.0),
        ("B", 1, 1.0, 1.0, 1.0, 1.0),
        ("B", 2, 1.0, 2.0, -2.0, 1.0),
    ]
    panel = panel_of(rows, ["x", "y", "w", "p"], inputs=["x"], outputs=["y"], input_prices=["w"], output_prices=["p"])
    for call in (farrell.price_index, farrell.lowe, farrell.cost_malmquist):
        with pytest.raises(DataError, match="-2"):
            call(panel)


def test_sizes_are_not_negative_and_rows_without_one_are_counted():
    result = farrell.malmquist(made(0))
    k = len(result.units)
    with pytest.raises(OptionError) as caught:
        result.means("overall", weights=[-1.0] * k)
    assert caught.value.code == "weights-negative"
    one = result.means("overall", weights=[np.nan] * (k - 1) + [1.0]).iloc[0]
    assert (one["n"], one["left_out"]) == (1, k - 1)
    assert one["tfpch"] == pytest.approx(result.tfpch[-1])


def test_no_pair_at_all_is_an_error_of_ours():
    rows = [("A", 1, 1.0, 2.0), ("B", 1, 2.0, 3.0), ("C", 2, 1.0, 2.0), ("D", 2, 2.0, 2.0)]
    panel = panel_of(rows, ["x", "y"], inputs=["x"], outputs=["y"])
    for call in (farrell.malmquist, farrell.luenberger, farrell.hicks_moorsteen, farrell.fare_primont):
        with pytest.raises(OptionError) as caught:
            call(panel, unbalanced="pairs")
        assert caught.value.code == "no-pairs"


def test_two_periods_have_a_window_and_a_table_of_technologies():
    panel = made(1).select(periods=[2010, 2011])
    assert farrell.malmquist(panel, technology="window").settings["window"] == 2
    assert farrell.malmquist(panel, technology="window", window=np.int64(1)).settings["window"] == 1
    table = farrell.compare_technologies(panel, group="g")
    assert set(table.technology) >= {"window", "metafrontier"}


def test_logarithms_are_taken_of_units_that_are_compared_only():
    keys = [("A", 1), ("A", 2), ("B", 1), ("B", 2), ("C", 2)]
    rows = [(*key, 1.0 + i, 2.0 + i, 3.0, 1.0, 1.0, 1.0) for i, key in enumerate(keys)]
    rows[-1] = ("C", 2, 2.0, 0.0, 3.0, 1.0, 1.0, 1.0)
    panel = panel_of(
        rows, ["x", "y", "z", "w", "p", "q"], inputs=["x"], outputs=["y", "z"], input_prices=["w"],
        output_prices=["p", "q"],
    )  # fmt: skip
    assert np.isfinite(farrell.price_index(panel, formula="tornqvist", unbalanced="common").tfpch).all()
    with pytest.raises(DataError):
        farrell.price_index(panel, formula="tornqvist")


def test_an_index_of_one_frontier_stands_without_its_parts():
    """Super-efficient own scores under variable returns may have no solution; the index needs none of them."""
    found = farrell.malmquist(made(0), technology="global", distance="super-sbm", rts="vrs", orientation="none")
    assert (found.status == "optimal").all()
    assert np.isfinite(found.tfpch).all()
    D = found.distances
    assert found.tfpch == pytest.approx(D["to_common"] / D["from_common"], rel=1e-12)


def test_parts_that_are_missing_are_warned_of():
    panel = made(1)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found = farrell.malmquist(panel, decomposition="zofio")
    lost = int((~found.rows()).sum())
    assert lost > 0
    with pytest.warns(farrell.SolveWarning, match=f"{lost} comparison.s. have an index but not all of its parts"):
        farrell.malmquist(panel, decomposition="zofio")
    assert found.summary().splitlines()[2].split()[-1] == "n"


def test_shares_without_a_solution_are_of_each_group_and_of_what_was_observed():
    panel = made(2, drop=[("u0", 2011), ("u3", 2012)])
    table = farrell.compare_technologies(panel, technologies=("adjacent",), group="g", rts="vrs").set_index("group")
    result = farrell.malmquist(panel, rts="vrs")
    labels, there = np.array(result.group_labels("g")), result.status != "absent"
    for group in ("north", "south"):
        here = there & (labels == group)
        assert table.loc[group, "infeasible"] == pytest.approx((result.status[here] == "infeasible").mean())
    assert table.loc["all", "infeasible"] == pytest.approx((result.status[there] == "infeasible").mean())
    based = farrell.compare_technologies(panel, technologies=("adjacent", "global"), form="base")
    direct = farrell.malmquist(panel, form="base", decomposition="fglr").means("overall")["techch"].iloc[0]
    assert based["techch"].iloc[0] == pytest.approx(direct, rel=1e-12)


def test_absent_units_are_no_programs_without_a_solution():
    panel = made(2, drop=[("u0", 2011), ("u3", 2012)])
    said = farrell.compare_decompositions(panel, technology="global").reasons()
    assert not any("no solution" in sentence for sentence in said)
    table = farrell.compare_decompositions(panel)
    rows = table.table.set_index("decomposition")
    lost = int(rows.loc["fglr", "n"] - rows.loc["zofio", "n"])
    assert lost > 0
    assert f"{lost} of {rows.loc['fglr', 'n']:.0f} comparisons" in table.reasons()[-1]


@pytest.mark.parametrize(
    "wrong",
    [
        lambda m, p: m.means(None), lambda m, p: m.means(5), lambda m, p: m.contributions(5),
        lambda m, p: m.means(weights=["a"] * len(m.units)), lambda m, p: m.means(weights={}),
        lambda m, p: m.without(2010), lambda m, p: m.without(None), lambda m, p: m.group_labels(["g"]),
        lambda m, p: farrell.compare_technologies(p, group=["g"]),
        lambda m, p: farrell.compare_technologies(p, technologies=5),
        lambda m, p: farrell.compare_technologies("panel"), lambda m, p: farrell.compare_decompositions("panel"),
        lambda m, p: farrell.compare_decompositions(p, colour="red"), lambda m, p: farrell.innovators(None),
        lambda m, p: farrell.transitivity(p), lambda m, p: farrell.innovators(farrell.fare_primont(p)),
        lambda m, p: farrell.malmquist_luenberger("panel"),
        lambda m, p: farrell.malmquist(p, technology=np.array(["a"])),
        lambda m, p: farrell.luenberger(p, technology=np.array(["a"])),
        lambda m, p: farrell.malmquist(p, distance=np.array(["sbm"])),
        lambda m, p: farrell.compare_decompositions(p).reasons("fr"),
    ],
)  # fmt: skip
def test_wrong_arguments_have_errors_of_ours(wrong):
    panel = made(0)
    with pytest.raises(FarrellError) as caught:
        wrong(farrell.malmquist(panel), panel)
    assert str(caught.value)


def test_a_result_without_intervals_still_shows_itself():
    empty = farrell.malmquist(made(0)).without([2011, 2012])
    assert len(empty.means()) == 0
    assert "interval" in empty.summary()
    assert "table" in empty._repr_html_()
    assert len(empty.contributions()) == 0
