"""The provinces of China: matched by code, English, Chinese, short Chinese name or alias; their groupings."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Literal, get_args

from farrell.data.readers import clean
from farrell.errors import DataError, OptionError, nearest

Grouping = Literal["region3", "region4", "zone8", "region7"]
CODE_LENGTH = 6
"""Digits of a GB/T 2260 code."""
GROUPINGS: tuple[Grouping, ...] = get_args(Grouping)


ENDINGS = (
    *("zhuangautonomousregion", "huiautonomousregion", "uyghurautonomousregion", "uygurautonomousregion"),
    *("autonomousregion", "specialadministrativeregion", "municipality", "province", "sheng", "city", "shi"),
    *("维吾尔自治区", "壮族自治区", "回族自治区", "自治区", "特别行政区", "省", "市"),
)
"""What follows a province's own name; the longest first."""
SIMPLIFIED = str.maketrans("內廣東龍蘇貴雲陝遼寧慶門灣", "内广东龙苏贵云陕辽宁庆门湾")
"""Traditional characters in the provinces' names."""


@dataclass(frozen=True, slots=True)
class Province:
    """One province-level unit of GB/T 2260 with its names, the letters of its ISO 3166-2 code, and its regions."""

    code: str
    name_en: str
    name_zh: str
    short_zh: str
    letters: str
    groups: tuple[tuple[str, str], ...]

    def group(self, grouping: Grouping) -> str:
        return dict(self.groups)[grouping]


@cache
def provinces() -> tuple[Province, ...]:
    """The 34 province-level units in the order of their codes."""
    return tuple(province for province, _ in _read())


@cache
def _read() -> tuple[tuple[Province, tuple[str, ...]], ...]:
    path = resources.files("farrell.data").joinpath("bundled", "geography", "regions.csv")
    out = []
    for row in csv.DictReader(io.StringIO(path.read_text(encoding="utf-8"))):
        province = Province(
            row["code"],
            row["name_en"],
            row["name_zh"],
            row["short_zh"],
            row["iso3166_2"].removeprefix("CN-"),
            tuple((g, row[g]) for g in GROUPINGS),
        )
        names = (
            row["code"],
            row["code"][:2],
            row["name_en"],
            row["official_en"],
            row["name_zh"],
            row["short_zh"],
            row["abbr_zh"],
        )
        out.append((province, (*names, row["iso3166_2"], *filter(None, row["aliases"].split("|")))))
    return tuple(out)


@cache
def _by_name() -> dict[str, Province]:
    table: dict[str, Province] = {}
    for province, names in _read():
        for name in names:
            table.setdefault(_key(name), province)
    return table


@cache
def centroids() -> dict[str, tuple[float, float]]:
    """Longitude and latitude, in degrees, of the centroid of each province by its code."""
    return {row["code"]: (float(row["lon"]), float(row["lat"])) for row in _outlined()}


@cache
def province_areas() -> dict[str, float]:
    """Area of each province's bundled outline in km2 by its code."""
    return {row["code"]: float(row["area_km2"]) for row in _outlined()}


def _outlined() -> list[dict[str, str]]:
    path = resources.files("farrell.data").joinpath("bundled", "geography", "centroids31.csv")
    return list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8"))))


def _key(name: object) -> str:
    if isinstance(name, float) and name.is_integer():
        name = int(name)
    key = clean(name).casefold().translate(SIMPLIFIED).replace(" ", "").replace("-", "").replace("'", "")
    for ending in ENDINGS:
        if key.endswith(ending) and len(key) > len(ending) + 1:
            return key.removesuffix(ending)
    return key


def match_province(name: object) -> Province:
    """The province a name, code or alias means. Shanxi is 140000 (山西), Shaanxi 610000 (陕西).

    Raises
    ------
    DataError
        code ``unknown-province``, with the nearest known name
    """
    table = _by_name()
    found = table.get(_key(name))
    if found is None:
        names = [p.name_en for p in provinces()] + [p.short_zh for p in provinces()]
        raise DataError("unknown-province", name=name, hint=nearest(clean(name), names))
    return found


def province_code(name: object) -> str | None:
    """The code of the province a name means, None where it means none; bare two-digit numbers mean none."""
    if str(name).isdigit() and len(str(name)) != CODE_LENGTH:
        return None
    found = _by_name().get(_key(name))
    return None if found is None else found.code


def are_provinces(units: Sequence[str]) -> bool:
    """Whether every unit is a province, and no two are the same one."""
    codes = [province_code(unit) for unit in units]
    return bool(units) and None not in codes and len(set(codes)) == len(codes)


def province_groups(units: Sequence[str], grouping: str) -> list[str]:
    """The region of each unit under a bundled grouping.

    Parameters
    ----------
    grouping : ``region3`` (East, Central, West), ``region4`` (with Northeast), ``zone8``, ``region7``
    """
    if grouping not in GROUPINGS:
        raise OptionError.choice("grouping", grouping, GROUPINGS)
    labels = [match_province(u).group(grouping) for u in units]
    if "" in labels:
        raise DataError("no-group", unit=units[labels.index("")], grouping=grouping)
    return labels
