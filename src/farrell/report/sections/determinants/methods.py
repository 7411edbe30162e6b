"""Formulas of what goes with efficiency that a study has, no others."""

from __future__ import annotations

from farrell.report.names import Names
from farrell.report.parts import Formula, Paragraph, Part
from farrell.report.sections.determinants.view import DeterminantsView
from farrell.study import StudyResults

SECOND = (
    r"\delta_i=z_i\beta+\varepsilon_i\ge 1,\qquad \varepsilon_i\sim N(0,\sigma^2)\ \text{given}\ "
    r"\varepsilon_i\ge 1-z_i\beta,\qquad \delta_i={distance}"
)
DISTANCES = {"input": r"\frac{1}{\theta_i}", "output": r"\varphi_i"}
CORRECTED = (
    r"\hat{\hat{\delta}}_i=\hat{\delta}_i-\left(\frac{1}{L_1}\sum_{b}\hat{\delta}^{*}_{ib}-\hat{\delta}_i\right)"
)
TOBIT = {
    True: (
        r"\theta^{*}_{it}=z_{it}\beta+u_i+e_{it},\quad u_i\sim N(0,\sigma_u^2),\quad e_{it}\sim N(0,\sigma_e^2),"
        r"\qquad \theta_{it}=\min(\theta^{*}_{it},1)"
    ),
    False: r"\theta^{*}_i=z_i\beta+e_i,\quad e_i\sim N(0,\sigma^2),\qquad \theta_i=\min(\theta^{*}_i,1)",
}
FRACTIONAL = r"E[\theta\mid z]=\frac{1}{1+e^{-z\beta}}"
EFFECTS = r"\theta_{it}=z_{it}\beta+u_i+w_t+e_{it}"
RATIO = r"Q(z)=\frac{{\hat{{s}}_m(x,y\mid z)}}{{\hat{{s}}_m(x,y)}},\qquad m={m}"


def parts(results: StudyResults, names: Names) -> list[Part]:
    """A paragraph and its formula for each method."""
    view = DeterminantsView.of(results, names, "determinants")
    if view is None:
        return []
    told = view.told
    out: list[Part] = [
        Paragraph(view.say(f"method-second-stage-{told['algorithm']}")),
        Formula(SECOND.replace("{distance}", DISTANCES[told["orientation"]]), view.say("words-second-stage")),
    ]
    if told["algorithm"] == 2:
        out.append(Formula(CORRECTED, view.say("words-corrected")))
    beside = {
        "tobit": ("tobit", TOBIT[view.several]),
        "fractional logit": ("fractional", FRACTIONAL),
        "fixed effects": ("effects", EFFECTS),
    }
    for method, (key, formula) in beside.items():
        if method in view.methods:
            out += [Paragraph(view.say(f"method-{key}")), Formula(formula, view.say(f"words-{key}"))]
    if told["slopes"]:
        out += [Paragraph(view.say("method-ratio")), Formula(RATIO.format(m=told["m"]), view.say("words-ratio"))]
    return out
