"""What goes with efficiency: regressions of scores on the environment, and what can be said for and against each."""

from farrell.inference.regressions.conditional import ConditionalOrderM, conditional_order_m
from farrell.inference.regressions.determinants import Determinants, determinants
from farrell.inference.regressions.effects import PanelEffects, panel_effects
from farrell.inference.regressions.fractional import FractionalLogit, fractional_logit
from farrell.inference.regressions.regression import Regression
from farrell.inference.regressions.second_stage import SecondStage, second_stage
from farrell.inference.regressions.tobit import tobit
from farrell.inference.regressions.truncated import truncated_regression
from farrell.inference.regressions.variants import SecondStageVariants, second_stage_variants

__all__ = [
    "ConditionalOrderM",
    "Determinants",
    "FractionalLogit",
    "PanelEffects",
    "Regression",
    "SecondStage",
    "SecondStageVariants",
    "conditional_order_m",
    "determinants",
    "fractional_logit",
    "panel_effects",
    "second_stage",
    "second_stage_variants",
    "tobit",
    "truncated_regression",
]
