"""Formulas of three-stage DEA and of frontiers with noise that a study has, no others."""

from __future__ import annotations

from farrell.report.names import Names
from farrell.report.parts import Formula, Paragraph, Part
from farrell.report.sections.chapter import Chapter
from farrell.study import StudyResults

STAGE2 = (
    r"s_{ij}=z_j\beta_i+v_{ij}+u_{ij},\qquad v_{ij}\sim N(0,\sigma_v^2),\qquad u_{ij}\sim N^{+}(0,\sigma_u^2),"
    r"\qquad \gamma=\frac{\sigma_u^2}{\sigma_u^2+\sigma_v^2}"
)
SEPARATION = {
    "cost": (
        r"E[u\mid e]=\sigma_{*}\left[\frac{\phi(r)}{\Phi(r)}+r\right],\qquad r=\frac{\lambda e}{\sigma},"
        r"\qquad \sigma_{*}=\frac{\sigma_u\sigma_v}{\sigma}=\frac{\sigma\lambda}{1+\lambda^2},"
        r"\qquad \lambda=\frac{\sigma_u}{\sigma_v},\qquad E[v\mid e]=s-z\hat{\beta}-E[u\mid e]"
    ),
    "production": (
        r"E[u\mid e]=\sigma_{*}\left[\frac{\phi(r)}{1-\Phi(r)}-r\right],\qquad r=\frac{\lambda e}{\sigma},"
        r"\qquad \sigma_{*}=\frac{\sigma_u\sigma_v}{\sigma}=\frac{\sigma\lambda}{1+\lambda^2},"
        r"\qquad \lambda=\frac{\sigma_u}{\sigma_v},\qquad E[v\mid e]=s-z\hat{\beta}-E[u\mid e]"
    ),
}
ADJUSTED = {
    "input": (
        r"x_{ij}^{A}=x_{ij}+\left[\max_{k}(z_k\hat{\beta}_i)-z_j\hat{\beta}_i\right]"
        r"+\left[\max_{k}(\hat{v}_{ik})-\hat{v}_{ij}\right]"
    ),
    "output": (
        r"y_{rj}^{A}=y_{rj}+\left[z_j\hat{\beta}_r-\min_{k}(z_k\hat{\beta}_r)\right]"
        r"+\left[\hat{v}_{rj}-\min_{k}(\hat{v}_{rk})\right]"
    ),
}
DISTANCE = {
    "cobb-douglas": (
        r"\ln y_{1}=\beta_0+\sum_{i}\beta_i\ln x_{i}+\sum_{r>1}\alpha_r\ln\frac{y_{r}}{y_{1}}+\tau t+v-u,"
        r"\qquad \mathrm{TE}=E[e^{-u}\mid v-u]"
    ),
    "translog": (
        r"\ln y_{1}=\beta_0+\sum_{i}\beta_i q_i+\frac{1}{2}\sum_{i}\sum_{k}\beta_{ik}q_i q_k+\tau t+v-u,"
        r"\qquad q=\left(\ln x,\ \ln\frac{y_{2}}{y_{1}},\ \ldots\right),\qquad \mathrm{TE}=E[e^{-u}\mid v-u]"
    ),
}
STONED = {
    "additive": r"y_j=f(x_j)+v_j-u_j,\qquad \min\sum_{j}\left(y_j-g(x_j)\right)^2,\qquad \hat{f}=\hat{g}+\hat{E}[u]",
    "multiplicative": (
        r"\ln y_j=\ln f(x_j)+v_j-u_j,\qquad \min\sum_{j}\left(\ln y_j-\ln g(x_j)\right)^2,"
        r"\qquad \hat{f}=\hat{g}\,e^{\hat{E}[u]}"
    ),
}


def parts(results: StudyResults, names: Names) -> list[Part]:
    """A paragraph and its formulas for each of the three."""
    view = Chapter.of(results, names, "stochastic")
    if view is None:
        return []
    out: list[Part] = []
    if told := view.told["three_stage"]:
        side, way = told["orientation"], told["separation"]
        out += [Paragraph(view.say("method-stages")), Formula(STAGE2, view.say("words-stage2"))]
        out += [Paragraph(view.say("method-separation"))]
        out += [Formula(formula, view.say(f"words-separation-{key}")) for key, formula in SEPARATION.items()]
        out += [
            Paragraph(
                names.joined([view.say(f"method-separation-{way}"), view.say(f"method-doubtful-{told['doubtful']}")])
            )
        ]
        out += [Formula(ADJUSTED[side], view.say(f"words-adjusted-{side}")), Paragraph(view.say("symbols-stages"))]
    if told := view.told["sfa"]:
        time = view.say(f"method-time-{told['over_time']}")
        out += [Paragraph(names.joined([view.say("method-sfa"), time]))]
        out += [Formula(DISTANCE[told["form"]], view.say("words-sfa"))]
    if told := view.told["stoned"]:
        out += [Paragraph(view.say("method-stoned")), Formula(STONED[told["error"]], view.say("words-stoned"))]
    return out
