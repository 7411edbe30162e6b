"""The Panel: the same from every source, frozen, and refusing what it cannot use by row, unit, period and column."""

from __future__ import annotations

import time
import warnings
from pathlib import Path

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

from farrell import Panel, dea, load, read_panel
from farrell.errors import DataError, DataWarning, OptionError

SAME = 1e-9
"""Scores of the same data in another order: one linear program with its columns permuted."""
ROLES = {"unit": "unit", "period": "year", "inputs": ["beds", "staff"], "outputs": ["visits"]}
GOOD_TIME = 8.0
"""Seconds for 100,000 rows: work in proportion to the rows takes about one, work in its square minutes."""


def values(panel):
    """Everything a panel holds, keyed by unit and period."""
    keys = zip(panel.unit_labels, panel.period_labels, strict=True)
    return {key: (*panel.X[r], *panel.Y[r]) for r, key in enumerate(keys)}


def test_a_clean_panel_gives_no_warning(clean_frame):
    panel = Panel.from_frame(clean_frame, **ROLES)
    assert panel.findings == ()
    assert repr(panel).startswith("Panel('frame': 12 units x 3 periods, 36 rows")


@pytest.mark.parametrize(
    "convert",
    [pl.from_pandas, pa.Table.from_pandas, lambda df: df.convert_dtypes()],
    ids=["polars", "pyarrow", "nullable"],
)
def test_every_dataframe_gives_the_same_panel(build, clean_frame, convert):
    expected, other = build(clean_frame), build(convert(clean_frame))
    assert values(other) == values(expected)
    assert other.sha256 == expected.sha256


def test_a_gap_is_a_gap_in_every_dataframe(build, clean_frame):
    clean_frame.loc[4, "beds"] = np.nan
    clean_frame["beds"] = clean_frame["beds"].round(0).astype("Int64")
    for frame in (clean_frame, pl.from_pandas(clean_frame), pa.Table.from_pandas(clean_frame)):
        with pytest.raises(DataError, match="row 5, unit U05, period 2020, column beds") as caught:
            build(frame)
        assert caught.value.code == "missing"


def test_what_is_not_a_dataframe_is_refused(build, clean_frame):
    for thing in ({"unit": ["A"]}, [1], None, pl.from_pandas(clean_frame).lazy(), clean_frame["beds"]):
        with pytest.raises(OptionError) as caught:
            Panel.from_frame(thing, **ROLES)
        assert caught.value.code == "not-a-frame"


def test_arrays_cannot_be_written(build, clean_frame):
    panel = build(clean_frame)
    for array in (panel.numbers["beds"], panel.unit_index, panel.period_index, panel.rows):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 0
    with pytest.raises(AttributeError):
        panel.name = "other"


def test_changing_the_source_afterwards_changes_nothing(build, clean_frame):
    panel = build(clean_frame)
    before = panel.numbers["beds"].copy()
    clean_frame.loc[:, "beds"] = 0.0
    assert (panel.numbers["beds"] == before).all()


def test_the_order_of_rows_and_columns_makes_no_difference(build, clean_frame):
    shuffled = clean_frame.sample(frac=1, random_state=7)[clean_frame.columns[::-1]]
    straight, other = build(clean_frame), build(shuffled)
    assert values(other) == values(straight)
    assert other.periods == straight.periods
    first, second = (dea(p).to_frame().set_index(["unit", "period"])["te"].sort_index() for p in (straight, other))
    assert np.allclose(first, second, rtol=0, atol=SAME)


def test_rows_are_sorted_by_period_then_unit_and_know_their_origin(build, clean_frame):
    panel = build(clean_frame.iloc[::-1])
    assert panel.period_labels == sorted(panel.period_labels)
    assert panel.units[0] == "U12"
    assert panel.rows[0] == 25


def test_observed_absences_and_balance(build, clean_frame):
    panel = build(clean_frame.drop(index=[12, 24]))
    assert not panel.is_balanced
    assert panel.absences == {"U01": [2021, 2022]}
    assert panel.observed.shape == (12, 3)
    assert panel.observed[0].tolist() == [0, -1, -1]
    assert len(panel) == 34
    assert build(clean_frame).is_balanced


