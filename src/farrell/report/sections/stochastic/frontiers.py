"""SFA and StoNED beside DEA: what they find, whether they rank units alike, and what speaks against them."""

from __future__ import annotations

import re
from typing import Any

import numpy as np

from farrell.report import figures
from farrell.report.names import number
from farrell.report.parts import Part, Subheading, Table
from farrell.report.sections.chapter import CONSTANT, LEVEL, Chapter, sized
from farrell.report.sections.spoken import probability, probability_cell

CAPTIONS = {"sfa": ("fig-sfa", "t-sfa-agreement"), "stoned": ("fig-stoned", "t-stoned-agreement")}
"""Frontier -> what its figure and the table of its agreement are called."""
LOGARITHM = re.compile(r"log\([^)]*\)")
SIGNS = {CONSTANT: "constant", "t": "trend", "sigma2": "sigma2", "gamma": "gamma", "eta": "eta"}
"""Parameters that are no variables -> their names."""


def parts(view: Chapter) -> list[Part]:
    """A part for each frontier that the study has."""
    out: list[Part] = []
    for name, make in (("sfa", _sfa), ("stoned", _stoned)):
        if view.told[name]:
            out += [Subheading(view.say(f"h-{name}")), *make(view)]
    return out


def key_figures(view: Chapter) -> list[str]:
    """How alike each frontier and DEA rank units in the last period."""
    said = []
    for name in CAPTIONS:
        if view.told[name]:
            row = view.now(f"{name}_agreement")
            if len(row) and np.isfinite(row["spearman"].iloc[0]):
                key = "sure" if row["spearman_p"].iloc[0] <= LEVEL else "unsure"
                values = {"rho": number(row["spearman"].iloc[0], 2), "p": probability(row["spearman_p"].iloc[0])}
                said.append(view.say(f"key-noise-{key}", frontier=view.say(f"the-{name}"), when=view.when, **values))
    return said


def _sfa(view: Chapter) -> list[Part]:
    told, tests = view.told["sfa"], view.rows("sfa_tests").iloc[0]
    values = {"gamma": number(tests["gamma"]), "lr": number(tests["lr"], 2), "p": probability(tests["p"])}
    key = "yes" if tests["p"] <= LEVEL else "no"
    over_time = [view.say("half-normal")]
    if len(view.periods) > 1:
        over_time += [view.say(f"time-{told['over_time']}"), view.say(f"trend-{told['trend']}")]
    said = [
        view.say("sfa-lead", form=view.say(f"form-{told['form']}"), more=view.names.many(over_time)),
        view.say(f"sfa-test-{key}", critical=number(tests["critical_5"]), **values),
        *_monotone(view),
        *told["objections"][view.names.language],
    ]
    return [
        *view.paragraph(said),
        *view.paragraph(_agree(view, "sfa")),
        *_scatter(view, "sfa"),
        _estimates(view),
        _agreement(view, "sfa"),
    ]


def _stoned(view: Chapter) -> list[Part]:
    told = view.told["stoned"]
    output = view.names.within(told["dependent"])
    said = [view.say("stoned-lead", output=output, error=view.say(f"error-{told['error']}"))]
    said += [view.say("stoned-additive")] if told["error"] == "additive" else []
    said += told["objections"][view.names.language]
    without = int(view.rows("stoned_scores")["te"].isna().sum())
    if without:
        said.append(view.say("stoned-without", n=without))
    return [
        *view.paragraph(said),
        *view.paragraph(_agree(view, "stoned")),
        *_scatter(view, "stoned"),
        _agreement(view, "stoned"),
    ]


def _monotone(view: Chapter) -> list[str]:
    """Inputs of which more goes with less output for sure, which no technology has."""
    if view.told["sfa"]["form"] != "cobb-douglas":
        return []
    frame = view.rows("sfa_estimates").set_index("name")
    wrong = []
    for column in view.told["sfa"]["variables"]:
        row = frame.loc[f"log({column})"]
        if row["estimate"] < 0 and row["p"] <= LEVEL:
            wrong.append(view.names.aside(view.names.within(column), number(row["estimate"])))
    return [view.say("sfa-not-monotone", inputs=view.names.many(wrong))] if wrong else []


