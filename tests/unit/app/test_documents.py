"""Documents of a study: what is on offer, made by a job, listed, downloaded one by one and together."""

from __future__ import annotations

import csv
import io
import re
import tomllib
import zipfile
from typing import Any
from urllib.parse import unquote

import httpx
import pytest
from running_app import Running, code, events, last_event

from farrell.app.api.documents import TITLE_BYTES, TYPES, attached
from farrell.app.tasks.documents import DOCUMENTS
from farrell.catalogue import text
from farrell.report import FORMATS
from farrell.report.profiles import PROFILES


def make(
    client: httpx.Client, study: str, formats: list[str], language: str = "en", **more: Any
) -> list[dict[str, Any]]:
    """The states of the job that makes documents."""
    wanted = {"language": language, "formats": formats, **more}
    answer = client.post(f"/api/studies/{study}/documents", json=wanted)
    assert answer.status_code == 200, answer.text
    found = list(events(client, answer.json()["id"]))
    assert found[-1]["state"] == "done", found[-1]
    return found


def named(answer: httpx.Response) -> tuple[str, str]:
    """The name that a browser gives a download, and that of an old browser."""
    header = answer.headers["content-disposition"]
    found = re.fullmatch(r"attachment; filename=\"([^\"]+)\"; filename\*=UTF-8''([!#$&+.^_`|~%0-9A-Za-z-]+)", header)
    assert found is not None, header
    return unquote(found[2]), found[1]


@pytest.fixture(scope="module")
def place(ran: str) -> str:
    return f"/api/studies/{ran}/documents"


@pytest.fixture(scope="module")
def steps(client: httpx.Client, ran: str, place: str) -> list[dict[str, Any]]:
    """Documents in Chinese, of every format but those of figures as pixels."""
    before = client.get(place).json()
    assert (before["documents"], before["language"], before["current"]) == ([], None, False)
    return make(client, ran, ["report.html", "tables.xlsx", "svg", "csv"], "zh")


def test_formats_are_those_of_the_registry(client, place):
    offered = {row["key"]: row for row in client.get(place).json()["formats"]}
    assert list(offered) == list(FORMATS)
    assert not offered["plan.xlsx"]["fits"]
    assert offered["report.html"]["fits"]
    assert all(row["installed"] and row["extra"] is None for row in offered.values())
    assert all(row["title"] == {lang: text(f"page.{FORMATS[key].title}", lang) for lang in ("en", "zh")}
               for key, row in offered.items())  # fmt: skip


def test_profiles_are_on_offer_with_a_name_in_every_language(client, place):
    offered = client.get(place).json()
    assert [row["key"] for row in offered["profiles"]] == list(PROFILES)
    assert all(row["title"]["en"] and row["title"]["zh"] for row in offered["profiles"])
    composed = {row["key"] for row in offered["formats"] if row["composed"]}
    assert composed == {key for key, known in FORMATS.items() if known.composed}


def test_every_format_is_sent_as_what_it_is():
    for key, known in FORMATS.items():
        ending = key[key.rfind(".") :] if "." in key else f".{key}"
        assert TYPES[ending] == known.media


def test_each_step_is_told(steps):
    told = [event for event in steps if event["state"] == "running" and event["steps"]]
    assert [event["number"] for event in told] == sorted(event["number"] for event in told)
    names = [event["step"] for event in told]
    assert {"compose", "report.html", "tables.xlsx", "csv"} <= set(names)
    assert len(set(names)) > 10


def test_documents_are_listed_with_titles_captions_and_sizes(client, place, steps):
    listed = client.get(place).json()
    assert (listed["language"], listed["current"]) == ("zh", True)
    rows = {row["name"]: row for row in listed["documents"]}
    assert rows["report.html"]["title"]["zh"] == text("page.format-report", "zh")
    svg = next(row for name, row in rows.items() if name.endswith(".svg"))
    assert "数据来源" in svg["caption"]
    assert rows[svg["name"].replace(".svg", ".csv")]["title"] == {
        lang: text("page.document-numbers", lang) for lang in ("en", "zh")
    }
    assert not [name for name in rows if name.endswith((".png", ".gif"))]
    for name, row in rows.items():
        answer = client.get(f"{place}/{name}")
        assert len(answer.content) == row["bytes"]
        assert answer.headers["x-content-type-options"] == "nosniff"


def test_the_report_is_in_the_chosen_language_and_named_after_the_study(client, place, steps):
    answer = client.get(f"{place}/report.html")
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert '<html lang="zh-Hans"' in answer.text
    assert named(answer) == ("十二个省份 - report.html", "report.html")


def test_tables_are_those_of_the_results(client, ran, place, steps):
    rows = list(csv.DictReader(io.StringIO(client.get(f"{place}/tables/efficiency.csv").text)))
    table = client.get(f"/api/studies/{ran}/tables/efficiency").json()
    assert [float(row["te_crs"]) for row in rows] == table["columns"]["te_crs"]


