"""Economic efficiency where prices are known: cost, revenue, profit and profitability, with their parts."""

from farrell.dea.economics.cost import cost_efficiency
from farrell.dea.economics.inefficiency import economic_inefficiency
from farrell.dea.economics.profit import profit_efficiency, profit_ratio
from farrell.dea.economics.profitability import profitability_efficiency
from farrell.dea.economics.revenue import revenue_efficiency

__all__ = [
    "cost_efficiency",
    "economic_inefficiency",
    "profit_efficiency",
    "profit_ratio",
    "profitability_efficiency",
    "revenue_efficiency",
]
