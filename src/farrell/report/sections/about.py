"""What was studied and how: data and indicators, checks of the data, settings, the lines that give it again."""

from __future__ import annotations

from typing import Any

from farrell.errors import Place, finding
from farrell.report import figures
from farrell.report.names import Names, digits, number
from farrell.report.parts import Code, Figure, Paragraph, Part, Section, Table
from farrell.report.reproduce import python_lines
from farrell.study import StudyResults


def data(results: StudyResults, names: Names) -> Section:
    """Indicators in their first and last period, their trends, correlations, limited precision."""
    frame = results.tables["descriptive"]
    parts: list[Part] = [Paragraph(names.joined(_data_sentences(results, names))), _descriptive(results, names)]
    if frame["period"].nunique() > 1:
        constant = not results.meta["data"]["absences"]
        drawn = figures.indicator_trends(frame, "total" if constant else "mean", names)
        units = len(results.meta["data"]["units"])
        periods = results.meta["data"]["periods"]
        between = set(frame["role"]) & {"intermediate", "carry_over"}
        colours = names.say("trend-colours-between" if between else "trend-colours")
        what = names.sentence([names.say("fig-trends" if constant else "fig-trends-mean", colours=colours)])
        scope = names.sentence([names.say("units", n=units), names.span(periods, periods)])
        source = names.say("figure-data", source=results.meta["data"]["attribution"][names.language])
        parts.append(Figure(drawn, names.joined([what, scope, source])))
    parts.append(_correlation(results, names))
    return Section("data", names.say("h-data"), parts)


def _data_sentences(results: StudyResults, names: Names) -> list[str]:
    data = results.meta["data"]
    counts = {"units": len(data["units"]), "periods": len(data["periods"]), "rows": number(data["rows"], 0)}
    source = data["attribution"][names.language]
    if data["periods"] == ["all"]:
        out = [names.say("data-cross-section", units=counts["units"], source=source)]
    else:
        complete = names.say("unbalanced", n=len(data["absences"])) if data["absences"] else names.say("balanced")
        out = [names.say("data-sentence", source=source, **counts), complete]
    return out + precision(results, names)


def precision(results: StudyResults, names: Names) -> list[str]:
    """How exactly each column of limited precision is known."""
    out = []
    for column, known in results.meta["data"]["roles"].get("precision", {}).items():
        periods = known["periods"]
        when = names.many([str(p) for p in periods]) if periods else names.say("all-periods")
        step = f"{known['step']:g}"
        out.append(names.say(f"precision-{known['kind']}", variable=names.headed(column), step=step, when=when))
    return out


def _descriptive(results: StudyResults, names: Names) -> Table:
    """T1 and T2 of the field: every indicator with its unit, in the first and the last period."""
    frame = results.tables["descriptive"]
    periods = list(dict.fromkeys(frame["period"]))
    timed = periods != ["all"]
    rows = []
    for variable in dict.fromkeys(frame["variable"]):
        part = frame[frame["variable"] == variable].set_index("period")
        places = digits(part["mean"])
        for period in dict.fromkeys([periods[0], periods[-1]]):
            row = part.loc[period]
            words = [names.headed(variable), names.say(str(row["role"])), *([str(period)] if timed else [])]
            rows.append([*words, *(number(row[c], places) for c in ("mean", "sd", "min", "max", "total"))])
    words = ["variable", "role", *(["period"] if timed else [])]
    header = [names.say(k) for k in (*words, "mean", "sd", "min", "max", "total")]
    return Table(names.say("t-descriptive"), header, rows, names_in=len(words), notes=names.say("sd-note"))


def _correlation(results: StudyResults, names: Names) -> Table:
    """T3 of the field."""
    rows = [
        [names.variable(r["input"]), names.variable(r["output"]), number(r["pearson"]), number(r["spearman"])]
        for _, r in results.tables["correlation"].iterrows()
    ]
    header = [names.say("input"), names.say("output"), "Pearson", "Spearman"]
    return Table(names.say("t-correlation"), header, rows, names_in=2)


