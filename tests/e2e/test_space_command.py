"""``farrell space``: every statistic as a table, and what it cannot do said in words."""

from __future__ import annotations

import io

import pandas as pd
import pytest
from running import farrell


def test_moran_by_year_and_the_lisa_of_the_last() -> None:
    moran = pd.read_csv(io.StringIO(farrell("space", "china-health").stdout)).set_index("period")
    assert moran.loc[2014, "statistic"] == pytest.approx(0.51266, abs=5e-6)
    assert moran.loc[2023, "statistic"] == pytest.approx(0.16972, abs=5e-5)
    lisa = farrell("space", "china-health", "--statistic", "local-moran", "--weights", "k-nearest", "--k", "3")
    table = pd.read_csv(io.StringIO(lisa.stdout))
    assert len(table) == 310
    assert set(table["kind"]) <= {"HH", "LH", "LL", "HL"}


def test_beds_a_head_count_by_people() -> None:
    given = ("space", "china-health", "--statistic", "dagum", "--variable", "beds/population_10k", "--group", "zone8")
    table = pd.read_csv(io.StringIO(farrell(*given).stdout))
    assert (table["within"] + table["net_between"] + table["transvariation"]).tolist() == pytest.approx(
        table["gini"].tolist()
    )
    assert sum(c.startswith("intra ") for c in table) == 8


def test_units_that_are_no_provinces_have_no_borders_but_have_classes(tmp_path) -> None:
    rows = [{"u": f"Ward {i}", "y": y, "x": 1 + i % 3, "o": 1 + (i * y) % 7} for i in range(12) for y in (2020, 2021)]
    path = tmp_path / "wards.csv"
    pd.DataFrame(rows).to_csv(path, index=False)
    roles = ("--unit", "u", "--period", "y", "--inputs", "x", "--outputs", "o", "--allow", "few-units")
    refused = farrell("space", path, *roles)
    assert refused.returncode == 2
    assert "boundaries" in refused.stderr
    done = farrell("space", path, *roles, "--statistic", "inequality", "--variable", "o")
    assert done.returncode == 0, done.stderr
    wrong = farrell("space", path, *roles, "--variable", "o", "--statistic", "dagum")
    assert wrong.returncode == 2
    assert "--group" in wrong.stderr


def test_drivers_standing_and_logarithms_on_the_command_line() -> None:
    words = ("space", "china-health", "--variable", "log(beds/population_10k)", "--statistic", "panel")
    panel = pd.read_csv(io.StringIO(farrell(*words, "--drivers", "share_65plus").stdout))
    assert set(panel["model"]) == {"sar", "sem", "sdm"}
    words = ("space", "china-health", "--variable", "beds/population_10k", "--statistic")
    ranked = farrell(*words, "concentration", "--rank-by", "gdp_per_capita_yuan")
    assert list(pd.read_csv(io.StringIO(ranked.stdout)).columns) == ["period", "concentration"]
    assert "rank_by" in farrell(*words, "concentration").stderr
