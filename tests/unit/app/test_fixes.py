"""What mends a finding: every error of the data has a fix, or is known to have none."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import farrell
from farrell.app.tasks.fixes import WITHOUT_FIX, fixes_of, fixes_of_file
from farrell.data.checks import CODES
from farrell.errors import DataError, Place, finding

SOURCE = Path(farrell.__file__).parent / "data"
CODE = "\n".join(path.read_text(encoding="utf-8") for path in SOURCE.glob("*.py") if path.name != "deap.py")
"""All that reads what the page takes; instruction files of DEAP are mended where they were written."""
OF_CELLS = {"missing", "non-numeric", "not-finite", "out-of-range"}
"""Codes that ``number`` gives."""
ERRORS = sorted({*re.findall(r"finding\(\s*\"([\w-]+)\",\s*\"error\"", CODE), *OF_CELLS})
PLACE = Place("a.csv", 3, "Beijing", 2021, "beds")
DATA = {"inputs": ["beds", "staff"], "outputs": ["visits"]}
VALUES = {
    "non-numeric": {"cell": "'1,234'"},
    "same-province": {"names": ("北京", "Beijing")},
    "duplicate": {"other": 2},
    "duplicate-unlike": {"other": 2, "columns": ["beds"]},
}


def patches(code, data=DATA, severity="error", **values):
    found = finding(code, severity, PLACE, **{**VALUES.get(code, {}), **values})
    fixes = fixes_of(found, data)
    assert all(fix["text"]["en"] != fix["text"]["zh"] for fix in fixes)
    return [fix["data"] for fix in fixes]


def test_the_errors_of_the_source_are_those_of_the_checks():
    assert {"total-row", "duplicate", "one-unit", "zero-column", "unit-blank"} <= set(ERRORS)
    assert len(ERRORS) >= 13


@pytest.mark.parametrize("code", ERRORS)
def test_every_error_has_a_fix_or_is_known_to_have_none(code):
    assert bool(patches(code)) == (code not in WITHOUT_FIX)


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("missing", [{"missing": "exclude"}, {"exclude": ["Beijing"]}]),
        ("total-row", [{"exclude": ["Beijing"]}, {"allow": ["total-row"]}]),
        ("unit-blank", [{"exclude": [""]}]),
        ("same-province", [{"exclude": ["北京"]}, {"exclude": ["Beijing"]}, {"allow": ["same-province"]}]),
        ("zero-column", [{"inputs": ["staff"]}, {"allow": ["zero-column"]}]),
        ("outlier-ratio", [{"allow": ["outlier-ratio"]}]),
        ("duplicate", [{"duplicates": "first"}, {"exclude": ["Beijing"]}]),
        ("duplicate-unlike", [{"duplicates": "first"}, {"duplicates": "last"}, {"exclude": ["Beijing"]}]),
        ("percent-mixed", [{"exclude": ["Beijing"]}]),
        ("one-unit", []),
    ],
)
def test_fixes_go_from_the_gentlest(code, expected):
    assert patches(code) == expected


POINTS, SHARES = {"percent": "points"}, {"percent": "shares"}
COMMA = {"decimal": ","}


@pytest.mark.parametrize(
    ("cells", "given", "expected"),
    [
        (["'1,234.5'"], {}, {"1234.5": {"thousands": ","}}),
        (["'1 234'"], {}, {"1234": {"thousands": " "}}),
        (['"1\'234"'], {}, {"1234": {"thousands": "'"}}),
        (["'1.234.567'"], {}, {"1234567": {"thousands": "."}}),
        (["'12,5'"], {}, {"12.5": COMMA}),
        (["'1,234'"], {}, {"1234": {"thousands": ","}, "1.234": COMMA}),
        (["'1,234'", "'12,5'"], {}, {"1.234": COMMA}),
        (["'1,234'", "'12,5%'"], {}, {"1.234": COMMA}),
        (["'1,234'", "'1,234.5'"], {}, {"1234": {"thousands": ","}}),
        (["'12,5'", "'1.234,5'"], {}, {"12.5": {"thousands": "."}}),
        (["'45%'"], {}, {"45": POINTS, "0.45": SHARES}),
        (["'４５％'", "'1,234'"], {}, {"45": POINTS, "0.45": SHARES}),
        (["'45,5%'"], {}, {"45.5": COMMA | POINTS, "0.455": COMMA | SHARES}),
        (["'45,5%'"], POINTS, {"45.5": COMMA}),
        (["'12,5'"], {"thousands": ","}, {"12.5": {"decimal": ",", "thousands": ""}}),
        (["'12.5'"], COMMA, {"12.5": {"decimal": "."}}),
        (["'1,234.5'"], COMMA, {"1234.5": {"thousands": ",", "decimal": ""}}),
        (["'12*'"], {}, {}),
    ],
    ids=str,
)
def test_marks_are_offered_by_which_cells_are_numbers_and_the_number_is_said(cells, given, expected):
    fixes = fixes_of(finding("non-numeric", "error", PLACE, cell=cells[0]), {**DATA, **given}, cells)
    assert [fix["data"] for fix in fixes] == [*expected.values(), {"exclude": ["Beijing"]}]
    for fix, value in zip(fixes, expected, strict=False):
        assert f"Read {cells[0]} as {value}:" in fix["text"]["en"]
        assert f"将 {cells[0]} 读作 {value}：" in fix["text"]["zh"]


def test_lists_that_were_there_stay():
    data = {**DATA, "exclude": ["Tibet"], "allow": "zero"}
    assert patches("total-row", data) == [{"exclude": ["Tibet", "Beijing"]}, {"allow": ["zero", "total-row"]}]


def test_the_last_column_of_a_side_is_not_taken_away():
    assert patches("zero-column", {"inputs": ["beds"], "outputs": ["visits"]}) == [{"allow": ["zero-column"]}]


@pytest.mark.parametrize("code", sorted({*CODES} - {*WITHOUT_FIX}))
def test_every_warning_of_the_checks_can_be_allowed_and_notes_need_nothing(code):
    assert patches(code, severity="warning", names=("A", "B"))[-1] == {"allow": [code]}
    assert {"allow": [code]} not in patches(code, severity="note", names=("A", "B"))


def test_another_sheet_is_offered_where_columns_are_not_there():
    values = {"file": "a.xlsx", "row": 1, "missing": ["x"], "found": ["y"], "hint": "", "chosen": "s1"}
    error = DataError("missing-column-sheet", **values, others=["s2", "s3"])
    assert [fix["data"] for fix in fixes_of_file(error)] == [{"sheet": "s2"}, {"sheet": "s3"}]
    assert fixes_of_file(DataError("no-rows", file="a.xlsx", row=1)) == []
