"""Roles guessed from English and Chinese headers."""

from __future__ import annotations

from pathlib import Path

import pytest

from farrell.data.guess import guess_roles


@pytest.mark.parametrize(
    ("header", "row", "unit", "period", "inputs", "outputs"),
    [
        (
            "省份,年份,医院数(个),床位数(张),卫生技术人员数(人),诊疗人次数(万人次),出院人数(万人),年末人口(万人)",
            "北京,{year},600,109800,213200,21359,269,2171",
            "省份",
            "年份",
            ("医院数(个)", "床位数(张)", "卫生技术人员数(人)"),
            ("诊疗人次数(万人次)", "出院人数(万人)"),
        ),
        (
            "code,county,year,beds,doctors,nurses,outpatient_visits,discharges",
            "{year}01,Adams,{year},10,20,30,400,50",
            "county",
            "year",
            ("beds", "doctors", "nurses"),
            ("outpatient_visits", "discharges"),
        ),
        ("dmu,x1,x2,y1", "A{year},1,2,3", "dmu", None, ("x1", "x2"), ("y1",)),
    ],
)
def test_guesses(tmp_path: Path, header, row, unit, period, inputs, outputs) -> None:
    path = tmp_path / "a.csv"
    path.write_text("\n".join([header, row.format(year=2019), row.format(year=2020)]), encoding="utf-8")
    found = guess_roles(path)
    assert (found.unit, found.period, found.inputs, found.outputs) == (unit, period, inputs, outputs)


def test_a_column_of_provinces_is_the_unit_whatever_its_name(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("note,where,beds,visits\nx,北京,1,2\ny,天津,3,4\n", encoding="utf-8")
    assert guess_roles(path).unit == "where"


def test_titles_above_the_header_are_passed_over(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("表1 卫生资源,,\n地区,床位数,诊疗人次\n北京,1,2\n天津,3,4\n", encoding="utf-8")
    found = guess_roles(path)
    assert (found.unit, found.inputs, found.outputs) == ("地区", ("床位数",), ("诊疗人次",))
