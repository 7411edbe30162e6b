"""A study of the bundled panel with ``[robustness]``, and what its chapter holds."""

from __future__ import annotations

from farrell.report.parts import Bullets, Paragraph, Table
from farrell.study import compute, read_study

HEAD = """
schema = 1
[data]
bundled = "china-health"
periods = {periods}
[groups]
by = "region3"
[labels]
hospitals = {{ en = "Hospitals", zh = "医院" }}
beds = {{ en = "Beds", zh = "床位" }}
health_technicians = {{ en = "Health technicians", zh = "卫生技术人员" }}
visits_10k = {{ en = "Visits", zh = "诊疗人次" }}
discharges_10k = {{ en = "Discharges", zh = "出院人数" }}
[[model]]
name = "efficiency"
kind = "efficiency"
"""


def results(folder, text, periods="[2022, 2023]"):
    path = folder / "study.toml"
    path.write_text(HEAD.format(periods=periods) + text, encoding="utf-8")
    return compute(read_study(path))


def section(document, name="robustness"):
    return next(s for s in document.sections if s.id == name)


def said(chapter):
    lines = [part.text for part in chapter.parts if isinstance(part, Paragraph)]
    return " ".join([*lines, *(item for part in chapter.parts if isinstance(part, Bullets) for item in part.items)])


def table(chapter, caption):
    return next(part for part in chapter.parts if isinstance(part, Table) and part.caption.startswith(caption))
