"""Long work: recorded in the workspace, told as it goes on, cancelled on request."""

from __future__ import annotations

import asyncio
import json
from collections import defaultdict
from collections.abc import AsyncGenerator
from typing import Any

import msgspec

from farrell.app import limits
from farrell.app.clock import now
from farrell.app.messages import Job, Problem
from farrell.app.refusals import RequestError, problem
from farrell.app.rows import JobRow
from farrell.app.security import fault
from farrell.app.workers import Work, Workers
from farrell.app.workspace import Workspace
from farrell.errors import FarrellError

ACTIVE = ("waiting", "running")


class Jobs:
    """The jobs of a server."""

    def __init__(self, workspace: Workspace, workers: Workers) -> None:
        self._workspace, self._workers = workspace, workers
        self._works: dict[str, Work] = {}
        self._rows: dict[str, JobRow] = {}
        self._watchers: dict[str, set[asyncio.Queue[JobRow]]] = defaultdict(set)

    def start(self, space: str, study: str, kind: str, task: str, payload: dict[str, Any]) -> JobRow:
        """Queue long work on a study, one at a time.

        Raises
        ------
        RequestError
            codes ``study-busy``, ``jobs-many``, ``server-busy``
        """
        self.refuse_busy(space, study)
        if self._workspace.active_jobs(space) >= limits.MOST_ACTIVE:
            raise RequestError("jobs-many", most=limits.MOST_ACTIVE)
        row = self._workspace.add_job(space, study, kind)
        self._rows[row.id] = row
        try:
            work = self._workers.submit(
                task,
                payload,
                space=space,
                begun=lambda: self._change(row.id, state="running", started=now()),
                step=lambda step, number, steps: self._change(row.id, step=step, number=number, steps=steps),
            )
        except RequestError as error:
            self._end(row.id, "failed", error)
            raise
        self._works[row.id] = work
        work.result.add_done_callback(lambda result: self._ended(row.id, result))
        return row

    def refuse_busy(self, space: str, study: str) -> None:
        """Refuse to change a study on which a job waits or runs."""
        if any(row.state in ACTIVE for row in self._workspace.jobs(space, study)):
            raise RequestError("study-busy")

    def cancel(self, space: str, job: str) -> JobRow:
        """Give up a job; one that has ended stays as it is."""
        row = self._workspace.job(space, job)
        if row.state in ACTIVE and row.id in self._works:
            self._end(row.id, "cancelled")
            self._workers.cancel(self._works.pop(row.id))
        return self._workspace.job(space, job)

    def close(self) -> None:
        """The server ends: what waits or runs is interrupted."""
        for job in list(self._rows):
            self._end(job, "interrupted")

    async def events(self, space: str, job: str) -> AsyncGenerator[JobRow, None]:
        """The job as it is now, then at every change until it has ended."""
        row = self._workspace.job(space, job)
        news: asyncio.Queue[JobRow] = asyncio.Queue()
        self._watchers[job].add(news)
        try:
            yield row
            while row.state in ACTIVE:
                row = await news.get()
                yield row
        finally:
            self._watchers[job].discard(news)
            if not self._watchers[job]:
                del self._watchers[job]

    def _ended(self, job: str, result: asyncio.Future[Any]) -> None:
        """Write down how a job ended, unless that is known."""
        self._works.pop(job, None)
        if result.cancelled():
            self._end(job, "cancelled")
        elif (error := result.exception()) is None:
            self._end(job, "done")
        else:
            self._end(job, "failed", error if isinstance(error, FarrellError) else fault(error))

    def _end(self, job: str, state: str, error: FarrellError | None = None) -> None:
        told = None if error is None else json.dumps(problem(error, str(self._workspace.folder)), ensure_ascii=False)
        self._change(job, state=state, ended=now(), error=told)
        self._rows.pop(job, None)

    def _change(self, job: str, **values: Any) -> None:
        """Keep and tell a change of a job that has not ended."""
        row = self._rows.get(job)
        if row is None:
            return
        self._rows[job] = row = row._replace(**values)
        self._workspace.save_job(row)
        for watcher in self._watchers.get(job, ()):
            watcher.put_nowait(row)


def told(row: JobRow) -> Job:
    """A job as it is answered."""
    error = None if row.error is None else msgspec.json.decode(row.error, type=Problem)
    return Job(
        id=row.id, kind=row.kind, study=row.study, state=row.state, step=row.step, number=row.number, steps=row.steps,  # type: ignore[arg-type]
        created=row.created, started=row.started, ended=row.ended, error=error,
    )  # fmt: skip
