"""farrell.malmquist: parts, absent units, infeasible programs, means, chains."""

import numpy as np
import pandas as pd
import pytest

from farrell import OptionError, SolveWarning, dea, malmquist

CERTIFIED = 1e-9
"""An index is a product of scores certified to about 1e-10."""
COMPONENTS = ["effch", "techch", "pech", "sech", "tfpch"]


@pytest.fixture(scope="module")
def balanced(panel_of):
    rng = np.random.default_rng(1)
    X, Y = rng.lognormal(0, 0.4, (24, 2)), rng.lognormal(0, 0.4, (24, 1))
    return panel_of(
        X, Y, units=list("ABCDEFGH") * 3, periods=[2019] * 8 + [2020] * 8 + [2021] * 8, group=list("eewwssss") * 3
    )


@pytest.fixture(scope="module")
def result(balanced):
    return malmquist(balanced)


@pytest.fixture(scope="module")
def gap(panel_of):
    """D is not observed in 2020."""
    rng = np.random.default_rng(2)
    units, periods = list("ABCDABCABCD"), [2019] * 4 + [2020] * 3 + [2021] * 4
    panel = panel_of(rng.lognormal(0, 0.4, 11), rng.lognormal(0, 0.4, 11), units=units, periods=periods)
    with pytest.warns(SolveWarning) as caught:
        outcome = malmquist(panel)
    return panel, outcome, caught


def test_rows_run_by_interval_then_unit(result):
    assert result.units == tuple("ABCDEFGH") * 2
    assert result.period_from == (2019,) * 8 + (2020,) * 8
    assert result.period_to == (2020,) * 8 + (2021,) * 8
    assert result.tfpch.shape == (16,)
    assert (result.status == "optimal").all()
    assert not result.tfpch.flags.writeable
    assert (result.settings["decomposition"], result.settings["technology"]) == ("fgnz", "adjacent")
    assert result.provenance["sha256"] == result.panel.sha256


def test_parts_follow_from_the_distances_kept(result):
    d = result.distances
    np.testing.assert_allclose(result.effch, d["to_to"] / d["from_from"], rtol=CERTIFIED)
    np.testing.assert_allclose(
        result.tfpch, np.sqrt(d["from_to"] ** -1 * d["to_to"] * d["to_from"] / d["from_from"]), rtol=CERTIFIED
    )
    np.testing.assert_allclose(result.pech, d["vrs_to"] / d["vrs_from"], rtol=CERTIFIED)
    np.testing.assert_allclose(result.sech * result.pech, result.effch, rtol=CERTIFIED)


@pytest.mark.parametrize("way", ["input", "output"])
def test_distances_are_scores_against_each_period(balanced, way):
    d = malmquist(balanced, orientation=way).distances
    scores = {s: dea(balanced, rts="crs", orientation=way, reference=s).te for s in balanced.periods}
    rows = {t: balanced.rows_of(t) for t in balanced.periods}
    for name, (data, frontier) in {"from_from": (0, 0), "from_to": (0, 1), "to_from": (1, 0), "to_to": (1, 1)}.items():
        for i in range(2):
            t, s = balanced.periods[i + data], balanced.periods[i + frontier]
            np.testing.assert_allclose(d[name][8 * i : 8 * i + 8], scores[s][rows[t]], rtol=CERTIFIED)
    vrs = dea(balanced, rts="vrs", orientation=way).te
    np.testing.assert_allclose(d["vrs_from"], np.r_[vrs[rows[2019]], vrs[rows[2020]]], rtol=CERTIFIED)


def test_units_are_matched_by_name_whatever_their_order(balanced, panel_of, result):
    rng = np.random.default_rng(3)
    order = rng.permutation(24)
    labels = {
        "units": np.array(balanced.unit_labels)[order],
        "periods": np.array(balanced.period_labels)[order].tolist(),
    }
    shuffled = malmquist(panel_of(balanced.X[order], balanced.Y[order], **labels))
    keys = ["unit", "period_from"]
    ours, theirs = (r.to_frame().set_index(keys).sort_index() for r in (shuffled, result))
    pd.testing.assert_frame_equal(ours, theirs, rtol=CERTIFIED)


def test_direction_is_progress_above_one_under_either_orientation(panel_of):
    labels = {"units": list("ABAB"), "periods": [1, 1, 2, 2]}
    for way in ("input", "output"):
        better = malmquist(panel_of([2, 4, 1, 2], [1, 1, 1, 1], **labels), orientation=way)
        np.testing.assert_allclose(better.tfpch, 2.0, rtol=CERTIFIED)
        worse = malmquist(panel_of([2, 4, 2, 4], [2, 2, 1, 1], **labels), orientation=way)
        np.testing.assert_allclose(worse.tfpch, 0.5, rtol=CERTIFIED)


