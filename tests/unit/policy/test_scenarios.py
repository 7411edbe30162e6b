"""Scenarios by hand and by property; a what-if against the model solved on changed data; diffusion by its formula."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import farrell
from farrell.errors import OptionError

pytestmark = pytest.mark.filterwarnings("ignore::farrell.errors.SolveWarning")


def scores_of(scenario):
    """Scores of the changed data by the public model, as a panel of its own."""
    state = scenario.after
    names = [f"v{j}" for j in range(len(state.columns))]
    frame = pd.DataFrame(dict(zip(names, state.values.T, strict=True))).assign(unit=state.units)
    panel = farrell.Panel.from_frame(
        frame, unit="unit", inputs=names[: state.inputs], outputs=names[state.inputs :],
        allow=["few-units", "same-province"],
    )  # fmt: skip
    return panel, farrell.scale_efficiency(panel)


CASES = {
    "demand": {"growth": {"visits_10k": 0.1, "discharges_10k": {"Tibet": 0.3}}},
    "investment": {"add": {"beds": {"Tibet": 5000.0}}, "gain": {"visits_10k": {"Tibet": 200.0}}},
    "merge": {"units": ["Beijing", "Tianjin"]},
    "close": {"unit": "Tibet", "to": {"Sichuan": 0.5, "Qinghai": 0.5}},
    "shock": {"fall": {"visits_10k": 0.2}},
}


@pytest.mark.filterwarnings("ignore::farrell.FarrellWarning")
@pytest.mark.parametrize("kind", CASES)
def test_scores_then_are_those_of_the_model_on_the_changed_data(china, kind):
    found = farrell.scenario(china, kind, 2023, **CASES[kind])
    panel, model = scores_of(found)
    order = [panel.units.index(u) for u in found.after.units]
    assert found.then.te_crs == pytest.approx(model.te_crs[order], rel=1e-9)
    assert found.then.te_vrs == pytest.approx(model.te_vrs[order], rel=1e-9)
    assert found.then.scale_status.tolist() == model.scale_status[order].tolist()
    now = farrell.scale_efficiency(china.select(periods=[2023]))
    assert found.now.te_crs == pytest.approx(now.te_crs, rel=1e-9)


def test_a_scenario_that_changes_nothing_changes_no_score(china):
    found = farrell.scenario(china, "demand", 2023, growth={"visits_10k": 0.0})
    assert len(found.changes()) == 0
    for key in ("te_crs", "te_vrs"):
        assert getattr(found.then, key) == pytest.approx(getattr(found.now, key))
        assert getattr(found.held, key) == pytest.approx(getattr(found.now, key))


def test_growth_is_by_share_and_unit_and_told_as_changes(china):
    found = farrell.scenario(china, "demand", 2023, **CASES["demand"])
    assert len(found.changes()) == 31 + 1
    totals = found.totals().set_index("column")
    assert totals.loc["visits_10k", "change"] == pytest.approx(0.1)
    assert totals.loc["beds", "change"] == 0
    assert totals.loc["beds", "before_per_1000"] == pytest.approx(7.2273, abs=1e-4)
    assert found.held.te_crs.mean() > found.now.te_crs.mean()
    assert (found.held.te_crs > 1 + 1e-9).any()


def test_ageing_acts_through_the_elasticity(china):
    found = farrell.scenario(china, "demand", 2023, ageing=0.2, elasticity={"discharges_10k": 0.5})
    assert found.totals().set_index("column").loc["discharges_10k", "change"] == pytest.approx(1.2**0.5 - 1)


def test_resources_that_follow_keep_every_units_efficiency(china):
    found = farrell.scenario(
        china, "demand", 2023, growth={"visits_10k": 0.2, "discharges_10k": 0.1}, resources="follow"
    )
    assert found.held.te_crs == pytest.approx(found.now.te_crs, rel=1e-9)
    even = farrell.scenario(
        china, "demand", 2023, growth={"visits_10k": 0.1, "discharges_10k": 0.1}, resources="follow"
    )
    assert even.totals()["change"].tolist() == pytest.approx([0.1] * 5)


def test_a_merger_adds_up(china):
    found = farrell.scenario(china, "merge", 2023, units=["Beijing", "Tianjin"], into="Jing-Jin")
    assert found.totals()["change"].abs().max() <= 1e-12
    panel = china.select(periods=[2023], units=["Beijing", "Tianjin"])
    k = found.after.units.index("Jing-Jin")
    assert found.after.values[k] == pytest.approx(np.hstack([panel.X, panel.Y]).sum(axis=0))
    assert len(found.after.units) == 30
    frame = found.to_frame().set_index("unit")
    assert np.isnan(frame.loc["Tianjin", "te_crs_after"])
    assert np.isnan(frame.loc["Jing-Jin", "te_crs_before"])


@pytest.mark.filterwarnings("ignore::farrell.FarrellWarning")
@pytest.mark.parametrize("kind", CASES)
def test_listed_changes_add_up_to_those_of_the_totals(china, kind):
    found = farrell.scenario(china, kind, 2023, **CASES[kind])
    listed = found.changes().groupby("column")["change"].sum()
    totals = found.totals().set_index("column")
    for column, row in totals.iterrows():
        assert listed.get(column, 0.0) == pytest.approx(row["after"] - row["before"], abs=1e-6)
    gone = set(found.before.units) - set(found.after.units)
    assert set(found.changes().query("why == 'gone'")["unit"]) == gone


@pytest.mark.parametrize("resources", [False, True])
def test_a_closed_units_services_go_on(china, resources):
    found = farrell.scenario(china, "close", 2023, **CASES["close"], resources=resources)
    change = found.totals().set_index("column")["change"]
    assert change[["visits_10k", "discharges_10k"]].abs().max() <= 1e-12
    assert (change["beds"] < 0) == (not resources)
    assert found.after.people.sum() == pytest.approx(found.before.people.sum())


def test_an_observed_shock_is_each_units_own(china):
    found = farrell.scenario(china, "shock", 2019, observed=[2019, 2020])
    panel = china.select(periods=[2020])
    assert found.after.values[:, 3:] == pytest.approx(panel.Y)
    half = farrell.scenario(china, "shock", 2019, observed=[2019, 2020], recovered=0.5)
    assert half.after.values == pytest.approx((found.before.values + found.after.values) / 2)


@pytest.mark.filterwarnings("ignore::farrell.FarrellWarning")
def test_a_shift_to_primary_care_keeps_each_units_beds_and_says_what_it_cannot():
    table = farrell.load("china-health").table.query("year == 2023")
    panel = farrell.Panel.from_frame(
        table, unit="province_en", inputs=["hospital_beds", "primary_beds", "health_technicians"],
        outputs=["visits_10k", "discharges_10k"], allow=["few-units"],
    )  # fmt: skip
    found = farrell.scenario(panel, "primary_care", share=0.1)
    before, after = found.before.values, found.after.values
    assert after[:, 0] == pytest.approx(0.9 * before[:, 0])
    assert after[:, :2].sum(axis=1) == pytest.approx(before[:, :2].sum(axis=1))
    assert found.notes == ("no-outputs-by-tier",)


def test_scenarios_stand_side_by_side(china):
    frame = farrell.compare_scenarios([farrell.scenario(china, k, 2023, name=k, **o) for k, o in CASES.items()])
    assert frame.columns.tolist() == ["unit", "now", *CASES]
    assert frame["unit"].tolist()[:31] == list(china.units)
    assert frame["unit"].tolist()[31:] == ["Beijing + Tianjin"]
    assert frame["merge"].notna().sum() == 30


@pytest.mark.parametrize(
    ("kind", "options", "code"),
    [
        ("growth", {}, "choice"),
        ("demand", {"growths": {}}, "choice"),
        ("demand", {"growth": {"beds": 0.1}}, "choice"),
        ("demand", {"growth": {"visits_10k": "much"}}, "plan-number"),
        ("demand", {"growth": {"visits_10k": -2.0}}, "scenario-below-nothing"),
        ("demand", {"ageing": 0.1}, "scenario-ageing"),
        ("demand", {"growth": {}, "resources": "go"}, "choice"),
        ("investment", {"add": {"beds": {"Pekin": 1}}}, "choice"),
        ("investment", {}, "scenario-options"),
        ("merge", {"units": ["Beijing"]}, "scenario-merge"),
        ("merge", {"units": ["Beijing", "Tianjin"], "into": "Hebei"}, "scenario-name"),
        ("close", {"unit": "Tibet", "to": {"Sichuan": 0.5}}, "scenario-close"),
        ("close", {"unit": "Tibet", "to": {"Tibet": 1.0}}, "scenario-close"),
        ("shock", {}, "scenario-shock"),
        ("shock", {"observed": [2019]}, "scenario-shock"),
        ("shock", {"observed": [2019, 2030]}, "choice"),
        ("primary_care", {"share": 0.1}, "scenario-primary"),
    ],
)
def test_scenarios_without_sense_are_refused(china, kind, options, code):
    with pytest.raises(OptionError) as caught:
        farrell.scenario(china, kind, 2023, **options)
    assert caught.value.code == code


@pytest.mark.filterwarnings("ignore::farrell.FarrellWarning")
def test_a_what_if_is_the_model_on_the_changed_panel(china):
    found = farrell.what_if(china, "Hebei", 2023, changes={"beds": "-10%", "visits_10k": 500, "hospitals": "=2000"})
    panel = china.select(periods=[2023])
    k = panel.units.index("Hebei")
    beds, visits, hospitals = (panel.numbers[c].copy() for c in ("beds", "visits_10k", "hospitals"))
    beds[k], visits[k], hospitals[k] = 0.9 * beds[k], visits[k] + 500, 2000
    model = farrell.scale_efficiency(panel.with_numbers({"beds": beds, "visits_10k": visits, "hospitals": hospitals}))
    assert found.then.te_vrs[0] == pytest.approx(model.te_vrs[k])
    assert found.then.te_crs[0] == pytest.approx(model.te_crs[k])
    assert found.peers == pytest.approx(model.vrs.peers("Hebei", 2023))
    assert found.target == pytest.approx(np.r_[model.vrs.target_in[k], model.vrs.target_out[k]])
    others = farrell.what_if(china, "Hebei", 2023, changes={"visits_10k": "+100%"}, others=True).others
    assert (others["te_vrs_then"] < others["te_vrs_now"] - 1e-6).any()
    grown = np.where(np.array(panel.units) == "Hebei", 2.0, 1.0) * panel.numbers["visits_10k"]
    for name, one in (("now", panel), ("then", panel.with_numbers({"visits_10k": grown}))):
        model = farrell.scale_efficiency(one)
        assert others[f"te_vrs_{name}"].tolist() == pytest.approx(model.te_vrs.tolist())
        assert others[f"te_crs_{name}"].tolist() == pytest.approx(model.te_crs.tolist())
        better = [int((model.te_crs > score + 1e-9).sum()) + 1 for score in model.te_crs]
        assert others[f"rank_{name}"].tolist() == better


@pytest.mark.parametrize(
    ("kind", "options"),
    [
        ("investment", {"add": {"beds": {"Hebei": 0.1}}, "share": [True]}),
        ("close", {"unit": "Tibet", "to": {"Qinghai": 1.0}, "resources": "yes"}),
    ],
)
def test_yes_or_no_is_true_or_false(china, kind, options):
    with pytest.raises(OptionError) as caught:
        farrell.scenario(china, kind, 2023, **options)
    assert caught.value.code == "choice"


@pytest.mark.parametrize(
    ("unit", "changes", "code"),
    [
        ("Pekin", {}, "choice"),
        ("Hebei", {"bed": 1}, "choice"),
        ("Hebei", {"beds": "ten"}, "what-if-change"),
        ("Hebei", {"beds": float("nan")}, "what-if-change"),
        ("Hebei", {"beds": "-200%"}, "scenario-below-nothing"),
    ],
)
def test_what_ifs_without_sense_are_refused(china, unit, changes, code):
    with pytest.raises(OptionError) as caught:
        farrell.what_if(china, unit, 2023, changes=changes)
    assert caught.value.code == code


@pytest.mark.parametrize(("share", "years"), [(0.0, 3), (0.5, 5), (1.0, 4)])
def test_a_share_of_the_distance_is_covered_after_the_cycle(china, share, years):
    path = farrell.diffusion(china, 2023, share=share, years=years)
    te = farrell.dea(china.select(periods=[2023]), rts="crs").te
    assert path.te[:, 0] == pytest.approx(te)
    assert path.te[:, -1] == pytest.approx(te ** (1 - share))
    assert path.cumulative[:, -1] == pytest.approx(path.te[:, -1] / path.te[:, 0])
    assert np.ptp(path.effch, axis=1) == pytest.approx(np.zeros(31), abs=1e-12)


def test_peers_progress_is_adopted_step_by_step(china):
    path = farrell.diffusion(china, 2023, mode="peers", share=1.0, years=4)
    frame = farrell.malmquist(china).to_frame()
    own = np.exp(np.log(frame["techch"]).groupby(frame["unit"]).mean())
    assert path.own_techch == pytest.approx([own[u] for u in path.units])
    result = farrell.dea(china.select(periods=[2023]), rts="crs")
    peers = result.peers("Hebei", 2023)
    total = sum(peers.values())
    expected = np.exp(sum(w * np.log(own[p]) for p, w in peers.items()) / total)
    k = path.units.index("Hebei")
    assert path.peer_techch[k] == pytest.approx(expected)
    assert path.techch[k, -1] == pytest.approx(expected)
    assert path.techch[k, 0] == pytest.approx(own["Hebei"] ** 0.75 * expected**0.25)
    assert path.te[:, -1] == pytest.approx(path.te[:, 0])
    assert path.cumulative[k, -1] == pytest.approx(np.prod(path.techch[k]))


@pytest.mark.parametrize("orientation", ["input", "output"])
def test_groups_close_a_share_of_their_gap_to_the_metafrontier(china, orientation):
    path = farrell.diffusion(china, 2023, mode="groups", share=0.4, years=3, orientation=orientation)
    gaps = farrell.metafrontier(china.select(periods=[2023]), group="region3", rts="crs", orientation=orientation)
    assert path.settings["group"] == "region3"
    assert path.te == pytest.approx(np.repeat(gaps.te_group[:, None], 4, axis=1))
    assert path.cumulative[:, -1] == pytest.approx(gaps.tgr**-0.4)
    assert np.ptp(path.techch, axis=1) == pytest.approx(np.zeros(31), abs=1e-12)
    # what is left of the gap, by what has been gained
    assert gaps.tgr * path.cumulative[:, -1] == pytest.approx(gaps.tgr**0.6)
    other = farrell.diffusion(china, 2023, mode="groups", group="region4")
    assert other.settings["group"] == "region4"
    with pytest.raises(OptionError) as caught:
        farrell.diffusion(china, 2023, group="region3")
    assert caught.value.code == "no-effect"


def test_peers_progress_needs_a_past(china):
    with pytest.raises(OptionError) as caught:
        farrell.diffusion(china.select(periods=[2023]), mode="peers")
    assert caught.value.code == "diffusion-periods"


def test_units_without_a_score_on_todays_frontier_are_named(china):
    with pytest.warns(farrell.SolveWarning, match="Guangdong"):
        found = farrell.scenario(china, "demand", 2023, growth={"visits_10k": 0.1, "discharges_10k": 0.1})
    assert np.isnan(found.held.te_vrs[found.after.units.index("Guangdong")])


def test_two_scenarios_of_one_name_do_not_stand_side_by_side(china):
    one = farrell.scenario(china, "shock", 2023, fall={"visits_10k": 0.1})
    with pytest.raises(OptionError) as caught:
        farrell.compare_scenarios([one, one])
    assert caught.value.code == "scenario-name"
