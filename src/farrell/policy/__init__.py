"""What to do: diagnosis, benchmarks, rebalancing plans, scenarios."""

from farrell.policy.benchmarks import Benchmarks, benchmarks
from farrell.policy.centralised import Centralised, centralised
from farrell.policy.diagnosis import Diagnosis, diagnose
from farrell.policy.diffusion import Diffusion, diffusion
from farrell.policy.edited import EditedPlan, check_plan
from farrell.policy.front import Front, rebalance_front
from farrell.policy.inverse import Inverse, inverse_dea
from farrell.policy.mergers import MergerGains, merger_gains
from farrell.policy.milestones import Milestones, milestones
from farrell.policy.norms import Norm, Norms, norms
from farrell.policy.plan import Plan, Price
from farrell.policy.rebalance import rebalance
from farrell.policy.robustness import plan_robustness
from farrell.policy.robustness_result import PlanRobustness
from farrell.policy.scenarios import Scenario, compare_scenarios, scenario
from farrell.policy.what_if import WhatIf, what_if
from farrell.policy.wishes import Conflict
from farrell.policy.zero_sum import ZeroSum, zero_sum_gains

__all__ = [
    "Benchmarks",
    "Centralised",
    "Conflict",
    "Diagnosis",
    "Diffusion",
    "EditedPlan",
    "Front",
    "Inverse",
    "MergerGains",
    "Milestones",
    "Norm",
    "Norms",
    "Plan",
    "PlanRobustness",
    "Price",
    "Scenario",
    "WhatIf",
    "ZeroSum",
    "benchmarks",
    "centralised",
    "check_plan",
    "compare_scenarios",
    "diagnose",
    "diffusion",
    "inverse_dea",
    "merger_gains",
    "milestones",
    "norms",
    "plan_robustness",
    "rebalance",
    "rebalance_front",
    "scenario",
    "what_if",
    "zero_sum_gains",
]
