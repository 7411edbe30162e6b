"""SFA beside DEA: correlations of what both say, period by period."""

from __future__ import annotations

import pytest
from scipy import stats

import farrell


def test_correlations_are_those_of_the_two_scores_by_period():
    panel = farrell.load("china-health").panel.select(periods=[2022, 2023])
    found = farrell.sfa_agreement(panel, rts="crs", trend="none")
    part = found.scores[found.scores["period"] == 2023]
    dea = farrell.dea(panel, rts="crs", orientation="output").te[panel.rows_of(2023)].round(8)
    sfa = farrell.sfa(panel, kind="distance").te[panel.rows_of(2023)]
    row = found.to_frame().set_index("period").loc[2023]
    assert row["spearman"] == pytest.approx(stats.spearmanr(sfa, dea).statistic)
    assert row["kendall"] == pytest.approx(stats.kendalltau(sfa, dea).statistic)
    assert row["n"] == len(part) == 31
    assert (row["mean_sfa"], row["mean_dea"]) == pytest.approx((sfa.mean(), dea.mean()))
    assert "2023" in found.summary()
    assert repr(found).startswith("SfaAgreement: mean Spearman")


def test_one_period_has_no_trend():
    panel = farrell.load("china-health").panel.select(periods=[2023])
    found = farrell.sfa_agreement(panel)
    assert found.frontier.settings["trend"] == "none"
    assert found.frontier.boundary == "no inefficiency"  # 31 provinces, skewed the wrong way
    assert found.correlations["spearman"].isna().all()
