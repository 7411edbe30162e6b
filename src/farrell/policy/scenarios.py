"""What if: a table of changes to the data, solved again, beside what is."""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from farrell import show
from farrell.data import Panel
from farrell.data.frozen import Frozen
from farrell.data.roles import Period
from farrell.dea.frontier import ORIENTATIONS, Orientation, check_options, choose_one, provenance
from farrell.errors import OptionError, SolveWarning, warn
from farrell.policy.changes import KINDS, State, options_of
from farrell.policy.mergers import MergerGains, merger_gains
from farrell.policy.scores import Scores, ranked, scores


@dataclass(frozen=True, slots=True)
class Scenario:
    """A scenario beside the present.

    Attributes
    ----------
    name, kind : as asked
    before, after : the data of the period, and what the scenario makes of them
    now : scores today, against today's frontier
    then : scores in the scenario, against the frontier of the scenario's own units
    held : scores in the scenario against today's frontier; above 1 is more than the best do today
    notes : keys of what must be said of it
    gains : of a merger, or of a closure whose services and resources all go to one unit, what merging gains under vrs
        by learning, harmony and size; see :func:`farrell.merger_gains`. None of others
    """

    name: str
    kind: str
    before: State
    after: State
    now: Scores
    then: Scores
    held: Scores
    notes: tuple[str, ...]
    settings: Mapping[str, Any]
    provenance: Mapping[str, str]
    gains: MergerGains | None = None

    def changes(self) -> Any:
        """One row a changed value: scenario, unit, column, before, after, change, why. Before is NaN of a unit that is
        new; of one that was merged or closed after is NaN, and why is ``gone``. The changes of a column add up to that
        of its total."""
        import pandas as pd

        rows = []
        for k, unit in enumerate(self.after.units):
            old = self.before.units.index(unit) if unit in self.before.units else None
            for j, column in enumerate(self.after.columns):
                if not self.after.why[k, j]:
                    continue
                was = float(self.before.values[old, j]) if old is not None else np.nan
                new = float(self.after.values[k, j])
                change = new if old is None else new - was
                rows.append([self.name, unit, column, was, new, change, str(self.after.why[k, j])])
        for k, unit in enumerate(self.before.units):
            if unit not in self.after.units:
                had = zip(self.before.columns, map(float, self.before.values[k]), strict=True)
                rows += [[self.name, unit, column, was, np.nan, -was, "gone"] for column, was in had]
        return pd.DataFrame(rows, columns=["scenario", "unit", "column", "before", "after", "change", "why"])

    def to_frame(self) -> Any:
        """One row a unit of either state: scenario, unit, and te_crs, te_vrs, se with rank (by te_crs), before and
        after; te_crs_held and te_vrs_held against today's frontier; scale_status."""
        import pandas as pd

        units = list(dict.fromkeys([*self.after.units, *self.before.units]))
        frame = pd.DataFrame({"scenario": self.name, "unit": units})
        for name, state, found in (("before", self.before, self.now), ("after", self.after, self.then)):
            place = [state.units.index(u) if u in state.units else -1 for u in units]
            for key in ("te_crs", "te_vrs", "se"):
                frame[f"{key}_{name}"] = _picked(getattr(found, key), place)
            frame[f"rank_{name}"] = ranked(frame[f"te_crs_{name}"])
            frame[f"scale_{name}"] = [str(found.scale_status[p]) if p >= 0 else "" for p in place]
        place = [self.after.units.index(u) if u in self.after.units else -1 for u in units]
        frame["te_crs_held"], frame["te_vrs_held"] = _picked(self.held.te_crs, place), _picked(self.held.te_vrs, place)
        return frame

    def totals(self) -> Any:
        """One row a variable: scenario, column, before, after, change (share), and per 1,000 people where known."""
        import pandas as pd

        before, after = self.before.values.sum(axis=0), self.after.values.sum(axis=0)
        with np.errstate(divide="ignore", invalid="ignore"):
            change = np.where(before != 0, after / np.where(before != 0, before, 1.0) - 1.0, np.nan)
        frame = pd.DataFrame(
            {"scenario": self.name, "column": self.before.columns, "before": before, "after": after, "change": change}
        )
        if self.before.people is not None and self.after.people is not None:
            frame["before_per_1000"] = before / self.before.people.sum()
            frame["after_per_1000"] = after / self.after.people.sum()
        return frame

    def gains_frame(self) -> Any:
        """One row of a merger, none of other scenarios: scenario, orientation, merger, members, overall, adjusted,
        learning, harmony, size; see :class:`farrell.MergerGains`."""
        import pandas as pd

        if self.gains is None:
            return pd.DataFrame()
        frame = self.gains.to_frame()
        frame.insert(0, "scenario", self.name)
        frame.insert(1, "orientation", self.gains.settings["orientation"])
        return frame

    def _table(self) -> tuple[list[str], list[list[Any]]]:
        frame = self.to_frame()
        columns = ["te_crs_before", "te_crs_after", "te_crs_held", "te_vrs_before", "te_vrs_after", "te_vrs_held"]
        rows = [[unit, *(float(v) for v in values)] for unit, *values in frame[["unit", *columns]].to_numpy().tolist()]
        return ["unit", *columns], rows

    def summary(self) -> str:
        """Scores of every unit now, then, and then against today's frontier; of a merger what it gains."""
        gains = "" if self.gains is None else f"\n{self.gains.summary()}"
        return f"{self.name} ({self.kind})\n{show.text_table(*self._table())}{gains}"

    def _repr_html_(self) -> str:
        return show.html_table(*self._table(), caption=f"{self.name} ({self.kind})")

    def __repr__(self) -> str:
        mean = [float(np.nanmean(s.te_crs)) for s in (self.now, self.then, self.held)]
        return f"Scenario {self.name!r}: mean te_crs {mean[0]:.3f} -> {mean[1]:.3f}, {mean[2]:.3f} on today's frontier"


