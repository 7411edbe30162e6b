"""Tables for other programs: what pandas reads back is what was written, and names are such as Stata takes."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from farrell.data.write import stata_names, write_parquet, write_stata


@pytest.fixture
def frame() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "unit": ["北京", "Tibet", "上海"],
            "period": pd.Series([2014, 2015, 2016], dtype=object),
            "te_crs": [1.0, np.nan, 1 / 3],
            "rank": pd.array([1, None, 2**40], dtype="Int64"),
            "n": [1, 2, 3],
            "efficient": [True, False, True],
            "reason": ["", "é" * 1500, None],
            "mixed": pd.Series([1, "a", None], dtype=object),
        }
    )


def test_parquet_is_read_back_as_it_was(frame, tmp_path):
    write_parquet(frame, tmp_path / "t.parquet")
    back = pd.read_parquet(tmp_path / "t.parquet")
    assert back["period"].tolist() == [2014, 2015, 2016]
    assert back["mixed"].tolist()[:2] == ["1", "a"]
    assert back["mixed"].isna().tolist() == [False, False, True]
    same = ["unit", "te_crs", "rank", "n", "efficient"]
    pd.testing.assert_frame_equal(back[same], frame[same], check_dtype=False)


def test_stata_is_read_back_as_it_was(frame, tmp_path):
    write_stata(frame, tmp_path / "t.dta")
    back = pd.read_stata(tmp_path / "t.dta")
    assert list(back) == list(frame)
    assert back["unit"].tolist() == frame["unit"].tolist()
    assert back["period"].tolist() == [2014, 2015, 2016]
    np.testing.assert_array_equal(back["te_crs"], frame["te_crs"])
    np.testing.assert_array_equal(back["rank"], [1, np.nan, 2**40])
    assert back["n"].dtype == np.int32
    assert back["efficient"].tolist() == [1, 0, 1]
    assert back["reason"].tolist() == ["", "é" * 1500, ""]
    assert back["mixed"].tolist() == ["1", "a", ""]


def test_infinite_numbers_are_the_largest_of_stata(tmp_path):
    write_stata(pd.DataFrame({"x": [np.inf, -np.inf, 1.0, np.nan]}), tmp_path / "t.dta")
    back = pd.read_stata(tmp_path / "t.dta")["x"]
    assert back[0] > 8e307
    assert back[1] < -1e308
    assert (back[2], np.isnan(back[3])) == (1, True)


@pytest.mark.parametrize("dtype", [float, object, "Int64", bool])
def test_a_table_without_rows_keeps_its_columns(tmp_path, dtype):
    empty = pd.DataFrame({"x": pd.Series([], dtype=dtype)})
    write_stata(empty, tmp_path / "t.dta")
    write_parquet(empty, tmp_path / "t.parquet")
    assert list(pd.read_stata(tmp_path / "t.dta")) == list(pd.read_parquet(tmp_path / "t.parquet")) == ["x"]


def test_names_that_stata_does_not_take_are_changed_and_told(tmp_path):
    long = "slack_of_doctors_and_nurses_and_others"
    columns = ["a b", "2014", "if", "", "a_b", long, f"{long}_too", "床位", "str5", "class", "te_crs"]
    names = stata_names(columns)
    assert list(names.values()) == [
        "a_b",
        "_2014",
        "_if",
        "_",
        "a_b_2",
        long[:32],
        f"{long[:30]}_2",
        "床位",
        "_str5",
        "_class",
        "te_crs",
    ]
    write_stata(pd.DataFrame([range(len(columns))], columns=columns), tmp_path / "t.dta")
    with pd.io.stata.StataReader(tmp_path / "t.dta") as reader:
        labels = reader.variable_labels()
    assert {names[c]: c for c in columns if names[c] != c and c} == {k: v for k, v in labels.items() if v}
