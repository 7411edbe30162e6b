"""What to do: diagnosis, benchmarks, rebalancing plans, scenarios."""

from farrell.policy.benchmarks import Benchmarks, benchmarks
from farrell.policy.diagnosis import Diagnosis, diagnose
from farrell.policy.diffusion import Diffusion, diffusion
from farrell.policy.edited import EditedPlan, check_plan
from farrell.policy.front import Front, rebalance_front
from farrell.policy.milestones import Milestones, milestones
from farrell.policy.norms import Norm, Norms, norms
from farrell.policy.plan import Plan, Price
from farrell.policy.rebalance import rebalance
from farrell.policy.scenarios import Scenario, compare_scenarios, scenario
from farrell.policy.what_if import WhatIf, what_if
from farrell.policy.wishes import Conflict

__all__ = [
    "Benchmarks",
    "Conflict",
    "Diagnosis",
    "Diffusion",
    "EditedPlan",
    "Front",
    "Milestones",
    "Norm",
    "Norms",
    "Plan",
    "Price",
    "Scenario",
    "WhatIf",
    "benchmarks",
    "check_plan",
    "compare_scenarios",
    "diagnose",
    "diffusion",
    "milestones",
    "norms",
    "rebalance",
    "rebalance_front",
    "scenario",
    "what_if",
]
