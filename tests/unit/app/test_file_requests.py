"""Uploaded files: identified by content, looked at, checked, each broken one told in clear words."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path

import pytest
from running_app import code
from small_panel import DATA, panel_csv

from farrell.app.messages import Check, FileLook
from farrell.app.tasks.template import COLUMNS
from farrell.app.workers import ServerFault
from farrell.data.boundaries import base_map
from farrell.data.provinces import provinces

NASTY = Path(__file__).parents[2] / "golden" / "nasty"
SAMPLES = sorted(path.parent.name for path in NASTY.glob("*/case.json"))


def case_of(sample):
    return json.loads((NASTY / sample / "case.json").read_text(encoding="utf-8"))


def told(findings):
    """Every finding in clear words of both languages."""
    for item in findings:
        assert len(item["text"]["en"]) > 10
        assert item["text"]["en"] != item["text"]["zh"]
    return [item["code"] for item in findings]


def workbook(*sheets):
    import xlsxwriter

    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True}) as book:
        for name, rows in sheets:
            sheet = book.add_worksheet(name)
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)
    return content.getvalue()


def test_every_nasty_file_is_told_in_clear_words_and_the_server_lives(client, upload):
    assert len(SAMPLES) == 24
    for sample in SAMPLES:
        case = case_of(sample)
        answer = upload((NASTY / sample / case["file"]).read_bytes(), case["file"])
        if answer.status_code != 200:
            assert code(answer).startswith("422 "), sample
            assert case["expected"]["answer"] == "error", sample
            continue
        file = answer.json()["id"]
        told(answer.json()["findings"])
        checked = client.post(f"/api/files/{file}/check", json={"data": case["columns"]})
        if checked.status_code == 200:
            codes = told(checked.json()["findings"])
            assert checked.json()["ok"] or codes, sample
        else:
            code(checked)
        assert client.delete(f"/api/files/{file}").status_code == 200
    assert client.get("/api/session").status_code == 200


def test_a_look_says_what_is_in_a_file(upload):
    look = upload(panel_csv(), "../../etc/各省 数据.csv").json()
    assert FileLook(**look)
    assert (look["name"], look["kind"], look["encoding"], look["header_row"]) == ("各省 数据.csv", "table", "utf-8", 1)
    assert look["rows"] == 36
    roles = {column["name"]: column["role"] for column in look["columns"]}
    assert roles == {"province": "unit", "year": "period", "beds": "input", "staff": "input", "visits": "output"}
    assert look["columns"][1]["samples"] == ["2021", "2022", "2023"]
    assert [row["row"] for row in look["preview"]] == list(range(1, 9))
    assert look["preview"][0]["cells"] == ["province", "year", "beds", "staff", "visits"]


def test_sheets_titles_and_header_rows_are_found_and_can_be_chosen(client, upload):
    rows = [["province", "beds", "visits"], *([p.name_en, 10 + i, 20 + 2 * i] for i, p in enumerate(provinces()[:9]))]
    content = workbook(("about", [["nothing", "here"], ["a", "b"]]), ("data", [["Table 1"], [], *rows]))
    look = upload(content, "book.csv").json()
    assert (look["kind"], look["sheets"], look["sheet"]) == ("table", ["about", "data"], "about")
    assert "other-sheets" in told(look["findings"])
    look = client.post(f"/api/files/{look['id']}/look", json={"sheet": "data"}).json()
    assert (look["sheet"], look["header_row"], look["rows"]) == ("data", 3, 9)
    assert [column["role"] for column in look["columns"]] == ["unit", "input", "output"]
    data = {"unit": "province", "inputs": ["beds"], "outputs": ["visits"]}
    checked = client.post(f"/api/files/{look['id']}/check", json={"data": data}).json()
    assert not checked["ok"]
    assert checked["findings"][0]["code"] == "missing-column-sheet"
    assert checked["findings"][0]["fixes"][0]["data"] == {"sheet": "data"}
    again = client.post(f"/api/files/{look['id']}/check", json={"data": {**data, "sheet": "data"}}).json()
    assert (again["ok"], again["units"], again["periods"]) == (True, 9, ["all"])


def test_a_header_that_names_a_column_twice_is_told(upload):
    look = upload(b"unit,beds,beds,visits\nA,1,2,3\nB,4,5,6\n", "twice.csv").json()
    assert "header-twice" in told(look["findings"])


def test_a_file_in_another_encoding_is_kept_so_that_it_can_be_chosen(client, upload):
    content = "unité,lits,visites\n".encode("latin-1") + b"\n".join(b"H\xf4pital %d,1,2" % i for i in range(5))
    look = upload(content, "latin.csv").json()
    assert look["columns"] == []
    assert told(look["findings"])[0].startswith("encoding")
    look = client.post(f"/api/files/{look['id']}/look", json={"encoding": "latin-1"}).json()
    assert [column["name"] for column in look["columns"]] == ["unité", "lits", "visites"]
    answer = client.post(f"/api/files/{look['id']}/look", json={"encoding": "klingon"})
    assert code(answer) == "422 encoding-unknown"


def test_a_parquet_file_is_looked_at(upload):
    import pandas

    content = io.BytesIO()
    pandas.read_csv(io.BytesIO(panel_csv())).to_parquet(content)
    look = upload(content.getvalue(), "panel.parquet").json()
    assert (look["rows"], look["header_row"], len(look["columns"])) == (36, None, 5)
    assert look["preview"][0]["cells"][0] == "province"
    assert look["preview"][1]["cells"][0] == "Beijing"


def test_boundaries_are_known_by_their_content(upload):
    content = base_map("outline", ["Beijing"]).to_geojson().encode()
    look = upload(content, "map.csv").json()
    assert FileLook(**look)
    assert (look["kind"], look["name"]) == ("boundaries", "map.csv.geojson")
    assert "unit" in [column["name"] for column in look["columns"]]


SQUARE = (
    b'{"type": "FeatureCollection", "features": [{"type": "Feature", "properties": {"name": "NAME"}, "geometry": '
    b'{"type": "Polygon", "coordinates": [[[100, 30], [101, 30], [101, 31], [100, 30]]]}}]}'
)


def shapefile(content: bytes) -> bytes:
    """A zipped Shapefile of parts that are none."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for ending in ("shp", "dbf", "shx"):
            archive.writestr(f"a.{ending}", content)
    return made.getvalue()


