"""Tables of what goes with efficiency: methods side by side, coefficients as printed, frontiers and years."""

from __future__ import annotations

import pandas as pd

from farrell.inference.regressions.determinants import CLUSTERED, SECOND_STAGE
from farrell.inference.stochastic.three_stage_result import stars
from farrell.report.names import number
from farrell.report.parts import Part, Table
from farrell.report.sections.determinants.view import DeterminantsView, interval, sized, way
from farrell.report.sections.spoken import probability_cell

SIGNS = {"+": "+", "-": "\u2212", "0": "0", "": "–"}
PARAMETERS = {"constant": "constant", "sigma": "sigma", "sigma_u": "sigma-u", "sigma_e": "sigma-e"}
"""Coefficients that are no covariates -> their names."""


def parts(view: DeterminantsView) -> list[Part]:
    return [_side_by_side(view), *_variants(view), _second_stage(view), *_coefficients(view)]


def _side_by_side(view: DeterminantsView) -> Table:
    """A row a covariate with its interval below, a column a method; how many rows, the likelihood, the test."""
    rows = []
    for name in view.covariates:
        found = [view.found(method, name) for method in view.methods]
        rows.append([view.covariate(name), *(sized(r, "estimate")[0] + stars(r["p"]) for r in found)])
        rows.append(["", *map(interval, found)])
    own = [view.fit(SECOND_STAGE if method == CLUSTERED else method) for method in view.methods]
    rows.append([view.say("observations"), *(f"{int(fit['n']):,}" for fit in own)])
    rows.append([view.say("log-likelihood"), *(number(fit["log_likelihood"], 2) for fit in own)])
    header = [view.say("covariate"), *(view.method(method) for method in view.methods)]
    caption = view.say("t-determinants", per=view.per)
    return Table(caption, header, rows, notes=view.say("determinants-note", level=view.level))


def _variants(view: DeterminantsView) -> list[Table]:
    """Signs of the second stage against each period's own frontier, against one, and in every period alone."""
    frame = view.variants
    if len(frame) == 0:
        return []
    single = frame["variant"] == "year by year"
    found = set(map(str, frame.loc[single, "period"]))
    periods = [period for period in map(str, view.periods) if period in found]
    rows = []
    for name in view.covariates:
        own = frame[frame["name"] == name]
        marks = {(row["variant"], str(row["period"])): SIGNS[way(row)] for _, row in own.iterrows()}
        places = [
            ("own frontier", "all"),
            ("pooled frontier", "all"),
            *(("year by year", period) for period in periods),
        ]
        rows.append([view.covariate(name), *(marks[place] for place in places)])
    header = [view.say("covariate"), view.say("frontier-own"), view.say("frontier-pooled"), *periods]
    spans = (("", 1), (view.say("all-periods"), 2), (view.say("single-periods"), len(periods)))
    note = view.names.joined([view.say("determinants-variants-note", level=view.level), *view.without_periods()])
    return [Table(view.say("t-determinants-variants"), header, rows, spans=spans, notes=note)]


def _parameter(view: DeterminantsView, name: str) -> str:
    return view.say(PARAMETERS[name]) if name in PARAMETERS else view.covariate(name)


def _second_stage(view: DeterminantsView) -> Table:
    """The truncated regression of the distance as studies print it, with all its intervals."""
    frame = view.rows("determinants_second_stage")
    wide = CLUSTERED in view.methods
    rows = []
    for row in frame.to_dict("records"):
        cells = [*sized(row, "estimate", "se"), interval(row), interval(row, "percentile_low", "percentile_high")]
        cells += [*sized(row, "cluster_se"), interval(row, "cluster_low", "cluster_high")] if wide else []
        rows.append([_parameter(view, row["name"]), *cells])
    bootstrap = [view.say(key) for key in ("se-error", "interval-basic", "interval-percentile")]
    clustered = [view.say("se-error"), view.say("its-interval")] if wide else []
    header = [view.say("parameter"), view.say("coefficient"), *bootstrap, *clustered]
    spans = (("", 2), (view.say("bootstrap"), 3), *([(view.say("by-unit"), 2)] if wide else []))
    note = view.say("determinants-second-stage-note", level=view.level)
    return Table(view.say("t-determinants-second-stage"), header, rows, spans=spans, notes=note, folded=True)


def _coefficients(view: DeterminantsView) -> list[Table]:
    """Coefficients of what stands beside the second stage, as each prints them."""
    frame = view.rows("determinants_coefficients")
    frame = frame[~frame["method"].isin([SECOND_STAGE, CLUSTERED])]
    if len(frame) == 0:
        return []
    rows, last = [], ""
    for row in frame.to_dict("records"):
        first = "" if row["method"] == last else view.method(row["method"])
        last = row["method"]
        z = row["estimate"] / row["se"] if row["se"] and not pd.isna(row["se"]) else float("nan")
        cells = [*sized(row, "estimate", "se"), number(z, 2), probability_cell(row["p"])]
        rows.append([first, _parameter(view, row["name"]), *cells, interval(row)])
    header = [view.say(key) for key in ("method", "parameter", "coefficient", "se-error")]
    header += ["z / t", "p", view.say("its-interval")]
    note = view.say("determinants-coefficients-note", level=view.level)
    return [Table(view.say("t-determinants-coefficients"), header, rows, names_in=2, notes=note, folded=True)]
