"""A tidy table becomes a checked, frozen Panel; bundled studies; groupings."""

from farrell.data.boundaries import Boundaries, base_map, read_boundaries
from farrell.data.build import read_panel
from farrell.data.bundles import BUNDLES, Bundle, load
from farrell.data.checks import run_checks
from farrell.data.deap import DeapStudy, read_deap
from farrell.data.groups import group_means, mean
from farrell.data.panel import Panel
from farrell.data.provinces import are_provinces, match_province, province_groups, provinces
from farrell.data.roles import Precision, Roles

__all__ = [
    "BUNDLES",
    "Boundaries",
    "Bundle",
    "DeapStudy",
    "Panel",
    "Precision",
    "Roles",
    "are_provinces",
    "base_map",
    "group_means",
    "load",
    "match_province",
    "mean",
    "province_groups",
    "provinces",
    "read_boundaries",
    "read_deap",
    "read_panel",
    "run_checks",
]
