"""The choices of a study: looked at, changed in place or in a copy; results and study always belong together."""

from __future__ import annotations

import os
import shutil
import tomllib
from pathlib import Path

import pytest
import tomli_w
from running_app import code, last_event
from small_panel import DATA, PROVINCES, STUDY, YEARS, panel_csv

from farrell.app import changes
from farrell.app.drafts import PATHS, TAKEN, sent_files
from farrell.app.refusals import RequestError
from farrell.app.workspace import LOCAL, Workspace
from farrell.study.file import _FILE_KEYS, _MAP_KEYS
from farrell.study.plans import FILES
from farrell.study.space import SPACE_KEYS

SBM = {"name": "slacks", "kind": "sbm", "rts": "crs"}


@pytest.fixture
def study(client, panel_file):
    """A study of one's own for each test, not run yet."""
    return client.post("/api/studies", json={"study": STUDY, "file": panel_file}).json()["id"]


def run(client, study):
    return last_event(client, client.post(f"/api/studies/{study}/run").json()["id"])


def put(client, study, **changes):
    return client.put(f"/api/studies/{study}", json={"study": changes})


def text_of(client, study):
    return client.get(f"/api/studies/{study}/choices").json()["toml"]


def folder_of(server, study):
    return server.app.server.workspace.study_folder(LOCAL, study)


def models_run(client, study):
    return [model["name"] for model in client.get(f"/api/studies/{study}").json()["meta"]["models"]]


def test_choices_are_the_file_and_what_it_is_about(client, study):
    found = client.get(f"/api/studies/{study}/choices").json()
    assert found["study"] == {"schema": 1, **STUDY, "data": {"file": "panel.csv", **DATA}}
    assert found["study"] == tomllib.loads(found["toml"])
    assert (found["data"], found["changed"], found["provinces"]) == ("panel.csv", False, True)
    assert found["variables"] == ["te_crs"]
    assert {"moran", "inequality"} < set(found["statistics"])
    assert not {"forest", "unit-roots", "agglomeration"} & set(found["statistics"])
    assert {"malmquist", "hicks_moorsteen"} < set(found["indices"])
    assert (found["rows"], found["units"], found["periods"]) == (36, len(PROVINCES), list(YEARS))
    assert found["roles"] == {
        "unit": ["province"], "period": ["year"], "weight": [], "input": ["beds", "staff"], "output": ["visits"],
        "undesirable": [], "group": [],
    }  # fmt: skip


def test_a_study_that_was_not_run_is_changed_at_once(client, server, study):
    panel = client.get(f"/api/studies/{study}/panel").json()
    data = {"file": "panel.csv", **DATA, "inputs": ["beds"]}
    answer = put(client, study, title="Fewer inputs", data=data, labels=None)
    assert answer.status_code == 200, answer.text
    assert (answer.json()["changed"], answer.json()["title"]["en"]) == (False, "Fewer inputs")
    raw = tomllib.loads(client.get(f"/api/studies/{study}/study.toml").text)
    assert "labels" not in raw
    assert raw["data"]["inputs"] == ["beds"]
    assert raw["outputs"] == STUDY["outputs"]
    assert set(client.get(f"/api/studies/{study}/panel").json()["columns"]) == set(panel["columns"]) - {"staff"}
    assert not (folder_of(server, study) / "next").exists()


def test_results_stay_with_their_study_until_the_changed_one_is_run(client, server, study):
    assert run(client, study)["state"] == "done"
    before = client.get(f"/api/studies/{study}/study.toml").text
    plan = client.post(f"/api/studies/{study}/plan", json={"options": {"move": ["beds"]}}).json()
    kept = {"name": "fewer", "options": {"move": ["beds"]}, "record": plan["record"]}
    assert client.post(f"/api/studies/{study}/plans", json=kept).status_code == 200
    assert put(client, study, model=[*STUDY["model"], SBM], groups={"by": "zone8"}).json()["changed"] is True
    told = client.get(f"/api/studies/{study}").json()
    assert (told["state"], told["changed"], told["meta"]["group"]) == ("done", True, "region3")
    assert models_run(client, study) == ["efficiency", "change"]
    assert client.get(f"/api/studies/{study}/study.toml").text == before
    assert client.get(f"/api/studies/{study}/choices").json()["study"]["groups"] == {"by": "zone8"}
    assert run(client, study)["state"] == "done"
    told = client.get(f"/api/studies/{study}").json()
    assert (told["changed"], told["meta"]["group"]) == (False, "zone8")
    assert models_run(client, study) == ["efficiency", "change", "slacks"]
    assert "slacks" in client.get(f"/api/studies/{study}/tables/scores").json()["columns"]["model"]
    assert [plan["name"] for plan in client.get(f"/api/studies/{study}/plans").json()] == ["fewer"]
    assert sorted(path.name for path in folder_of(server, study).iterdir()) == ["panel.csv", "results", "study.toml"]


