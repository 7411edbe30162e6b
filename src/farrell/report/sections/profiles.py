"""One page a unit: where it stands, what to do first, whom to learn from, what next year should look like."""

from __future__ import annotations

import pandas as pd

from farrell.report.names import Names, below_one, digits, number, percent, signed
from farrell.report.parts import Profile, Section
from farrell.report.sections.benchmarks import Advice
from farrell.study import StudyResults

TIE = 1e-9
"""Values closer than this share a rank."""


def section(results: StudyResults, names: Names) -> list[Section]:
    """Profiles of all units, folded, where the study asks for benchmarks."""
    advice = Advice.of(results, names)
    if advice is None:
        return []
    units = advice.table("diagnosis_units")["unit"].tolist()
    return [Section("profiles", names.say("h-profiles"), [_profile(advice, unit) for unit in units])]


def _profile(advice: Advice, unit: str) -> Profile:
    items = [
        _standing(advice, unit), _trend(advice, unit), _first(advice, unit), _learn(advice, unit),
        _next(advice, unit), _planned(advice, unit),
    ]  # fmt: skip
    header = [advice.say(k) for k in ("variable", "actual", "target-usual", "target-closest", "next-year")]
    rows = _rows(advice, unit)
    return Profile(advice.names.unit(unit), tuple(item for item in items if item), header, rows)


def advised(advice: Advice, unit: str) -> list[str]:
    """What a unit should do first, whom it can learn from, how long that takes."""
    return [_first(advice, unit), _learn(advice, unit), _next(advice, unit)]


def _row(frame: pd.DataFrame, unit: str) -> pd.Series:
    return frame[frame["unit"] == unit].iloc[0]


def standing(values: pd.Series, value: float) -> tuple[int, int, int]:
    """Rank, of how many with a value, how many others share it; the highest first."""
    ties = int((values - value).abs().le(TIE).sum()) - 1
    return int((values > value + TIE).sum()) + 1, int(values.notna().sum()), ties


def _standing(advice: Advice, unit: str) -> str:
    units = advice.table("diagnosis_units")
    row = _row(units, unit)
    if pd.isna(row["te_crs"]):
        return advice.say("profile-no-score")
    place = advice.names.place(*standing(units["te_crs"], row["te_crs"]))
    scores = {"te": number(row["te_crs"]), "pte": number(row["te_vrs"]), "se": below_one(row["se"])}
    size = advice.say(f"size-{row['scale_status']}") if row["scale_status"] else "–"
    return advice.say("profile-standing", place=place, when=advice.when, size=size, **scores)


def _trend(advice: Advice, unit: str) -> str:
    """The first model of efficiency over time, where the study has one."""
    frame = advice.results.tables.get("efficiency")
    if frame is None:
        return ""
    own = frame[(frame["unit"] == unit) & (frame["model"] == frame["model"].iloc[0])].dropna(subset="te_crs")
    if len(own) < 2:
        return ""
    first, last = own.iloc[0], own.iloc[-1]
    spread = [number(v) for v in (own["te_crs"].min(), own["te_crs"].max())]
    values = {"first": number(first["te_crs"]), "last": number(last["te_crs"]), "low": spread[0], "high": spread[1]}
    return advice.say("profile-trend", start=first["period"], end=last["period"], **values)


def _first(advice: Advice, unit: str) -> str:
    """What to act on, in order; what is lost by size alone says so. Nothing of a unit without a score."""
    frame, units = advice.table("diagnosis"), advice.table("diagnosis_units")
    if units.loc[units["unit"] == unit, "te_crs"].isna().all():
        return ""
    own = frame[(frame["unit"] == unit) & (frame["order"] > 0)].sort_values("order")
    if len(own) == 0:
        return advice.say("profile-nothing")
    listed = []
    for _, row in own.iterrows():
        by_size = row["share_technical"] < 5e-4
        amount = row["scale"] if by_size else row["technical"]
        sign = -1 if row["role"] == "input" else 1
        move = signed(sign * amount, digits([row["actual"]]))
        share = f"{signed(100 * sign * amount / row['actual'])}%"
        note = advice.say("profile-by-size", share=share) if by_size else share
        listed.append(advice.names.aside(f"{advice.names.variable(row['column'])} {move}", note))
    return advice.say("profile-first", actions=advice.names.listed(listed))


def _learn(advice: Advice, unit: str) -> str:
    peers, nearest = advice.table("benchmarks"), advice.table("nearest")
    mine = peers[peers["unit"] == unit]
    if len(mine) == 0:
        models = advice.table("role_models")
        count = int(models.loc[models["unit"] == unit, "count"].sum())
        return advice.say("profile-model", n=count) if count else ""
    names = advice.names
    listed = [names.aside(names.unit(p), number(w, 2)) for p, w in zip(mine["peer"], mine["lambda"], strict=True)]
    alike = [advice.names.unit(m) for m in nearest.loc[nearest["unit"] == unit, "model"]]
    return advice.say("profile-learn", peers=advice.names.many(listed), alike=advice.names.many(alike))


def _next(advice: Advice, unit: str) -> str:
    years = advice.table("milestone_years")
    own = years[(years["unit"] == unit) & years["te"].notna() & (years["years"] != 0)]
    if len(own) == 0:
        return ""
    row = own.iloc[0]
    limit = percent(advice.settings["limit"], 0)
    if pd.isna(row["years"]):
        return advice.say("profile-beyond", limit=limit)
    return advice.say("profile-years", n=int(row["years"]), limit=limit)


def _planned(advice: Advice, unit: str) -> str:
    """The recommended transfers of the unit, where the study has a plan."""
    frame = advice.results.tables.get("plan_moves")
    if frame is None:
        return ""
    own = frame[(frame["unit"] == unit) & frame["sure"].astype(bool)]
    listed = [
        f"{advice.names.variable(row['column'])} {signed(row['in'] - row['out'], digits([row['before']]))}"
        for _, row in own.iterrows()
    ]
    return advice.say("profile-plan", moves=advice.names.listed(listed)) if listed else ""


def _rows(advice: Advice, unit: str) -> list[list[str]]:
    closest, steps = advice.table("closest"), advice.table("milestones")
    own = closest[closest["unit"] == unit]
    first = steps[(steps["unit"] == unit) & (steps["year"] == 1)].set_index("column")["value"]
    rows = []
    for _, row in own.iterrows():
        d = digits([row["actual"]])
        step = first.get(row["column"], row["actual"])
        cells = [number(v, d) for v in (row["actual"], row["usual"], row["closest"], step)]
        rows.append([advice.names.headed(row["column"]), *cells])
    return rows