def zipped(name: str, size: int) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, b"0" * size)
    return content.getvalue()


@pytest.mark.parametrize(
    ("content", "name", "expected"),
    [
        (b"", "empty.csv", "422 empty-file"),
        (b"   \n", "blank.csv", "422 empty-file"),
        (b"PK\x03\x04" + b"junk" * 50, "broken.xlsx", "422 damaged-file"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "old.xls", "422 damaged-file"),
        (b"a,b\n1,\x00\n", "nul.csv", "422 damaged-file"),
        (b'a,b\n"1,2\n', "quote.csv", "422 damaged-file"),
        (b"PAR1" + b"x" * 40, "p.parquet", "422 damaged-file"),
        (b'{"type": "FeatureCollection", "features": []}', "map.json", "422 boundary-empty"),
        (b'{"type": "FeatureCollection"', "map.json", "422 boundary-read"),
        (SQUARE.replace(b"NAME", b"\\ud800"), "half.json", "422 boundary-read"),
        (shapefile(b"junk"), "junk.zip", "422 boundary-read"),
        (b'{"a": ' + b"[" * 100_000, "deep.json", "422 boundary-read"),
        (b"SQLite format 3\x00" + b"\0" * 500, "map.gpkg", "422 boundary-read"),
        (zipped("xl/worksheets/sheet1.xml", 120_000_000), "bomb.xlsx", "422 too-large"),
        (zipped("provinces.shp", 120_000_000), "bomb.zip", "422 too-large"),
        (b"x,y\n1,2\n", "", "400 request-name"),
        (b"x,y\n1,2\n", "../..", "400 request-name"),
    ],
)
def test_what_cannot_be_read_is_refused_and_not_kept(client, server, upload, content, name, expected):
    before = client.get("/api/files").json()
    answer = upload(content, name)
    assert code(answer) == expected
    assert str(server.app.server.workspace.folder) not in answer.text
    assert client.get("/api/files").json() == before
    assert not list((server.app.server.workspace.folder / "files").glob(".new.*"))


def test_a_file_that_is_deleted_while_it_is_looked_at_is_not_found(client, server, upload, monkeypatch):
    file = upload(panel_csv()).json()["id"]

    async def too_late(workers, task, space, **payload):
        server.app.server.workspace.delete_file("local", file)
        raise ServerFault("no such file")

    monkeypatch.setattr("farrell.app.workers.Workers.run", too_late)
    assert code(client.post(f"/api/files/{file}/look", json={})) == "404 not-found"


def test_a_table_of_too_many_cells_is_refused(upload):
    wide = ",".join(f"c{i}" for i in range(1000)).encode() + b"\n"
    content = b"u," + wide + (b"U," + b"1," * 999 + b"1\n") * 5000
    assert code(upload(content, "wide.csv")) == "422 request-cells"


