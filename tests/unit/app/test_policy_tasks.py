"""What the page asks of the policy floor: the numbers of the functions, and lines and files that give them again."""

from __future__ import annotations

import json
import tomllib
import warnings
from pathlib import Path

import msgspec
import numpy as np
import pytest

import farrell
from farrell.app.tasks import policy as tasks
from farrell.errors import FarrellError, FarrellWarning
from farrell.study import read_study
from farrell.study.plans import FILES, PLAN_KEYS, made

MOVED = {"move": ["beds", "health_technicians"], "cap": 0.10, "most": 0.10, "extremes": False}
FLOORS = {"floors": {"beds": "lower quartile", "health_technicians": "lower quartile"}}


@pytest.fixture
def folder(tmp_path: Path) -> str:
    """A study of the provinces."""
    lines = ["schema = 1", "[data]", 'bundled = "china-health"', "[[model]]", 'kind = "efficiency"']
    (tmp_path / "study.toml").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return str(tmp_path)


@pytest.fixture
def own(tmp_path: Path, china) -> str:
    """A study of a file of its own, with one unit left out."""
    frame = farrell.load("china-health").table.query("year >= 2022")
    frame.to_csv(tmp_path / "省份 data.csv", index=False)
    text = """
schema = 1
[data]
file = "省份 data.csv"
unit = "province_en"
period = "year"
inputs = ["hospitals", "beds"]
outputs = ["visits_10k", "discharges_10k"]
weight = "population_10k"
persons = 10000
exclude = ["Tibet"]
[groups]
by = "region3"
[[model]]
kind = "efficiency"
"""
    (tmp_path / "study.toml").write_text(text, encoding="utf-8")
    return str(tmp_path)


@pytest.fixture(scope="module")
def china():
    return farrell.load("china-health").panel


def said(step: str, number: int, steps: int) -> None:
    raise AssertionError("a quick task has no steps")


def result_of(lines: str, name: str):
    """What the Python lines of an answer give."""
    scope: dict[str, object] = {}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", FarrellWarning)
        exec(lines, scope)
    return scope[name]


def test_a_what_if_is_that_of_the_function(folder, china):
    changes = {"beds": "-10%", "visits_10k": 500}
    answer = tasks.what_if(said, folder, unit="Hebei", changes=changes, others=True)
    found = farrell.what_if(china, "Hebei", 2023, changes=changes, others=True)
    assert (answer.period, answer.columns) == (2023, list(found.columns))
    assert (answer.before, answer.after, answer.target) == (
        found.before.tolist(), found.after.tolist(), found.target.tolist(),
    )  # fmt: skip
    for mine, theirs, when in ((answer.now, found.now, "now"), (answer.then, found.then, "then")):
        assert (mine.te_crs, mine.te_vrs, mine.se) == (theirs.te_crs[0], theirs.te_vrs[0], theirs.se[0])
        assert mine.scale_status == theirs.scale_status[0]
        assert mine.rank == found.others.set_index("unit").loc["Hebei", f"rank_{when}"]
    assert answer.peers == dict(found.peers)
    assert answer.others.columns["te_vrs_then"] == found.others["te_vrs_then"].tolist()
    again = result_of(answer.lines, "result")
    assert again.then.te_vrs[0] == found.then.te_vrs[0]
    assert again.target.tolist() == answer.target


def test_a_what_if_of_one_unit_ranks_nobody(folder):
    answer = tasks.what_if(said, folder, unit="Hebei", changes={}, period=2014, orientation="output")
    assert (answer.now.rank, answer.others, answer.period) == (None, None, 2014)
    assert answer.now == answer.then


def test_a_plan_is_that_of_the_function(folder, china):
    answer = tasks.plan(said, folder, options={**MOVED, **FLOORS}, period=2023)
    found = farrell.rebalance(china, 2023, **MOVED, **FLOORS)
    assert json.loads(msgspec.json.encode(answer.record)) == json.loads(json.dumps(found.to_dict()))
    assert answer.record.objective.gain == found.gain_total
    moves = answer.tables["plan_moves"]
    assert moves.rows == 93
    assert moves.columns["in"] == found.into.ravel().tolist()
    assert set(moves.columns["least_move"]) == {None}
    assert answer.tables["plan_flows"].columns["amount"] == [flow.amount for flow in found.flows]
    assert set(answer.tables) == {"plan_moves", "plan_outputs", "plan_units", "plan_totals", "plan_flows"}
    again = result_of(answer.lines, "plan")
    assert again.net.tolist() == found.net.tolist()