def test_a_run_that_fails_leaves_the_earlier_study_and_the_changes(client, study):
    run(client, study)
    before = client.get(f"/api/studies/{study}/study.toml").text
    assert put(client, study, space={"variables": ["te_crz"]}).status_code == 200
    end = run(client, study)
    assert end["state"] == "failed"
    assert end["error"]["text"]["en"].startswith("study.toml: space")
    told = client.get(f"/api/studies/{study}").json()
    assert (told["state"], told["changed"], told["job"]) == ("failed", True, end["id"])
    assert told["meta"]["settings"].get("space") is None
    assert client.get(f"/api/studies/{study}/study.toml").text == before
    taken_back = client.delete(f"/api/studies/{study}/choices").json()
    assert taken_back["changed"] is False
    assert text_of(client, study) == before
    assert client.delete(f"/api/studies/{study}/choices").status_code == 200


def test_the_same_choices_are_no_change(client, study):
    run(client, study)
    assert put(client, study, groups=STUDY["groups"]).json()["changed"] is False
    put(client, study, groups={"by": "zone8"})
    assert client.put(f"/api/studies/{study}", json={"toml": text_of(client, study)}).json()["changed"] is True
    earlier = client.get(f"/api/studies/{study}/study.toml").text
    assert client.put(f"/api/studies/{study}", json={"toml": earlier}).json()["changed"] is False


def test_other_data_under_the_same_name_are_a_change(client, server, study, upload):
    run(client, study)
    toml = text_of(client, study)
    other = upload(panel_csv().replace(b"2021", b"2020"), "panel.csv").json()["id"]
    answer = client.put(f"/api/studies/{study}", json={"toml": toml, "files": [other]})
    assert answer.json()["changed"] is True, answer.text
    folder = folder_of(server, study)
    before = (folder / "panel.csv").read_bytes()
    assert before == panel_csv()
    assert run(client, study)["state"] == "done"
    assert (folder / "panel.csv").read_bytes() != before
    assert client.get(f"/api/studies/{study}").json()["changed"] is False


def test_a_kill_while_files_take_their_place_is_mended_at_the_next_start(client, server, study, upload):
    run(client, study)
    other = upload(panel_csv().replace(b"2021", b"2020"), "panel.csv").json()["id"]
    client.put(f"/api/studies/{study}", json={"toml": text_of(client, study), "files": [other]})
    folder = folder_of(server, study)
    shutil.copytree(folder / "next", folder.parent / "kept")
    assert run(client, study)["state"] == "done"
    shutil.copytree(folder.parent / "kept", folder / "next")
    (folder / "next" / "panel.csv").unlink()  # it was moved, and then the process ended
    changes.settle(folder)
    assert not (folder / "next").exists()
    shutil.rmtree(folder.parent / "kept")


def test_newer_choices_are_not_written_over(client, study):
    began = client.get(f"/api/studies/{study}/choices").json()["sha256"]
    assert client.put(f"/api/studies/{study}", json={"study": {"title": "One"}, "before": began}).status_code == 200
    late = client.put(f"/api/studies/{study}", json={"study": {"title": "Two"}, "before": began})
    assert code(late) == "409 study-changed"
    now = client.get(f"/api/studies/{study}/choices").json()
    assert now["study"]["title"] == "One"
    again = client.put(f"/api/studies/{study}", json={"study": {"title": "Two"}, "before": now["sha256"]})
    assert again.status_code == 200


def test_a_title_goes_with_the_choices_that_are_taken_back(client, study):
    run(client, study)
    assert (
        put(client, study, title={"en": "Other", "zh": "其他"}, groups={"by": "zone8"}).json()["title"]["en"] == "Other"
    )
    assert client.delete(f"/api/studies/{study}/choices").json()["title"] == STUDY["title"]


def test_no_groups_are_none(client, server, upload):
    rows = panel_csv().decode().splitlines()
    grouped = "\n".join([rows[0] + ",kind", *(row + f",{'ab'[i % 2]}" for i, row in enumerate(rows[1:]))])
    file = upload(grouped.encode(), "grouped.csv").json()["id"]
    told = {"data": {**DATA, "group": "kind"}, "groups": None}
    kept = {key: value for key, value in {**STUDY, **told}.items() if value is not None}
    study = client.post("/api/studies", json={"study": kept, "file": file}).json()["id"]
    assert run(client, study)["state"] == "done"
    assert client.get(f"/api/studies/{study}").json()["meta"]["group"] == "kind"
    assert put(client, study, groups={"by": ""}).status_code == 200
    assert run(client, study)["state"] == "done"
    assert client.get(f"/api/studies/{study}").json()["meta"]["group"] is None


