// The tables of results by chapter, in the order in which they are read.
export const CHAPTERS = {
  data: ["descriptive", "correlation", "checks", "screening"],
  efficiency: [
    "efficiency", "scores", "slacks", "redundancy", "peers", "means", "movement", "regions", "region_gaps", "group_tests",
    "model_means", "model_comparison", "rank_correlations", "window_table", "window_units", "window_means", "metafrontier_units",
    "metafrontier_means", "metafrontier_periods", "dynamic_scores", "economics", "node_scores", "capacity", "congestion",
    "returns_to_scale", "scale_counts", "published",
  ],
  stochastic: [
    "stages", "stage_means", "slack_regressions", "slack_tests", "slack_adjustments", "sfa_scores", "sfa_estimates", "sfa_tests",
    "sfa_agreement", "stoned_scores", "stoned_parts", "stoned_agreement",
  ],
  inference: ["intervals", "mean_intervals", "index_intervals", "mean_index_intervals", "inference_tests"],
  robustness: [
    "finding_shares", "finding_choices", "specifications", "specification_units", "leave_one_out", "dropped", "outliers", "outlier_sets",
    "stability", "rank_stability", "plan_robustness", "plan_changes",
  ],
  determinants: [
    "determinants", "determinants_variants", "determinants_second_stage", "determinants_coefficients", "determinants_fits",
    "determinants_ratio", "determinants_ratio_curve",
  ],
  change: ["cumulative_means", "contributions", "without", "technologies", "decompositions", "innovators", "transitivity"],
  benchmarks: [
    "diagnosis", "diagnosis_units", "benchmarks", "nearest", "closest", "role_models", "group_frontiers", "milestones", "milestone_years",
  ],
  plan: [
    "plan_moves", "plan_outputs", "plan_units", "plan_totals", "plan_flows", "plan_lambdas", "plan_prices", "plan_checks", "plan_front",
    "scenarios", "scenario_changes", "scenario_totals", "scenario_gains", "diffusion_paths",
  ],
  space: [
    "space_values", "space_moran", "space_geary", "space_bivariate", "space_local_moran", "space_getis_ord", "space_hot_spots",
    "space_inequality", "space_lorenz", "space_dagum", "space_concentration", "space_concentration_parts", "space_agglomeration",
    "space_markov", "space_spatial_markov", "space_kernel", "space_mobility", "space_ellipse", "space_sigma", "space_beta",
    "space_spatial_beta", "space_clubs", "space_club_paths", "space_unit_roots", "space_panel", "space_panel_fit", "space_panel_effects",
    "space_panel_tests", "space_detector", "space_detector_pairs", "space_forest", "space_shap", "space_forecast", "space_back_test",
    "space_indicators", "space_coupling", "space_rankings", "space_obstacles", "space_agreement",
  ],
} as const;

/** What follows the kind of an index in the names of its tables. */
export const PARTS = ["means", "weighted", "cumulative", "levels"] as const;