def test_an_absent_unit_has_its_status_and_no_number(gap):
    panel, outcome, _ = gap
    frame = outcome.to_frame()
    absent = frame["status"] == "absent"
    assert frame.loc[absent, ["unit", "period_from"]].to_numpy().tolist() == [["D", 2019], ["D", 2020]]
    assert frame.loc[absent, COMPONENTS].isna().all(axis=None)
    assert frame.loc[~absent, COMPONENTS].notna().all(axis=None)
    own = dea(panel, rts="crs")
    assert outcome.distances["from_from"][3] == pytest.approx(own.te[own.row_of("D", 2019)], rel=CERTIFIED)


def test_one_warning_names_the_absent_unit(gap):
    _, _, caught = gap
    assert len(caught) == 1
    message = str(caught[0].message)
    assert "D 2019–2020" in message
    assert "D 2020–2021" in message
    assert all(f"{unit} 20" not in message for unit in "ABC")


def test_means_say_how_many_they_leave_out(gap):
    _, outcome, _ = gap
    interval = outcome.means("interval")
    assert interval["interval"].tolist() == ["2019–2020", "2020–2021"]
    assert interval["n"].tolist() == [3, 3]
    assert interval["left_out"].tolist() == [1, 1]
    assert interval["tfpch"].iloc[0] == pytest.approx(np.exp(np.log(outcome.tfpch[:3]).mean()), rel=CERTIFIED)
    units = outcome.means("unit").set_index("unit")
    assert units.loc["D", ["n", "left_out"]].tolist() == [0, 2]
    assert units.loc["D", COMPONENTS].isna().all()
    overall = outcome.means("overall").iloc[0]
    assert (overall["n"], overall["left_out"]) == (6, 2)


def test_geometric_means_keep_the_identities(result):
    for by in ("interval", "unit", "overall"):
        means = result.means(by)
        np.testing.assert_allclose(means["effch"] * means["techch"], means["tfpch"], rtol=CERTIFIED)
        np.testing.assert_allclose(means["pech"] * means["sech"], means["effch"], rtol=CERTIFIED)


def test_group_means_follow_the_labels(result):
    labels = result.group_labels("group")
    assert labels == list("eewwssss") * 2
    means = result.means(labels).set_index("group")
    assert means.index.tolist() == ["e", "w", "s"]
    assert means["n"].tolist() == [4, 4, 8]
    here = np.array(labels) == "s"
    assert means.loc["s", "tfpch"] == pytest.approx(np.exp(np.log(result.tfpch[here]).mean()), rel=CERTIFIED)


def test_group_of_an_absent_unit_is_the_other_period_s(panel_of):
    panel = panel_of([1, 2, 1], [1, 1, 1], units="ABA", periods=[1, 1, 2], group=["e", "w", "n"])
    with pytest.warns(SolveWarning):
        outcome = malmquist(panel)
    assert outcome.group_labels("group") == ["n", "w"]


def test_wrong_groupings_are_refused(result):
    with pytest.raises(OptionError, match="interval"):
        result.means("intervals")
    with pytest.raises(OptionError):
        result.means(["a"] * 5)
    with pytest.raises(OptionError):
        result.group_labels("grup")


def test_chained_index_is_the_product_of_its_links(result):
    chain = result.cumulative()
    assert len(chain) == 24
    assert (chain.loc[chain["period"] == 2019, COMPONENTS] == 1.0).all(axis=None)
    for i, unit in enumerate("ABCDEFGH"):
        own = chain[chain["unit"] == unit].set_index("period")
        for name in COMPONENTS:
            links = getattr(result, name)[[i, i + 8]]
            np.testing.assert_allclose(own[name], [1.0, links[0], links[0] * links[1]], rtol=CERTIFIED)


def test_a_missing_link_breaks_the_chain_from_there_on(gap):
    _, outcome, _ = gap
    chain = outcome.cumulative().set_index(["unit", "period"])
    assert chain.loc[("D", 2019), "tfpch"] == 1.0
    assert chain.loc["D"].loc[[2020, 2021], COMPONENTS].isna().all(axis=None)
    assert chain.loc["A", COMPONENTS].notna().all(axis=None)


