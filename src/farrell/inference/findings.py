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
    """

    kind: str
    name: str = ""
    part: str = ""
    number: float = np.nan


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
        rows = rows[(rows[[c for c in rows.columns if c.startswith("group:")]] == side.name).any(axis=1)]
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

    Raises
    ------
    OptionError
        ``choice``: words that are no finding, a unit or group or period the panel does not have
    """
    units, groups = set(panel.units), {str(v) for labels in panel.labels.values() for v in labels}
    if not isinstance(text, str):
        raise OptionError.choice("findings", text, FORMS)
    body, period = _period(text.strip(), panel, units)
    for words, relation in ((" is not efficient", "not efficient"), (" is efficient", "efficient")):
        if body.endswith(words):
            left = _side(body.removesuffix(words).strip(), units, groups)
            if left.kind != "unit" or left.part:
                raise OptionError.choice("findings", text, panel.units)
            return Finding(text, left, relation, None, period)
    for relation in ("above", "below"):
        left_text, found, right_text = body.partition(f" {relation} ")
        if found:
            left, right = (_side(part.strip(), units, groups) for part in (left_text, right_text))
            if left.part and not right.part and right.kind != "number":
                right = replace(right, part=left.part)
            if left.kind == "number" or (right.kind != "number" and left.part != right.part):
                raise OptionError.choice("findings", text, FORMS)
            return Finding(text, left, relation, right, period)
    raise OptionError.choice("findings", text, FORMS)


def _period(text: str, panel: Panel, units: set[str]) -> tuple[str, Period | None]:
    body, _, last = text.rpartition(" in ")
    named: dict[str, Period] = {str(period): period for period in panel.periods}
    if last.strip() not in named or any(text.endswith(unit) for unit in units if " in " in unit):
        return text, None
    return body.strip(), named[last.strip()]


def _side(text: str, units: set[str], groups: set[str]) -> Side:
    part = ""
    if text not in units | groups:
        head, _, last = text.rpartition(" ")
        if last in PARTS:
            text, part = head.strip() or "mean", last
    if text in units:
        return Side("unit", text, part)
    if text in groups:
        return Side("group", text, part)
    if text == "mean":
        return Side("mean", "", part)
    try:
        return Side("number", number=float(text))
    except ValueError:
        raise OptionError.choice("findings", text, [*sorted(units), *sorted(groups), "mean", "a number"]) from None
