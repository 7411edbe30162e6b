"""Formulas of what the chapter of which findings stand has, no others."""

from __future__ import annotations

from farrell.report.names import Names
from farrell.report.parts import Formula, Paragraph, Part
from farrell.report.sections.robustness.view import RobustView
from farrell.study import StudyResults

VOLUME = (
    r"R_L=\frac{|Z^{\prime}Z-Z_L^{\prime}Z_L|}{|Z^{\prime}Z|},\qquad Z=[X,Y],"
    r"\qquad \mathrm{gap}=\ln\frac{R_{(2)}}{R_{(1)}}"
)
RADII = (
    r"\theta_o(a x_o,\,x_j/b)=\frac{\theta_o}{ab},\qquad r_{\mathrm{own}}=|\theta_o-1|,"
    r"\qquad r_{\mathrm{others}}=\left|1-\frac{1}{\theta_o}\right|,"
    r"\qquad r_{\mathrm{both}}=\frac{|\theta_o-1|}{\theta_o+1}"
)
RANKS = r"\mathrm{TE}_j^{(b)}=2\,\widehat{\mathrm{TE}}_j-\mathrm{TE}_j^{*(b)},\qquad b=1,\ldots,B"


def parts(results: StudyResults, names: Names) -> list[Part]:
    """A paragraph for each, with its formula where it has one."""
    view = RobustView.of(results, names, "robustness")
    if view is None:
        return []
    told = view.told
    out: list[Part] = []
    if told["specifications"]:
        stated = "method-curve-stated" if told["specifications"]["stated"] else "method-curve-own"
        out.append(Paragraph(names.joined([view.say("method-curve"), view.say(stated)])))
    if told["leave_one_out"]:
        out.append(Paragraph(view.say("method-left-out", score=view.say(f"of-{told['score']}"))))
    if told["outliers"]:
        volume = told["outliers"]["most"] > 0
        key = "method-outliers" if volume else "method-outliers-two"
        out.append(Paragraph(view.say(key, **told["outliers"])))
        out += [Formula(VOLUME, view.say("words-volume"))] if volume else []
    if told["stability"]:
        out += [Paragraph(view.say("method-stability")), Formula(RADII, view.say("words-radii"))]
    if ranks := told["ranks"]:
        values = {"n": ranks["replicates"], "seed": told["seed"], "draws": view.say(f"draws-{ranks['draws']}")}
        out += [Paragraph(view.say("method-ranks", **values)), Formula(RANKS, view.say("words-ranks"))]
    if plan := told["plan"]:
        values = {"n": plan["replicates"], "seed": told["seed"], "level": view.level(plan["level"])}
        key = "method-moves" if view.earlier_frontier else "method-moves-now"
        out.append(Paragraph(view.say(key, **values)))
    return out
