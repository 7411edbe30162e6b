"""Findings as a reader would state them, and whether scores bear them out.

::

    UNIT is efficient             UNIT is not efficient
    UNIT above UNIT               UNIT below 0.7            GROUP above GROUP          mean below 0.8
    mean tfpch below 1            UNIT tfpch above 1        GROUP techch below GROUP

each with ``in PERIOD`` behind it, or of all periods.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from farrell.data import Panel
from farrell.data.roles import Period
from farrell.dea.radial import EFFICIENT
from farrell.errors import OptionError

PARTS = ("effch", "techch", "pech", "sech", "tfpch")
"""What of :func:`farrell.malmquist` a finding may be of."""
FORMS = (
    "UNIT is efficient",
    "UNIT above UNIT",
    "GROUP below GROUP",
    "mean above NUMBER",
    "mean tfpch below 1",
    "... in PERIOD",
)
"""How a finding is written; what an error names."""


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a finding: who, and of what.

    Attributes
    ----------
    kind : unit, group, mean, number
    name : whose; "" for the mean of all
    part : a part of productivity change, or "" for efficiency
    number : the value of a number
    grouping : of a group, what it is a group of
    """

    kind: str
    name: str = ""
    part: str = ""
    number: float = np.nan
    grouping: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding, understood.

    Attributes
    ----------
    text : as it was written
    left, right : what is compared; right is None of "is efficient"
    relation : above, below, efficient, not efficient
    period : None for all
    """

    text: str
    left: Side
    relation: str
    right: Side | None
    period: Period | None

    @property
    def of_change(self) -> bool:
        """Whether it is of productivity change."""
        return any(side is not None and side.part for side in (self.left, self.right))

    def holds(self, scores: Any, change: Any) -> bool | None:
        """Whether it holds; None where what it is about has no value.

        Parameters
        ----------
        scores : tidy frame of unit, period, ``group:NAME`` labels, te, and order (te, or what else is better if higher)
        change : tidy frame of unit, period (the later one), ``group:NAME`` labels and parts; None where not needed
        """
        values = [_value(side, change if side.part else scores, self) for side in (self.left, self.right) if side]
        if not all(np.isfinite(value) for value in values):
            return None
        if self.relation in ("efficient", "not efficient"):
            return bool(values[0] >= 1.0 - EFFICIENT) == (self.relation == "efficient")
        difference = values[0] - values[1]
        return bool(difference > EFFICIENT if self.relation == "above" else difference < -EFFICIENT)


def _value(side: Side, frame: Any, finding: Finding) -> float:
    """One number: of a unit or the mean of many; over periods the mean, of changes the geometric one."""
    if side.kind == "number":
        return side.number
    rows = frame
    if side.kind == "unit":
        rows = rows[rows.unit == side.name]
    elif side.kind == "group":
        rows = rows[rows[f"group:{side.grouping}"] == side.name]
    if finding.period is not None:
        rows = rows[rows.period == finding.period]
    if side.part:
        values = rows[side.part].to_numpy(dtype=float)
        values = values[np.isfinite(values) & (values > 0)]
        return float(np.exp(np.log(values).mean())) if len(values) else np.nan
    absolute = finding.right is None or "number" in (finding.left.kind, finding.right.kind)
    values = rows["te" if absolute else "order"].to_numpy(dtype=float)
    if finding.right is None:  # efficient in every period
        return float(values.min()) if len(values) else np.nan
    values = values[np.isfinite(values)]
    return float(values.mean()) if len(values) else np.nan


def read(text: str, panel: Panel) -> Finding:
    """A finding from its words.

    Names may hold the words of sentences: a reading whose names are all known is taken, first one without ``in
    PERIOD``. A unit goes before a group of the same name, and both before a number; but on the right of ``mean`` or of
    a part of productivity change a number goes first. ``GROUPING: GROUP`` says of which grouping a group is.

    Raises
    ------
    OptionError
        ``choice``: words that are no finding, a unit or group or period the panel does not have, a group that stands in
        two groupings of which none is named
    """
    if not isinstance(text, str):
        raise OptionError.choice("findings", text, FORMS)
    failed: OptionError | None = None
    for body, period in _periods(text.strip(), panel):
        try:
            return _understood(text, body, period, panel)
        except OptionError as error:
            failed = error
    raise failed or OptionError.choice("findings", text, FORMS)


def _periods(text: str, panel: Panel) -> list[tuple[str, Period | None]]:
    """The sentence as it stands, and without the period behind it."""
    named: dict[str, Period] = {str(period): period for period in panel.periods}
    body, _, last = text.rpartition(" in ")
    return [(text, None), *([(body.strip(), named[last.strip()])] if last.strip() in named else [])]


def _understood(text: str, body: str, period: Period | None, panel: Panel) -> Finding:
    """The first reading of a sentence whose names are all known."""
    for words, relation in ((" is not efficient", "not efficient"), (" is efficient", "efficient")):
        if body.endswith(words):
            left = _side(body.removesuffix(words).strip(), panel)
            if left.kind != "unit" or left.part:
                raise OptionError.choice("findings", text, panel.units)
            return Finding(text, left, relation, None, period)
    spoken = body.split(" ")
    failed: OptionError | None = None
    for k, relation in enumerate(spoken):
        if 0 < k < len(spoken) - 1 and relation in ("above", "below"):
            try:
                left, right = _compared(" ".join(spoken[:k]), " ".join(spoken[k + 1 :]), text, panel)
            except OptionError as error:
                failed = failed or error
            else:
                return Finding(text, left, relation, right, period)
    raise failed or OptionError.choice("findings", text, FORMS)


def _compared(left_text: str, right_text: str, text: str, panel: Panel) -> tuple[Side, Side]:
    left = _side(left_text.strip(), panel)
    right = _side(right_text.strip(), panel, number_first=left.kind == "mean" or left.part != "")
    if left.part and not right.part and right.kind != "number":
        right = replace(right, part=left.part)
    if left.kind == "number" or (right.kind != "number" and left.part != right.part):
        raise OptionError.choice("findings", text, FORMS)
    return left, right


def _number(text: str) -> Side | None:
    try:
        return Side("number", number=float(text))
    except ValueError:
        return None


def _side(text: str, panel: Panel, *, number_first: bool = False) -> Side:
    if number_first and (number := _number(text)):
        return number
    if named := _named(text, panel):
        return named
    head, _, last = text.rpartition(" ")
    if last in PARTS and (whose := _named(head.strip() or "mean", panel)):
        return replace(whose, part=last)
    if number := _number(text):
        return number
    raise OptionError.choice("findings", text, [*panel.units, *_groupings(panel), "mean", "a number"])


def _named(text: str, panel: Panel) -> Side | None:
    """A unit, a group or the mean of all."""
    if text in panel.units:
        return Side("unit", text)
    known = _groupings(panel)
    if found := known.get(text):
        if len(found) > 1:
            raise OptionError.choice("findings", text, [f"{grouping}: {text}" for grouping in found])
        return Side("group", text, grouping=found[0])
    grouping, colon, name = text.partition(": ")
    if colon and grouping in known.get(name, ()):
        return Side("group", name, grouping=grouping)
    return Side("mean") if text == "mean" else None


def _groupings(panel: Panel) -> dict[str, list[str]]:
    """Group -> the groupings it stands in."""
    found: dict[str, list[str]] = {}
    for grouping, labels in panel.labels.items():
        for name in sorted({str(label) for label in labels}):
            found.setdefault(name, []).append(grouping)
    return found
