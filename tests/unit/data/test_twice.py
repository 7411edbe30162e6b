"""Rows with the same unit and period: refused, or one kept and the others named, with what sets them apart."""

from __future__ import annotations

import pytest

from farrell.errors import DataError, OptionError

ROWS = "u,x,y\nA,1,2\nB,2,3\nA,9,2\nC,3,4\nD,4,6\nE,5,5\nB,2,3\n"
"""A stands twice with unlike x, in rows 2 and 4; B twice with the same, in rows 3 and 8."""


def twice(findings):
    found = {}
    for f in findings:
        values = dict(f.values)
        if "other" in values:
            found[f.place.row] = (f.code, f.severity, values["other"], values.get("columns"))
    return found


def test_duplicates_are_refused_with_the_columns_in_which_they_differ(small):
    with pytest.raises(DataError) as caught:
        small(ROWS)
    assert twice(caught.value.findings) == {
        4: ("duplicate-unlike", "error", 2, ["x"]),
        8: ("duplicate", "error", 3, None),
    }
    first, second = (f.text("en") for f in caught.value.findings)
    assert "differ in x" in first
    assert "says the same" in second
    assert "x 上不同" in caught.value.findings[0].text("zh")


@pytest.mark.parametrize(
    ("way", "x", "rows", "left_out"),
    [
        ("first", [1, 2, 3, 4, 5], [2, 3, 5, 6, 7], {4: 2, 8: 3}),
        ("last", [9, 2, 3, 4, 5], [4, 8, 5, 6, 7], {2: 4, 3: 8}),
    ],
)
def test_one_of_them_is_kept_and_the_other_said(small, way, x, rows, left_out):
    panel = small(ROWS, duplicates=way)
    by_unit = dict(
        zip(panel.unit_labels, zip(panel.numbers["x"].tolist(), panel.rows.tolist(), strict=True), strict=True)
    )
    assert by_unit == dict(zip("ABCDE", zip(x, rows, strict=True), strict=True))
    assert twice(panel.findings) == {
        row: ("excluded-unlike", "warning", kept, ["x"]) if columns else ("excluded-duplicate", "note", kept, None)
        for (row, kept), columns in zip(left_out.items(), [("x",), ()], strict=True)
    }


def test_of_three_rows_one_is_kept(small):
    panel = small(ROWS + "A,7,2\n", duplicates="last")
    assert panel.numbers["x"][panel.unit_labels.index("A")] == 7
    assert {row: said[2] for row, said in twice(panel.findings).items()} == {2: 9, 4: 9, 3: 8}


def test_a_fault_in_a_row_that_is_left_out_does_no_harm_and_one_in_the_row_kept_does(small):
    content = ROWS.replace("A,9,2", "A,nine,2")
    assert small(content, duplicates="first").numbers["x"].tolist()[0] == 1
    with pytest.raises(DataError) as caught:
        small(content, duplicates="last")
    assert [f.code for f in caught.value.findings if f.severity == "error"] == ["non-numeric"]


def test_cells_that_are_no_numbers_are_compared_as_words(small):
    for other, code in (("1,5", "duplicate"), ("2,5", "duplicate-unlike")):
        with pytest.raises(DataError) as caught:
            small(f'u,x,y\nA,"1,5",2\nA,"{other}",2\nB,2,3\n')
        assert code in {f.code for f in caught.value.findings}


def test_a_gap_that_is_left_out_leaves_no_duplicate(small):
    panel = small(ROWS.replace("A,1,2", "A,,2"), duplicates="first", missing="exclude")
    assert panel.numbers["x"][panel.unit_labels.index("A")] == 9
    assert twice(panel.findings) == {8: ("excluded-duplicate", "note", 3, None)}


def test_labels_are_compared_too(small):
    content = "u,x,y,g\nA,1,2,p\nA,1,2,q\nB,2,3,p\nC,3,4,p\nD,4,6,q\nE,5,5,q\n"
    panel = small(content, group="g", duplicates="first")
    assert twice(panel.findings) == {3: ("excluded-unlike", "warning", 2, ["g"])}


def test_an_unknown_way_is_refused(small):
    with pytest.raises(OptionError, match="duplicates"):
        small(ROWS, duplicates="mean")
