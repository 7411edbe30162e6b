"""Sentences follow the numbers: turn the years round and swap East and West, and they turn too."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from farrell.catalogue import Language
from farrell.data.bundles import bundle_path
from farrell.report import compose
from farrell.report.parts import Bullets, Paragraph
from farrell.report.sections.spoken import changed, leading
from farrell.study import StudyResults, compute, read_study

STUDY = """
schema = 1
[data]
file = "panel.csv"
unit = "province_en"
period = "year"
inputs = ["hospitals", "beds", "health_technicians"]
outputs = ["visits_10k", "discharges_10k"]
[groups]
by = "region"
[[model]]
kind = "efficiency"
[[model]]
kind = "malmquist"
"""
YEARS = (2014, 2022)
SWAPPED = {"East": "West", "West": "East"}


def run(folder: Path, frame: pd.DataFrame) -> StudyResults:
    folder.mkdir()
    frame.to_csv(folder / "panel.csv", index=False)
    (folder / "study.toml").write_text(STUDY, encoding="utf-8")
    return compute(read_study(folder / "study.toml"))


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> tuple[StudyResults, StudyResults]:
    """The bundled panel to 2022, and the same with its years reversed and East and West swapped."""
    folder = tmp_path_factory.mktemp("flip")
    frame = pd.read_csv(str(bundle_path("china-health")))
    frame = frame[frame["year"] <= YEARS[1]].rename(columns={"region3": "region"})
    turned = frame.assign(year=sum(YEARS) - frame["year"], region=frame["region"].replace(SWAPPED))
    return run(folder / "as-is", frame), run(folder / "turned", turned)


def sentences(results: StudyResults, language: Language) -> str:
    """All the words of a report that are computed, without its tables."""
    document = compose(results, language)
    texts = [part.text for s in document.sections for part in s.parts if isinstance(part, Paragraph)]
    lists = [item for s in document.sections for part in s.parts if isinstance(part, Bullets) for item in part.items]
    return "\n".join([*texts, *lists])


def test_turning_the_data_turns_the_english(both: tuple[StudyResults, StudyResults]) -> None:
    as_is, turned = (sentences(results, "en") for results in both)
    for before, after in (
        ("East has the highest mean in 9 of 9", "West has the highest mean in 9 of 9"),
        (r"fell from 0\.869 in 2014 to 0\.820 in 2022", r"rose from 0\.820 in 2014 to 0\.869 in 2022"),
        (r"Against one frontier .* mean TE fell from", r"Against one frontier .* mean TE rose from"),
        (r"coefficient of variation .* rose .*less alike", r"coefficient of variation .* fell .*more alike"),
        (r"highest and the lowest mean narrowed", r"highest and the lowest mean widened"),
        (r"Total factor productivity fell by 3\.[0-9]%", r"Total factor productivity grew by 3\.[0-9]%"),
        (r"tfpch is above 1 in 2 of 8 intervals", r"tfpch is above 1 in 6 of 8 intervals"),
        (r"East 0\.845, West 0\.809, Central 0\.804", r"West 0\.899, East 0\.860, Central 0\.840"),
        (r"Of its parts technological change is the weakest", r"^(?!.*the weakest)"),
    ):
        assert re.search(before, as_is), before
        assert not re.search(after, as_is, re.DOTALL), after
        assert re.search(after, turned, re.DOTALL), after
        assert not re.search(before, turned), before


def test_turning_the_data_turns_the_chinese(both: tuple[StudyResults, StudyResults]) -> None:
    as_is, turned = (sentences(results, "zh") for results in both)
    for before, after in (
        ("9 个时期中，东部有 9 期均值最高", "9 个时期中，西部有 9 期均值最高"),
        (r"由 2014 年的 0\.869 下降到 2022 年的 0\.820", r"由 2014 年的 0\.820 上升到 2022 年的 0\.869"),
        ("单元间差异扩大", "单元间差异缩小"),
        ("最高与最低区域均值之差由.*缩小到", "最高与最低区域均值之差由.*扩大到"),
        ("全要素生产率平均每期下降", "全要素生产率平均每期上升"),
    ):
        assert re.search(before, as_is), before
        assert not re.search(after, as_is), after
        assert re.search(after, turned), after
        assert not re.search(before, turned), before


def test_who_climbed_dropped_when_the_years_are_turned(both: tuple[StudyResults, StudyResults]) -> None:
    def moved(results: StudyResults, word: str) -> list[tuple[str, str, str]]:
        (line,) = re.findall(rf"{word} most in rank from \d+ to \d+: ([^.]*)\.", sentences(results, "en"))
        return re.findall(r"([A-Z][\w ]+) \((\d+)\s→\s(\d+)\)", line)

    as_is, turned = both
    assert moved(as_is, "Climbed")
    assert [(u, b, a) for u, a, b in moved(as_is, "Climbed")] == moved(turned, "Dropped")
    assert [(u, b, a) for u, a, b in moved(as_is, "Dropped")] == moved(turned, "Climbed")
    count = r"TE is higher in 2022 than in 2014 for (\d+) of 31 units and lower for (\d+)"
    up, down = re.search(count, sentences(as_is, "en")).groups()
    assert re.search(count, sentences(turned, "en")).groups() == (down, up)


def test_numbers_of_sentences_are_those_of_their_cells(both: tuple[StudyResults, StudyResults]) -> None:
    results = both[0]
    said = sentences(results, "en")
    means = results.tables["means"].set_index("period")
    gaps = results.tables["region_gaps"].set_index("period")["gap"]
    index = results.tables["malmquist_means"]
    intervals = index[index["by"] == "interval"].set_index("name")["tfpch"]
    chained = results.tables["cumulative_means"].query("by == 'all' and period == 2022")["tfpch"].iloc[0]
    te, cv, pooled = means["te_crs"], means["cv"], means["te_crs_pooled"]
    for pattern, values in (
        (
            r"Mean technical efficiency \(TE\) in 2022 is ([\d.]+) \(.*PTE, ([\d.]+);.*SE, ([\d.]+)\)",
            means.loc[2022, ["te_crs", "te_vrs", "se"]],
        ),
        (
            r"from ([\d.]+) in 2014 to ([\d.]+) in 2022; it was highest .{7} \(([\d.]+)\) and lowest .{7} \(([\d.]+)\)",
            [te[2014], te[2022], te.max(), te.min()],
        ),
        (
            r"those scores rose from ([\d.]+) to ([\d.]+), .*lowest in \d+ \(([\d.]+)\) and highest .{7} \(([\d.]+)\)",
            [cv[2014], cv[2022], cv.min(), cv.max()],
        ),
        (r"compared, mean TE fell from ([\d.]+) to ([\d.]+)\.", [pooled[2014], pooled[2022]]),
        (
            r"narrowed from ([\d.]+) in 2014 to ([\d.]+) in 2022; .*\(([\d.]+)\) and widest in \d+ \(([\d.]+)\)",
            [gaps[2014], gaps[2022], gaps.min(), gaps.max()],
        ),
        (
            r"intervals; highest in [\d–]+ \(([\d.]+)\), lowest in [\d–]+ \(([\d.]+)\)",
            [intervals.max(), intervals.min()],
        ),
        (r"stands at ([\d.]+) of its starting level", [chained]),
    ):
        found = re.search(pattern, said)
        assert found, pattern
        assert list(found.groups()) == [f"{value:.3f}" for value in values], pattern


def test_a_mean_that_hangs_on_one_interval_says_so(both: tuple[StudyResults, StudyResults]) -> None:
    """Recomputed from the indices themselves: to 2023 the mean is below 1, without 2019–2020 above; to 2022 never."""
    whole = compute(read_study(Path(__file__).parents[3] / "examples" / "china-health" / "study.toml"))
    indices = whole.tables["malmquist"]
    mean = np.exp(np.log(indices.loc[indices["period_from"] != 2019, "tfpch"]).mean())
    assert f"without 2019–2020 the mean would be {mean:.3f}" in sentences(whole, "en")
    assert "若不计 2019–2020" in sentences(whole, "zh")
    assert all("hangs on" not in sentences(results, "en") for results in both)


def test_units_that_tie_for_the_third_place_are_all_named() -> None:
    def named(changes: list[int]) -> list[str]:
        frame = pd.DataFrame({"unit": [f"U{i}" for i in range(len(changes))], "change": changes})
        return leading(frame, "change")["unit"].tolist()

    assert named([9, 5, 7, 3]) == ["U0", "U2", "U1"]
    assert named([9, 5, 7, 5]) == ["U0", "U2", "U1", "U3"]
    assert named([9, 7, *[1] * 9]) == ["U0", "U1"], "of nine that tie none is picked"
    assert named([4, 4]) == ["U0", "U1"]
    assert named([]) == []


def test_small_changes_are_no_changes() -> None:
    assert [changed(0.5, 0.5 + d) for d in (0.0049, 0.0051, -0.0051, -0.0049)] == ["same", "rose", "fell", "same"]
    assert changed(0.5, float("nan")) == "same"
