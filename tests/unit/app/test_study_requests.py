"""Studies: made of checked files, run, shown with all their digits."""

from __future__ import annotations

import csv
import gzip
import io
import itertools
import math
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from running_app import TOKEN, code, events
from small_panel import DATA, PROVINCES, STUDY, YEARS, panel_csv

import farrell
from farrell.app import limits
from farrell.app.messages import MapShape, Study
from farrell.app.workers import ServerFault
from farrell.data.boundaries import base_map


def make(client, file=None, **changes):
    return client.post("/api/studies", json={"study": {**STUDY, **changes}, "file": file})


def test_a_study_is_kept_whole_beside_its_data(client, server, upload):
    file = upload(panel_csv(), "study.toml").json()["id"]
    answer = make(client, file)
    assert answer.status_code == 200, answer.text
    assert Study(**answer.json())
    study = answer.json()
    assert (study["title"], study["state"], study["meta"]) == (STUDY["title"], "draft", None)
    assert study["id"] in [other["id"] for other in client.get("/api/studies").json()]
    client.delete(f"/api/files/{file}")
    folder = server.app.server.workspace.study_folder("local", study["id"])
    assert sorted(path.name for path in folder.iterdir()) == ["data-study.toml", "study.toml"]
    assert (folder / "data-study.toml").read_bytes() == panel_csv()
    raw = tomllib.loads(client.get(f"/api/studies/{study['id']}/study.toml").text)
    assert raw == {"schema": 1, **STUDY, "data": {"file": "data-study.toml", **DATA}}
    assert code(client.get(f"/api/studies/{study['id']}/tables/efficiency")) == "409 study-not-run"


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"model": [{"kind": "eficiency"}]}, "422 study-choice"),
        ({"modell": []}, "422 study-unknown-key"),
        ({"data": {"unit": "province"}, "labels": {}}, "422 study-key-missing"),
        ({"model": [{"kind": "cost_malmquist"}]}, "422 study-option"),
        ({"data": {**DATA, "file": "/etc/passwd"}}, "422 request-path"),
        ({"data": {**DATA, "file": "other.csv"}}, "422 study-lacks"),
        ({"maps": {"file": "../x.geojson"}}, "422 request-path"),
        ({"rebalance": {"norms": "../x.toml"}}, "422 request-path"),
        ({"rebalance": {"overrides": "../x.csv"}}, "422 request-path"),
        ({"space": {"variables": ["te_crs"], "weights_file": "../w.csv"}}, "422 request-path"),
        ({"space": 3}, "422 request-shape"),
        ({"title": None}, "422 request-shape"),
        ({"data": {**DATA, "bundled": "china-health"}}, "422 study-data-source"),
        ({"data": {**DATA, "outputs": ["visitz"]}}, "422 missing-column"),
        ({"data": {**DATA, "period": None}}, "422 request-shape"),
        ({"data": {k: v for k, v in DATA.items() if k != "period"}}, "422 duplicate-unlike"),
    ],
)
def test_a_study_that_is_wrong_is_refused_and_leaves_nothing(client, server, panel_file, changes, expected):
    answer = make(client, panel_file, **changes)
    assert code(answer) == expected
    folder = server.app.server.workspace.folder
    assert str(folder) not in answer.text
    assert not list((folder / "studies").glob(".new.*"))


def test_faults_of_the_data_come_with_their_places(client, panel_file):
    data = {k: v for k, v in DATA.items() if k != "period"}
    findings = make(client, panel_file, data=data).json()["findings"]
    assert len(findings) == 24
    assert findings[0]["row"] == 3
    assert findings[0]["unit"] == "Beijing"


def test_files_must_be_there_and_of_their_kind(client, panel_file):
    assert code(make(client, "0" * 32)) == "404 not-found"
    wrong = {"study": STUDY, "file": panel_file, "boundaries": panel_file}
    assert code(client.post("/api/studies", json=wrong)) == "422 file-unknown"


def test_a_run_tells_its_steps_and_a_late_comer_the_end(client, ran):
    job = client.post(f"/api/studies/{ran}/run").json()
    assert code(client.post(f"/api/studies/{ran}/run")) == "409 study-busy"
    assert code(client.delete(f"/api/studies/{ran}")) == "409 study-busy"
    told = list(events(client, job["id"]))
    assert told[-1]["state"] == "done"
    assert [event["number"] for event in told] == sorted(event["number"] for event in told)
    steps = list(dict.fromkeys(event["step"] for event in told if event["step"]))
    assert steps
    assert steps == ["data", "efficiency", "change", "tables"][-len(steps) :], "who comes late misses the first"
    assert list(events(client, job["id"])) == [told[-1]]
    assert client.get(f"/api/jobs/{job['id']}").json() == told[-1]
    assert client.get(f"/api/studies/{ran}").json()["state"] == "done"