def test_all_together_are_an_archive_with_the_study_file(client, ran, place, steps):
    answer = client.get(f"{place}.zip")
    assert answer.headers["content-type"] == "application/zip"
    assert named(answer) == ("十二个省份 - documents.zip", "documents.zip")
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        assert archive.testzip() is None
        names = set(archive.namelist())
        listed = {row["name"] for row in client.get(place).json()["documents"]}
        assert names == {*listed, "study.json", "study.toml"}
        study = tomllib.loads(archive.read("study.toml").decode())
        assert study["data"]["file"] == "panel.csv"
        assert archive.read("report.html") == client.get(f"{place}/report.html").content


def test_documents_of_earlier_choices_go_without_the_study_file(client, server, ran, place, steps):
    file = server.app.server.workspace.study_folder("local", ran) / "study.toml"
    before = file.read_bytes()
    try:
        file.write_bytes(before + b"\n# changed\n")
        with zipfile.ZipFile(io.BytesIO(client.get(f"{place}.zip").content)) as archive:
            assert "study.json" in archive.namelist()
            assert "study.toml" not in archive.namelist()
    finally:
        file.write_bytes(before)


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"language": "en", "formats": ["odt"]}, "422 choice"),
        ({"language": "en", "formats": ["plan.xlsx"]}, "422 choice"),
        ({"language": "en", "formats": ["../report.html"]}, "422 choice"),
        ({"language": "en", "formats": []}, "422 request-shape"),
        ({"language": "en", "formats": ["csv"], "profiles": ["minister"]}, "422 choice"),
        ({"language": "en", "formats": ["csv"], "profiles": []}, "422 request-shape"),
        ({"language": "fr", "formats": ["csv"]}, "422 request-shape"),
        ({"language": "en", "formats": ["csv"], "out": "/tmp"}, "422 request-shape"),
    ],
)
def test_what_cannot_be_made_is_refused(client, place, body, status):
    assert code(client.post(place, json=body)) == status


@pytest.mark.parametrize(
    "name",
    [
        "study.toml",
        "..%2Fstudy.toml",
        "%2e%2e%2fresults/study.json",
        "%2Fetc%2Fpasswd",
        "figures",
        "study.json",
        "none.html",
    ],
)
def test_only_what_is_listed_can_be_downloaded(client, place, steps, name):
    assert client.get(f"{place}/{name}").status_code == 404


def test_documents_of_a_study_that_was_not_run_are_refused(client):
    study = client.post("/api/examples/china-health").json()["id"]
    place = f"/api/studies/{study}/documents"
    assert code(client.get(place)) == "409 study-not-run"
    assert code(client.post(place, json={"language": "en", "formats": ["csv"]})) == "409 study-not-run"
    assert code(client.get(f"{place}.zip")) == "404 not-found"
    assert code(client.get(f"{place}/report.html")) == "404 not-found"


def test_new_documents_take_the_place_of_old_ones_and_age_when_the_study_is_run_again(client, server, panel_file):
    from small_panel import STUDY

    study = client.post("/api/studies", json={"study": STUDY, "file": panel_file}).json()["id"]
    place = f"/api/studies/{study}/documents"
    for again in (False, True):
        job = client.post(f"/api/studies/{study}/run").json()["id"]
        assert last_event(client, job)["state"] == "done"
        if not again:
            make(client, study, ["tables.xlsx"])
            make(client, study, ["csv"])
    listed = client.get(place).json()
    assert not listed["current"]
    names = {row["name"] for row in listed["documents"]}
    assert "tables.xlsx" not in names
    assert "tables/efficiency.csv" in names
    folder = workspace_folder(server, study)
    assert sorted(path.name for path in folder.iterdir()) == [DOCUMENTS, "panel.csv", "results", "study.toml"]


def test_documents_of_profiles_are_called_after_them(client, panel_file):
    from small_panel import STUDY

    study = client.post("/api/studies", json={"study": STUDY, "file": panel_file}).json()["id"]
    assert last_event(client, client.post(f"/api/studies/{study}/run").json()["id"])["state"] == "done"
    make(client, study, ["report.html"], "zh", profiles=["brief", "province"])
    place = f"/api/studies/{study}/documents"
    rows = {row["name"]: row["title"] for row in client.get(place).json()["documents"]}
    assert {name for name in rows if name.endswith(".html")} == {"brief.html", "province.html"}
    assert rows["brief.html"]["zh"] == f"{text('page.profile-brief', 'zh')}（HTML）"
    assert 'class="brief"' in client.get(f"{place}/brief.html").text


def workspace_folder(server: Running, study: str) -> Any:
    return server.app.server.workspace.folder / "studies" / study


@pytest.mark.parametrize(
    ("title", "kept"),
    [
        ('2014/2023: "health"\n*', "2014-2023 health"),
        ("卫" * 200, "卫" * (TITLE_BYTES // 3)),
        ("../../etc", "..-..-etc"),
        ("CON", "file-CON"),
        ("", ""),
    ],
)
def test_a_title_becomes_a_name_that_every_file_system_takes(title, kept):
    header = attached(title, "plan.xlsx")["Content-Disposition"]
    full = unquote(header.rpartition("''")[2])
    assert full.endswith("plan.xlsx")
    assert not re.search(r'[<>:"/\\|?*\x00-\x1f]', full)
    assert full.removesuffix("plan.xlsx").removesuffix(" - ").strip(".-") == kept.strip(".-")
    assert header.isascii()
