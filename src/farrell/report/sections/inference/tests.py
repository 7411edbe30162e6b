"""What tests say of the technology, of groups, and of what could be left out."""

from __future__ import annotations

from typing import Any

import pandas as pd

from farrell.report.names import number
from farrell.report.parts import Part, Subheading, Table
from farrell.report.sections.chapter import LEVEL, Chapter
from farrell.report.sections.inference.scores import SCORES, measured
from farrell.report.sections.spoken import probability, probability_cell

OF_RETURNS = {"crs": "null-crs", "nirs": "null-nirs"}


def parts(view: Chapter) -> list[Part]:
    """What each test says in words, then all in a table."""
    if "inference_tests" not in view.results.tables:
        return []
    frame = view.rows("inference_tests")
    several = len(view.periods) > 1
    said = [view.say("hypotheses-lead", period=view.names.at(view.last)) if several else view.say("hypotheses-level")]
    for test in dict.fromkeys(frame["test"]):
        said += _SAY[test](view, frame[frame["test"] == test])
    return [Subheading(view.say("h-hypotheses")), *view.paragraph(said), _table(view, frame)]


def _p(row: Any) -> str:
    return probability(row["p"])


def _returns(view: Chapter, rows: pd.DataFrame) -> list[str]:
    """Constant returns against variable ones, then, where they fall, non-increasing ones."""
    crs, nirs = (rows[rows["of"] == null].iloc[0] for null in OF_RETURNS)
    if pd.isna(crs["p"]):
        return [view.say("returns-none")]
    if crs["p"] > LEVEL:
        return [view.say("returns-kept", p=_p(crs))]
    key = "nirs-kept" if nirs["p"] > LEVEL else "nirs-rejected"
    return [view.say("returns-rejected", p=_p(crs)), view.say(key, p=_p(nirs))]


def _halves(view: Chapter, rows: pd.DataFrame) -> list[str]:
    row = rows.iloc[0]
    if pd.isna(row["p"]):
        return [view.say("halves-none")]
    return [view.say("halves-kept" if row["p"] > LEVEL else "halves-rejected", p=_p(row))]


def _convexity(view: Chapter, rows: pd.DataFrame) -> list[str]:
    row = rows.iloc[0]
    if pd.isna(row["p"]):
        return [view.say("convexity-none")]
    return [view.say("convexity-kept" if row["p"] > LEVEL else "convexity-rejected", p=_p(row))]


def _equal_means(view: Chapter, rows: pd.DataFrame) -> list[str]:
    said = []
    for score, name in SCORES.items():
        row = rows[rows["of"] == score].iloc[0]
        if pd.isna(row["p"]):
            said.append(view.say("group-means-none", score=measured(view, name, view.told["orientation"])))
            continue
        key = "group-means-kept" if row["p"] > LEVEL else "group-means-rejected"
        values = {"name": row["statistic"], "value": number(row["value"], 2), "p": _p(row)}
        said.append(view.say(key, score=measured(view, name, view.told["orientation"]), **values))
    return said


def _distributions(view: Chapter, rows: pd.DataFrame) -> list[str]:
    apart = rows[rows["p_holm"] <= LEVEL]
    if len(apart) == 0:
        return [view.say("distributions-kept", n=len(rows), p=probability(rows["p_holm"].min()))]
    listed = [
        view.names.aside(_pair(view, row["of"]), f"p {probability(row['p_holm'])}") for row in apart.to_dict("records")
    ]
    return [view.say("distributions-rejected", pairs=view.names.many(listed))]


def _relevance(view: Chapter, rows: pd.DataFrame) -> list[str]:
    needed = rows[rows["p_holm"] <= LEVEL]
    rest = rows[rows["p_holm"] > LEVEL]
    said = []
    if len(needed):
        said.append(view.say("relevance-needed", columns=view.many(needed["of"])))
    if len(rest):
        said.append(view.say("relevance-open", columns=view.many(rest["of"])))
    return said


_SAY = {
    "returns-to-scale": _returns,
    "returns-to-scale-halves": _halves,
    "convexity": _convexity,
    "equal-means": _equal_means,
    "equal-distributions": _distributions,
    "relevance": _relevance,
}


def _pair(view: Chapter, of: str) -> str:
    return "–".join(view.names.region(name) for name in of.split(" – "))


def _null(view: Chapter, row: Any) -> str:
    """The null of a test in words."""
    test, of = row["test"], row["of"]
    if test.startswith("returns-to-scale"):
        return view.say(OF_RETURNS[of])
    if test == "equal-means":
        return view.say("null-means", score=measured(view, SCORES[of], view.told["orientation"]))
    if test == "equal-distributions":
        return view.say("null-distributions", pair=_pair(view, of))
    if test == "relevance":
        return view.say("null-relevance", column=view.names.within(of))
    return view.say("null-convex")


def _table(view: Chapter, frame: pd.DataFrame) -> Table:
    """Every test: null, statistic, p, the one corrected for how many there are, what it rests on."""
    rows = [
        [
            view.say(f"test-{row['test']}"),
            _null(view, row),
            number(row["value"]),
            probability_cell(row["p"]),
            probability_cell(row["p_holm"]),
            view.say(f"assumes-{row['test']}"),
        ]
        for row in frame.to_dict("records")
    ]
    header = [view.say(key) for key in ("test", "null", "test-value")] + ["p", view.say("p-holm"), view.say("assumes")]
    caption = view.say("t-hypotheses", when=view.when)
    return Table(caption, header, rows, names_in=2, words=frozenset({5}), notes=view.say("hypotheses-note"))
