"""The policy floor over the interface: the same numbers, every fault named in both languages, plans that stay."""

from __future__ import annotations

import io
import time
import zipfile
from typing import Any

import httpx
import pytest
from running_app import code

import farrell

MOVED = {"move": ["beds", "health_technicians"], "cap": 0.10, "most": 0.10, "extremes": False}


@pytest.fixture(scope="module")
def china():
    return farrell.load("china-health").panel


@pytest.fixture(scope="module")
def study(client: httpx.Client) -> str:
    """The address of a study that was not run: none of this needs results."""
    return f"/api/studies/{client.post('/api/examples/china-health').json()['id']}"


def asked(client: httpx.Client, address: str, **body: Any) -> Any:
    answer = client.post(address, json=body)
    assert answer.status_code == 200, answer.text
    return answer.json()


def refused(client: httpx.Client, address: str, **body: Any) -> str:
    """Status and code of a refusal, which says in both languages what is wrong."""
    return code(client.post(address, json=body))


def test_a_what_if_is_answered_with_the_numbers_of_the_function(client, study, china):
    answer = asked(client, f"{study}/what-if", unit="Hebei", changes={"beds": "-10%"}, others=True)
    found = farrell.what_if(china, "Hebei", changes={"beds": "-10%"}, others=True)
    assert answer["then"]["te_vrs"] == found.then.te_vrs[0]
    assert answer["then"]["scale_status"] == found.then.scale_status[0]
    assert answer["peers"] == dict(found.peers)
    assert answer["others"]["columns"]["rank_then"] == found.others["rank_then"].tolist()


def test_a_what_if_of_a_warm_worker_takes_less_than_a_slider_may_wait(client, study):
    seconds = []
    for step in range(21):
        begun = time.perf_counter()
        asked(client, f"{study}/what-if", unit="Hebei", changes={"beds": f"-{step}%"})
        seconds.append(time.perf_counter() - begun)
    assert sorted(seconds)[10] < 0.2


def test_plan_front_and_check_are_answered_with_the_numbers_of_the_functions(client, study, china):
    plan = asked(client, f"{study}/plan", options=MOVED)
    found = farrell.rebalance(china, **MOVED)
    assert plan["record"]["objective"]["gain"] == found.gain_total
    assert plan["tables"]["plan_moves"]["columns"]["in"] == found.into.ravel().tolist()
    assert plan["tables"]["plan_moves"]["columns"]["sure"] == [False] * 93
    front = asked(client, f"{study}/plan/front", options=MOVED, points=3, period=2023)
    assert front["points"]["columns"]["gain"] == farrell.rebalance_front(china, 2023, points=3, **MOVED).gain.tolist()
    moves = {"beds": {"Beijing": 1000, "Hebei": -1000}}
    checked = asked(client, f"{study}/plan/check", moves=moves, options=MOVED)
    assert checked["gain"] == farrell.check_plan(china, moves=moves, **MOVED).gain_total
    assert checked["record"]["inputs"][1]["after"] == found.before_in[0, 1] + 1000


def test_scenarios_are_answered_side_by_side(client, study, china):
    wanted = [{"kind": "shock", "fall": {"visits_10k": 0.1}}, {"kind": "diffusion", "years": 2}]
    answer = asked(client, f"{study}/scenarios", scenarios=wanted)
    found = farrell.scenario(china, "shock", fall={"visits_10k": 0.1})
    assert answer["scenarios"][0]["tables"]["scenarios"]["columns"]["te_crs_after"] == found.then.te_crs.tolist()
    assert answer["compare"]["columns"]["shock"] == found.then.te_crs.tolist()
    assert answer["scenarios"][1]["tables"]["diffusion_paths"]["rows"] == 31 * 3


def test_norms_are_listed(client):
    found = {norm["key"]: norm for norm in client.get("/api/norms").json()}
    assert set(found) == set(farrell.norms().by_key)
    assert found["beds-2020"]["name"] == {"en": "Beds of health institutions", "zh": "医疗卫生机构床位"}


