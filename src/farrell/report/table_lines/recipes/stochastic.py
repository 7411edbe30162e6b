"""Tables of three-stage DEA and of frontiers with noise."""

from __future__ import annotations

from typing import Any


def slack_regressions(staged: Any) -> Any:
    return staged.estimates()


def slack_tests(staged: Any) -> Any:
    return staged.tests()


def slack_adjustments(staged: Any) -> Any:
    return staged.adjustments()


def stages(staged: Any) -> Any:
    return staged.to_frame()


def stage_means(staged: Any, group: Any) -> Any:
    return staged.means(group)


def beside_dea(found: Any) -> Any:
    table = found.frontier.to_frame().assign(dea=found.scores["dea"])
    for column, of in (("rank", "te"), ("rank_dea", "dea")):
        table[column] = table[of].round(8).groupby(table["period"]).rank(ascending=False, method="min")
    return table


def sfa_estimates(noisy: Any) -> Any:
    return noisy.frontier.coefficients


def sfa_tests(noisy: Any) -> Any:
    return noisy.frontier.tests()


def sfa_scores(noisy: Any) -> Any:
    return beside_dea(noisy)


def sfa_agreement(noisy: Any) -> Any:
    return noisy.correlations


def stoned_parts(convex: Any) -> Any:
    return convex.frontier.parts_frame()


def stoned_scores(convex: Any) -> Any:
    return beside_dea(convex)


def stoned_agreement(convex: Any) -> Any:
    return convex.correlations
