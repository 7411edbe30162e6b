"""Cells become numbers and periods by rules a person can say; nothing is guessed."""

from __future__ import annotations

import datetime as dt
import decimal
import math

import numpy as np
import pandas as pd
import pytest

from farrell.data.intake import number
from farrell.errors import DataError, DataWarning, OptionError

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
    assert number(cell, thousands) == (value, None)


@pytest.mark.parametrize("cell", ["1234,5", "0,5", "12,25"])
def test_where_the_point_separates_thousands_the_comma_is_decimal(cell):
    assert number(cell, ".") == (float(cell.replace(",", ".")), None)


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
    value, code = number(cell, thousands)
    assert math.isnan(value)
    assert code == "non-numeric"


def test_an_unknown_thousands_separator_is_refused(build, cross_section):
    with pytest.raises(OptionError, match="thousands"):
        build(cross_section, thousands="_")


# --- periods -------------------------------------------------------------------------------------------


@pytest.fixture
def periods(build, cross_section):
    """The periods of the clean cross-section repeated once for each cell given."""

    def of(*cells):
        frames = [cross_section.assign(when=pd.Series([cell] * len(cross_section), dtype=object)) for cell in cells]
        return build(pd.concat(frames), period="when").periods

    return of


@pytest.mark.parametrize(
    "cell", [2019, "2019", 2019.0, "2019.0", "2019年", "２０１９", " 2019 ", dt.date(2019, 12, 31), "2019-12-31"]
)
def test_a_year_is_a_year_however_written(periods, cell):
    assert periods(cell) == (2019,)


@pytest.mark.parametrize(
    "dates",
    [
        (dt.date(2020, 12, 31), dt.date(2019, 12, 31)),
        (dt.datetime(2020, 6, 30), dt.datetime(2019, 6, 30)),
        (pd.Timestamp("2020-01-01"), pd.Timestamp("2019-01-01")),
        ("2020-12-31", "2019-12-31"),
        ("2020/1/1", "2019/1/1"),
        ("2020.12.31", "2019.12.31"),
        ("2020年12月31日", "2019年12月31日"),
        ("2020-12-31 00:00:00", "2019-12-31 00:00:00"),
    ],
    ids=str,
)
def test_dates_once_a_year_are_years_in_order(periods, dates):
    assert periods(*dates) == (2019, 2020)


def test_dates_in_several_quarters_stay_dates(periods):
    assert periods("2019-09-30", "2019-03-31", "2020-03-31") == ("2019-03-31", "2019-09-30", "2020-03-31")


def test_mixed_numbers_and_words_are_words(periods):
    assert periods(2019, "plan") == ("2019", "plan")


def test_the_same_year_written_two_ways_is_one_period(build, cross_section):
    both = pd.concat([cross_section.assign(when="2019"), cross_section.assign(when="2019年")])
    with pytest.raises(DataError) as caught:
        build(both, period="when")
    assert caught.value.code == "duplicate"


@pytest.mark.parametrize(
    "earlier_later",
    [
        ("2019年9月", "2019年10月"),
        ("2019-9", "2019-10"),
        ("t9", "t10"),
        ("第9期", "第10期"),
        ("M2", "M12"),
        ("-2", "-1"),
    ],
    ids=str,
)
def test_numbers_inside_words_are_ordered_as_numbers(periods, earlier_later):
    assert tuple(map(str, periods(*reversed(earlier_later)))) == earlier_later


@pytest.mark.parametrize(
    "earlier_later", [("31/12/2019", "01/12/2020"), ("Dec 2019", "Apr 2020"), ("98", "01")], ids=str
)
def test_an_order_of_time_that_cannot_be_known_is_never_assumed_in_silence(cross_section, earlier_later):
    from farrell import Panel

    frames = pd.concat([cross_section.assign(when=cell) for cell in earlier_later])
    options = {"unit": "unit", "period": "when", "inputs": ["beds", "staff"], "outputs": ["visits"]}
    try:
        periods = Panel.from_frame(frames, **options).periods
    except (DataError, DataWarning):
        return
    assert [str(p) for p in periods] == [str(int(c)) if c.isdigit() else c for c in earlier_later]


@pytest.mark.parametrize("blank", [None, "", math.nan, pd.NaT, pd.NA])
def test_a_blank_period_is_refused_with_its_row(build, cross_section, blank):
    when = pd.Series([2019] * len(cross_section), dtype=object)
    when[3] = blank
    with pytest.raises(DataError, match="row 4") as caught:
        build(cross_section.assign(when=when), period="when")
    assert caught.value.code == "period-blank"


def test_a_blank_date_is_refused_with_its_row(build, cross_section):
    when = pd.Series([pd.Timestamp("2019-12-31")] * len(cross_section))
    when[3] = pd.NaT
    with pytest.raises(DataError, match="row 4") as caught:
        build(cross_section.assign(when=when), period="when")
    assert caught.value.code == "period-blank"


@pytest.mark.parametrize("blank", [None, "", " ", math.nan, pd.NA, pd.NaT])
def test_a_blank_unit_is_refused_with_its_row(build, cross_section, blank):
    names = cross_section["unit"].astype(object)
    names[3] = blank
    with pytest.raises(DataError, match="row 4") as caught:
        build(cross_section.assign(unit=names))
    assert caught.value.code == "unit-blank"


def test_units_written_as_numbers_are_one_whatever_their_type(build, cross_section):
    codes = [110000 + i for i in range(len(cross_section))]
    as_int = build(cross_section.assign(unit=codes)).units
    assert build(cross_section.assign(unit=[float(c) for c in codes])).units == as_int
    assert build(cross_section.assign(unit=[f" {c}" for c in codes])).units == as_int == tuple(str(c) for c in codes)
