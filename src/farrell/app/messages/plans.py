"""The record of a plan, as plan.json has it, and plans that a person keeps."""

from __future__ import annotations

from typing import Annotated, Any

from msgspec import Meta, field

from farrell.app import limits
from farrell.app.messages.common import Message

Period = str | int


class PlanGoal(Message):
    """What a plan reaches; shares by column."""

    gain: float | None
    catch_up: float | None
    reallocation: float | None
    weights: dict[str, float]
    moves: dict[str, float]
    inequality_before: dict[str, float | None]
    inequality_after: dict[str, float | None]
    status: str


class PlanInput(Message):
    """An input of a unit and its transfers, with their extremes over all plans as good."""

    unit: str
    column: str
    before: float
    into: float = field(name="in")
    out: float
    after: float
    least_move: float | None
    most_move: float | None
    sure: bool


class PlanOutput(Message):
    """An output of a unit and its gain."""

    unit: str
    column: str
    before: float
    gain: float


class PlanUnit(Message):
    """A unit's efficiency before and after, its factor in the program, and the thousands of people it serves."""

    unit: str
    te_before: float | None
    te_after: float | None
    factor: float | None
    thousands: float | None


class PlanWeight(Message):
    """How much of a peer a unit's planned point is made of."""

    unit: str
    peer: str
    peer_period: Period
    weight: float = field(name="lambda")


class InputLimit(Message):
    """The most that may come and go, and which limit that is."""

    unit: str
    column: str
    most_in: float | None
    in_by: str
    most_out: float | None
    out_by: str


class OutputLimit(Message):
    """Bounds of a gain."""

    unit: str
    column: str
    least: float | None
    most: float | None


class TotalLimit(Message):
    """Bounds of the change of a total, and the size of moves."""

    column: str
    low: float | None
    high: float | None
    lot: float | None
    smallest: float | None


class RatioLimit(Message):
    """Bounds of one input over another, by unit."""

    above: str
    below: str
    low: list[float | None]
    high: list[float | None]


class PlanLimits(Message):
    """All limits in data units, null for none."""

    inputs: list[InputLimit]
    outputs: list[OutputLimit]
    totals: list[TotalLimit]
    ratios: list[RatioLimit]
    touched: int | None


class PlanPrice(Message):
    """What one more of a limit is worth."""

    limit: str
    unit: str | None
    column: str
    price: float
    percent: float | None


class PlanFlow(Message):
    """Who gives how much to whom."""

    column: str
    donor: str
    receiver: str
    amount: float
    distance: float


class PlanCheck(Message):
    """A limit checked again from the numbers."""

    limit: str
    column: str | None
    unit: str | None
    slack: float | None
    allowed: float | None
    clean: bool


class PlanCertificate(Message):
    """All limits checked again, and what is left of the conditions of an optimum."""

    clean: bool
    primal_fault: float | None
    dual_fault: float | None
    gap: float | None
    checks: list[PlanCheck]


class PlanRecord(Message):
    """A plan as plan.json has it: enough to derive every number again."""

    schema: int
    software: str
    version: str
    data: str
    sha256: str | None
    period: Period
    settings: dict[str, Any]
    objective: PlanGoal
    inputs: list[PlanInput]
    outputs: list[PlanOutput]
    units: list[PlanUnit]
    lambdas: list[PlanWeight]
    limits: PlanLimits
    prices_of: str
    prices: list[PlanPrice]
    flows: list[PlanFlow]
    certificate: PlanCertificate


class NewPlan(Message):
    """A plan to keep: its name, the options it was asked for with, and its record."""

    name: Annotated[str, Meta(min_length=1, max_length=limits.LONGEST_NAME)]
    record: PlanRecord
    options: dict[str, Any] = field(default_factory=dict)


class PlanSummary(Message):
    """What stands side by side: the gain and its parts, shares that move and inequality by column, units touched."""

    period: Period
    objective: str
    status: str
    gain: float | None
    catch_up: float | None
    reallocation: float | None
    moves: dict[str, float]
    inequality_before: dict[str, float | None]
    inequality_after: dict[str, float | None]
    touched: int
    sure: int


class PlanRow(Message):
    """A plan that is kept."""

    id: str
    name: str
    created: str
    options: dict[str, Any]
    summary: PlanSummary


class PlanKept(Message):
    """A plan that is kept, with its record."""

    id: str
    name: str
    created: str
    options: dict[str, Any]
    summary: PlanSummary
    record: PlanRecord
