"""Provinces are matched by any of their names and never mixed up; the groupings have their published sizes."""

from __future__ import annotations

from collections import Counter

import pytest

from farrell.data import are_provinces, match_province, province_groups, provinces
from farrell.errors import DataError, OptionError

SAMPLE = [p.short_zh for p in provinces() if p.group("region3")]


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("540000", "540000"),
        (540000, "540000"),
        (540000.0, "540000"),
        ("54", "540000"),
        ("Tibet", "540000"),
        ("Xizang", "540000"),
        ("tibet ", "540000"),
        ("Tibet Autonomous Region", "540000"),
        ("西藏自治区", "540000"),
        ("西藏", "540000"),
        ("西藏\u200b", "540000"),
        ("CN-XZ", "540000"),
        ("Inner Mongolia", "150000"),
        ("Inner-Mongolia", "150000"),
        ("Nei Mongol", "150000"),
        ("内蒙古自治区", "150000"),
        ("Ningxia Hui Autonomous Region", "640000"),
        ("Macau", "820000"),
        ("Peking", "110000"),
        ("北京市", "110000"),
        ("ＢＥＩＪＩＮＧ", "110000"),
    ],
)
def test_a_province_is_known_by_code_name_short_name_and_alias(name, code):
    assert match_province(name).code == code


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Shanxi", "140000"), ("山西", "140000"), ("山西省", "140000"),
        ("SHANXI", "140000"), ("Shanxi Province", "140000"),
        ("14", "140000"), ("CN-SX", "140000"), ("Shaanxi", "610000"), ("陕西", "610000"), ("陕西省", "610000"),
        ("SHAANXI", "610000"), ("Shaanxi Province", "610000"), ("61", "610000"), ("CN-SN", "610000"),
        ("Shannxi", "610000"),
    ],
)  # fmt: skip
def test_shanxi_and_shaanxi_are_never_mixed(name, code):
    assert match_province(name).code == code


def test_no_name_means_two_provinces():
    for province in provinces():
        for name in (province.code, province.name_en, province.name_zh, province.short_zh):
            assert match_province(name) is province


def test_there_are_34_provinces_in_the_order_of_their_codes():
    codes = [p.code for p in provinces()]
    assert len(codes) == 34
    assert codes == sorted(codes)


@pytest.mark.parametrize(
    ("name", "nearest"),
    [("Shandon", "Shandong"), ("Guangxi Province X", ""), ("广西省区", "广西"), ("", ""), (None, "")],
)
def test_an_unknown_province_is_refused_with_the_nearest(name, nearest):
    with pytest.raises(DataError) as caught:
        match_province(name)
    assert caught.value.code == "unknown-province"
    assert nearest in str(caught.value)


@pytest.mark.parametrize(
    ("grouping", "sizes"),
    [
        ("region3", {"East": 11, "Central": 8, "West": 12}),
        ("region4", {"East": 10, "Central": 6, "West": 12, "Northeast": 3}),
    ],
)
def test_the_groupings_have_their_published_sizes(grouping, sizes):
    assert Counter(province_groups(SAMPLE, grouping)) == sizes


@pytest.mark.parametrize("grouping", ["zone8", "region7"])
def test_finer_groupings_leave_no_province_out(grouping):
    counts = Counter(province_groups(SAMPLE, grouping))
    assert len(counts) == int(grouping[-1])
    assert sum(counts.values()) == 31
    assert "" not in counts


def test_groups_come_in_the_order_of_the_units():
    assert province_groups(["Tibet", "北京", "14"], "region3") == ["West", "East", "Central"]


def test_an_unknown_grouping_names_those_there_are():
    with pytest.raises(OptionError, match="region3"):
        province_groups(["Tibet"], "region5")


@pytest.mark.parametrize("name", ["Taiwan", "香港", "Macao"])
def test_a_province_outside_a_grouping_has_no_blank_group_in_silence(name):
    with pytest.raises(DataError, match=name):
        province_groups([name], "region3")


def test_units_are_provinces_when_each_is_one_and_no_two_the_same():
    assert are_provinces(["Shanxi", "Shaanxi", "西藏"])
    assert not are_provinces(["Shanxi", "Atlantis"])
    assert not are_provinces(["Tibet", "Xizang"])


def test_nothing_is_not_provinces():
    assert not are_provinces([])


def test_hospitals_numbered_by_chance_are_not_provinces():
    assert not are_provinces(["11", "12", "13", "14", "15"])
