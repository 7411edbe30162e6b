"""Formulas of the statistics in space and over time that a study has, no others."""

from __future__ import annotations

from farrell.report.names import Names
from farrell.report.parts import Formula, Paragraph, Part
from farrell.study import StudyResults

FORMULAS = {
    "moran": r"I=\frac{n}{\sum_{i}\sum_{j}w_{ij}}\cdot\frac{\sum_{i}\sum_{j}w_{ij}z_i z_j}{\sum_{i}z_i^2},"
    r"\qquad z_i=x_i-\bar{x}",
    "local_moran": r"I_i=\frac{(n-1)\,z_i\sum_{j}w_{ij}z_j}{\sum_{k}z_k^2}",
    "getis_ord": r"G_i^{*}=\frac{\sum_{j}w_{ij}x_j-W_i\bar{x}}{s\sqrt{\left(n\sum_{j}w_{ij}^2-W_i^2\right)/(n-1)}},"
    r"\qquad w_{ii}>0",
    "inequality": r"T=\sum_{i}p_i\frac{x_i}{\mu}\ln\frac{x_i}{\mu}"
    r"=\underbrace{\sum_{g}s_g T_g}_{T_w}+\underbrace{\sum_{g}s_g\ln\frac{\mu_g}{\mu}}_{T_b}",
    "dagum": r"G=\sum_{j}\sum_{h}\sum_{i}\sum_{r}\frac{p_{ji}p_{hr}\left|y_{ji}-y_{hr}\right|}{2\mu}=G_w+G_{nb}+G_t",
    "markov": r"\hat{p}_{ij}=\frac{n_{ij}}{\sum_{k}n_{ik}},\qquad \pi=\pi P",
    "spatial_markov": r"LR=2\sum_{l}\sum_{i}\sum_{j}n_{lij}\ln\frac{\hat{p}_{lij}}{\hat{p}_{ij}},"
    r"\qquad Q=\sum_{l}\sum_{i}\sum_{j}n_{li}\frac{(\hat{p}_{lij}-\hat{p}_{ij})^2}{\hat{p}_{ij}}",
    "kernel": r"\hat{f}(y\mid x)=\frac{\sum_{i}K\left(\frac{x-x_i}{h}\right)K\left(\frac{y-y_i}{k}\right)}"
    r"{k\sum_{i}K\left(\frac{x-x_i}{h}\right)}",
    "ellipse": r"(\bar{X},\bar{Y})=\sum_{i}p_i(x_i,y_i),\qquad \sigma_{1,2}=\sqrt{2\,\mathrm{eig}_{1,2}(\Sigma)},"
    r"\qquad \Sigma=\sum_{i}p_i(x_i-\bar{X},y_i-\bar{Y})^{\top}(x_i-\bar{X},y_i-\bar{Y})",
    "beta": r"\ln\frac{y_{i,t+1}}{y_{it}}=\alpha+\beta\ln y_{it}+\mu_i+\nu_t+\varepsilon_{it},"
    r"\qquad \mathrm{speed}=-\ln(1+\beta)",
    "clubs": r"\ln\frac{H_1}{H_t}-2\ln(\ln t)=a+b\ln t+u_t,\qquad H_t=\frac{1}{n}\sum_{i}(h_{it}-1)^2,"
    r"\qquad h_{it}=\frac{y_{it}}{\bar{y}_t}",
    "panel": r"y_{it}=\rho\sum_{j}w_{ij}y_{jt}+x_{it}\beta+\sum_{j}w_{ij}x_{jt}\theta+\mu_i+\nu_t+\varepsilon_{it}",
    "detector": r"q=1-\frac{\sum_{h}N_h\sigma_h^2}{N\sigma^2}",
    "indicators": r"w_j=\frac{1-e_j}{\sum_{k}(1-e_k)},\qquad e_j=-\frac{1}{\ln N}\sum_{i}p_{ij}\ln p_{ij},"
    r"\qquad p_{ij}=\frac{z_{ij}}{\sum_{i}z_{ij}}",
    "coupling": r"D=\sqrt{C\,T},\qquad C=\frac{m\left(\prod_{s}U_s\right)^{1/m}}{\sum_{s}U_s},"
    r"\qquad T=\frac{1}{m}\sum_{s}U_s,\qquad U_s=\sum_{j\in s}w_j z_j",
    "coupling-modified": r"D=\sqrt{C\,T},\qquad C=\sqrt{\left(1-\frac{2\sum_{s<t}|U_s-U_t|}{m(m-1)}\right)"
    r"\left(\prod_{s}\frac{U_s}{\max_{t}U_t}\right)^{1/(m-1)}},\qquad T=\frac{1}{m}\sum_{s}U_s",
    "rankings": r"\mathrm{TOPSIS}_i=\frac{d_i^{-}}{d_i^{+}+d_i^{-}},"
    r"\qquad d_i^{\pm}=\sqrt{\sum_{j}(v_{ij}-v_j^{\pm})^2},\qquad \mathrm{RSR}_i=\frac{1}{mn}\sum_{j}R_{ij}",
    "obstacles": r"O_{ij}=\frac{w_j(1-z_{ij})}{\sum_{k}w_k(1-z_{ik})}",
}
"""Table -> formula, in reading order."""
MODIFIED = "coupling-modified"
"""The form of coupling that a study may choose."""


def parts(results: StudyResults, names: Names) -> list[Part]:
    """One sentence and a formula for each statistic."""
    made = {name.removeprefix("space_") for name in results.tables}
    if "coupling" in made and results.meta["space"]["subsystems"]["form"] == "modified":
        made = made - {"coupling"} | {MODIFIED}
    out: list[Part] = []
    for statistic, formula in FORMULAS.items():
        if statistic in made:
            key = statistic.replace("_", "-")
            out += [Paragraph(names.say(f"method-space-{key}")), Formula(formula, names.say(f"words-space-{key}"))]
    return out
