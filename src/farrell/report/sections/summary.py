"""The first page of a report: what the study finds, and published figures beside the computed ones."""

from __future__ import annotations

import numpy as np
import pandas as pd

from farrell.productivity.change import DIVISORS
from farrell.report.brief import headline
from farrell.report.names import Names, number, percent
from farrell.report.parts import Bullets, Paragraph, Part, Section, Subheading, Table, View
from farrell.report.sections import (
    determinants,
    economic_change,
    evolution,
    inference,
    models,
    regions,
    robustness,
    space,
    stochastic,
)
from farrell.report.sections.index import Index
from farrell.report.sections.spoken import SAME_INDEX
from farrell.study import StudyResults
from farrell.study.comparison import scored

GAPS = {
    ("input", "input"): "key-gap-input-input",
    ("input", "output"): "key-gap-input-output",
    ("output", "output"): "key-gap-output-output",
    ("output", "input"): "key-gap-output-input",
}
"""Orientation and role: what a gap of that role means there."""


def section(results: StudyResults, names: Names, views: list[View]) -> Section:
    """The findings of every model, then the published figures."""
    found = [sentence for view in views for sentence in key_figures(view)]
    planned = headline(results.records["plan"], names) if "plan" in results.records else []
    found += [*models.agreement(results, names, views), *stochastic.key_figures(results, names)]
    found += [*inference.key_figures(results, names), *determinants.key_figures(results, names)]
    found += [*space.key_figures(results, names), *planned, *robustness.key_figures(results, names)]
    parts: list[Part] = [Bullets(tuple(found))]
    if "published" in results.tables:
        parts += _published(results, names)
    return Section("summary", names.say("h-summary"), parts)


def key_figures(view: View) -> list[str]:
    """What one model finds."""
    if models.is_single(view):
        found = models.key_figures(view)
    elif view.model["kind"] == "economic_change":
        found = economic_change.key_figures(view)
    else:
        found = _efficiency(view) if view.model["kind"] == "efficiency" else _productivity(view)
    if view.alone:
        return found
    return [view.say("of-model", model=view.model["name"], sentence=sentence) for sentence in found]


def _efficiency(view: View) -> list[str]:
    now, means = view.now("efficiency"), view.now("means").iloc[0]
    n, ones, left_out = int(means["n"]), int(means["n_efficient"]), int(means["left_out"])
    classes = scored(now)["efficiency_crs"].value_counts()
    below, above = int(classes.get("inefficient", 0)), int(classes.get("beyond", 0))
    if left_out == n:
        return [view.say("key-no-scores", n=n)]
    scores = {"te": number(means["te_crs"]), "pte": number(means["te_vrs"]), "se": number(means["se"])}
    out = [view.say("key-efficiency", when=view.when, ones=ones, n=n, below=below, **scores)]
    if above:
        out.append(view.say("key-above", n=above))
    if left_out:
        out.append(view.say("key-left-out", n=left_out))
    if "te_crs_low" in now:
        low, high = now["te_crs_low"].mean(), now["te_crs_high"].mean()
        if high - low > 5e-4:
            columns = view.results.meta["data"]["roles"]["precision"]
            variables = view.names.many([view.names.variable(c) for c in columns])
            out.append(view.say("key-range", variables=variables, low=number(low), high=number(high)))
    if view.has("regions"):
        out.append(view.names.joined(regions.sentences(view)[:2]))
    if view.timed:
        out.append(view.names.joined(evolution.level(view)))
    return [*out, *gaps(view)]


def gaps(view: View) -> list[str]:
    """What all units together have too much and too little of, the oriented side first."""
    out, total = [], view.now("redundancy")
    total = total[total["rts"] == "vrs"]
    for role in ("input", "output") if view.orientation == "input" else ("output", "input"):
        part = total[(total["role"] == role) & (total["rate"] >= 5e-4)]
        if len(part):
            rates = zip(part["variable"], part["rate"], strict=True)
            listed = [f"{view.names.variable(v)} {percent(r)}%" for v, r in rates]
            out.append(view.say(GAPS[view.orientation, role], when=view.when, gaps=view.names.many(listed)))
    return out


def _productivity(view: View) -> list[str]:
    index = Index(view)
    means = index.table("means")
    overall = means[means["by"] == "overall"].iloc[0]
    if not np.isfinite(overall["tfpch"]):
        return [view.say("key-no-indices")]
    factors = [c for c in index.told["factors"] if np.isfinite(overall[c])]
    values = {"tfpch": number(overall["tfpch"]), "n": number(overall["n"], 0)}
    values["parts"] = index.valued(overall, factors, glossed=True)
    grown = float(index.growth("tfpch", overall["tfpch"]))
    way = "same" if abs(grown) < SAME_INDEX else "up" if grown > 0 else "down"
    if index.is_sum:
        out = [view.say(f"key-indicator-{way}", index=index.headed, **values)]
    else:
        out = [view.say(f"key-tfp-{way}", change=percent(abs(np.exp(grown) - 1)), **values)]
    if not index.is_usual:
        out.append(view.say("say-convention", index=index.headed, progress=index.progress))
    return [*out, *hangs_on(index, overall["tfpch"]), *_drag(index, overall, factors)]


def _drag(index: Index, overall: pd.Series, factors: list[str]) -> list[str]:
    """The weakest part, where it pulls the index down and is alone in that place."""
    if len(factors) < 2 or not set(DIVISORS).isdisjoint(factors):
        return []
    pull = sorted((float(index.growth(c, overall[c])), c) for c in factors)
    (least, weakest), (second, other) = pull[:2]
    if least >= 0 or second == least or number(overall[weakest]) == number(overall[other]):
        return []
    ordered = [c for _, c in pull]
    part, values = index.say(f"part-{weakest}"), index.valued(overall, ordered)
    return [index.say("key-drag", part=part, values=values)]


def hangs_on(index: Index, overall: float) -> list[str]:
    """The one interval without which the mean would lie on the other side of no change, where there is one."""
    means = index.table("means")
    part = means[(means["by"] == "interval") & means["tfpch"].notna()]
    if len(part) < 3:
        return []
    values, sizes = part["tfpch"].to_numpy(dtype=float), part["n"].to_numpy(dtype=float)
    added = values if index.is_sum else np.log(values)
    without = ((added * sizes).sum() - added * sizes) / (sizes.sum() - sizes)
    without = without if index.is_sum else np.exp(without)
    turned = np.nonzero((np.round(without, 3) - index.neutral) * (round(overall, 3) - index.neutral) < 0)[0]
    if len(turned) == 0:
        return []
    i = turned[np.argmax(np.abs(without[turned] - index.neutral))]
    return [index.say("key-hangs", interval=part["name"].iloc[i], x=number(without[i]))]


def _published(results: StudyResults, names: Names) -> list[Part]:
    frame = results.tables["published"]
    rows = [
        [
            row[f"label_{names.language}"],
            number(row["published"], int(row["decimals"])),
            number(row["computed"], int(row["decimals"]) + 2),
            names.say("agrees" if row["agrees"] else "differs"),
        ]
        for _, row in frame.iterrows()
    ]
    header = [names.say(k) for k in ("figure", "published", "computed", "to-printed-digits")]
    compare = results.meta["compare"]
    table = Table(names.say("published-caption"), header, rows, notes=compare["note"][names.language])
    said = names.say("published-agree" if frame["agrees"].all() else "published-differ")
    return [Subheading(names.say("h-published")), Paragraph(said), table, Paragraph(compare["source"])]
