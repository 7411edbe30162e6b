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
    assert row["spearman_p"] == pytest.approx(stats.spearmanr(sfa, dea).pvalue)
    assert row["kendall_p"] == pytest.approx(stats.kendalltau(sfa, dea).pvalue)
    assert (row["mean_sfa"], row["mean_dea"]) == pytest.approx((sfa.mean(), dea.mean()))
    assert "2023" in found.summary()
    assert repr(found).startswith("FrontierAgreement: mean Spearman")


def test_one_period_has_no_trend():
    panel = farrell.load("china-health").panel.select(periods=[2023])
    found = farrell.sfa_agreement(panel)
    assert found.frontier.settings["trend"] == "none"
    assert found.frontier.boundary == "no inefficiency"  # 31 provinces, skewed the wrong way
    assert found.correlations["spearman"].isna().all()


def test_stoned_beside_dea_of_the_same_output():
    panel = farrell.load("china-health").panel.select(periods=[2022, 2023])
    found = farrell.stoned_agreement(panel, dependent="discharges_10k")
    last = panel.select(periods=[2023])
    alone = farrell.dea(last.with_roles(outputs=["discharges_10k"]), orientation="output").te.round(8)
    noisy = farrell.stoned(last, dependent="discharges_10k", error="additive").te
    row = found.to_frame().set_index("period").loc[2023]
    assert row["spearman"] == pytest.approx(stats.spearmanr(noisy, alone).statistic)
    assert list(found.scores) == ["unit", "period", "stoned", "dea"]
    parts = found.frontier.parts_frame()
    assert parts["period"].tolist() == [2022, 2023]
    assert parts["mean_u"].tolist() == [found.frontier.parts[str(p)].mean for p in (2022, 2023)]
    pooled = farrell.stoned(last, dependent="discharges_10k", error="additive", reference="pooled").parts_frame()
    assert pooled["period"].tolist() == ["pooled"]


def test_the_tests_of_a_frontier_are_one_row():
    panel = farrell.load("china-health").panel.select(periods=[2022, 2023])
    found = farrell.sfa(panel, kind="distance")
    row = found.tests().iloc[0]
    assert row["lr"] == pytest.approx(max(0.0, 2 * (row["log_likelihood"] - row["log_likelihood_ols"])), abs=1e-9)
    assert row["n"] == 62
    assert row["sigma2"] == pytest.approx(row["sigma_u"] ** 2 + row["sigma_v"] ** 2)
    assert row["critical_5"] == found.test.critical[1]