def test_published_figures_of_a_model_that_goes_are_named_before_the_run(client, study):
    figure = {
        "label": "Mean",
        "table": "malmquist",
        "column": "tfpch",
        "mean": "geometric",
        "value": 0.98,
        "decimals": 2,
    }
    models = [{"name": "efficiency", "kind": "efficiency"}]
    answer = put(client, study, model=models, compare={"source": "a paper", "figures": [figure]})
    assert code(answer) == "422 study-compare"


def test_a_shapefile_goes_with_its_parts(client, server, study):
    folder = folder_of(server, study)
    for ending in ("shp", "shx", "dbf"):
        (folder / f"areas.{ending}").write_bytes(b"x")
    known = {"areas.shp": folder / "areas.shp", "panel.csv": folder / "panel.csv"}
    table = {"data": {"file": "panel.csv"}, "maps": {"file": "areas.shp"}}
    assert set(sent_files(table, known)) == {"panel.csv", "areas.shp", "areas.shx", "areas.dbf"}


def test_text_is_kept_as_it_was_written(client, study):
    text = "# why beds\n" + text_of(client, study).replace('by = "region3"', 'by = "zone8" # eight')
    assert client.put(f"/api/studies/{study}", json={"toml": text}).status_code == 200
    assert text_of(client, study) == text
    assert put(client, study, groups={"by": "zone8"}).status_code == 200
    assert text_of(client, study) == text, "what changes nothing leaves remarks alone"


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"study": {"model": [{"kind": "cost_malmquist"}]}}, "422 study-option"),
        ({"study": {"model": [{"kind": "eficiency"}]}}, "422 study-choice"),
        ({"study": {"model": None}}, "422 study-key-missing"),
        ({"study": {"maps": {"file": "../panel.csv"}}}, "422 request-path"),
        ({"toml": "schema = 1\ntitle = beds"}, "422 study-toml-line"),
        ({"toml": "schema = 1"}, "422 study-key-missing"),
        ({"toml": "a=" + "[" * 100_000}, "422 study-toml"),
        ({"toml": "schema = 1", "study": {}}, "422 request-shape"),
        ({}, "422 request-shape"),
        ({"study": {}, "files": ["0" * 32]}, "404 not-found"),
    ],
)
def test_a_change_that_is_wrong_changes_nothing(client, server, study, change, expected):
    before = text_of(client, study)
    assert code(client.put(f"/api/studies/{study}", json=change)) == expected
    assert code(client.post("/api/studies/check", json={"from": study, **change})) == expected
    assert code(client.post("/api/studies", json={"from": study, **change})) == expected
    assert text_of(client, study) == before
    assert not list((server.app.server.workspace.folder / "studies").glob(".new.*"))


def test_what_is_wrong_with_text_is_said_with_its_line(client, study):
    text = text_of(client, study) + "\n[space\n"
    error = client.post("/api/studies/check", json={"from": study, "toml": text}).json()["text"]
    assert error["en"].startswith(f"study.toml, line {text.count(chr(10))}, column ")
    assert f"第 {text.count(chr(10))} 行" in error["zh"]


def test_a_check_keeps_nothing(client, server, study):
    studies = len(client.get("/api/studies").json())
    answer = client.post("/api/studies/check", json={"from": study, "study": {"title": "Other"}})
    assert answer.json() == {"title": {"en": "Other", "zh": "Other"}}
    assert text_of(client, study) == client.get(f"/api/studies/{study}/study.toml").text
    assert len(client.get("/api/studies").json()) == studies


def test_a_copy_has_the_same_data_and_a_title_of_its_own(client, server, study):
    other = {"groups": {"by": "zone8"}, "labels": None}
    made = client.post("/api/studies", json={"from": study, "study": other}).json()
    assert made["title"] == {"en": "Twelve provinces (copy)", "zh": "十二个省份（副本）"}
    assert made["id"] != study
    raw = client.get(f"/api/studies/{made['id']}/choices").json()["study"]
    kept = {key: value for key, value in tomllib.loads(text_of(client, study)).items() if key not in other}
    assert raw == {**kept, "groups": {"by": "zone8"}}
    client.delete(f"/api/studies/{study}")
    assert (folder_of(server, made["id"]) / "panel.csv").read_bytes() == panel_csv()
    named = client.post("/api/studies", json={"from": made["id"], "study": {"title": "Zones"}}).json()
    assert named["title"] == {"en": "Zones", "zh": "Zones"}


