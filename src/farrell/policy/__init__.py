"""What to do: diagnosis, benchmarks, rebalancing plans, scenarios."""

from farrell.policy.edited import EditedPlan, check_plan
from farrell.policy.front import Front, rebalance_front
from farrell.policy.plan import Plan, Price
from farrell.policy.rebalance import rebalance
from farrell.policy.wishes import Conflict

__all__ = ["Conflict", "EditedPlan", "Front", "Plan", "Price", "check_plan", "rebalance", "rebalance_front"]
