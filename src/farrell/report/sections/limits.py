"""What the study cannot say: each limit stands here only where it holds."""

from __future__ import annotations

from typing import Any

from farrell.report.names import Names, signed
from farrell.report.parts import Bullets, Section, View
from farrell.report.sections.about import precision
from farrell.report.sections.index import is_index
from farrell.study import StudyResults

PANDEMIC = range(2020, 2023)


def section(results: StudyResults, names: Names, views: list[View]) -> Section:
    """A list of sentences."""
    said = [*_sample(results, names), *_periods(results, names, views), *_data(results, names)]
    measured = [view for view in views if is_index(view)]
    if measured:
        said.append(names.say("malmquist-limits"))
    if any(not view.index["chains"] for view in measured):
        said.append(names.say("limit-chain"))
    if any("sech" in view.index["components"] and view.index["decomposition"] == "fgnz" for view in measured):
        said.append(names.say("limit-fgnz"))
    said += _noise(results, names)
    said += [names.say("limit-sure")] if results.meta.get("inference") else []
    if results.meta.get("robustness"):
        said.append(names.say("limit-robustness"))
    if results.meta.get("determinants"):
        said.append(names.say("limit-determinants"))
    said += _space(results, names)
    if "group_tests" in results.tables:
        said.append(names.say("tests-descriptive"))
    said.append(names.say("limit-scope"))
    return Section("limits", names.say("h-limits"), [Bullets(tuple(said))])


def _noise(results: StudyResults, names: Names) -> list[str]:
    """What three-stage DEA and frontiers with noise rest on."""
    told = results.meta.get("stochastic") or {}
    out = [names.say("limit-stages")] if told.get("three_stage") else []
    return [*out, names.say("limit-noise")] if told.get("sfa") or told.get("stoned") else out


def _space(results: StudyResults, names: Names) -> list[str]:
    """How few units and periods the chapters in space rest on."""
    space, data = results.meta.get("space"), results.meta["data"]
    if not space:
        return []
    out = [names.say("limit-space", n=len(data["units"]))] if space["weights"] else []
    return [*out, names.say("limit-space-short", periods=len(data["periods"]))] if len(data["periods"]) > 1 else out


def _sample(results: StudyResults, names: Names) -> list[str]:
    """Are there enough units for the indicators? The rule n >= max(m s, 3 (m + s)) on the smallest period."""
    data = results.meta["data"]
    n, m, s, needed = _rule(results)
    key = "limit-n-few" if is_small(results) else "limit-n-enough"
    unsaid = [] if results.meta.get("inference") else [names.say("limit-no-interval")]
    spoken = names.say("at-least", n=n) if data["absences"] else n
    return [names.say(key, n=spoken, m=m, s=s, needed=needed), names.say("limit-upward"), *unsaid]


def _rule(results: StudyResults) -> tuple[int, int, int, int]:
    """Units of the smallest period, inputs, outputs, and how many units these ask for."""
    roles = results.meta["data"]["roles"]
    m, s = len(roles["inputs"]), len(roles["outputs"])
    return int(results.tables["descriptive"]["n"].min()), m, s, max(m * s, 3 * (m + s))


def is_small(results: StudyResults) -> bool:
    """Whether there are fewer units than the rule of thumb asks for."""
    n, _, _, needed = _rule(results)
    return n < needed


def pandemic_years(results: StudyResults) -> list[int]:
    """Periods of the study that are years of the pandemic."""
    return [p for p in results.meta["data"]["periods"] if p in PANDEMIC]


def findings(results: StudyResults) -> int:
    """How many findings of the checks are warnings."""
    return sum(len(c["findings"]) for c in results.meta["checks"].values() if c["outcome"] == "warning")


def _periods(results: StudyResults, names: Names, views: list[View]) -> list[str]:
    """Frontiers of different years; the pandemic, with what happened to the study's own outputs."""
    out = []
    if any(v.model["kind"] == "efficiency" and v.timed and v.reference == "own" for v in views):
        out.append(names.say("limit-annual"))
    years = pandemic_years(results)
    if years:
        fell = _pandemic_fall(results, names, years[0])
        out.append(names.joined([names.say("limit-pandemic", years=names.many([str(y) for y in years])), fell]))
    return out


def _pandemic_fall(results: StudyResults, names: Names, first: int) -> str:
    """How inputs and outputs changed from the year before to the first year of the pandemic, if outputs fell."""
    periods = results.meta["data"]["periods"]
    if first - 1 not in periods or results.meta["data"]["absences"]:
        return ""
    frame = results.tables["descriptive"]
    wide = frame.pivot(index="variable", columns="period", values="mean")
    roles = dict(zip(frame["variable"], frame["role"], strict=True))
    known = [v for v in dict.fromkeys(frame["variable"]) if wide.loc[v, first - 1] != 0]
    change = {v: 100 * (wide.loc[v, first] / wide.loc[v, first - 1] - 1) for v in known}
    if not any(change[v] < 0 for v in change if roles[v] == "output"):
        return ""
    listed = names.many([f"{names.variable(v)} {signed(c)}%" for v, c in change.items()])
    values: dict[str, Any] = {"before": names.at(first - 1), "after": names.at(first), "changes": listed}
    return names.say("limit-pandemic-fall", **values)


def _data(results: StudyResults, names: Names) -> list[str]:
    """Limited precision, findings of the checks, a hypothesis behind published figures, a map without a number."""
    meta = results.meta
    out = precision(results, names)
    found = findings(results)
    if found:
        out.append(names.say("limit-findings" if found > 1 else "limit-finding", n=found))
    if meta["compare"] and meta["compare"]["note"][names.language]:
        out.append(meta["compare"]["note"][names.language])
    if meta["maps"]["base"] == "outline":
        out.append(names.say("limit-map"))
    return out