def scenario(
    panel: Panel,
    kind: str,
    period: Period | None = None,
    *,
    name: str | None = None,
    orientation: Orientation = "input",
    **options: Any,
) -> Scenario:
    """A scenario: a table of changes to the data of one period, scored again.

    Kinds and their options:

    ``"demand"``
        ``growth`` by output; or ``ageing`` (relative growth of the share of old people) with ``elasticity`` by output:
        outputs grow by (1 + ageing) ** elasticity. ``resources="stay"``, or ``"follow"``: inputs in proportion, so that
        each unit keeps its radial efficiency under constant returns
    ``"investment"``
        ``add`` by input and unit, amounts or (``share=True``) shares; ``gain`` by output what they yield
    ``"merge"``
        ``units`` become one, ``into`` a new name; inputs, outputs and people add up
    ``"close"``
        ``unit``; its services go ``to`` others by share, its resources with them (``resources=True``) or nowhere
    ``"shock"``
        ``fall`` by output; or ``observed=[2019, 2020]``: each unit's own change between two periods of the panel;
        ``recovered``, the share made up again
    ``"primary_care"``
        ``share`` of hospital_beds become primary_beds, which must be inputs; ``staff`` columns move alike. There are no
        outputs by tier: what the shift does to services can't be evaluated, and the scenario says so

    Parameters
    ----------
    panel, period : the data; the last period by default
    kind : one of the above
    name : of the scenario; the kind by default
    orientation : of the scores

    Returns
    -------
    Scenario
        scores now; then, against the frontier of the changed units; and then against today's, which tells whether the
        change makes a unit better or moves the frontier. Above 1 there is more than the best do today

    Warns
    -----
    SolveWarning
        code ``scenario-no-score``: units beyond what any does today, which have no score on today's frontier

    Raises
    ------
    OptionError
        an unknown kind, option, unit or column; a change without sense

    Examples
    --------
    >>> import farrell
    >>> less = farrell.scenario(farrell.load("china-health").panel, "shock", 2023, fall={"visits_10k": 0.10})
    >>> less.totals().change.round(3).tolist()
    [0.0, 0.0, 0.0, -0.1, 0.0]
    """
    check_options(panel, "scenario", "vrs", orientation, None)
    choose_one("orientation", orientation, ORIENTATIONS)
    known = options_of(kind)
    chosen = dict(options)
    for key in chosen:
        if key not in known:
            raise OptionError.choice(f"{kind}: option", key, known)
    before = State.of(panel, period)
    try:
        after = KINDS[kind](before, **chosen)
    except TypeError as error:
        raise OptionError("scenario-options", kind=kind, known=known, reason=str(error)) from error
    now, then = (scores(state.data, state.data, orientation) for state in (before, after))
    held = scores(before.data, after.data, orientation)
    lost = [u for k, u in enumerate(after.units) if np.isnan([held.te_crs[k], held.te_vrs[k]]).any()]
    if lost:
        warn(SolveWarning("scenario-no-score", units=lost, name=name or kind, count=len(lost)), depth=3)
    settings = {"model": "scenario", "kind": kind, "period": before.period, "orientation": orientation, **chosen}
    return Scenario(
        name=name or kind,
        kind=kind,
        before=before,
        after=after,
        now=now,
        then=then,
        held=held,
        notes=after.notes,
        settings=Frozen(settings),
        provenance=provenance(panel),
        gains=_gains(panel, before.period, kind, orientation, chosen),
    )


def _gains(
    panel: Panel, period: Period, kind: str, orientation: Orientation, chosen: Mapping[str, Any]
) -> MergerGains | None:
    """What a merger gains, or a closure that is one."""
    if kind == "merge":
        members = list(dict.fromkeys(chosen["units"]))
        name = chosen.get("into") or " + ".join(members)
    elif kind == "close" and chosen.get("resources") and len(chosen["to"]) == 1:
        (name,) = chosen["to"]
        members = [name, chosen["unit"]]
    else:
        return None
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", SolveWarning)  # said of the scenario's own scores
        return merger_gains(panel, period, groups={name: members}, orientation=orientation)


def compare_scenarios(scenarios: Iterable[Scenario]) -> Any:
    """Scenarios side by side: one row a unit, te_crs now and under each scenario, a DataFrame.

    Raises
    ------
    OptionError
        code ``scenario-name``: two scenarios of one name

    Examples
    --------
    >>> import farrell
    >>> panel = farrell.load("china-health").panel
    >>> less = [farrell.scenario(panel, "shock", name=f"-{g}%", fall={"visits_10k": g / 100}) for g in (5, 10)]
    >>> list(farrell.compare_scenarios(less).columns)
    ['unit', 'now', '-5%', '-10%']
    """
    import pandas as pd

    columns: dict[str, dict[str, float]] = {"now": {}}
    for one in scenarios:
        if one.name in columns or one.name == "unit":
            raise OptionError("scenario-name", name=one.name)
        columns["now"] |= dict(zip(one.before.units, one.now.te_crs.tolist(), strict=True))
        columns[one.name] = dict(zip(one.after.units, one.then.te_crs.tolist(), strict=True))
    units = list(dict.fromkeys(unit for column in columns.values() for unit in column))
    found = {name: [column.get(unit, np.nan) for unit in units] for name, column in columns.items()}
    return pd.DataFrame({"unit": units, **found})


def _picked(values: Any, place: list[int]) -> Any:
    return [float(values[p]) if p >= 0 else np.nan for p in place]
