"""Formulas of intervals, of means and of tests that a study has, no others."""

from __future__ import annotations

from farrell.report.names import Names
from farrell.report.parts import Formula, Paragraph, Part
from farrell.report.sections.chapter import Chapter
from farrell.study import StudyResults

DRAWS = {
    "daraio-simar": (
        r"d_i=1+\frac{b_i-1+h\varepsilon_i}{\sqrt{1+h^2/\mathrm{var}(r)}},\qquad"
        r"\delta_i^{*}=\max(d_i,\,2-d_i),\qquad r=(\delta,\,2-\delta)"
    ),
    "simar-wilson": (
        r"d_i=\max(b_i+h\varepsilon_i,\,2-b_i-h\varepsilon_i),\qquad"
        r"\delta_i^{*}=\bar{b}+\frac{d_i-\bar{b}}{\sqrt{1+h^2/\mathrm{var}(\delta)}}"
    ),
    "inefficient": (
        r"d_i=1+\frac{b_i-1+h\varepsilon_i}{\sqrt{1+h^2/\mathrm{var}(r)}},\qquad"
        r"\delta_i^{*}=\max(d_i,\,2-d_i),\qquad b_i>1"
    ),
}
INTERVAL = (
    r"\hat{\theta}-q_{1-\alpha/2}(\theta^{*}-\hat{\theta})\le\theta\le"
    r"\hat{\theta}-q_{\alpha/2}(\theta^{*}-\hat{\theta}),\qquad"
    r"\hat{\theta}_{c}=\hat{\theta}-(\overline{\theta^{*}}-\hat{\theta})"
)
SUBSAMPLE = (
    r"\frac{\hat{\theta}}{1+(m/n)^{\kappa}q_{1-\alpha/2}}\le\theta\le"
    r"\frac{\hat{\theta}}{1+(m/n)^{\kappa}q_{\alpha/2}},\qquad q\ \mathrm{of}\ \theta^{*}/\hat{\theta}-1"
)
MEAN = (
    r"\hat{\mu}-\hat{B}\pm z_{\alpha/2}\frac{s}{\sqrt{n_{\kappa}}},\qquad "
    r"n_{\kappa}=\min(n,\lfloor n^{2\kappa}\rfloor),\qquad"
    r"\hat{B}=\frac{1}{2^{\kappa}-1}\left(\overline{\mu_{n/2}}-\hat{\mu}\right)"
)


def parts(results: StudyResults, names: Names) -> list[Part]:
    """A paragraph and its formula for each of scores, means, change and tests."""
    view = Chapter.of(results, names, "inference")
    if view is None:
        return []
    out: list[Part] = []
    told = view.told
    if told["efficiency"]:
        out.append(Paragraph(view.say(f"method-sure-{told['method']}")))
        if told["method"] == "homogeneous":
            out.append(Formula(DRAWS[told["draws"] or "daraio-simar"], view.say("words-draws")))
        interval = SUBSAMPLE if told["method"] == "subsample" else INTERVAL
        out.append(Formula(interval, view.say("words-interval")))
        out.append(Paragraph(view.say("method-worth")))
    if told["indices"]:
        out.append(Paragraph(view.say("method-sure-change")))
    if told["indices"] or "mean_intervals" in results.tables:
        out += [Paragraph(view.say("method-sure-means")), Formula(MEAN, view.say("words-sure-means"))]
    if told["tests"]:
        out.append(Paragraph(names.joined([view.say(f"method-test-{test}") for test in told["tests"]])))
    return out
