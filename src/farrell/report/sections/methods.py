"""The programs and formulas of what was run, no others."""

from __future__ import annotations

from typing import Any

from farrell.dea import models
from farrell.productivity.models import about
from farrell.report.brief import goal_in_words
from farrell.report.figures import has_curves
from farrell.report.names import Names
from farrell.report.parts import Code, Formula, Paragraph, Part, Section, View
from farrell.report.sections.determinants import methods as explained
from farrell.report.sections.index import Index
from farrell.report.sections.inference import methods as inference
from farrell.report.sections.models import is_single
from farrell.report.sections.robustness import methods as robustness
from farrell.report.sections.space import methods as spatial
from farrell.report.sections.spoken import headed
from farrell.report.sections.stochastic import methods as noise
from farrell.study import StudyResults
from farrell.study.models import OVER_PERIODS

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
FORMS = {
    form: (
        rf"\mathrm{{tfpch}}={index},\qquad\mathrm{{effch}}=\frac{{E^{{t+1}}(t+1)}}{{E^{{t}}(t)}},"
        r"\qquad\mathrm{techch}=\frac{\mathrm{tfpch}}{\mathrm{effch}}"
    )
    for form, index in {
        None: r"\frac{E^{C}(t+1)}{E^{C}(t)}",
        "base": r"\frac{E^{t}(t+1)}{E^{t}(t)}",
        "current": r"\frac{E^{t+1}(t+1)}{E^{t+1}(t)}",
    }.items()
}
"""Indices of one frontier for both data: a common one, that of the earlier period, that of the later."""
SCALED = {
    orientation: (
        r"\mathrm{tfpch}=\frac{\mathrm{PTE}^{t+1}}{\mathrm{PTE}^{t}}\cdot"
        r"\frac{\mathrm{PTE}^{t}(t+1)}{\mathrm{PTE}^{t+1}(t+1)}\cdot"
        rf"\frac{{\mathrm{{SE}}^{{t}}({point})}}{{\mathrm{{SE}}^{{t}}(t)}}"
    )
    for orientation, point in {"input": "x_t, y_{t+1}", "output": "x_{t+1}, y_t"}.items()
}
"""The index of Grifell-Tatjé & Lovell: pech, techch_vrs of the base period, scalech."""
NAMED_PARTS = ("ray-desli", "grifell-lovell", "zofio", "bias")
"""Decompositions whose parts are named; the others are the usual ones."""
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
        measured = [f"{k} = {v}" for k, v in view.index.items() if k not in ("weight", "since")]
        kind = (view.model["kind"], view.orientation, str(view.reference), *measured)
        if kind in told:
            continue
        told.add(kind)
        of_kind = {"efficiency": _efficiency, "malmquist": _malmquist}
        parts += of_kind.get(view.model["kind"], _index)(view)
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
    parts += noise.parts(results, names)
    parts += inference.parts(results, names)
    parts += robustness.parts(results, names)
    parts += explained.parts(results, names)
    parts += spatial.parts(results, names)
    parts += _policy(results, names)
    is_measured = any(view.model["kind"] in OVER_PERIODS for view in views)
    if is_measured:
        parts.append(Paragraph(names.say("method-measured")))
    parts.append(Paragraph(names.say("method-certified-others" if is_measured else "method-certified")))
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
    said, language = models.about(view.model["kind"]), view.names.language
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
    index = Index(view)
    told, split = index.told, "sech" in index.present(index.table("means"))
    decomposition, technology = told["decomposition"], told["technology"]
    named = {"technology": view.say(f"technology-{technology}"), "rts": view.say(f"rts-{told['rts']}")}
    own = "method-malmquist" if split else "method-malmquist-fglr"
    said = view.say("method-malmquist-parts" if decomposition in OF_BOTH_RETURNS else own, **named)
    form = told["form"]
    more = [view.say(f"method-distance-{told['distance']}")] if told["distance"] != "radial" else []
    if technology != "adjacent":
        more.append(_frontier(view))
    parts: list[Part] = [Paragraph(view.names.joined([said, *more]))]
    if decomposition == "grifell-lovell":
        parts.append(Formula(SCALED[view.orientation], view.say("words-index-scaled")))
    elif form == "geometric":
        parts.append(Formula(INDEX, view.say("words-index")))
    else:
        parts.append(Formula(FORMS[form], view.say("words-index-one")))
    if decomposition in NAMED_PARTS:
        parts.append(Paragraph(view.say(f"method-decomposition-{decomposition}")))
    if split:
        parts.append(Formula(SPLIT, view.say("words-split")))
    symbols = "symbols-index-super" if told["distance"] == "super-sbm" else "symbols-index"
    symbols = "symbols-index-scaled" if decomposition == "grifell-lovell" else symbols
    turned = [] if told["progress"] == "above" else [view.say("method-shephard")]
    return [*parts, *view.paragraph([view.say(symbols), *turned, *_reading(index)])]


def _frontier(view: View) -> str:
    chosen = {"base": view.options.get("base", view.periods[0]), "window": view.options.get("window", 3)}
    return view.say(f"method-technology-{view.index['technology']}", **chosen)


def _index(view: View) -> list[Part]:
    """An index other than Malmquist: what it says of itself, its frontier, its parts."""
    index, told = Index(view), about(view.model["kind"])
    what = told.what(view.names.language)
    said = [view.say("method-model", name=index.headed, what=what, source=told.source)]
    if index.told["directions"]:
        sides = {side: view.say(f"direction-{side}") for side in index.told["directions"]}
        listed = [f"{sides[side]}: {named}" for side, named in index.told["directions"].items()]
        said.append(view.say("method-directions", directions=view.names.listed(listed)))
    if view.options.get("weights") == "shadow":
        said.append(view.say("method-shadow"))
    if index.told["technology"] not in (None, "adjacent"):
        said.append(_frontier(view))
    if index.told["form"] in ("base", "current"):
        said.append(view.say(f"method-form-{index.told['form']}"))
    if index.told["rts"]:
        said.append(view.say("method-rts", rts=view.say(f"rts-{index.told['rts']}")))
    later = [index.equations, *_reading(index)]
    return [*view.paragraph(said), Code(told.formula), *view.paragraph(later)]


def _reading(index: Index) -> list[str]:
    """How numbers of an index are read."""
    view = index.view
    mean = "method-means" if not index.is_sum else "method-means-sum"
    usual = view.orientation and index.told["progress"] == "above"
    convention = "method-direction" if usual else "method-convention"
    said = [view.say(convention, progress=index.progress), view.say(mean)]
    return [*said, view.say("malmquist-uneven")] if view.uneven else said
