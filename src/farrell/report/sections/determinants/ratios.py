"""Conditional order-m: efficiency among units in like circumstances, over that among all."""

from __future__ import annotations

from farrell.report import figures
from farrell.report.names import number
from farrell.report.parts import Part, Subheading
from farrell.report.sections.determinants.view import DeterminantsView

CLEAR = 0.2
"""From this rank correlation on a ratio is said to rise or to fall."""


def parts(view: DeterminantsView) -> list[Part]:
    """How the plots are read, what each shows, the plots."""
    slopes = view.told["slopes"]
    if not slopes:
        return []
    side = view.told["orientation"]
    lead = "ratio-lead" if view.several else "ratio-lead-one"
    said = [view.say(lead, m=view.told["m"]), view.say(f"ratio-{side}")]
    for key, chosen in (("rises", _rising), ("falls", _falling), ("flat", _flat)):
        listed = [
            view.names.aside(view.covariate(name, within=True), number(slope, 2))
            for name, slope in slopes.items()
            if chosen(slope)
        ]
        if listed:
            said.append(view.say(f"ratio-{key}", names=view.names.many(listed)))
    drawn = figures.ratio_panels(view.rows("determinants_ratio"), view.rows("determinants_ratio_curve"), view.names)
    return [
        Subheading(view.say("h-ratio")),
        *view.paragraph([*said, view.say("ratio-hedge")]),
        view.picture(drawn, "fig-ratio"),
    ]


def _rising(slope: float) -> bool:
    return slope >= CLEAR


def _falling(slope: float) -> bool:
    return slope <= -CLEAR


def _flat(slope: float) -> bool:
    return not abs(slope) >= CLEAR
