"""Plans that a person keeps with a study."""

from __future__ import annotations

import msgspec
from starlette.responses import Response

from farrell.app.api.documents import SHEET, attached
from farrell.app.endpoint import Endpoint, Request
from farrell.app.messages import Told
from farrell.app.messages.plans import NewPlan, PlanKept, PlanRecord, PlanRow, PlanSummary
from farrell.app.refusals import RequestError
from farrell.app.rows import PlanRow as KeptRow
from farrell.catalogue import LANGUAGES


async def listed(request: Request) -> list[PlanRow]:
    """All plans of a study with what stands side by side."""
    return [_row(row) for row in request.server.workspace.plans(request.space, request.study)]


async def kept(request: Request) -> PlanRow:
    """Keep a plan of the study."""
    body: NewPlan = request.body
    await request.ask("plan-checked", folder=str(request.folder), record=body.record)
    options, record = (msgspec.json.encode(part).decode() for part in (body.options, body.record))
    return _row(request.server.workspace.add_plan(request.space, request.study, body.name, options, record))


async def shown(request: Request) -> PlanKept:
    """A plan with its record."""
    row = _kept(request)
    told, record = _row(row), _record(row)
    return PlanKept(**msgspec.structs.asdict(told), record=record)


async def deleted(request: Request) -> Told:
    """Forget a plan."""
    request.server.workspace.delete_plan(request.space, request.study, request.parts["plan"])
    return Told()


async def book(request: Request) -> Response:
    """The workbook of a plan."""
    row, language = _kept(request), request.choice("language", LANGUAGES)
    record = msgspec.json.decode(row.record)
    content = await request.ask("plan-book", folder=str(request.folder), record=record, language=language)
    return Response(content, headers=attached(row.name, "plan.xlsx"), media_type=SHEET)


def summary_of(record: PlanRecord) -> PlanSummary:
    """What of a plan stands beside others."""
    goal = record.objective
    moving = {row.unit for row in record.inputs if row.into > 0 or row.out > 0}
    return PlanSummary(
        period=record.period,
        objective=str(record.settings.get("objective")),
        status=goal.status,
        gain=goal.gain,
        catch_up=goal.catch_up,
        reallocation=goal.reallocation,
        moves=goal.moves,
        inequality_before=goal.inequality_before,
        inequality_after=goal.inequality_after,
        touched=len(moving),
        sure=sum(row.sure for row in record.inputs),
    )


def _kept(request: Request) -> KeptRow:
    rows = request.server.workspace.plans(request.space, request.study)
    found = next((row for row in rows if row.id == request.parts["plan"]), None)
    if found is None:
        raise RequestError("not-found")
    return found


def _record(row: KeptRow) -> PlanRecord:
    return msgspec.json.decode(row.record, type=PlanRecord)


def _row(row: KeptRow) -> PlanRow:
    return PlanRow(
        id=row.id,
        name=row.name,
        created=row.created,
        options=msgspec.json.decode(row.options),
        summary=summary_of(_record(row)),
    )


PLANS = "/api/studies/{study}/plans"
ENDPOINTS: tuple[Endpoint, ...] = (
    Endpoint("GET", PLANS, listed, "The plans kept with a study, the oldest first", list[PlanRow]),
    Endpoint("POST", PLANS, kept, "Keep a plan with its name, options and record", PlanRow, NewPlan),
    Endpoint("GET", f"{PLANS}/{{plan}}", shown, "A plan with its record", PlanKept),
    Endpoint("DELETE", f"{PLANS}/{{plan}}", deleted, "Forget a plan", Told),
    Endpoint(
        "GET", f"{PLANS}/{{plan}}/plan.xlsx", book, "The workbook of a plan, to edit and hand back", content=SHEET,
        query={"language": "en (default) or zh"},
    ),
)  # fmt: skip