@pytest.mark.parametrize(
    ("what", "body", "status"),
    [
        ("what-if", {"unit": "Pekin", "changes": {}}, "422 choice"),
        ("what-if", {"unit": "Hebei", "changes": {"beds": "ten"}}, "422 what-if-change"),
        ("what-if", {"unit": "Hebei", "changes": {"beds": True}}, "422 request-shape"),
        ("what-if", {"unit": "Hebei", "changes": {}, "file": "/etc/passwd"}, "422 request-shape"),
        ("what-if", {"changes": {}}, "422 request-shape"),
        ("plan", {"options": {"norms": "mine.toml"}}, "422 page-no-file"),
        ("plan", {"options": {"overrides": "mine.csv"}}, "422 page-no-file"),
        ("plan", {"options": {"distances": [[0]]}}, "422 page-no-file"),
        ("plan", {"options": {"caps": 0.1}}, "422 choice"),
        ("plan", {"options": {"least": 0.9}}, "422 plan-conflict"),
        ("plan", {"period": 1999}, "422 choice"),
        ("plan/front", {"points": 1}, "422 request-shape"),
        ("plan/front", {"points": 1000}, "422 request-shape"),
        ("plan/check", {"moves": {"beds": {"Hebei": 1e9, "Beijing": -1e9}}}, "422 plan-below-nothing"),
        ("scenarios", {"scenarios": []}, "422 request-shape"),
        ("scenarios", {"scenarios": [{"kind": "war"}]}, "422 choice"),
        ("plans", {"name": "", "record": {}}, "422 request-shape"),
        ("plans", {"name": "mine", "record": {"schema": 1}}, "422 request-shape"),
    ],
)
def test_what_has_no_sense_is_refused_in_both_languages(client, study, what, body, status):
    assert refused(client, f"{study}/{what}", **body) == status


def test_a_conflict_is_told_in_words(client, study):
    problem = client.post(f"{study}/plan", json={"options": {"least": 0.9}}).json()
    assert "must gain at least" in problem["text"]["en"]
    assert "至少" in problem["text"]["zh"]


@pytest.mark.parametrize("what", ["what-if", "plan", "plan/front", "plan/check", "scenarios", "plans"])
def test_a_study_of_nobody_is_not_found(client, what):
    bodies = {
        "what-if": {"unit": "Hebei", "changes": {}},
        "plan/check": {"moves": {}},
        "scenarios": {"scenarios": [{"kind": "shock"}]},
    }
    if what == "plans":
        assert code(client.get("/api/studies/none/plans")) == "404 not-found"
    else:
        assert refused(client, f"/api/studies/none/{what}", **bodies.get(what, {})) == "404 not-found"


def test_plans_are_kept_with_what_stands_side_by_side(client, study, china):
    made = {
        name: asked(client, f"{study}/plan", options={**MOVED, "cap": cap}) for name, cap in (("a", 0.05), ("b", 0.1))
    }
    for name, plan in made.items():
        options = {**MOVED, "period": 2023}
        kept = asked(client, f"{study}/plans", name=f"Plan {name}", options=options, record=plan["record"])
        assert kept["options"] == options
    rows = client.get(f"{study}/plans").json()
    assert [row["name"] for row in rows] == ["Plan a", "Plan b"]
    found = farrell.rebalance(china, **MOVED)
    summary = rows[1]["summary"]
    assert (summary["gain"], summary["catch_up"]) == (found.gain_total, found.catch_up)
    assert summary["reallocation"] == found.reallocation
    assert summary["moves"] == dict(zip(found.inputs, found.moves.tolist(), strict=True))
    assert summary["inequality_after"]["beds"] == found.inequality_after[1]
    assert summary["touched"] == int(((found.into + found.out) > 0).any(axis=1).sum())
    one = client.get(f"{study}/plans/{rows[1]['id']}").json()
    assert one["record"] == made["b"]["record"]
    assert client.delete(f"{study}/plans/{rows[0]['id']}").json() == {"done": True}
    assert [row["name"] for row in client.get(f"{study}/plans").json()] == ["Plan b"]
    assert client.delete(f"{study}/plans/{rows[0]['id']}").status_code == 404
    assert client.get(f"{study}/plans/{rows[0]['id']}").status_code == 404


def test_a_kept_plan_is_a_workbook_to_edit_and_hand_back(client, study, china, tmp_path):
    from farrell.report.plan_book import read_moves

    plan = asked(client, f"{study}/plan", options=MOVED)
    kept = asked(client, f"{study}/plans", name="方案 一/二", record=plan["record"])
    answer = client.get(f"{study}/plans/{kept['id']}/plan.xlsx", params={"language": "zh"})
    assert "filename*=UTF-8''%E6%96%B9%E6%A1%88" in answer.headers["content-disposition"]
    assert zipfile.is_zipfile(io.BytesIO(answer.content))
    path = tmp_path / "plan.xlsx"
    path.write_bytes(answer.content)
    moves = read_moves(path, china.roles.inputs)
    checked = asked(client, f"{study}/plan/check", moves=moves, options=MOVED)
    assert checked["gain"] == pytest.approx(plan["record"]["objective"]["gain"], rel=1e-6)


def test_every_answer_is_described(client):
    described = client.get("/api/openapi.json").json()
    for what in ("what-if", "plan", "plan/front", "plan/check", "scenarios", "plans", "documents"):
        assert "post" in described["paths"][f"/api/studies/{{study}}/{what}"]
    assert "get" in described["paths"]["/api/studies/{study}/documents/{name}"]
    assert "PlanRecord" in described["components"]["schemas"]
