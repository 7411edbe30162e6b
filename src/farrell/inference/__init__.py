"""How sure: bias and intervals of scores, means and tests, what goes with efficiency, frontiers with noise."""

from farrell.inference.bootstrap import BootstrapResult, bootstrap
from farrell.inference.dropped import DroppedUnits, drop_units
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
from farrell.inference.outlier_ap import OutlierSets, outlier_ap
from farrell.inference.outlier_order_m import OrderMShares, outlier_order_m
from farrell.inference.outliers import Outliers, outliers
from farrell.inference.rank_stability import RankStability, rank_stability
from farrell.inference.regressions import (
    ConditionalOrderM,
    Determinants,
    FractionalLogit,
    PanelEffects,
    Regression,
    SecondStage,
    SecondStageVariants,
    conditional_order_m,
    determinants,
    fractional_logit,
    panel_effects,
    second_stage,
    second_stage_variants,
    tobit,
    truncated_regression,
)
from farrell.inference.specification import specification_curve
from farrell.inference.specification_result import SpecificationCurve
from farrell.inference.stability import StabilityRadii, stability_radii
from farrell.inference.stochastic import (
    FrontierAgreement,
    OneSided,
    SlackRegression,
    StochasticFrontier,
    Stoned,
    ThreeStage,
    sfa,
    sfa_agreement,
    stoned,
    stoned_agreement,
    three_stage,
)
from farrell.inference.subsample import bootstrap_ddf, bootstrap_subsample
from farrell.inference.subsample_result import SubsampleResult

__all__ = [
    "BootstrapResult",
    "ChangeBootstrap",
    "ConditionalOrderM",
    "Determinants",
    "DroppedUnits",
    "FractionalLogit",
    "FrontierAgreement",
    "GroupTest",
    "Hypothesis",
    "HypothesisTest",
    "LeaveOneOut",
    "MeanEfficiency",
    "MeanProductivity",
    "OneSided",
    "OrderMShares",
    "OutlierSets",
    "Outliers",
    "PairTest",
    "PanelEffects",
    "RankStability",
    "Regression",
    "SecondStage",
    "SecondStageVariants",
    "SlackRegression",
    "SpecificationCurve",
    "StabilityRadii",
    "StochasticFrontier",
    "Stoned",
    "SubsampleResult",
    "ThreeStage",
    "bootstrap",
    "bootstrap_ddf",
    "bootstrap_malmquist",
    "bootstrap_subsample",
    "conditional_order_m",
    "convexity_test",
    "determinants",
    "drop_units",
    "equal_distributions_test",
    "equal_means_test",
    "fractional_logit",
    "kruskal_wallis",
    "leave_one_out",
    "mean_efficiency",
    "mean_productivity",
    "outlier_ap",
    "outlier_order_m",
    "outliers",
    "panel_effects",
    "rank_stability",
    "relevance_test",
    "returns_to_scale_bootstrap",
    "returns_to_scale_test",
    "second_stage",
    "second_stage_variants",
    "separability_test",
    "sfa",
    "sfa_agreement",
    "specification_curve",
    "stability_radii",
    "stoned",
    "stoned_agreement",
    "three_stage",
    "tobit",
    "truncated_regression",
]