def test_a_study_that_is_run_is_not_changed(client, server, study):
    run(client, study)
    job = client.post(f"/api/studies/{study}/run").json()["id"]
    assert code(put(client, study, groups={"by": "zone8"})) == "409 study-busy"
    assert code(client.delete(f"/api/studies/{study}/choices")) == "409 study-busy"
    assert client.post("/api/studies", json={"from": study, "study": {}}).status_code == 200
    assert last_event(client, job)["state"] == "done"
    assert not changes.is_changed(folder_of(server, study))


def test_a_run_that_begins_during_the_checks_of_a_change_wins(client, server, study, monkeypatch):
    refuse, asked = server.app.server.jobs.refuse_busy, []

    def begun(space, name):
        asked.append(name)
        if len(asked) > 1:
            raise RequestError("study-busy")
        refuse(space, name)

    before = text_of(client, study)
    monkeypatch.setattr(server.app.server.jobs, "refuse_busy", begun)
    assert code(put(client, study, groups={"by": "zone8"})) == "409 study-busy"
    monkeypatch.undo()
    assert text_of(client, study) == before


def test_others_can_neither_see_nor_change_nor_copy(client, study):
    assert code(client.get("/api/studies/" + "0" * 32 + "/choices")) == "404 not-found"
    assert code(put(client, "0" * 32, groups=None)) == "404 not-found"
    assert code(client.post("/api/studies", json={"from": "0" * 32, "study": {}})) == "404 not-found"


# --- files ---------------------------------------------------------------------------------------------------


def test_every_key_that_names_a_file_is_known():
    assert set(PATHS["data"]) <= set(_FILE_KEYS)
    assert {name for name in _MAP_KEYS if "file" in name} == set(PATHS["maps"])
    assert set(PATHS["rebalance"]) == set(FILES)
    assert {name for name in SPACE_KEYS if "file" in name} == set(PATHS["space"])


NAMES = ("/etc/passwd", "../panel.csv", "a/b.csv", "a\\b.csv", "C:\\x.csv", ".", "..", "", ".hidden", "x\0.csv", *TAKEN)


@pytest.mark.parametrize("key", [(table, key) for table, keys in PATHS.items() for key in keys])
def test_a_study_can_name_no_file_of_the_server(client, study, key):
    table, option = key
    before = text_of(client, study)
    for name in NAMES:
        changed = {table: {**tomllib.loads(before).get(table, {}), option: name}}
        for answer in (
            put(client, study, **changed),
            client.put(f"/api/studies/{study}", json={"toml": tomli_w.dumps({**tomllib.loads(before), **changed})}),
            client.post("/api/studies", json={"from": study, "study": changed}),
            client.post("/api/studies", json={"study": {**STUDY, **changed}}),
        ):
            hidden = ["422 request-hidden"] * ("\0" in name)
            assert code(answer) in ["422 request-path", *hidden], name
    assert text_of(client, study) == before


def test_files_of_other_studies_cannot_be_named(client, study):
    toml = text_of(client, study)
    answer = client.post("/api/studies", json={"toml": toml})
    assert code(answer) == "422 study-lacks"
    assert "panel.csv (data.file)" in answer.json()["text"]["en"]
    assert code(client.post("/api/studies", json={"study": tomllib.loads(toml)})) == "422 study-lacks"


def test_a_study_file_is_brought_with_all_the_files_it_names(client, server, upload, panel_file):
    names = ",".join(PROVINCES)
    rows = "\n".join(f"{name}," + ",".join("01"[one != name] for one in PROVINCES) for name in PROVINCES)
    weights = upload(f"unit,{names}\n{rows}\n".encode(), "近邻.csv").json()["id"]
    toml = (
        'schema = 1 # mine\n[data]\nfile = "panel.csv"\nunit = "province"\nperiod = "year"\ninputs = ["beds"]\n'
        'outputs = ["visits"]\n[[model]]\nkind = "efficiency"\n[space]\nstatistics = ["moran"]\nweights = "file"\n'
        'weights_file = "近邻.csv"\n[outputs]\nfigures = []\ndocuments = []\n'
    )
    lacking = client.post("/api/studies", json={"toml": toml, "files": [panel_file]})
    assert "近邻.csv (space.weights_file)" in lacking.json()["text"]["zh"]
    made = client.post("/api/studies", json={"toml": toml, "files": [weights, panel_file]})
    assert made.status_code == 200, made.text
    study = made.json()["id"]
    assert client.get(f"/api/studies/{study}/study.toml").text == toml
    assert {path.name for path in folder_of(server, study).iterdir()} == {"panel.csv", "study.toml", "近邻.csv"}
    end = run(client, study)
    assert end["state"] == "done", end