def test_what_a_study_holds_is_told(client, ran):
    study = client.get(f"/api/studies/{ran}").json()
    meta = study["meta"]
    assert (meta["units"], meta["periods"]) == (list(PROVINCES), list(YEARS))
    assert meta["names"]["Beijing"] == {"en": "Beijing", "zh": "北京"}
    beds, staff, visits = meta["columns"]
    assert beds == {
        "name": "beds",
        "role": "input",
        "label": {"en": "Beds", "zh": "床位"},
        "unit": {"en": "beds", "zh": "张"},
        "resource": "beds",
    }
    assert staff["resource"] is None
    assert (staff["label"], visits["role"]) == ({"en": "staff", "zh": "staff"}, "output")
    assert meta["group"] == "region3"
    assert meta["groups"]["region3"]["of"]["Beijing"] == "East"
    assert meta["groups"]["region3"]["labels"]["East"]["zh"] == "东部"
    assert [model["name"] for model in meta["models"]] == ["efficiency", "change"]
    assert meta["tables"]["efficiency"][:3] == ["unit", "period", "te_crs"]
    assert meta["maps"]["bases"] == ["outline", "tiles"]
    assert meta["maps"]["default"] == "outline"
    assert meta["settings"]["data"]["file"] == "panel.csv"
    assert {"python", "numpy"} <= set(meta["versions"])


def test_tables_are_those_of_the_library_with_all_their_digits(client, ran):
    panel = farrell.Panel.from_frame(
        __import__("pandas").read_csv(io.BytesIO(panel_csv())),
        unit="province", period="year", inputs=["beds", "staff"], outputs=["visits"],
    )  # fmt: skip
    scale = farrell.scale_efficiency(panel).to_frame()
    table = client.get(f"/api/studies/{ran}/tables/efficiency").json()
    assert table["rows"] == 36
    assert table["columns"]["te_crs"] == scale["te_crs"].tolist()
    assert table["columns"]["period"] == scale["period"].tolist()
    text = client.get(f"/api/studies/{ran}/tables/efficiency?format=csv")
    assert text.headers["content-disposition"] == 'attachment; filename="efficiency.csv"'
    rows = list(csv.DictReader(io.StringIO(text.text)))
    assert [float(row["te_crs"]) for row in rows] == table["columns"]["te_crs"]
    assert code(client.get(f"/api/studies/{ran}/tables/efficiency?format=pdf")) == "422 choice"
    for name in ("nothing", "..%2Fstudy", "%2e%2e"):
        assert code(client.get(f"/api/studies/{ran}/tables/{name}")) == "404 not-found"


def test_every_table_has_the_columns_it_says_and_no_number_that_is_none(client, ran):
    meta = client.get(f"/api/studies/{ran}").json()["meta"]
    for name, columns in meta["tables"].items():
        table = client.get(f"/api/studies/{ran}/tables/{name}").json()
        assert list(table["columns"]) == columns
        assert {len(cells) for cells in table["columns"].values()} <= {table["rows"]}
        numbers = [v for cells in table["columns"].values() for v in cells if isinstance(v, float)]
        assert all(map(math.isfinite, numbers))


