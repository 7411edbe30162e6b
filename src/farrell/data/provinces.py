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
GROUPINGS: tuple[Grouping, ...] = get_args(Grouping)


@dataclass(frozen=True, slots=True)
class Province:
    """One province-level unit of GB/T 2260 with its names and the regions it belongs to."""

    code: str
    name_en: str
    name_zh: str
    short_zh: str
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
            row["code"], row["name_en"], row["name_zh"], row["short_zh"], tuple((g, row[g]) for g in GROUPINGS)
        )
        names = (row["code"], row["code"][:2], row["name_en"], row["official_en"], row["name_zh"], row["short_zh"])
        out.append((province, (*names, row["iso3166_2"], *filter(None, row["aliases"].split("|")))))
    return tuple(out)


@cache
def _by_name() -> dict[str, Province]:
    table: dict[str, Province] = {}
    for province, names in _read():
        for name in names:
            table.setdefault(_key(name), province)
    return table


def _key(name: object) -> str:
    if isinstance(name, float) and name.is_integer():
        name = int(name)
    return clean(name).casefold().replace(" ", "").replace("-", "").replace("'", "")


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


def are_provinces(units: Sequence[str]) -> bool:
    """Whether every unit is a province, and no two are the same one."""
    table = _by_name()
    found = [table.get(_key(u)) for u in units]
    numbered = any(len(unit) == 2 and unit.isdigit() for unit in units)  # as likely numbers of counties or firms
    return bool(units) and not numbered and None not in found and len({p.code for p in found if p}) == len(units)


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
