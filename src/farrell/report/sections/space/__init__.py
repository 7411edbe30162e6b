"""The chapters in space and over time, one a variable, and one of the subsystems."""

from __future__ import annotations

from farrell.report import figures
from farrell.report.names import Names
from farrell.report.parts import Bullets, Part, Section, Subheading
from farrell.report.sections.maps import boundary_source
from farrell.report.sections.space import dependence, drivers, dynamics, forecast, geography, inequality, systems
from farrell.report.sections.space.view import SpaceView
from farrell.study import StudyResults

PARTS = (
    dependence.parts,
    inequality.parts,
    dynamics.moves,
    dynamics.convergence,
    geography.parts,
    drivers.parts,
    forecast.parts,
)
"""What a chapter has, in reading order, each under its own heading."""


def section(results: StudyResults, names: Names) -> list[Section]:
    """A chapter for each variable of ``[space]``, and one of its subsystems."""
    out = []
    for view in SpaceView.all_of(results, names):
        parts: list[Part] = [*_levels(view)]
        for make in PARTS:
            parts += make(view)
        parts += _refused(view)
        heading = view.say("h-space-time" if view.timed else "h-space", what=view.title)
        out.append(Section(f"space-{view.number}", heading, parts))
    return [*out, *systems.section(results, names)]


def key_figures(results: StudyResults, names: Names) -> list[str]:
    """What is found of each variable and of the subsystems, in a sentence or two."""
    found = [said for view in SpaceView.all_of(results, names) if (said := names.joined(dependence.said(view)))]
    return [*found, *systems.key_figures(results, names)]


def _levels(view: SpaceView) -> list[Part]:
    """Maps and distributions; those of TE are in the chapter of its evolution but for the surface."""
    shown_before = view.told["column"] == "te_crs" and view.told["kind"] == "score"
    values, boundaries, out = view.rows("values"), view.results.boundaries, list[Part]()
    if boundaries is not None and not shown_before:
        fixed = view.space["map_breaks"].get(view.told["name"], ())
        what = (view.label, view.digits, view.names, view.neutral, fixed)
        drawn = figures.value_maps(values, boundaries, view.shown, *what)
        key = "fig-value-maps-fixed" if fixed else "fig-value-maps"
        out.append(view.figure(drawn, key, view.shown, *boundary_source(view.results, view.names)))
    if view.timed:
        chosen = figures.ridge_periods(view.periods)
        drawing = (values, "value", chosen, view.told["upper"], view.axis, view.names)
        if not shown_before:
            out.append(view.figure(figures.ridges(*drawing), "fig-value-ridges", chosen))
        if (surface := figures.surface(*drawing)) is not None:
            out.append(view.figure(surface, "fig-surface", chosen))
    return out


def _refused(view: SpaceView) -> list[Part]:
    """Statistics that could not be made, and why."""
    refused = view.told["refused"]
    if not refused:
        return []
    items = [
        view.names.aside(view.say(f"statistic-{one['statistic']}"), one[view.names.language].rstrip("。."))
        for one in refused
    ]
    return [Subheading(view.say("h-refused")), Bullets(tuple(items))]