def test_rows_of_a_period(build, clean_frame):
    panel = build(clean_frame)
    assert panel.rows_of(2021).tolist() == list(range(12, 24))
    with pytest.raises(OptionError, match="2020, 2021, 2022"):
        panel.rows_of(2019)


def test_select_takes_units_and_periods(build, clean_frame):
    part = build(clean_frame).select(units=["U03", "U01", "U02"], periods=[2022])
    assert (part.units, part.periods, len(part)) == (("U01", "U02", "U03"), (2022,), 3)
    assert {f.code for f in part.findings} >= {"few-units"}


def test_select_refuses_names_it_does_not_know(build, clean_frame):
    with pytest.raises(OptionError, match="U01"):
        build(clean_frame).select(units=["U1"])
    with pytest.raises(OptionError, match="2022"):
        build(clean_frame).select(periods=[2032])


@pytest.mark.parametrize("chosen", [{"units": []}, {"periods": []}, {"units": ["U01"], "periods": [2021]}], ids=str)
def test_a_selection_of_nothing_is_refused_in_words(build, clean_frame, chosen):
    panel = build(clean_frame.drop(index=12))
    with pytest.raises((DataError, OptionError)):
        panel.select(**chosen)


def test_a_selection_still_says_who_was_left_out(build, clean_frame):
    panel = build(clean_frame, exclude=["U07"])
    assert "excluded-unit" in {f.code for f in panel.select(periods=[2020, 2021]).findings}


def test_with_group_takes_a_label_a_unit_or_a_row(build, clean_frame):
    panel = build(clean_frame)
    by_unit = panel.with_group("side", ["a", "b"] * 6)
    assert by_unit.labels["side"].tolist() == ["a", "b"] * 18
    assert by_unit.roles.groups == ("side",)
    assert panel.with_group("side", ["c"] * 36).labels["side"].tolist() == ["c"] * 36
    with pytest.raises(OptionError, match="5 labels"):
        panel.with_group("side", ["a"] * 5)
    with pytest.raises(OptionError):
        panel.with_group("side", dict.fromkeys(panel.units, "a"))


def test_to_frame_is_tidy(build, clean_frame):
    frame = build(clean_frame).to_frame()
    assert list(frame.columns) == ["unit", "period", "beds", "staff", "visits"]
    assert frame["visits"].tolist() == clean_frame["visits"].tolist()


def test_a_cross_section_has_one_period(build, cross_section):
    panel = build(cross_section)
    assert panel.periods == ("all",)
    assert "period" not in str(panel.findings)


# --- gaps, exclusions, allowances ----------------------------------------------------------------------


def test_every_fault_is_listed_with_its_place(build, clean_frame):
    frame = clean_frame.astype(object)
    frame.loc[0, "beds"], frame.loc[13, "staff"], frame.loc[26, "visits"] = "", "12%", "inf"
    with pytest.raises(DataError) as caught:
        build(frame)
    assert [f.code for f in caught.value.findings] == ["missing", "non-numeric", "not-finite"]
    for place in (
        "frame, row 1, unit U01, period 2020, column beds",
        "frame, row 14, unit U02, period 2021, column staff",
        "frame, row 27, unit U03, period 2022, column visits",
    ):
        assert place in str(caught.value)


def test_a_long_list_of_faults_is_counted(build, clean_frame):
    with pytest.raises(DataError, match="and 31 more findings") as caught:
        build(clean_frame.assign(beds=np.nan))
    assert len(caught.value.findings) == 36


def test_gaps_are_left_out_on_request_and_said(clean_frame):
    clean_frame.loc[13, "beds"] = np.nan
    with pytest.warns(DataWarning) as caught:
        panel = Panel.from_frame(clean_frame, **ROLES, missing="exclude")
    said = "\n".join(str(w.message) for w in caught)
    assert "row 14, unit U02, period 2021, column beds" in said
    assert panel.absences == {"U02": [2021]}


