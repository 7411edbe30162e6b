"""Farrell: who turns health resources into services efficiently, how that changes, and whom to learn from.

The public names are imported when first used, so that ``farrell --help`` stays quick.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from farrell.__about__ import __version__

# some functions have the name of their module, which mypy takes for a second definition
if TYPE_CHECKING:
    from farrell import data
    from farrell.data import Panel, Precision, load, read_panel
    from farrell.dea import (  # type: ignore[no-redef]
        additive,
        closest_targets,
        common_weights,
        compare,
        cross_efficiency,
        ddf,
        dea,  # the package is callable
        ebm,
        efficiency_ladder,
        fdh,
        fuzzy_guo_tanaka,
        fuzzy_kao_liu,
        fuzzy_possibilistic,
        generalized_distance,
        holder,
        hyperbolic,
        interval_dea,
        layers,
        lgo,
        mea,
        modified_ddf,
        multiplier,
        nonradial_ddf,
        order_alpha,
        order_m,
        range_directional,
        restricted_multiplier,
        reverse_ddf,
        russell,
        sbm,
        scale_efficiency,
        score_dataset,
        score_range,
        screen,
        super_additive,
        super_efficiency,
        super_sbm,
    )
    from farrell.errors import (
        DataError,
        DataWarning,
        FarrellError,
        FarrellWarning,
        OptionError,
        RenderWarning,
        SolveError,
        SolveWarning,
        SpeedWarning,
        StudyFileError,
    )
    from farrell.inference import bootstrap, kruskal_wallis, leave_one_out  # type: ignore[no-redef]
    from farrell.lp import cluster
    from farrell.productivity import malmquist  # type: ignore[no-redef]
    from farrell.report import render_study, run_study
    from farrell.terms import explain
    from farrell.verification import verify

_HOME = {
    "DataError": "farrell.errors",
    "DataWarning": "farrell.errors",
    "FarrellError": "farrell.errors",
    "FarrellWarning": "farrell.errors",
    "OptionError": "farrell.errors",
    "Panel": "farrell.data",
    "Precision": "farrell.data",
    "RenderWarning": "farrell.errors",
    "SolveError": "farrell.errors",
    "SolveWarning": "farrell.errors",
    "SpeedWarning": "farrell.errors",
    "StudyFileError": "farrell.errors",
    "additive": "farrell.dea",
    "bootstrap": "farrell.inference",
    "closest_targets": "farrell.dea",
    "cluster": "farrell.lp",
    "common_weights": "farrell.dea",
    "compare": "farrell.dea",
    "cross_efficiency": "farrell.dea",
    "data": "farrell.data",
    "ddf": "farrell.dea",
    "dea": "farrell.dea",
    "ebm": "farrell.dea",
    "efficiency_ladder": "farrell.dea",
    "explain": "farrell.terms",
    "fdh": "farrell.dea",
    "fuzzy_guo_tanaka": "farrell.dea",
    "fuzzy_kao_liu": "farrell.dea",
    "fuzzy_possibilistic": "farrell.dea",
    "generalized_distance": "farrell.dea",
    "holder": "farrell.dea",
    "hyperbolic": "farrell.dea",
    "interval_dea": "farrell.dea",
    "kruskal_wallis": "farrell.inference",
    "layers": "farrell.dea",
    "leave_one_out": "farrell.inference",
    "lgo": "farrell.dea",
    "load": "farrell.data",
    "malmquist": "farrell.productivity",
    "mea": "farrell.dea",
    "modified_ddf": "farrell.dea",
    "multiplier": "farrell.dea",
    "nonradial_ddf": "farrell.dea",
    "order_alpha": "farrell.dea",
    "order_m": "farrell.dea",
    "range_directional": "farrell.dea",
    "read_panel": "farrell.data",
    "render_study": "farrell.report",
    "restricted_multiplier": "farrell.dea",
    "reverse_ddf": "farrell.dea",
    "run_study": "farrell.report",
    "russell": "farrell.dea",
    "sbm": "farrell.dea",
    "scale_efficiency": "farrell.dea",
    "score_dataset": "farrell.dea",
    "score_range": "farrell.dea",
    "screen": "farrell.dea",
    "super_additive": "farrell.dea",
    "super_efficiency": "farrell.dea",
    "super_sbm": "farrell.dea",
    "verify": "farrell.verification",
}

__all__ = [
    "DataError",
    "DataWarning",
    "FarrellError",
    "FarrellWarning",
    "OptionError",
    "Panel",
    "Precision",
    "RenderWarning",
    "SolveError",
    "SolveWarning",
    "SpeedWarning",
    "StudyFileError",
    "__version__",
    "additive",
    "bootstrap",
    "closest_targets",
    "cluster",
    "common_weights",
    "compare",
    "cross_efficiency",
    "data",
    "ddf",
    "dea",
    "ebm",
    "efficiency_ladder",
    "explain",
    "fdh",
    "fuzzy_guo_tanaka",
    "fuzzy_kao_liu",
    "fuzzy_possibilistic",
    "generalized_distance",
    "holder",
    "hyperbolic",
    "interval_dea",
    "kruskal_wallis",
    "layers",
    "leave_one_out",
    "lgo",
    "load",
    "malmquist",
    "mea",
    "modified_ddf",
    "multiplier",
    "nonradial_ddf",
    "order_alpha",
    "order_m",
    "range_directional",
    "read_panel",
    "render_study",
    "restricted_multiplier",
    "reverse_ddf",
    "run_study",
    "russell",
    "sbm",
    "scale_efficiency",
    "score_dataset",
    "score_range",
    "screen",
    "super_additive",
    "super_efficiency",
    "super_sbm",
    "verify",
]


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module 'farrell' has no attribute {name!r}")
    module = import_module(_HOME[name])
    return module if _HOME[name] == f"farrell.{name}" else getattr(module, name)


def __dir__() -> list[str]:
    return __all__
