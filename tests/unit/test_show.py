"""Tables for terminal and notebook: aligned with Chinese in them, safe with hostile names in them."""

from __future__ import annotations

import math

import pytest

from farrell.show import cell, fitting, html_table, text_table, width


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (1.0, "1.000"),
        (-0.5, "−0.500"),
        (1234567.8912, "1,234,567.891"),
        (math.nan, "–"),
        (math.inf, "inf"),
        (None, ""),
        (3, "3"),
        (True, "True"),
        ("a-b", "a-b"),
    ],
)
def test_a_cell_shows_its_value(value, shown):
    assert cell(value) == shown


def test_digits_can_be_chosen_and_a_zero_has_no_sign():
    assert cell(0.12345, 2) == "0.12"
    assert cell(-0.0001, 2) == "0.00"


@pytest.mark.parametrize(
    ("text", "columns"),
    [("abc", 3), ("北京", 4), ("ＡＢ", 4), ("内蒙古 a", 8), ("é", 1), ("e\u0301", 1), ("a\u200bb", 2), ("", 0)],
)
def test_width_counts_what_a_terminal_draws(text, columns):
    assert width(text) == columns


def test_a_table_is_aligned_with_chinese_in_it():
    shown = text_table(["地区", "te"], [["北京", 1.0], ["内蒙古", 0.25], ["Tibet", math.nan]])
    lines = shown.splitlines()
    assert lines == [
        "─────────────",
        "地区       te",
        "─────────────",
        "北京    1.000",
        "内蒙古  0.250",
        "Tibet       –",
        "─────────────",
    ]
    assert {width(line) for line in lines} == {13}


def test_names_stand_left_and_numbers_right():
    lines = text_table(["name", "n"], [["a", 1], ["bcdefg", 100]]).splitlines()
    assert lines[3] == "a         1"
    assert lines[4] == "bcdefg  100"


def test_a_table_without_rows_has_its_header():
    assert text_table(["a", "b"], []).splitlines()[1] == "a  b"


def test_a_name_of_several_lines_stays_one_row():
    assert len(text_table(["unit"], [["a\nb\r\nc"]]).splitlines()) == 5


def test_control_characters_do_not_reach_the_terminal():
    assert "\x1b" not in text_table(["unit"], [["\x1b[31mred\x07"]])


def test_html_is_escaped_everywhere():
    evil = "<script>alert('x')</script>&\""
    shown = html_table([evil], [[evil]], caption=evil)
    assert "<script>" not in shown
    assert shown.count("&lt;script&gt;") == 3


def test_html_has_header_rows_and_caption():
    shown = html_table(["unit", "te"], [["A", 0.5]], caption="Scores")
    assert shown == (
        "<table><caption>Scores</caption><thead><tr><th>unit</th><th>te</th></tr></thead>"
        "<tbody><tr><td>A</td><td>0.500</td></tr></tbody></table>"
    )
    assert "<caption>" not in html_table(["unit"], [])


def test_the_columns_that_fit_a_terminal_are_counted() -> None:
    header, rows = ["unit", "te", "name"], [["A", 0.5, "北京市"], ["BB", 1.0, "x"]]
    assert fitting(header, rows, 100) == 3
    assert fitting(header, rows, 4 + 2 + 5 + 2 + 6) == 3
    assert fitting(header, rows, 4 + 2 + 5 + 2 + 5) == 2
    assert fitting(header, rows, 1) == 1
