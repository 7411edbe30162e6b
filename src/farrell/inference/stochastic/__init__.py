"""Frontiers with noise: stochastic frontier analysis, three-stage DEA, and StoNED."""

from farrell.inference.stochastic.agreement import FrontierAgreement, sfa_agreement, stoned_agreement
from farrell.inference.stochastic.one_sided import OneSided
from farrell.inference.stochastic.result import StochasticFrontier
from farrell.inference.stochastic.separation import SlackRegression
from farrell.inference.stochastic.sfa import sfa
from farrell.inference.stochastic.stoned import Stoned, stoned
from farrell.inference.stochastic.three_stage import three_stage
from farrell.inference.stochastic.three_stage_result import ThreeStage

__all__ = [
    "FrontierAgreement",
    "OneSided",
    "SlackRegression",
    "StochasticFrontier",
    "Stoned",
    "ThreeStage",
    "sfa",
    "sfa_agreement",
    "stoned",
    "stoned_agreement",
    "three_stage",
]
