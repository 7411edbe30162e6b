"""What to do: diagnosis, benchmarks, rebalancing plans, scenarios."""

from farrell.policy.benchmarks import Benchmarks, benchmarks
from farrell.policy.diagnosis import Diagnosis, diagnose
from farrell.policy.edited import EditedPlan, check_plan
from farrell.policy.front import Front, rebalance_front
from farrell.policy.milestones import Milestones, milestones
from farrell.policy.plan import Plan, Price
from farrell.policy.rebalance import rebalance
from farrell.policy.wishes import Conflict

__all__ = [
    "Benchmarks",
    "Conflict",
    "Diagnosis",
    "EditedPlan",
    "Front",
    "Milestones",
    "Plan",
    "Price",
    "benchmarks",
    "check_plan",
    "diagnose",
    "milestones",
    "rebalance",
    "rebalance_front",
]
