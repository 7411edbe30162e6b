"""A plan in words: what moves, what it makes possible, who gives and receives, why, and what it takes for granted.

Written from the plan's record (plan.json), so that the command line, the report and the workbook say the same.
"""

from __future__ import annotations

import math
from typing import Any

from farrell.report.names import Names, digits, number, percent, signed

MOST = 6
"""Most units named in a row of donors or receivers, the largest transfers first."""
LEVELS = {
    "lower quartile": "level-lower-quartile",
    "median": "level-median",
    "upper quartile": "level-upper-quartile",
    "mean": "level-mean",
    "present": "level-present",
}
SMALL = 5e-5
"""Shares below this are none in words: they would print as 0.00 %."""


def brief(record: dict[str, Any], names: Names) -> list[str]:
    """The plan for a minister: one sentence a thought."""
    said = [_headline(record, names), _services(record, names), *_kept(record, names), _goal(record, names)]
    said.append(_open(record, names))
    said += [s for column in moving(record) for s in _who(record, column, names)]
    said += [*_why(record, names), *_equality(record, names), _frontier(record, names)]
    said += [names.joined(assumes(record, names)), _checked(record, names)]
    return [sentence for sentence in said if sentence]


def moving(record: dict[str, Any]) -> list[str]:
    """The inputs that move in the plan."""
    return [column for column, share in record["objective"]["moves"].items() if share > 0]


def headline(record: dict[str, Any], names: Names) -> list[str]:
    """The two sentences that a summary has room for."""
    return [_headline(record, names), *_kept(record, names)]


def measured(record: dict[str, Any], names: Names) -> list[str]:
    """What the plan comes to, as a paper says it: worth, how sure, on what it rests; nobody is told what to do."""
    said = [_headline(record, names), _services(record, names), *_kept(record, names), _goal(record, names)]
    said += [settled(record, names), *_equality(record, names), _frontier(record, names)]
    said += [names.joined(assumes(record, names)), _checked(record, names)]
    return [sentence for sentence in said if sentence]


def settled(record: dict[str, Any], names: Names) -> str:
    """How many transfers go the same way in all plans that are nearly as good; nothing where nothing moves."""
    moved = [row for row in record["inputs"] if row["in"] + row["out"] > 0]
    if not moved or not record["settings"]["extremes"]:
        return names.say("plan-unsettled") if moved else ""
    sure = sum(bool(row["sure"]) for row in moved)
    within = percent(record["settings"]["within"], 1)
    key = "plan-settled-all" if sure == len(moved) else "plan-settled" if sure else "plan-settled-none"
    return names.say(key, n=sure, total=len(moved), within=within)


def _headline(record: dict[str, Any], names: Names) -> str:
    goal = record["objective"]
    values = {k: percent(goal[k], 2) for k in ("gain", "catch_up", "reallocation")}
    values["when"] = names.when(record["period"])
    columns = moving(record)
    if not columns:
        return names.say("plan-nothing-moves", **values)
    amounts = []
    for column in columns:
        rows = [row for row in record["inputs"] if row["column"] == column]
        amount = number(sum(row["in"] + row["out"] for row in rows) / 2, _digits(rows))
        said = names.say("plan-amount", amount=amount, variable=names.within(column))
        amounts.append(names.aside(said, f"{percent(goal['moves'][column])}%"))
    return names.say("plan-headline", amounts=names.many(amounts), **values)


def _digits(rows: list[dict[str, Any]]) -> int:
    return digits([row["before"] for row in rows])


def _services(record: dict[str, Any], names: Names) -> str:
    parts = []
    for column in record["objective"]["weights"]:
        rows = [row for row in record["outputs"] if row["column"] == column]
        before, gain = sum(row["before"] for row in rows), sum(row["gain"] for row in rows)
        grown = f"{signed(100 * gain / before)}%" if before else "–"
        measure = names.measure(column)
        times = " × " if measure[:1].isdigit() else " " if measure else ""
        more = number(gain, _digits(rows)) + times + measure
        parts.append(names.aside(f"{names.variable(column)} {grown}", more))
    return names.say("plan-services", services=names.many(parts))


def _kept(record: dict[str, Any], names: Names) -> list[str]:
    """The behaviour that the headline is not of."""
    told = record["settings"]["inefficiency"]
    for other in record.get("behaviours", []):
        if other["inefficiency"] != told:
            values = {k: percent(other[k], 2) for k in ("gain", "catch_up", "reallocation")}
            return [names.say(f"plan-if-{other['inefficiency']}", **values)]
    return []


def goal_in_words(record: dict[str, Any], names: Names) -> str:
    """What the plan makes best, and then, as half a sentence."""
    chosen = record["settings"]
    return names.say(f"plan-goal-{chosen['objective']}", weight=chosen["equity_weight"])


