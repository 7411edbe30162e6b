"""How sure: bias and intervals of scores, what hangs on whom, tests of groups, frontiers with noise."""

from farrell.inference.bootstrap import BootstrapResult, bootstrap
from farrell.inference.groups import GroupTest, PairTest, kruskal_wallis
from farrell.inference.hypotheses import (
    Hypothesis,
    HypothesisTest,
    convexity_test,
    equal_distributions_test,
    equal_means_test,
    relevance_test,
    returns_to_scale_bootstrap,
    returns_to_scale_test,
    separability_test,
)
from farrell.inference.jackknife import LeaveOneOut, leave_one_out
from farrell.inference.malmquist_bootstrap import ChangeBootstrap, bootstrap_malmquist
from farrell.inference.means import MeanEfficiency, MeanProductivity, mean_efficiency, mean_productivity
from farrell.inference.stochastic import (
    OneSided,
    SfaAgreement,
    SlackRegression,
    StochasticFrontier,
    Stoned,
    ThreeStage,
    sfa,
    sfa_agreement,
    stoned,
    three_stage,
)

__all__ = [
    "BootstrapResult",
    "ChangeBootstrap",
    "GroupTest",
    "Hypothesis",
    "HypothesisTest",
    "LeaveOneOut",
    "MeanEfficiency",
    "MeanProductivity",
    "OneSided",
    "PairTest",
    "SfaAgreement",
    "SlackRegression",
    "StochasticFrontier",
    "Stoned",
    "ThreeStage",
    "bootstrap",
    "bootstrap_malmquist",
    "convexity_test",
    "equal_distributions_test",
    "equal_means_test",
    "kruskal_wallis",
    "leave_one_out",
    "mean_efficiency",
    "mean_productivity",
    "relevance_test",
    "returns_to_scale_bootstrap",
    "returns_to_scale_test",
    "separability_test",
    "sfa",
    "sfa_agreement",
    "stoned",
    "three_stage",
]