def test_a_table_is_sent_once_and_packed(client, ran):
    address = f"/api/studies/{ran}/tables/efficiency"
    first = client.get(address, headers={"Accept-Encoding": "gzip"})
    assert first.headers["content-encoding"] == "gzip"
    plain = client.get(address, headers={"Accept-Encoding": "identity"})
    assert plain.content == first.content
    assert len(gzip.compress(plain.content)) < len(plain.content)
    again = client.get(address, headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_the_data_are_shown_by_columns(client, ran):
    panel = client.get(f"/api/studies/{ran}/panel").json()
    assert panel["rows"] == 36
    assert set(panel["columns"]) == {"unit", "period", "region3", "beds", "staff", "visits"}
    assert panel["columns"]["beds"] == [float(row["beds"]) for row in by_period()]


def by_period():
    rows = list(csv.DictReader(io.StringIO(panel_csv().decode())))
    return sorted(rows, key=lambda row: row["year"])


@pytest.mark.parametrize("base", ["outline", "tiles"])
def test_a_map_is_in_whole_units_with_a_point_inside_each_area(client, ran, base):
    shape = client.get(f"/api/studies/{ran}/map?base={base}").json()
    assert MapShape(**shape)
    assert shape["width"] == 1000
    assert shape["tiles"] == (base == "tiles")
    assert (shape["inset"] is None) == (base == "tiles")
    assert {area["unit"] for area in shape["areas"]} == {*PROVINCES, None}
    assert len(shape["areas"]) == 34
    for area in shape["areas"]:
        rings = corners(area["path"])
        assert rings, area["unit"]
        xs, ys = zip(*itertools.chain.from_iterable(rings), strict=True)
        assert min(xs) >= 0 <= min(ys)
        assert max(xs) <= shape["width"]
        assert max(ys) <= shape["height"]
        assert any(inside((area["x"] + 0.25, area["y"] + 0.25), ring) for ring in rings), area["unit"]
    north, south = (next(a for a in shape["areas"] if a["unit"] == unit) for unit in ("Heilongjiang", "Zhejiang"))
    assert north["y"] < south["y"]


def corners(path):
    """Rings of an SVG path of relative whole steps."""
    rings = []
    for part in filter(None, path.split("M")):
        start, steps = part.removesuffix("z").split("l")
        moves = [tuple(map(int, pair.split(","))) for pair in [start, *steps.split(" ")]]
        rings.append(list(itertools.accumulate(moves, lambda a, b: (a[0] + b[0], a[1] + b[1]))))
    return rings


def inside(point, ring):
    x, y = point
    crossings = 0
    for (x1, y1), (x2, y2) in itertools.pairwise([*ring, ring[0]]):
        if (y1 > y) != (y2 > y) and x < x1 + (y - y1) / (y2 - y1) * (x2 - x1):
            crossings += 1
    return crossings % 2 == 1


def test_a_study_is_shown_on_boundaries_of_its_own(client, upload, panel_file):
    content = base_map("outline", PROVINCES).to_geojson().encode()
    boundaries = upload(content, "provinces.json").json()["id"]
    maps = {"source": "a survey", "base": "tiles"}
    body = {"study": {**STUDY, "maps": maps}, "file": panel_file, "boundaries": boundaries}
    study = client.post("/api/studies", json=body).json()["id"]
    shape = client.get(f"/api/studies/{study}/map?base=file").json()
    assert {area["unit"] for area in shape["areas"]} == {*PROVINCES, None}
    settings = tomllib.loads(client.get(f"/api/studies/{study}/study.toml").text)
    assert settings["maps"] == {"file": "provinces.json", "source": "a survey"}
    assert code(client.get(f"/api/studies/{study}/map?base=globe")) == "422 choice"


def test_a_map_that_a_study_has_not_is_refused(client, ran, upload):
    assert code(client.get(f"/api/studies/{ran}/map?base=file")) == "422 choice"
    rows = "\n".join(f"H{i},{10 + i},{20 + 3 * i}" for i in range(9))
    file = upload(f"h,beds,visits\n{rows}\n".encode()).json()["id"]
    data = {"unit": "h", "inputs": ["beds"], "outputs": ["visits"]}
    study = make(client, file, data=data, groups={}, model=[{"kind": "efficiency"}], labels={}).json()["id"]
    assert code(client.get(f"/api/studies/{study}/map")) == "422 choice"


def test_records_are_shown(client, panel_file):
    study = make(client, panel_file, rebalance={"move": ["beds"], "cap": 0.1}).json()["id"]
    job = client.post(f"/api/studies/{study}/run").json()["id"]
    assert list(events(client, job))[-1]["state"] == "done"
    assert client.get(f"/api/studies/{study}/records/plan").json()["software"] == "farrell"
    assert code(client.get(f"/api/studies/{study}/records/nothing")) == "404 not-found"


def test_a_run_that_is_refused_says_why_and_keeps_nothing(client, panel_file):
    study = make(client, panel_file, space={"variables": ["te_crz"]}).json()["id"]
    job = client.post(f"/api/studies/{study}/run").json()["id"]
    end = list(events(client, job))[-1]
    assert end["state"] == "failed"
    assert end["error"]["text"]["zh"] != end["error"]["text"]["en"]
    told = client.get(f"/api/studies/{study}").json()
    assert (told["state"], told["job"], told["meta"]) == ("failed", job, None)


def test_a_study_is_renamed_and_deleted(client, panel_file):
    study = make(client, panel_file).json()["id"]
    title = {"en": " Beds ", "zh": "床位"}
    assert client.patch(f"/api/studies/{study}", json={"title": title}).json()["title"] == {"en": "Beds", "zh": "床位"}
    for wrong in ({"en": "", "zh": "x"}, {"en": "x" * 500, "zh": "x"}, {"en": "x"}):
        assert code(client.patch(f"/api/studies/{study}", json={"title": wrong})) == "422 request-shape"
    assert code(client.patch(f"/api/studies/{study}", json={"title": {"en": " ", "zh": "x"}})) == "422 name-empty"
    assert client.delete(f"/api/studies/{study}").json() == {"done": True}
    assert code(client.get(f"/api/studies/{study}")) == "404 not-found"


@pytest.mark.parametrize("what", ["lines.py", "panel", "map"])
def test_a_study_that_is_deleted_while_it_is_asked_for_is_not_found(client, server, panel_file, monkeypatch, what):
    study = make(client, panel_file).json()["id"]

    async def too_late(workers, task, space, **payload):
        server.app.server.workspace.delete_study("local", study)
        raise ServerFault("no such file")

    monkeypatch.setattr("farrell.app.workers.Workers.run", too_late)
    assert code(client.get(f"/api/studies/{study}/{what}")) == "404 not-found"


def test_a_title_is_one_line_of_the_list_and_stays_whole_in_the_study_file(client, panel_file):
    title = {"en": "Two\nlines", "zh": "床" * 300}
    answer = client.post("/api/studies", json={"study": {**STUDY, "title": title}, "file": panel_file}).json()
    assert answer["title"] == {"en": "Two lines", "zh": "床" * (limits.LONGEST_NAME - 1) + "…"}
    assert "床" * 300 in client.get(f"/api/studies/{answer['id']}/study.toml").text
    blank = client.post("/api/studies", json={"study": {**STUDY, "title": " "}, "file": panel_file})
    assert code(blank) == "422 name-empty"


def test_the_example_is_a_copy_of_the_bundled_study(client):
    from farrell.data.bundles import study_text

    answer = client.post("/api/examples/china-health")
    assert answer.status_code == 200, answer.text
    study = answer.json()["id"]
    assert client.get(f"/api/studies/{study}/study.toml").text == study_text("china-health")
    assert code(client.post("/api/examples/china-hospitals-2011")) == "404 not-found"


def test_the_lines_of_python_give_the_same(client, ran, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("panel.csv").write_bytes(panel_csv())
    scope = {}
    exec(client.get(f"/api/studies/{ran}/lines.py").text, scope)
    table = client.get(f"/api/studies/{ran}/tables/efficiency").json()["columns"]
    assert scope["result_1"].to_frame()["te_crs"].tolist() == table["te_crs"]
    assert scope["result_1"].to_frame()["unit"].tolist() == table["unit"]


def test_the_lines_of_a_table_give_the_rows_and_columns_asked_for(client, ran, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("panel.csv").write_bytes(panel_csv())
    asked = {"table": "malmquist", "of": "change", "period": "2022", "columns": "unit,tfpch"}
    answer = client.get(f"/api/studies/{ran}/lines.py", params=asked)
    assert 'filename="malmquist.py"' in answer.headers["Content-Disposition"]
    scope = {}
    exec(answer.text, scope)
    columns = client.get(f"/api/studies/{ran}/tables/malmquist").json()["columns"]
    here = [i for i, period in enumerate(columns["period_to"]) if period == 2022]
    assert scope["table"].to_dict("list") == {name: [columns[name][i] for i in here] for name in ("unit", "tfpch")}
    data = client.get(f"/api/studies/{ran}/lines.py", params={"table": "panel"}).text
    assert data.endswith("table = panel.to_frame()\nprint(table)\n")


@pytest.mark.parametrize(
    "wrong", [{"table": "nothing"}, {"table": "efficiency", "of": "change"}, {"table": "panel", "period": "1999"}]
)
def test_lines_of_what_is_not_there_are_refused(client, ran, wrong):
    assert code(client.get(f"/api/studies/{ran}/lines.py", params=wrong)) == "404 not-found"


def test_the_script_of_the_documentation_runs(server, tmp_path):
    page = Path(__file__).parents[3] / "docs" / "page.md"
    script = page.read_text(encoding="utf-8").split("```python\n")[1].split("```")[0]
    script = script.replace("http://127.0.0.1:8765/?token=...", f"{server.url}/?token={TOKEN}")
    (tmp_path / "panel.csv").write_bytes(panel_csv())
    run = subprocess.run([sys.executable, "-c", script], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    assert "done tables" in run.stdout
    assert len([line for line in run.stdout.splitlines() if line.startswith("Beijing ")]) == len(YEARS)


def test_one_person_asks_so_much_at_once_and_no_more(client, server, ran, monkeypatch):
    monkeypatch.setattr(limits, "MOST_ASKED", 0)
    assert code(client.post("/api/examples/china-health")) == "429 server-busy"
    monkeypatch.setattr(limits, "MOST_ASKED", 1)
    assert client.get("/api/template.xlsx").status_code == 200
    assert server.app.server.asking == {}