def test_other_data_of_the_same_name_come_with_the_changed_study(client, server, upload, study):
    run(client, study)
    fewer = b"\n".join(line for line in panel_csv().splitlines() if not line.startswith(b"Anhui,")) + b"\n"
    other = upload(fewer).json()["id"]
    toml = "# other data\n" + text_of(client, study)
    answer = client.put(f"/api/studies/{study}", json={"toml": toml, "files": [other]})
    assert answer.json()["changed"] is True
    assert client.get(f"/api/studies/{study}/panel").json()["rows"] == 36
    assert client.get(f"/api/studies/{study}/choices").json()["rows"] == 33
    run(client, study)
    assert client.get(f"/api/studies/{study}/panel").json()["rows"] == 33
    assert (folder_of(server, study) / "panel.csv").read_bytes() == fewer


# --- models --------------------------------------------------------------------------------------------------


def test_models_are_offered_with_words_to_choose_or_with_the_reason_why_not(client, study, panel_file):
    offers = {offer["kind"]: offer for offer in client.get(f"/api/studies/{study}/models").json()}
    assert offers["sbm"] == {
        "kind": "sbm", "over_time": False, "why": None,
        "options": {
            "orientation": ["none", "input", "output"], "rts": ["vrs", "crs", "nirs", "ndrs", "fdh"],
            "reference": ["own", "pooled"],
        },
    }  # fmt: skip
    assert "prices" in offers["cost_malmquist"]["why"]["en"]
    assert "价格" in offers["cost_malmquist"]["why"]["zh"]
    assert "category" in offers["categorical"]["why"]["en"]
    assert offers["malmquist"]["over_time"]
    of_file = client.post(f"/api/files/{panel_file}/models", json={"data": DATA}).json()
    assert offers.pop("metafrontier")["why"] is None
    (ungrouped,) = [offer for offer in of_file if offer["kind"] == "metafrontier"]  # the study names a group, this not
    assert "zone8" in ungrouped["why"]["en"]
    assert [offer for offer in of_file if offer != ungrouped] == list(offers.values())
    once = {k: v for k, v in DATA.items() if k != "period"}
    assert code(client.post(f"/api/files/{panel_file}/models", json={"data": once})) == "422 duplicate-unlike"
    named = {**DATA, "file": "/etc/passwd"}
    assert code(client.post(f"/api/files/{panel_file}/models", json={"data": named})) == "422 request-path"


# --- ends at any moment --------------------------------------------------------------------------------------


@pytest.fixture
def half(tmp_path: Path, client, server, study):
    """A workspace whose server was killed: a study with results, and changes that have results of their own or not."""

    def made(*, with_results: bool, steps: int = 0) -> tuple[Workspace, Path]:
        run(client, study)
        put(client, study, groups={"by": "zone8"})
        there = Workspace(tmp_path / "half")
        staging = there.new_folder("studies")
        shutil.copytree(folder_of(server, study), staging, dirs_exist_ok=True)
        row = there.add_study(LOCAL, staging, STUDY["title"])
        there.close()
        folder = tmp_path / "half" / "studies" / row.id
        if with_results:
            run(client, study)
            shutil.rmtree(folder / "results")
            shutil.copytree(folder_of(server, study) / "results", folder / "results")
        for name in ("panel.csv", "study.toml")[:steps]:
            os.replace(folder / "next" / name, folder / name)
        return Workspace(tmp_path / "half"), folder

    return made


def test_a_server_that_ended_before_the_results_keeps_the_earlier_ones_and_the_changes(half):
    workspace, folder = half(with_results=False)
    assert changes.is_changed(folder)
    assert 'by = "region3"' in (folder / "study.toml").read_text(encoding="utf-8")
    assert 'by = "zone8"' in (folder / "next" / "study.toml").read_text(encoding="utf-8")
    workspace.close()


@pytest.mark.parametrize("steps", [0, 1, 2])
def test_a_server_that_ended_after_the_results_has_the_changed_study(half, steps):
    workspace, folder = half(with_results=True, steps=steps)
    assert not changes.is_changed(folder)
    assert 'by = "zone8"' in (folder / "study.toml").read_text(encoding="utf-8")
    assert (folder / "panel.csv").read_bytes() == panel_csv()
    workspace.close()
