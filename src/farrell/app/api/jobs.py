"""Long work: how far it is, as it happens, and giving it up."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

from starlette.responses import StreamingResponse

from farrell.app.endpoint import Endpoint, Request, encode
from farrell.app.jobs import told
from farrell.app.messages import Job

BEAT = 15.0
"""Seconds after which a silent stream says that it lives."""


async def show(request: Request) -> Job:
    """How far a job is."""
    return told(request.server.workspace.job(request.space, request.parts["job"]))


async def cancel(request: Request) -> Job:
    """Give up a job."""
    return told(request.server.jobs.cancel(request.space, request.parts["job"]))


async def events(request: Request) -> StreamingResponse:
    """The job at every change."""
    request.server.workspace.job(request.space, request.parts["job"])
    return StreamingResponse(_stream(request), media_type="text/event-stream", headers={"Cache-Control": "no-store"})


async def _stream(request: Request) -> AsyncIterator[bytes]:
    rows = request.server.jobs.events(request.space, request.parts["job"])
    coming = asyncio.ensure_future(anext(rows))
    try:
        while True:
            done, _ = await asyncio.wait([coming], timeout=BEAT)
            if not done:
                yield b": \n\n"
                continue
            try:
                row = coming.result()
            except StopAsyncIteration:
                return
            yield b"data: " + encode(told(row)) + b"\n\n"
            coming = asyncio.ensure_future(anext(rows))
    finally:
        coming.cancel()
        await asyncio.wait([coming])
        await rows.aclose()


ENDPOINTS: tuple[Endpoint, ...] = (
    Endpoint("GET", "/api/jobs/{job}", show, "How far a job is", Job),
    Endpoint(
        "GET", "/api/jobs/{job}/events", events,
        "The job now and at every change until it ends, as server-sent events", Job, content="text/event-stream",
    ),
    Endpoint("POST", "/api/jobs/{job}/cancel", cancel, "Give up a job", Job),
)  # fmt: skip
