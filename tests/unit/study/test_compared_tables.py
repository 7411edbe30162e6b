"""Tables that compare regions, periods and units, recomputed another way from the bundled study."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from farrell.study import StudyResults, compute, read_study
from farrell.study.comparison import rank, spread

STUDY = Path(__file__).parents[3] / "examples" / "china-health" / "study.toml"


@pytest.fixture(scope="module")
def results() -> StudyResults:
    return compute(read_study(STUDY))


def test_ranks_share_the_better_place_and_ignore_rounding() -> None:
    found = rank(pd.Series([1.0, 0.5, 1.0 - 1e-11, np.nan, 0.7]))
    assert found.tolist()[:3] + found.tolist()[4:] == [1, 4, 1, 3]
    assert found.isna().tolist() == [False, False, False, True, False]


def test_spread_of_one_value_and_of_none() -> None:
    assert spread([0.5, np.nan])["min"] == 0.5
    assert np.isnan(spread([0.5])["cv"])
    assert all(np.isnan(v) for v in spread([np.nan]).values())


def test_means_have_their_spread(results: StudyResults) -> None:
    means, efficiency = results.tables["means"].set_index("period"), results.tables["efficiency"]
    for period, scores in efficiency.groupby("period")["te_crs"]:
        row = means.loc[period]
        assert row["sd"] == pytest.approx(np.std(scores, ddof=1))
        assert row["cv"] == pytest.approx(stats.variation(scores, ddof=1))
        assert (row["min"], row["max"]) == (scores.min(), scores.max())


def test_pooled_scores_are_never_above_the_periods_own(results: StudyResults) -> None:
    efficiency = results.tables["efficiency"]
    assert (efficiency["te_crs_pooled"] <= efficiency["te_crs"] + 1e-9).all()
    assert (efficiency["te_crs_pooled"] > 1 - 1e-6).sum() >= 1
    by_period = efficiency.groupby("period")["te_crs_pooled"].mean()
    assert results.tables["means"].set_index("period")["te_crs_pooled"].tolist() == pytest.approx(by_period.tolist())


def test_regions_are_ranked_and_their_gap_is_that_of_their_means(results: StudyResults) -> None:
    regions, gaps = results.tables["regions"], results.tables["region_gaps"].set_index("period")
    assert gaps.loc[2023, "highest"] == "East"
    assert gaps.loc[2023, "lowest"] == "Central"
    for period, part in regions.groupby("period"):
        ordered = part.sort_values("te_crs", ascending=False)
        assert ordered["rank"].tolist() == [1, 2, 3]
        ends = ordered["te_crs"].iloc[[0, -1]].tolist()
        assert gaps.loc[period, "gap"] == pytest.approx(ends[0] - ends[1])
        assert gaps.loc[period, "ratio"] == pytest.approx(ends[0] / ends[1])


def test_the_share_between_regions_is_that_of_an_analysis_of_variance(results: StudyResults) -> None:
    """F = (share / (k - 1)) / ((1 - share) / (n - k)), so scipy's F gives the share back."""
    efficiency, gaps = results.tables["efficiency"], results.tables["region_gaps"].set_index("period")
    for period, now in efficiency.groupby("period"):
        F = stats.f_oneway(*(part["te_crs"] for _, part in now.groupby("region3"))).statistic
        assert gaps.loc[period, "between_share"] == pytest.approx(2 * F / (2 * F + 28))


def test_tests_of_groups_are_scipys_on_rounded_scores(results: StudyResults) -> None:
    efficiency, tests = results.tables["efficiency"], results.tables["group_tests"]
    whole = tests[tests["test"] == "kruskal-wallis"]
    for period, now in efficiency.groupby("period"):
        other = stats.kruskal(*(part["te_crs"].round(8) for _, part in now.groupby("region3")))
        (row,) = whole[(whole["measure"] == "te_crs") & (whole["period"] == period)].to_dict("records")
        assert (row["statistic"], row["p"]) == pytest.approx((other.statistic, other.pvalue))
        assert (row["df"], row["n"]) == (2, 31)
    assert (tests["measure"] == "tfpch").sum() == 4


def test_movement_compares_the_first_and_the_last_period(results: StudyResults) -> None:
    movement, efficiency = results.tables["movement"].set_index("unit"), results.tables["efficiency"]
    wide = efficiency.pivot(index="unit", columns="period", values="te_crs")
    assert movement["te_crs_change"].to_dict() == pytest.approx((wide[2023] - wide[2014]).to_dict())
    assert movement.loc["Beijing", ["rank_first", "rank_last", "rank_change"]].tolist() == [15, 1, 14]
    efficient = (wide > 1 - 1e-6).sum(axis=1)
    assert movement["n_efficient"].to_dict() == efficient.to_dict()


def test_index_means_have_their_spread(results: StudyResults) -> None:
    means, malmquist = results.tables["malmquist_means"], results.tables["malmquist"]
    overall = means[means["by"] == "overall"].iloc[0]
    assert overall["n_progress"] == (malmquist["tfpch"] > 1).sum()
    assert (overall["tfpch_min"], overall["tfpch_max"]) == (malmquist["tfpch"].min(), malmquist["tfpch"].max())
    regions = means[means["by"] == "region and interval"]
    assert regions["n_progress"].sum() == overall["n_progress"]


def test_chained_means_end_at_the_power_of_the_mean(results: StudyResults) -> None:
    """Nine intervals of 31 indices: the chained mean is the overall geometric mean to the ninth power."""
    chained, means = results.tables["cumulative_means"], results.tables["malmquist_means"]
    end = chained[(chained["by"] == "all") & (chained["period"] == 2023)].iloc[0]
    overall = means[means["by"] == "overall"].iloc[0]
    for component in ("effch", "techch", "pech", "sech", "tfpch"):
        assert end[component] == pytest.approx(overall[component] ** 9)
    assert (chained[chained["period"] == 2014]["tfpch"] == 1).all()
    last = results.tables["malmquist_cumulative"].query("period == 2023")["tfpch"]
    assert end["tfpch"] == pytest.approx(stats.gmean(last))