def _goal(record: dict[str, Any], names: Names) -> str:
    if record["settings"]["objective"] == "gain":
        return ""  # the first sentence says it
    return names.say("plan-goal", goal=goal_in_words(record, names))


def _open(record: dict[str, Any], names: Names) -> str:
    moved = [row for row in record["inputs"] if row["in"] + row["out"] > 0]
    if not moved:
        return ""
    if not record["settings"]["extremes"]:
        return names.say("plan-no-extremes")
    sure = sum(bool(row["sure"]) for row in moved)
    return names.say("plan-sure", n=sure, total=len(moved), within=percent(record["settings"]["within"], 1))


def _who(record: dict[str, Any], column: str, names: Names) -> list[str]:
    """Donors and receivers whose direction is sure, the largest first."""
    rows = [row for row in record["inputs"] if row["column"] == column]
    places, rows, sides = _digits(rows), [row for row in rows if row["sure"]], {}
    for side in ("out", "in"):
        part = sorted((row for row in rows if row[side] > 0), key=lambda row: -row[side])
        listed = [names.aside(names.unit(row["unit"]), number(row[side], places)) for row in part[:MOST]]
        more = [names.say("plan-more", n=len(part) - MOST)] if len(part) > MOST else []
        sides[side] = names.many([*listed, *more])
    if not sides["out"] and not sides["in"]:
        return []
    none = names.say("plan-none-sure")
    values = {"variable": names.variable(column), "donors": sides["out"] or none, "receivers": sides["in"] or none}
    return [names.say("plan-who", **values)]


def _why(record: dict[str, Any], names: Names) -> list[str]:
    """What binds: the worth of one percent more in the country, and where it is greatest."""
    if record["prices_of"] != "gain" or not moving(record):
        return []
    said = []
    for column in moving(record):
        total = [p for p in record["prices"] if p["limit"] == "total" and p["column"] == column]
        worth = total[0]["percent"] if total else 0.0
        if abs(worth) < SMALL:
            said.append(names.say("plan-worth-none", variable=names.within(column)))
        else:
            points = number(100 * worth, 2)
            said.append(names.say("plan-worth", variable=names.within(column), points=points))
    return said if record["prices"] else []


def _equality(record: dict[str, Any], names: Names) -> list[str]:
    said = []
    for column in moving(record):
        before = record["objective"]["inequality_before"][column]
        after = record["objective"]["inequality_after"][column]
        if before is None or after is None:
            continue
        change = "same" if abs(before - after) < 5e-4 else "less" if after < before else "more"
        values = {"variable": names.variable(column), "before": percent(before), "after": percent(after)}
        said.append(names.say(f"plan-equality-{change}", **values))
    return said


def _frontier(record: dict[str, Any], names: Names) -> str:
    units = record["units"]

    def best(key: str) -> int:
        return sum(row[key] is not None and not math.isnan(row[key]) and row[key] >= 1 - 1e-6 for row in units)

    return names.say("plan-frontier", before=best("te_before"), after=best("te_after"), n=len(units))


def assumes(record: dict[str, Any], names: Names) -> list[str]:
    """What the plan takes for granted."""
    said = [names.say("plan-assumes-best")]
    limits = record["limits"]["inputs"]
    columns = record["objective"]["moves"]
    still = [c for c in columns if all(row["in_by"] == "still" for row in limits if row["column"] == c)]
    if still:
        said.append(names.say("plan-assumes-still", variables=names.many([names.variable(c) for c in still])))
    cap = record["settings"]["cap"]
    if isinstance(cap, (int, float)):
        said.append(names.say("plan-assumes-cap", cap=percent(cap)))
    most = record["settings"]["most"]
    if isinstance(most, (int, float)):
        said.append(names.say("plan-assumes-most", most=percent(most)))
    for key in ("floors", "ceilings"):
        levels = record["settings"][key] or {}
        listed = [names.say("plan-level", variable=names.within(c), level=_level(v, names)) for c, v in levels.items()]
        if listed:
            said.append(names.say(f"plan-assumes-{key}", levels=names.many(listed)))
    return said


def _checked(record: dict[str, Any], names: Names) -> str:
    verdict = "plan-checked" if record["certificate"]["clean"] else "plan-not-clean"
    return names.say(verdict, n=len(record["certificate"]["checks"]))


def _level(value: Any, names: Names) -> str:
    if isinstance(value, str) and value.startswith("norm:"):
        return names.say("level-norm", norm=value.removeprefix("norm:"))
    if isinstance(value, str):
        return names.say(LEVELS[value])
    return number(value, digits([value])) if isinstance(value, (int, float)) else names.say("level-own")