def _agree(view: Chapter, name: str) -> list[str]:
    """Rank correlation with DEA in the last period, and over all."""
    frame = view.rows(f"{name}_agreement")
    known = frame.dropna(subset=["spearman"])
    if len(known) == 0:
        return [view.say("agree-none")]
    out = []
    last = known[known["period"] == view.last]
    if len(last):
        row = last.iloc[0]
        key = "sure" if row["spearman_p"] <= LEVEL else "unsure"
        values = {"rho": number(row["spearman"], 2), "tau": number(row["kendall"], 2)}
        out.append(view.say(f"agree-{key}", when=view.when, p=probability(row["spearman_p"]), **values))
    if len(known) > 1:
        low, high = number(known["spearman"].min(), 2), number(known["spearman"].max(), 2)
        sure = int((known["spearman_p"] <= LEVEL).sum())
        out.append(view.say("agree-over-time", low=low, high=high, sure=sure, n=len(known)))
    return [*out, view.say("agree-hedge")]


def _scatter(view: Chapter, name: str) -> list[Part]:
    now = view.now(f"{name}_scores").dropna(subset=["te", "dea"])
    if len(now) == 0 or np.ptp(now["te"].to_numpy(dtype=float)) == 0:
        return []
    drawn = figures.score_scatter(now, view.regions, f"{name}-and-dea", view.say(f"axis-{name}"), view.names)
    return [view.figure(drawn, CAPTIONS[name][0], len(now))]


def _parameter(view: Chapter, name: str) -> str:
    """A parameter of the frontier: variables in words, variances and time by their signs."""
    if name in SIGNS:
        return view.say(SIGNS[name])
    return LOGARITHM.sub(lambda found: view.covariate(found[0], within=True), name)


def _estimates(view: Chapter) -> Table:
    """Estimates, standard errors, t; the test under them."""
    rows = [
        [_parameter(view, r["name"]), sized(r["estimate"]), sized(r["se"]), number(r["t"], 2), probability_cell(r["p"])]
        for r in view.rows("sfa_estimates").to_dict("records")
    ]
    tests = view.rows("sfa_tests").iloc[0]
    header = [view.say("parameter"), view.say("coefficient"), view.say("se-error"), "t", "p"]
    values: dict[str, Any] = {"n": int(tests["n"]), "likelihood": number(tests["log_likelihood"], 2)}
    values |= {"lr": number(tests["lr"], 2), "critical": number(tests["critical_5"]), "mean": number(tests["mean_te"])}
    first = view.names.variable(view.told["sfa"]["dependent"])
    return Table(view.say("t-sfa", output=first), header, rows, notes=view.say("sfa-note", **values))


def _agreement(view: Chapter, name: str) -> Table:
    """Means of both, and rank correlations, by period; of StoNED the parts of its residuals, too."""
    frame = view.rows(f"{name}_agreement")
    split = view.rows("stoned_parts").set_index("period") if name == "stoned" else None
    rows = []
    for r in frame.to_dict("records"):
        cells = [number(r[f"mean_{name}"]), number(r["mean_dea"])]
        cells += [
            number(r["spearman"], 2),
            probability_cell(r["spearman_p"]),
            number(r["kendall"], 2),
            probability_cell(r["kendall_p"]),
        ]
        if split is not None:
            cells += [sized(split.loc[r["period"], c]) for c in ("sigma_u", "sigma_v")]
        rows.append([view.label(r["period"]), *cells])
    header = [view.say("period"), view.say(f"mean-{name}"), view.say("mean-dea"), view.say("spearman"), "p"]
    header += [view.say("kendall"), "p", *(["σu", "σv"] if split is not None else [])]
    return Table(view.say(CAPTIONS[name][1]), header, rows, notes=view.say("agreement-note"))