def test_a_quick_plan_and_one_with_extremes_are_the_same_plan(folder):
    quick = tasks.plan(said, folder, options=MOVED)
    sure = tasks.plan(said, folder, options={**MOVED, "extremes": True})
    assert sure.record.objective == quick.record.objective
    assert any(row.sure for row in sure.record.inputs)
    assert not any(row.sure for row in quick.record.inputs)


@pytest.mark.parametrize(
    "options",
    [
        {**MOVED, **FLOORS},
        {"cap": None, "most": 0.05, "extremes": False},
        {"ratios": {"beds/health_technicians": [None, 0.9]}, "most": {"visits_10k": 0.1}, "extremes": False},
        {"ratios": {"beds/health_technicians": [0.6, None]}, "extremes": False, "least": None},
        {"cap": {"beds": [0.2, *[None] * 29, 0.1]}, "extremes": False},
        {"floors": {"beds": "norm:beds-2020"}, "objective": "equity", "extremes": False},
    ],
)
def test_a_plan_can_be_said_in_a_study_file(folder, china, options):
    answer = tasks.plan(said, folder, options=options)
    path = Path(folder) / "study.toml"
    path.write_text(path.read_text(encoding="utf-8") + answer.toml, encoding="utf-8")
    spec = read_study(path)
    assert spec.rebalance["period"] == 2023
    tables, record = made(china, spec.rebalance, Path(folder))
    assert tables["plan_moves"]["after"].tolist() == pytest.approx(answer.tables["plan_moves"].columns["after"])
    assert record["objective"]["gain"] == pytest.approx(answer.record.objective.gain)


def test_a_front_is_that_of_the_function_and_its_points_can_be_asked_for(folder, china):
    options = {**MOVED, "objective": "gain", "inequality": 0.05, "lots": {"beds": 100}}
    answer = tasks.front(said, folder, options=options, points=4)
    found = farrell.rebalance_front(china, 2023, points=4, **MOVED)
    assert answer.left_out == ["objective", "inequality", "lots"]
    assert answer.points.columns["gain"] == found.gain.tolist()
    assert (answer.present, answer.catch_up) == (found.present, found.catch_up)
    plan = tasks.plan(said, folder, options={**MOVED, "objective": "gain", "inequality": answer.limits[1]})
    assert plan.record.objective.gain == pytest.approx(found.plan(1).gain_total)
    assert plan.record.objective.gain == pytest.approx(answer.points.columns["gain"][1], rel=1e-6)
    assert result_of(answer.lines, "front").gain.tolist() == found.gain.tolist()
    assert tomllib.loads(answer.toml)["rebalance"]["front"] == 4


def test_moves_made_by_hand_are_held_against_the_limits(folder, china):
    moves = {"beds": {"Beijing": 20_000, "Hebei": -20_000}}
    answer = tasks.check(said, folder, moves=moves, options=MOVED)
    found = farrell.check_plan(china, 2023, moves=moves, **MOVED)
    assert not answer.holds
    assert [(b.limit, b.unit, b.slack) for b in answer.broken] == [(c.limit, c.unit, c.slack) for c in found.broken]
    assert (answer.gain, answer.best) == (found.gain_total, found.best)
    assert answer.record.objective.gain == found.gain_total
    assert result_of(answer.lines, "checked").best == found.best


def test_moves_that_a_unit_cannot_bear_have_no_record(folder):
    answer = tasks.check(said, folder, moves={"beds": {"Henan": -100_000, "Hebei": 100_000}}, options=MOVED)
    assert answer.unable == ["Henan"]
    assert (answer.record, answer.tables) == (None, {})
    assert msgspec.json.decode(msgspec.json.encode(answer))["gain"] is None


