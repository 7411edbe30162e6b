"""Frontiers with noise: stochastic frontier analysis, three-stage DEA, and StoNED."""

from farrell.inference.stochastic.agreement import SfaAgreement, sfa_agreement
from farrell.inference.stochastic.one_sided import OneSided
from farrell.inference.stochastic.result import StochasticFrontier
from farrell.inference.stochastic.separation import SlackRegression
from farrell.inference.stochastic.sfa import sfa
from farrell.inference.stochastic.stoned import Stoned, stoned
from farrell.inference.stochastic.three_stage import three_stage
from farrell.inference.stochastic.three_stage_result import ThreeStage

__all__ = [
    "OneSided",
    "SfaAgreement",
    "SlackRegression",
    "StochasticFrontier",
    "Stoned",
    "ThreeStage",
    "sfa",
    "sfa_agreement",
    "stoned",
    "three_stage",
]
