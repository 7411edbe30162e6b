"""What would be: questions to the policy floor, answered by workers."""

from __future__ import annotations

from typing import Any

from msgspec.structs import asdict

from farrell.app.endpoint import Endpoint, Handler, Request
from farrell.app.messages import policy as said


def _asks(task: str) -> Handler:
    """A handler that gives the body to a task of the study."""

    async def answer(request: Request) -> Any:
        return await request.ask(task, folder=str(request.folder), **asdict(request.body))

    return answer


async def norms(request: Request) -> Any:
    """Norms that a plan can name."""
    return await request.ask("norms")


STUDY = "/api/studies/{study}"
ENDPOINTS: tuple[Endpoint, ...] = (
    Endpoint(
        "POST", f"{STUDY}/what-if", _asks("what-if"), "One unit with other numbers, scored at once", said.WhatIf,
        said.WhatIfWanted,
    ),
    Endpoint(
        "POST", f"{STUDY}/plan", _asks("plan"),
        "A plan: who gives, who receives. Without extremes it comes at once, and no direction is sure", said.Plan,
        said.PlanWanted,
    ),
    Endpoint(
        "POST", f"{STUDY}/plan/front", _asks("front"), "Plans from the most equal to the most productive", said.Front,
        said.FrontWanted,
    ),
    Endpoint(
        "POST", f"{STUDY}/plan/check", _asks("check-plan"), "Transfers made by hand, held against the limits",
        said.EditedPlan, said.MovesWanted,
    ),
    Endpoint(
        "POST", f"{STUDY}/scenarios", _asks("scenarios"), "Scenarios side by side", said.Scenarios,
        said.ScenariosWanted,
    ),
    Endpoint("GET", "/api/norms", norms, "Norms of health planning that a plan can name", list[said.NormKnown]),
)  # fmt: skip