KINDS = [
    {"kind": "demand", "name": "older", "ageing": 0.2, "elasticity": {"discharges_10k": 0.5}},
    {"kind": "investment", "add": {"beds": {"Tibet": 0.1}}, "share": True},
    {"kind": "merge", "units": ["Beijing", "Tianjin"], "into": "Jing-Jin"},
    {"kind": "close", "unit": "Tibet", "to": {"Qinghai": 1.0}},
    {"kind": "shock", "fall": {"visits_10k": 0.1}, "orientation": None},
]


@pytest.mark.filterwarnings("ignore::farrell.SolveWarning")
def test_a_technology_spreads_between_the_groups_of_the_study(folder, china):
    wanted = {"kind": "diffusion", "mode": "groups", "group": "region3", "share": 0.5, "years": 3}  # as the form asks
    answer = tasks.scenarios(said, folder, scenarios=[wanted])
    path = farrell.diffusion(china, 2023, mode="groups", group="region3", share=0.5, years=3)
    assert answer.scenarios[0].tables["diffusion_paths"].columns["te"] == path.to_frame()["te"].tolist()


def test_scenarios_are_those_of_the_functions(folder, china):
    wanted = [*KINDS, {"kind": "diffusion", "share": 0.5, "years": 3}]
    answer = tasks.scenarios(said, folder, scenarios=wanted)
    made = []
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", FarrellWarning)
        for entry in KINDS:
            options = {k: v for k, v in entry.items() if k != "kind" and v is not None}
            made.append(farrell.scenario(china, entry["kind"], 2023, **options))
    for mine, theirs in zip(answer.scenarios, made, strict=False):
        frame = theirs.to_frame()
        assert (mine.name, mine.kind, mine.period) == (theirs.name, theirs.kind, 2023)
        assert mine.tables["scenarios"].columns["unit"] == frame["unit"].tolist()
        mean = np.nanmean([v for v in mine.tables["scenarios"].columns["te_crs_after"] if v is not None])
        assert mean == pytest.approx(np.nanmean(theirs.then.te_crs), rel=1e-12)
        assert mine.tables["scenario_totals"].columns["after"] == theirs.totals()["after"].tolist()
        assert mine.tables["scenario_changes"].rows == len(theirs.changes())
    paths = answer.scenarios[-1].tables["diffusion_paths"]
    path = farrell.diffusion(china, 2023, share=0.5, years=3)
    assert paths.columns["te"] == path.to_frame()["te"].tolist()
    wide = farrell.compare_scenarios(made)
    assert answer.compare.columns["now"][:31] == wide["now"].tolist()[:31]
    assert list(answer.compare.columns) == list(wide.columns)
    again = result_of(answer.lines, "compared")
    assert again["shock"].tolist() == pytest.approx(wide["shock"].tolist(), nan_ok=True)
    path = Path(folder) / "study.toml"
    path.write_text(path.read_text(encoding="utf-8") + answer.toml, encoding="utf-8")
    assert [entry["name"] for entry in read_study(path).scenarios] == [s.name for s in answer.scenarios]


def test_scenarios_of_several_periods_are_not_held_side_by_side(folder):
    wanted = [{"kind": "shock", "name": str(p), "period": p, "fall": {"visits_10k": 0.1}} for p in (2022, 2023)]
    answer = tasks.scenarios(said, folder, scenarios=wanted)
    assert answer.compare is None
    assert [made.period for made in answer.scenarios] == [2022, 2023]


def test_a_study_of_a_file_of_its_own_is_read_again_by_its_lines(own, monkeypatch):
    answer = tasks.plan(said, own, options={"move": ["beds"], "extremes": False})
    assert "Tibet" not in answer.tables["plan_units"].columns["unit"]
    monkeypatch.chdir(own)
    again = result_of(answer.lines, "plan")
    assert again.gain_total == answer.record.objective.gain
    asked = tasks.what_if(said, own, unit="Hebei", changes={"beds": "+5%"})
    assert result_of(asked.lines, "result").then.te_crs[0] == asked.then.te_crs


def test_seconds_are_capped(folder):
    for given, taken in ((5, 5), (3600, tasks.MOST_SECONDS)):
        answer = tasks.plan(said, folder, options={"touched": 4, "seconds": given, "extremes": False})
        assert answer.record.settings["seconds"] == taken
    assert "seconds" not in tasks.plan(said, folder, options=MOVED).lines


