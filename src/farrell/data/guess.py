"""Guess the roles of columns from English and Chinese headers: a start to edit, never used unseen."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from farrell.data.numbers import PLAIN, Marks, number
from farrell.data.provinces import are_provinces
from farrell.data.readers import RawTable, clean, read_table

UNIT = re.compile(
    r"(省份?|地区|城市|市县|县|医院名称|机构名称|单位|名称|决策单元)|^(unit|dmu|name|province|region_name|county|city|hospital|firm|country|state|id)(_en|_name)?$",
    re.I,
)
PERIOD = re.compile(r"(年份?|年度|时期|季度|月份)|^(year|period|time|date|quarter)$", re.I)
OUTPUT = re.compile(
    r"(诊疗|门诊|急诊|入院|出院|手术|服务量|人次|治愈|产出|周转|使用率)|(visit|discharge|admission|inpatient|outpatient|surger|patients|cured|output|services)|^y\d*$",
    re.I,
)
INPUT = re.compile(
    r"(床位|医院数?|机构数?|卫生技术|卫技|医师|医生|护士|人员|投入|费用|支出|经费|资本|劳动|设备)|(bed|hospitals|institution|technician|physician|doctor|nurse|staff|personnel|input|expenditure|capital|labou?r|equipment)|^x\d*$",
    re.I,
)
GROUP = re.compile(r"(区域|分组|地带|类别)|^(region\d?|group|zone\d?|area|type|class)$", re.I)
WEIGHT = re.compile(r"(人口)|(population)", re.I)
CODE = re.compile(r"(代码|编码|序号|备注)|(code|_id$|^id$|note|index)", re.I)


@dataclass(frozen=True, slots=True)
class Guess:
    """What the columns may be for; ``unused`` are those no pattern fits."""

    unit: str | None
    period: str | None
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    group: str | None
    weight: str | None
    unused: tuple[str, ...]


def guess_roles(
    path: str | Path,
    *,
    sheet: str | int | None = None,
    encoding: str | None = None,
    header_row: int | None = None,
    thousands: str | None = None,
    decimal: str | None = None,
    percent: str | None = None,
) -> Guess:
    """Read the file's headers and cells and guess; see :class:`Guess`."""
    marks = Marks(thousands, decimal, percent)
    return guess(read_table(path, sheet=sheet, encoding=encoding, header_row=header_row), marks)


def guess(table: RawTable, marks: Marks = PLAIN) -> Guess:
    """Guess what the columns of a table are for."""
    columns = {name: cells for name, cells in table.columns.items() if not name.startswith("Unnamed")}
    numeric = {name: is_numeric(cells, marks) for name, cells in columns.items()}
    words = [name for name in columns if not numeric[name]]
    period = next((n for n in columns if PERIOD.search(n)), None) or next(
        (n for n, cells in columns.items() if _are_years(cells)), None
    )
    unit = _unit(columns, words, period)
    rest = [n for n in columns if n not in (unit, period)]
    outputs = tuple(n for n in rest if numeric[n] and OUTPUT.search(n) and not CODE.search(n))
    weight = next((n for n in rest if numeric[n] and WEIGHT.search(n)), None)
    inputs = tuple(
        n for n in rest if numeric[n] and n not in outputs and n != weight and INPUT.search(n) and not CODE.search(n)
    )
    group = next((n for n in rest if n in words and GROUP.search(n)), None)
    used = {unit, period, group, weight, *inputs, *outputs}
    return Guess(unit, period, inputs, outputs, group, weight, tuple(n for n in columns if n not in used))


def _unit(columns: dict[str, list[Any]], words: Sequence[str], period: str | None) -> str | None:
    names = [n for n in words if n != period]
    for name in names:
        if are_provinces(list(dict.fromkeys(clean(c) for c in columns[name]))):
            return name
    return next((n for n in names if UNIT.search(n)), names[0] if names else None)


def is_numeric(cells: Sequence[Any], marks: Marks = PLAIN) -> bool:
    """Whether most cells are numbers."""
    faults = [number(c, marks)[1] for c in cells]
    return faults.count(None) > 0.5 * len(faults)


def _are_years(cells: Sequence[Any]) -> bool:
    values = [number(c)[0] for c in cells]
    return all(1900 <= v <= 2100 and v.is_integer() for v in values)