def test_a_unit_that_comes_later_has_no_chain_from_a_period_it_was_not_in(panel_of):
    panel = panel_of([1, 2, 1, 2, 1, 2, 3], [1, 1, 1, 1, 1, 1, 1], units="ABABABC", periods=[1, 1, 2, 2, 3, 3, 3])
    with pytest.warns(SolveWarning, match="C"):
        outcome = malmquist(panel)
    chain = outcome.cumulative().set_index(["unit", "period"])
    assert chain.loc["C"].loc[[2, 3], "tfpch"].isna().all()
    assert outcome.status.tolist() == ["optimal", "optimal", "absent"] * 2


def test_infeasible_programs_are_values_counted_and_named(panel_of):
    panel = panel_of([1, 2, 1, 2], [1, 2, 1, 9], units="ABAB", periods=[1, 1, 2, 2])
    with pytest.warns(SolveWarning, match="infeasible.*B 1–2|B 1–2.*infeasible") as caught:
        outcome = malmquist(panel, rts="vrs")
    assert len(caught) == 1
    assert outcome.status.tolist() == ["optimal", "infeasible"]
    assert outcome.diagnostics["infeasible"] == 1
    assert np.isnan(outcome.tfpch[1])
    assert np.isfinite(outcome.tfpch[0])
    assert np.isnan(outcome.distances["to_from"][1])
    assert outcome.distances["to_to"][1] == pytest.approx(1.0)
    assert outcome.means("overall").iloc[0][["n", "left_out"]].tolist() == [1, 1]
    assert "infeasible" in outcome.to_frame()["status"].tolist()


def test_a_score_of_zero_leaves_the_index_undefined(panel_of):
    panel = panel_of([1, 2, 1, 2], [1, 0, 1, 1], units="ABAB", periods=[1, 1, 2, 2])
    with pytest.warns(SolveWarning, match="B 1–2"):
        outcome = malmquist(panel)
    assert outcome.status.tolist() == ["optimal", "undefined"]
    assert np.isnan(outcome.tfpch[1])


def test_fglr_has_no_pure_and_scale_part(balanced, result):
    outcome = malmquist(balanced, decomposition="fglr")
    assert np.isnan(outcome.pech).all()
    assert np.isnan(outcome.sech).all()
    np.testing.assert_allclose(outcome.tfpch, result.tfpch, rtol=CERTIFIED)
    assert "vrs_to" not in outcome.distances
    assert "pech" not in outcome.means("overall")


def test_fglr_is_the_default_of_other_than_constant_returns(panel_of):
    panel = panel_of([1, 2, 1, 2], [1, 2, 1, 2], units="ABAB", periods=[1, 1, 2, 2])
    assert malmquist(panel, rts="vrs").settings["decomposition"] == "fglr"
    assert malmquist(panel, rts="grs", bounds=(0.5, 2)).settings["bounds"] == (0.5, 2)


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ({"rts": "vrs", "decomposition": "fgnz"}, "decomposition-needs-crs"),
        ({"decomposition": "fgzn"}, "choice"),
        ({"rts": "vsr"}, "choice"),
        ({"orientation": "out"}, "choice"),
        ({"rts": "grs"}, "bounds"),
        ({"bounds": (0, 1)}, "bounds-unused"),
    ],
    ids=str,
)
def test_wrong_options_are_refused(balanced, options, code):
    with pytest.raises(OptionError) as refused:
        malmquist(balanced, **options)
    assert refused.value.code == code


def test_one_period_is_refused(balanced):
    with pytest.raises(OptionError) as refused:
        malmquist(balanced.select(periods=[2020]))
    assert refused.value.code == "one-period"


def test_frame_keeps_distances_when_asked(result):
    assert not any(c.startswith("d_") for c in result.to_frame())
    frame = result.to_frame(distances=True)
    assert {"d_from_from", "d_from_to", "d_to_from", "d_to_to", "d_vrs_from", "d_vrs_to"} <= set(frame.columns)


def test_summary_prints_the_direction(result):
    assert "above 1 is progress" in result.summary()
    assert "geometric mean" in result.summary()
    assert "2019–2020" in result._repr_html_()
    assert "16 indices, 0 without a value" in repr(result)


def test_a_result_without_any_index_can_be_shown(panel_of):
    panel = panel_of([1, 2, 1, 2], [1, 1, 1, 1], units="ABCD", periods=[1, 1, 2, 2])
    with pytest.warns(SolveWarning):
        outcome = malmquist(panel)
    assert (outcome.status == "absent").all()
    assert "4 without a value" in repr(outcome)
    assert "geometric mean" in outcome.summary()
    assert outcome.means("overall").iloc[0][["n", "left_out"]].tolist() == [0, 4]
