"""Cells become numbers by rules a person can say; what marks mean is said, and told again."""

from __future__ import annotations

import datetime as dt
import decimal
import math

import numpy as np
import pandas as pd
import pytest

from farrell.data.numbers import Marks, number
from farrell.errors import DataError, OptionError

NUMBERS = [
    (0, 0.0),
    (7, 7.0),
    (-3, -3.0),
    (2.5, 2.5),
    (-0.0, 0.0),
    (np.int64(4), 4.0),
    (np.float32(0.5), 0.5),
    (decimal.Decimal("12.50"), 12.5),
    (10**100, 1e100),
    ("12", 12.0),
    (" 12.5 ", 12.5),
    ("+3", 3.0),
    (".5", 0.5),
    ("5.", 5.0),
    ("1e3", 1000.0),
    ("2.4E-09", 2.4e-9),
    ("１２３．５", 123.5),
    ("\u22123", -3.0),
    ("－3", -3.0),
    ("\u200b7\ufeff", 7.0),
    ("\u00a07\u3000", 7.0),
    ("\u200e7", 7.0),
    ("\u202d7\u202c", 7.0),
    ("0.1" + "1" * 500, 0.1111111111111111),
]
FAULTS = [
    (None, "missing"),
    (math.nan, "missing"),
    (np.float64("nan"), "missing"),
    (pd.NA, "missing"),
    (pd.NaT, "missing"),
    ("", "missing"),
    ("  \u3000", "missing"),
    ("缺失", "missing"),
    ("…", "missing"),
    ("—", "missing"),
    ("NaN", "missing"),
    ("n/a", "missing"),
    ("NULL", "missing"),
    ("inf", "not-finite"),
    ("-Infinity", "not-finite"),
    ("∞", "not-finite"),
    (math.inf, "not-finite"),
    ("1e400", "not-finite"),
    ("9" * 400, "not-finite"),
    (10**400, "out-of-range"),
    (1e308, "out-of-range"),
    ("1e308", "out-of-range"),
    (5e-324, "out-of-range"),
    ("4.9e-324", "out-of-range"),
    (2.2e-308, "out-of-range"),
    ("1e-151", "out-of-range"),
    (True, "non-numeric"),
    (np.bool_(False), "non-numeric"),
    (dt.date(2019, 1, 2), "non-numeric"),
    (dt.datetime(2019, 1, 2), "non-numeric"),
    (dt.time(1, 2), "non-numeric"),
    (dt.timedelta(1), "non-numeric"),
    (np.datetime64("2019-01-02"), "non-numeric"),
    (np.timedelta64(5, "D"), "non-numeric"),
    ("TRUE", "non-numeric"),
    ("45%", "non-numeric"),
    ("４５％", "non-numeric"),
    ("1,234", "non-numeric"),
    ("1,5", "non-numeric"),
    ("1 234", "non-numeric"),
    ("1_000", "non-numeric"),
    ("0x1F", "non-numeric"),
    ("¥5", "non-numeric"),
    ("1.2万", "non-numeric"),
    ("(5)", "non-numeric"),
    ("12*", "non-numeric"),
    ("--3", "non-numeric"),
    ("=1+1", "non-numeric"),
    ("<5", "non-numeric"),
    ("5-6", "non-numeric"),
    ([1], "non-numeric"),
]


@pytest.mark.parametrize(("cell", "value"), NUMBERS, ids=lambda v: repr(v)[:24])
def test_a_number_is_read_as_it_stands(cell, value):
    read, fault = number(cell)
    assert fault is None
    assert read == value
    assert math.copysign(1.0, read) == math.copysign(1.0, value)


@pytest.mark.parametrize(("cell", "fault"), FAULTS, ids=lambda v: repr(v)[:24])
def test_what_is_not_a_number_has_a_fault_and_no_value(cell, fault):
    value, code = number(cell)
    assert math.isnan(value)
    assert code == fault


@pytest.mark.parametrize("cell", ["12.5¹", "10²", "5³", "8₂", "①", "12.5⁽¹⁾"])
def test_a_footnote_mark_never_becomes_a_digit(cell):
    value, code = number(cell)
    assert math.isnan(value)
    assert code == "non-numeric"


@pytest.mark.parametrize(
    ("cell", "thousands", "value"),
    [
        ("1,234", ",", 1234.0),
        ("1,234,567.89", ",", 1234567.89),
        ("-1,234", ",", -1234.0),
        ("１，２３４", ",", 1234.0),
        ("999", ",", 999.0),
        ("12.5", ",", 12.5),
        ("1.234.567", ".", 1234567.0),
        ("1.234,5", ".", 1234.5),
        ("1 234,5", " ", 1234.5),
        ("1\u00a0234", " ", 1234.0),
        ("1\u202f234.5", " ", 1234.5),
        ("1'234.5", "'", 1234.5),
    ],
)
def test_thousands_are_read_when_said(cell, thousands, value):
    assert number(cell, Marks(thousands)) == (value, None)


@pytest.mark.parametrize("cell", ["1234,5", "0,5", "12,25"])
def test_where_the_point_separates_thousands_the_comma_is_decimal(cell):
    assert number(cell, Marks(".")) == (float(cell.replace(",", ".")), None)