def test_only_gaps_are_left_out_not_other_faults(build, clean_frame):
    frame = clean_frame.astype(object)
    frame.loc[0, "beds"], frame.loc[13, "staff"] = "", "12%"
    with pytest.raises(DataError) as caught:
        build(frame, missing="exclude")
    assert [f.code for f in caught.value.findings] == ["non-numeric"]


def test_leaving_out_everything_is_refused(build, clean_frame):
    with pytest.raises(DataError) as caught:
        build(clean_frame.assign(beds=np.nan), missing="exclude")
    assert caught.value.code == "no-rows"


def test_an_excluded_unit_is_gone_and_its_faults_with_it(build, clean_frame):
    clean_frame.loc[0, "beds"] = np.nan
    panel = build(clean_frame, exclude=["U01"])
    assert "U01" not in panel.units
    assert [(f.code, f.place.unit) for f in panel.findings] == [("excluded-unit", "U01")]


def test_faults_beyond_the_units_and_periods_asked_for_do_no_harm(build, clean_frame, tmp_path):
    clean_frame.loc[0, "beds"] = np.nan  # U01 in 2020
    clean_frame.loc[25, "staff"] = -1.0  # U02 in 2022
    faultless = clean_frame[clean_frame["year"] == 2021]
    expected = Panel.from_frame(faultless, **ROLES, allow=["few-units"])
    later = build(clean_frame, periods=[2021], allow=["few-units"])
    assert values(later) == values(expected)
    others = [f"U{i:02d}" for i in range(3, 13)]
    assert len(build(clean_frame, units=others)) == 30
    with pytest.raises(DataError) as caught:
        build(clean_frame, units=[*others, "U01"])
    assert [(f.code, f.place.unit) for f in caught.value.findings] == [("missing", "U01")]
    clean_frame.to_csv(tmp_path / "a.csv", index=False)
    assert values(read_panel(tmp_path / "a.csv", **ROLES, periods=[2021], allow=["few-units"])) == values(expected)
    assert values(build(clean_frame, periods=2021, allow=["few-units"])) == values(expected)
    assert build(clean_frame, units="U03", allow=["few-units", "one-unit"]).units == ("U03",)
    with pytest.raises(OptionError, match="2020, 2021"):
        build(clean_frame, periods=[2019])
    gone = clean_frame[(clean_frame["unit"] != "U05") | (clean_frame["year"] != 2021)]
    with pytest.raises(DataError) as caught:
        build(gone, units=["U05"], periods=[2021])
    assert caught.value.code == "no-rows-left"


def test_excluding_an_unknown_unit_names_the_nearest(build, clean_frame):
    with pytest.raises(OptionError, match="'U01'"):
        build(clean_frame, exclude=["U01x"])


def test_one_name_to_exclude_may_be_given_as_a_word(build, clean_frame):
    assert "U01" not in build(clean_frame, exclude="U01").units


def test_a_word_to_exclude_is_not_taken_letter_by_letter(build, cross_section):
    names = ["A", "B", "AB", *cross_section["unit"][3:]]
    panel = build(cross_section.assign(unit=names), exclude="AB")
    assert {"A", "B"} <= set(panel.units)


def test_an_allowed_error_becomes_a_warning_and_an_allowed_warning_a_note(build, cross_section):
    named = cross_section.assign(unit=["Total", *cross_section["unit"][1:]])
    with pytest.raises(DataError) as caught:
        build(named)
    assert caught.value.code == "total-row"
    assert [(f.code, f.severity) for f in build(named, allow=["total-row"]).findings] == [("total-row", "warning")]
    few = build(cross_section[:4], allow=["few-units"])
    assert [f.severity for f in few.findings if f.code == "few-units"] == ["note"]


@pytest.mark.parametrize("options", [{"allow": ["totals"]}, {"missing": "drop"}], ids=str)
def test_unknown_codes_and_policies_are_refused(build, clean_frame, options):
    with pytest.raises(OptionError) as caught:
        build(clean_frame, **options)
    assert caught.value.code == "choice"


def test_a_repeated_unit_and_period_names_both_rows(build, clean_frame):
    with pytest.raises(DataError, match=r"row 37, unit U05, period 2020.*row 5\b") as caught:
        build(pd.concat([clean_frame, clean_frame.iloc[[4]]]))
    assert caught.value.code == "duplicate"


