"""tables.xlsx: contents, settings, charts of the numbers beside them, notes, and text that stays text."""

from __future__ import annotations

import re
from pathlib import Path
from zipfile import ZipFile

import pytest
from python_calamine import CalamineWorkbook

from farrell import render_study
from farrell.catalogue import LANGUAGES, text
from farrell.report import write_workbook
from farrell.report.names import Names
from farrell.report.workbook_front import NOTES, charted, flat, height, settings_rows
from farrell.study import load_results

HOSTILE = ["=1+1", "@SUM(A1)", "+2", "-3", '=HYPERLINK("http://x")', "http://example.org", "<b>&", "第一医院"]


@pytest.fixture
def results(run, frame):
    data = frame(8, 3)
    data["unit"] = HOSTILE * 3
    return load_results(run(data, outputs="figures = []\ndocuments = []"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sheet_is_listed_and_every_table_read_back(results, tmp_path, language):
    write_workbook(results, tmp_path / "t.xlsx", language)
    book = CalamineWorkbook.from_path(str(tmp_path / "t.xlsx"))
    assert book.sheet_names == ["contents", "settings", "charts", *results.tables]
    listed = book.get_sheet_by_name("contents").to_python()
    assert [row[0] for row in listed[1:]] == book.sheet_names[1:]
    for row in listed[3:]:
        assert row[1] == len(results.tables[row[0]])
        assert len(book.get_sheet_by_name(row[0]).to_python()) == row[1] + 1
    by_name = {row[0]: row[2] for row in listed}
    assert by_name["slacks"] == text("report.sheet-slacks", language)
    assert by_name["malmquist"] == by_name["malmquist_means"] != ""
    rows = book.get_sheet_by_name("efficiency").to_python()
    unit = rows[0].index("unit")
    assert {row[unit] for row in rows[1:]} == set(HOSTILE)


def test_every_number_has_room_in_its_column(results, tmp_path):
    data = results.tables["descriptive"]
    data.loc[0, ["min", "max", "total"]] = [-1234567890.123, 9e11, 123456789012.5]
    write_workbook(results, tmp_path / "t.xlsx", "en")
    with ZipFile(tmp_path / "t.xlsx") as archive:
        book = archive.read("xl/workbook.xml").decode()
        number = re.findall(r'<sheet name="([^"]+)"', book).index("descriptive") + 1
        content = archive.read(f"xl/worksheets/sheet{number}.xml").decode()
    widths = {}
    for first, last, width in re.findall(r'<col min="(\d+)" max="(\d+)" width="([\d.]+)"', content):
        widths |= dict.fromkeys(range(int(first), int(last) + 1), float(width))
    for column, name in enumerate(data.columns, start=1):
        longest = max(len(f"{v:,.2f}" if isinstance(v, float) else str(v)) for v in data[name])
        assert widths[column] > longest, name


def test_no_cell_is_a_formula_or_leads_outside(results, tmp_path):
    write_workbook(results, tmp_path / "t.xlsx", "en")
    with ZipFile(tmp_path / "t.xlsx") as archive:
        for name in archive.namelist():
            content = archive.read(name).decode("utf-8", "replace")
            if name.startswith("xl/worksheets/sheet"):
                assert "<f>" not in content
                assert "<f " not in content
            if name.endswith(".rels"):
                assert 'TargetMode="External"' not in content


def test_settings_tell_the_study_file_the_data_and_the_seeds(results):
    rows = dict(settings_rows(results, "en"))
    assert rows["SHA-256"] == results.meta["data"]["sha256"]
    assert rows["Software"] == f"farrell {results.meta['version']}"
    assert rows["study.toml: data.inputs"] == "beds, staff"
    assert rows["study.toml: model[2].kind"] == "malmquist"
    assert rows["Random seed"] == text("report.no-seed", "en")
    sown = results.meta | {"inference": {"seed": 7}}
    results.meta.update(sown)
    assert dict(settings_rows(results, "en"))["Random seed [inference]"] == "7"


def test_nested_settings_become_keys():
    told = {"a": {"b": True}, "c": [{"d": 1}, {"d": [2, "x"]}], "e": []}
    assert dict(flat(told)) == {"a.b": "true", "c[1].d": "1", "c[2].d": "2, x", "e": ""}


@pytest.mark.parametrize("language", LANGUAGES)
def test_charts_show_the_tables_numbers(results, tmp_path, language):
    names = Names.of(results.meta, language)
    charts = charted(results, names)
    assert len(charts) == 3
    means = results.tables["means"]
    assert charts[0][1].iloc[:, 0].tolist() == means["te_crs"].tolist()
    wide, regions = charts[1][1], results.tables["regions"]
    for row in regions.itertuples():
        assert wide.loc[row.period, names.region(row.region)] == row.te_crs
    index = results.tables["malmquist_means"]
    assert charts[2][1]["tfpch"].tolist() == index.loc[index["by"] == "interval", "tfpch"].tolist()
    write_workbook(results, tmp_path / "t.xlsx", language)
    sheet = CalamineWorkbook.from_path(str(tmp_path / "t.xlsx")).get_sheet_by_name("charts").to_python()
    with ZipFile(tmp_path / "t.xlsx") as archive:
        drawn = [archive.read(n).decode("utf-8") for n in archive.namelist() if n.startswith("xl/charts/chart")]
    assert len(drawn) == 3
    for (title, frame), xml in zip(charts, drawn, strict=True):
        assert title in xml
        places = re.findall(r"<c:val><c:numRef><c:f>charts!\$([A-Z])\$(\d+):\$\1\$(\d+)</c:f>", xml)
        assert len(places) == len(frame.columns)
        for (letter, first, last), column in zip(places, frame, strict=True):
            j = ord(letter) - ord("A")
            assert [sheet[i][j] for i in range(int(first) - 1, int(last))] == pytest.approx(frame[column].tolist())
            assert sheet[int(first) - 2][j] == column


def test_one_period_has_no_charts(run, frame, tmp_path):
    folder = run(frame(6, 1), period=False, models='[[model]]\nkind = "efficiency"\n', outputs="figures = []")
    render_study(folder, tmp_path / "out", formats=["tables.xlsx"])
    book = CalamineWorkbook.from_path(str(tmp_path / "out" / "tables.xlsx"))
    assert book.sheet_names[:2] == ["contents", "settings"]
    assert "charts" not in book.sheet_names


@pytest.mark.parametrize(("words", "lines"), [("", 1), ("x" * 90, 1), ("x" * 150, 2), ("字" * 50, 2)])
def test_rows_are_as_high_as_their_text(words, lines):
    assert height(words, 100) == 15 * lines


@pytest.mark.parametrize("language", LANGUAGES)
def test_notes_need_no_values(language):
    for key in NOTES.values():
        assert text(f"report.{key}", language)


def test_equal_results_are_equal_bytes(results, tmp_path):
    made = []
    for name in ("a.xlsx", "b.xlsx"):
        write_workbook(results, tmp_path / name, "zh")
        made.append(Path(tmp_path / name).read_bytes())
    assert made[0] == made[1]