@pytest.mark.parametrize(
    ("cell", "thousands"),
    [
        ("1,234,5", ","),
        ("1,234,56", ","),
        ("1,2345", ","),
        ("12,34,567", ","),
        (",234", ","),
        ("1,,234", ","),
        ("1.234.5", "."),
        ("1.5", "."),
        ("1,234.5.6", ","),
    ],
)
def test_misplaced_thousands_are_refused_not_mended(cell, thousands):
    value, code = number(cell, Marks(thousands))
    assert math.isnan(value)
    assert code == "non-numeric"


@pytest.mark.parametrize(
    ("cell", "marks", "value"),
    [
        ("12,5", Marks(decimal=","), 12.5),
        ("1,234", Marks(decimal=","), 1.234),
        ("-,5", Marks(decimal=","), -0.5),
        ("1,5e3", Marks(decimal=","), 1500.0),
        ("１２，５", Marks(decimal=","), 12.5),
        ("1.234,5", Marks(".", ","), 1234.5),
        ("1 234,5", Marks(" ", ","), 1234.5),
        ("1 234.5", Marks(" ", "."), 1234.5),
        (12.5, Marks(decimal=","), 12.5),
        ("85.2%", Marks(percent="points"), 85.2),
        ("85.2%", Marks(percent="shares"), 0.852),
        ("８５．２％", Marks(percent="points"), 85.2),
        ("85,2 %", Marks(decimal=",", percent="shares"), 0.852),
        ("-3%", Marks(percent="points"), -3.0),
        ("12.5", Marks("", "", ""), 12.5),
    ],
    ids=str,
)
def test_decimal_marks_and_percent_signs_are_read_when_said(cell, marks, value):
    assert number(cell, marks) == (value, None)


@pytest.mark.parametrize(
    ("cell", "marks"),
    [
        ("12.5", Marks(decimal=",")),
        ("1.234", Marks(decimal=",")),
        ("1,2,3", Marks(decimal=",")),
        ("1 234,5", Marks(" ", ".")),
        ("12,5", Marks(" ", ".")),
        ("%", Marks(percent="points")),
        ("5%%", Marks(percent="points")),
        ("%5", Marks(percent="points")),
        ("85,2%", Marks(percent="points")),
    ],
    ids=str,
)
def test_what_the_marks_do_not_explain_is_no_number(cell, marks):
    value, code = number(cell, marks)
    assert math.isnan(value)
    assert code == "non-numeric"


@pytest.mark.parametrize("mark", [{"thousands": "_"}, {"decimal": ";"}, {"percent": "yes"}], ids=str)
def test_unknown_marks_are_refused(build, cross_section, mark):
    with pytest.raises(OptionError, match=next(iter(mark))) as caught:
        build(cross_section, **mark)
    assert caught.value.code == "choice"


def test_a_mark_cannot_mean_two_things():
    with pytest.raises(OptionError) as caught:
        Marks(",", ",")
    assert caught.value.code == "marks-twice"


def notes(panel):
    return {f.place.column: dict(f.values) for f in panel.findings if f.code == "read-as"}


def test_the_same_cells_are_told_with_what_they_were_read_as(small):
    content = "u;x;y\nA;1,234;2\nB;2,5;3\nC;3;4\nD;4,1;6\nE;5;5\n"
    panel = small(content, decimal=",")
    assert panel.numbers["x"].tolist() == [1.234, 2.5, 3.0, 4.1, 5.0]
    assert notes(panel) == {"x": {"count": 3, "how": 'decimal = ","', "cell": "'1,234'", "value": "1.234"}}
    with pytest.raises(DataError) as caught:
        small(content, thousands=",")
    assert {f.place.row for f in caught.value.findings} == {3, 5}
    panel = small(content.replace(",5", ",500").replace(",1", ",100"), thousands=",")
    assert notes(panel)["x"]["value"] == "1234"


def test_cells_of_a_workbook_that_are_numbers_need_no_marks(small, workbook):
    rows = [["u", "x", "y"], ["A", 1.5, "2,5"], ["B", 2.5, "3"], ["C", 3, "4,5"], ["D", 4, "5"], ["E", 5, "6"]]
    panel = small(workbook({"s": rows}), decimal=",")
    assert panel.numbers["x"].tolist() == [1.5, 2.5, 3, 4, 5]
    assert notes(panel) == {"y": {"count": 2, "how": 'decimal = ","', "cell": "'2,5'", "value": "2.5"}}


def test_a_column_of_percentages_is_told(small):
    panel = small("u,x,y\nA,1,50%\nB,2,60.5%\nC,3,70%\nD,4,80%\nE,5,85%\n", percent="shares")
    assert panel.numbers["y"].tolist() == [0.5, 0.605, 0.7, 0.8, 0.85]
    assert notes(panel) == {"y": {"count": 5, "how": 'percent = "shares"', "cell": "'50%'", "value": "0.5"}}


def test_a_percent_sign_in_some_cells_only_names_the_odd_rows(small):
    content = "u,x,y\nA,1,50%\nB,2,0.6\nC,3,70%\nD,4,80%\nE,5,85%\nF,6,9\n"
    with pytest.raises(DataError) as caught:
        small(content, percent="points")
    assert [
        (f.code, f.place.row, f.place.unit, f.place.column) for f in caught.value.findings if f.severity == "error"
    ] == [
        ("percent-mixed", 3, "B", "y"),
        ("percent-mixed", 7, "F", "y"),
    ]
    panel = small(content, percent="points", exclude=["B", "F"])
    assert panel.numbers["y"].tolist() == [50, 70, 80, 85]
