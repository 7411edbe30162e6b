"""What would be: one unit with other numbers, plans, fronts, plans made by hand, scenarios."""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import msgspec

from farrell.app.messages import Table, Texts
from farrell.app.messages import policy as said
from farrell.app.messages.plans import PlanRecord
from farrell.app.tasks import again
from farrell.app.tasks.frames import as_table, as_tables
from farrell.app.tasks.panels import opened
from farrell.app.tasks.table import Report
from farrell.errors import FarrellWarning, OptionError

if TYPE_CHECKING:
    from farrell.data import Panel
    from farrell.policy import EditedPlan, Plan
    from farrell.policy.scores import Scores

PLAN_TABLES = ("plan_moves", "plan_outputs", "plan_units", "plan_totals", "plan_flows")
"""The tables of a plan that its record does not already have in their form."""
MOST_SECONDS = 20.0
"""For one program with whole numbers: a plan solves two or three, and is given up after a minute."""
WHOLE = ("lots", "smallest", "touched")
"""Options of plans with whole numbers, of which there is no front."""
Period = str | int | None


def what_if(
    report: Report,
    folder: str,
    unit: str,
    changes: dict[str, float | str],
    period: Period = None,
    orientation: Any = "input",
    others: bool = False,
) -> said.WhatIf:
    """A unit with other numbers; see :func:`farrell.what_if`."""
    from farrell.policy import what_if

    spec, panel = opened(folder)
    when = _period(panel, period)
    found = what_if(panel, unit, when, changes=changes, orientation=orientation, others=others)
    given = {"unit": unit, "period": when, "changes": changes, "orientation": orientation}
    given |= {"others": True} if others else {}
    return said.WhatIf(
        unit=unit,
        period=when,
        columns=list(found.columns),
        before=found.before.tolist(),
        after=found.after.tolist(),
        target=found.target.tolist(),
        now=_scores(found.now, found.others, unit, "now"),
        then=_scores(found.then, found.others, unit, "then"),
        peers=dict(found.peers),
        others=None if found.others is None else as_table(found.others),
        lines=again.lines(spec, panel, [again.call("result", "what_if", given), "print(result.summary())"]),
    )


def _scores(found: Scores, others: Any, unit: str, when: str) -> said.UnitScores:
    """Scores of one unit, with its rank where all were scored."""
    rank = None if others is None else as_table(others[others["unit"] == unit]).columns[f"rank_{when}"][0]
    te_crs, te_vrs, se = (float(part[0]) for part in (found.te_crs, found.te_vrs, found.se))
    return said.UnitScores(te_crs=te_crs, te_vrs=te_vrs, se=se, scale_status=str(found.scale_status[0]), rank=rank)


def plan(report: Report, folder: str, options: dict[str, Any], period: Period = None) -> said.Plan:
    """A plan; see :func:`farrell.rebalance`."""
    from farrell.policy import rebalance

    spec, panel = opened(folder)
    given = _asked(panel, period, options)
    with _told() as warned:
        found = rebalance(panel, **given)
    return said.Plan(
        record=_record(found),
        tables=_tables(found),
        warnings=warned,
        lines=again.lines(spec, panel, [again.call("plan", "rebalance", given), "print(plan.summary())"]),
        toml=again.toml({"rebalance": given}, found.units),
    )


def front(report: Report, folder: str, options: dict[str, Any], period: Period = None, points: int = 11) -> said.Front:
    """Plans from the most equal to the most productive; see :func:`farrell.rebalance_front`."""
    from farrell.policy import rebalance_front
    from farrell.policy.front import OWN

    spec, panel = opened(folder)
    left_out = [key for key in options if key in (*OWN, *WHOLE)]
    given = _asked(panel, period, {key: value for key, value in options.items() if key not in left_out})
    found = rebalance_front(panel, points=points, **given)
    calls = [again.call("front", "rebalance_front", {**given, "points": points}), "print(front.summary())"]
    return said.Front(
        period=found.period,
        points=as_table(found.to_frame()),
        limits=[found.limit(point) for point in range(points)],
        present=found.present,
        catch_up=found.catch_up,
        left_out=left_out,
        lines=again.lines(spec, panel, calls),
        toml=again.toml({"rebalance": {**given, "front": points}}, panel.units),
    )


def check(
    report: Report,
    folder: str,
    moves: dict[str, dict[str, float]],
    options: dict[str, Any],
    period: Period = None,
) -> said.EditedPlan:
    """Transfers made by hand; see :func:`farrell.check_plan`."""
    from farrell.policy import check_plan

    spec, panel = opened(folder)
    given = {"moves": moves, **_asked(panel, period, options)}
    with _told() as warned:
        found = check_plan(panel, **given)
    print_it = "print(checked.holds, checked.gain_total, checked.best, checked.broken, checked.unable)"
    return said.EditedPlan(
        holds=found.holds,
        broken=_broken(found),
        unable=list(found.unable),
        gain=float(found.gain_total),
        best=float(found.best),
        record=None if found.plan is None else _record(found.plan),
        tables={} if found.plan is None else _tables(found.plan),
        warnings=warned,
        lines=again.lines(spec, panel, [again.call("checked", "check_plan", given), print_it]),
    )


def _broken(found: EditedPlan) -> list[said.BrokenLimit]:
    return [
        said.BrokenLimit(limit=c.limit, column=c.column, unit=c.unit, slack=float(c.slack), allowed=float(c.allowed))
        for c in found.broken
    ]


