"""Results read back are the results that were written; what is no folder of results is refused."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from farrell import DataError
from farrell.study import StudyResults, load_results, save_results

META = {
    "software": "farrell",
    "data": {"periods": [2014, "2015 Q1"], "units": ["NA", "001"]},
    "maps": {"base": "none"},
}


@pytest.fixture
def results() -> StudyResults:
    scores = pd.DataFrame(
        {
            "unit": ["NA", "001"],
            "period": [2014, "2015 Q1"],
            "te_crs": [0.1 + 0.2, None],
            "rank": pd.array([1, None], dtype="Int64"),
            "n": [3, 4],
            "agrees": [True, False],
            "status": ["optimal", ""],
        }
    )
    return StudyResults({"efficiency": scores, "empty": scores.iloc[:0][["unit", "te_crs"]]}, META)


def test_tables_come_back_as_they_were(results: StudyResults, tmp_path: Path) -> None:
    save_results(results, tmp_path, ["report.html"])
    again = load_results(tmp_path)
    assert again.meta == META
    for name, frame in results.tables.items():
        pd.testing.assert_frame_equal(again.tables[name], frame, check_dtype=False, check_exact=True)
    assert again.tables["efficiency"]["unit"].tolist() == ["NA", "001"]
    assert again.tables["efficiency"]["period"].tolist() == [2014, "2015 Q1"]


def test_writing_what_was_read_gives_the_same_bytes(results: StudyResults, tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
    save_results(results, tmp_path / "a", [])
    again = load_results(tmp_path / "a")
    save_results(again, tmp_path / "b", [])
    for path in (p for p in (tmp_path / "a").rglob("*") if p.is_file()):
        assert path.read_bytes() == (tmp_path / "b" / path.relative_to(tmp_path / "a")).read_bytes()


@pytest.mark.parametrize("harm", ["nothing", "no json", "other json", "list", "table gone", "column gone"])
def test_a_folder_that_is_not_whole_is_refused(results: StudyResults, tmp_path: Path, harm: str) -> None:
    if harm != "nothing":
        save_results(results, tmp_path, [])
    manifest, table = tmp_path / "study.json", tmp_path / "tables" / "efficiency.csv"
    harms = {
        "no json": lambda: manifest.write_text("{", encoding="utf-8"),
        "other json": lambda: manifest.write_text("{}", encoding="utf-8"),
        "list": lambda: manifest.write_text("[]", encoding="utf-8"),
        "table gone": table.unlink,
        "column gone": lambda: table.write_text("unit,period\nNA,2014\n", encoding="utf-8"),
    }
    harms.get(harm, lambda: None)()
    with pytest.raises(DataError) as caught:
        load_results(tmp_path)
    assert caught.value.code == "not-results"
    assert str(tmp_path) in caught.value.text("zh")


def test_results_without_tables_say_what_to_change(results: StudyResults, tmp_path: Path) -> None:
    save_results(replace(results, tables={}), tmp_path, [])
    assert json.loads((tmp_path / "study.json").read_text(encoding="utf-8"))["columns"] == {}
    with pytest.raises(DataError, match='Add "csv" to tables'):
        load_results(tmp_path)
