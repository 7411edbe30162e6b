"""The programs and formulas of what was run, no others."""

from __future__ import annotations

from typing import Any

from farrell.dea.models import about
from farrell.productivity.technologies import OWN
from farrell.report.brief import goal_in_words
from farrell.report.figures import has_curves
from farrell.report.names import Names
from farrell.report.parts import Code, Formula, Paragraph, Part, Section, View
from farrell.report.sections.models import headed, is_single
from farrell.report.sections.productivity import NAMED_PARTS
from farrell.study import StudyResults

RADIAL = {
    "input": (
        r"\mathrm{TE}=\min_{\theta,\lambda}\ \theta\quad\text{s.t.}\quad \sum_{j}\lambda_j x_{ij}\le\theta\,x_{io},"
        r"\quad\sum_{j}\lambda_j y_{rj}\ge y_{ro},\quad\lambda_j\ge 0"
    ),
    "output": (
        r"\frac{1}{\mathrm{TE}}=\max_{\phi,\lambda}\ \phi\quad\text{s.t.}\quad \sum_{j}\lambda_j x_{ij}\le x_{io},"
        r"\quad\sum_{j}\lambda_j y_{rj}\ge\phi\,y_{ro},\quad\lambda_j\ge 0"
    ),
}
VRS = r"\mathrm{PTE}:\ \text{+}\ \sum_{j}\lambda_j=1,\qquad\mathrm{SE}=\frac{\mathrm{TE}}{\mathrm{PTE}}"
WEIGHTED = {
    "input": r"\mathrm{TE}_w=\sum_{k}w_k\theta_k,\qquad w_k=\frac{1}{m}\sum_{i=1}^{m}\frac{x_{ik}}{\sum_{l}x_{il}}",
    "output": (
        r"\mathrm{TE}_w=\left(\sum_{k}w_k\phi_k\right)^{-1},"
        r"\qquad w_k=\frac{1}{s}\sum_{r=1}^{s}\frac{y_{rk}}{\sum_{l}y_{rl}}"
    ),
}
INDEX = (
    r"\mathrm{tfpch}=\underbrace{\frac{E^{t+1}(t+1)}{E^{t}(t)}}_{\mathrm{effch}}\ \times\ "
    r"\underbrace{\sqrt{\frac{E^{t}(t+1)}{E^{t+1}(t+1)}\cdot\frac{E^{t}(t)}{E^{t+1}(t)}}}_{\mathrm{techch}}"
)
ONE = (
    r"\mathrm{tfpch}=\frac{E^{C}(t+1)}{E^{C}(t)},\qquad\mathrm{effch}=\frac{E^{t+1}(t+1)}{E^{t}(t)},"
    r"\qquad\mathrm{techch}=\frac{\mathrm{tfpch}}{\mathrm{effch}}"
)
OF_BOTH_RETURNS = ("ray-desli", "grifell-lovell", "zofio")
"""Decompositions with technical change under variable returns."""
SPLIT = (
    r"\mathrm{effch}=\mathrm{pech}\times\mathrm{sech},\qquad"
    r"\mathrm{pech}=\frac{\mathrm{PTE}^{t+1}}{\mathrm{PTE}^{t}},\qquad\mathrm{sech}=\frac{\mathrm{SE}^{t+1}}{\mathrm{SE}^{t}}"
)
KRUSKAL = (
    r"H=\frac{1}{1-\frac{\sum(t^3-t)}{n^3-n}}\cdot\frac{12}{n(n+1)}\sum_{g}n_g\left(\bar{R}_g-\frac{n+1}{2}\right)^2"
)
DENSITY = (
    r"\hat{f}(x)=\frac{1}{nh}\sum_{i=1}^{n}\left[K\left(\frac{x-v_i}{h}\right)+K\left(\frac{x-(2-v_i)}{h}\right)\right],"
    r"\quad x\le 1"
)

PLAN = (
    r"\max \sum_r w_r \frac{\sum_k g_{rk}}{Y_r} \quad \text{s.t.} \quad "
    r"\sum_j \lambda_{jk} x_{ij} \le x_{ik} + d^+_{ik} - d^-_{ik}, \quad "
    r"\sum_j \lambda_{jk} y_{rj} \ge f_k (y_{rk} + g_{rk}), \quad \sum_j \lambda_{jk} = 1, \quad "
    r"\sum_k d^+_{ik} = \sum_k d^-_{ik}"
)