def checks(results: StudyResults, names: Names) -> Section:
    """Every check with its outcome and first findings."""
    outcomes = results.meta["checks"]
    rows = []
    for code, outcome in outcomes.items():
        found = [_worded(code, f, names) for f in outcome["findings"]]
        shown = found[:3] + ([names.say("more-findings", n=len(found) - 3)] if len(found) > 3 else [])
        rows.append([names.say(f"check-{code}"), names.say(outcome["outcome"]), str(len(found)), "\n".join(shown)])
    passed = sum(o["outcome"] == "passed" for o in outcomes.values())
    header = [names.say(k) for k in ("check", "outcome", "count", "what-found")]
    table = Table(names.say("t-checks"), header, rows, names_in=4, notes=names.say("checks-note"))
    lead = Paragraph(names.say("checks-sentence", passed=passed, n=len(outcomes)))
    return Section("checks", names.say("h-checks"), [lead, table])


def _worded(code: str, found: dict[str, Any], names: Names) -> str:
    """A finding with units and variables called as in the rest of the report."""
    unit, column = found["unit"], found["column"]
    place = Place(
        found["file"],
        found["row"],
        names.unit(unit) if unit else None,
        found["period"],
        names.variable(column) if column else None,
    )
    values = dict(found["values"])
    values |= {key: names.variable(values[key]) for key in ("a", "b", "x", "y") if key in values}
    if "columns" in values:
        values["columns"] = [names.variable(name) for name in values["columns"]]
    return finding(code, found["severity"], place, **values).text(names.language)


def _undesirable(results: StudyResults, names: Names) -> list[list[str]]:
    """Undesirable outputs, where the study has some."""
    columns = results.meta["data"]["roles"].get("undesirable", [])
    return [[names.say("undesirables"), names.many([names.variable(c) for c in columns])]] if columns else []


def _seeds(meta: dict[str, Any]) -> str:
    """The seeds of the chapters that draw, each once."""
    seeds = [
        meta[chapter]["seed"] for chapter in ("space", "inference", "determinants", "robustness") if meta.get(chapter)
    ]
    return ", ".join(map(str, dict.fromkeys(seeds)))


def settings(results: StudyResults, names: Names) -> Section:
    """Software, data, models, and what was warned of."""
    meta = results.meta
    rows = [
        [names.say("software"), f"farrell {meta['version']}"],
        [names.say("versions"), ", ".join(f"{k} {v}" for k, v in meta["versions"].items())],
        [names.say("data-source"), names.aside(meta["data"]["attribution"][names.language], meta["data"]["source"])],
        ["SHA-256", meta["data"]["sha256"]],
        [names.say("inputs"), names.many([names.variable(c) for c in meta["data"]["roles"]["inputs"]])],
        [names.say("outputs"), names.many([names.variable(c) for c in meta["data"]["roles"]["outputs"]])],
        *_undesirable(results, names),
        [names.say("seed"), _seeds(meta) or names.say("no-seed")],
        [names.say("started"), meta["started"]],
    ]
    for model in meta["models"]:
        options = names.many([f"{k} = {v}" for k, v in model["options"].items()])
        counts = meta["diagnostics"][model["name"]]
        solved = names.say(
            "solved", programs=counts["programs"], repaired=counts["repaired"], unsolved=counts["unsolved"]
        )
        rows.append([f"{names.say('model')} {model['name']}", names.listed([model["kind"], options, solved])])
    warnings = [w[names.language] for w in meta["warnings"]] or [names.say("no-warnings")]
    rows.append([names.say("warnings"), "\n".join(warnings)])
    table = Table(names.say("t-settings"), [names.say("setting"), names.say("value")], rows, names_in=2)
    return Section("settings", names.say("h-settings"), [table])


def reproduce(results: StudyResults, names: Names) -> Section:
    """Lines of Python that give the numbers again."""
    parts: list[Part] = [Paragraph(names.say("reproduce-sentence")), Code(python_lines(results.meta))]
    return Section("reproduce", names.say("h-reproduce"), parts)