def test_seconds_are_capped_where_inputs_are_marked_as_whole(own):
    path = Path(own) / "study.toml"
    path.write_text(
        path.read_text(encoding="utf-8").replace("weight", 'integer = ["hospitals"]\nweight'), encoding="utf-8"
    )
    answer = tasks.plan(said, own, options={"move": ["hospitals"], "extremes": False})
    assert answer.record.settings["seconds"] == tasks.MOST_SECONDS
    assert f"seconds={tasks.MOST_SECONDS}" in answer.lines
    assert all(row.into == pytest.approx(round(row.into)) for row in answer.record.inputs if row.column == "hospitals")


def plan(folder: str, **options) -> None:
    tasks.plan(said, folder, options=options)


@pytest.mark.parametrize(
    ("ask", "code"),
    [
        *((lambda f, key=key: plan(f, **{key: "mine.toml"}), "page-no-file") for key in (*FILES, "distances")),
        (lambda f: plan(f, caps=0.1), "choice"),
        (lambda f: plan(f, period=2023), "choice"),
        (lambda f: plan(f, cap="much"), "plan-number"),
        (lambda f: plan(f, seconds="long"), "plan-number"),
        (lambda f: plan(f, floors={"beds": "norm:none"}), "choice"),
        (lambda f: plan(f, least=0.9), "plan-conflict"),
        (lambda f: tasks.plan(said, f, options={}, period=1999), "choice"),
        (lambda f: tasks.front(said, f, options={"norms": "x"}), "page-no-file"),
        (lambda f: tasks.check(said, f, moves={"bed": {}}, options={}), "choice"),
        (lambda f: tasks.check(said, f, moves={}, options={"overrides": "x.csv"}), "page-no-file"),
        (lambda f: tasks.what_if(said, f, unit="Pekin", changes={}), "choice"),
        (lambda f: tasks.what_if(said, f, unit="Hebei", changes={"beds": "ten"}), "what-if-change"),
        (lambda f: tasks.scenarios(said, f, scenarios=[{}]), "choice"),
        (lambda f: tasks.scenarios(said, f, scenarios=[{"kind": "shock", "file": "x"}]), "choice"),
        (lambda f: tasks.scenarios(said, f, scenarios=[{"kind": "merge"}]), "scenario-options"),
        (lambda f: tasks.scenarios(said, f, scenarios=[{"kind": "diffusion", "years": 0}]), "plan-number"),
        (
            lambda f: tasks.scenarios(said, f, scenarios=[{"kind": "shock", "fall": {"visits_10k": 0.1}}] * 2),
            "scenario-name",
        ),
    ],
)
def test_what_has_no_sense_is_refused_in_both_languages(folder, ask, code):
    with pytest.raises(FarrellError) as caught:
        ask(folder)
    assert caught.value.code == code
    english, chinese = caught.value.text("en"), caught.value.text("zh")
    assert english
    assert english != chinese


def test_a_conflict_names_its_limits_in_both_languages(folder):
    with pytest.raises(FarrellError) as caught:
        plan(folder, least=0.9)
    assert "must gain at least" in caught.value.text("en")
    assert "至少" in caught.value.text("zh")


def test_every_option_of_a_study_file_is_taken_but_files(folder):
    named = [key for key in PLAN_KEYS if key not in (*FILES, "period", "front")]
    with pytest.raises(FarrellError) as caught:
        plan(folder, nothing=1)
    assert caught.value.values["allowed"] == named


def test_norms_are_told_in_both_languages():
    found = {norm.key: norm for norm in tasks.norms(said)}
    bundled = farrell.norms().by_key
    assert list(found) == list(bundled)
    beds = found["beds-2020"]
    assert (beds.name.en, beds.name.zh, beds.per_1000) == (bundled["beds-2020"].en, bundled["beds-2020"].zh, 6.0)
    assert [norm.resource for norm in found.values()] == [norm.resource for norm in bundled.values()]
    assert {norm.kind for norm in found.values() if norm.per_1000 is None} <= {"ratio", "guide"}