def scenarios(report: Report, folder: str, scenarios: list[dict[str, Any]]) -> said.Scenarios:
    """Scenarios side by side; see :func:`farrell.scenario` and :func:`farrell.diffusion`."""
    from farrell.policy import Scenario, compare_scenarios
    from farrell.study.scenarios import one

    spec, panel = opened(folder)
    entries = [{**entry, "period": _period(panel, entry.get("period"))} for entry in _entries(scenarios)]
    with _told() as warned:
        found = [one(panel, entry) for entry in entries]
    scored = [item.result for item in found if isinstance(item.result, Scenario)]
    of_one_period = len({result.before.period for result in scored}) == 1
    return said.Scenarios(
        scenarios=[said.ScenarioMade(tables=as_tables(item.tables), **item.told) for item in found],
        compare=as_table(compare_scenarios(scored)) if of_one_period else None,
        warnings=warned,
        lines=again.lines(spec, panel, _calls(entries, of_one_period)),
        toml=again.toml({"scenario": entries}, panel.units),
    )


def _entries(scenarios: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Scenarios with the keys of their kinds, each with a name of its own; what is null is not said."""
    from farrell.study.scenarios import SCENARIO_KINDS, keys_of

    names: set[str] = set()
    out = []
    for entry in scenarios:
        kind = entry.get("kind")
        if kind not in SCENARIO_KINDS:
            raise OptionError.choice("kind", kind, SCENARIO_KINDS)
        for key in entry:
            if key not in keys_of(kind):
                raise OptionError.choice(f"{kind}: option", key, keys_of(kind))
        name = entry.get("name", kind)
        if not isinstance(name, str) or name in names:
            raise OptionError("scenario-name", name=name)
        names.add(name)
        out.append({"name": name, **{key: value for key, value in entry.items() if value is not None}})
    return out


def _calls(entries: list[dict[str, Any]], compared: bool) -> list[str]:
    """One call a scenario, and one that holds them side by side."""
    calls, scored = [], []
    for number, entry in enumerate(entries, start=1):
        name, kind = f"scenario_{number}", entry["kind"]
        given = {key: value for key, value in entry.items() if key != "kind"}
        if kind == "diffusion":
            given.pop("name")
            calls.append(again.call(name, "diffusion", given))
        else:
            calls.append(again.call(name, "scenario", given, first=f"panel, {kind!r}"))
            scored.append(name)
        calls.append(f"print({name}.summary())")
    if compared:
        calls.append(f"compared = farrell.compare_scenarios([{', '.join(scored)}])")
        calls.append("print(compared)")
    return calls


def _period(panel: Panel, period: Period) -> Any:
    """A period of the panel, the last by default."""
    if period is not None and period not in panel.periods:
        raise OptionError.choice("period", period, panel.periods)
    return panel.periods[-1] if period is None else period


def _asked(panel: Panel, period: Period, given: Mapping[str, Any]) -> dict[str, Any]:
    """The period and options of [rebalance] but for those that name files; whole numbers take no longer than allowed.

    Raises
    ------
    OptionError
        codes ``page-no-file``, ``choice``
    """
    from farrell.study.plans import FILES, PLAN_KEYS

    files = (*FILES, "distances")
    known = [key for key in PLAN_KEYS if key not in (*files, "period", "front")]
    for key in given:
        if key in files:
            raise OptionError("page-no-file", option=key)
        if key not in known:
            raise OptionError.choice("options", key, known)
    is_whole = bool(panel.roles.integer) or any(given.get(key) is not None for key in WHOLE)
    chosen = dict(given)
    if "seconds" in chosen or is_whole:
        seconds = chosen.get("seconds", MOST_SECONDS)
        is_number = isinstance(seconds, (int, float)) and not isinstance(seconds, bool)
        chosen["seconds"] = min(seconds, MOST_SECONDS) if is_number else seconds
    return {"period": _period(panel, period), **chosen}


@contextmanager
def _told() -> Iterator[list[said.Warned]]:
    """Collect Farrell's warnings; the list is filled when the work is done."""
    warned: list[said.Warned] = []
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always", FarrellWarning)
        yield warned
    for message in (item.message for item in caught if isinstance(item.message, FarrellWarning)):
        warned.append(said.Warned(code=message.code, text=Texts(en=message.text("en"), zh=message.text("zh"))))


def _record(found: Plan) -> PlanRecord:
    from farrell.policy.record import plain

    return msgspec.convert(plain(found.to_dict()), PlanRecord)


def _tables(found: Plan) -> dict[str, Table]:
    from farrell.study.plans import tables_of

    made = tables_of(found)
    return as_tables({name: made[name] for name in PLAN_TABLES})


def norms(report: Report) -> list[said.NormKnown]:
    """The bundled norms of health planning."""
    from farrell.policy import norms

    return [
        said.NormKnown(
            key=norm.key,
            name=Texts(en=norm.en, zh=norm.zh),
            resource=norm.resource,
            value=norm.value,
            per=norm.per,
            people=norm.people,
            kind=norm.kind,
            year=norm.year,
            document=Texts(en=norm.document_en, zh=norm.document_zh),
            issuer=norm.issuer,
            date=norm.date,
            reference=norm.reference,
            per_1000=None if norm.kind in ("ratio", "guide") else norm.per_1000,
        )
        for norm in norms().by_key.values()
    ]
