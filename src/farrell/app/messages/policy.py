"""What would be: one unit with other numbers, plans, the front of equity against gain, scenarios."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from msgspec import Meta, field

from farrell.app.messages.common import Message, Texts
from farrell.app.messages.plans import PlanRecord
from farrell.app.messages.studies import Table

Period = str | int
MOST_POINTS, MOST_SCENARIOS = 51, 12
"""Points of a front and scenarios side by side: more than a screen shows."""


class Warned(Message):
    """What deserves a look."""

    code: str
    text: Texts


class WhatIfWanted(Message):
    """A unit and its changes by column: an amount that is added, ``"+10%"``, or ``"=5000"`` for a new value."""

    unit: str
    changes: dict[str, float | str]
    period: Period | None = None
    orientation: Literal["input", "output"] = "input"
    others: bool = False


class UnitScores(Message):
    """Scores of one unit; ``rank`` is by te_crs among all, where all were scored."""

    te_crs: float | None
    te_vrs: float | None
    se: float | None
    scale_status: str
    rank: int | None


class WhatIf(Message):
    """A unit as it is and as it would be; ``others`` are the scores and ranks of all units, now and then.

    ``before``, ``after`` and ``target`` are by column; ``peers`` are of the changed unit; ``lines`` are the Python
    lines that give it again.
    """

    unit: str
    period: Period
    columns: list[str]
    before: list[float]
    after: list[float]
    target: list[float]
    now: UnitScores
    then: UnitScores
    peers: dict[str, float]
    others: Table | None
    lines: str


class PlanWanted(Message):
    """Options are those of [rebalance] in a study file, but for the keys that name files."""

    period: Period | None = None
    options: dict[str, Any] = field(default_factory=dict)


class Plan(Message):
    """A plan: its record as in plan.json, its tables as in results, and what gives it again."""

    record: PlanRecord
    tables: dict[str, Table]
    warnings: list[Warned]
    lines: str
    toml: str


class FrontWanted(Message):
    """How many points, and options as of a plan."""

    period: Period | None = None
    points: Annotated[int, Meta(ge=2, le=MOST_POINTS)] = 11
    options: dict[str, Any] = field(default_factory=dict)


class Front(Message):
    """Plans from the most equal to the most productive.

    ``limits`` are, by point, what a plan must ask for as ``inequality`` to be there, under ``objective = "gain"``;
    ``left_out`` are options that were asked for and a front cannot have.
    """

    period: Period
    points: Table
    limits: list[float]
    present: float
    catch_up: float
    left_out: list[str]
    lines: str
    toml: str


class MovesWanted(Message):
    """Transfers by input and unit, negative ones given away; and options as of a plan."""

    moves: dict[str, dict[str, float]]
    period: Period | None = None
    options: dict[str, Any] = field(default_factory=dict)


class BrokenLimit(Message):
    """A limit that transfers miss: what is left there, in data units, is negative."""

    limit: str
    column: str | None
    unit: str | None
    slack: float
    allowed: float


class EditedPlan(Message):
    """Transfers made by hand, held against the limits and scored.

    ``unable`` are units that could not keep today's services; without them there is a record of what is possible.
    ``best`` is the greatest gain under the same limits, null where they cannot all be had.
    """

    holds: bool
    broken: list[BrokenLimit]
    unable: list[str]
    gain: float | None
    best: float | None
    record: PlanRecord | None
    tables: dict[str, Table]
    warnings: list[Warned]
    lines: str


class ScenariosWanted(Message):
    """Each as a [[scenario]] of a study file: kind, name, period and the options of its kind."""

    scenarios: Annotated[list[dict[str, Any]], Meta(min_length=1, max_length=MOST_SCENARIOS)]


class ScenarioMade(Message):
    """A scenario: what must be said of it, and its tables as in results."""

    name: str
    kind: str
    period: Period
    notes: list[str]
    options: dict[str, Any]
    tables: dict[str, Table]


class Scenarios(Message):
    """Scenarios side by side; ``compare`` has te_crs now and under each, null where they are of several periods."""

    scenarios: list[ScenarioMade]
    compare: Table | None
    warnings: list[Warned]
    lines: str
    toml: str


class NormKnown(Message):
    """A norm of health planning; a plan takes it as ``"norm:KEY"`` where it is of people, so that per_1000 is known.
    ``resource`` is what it is about, as in the ``columns`` of a study; empty where it does not say."""

    key: str
    name: Texts
    resource: str
    value: float
    per: float
    people: str
    kind: str
    year: int
    document: Texts
    issuer: str
    date: str
    reference: str
    per_1000: float | None