def test_a_check_takes_the_keys_of_a_study_file_and_no_paths(client, panel_file):
    def ask(**data):
        return client.post(f"/api/files/{panel_file}/check", json={"data": data})

    good = ask(**DATA).json()
    assert Check(**good)
    assert (good["ok"], good["rows"], good["units"], good["periods"]) == (True, 36, 12, [2021, 2022, 2023])
    assert good["provinces"]
    assert code(ask(**DATA, file="/etc/passwd")) == "422 request-path"
    assert code(ask(**DATA, inputz=[])) == "422 study-unknown-key"
    assert code(ask(unit="province")) == "422 study-key-missing"
    assert code(ask(**{**DATA, "inputs": ["year"]})) == "422 study-option"
    absent = ask(**{**DATA, "inputs": ["bedz"]}).json()
    assert absent["findings"][0]["code"] == "missing-column"


def test_a_check_says_whether_the_units_are_provinces(client, upload):
    file = upload(panel_csv().replace(b"Hebei", b"Somewhere"), "others.csv").json()["id"]
    checked = client.post(f"/api/files/{file}/check", json={"data": DATA}).json()
    assert (checked["ok"], checked["provinces"]) == (True, False)


def test_fixes_that_are_offered_mend(client, upload):
    rows = panel_csv().decode().splitlines()
    rows[1] = 'Beijing,2021,"1,234",77.20,80.10'
    rows[2] = "Beijing,2022,,80.00,81.00"
    content = "\n".join([*rows, "Total,2021,9,9,9", "Total,2022,9,9,9", ",2021,1,1,1"]).encode()
    file = upload(content, "faulty.csv").json()["id"]
    data = dict(DATA)
    for _ in range(10):
        checked = client.post(f"/api/files/{file}/check", json={"data": data}).json()
        if checked["ok"]:
            break
        data |= next(f for f in checked["findings"] if f["severity"] == "error")["fixes"][0]["data"]
    assert checked["ok"]
    assert data["thousands"] == ","
    assert data["missing"] == "exclude"
    assert set(data["exclude"]) == {"", "Total"}


def test_decimal_commas_percent_signs_and_rows_that_stand_twice_are_mended(client, upload):
    head, *rows = (row.replace(".", ",").split(",", 2) for row in panel_csv().decode().splitlines())
    numbers = [[f"{whole},{part}" for whole, part in zip(*[iter(row[2].split(","))] * 2, strict=True)] for row in rows]
    lines = [";".join([*row[:2], *cells]) + "%" for row, cells in zip(rows, numbers, strict=True)]
    content = "\n".join([";".join([*head[:2], *head[2].split(",")]), *lines, "Beijing;2021;77,3;80,1;60,2%"])
    file = upload(content.encode(), "commas.csv").json()["id"]
    look = client.post(f"/api/files/{file}/look", json={"decimal": ",", "percent": "points"}).json()
    assert [column["numeric"] for column in look["columns"]] == [False, True, True, True, True]
    data, taken = dict(DATA), []
    for _ in range(10):
        checked = client.post(f"/api/files/{file}/check", json={"data": data}).json()
        if checked["ok"]:
            break
        first = next(f for f in checked["findings"] if f["severity"] == "error")
        taken.append((first["code"], first["column"], first["fixes"][0]["data"]))
        data |= first["fixes"][0]["data"]
    assert taken == [
        ("non-numeric", "beds", {"decimal": ","}),
        ("non-numeric", "visits", {"percent": "points"}),
        ("duplicate-unlike", None, {"duplicates": "first"}),
    ]
    told = [(f["code"], f["severity"], f["row"] or f["column"]) for f in checked["findings"]]
    assert {("read-as", "note", name) for name in ("beds", "staff", "visits")} <= {*told}
    assert ("excluded-unlike", "warning", 38) in told


def test_files_are_listed_and_deleted(client, upload):
    file = upload(panel_csv(), "mine.csv").json()["id"]
    assert client.get("/api/files").json()[0]["id"] == file
    assert client.delete(f"/api/files/{file}").json() == {"done": True}
    assert code(client.delete(f"/api/files/{file}")) == "404 not-found"
    assert code(client.post(f"/api/files/{file}/look", json={})) == "404 not-found"


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_template_is_read_back_with_its_roles(client, upload, language):
    answer = client.get("/api/template.xlsx", params={"language": language})
    assert answer.headers["content-disposition"] == f'attachment; filename="farrell-{language}.xlsx"'
    look = upload(answer.content, "filled.xlsx").json()
    roles = [column["role"] for column in look["columns"]]
    assert roles == ["unit", "period", "group", "weight", "input", "input", "input", "output", "output"]
    assert len(COLUMNS) == len(roles)
    assert look["rows"] == 4
    assert code(client.get("/api/template.xlsx?language=fr")) == "422 choice"
