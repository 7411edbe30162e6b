"""Cells become labels and periods by rules a person can say; nothing is guessed."""

from __future__ import annotations

import datetime as dt
import math

import pandas as pd
import pytest

from farrell.errors import DataError, DataWarning


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
