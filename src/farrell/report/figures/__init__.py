"""Figures of a study, drawn from its tables."""

from farrell.report.figures.capacity import utilisation_dots
from farrell.report.figures.change import cumulative, index_components, indicator_trends
from farrell.report.figures.clubs import club_paths
from farrell.report.figures.congestion import congestion_maps
from farrell.report.figures.dependence import moran_lines, moran_scatter, quadrant_maps, spot, spot_map
from farrell.report.figures.determinants import coefficient_panels, ratio_panels
from farrell.report.figures.distribution import bounded, has_curves, ridge_periods, ridges, surface
from farrell.report.figures.economic import change_bars, loss_bars
from farrell.report.figures.forecast import fans
from farrell.report.figures.gaps import gap_bars, peer_matrix
from farrell.report.figures.geography import centre_path, ellipse_map
from farrell.report.figures.heat import heat_map
from farrell.report.figures.inequality import agglomeration_points, dagum_parts, lorenz_curves
from farrell.report.figures.intervals import mean_changes, score_intervals
from farrell.report.figures.kernel import kernel_map
from farrell.report.figures.levels import efficiency_bars, efficiency_by_region, quadrants
from farrell.report.figures.maps import level_maps, value_maps
from farrell.report.figures.metafrontier import technology_gaps
from farrell.report.figures.network import learning_network
from farrell.report.figures.nodes import node_dots
from farrell.report.figures.plan import equity_front, transfers
from farrell.report.figures.ranks import rank_matrix
from farrell.report.figures.robustness import left_out, moves_kept, rank_intervals, specification_curve
from farrell.report.figures.scale import scale_ranges
from farrell.report.figures.scenarios import score_moves
from farrell.report.figures.shap import shap_strips
from farrell.report.figures.stages import score_scatter, stage_moves
from farrell.report.figures.standing import Course, among_all, ranking, unit_over_time
from farrell.report.figures.style import MOST_UNITS, Drawing
from farrell.report.figures.systems import coordination_means
from farrell.report.figures.windows import window_spread

__all__ = [
    "MOST_UNITS",
    "Course",
    "Drawing",
    "agglomeration_points",
    "among_all",
    "bounded",
    "centre_path",
    "change_bars",
    "club_paths",
    "coefficient_panels",
    "congestion_maps",
    "coordination_means",
    "cumulative",
    "dagum_parts",
    "efficiency_bars",
    "efficiency_by_region",
    "ellipse_map",
    "equity_front",
    "fans",
    "gap_bars",
    "has_curves",
    "heat_map",
    "index_components",
    "indicator_trends",
    "kernel_map",
    "learning_network",
    "left_out",
    "level_maps",
    "lorenz_curves",
    "loss_bars",
    "mean_changes",
    "moran_lines",
    "moran_scatter",
    "moves_kept",
    "node_dots",
    "peer_matrix",
    "quadrant_maps",
    "quadrants",
    "rank_intervals",
    "rank_matrix",
    "ranking",
    "ratio_panels",
    "ridge_periods",
    "ridges",
    "scale_ranges",
    "score_intervals",
    "score_moves",
    "score_scatter",
    "shap_strips",
    "specification_curve",
    "spot",
    "spot_map",
    "stage_moves",
    "surface",
    "technology_gaps",
    "transfers",
    "unit_over_time",
    "utilisation_dots",
    "value_maps",
    "window_spread",
]