def section(results: StudyResults, names: Names, views: list[View]) -> Section:
    """One paragraph and its formulas for each kind of model and each further method that was used."""
    parts: list[Part] = []
    told: set[Any] = set()
    for view in views:
        if is_single(view):
            parts += _single(view) if view.model["kind"] not in told else []
            told.add(view.model["kind"])
            continue
        kind = (view.model["kind"], view.orientation, str(view.reference), str(view.options.get("rts", "crs")))
        if kind in told:
            continue
        told.add(kind)
        parts += _efficiency(view) if view.model["kind"] == "efficiency" else _malmquist(view)
    efficiency = [view for view in views if view.model["kind"] == "efficiency"]
    if any(view.has("regions") for view in efficiency):
        orientation = next(view.orientation for view in efficiency if view.has("regions"))
        parts += [Paragraph(names.say("method-weighted")), Formula(WEIGHTED[orientation], names.say("words-weighted"))]
        parts.append(Paragraph(names.say(f"symbols-weighted-{orientation}")))
    if "group_tests" in results.tables:
        parts += [Paragraph(names.say("method-tests")), Formula(KRUSKAL, names.say("words-kruskal"))]
        parts.append(Paragraph(names.say("symbols-kruskal")))
    if any(view.timed and has_curves(view.rows("efficiency")) for view in efficiency):
        parts += [Paragraph(names.say("method-density")), Formula(DENSITY, names.say("words-density"))]
        parts.append(Paragraph(names.say("symbols-density")))
    parts += _policy(results, names)
    parts.append(Paragraph(names.say("method-certified")))
    return Section("methods", names.say("h-methods"), parts)


def _policy(results: StudyResults, names: Names) -> list[Part]:
    """How advice, the plan and scenarios are made, of those that the study has."""
    parts: list[Part] = []
    if results.meta.get("benchmarks"):
        parts.append(Paragraph(names.say("method-advice")))
    if "plan" in results.records:
        goal = goal_in_words(results.records["plan"], names)
        parts += [Paragraph(names.say("method-plan", goal=goal)), Formula(PLAN, names.say("words-plan"))]
        parts.append(Paragraph(names.say("symbols-plan")))
    if results.meta.get("scenarios"):
        parts.append(Paragraph(names.say("method-scenarios")))
    return parts


def _single(view: View) -> list[Part]:
    """What a model says of itself."""
    said, language = about(view.model["kind"]), view.names.language
    lead = view.say("method-model", name=headed(said.name(language)), what=said.what(language), source=said.source)
    return [Paragraph(lead), Code(said.formula)]


def _efficiency(view: View) -> list[Part]:
    parts: list[Part] = [*view.paragraph([view.say(f"method-{view.orientation}")])]
    parts.append(Formula(RADIAL[view.orientation], view.say(f"words-{view.orientation}")))
    parts += [Formula(VRS, view.say("words-vrs")), Paragraph(view.say("symbols-radial"))]
    later = [view.say("method-slacks"), view.say("method-scale")]
    if view.timed and view.reference == "own":
        later += [view.say("method-own"), view.say("method-pooled")]
    elif view.timed:
        later.append(view.say("method-reference", reference=view.spoken_reference()))
    if "te_crs_low" in view.rows("efficiency"):
        later.append(view.say("method-range"))
    return [*parts, *view.paragraph(later)]


def _malmquist(view: View) -> list[Part]:
    split = bool(view.rows("malmquist_means")["sech"].notna().any())
    decomposition = view.options.get("decomposition")
    rts = view.say(f"rts-{view.options.get('rts', 'crs')}")
    technology = str(view.options.get("technology", "adjacent"))
    named = {"technology": view.say(f"technology-{technology}"), "rts": rts}
    own = "method-malmquist" if split else "method-malmquist-fglr"
    said = view.say("method-malmquist-parts" if decomposition in OF_BOTH_RETURNS else own, **named)
    is_two = technology in OWN and view.options.get("form", "geometric") == "geometric"
    if technology != "adjacent" or not is_two:
        chosen = {"base": view.options.get("base", view.periods[0]), "window": view.options.get("window", 3)}
        said = view.names.joined([said, view.say(f"method-technology-{technology}", **chosen)])
    parts: list[Part] = [Paragraph(said)]
    parts.append(Formula(INDEX if is_two else ONE, view.say("words-index" if is_two else "words-index-one")))
    if decomposition in NAMED_PARTS:
        parts.append(Paragraph(view.say(f"method-decomposition-{decomposition}")))
    if split:
        parts.append(Formula(SPLIT, view.say("words-split")))
    later = [view.say("symbols-index"), view.say("malmquist-direction"), view.say("method-means")]
    if view.uneven:
        later.append(view.say("malmquist-uneven"))
    return [*parts, *view.paragraph(later)]
