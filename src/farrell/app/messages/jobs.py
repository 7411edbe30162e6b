"""Long work."""

from __future__ import annotations

from typing import Literal

from farrell.app.messages.common import Message, Problem

JobState = Literal["waiting", "running", "done", "failed", "cancelled", "interrupted"]


class Job(Message):
    """Long work: step ``number`` of ``steps``, called ``step``."""

    id: str
    kind: str
    study: str
    state: JobState
    step: str
    number: int
    steps: int
    created: str
    started: str | None = None
    ended: str | None = None
    error: Problem | None = None