def test_warnings_point_at_the_line_that_built_the_panel(cross_section, write):
    with pytest.warns(DataWarning) as caught:
        Panel.from_frame(cross_section[:4], unit="unit", inputs=["beds"], outputs=["visits"])
    assert {Path(w.filename).name for w in caught} == {Path(__file__).name}


def test_many_findings_of_a_kind_are_one_warning(cross_section):
    frame = cross_section.assign(beds=[0.0] * 6 + [1.0] * 6)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        panel = Panel.from_frame(frame, unit="unit", inputs=["beds", "staff"], outputs=["visits"])
    texts = [str(w.message) for w in caught if ": zero" in str(w.message)]
    assert len(texts) == 1
    assert "3 more" in texts[0]
    assert sum(f.code == "zero" for f in panel.findings) == 6


# --- columns -------------------------------------------------------------------------------------------


def test_a_period_without_a_name_is_no_column(tmp_path):
    (tmp_path / "a.csv").write_text("unit,x,y\nA,1,2\nB,2,3\nC,3,5\n", encoding="utf-8")
    with pytest.raises(DataError) as caught:
        read_panel(tmp_path / "a.csv", unit="unit", period="", inputs=["x"], outputs=["y"])
    assert caught.value.code == "missing-column"


def test_a_missing_column_of_a_frame_names_the_nearest(build, clean_frame):
    with pytest.raises(DataError, match="'beds'") as caught:
        build(clean_frame, inputs=["bed", "staff"])
    assert caught.value.code == "missing-column"


def test_a_doubled_column_of_a_frame_is_refused(build, clean_frame):
    with pytest.raises(DataError) as caught:
        build(pd.concat([clean_frame, clean_frame[["beds"]]], axis=1))
    assert caught.value.code == "duplicate-column"


def test_columns_named_by_numbers_work_or_are_refused_in_words(build, cross_section):
    cross_section.columns = [0, 1, 2, 3]
    for roles in ({"unit": "0", "inputs": ["1", "2"], "outputs": ["3"]}, {"unit": 0, "inputs": [1, 2], "outputs": [3]}):
        try:
            panel = build(cross_section, **roles)
        except (DataError, OptionError):
            continue
        assert len(panel) == 12


def test_an_empty_frame_is_refused(build, clean_frame):
    with pytest.raises(DataError) as caught:
        build(clean_frame[:0])
    assert caught.value.code == "no-rows"


def test_many_gaps_are_found_in_good_time(build):
    n = 100_000
    frame = pd.DataFrame(
        {
            "unit": np.arange(n),
            "beds": np.where(np.arange(n) < 50_000, np.nan, 1.0 + np.arange(n)),
            "visits": 1.0 + np.arange(n),
        }
    )
    start = time.perf_counter()
    panel = build(frame, inputs=["beds"], outputs=["visits"], missing="exclude")
    assert len(panel) == 50_000
    assert time.perf_counter() - start < GOOD_TIME


def test_other_numbers_make_another_panel():
    panel = load("china-health").panel
    beds = panel.numbers["beds"] * 2
    changed = panel.with_numbers({"beds": beds}, name="twice the beds")
    assert changed.numbers["beds"].tolist() == beds.tolist()
    assert panel.numbers["beds"].tolist() == (beds / 2).tolist()
    assert changed.name == "twice the beds"
    assert changed.sha256 != panel.sha256
    assert (changed.units, changed.periods, changed.roles) == (panel.units, panel.periods, panel.roles)


@pytest.mark.parametrize(
    ("numbers", "error", "said"),
    [
        ({"bed": np.ones(310)}, OptionError, "'beds'"),
        ({"beds": np.ones(31)}, OptionError, "31"),
        ({"beds": np.r_[np.nan, np.ones(309)]}, DataError, "Beijing"),
        ({"beds": np.zeros(310), "hospitals": np.zeros(310), "health_technicians": np.zeros(310)}, DataError, "2014"),
    ],
)
def test_other_numbers_are_checked(numbers, error, said):
    with pytest.raises(error, match=said):
        load("china-health").panel.with_numbers(numbers)
