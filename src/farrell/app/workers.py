"""Worker processes: quick ones for people who wait, long ones for jobs. The event loop never solves anything."""

from __future__ import annotations

import asyncio
import contextlib
import multiprocessing
import os
import signal
import sys
import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count
from multiprocessing.connection import Connection
from typing import Any

from farrell.app import limits
from farrell.app.refusals import RequestError
from farrell.app.tasks.process import serve
from farrell.app.tasks.table import TASKS, Lane
from farrell.errors import FarrellError

START_SECONDS = 120.0
"""How long a fresh worker may take to be ready."""
TRIES = 3
"""How often a worker that does not get ready is started before its task is given up."""
Step = Callable[[str, int, int], None]


class ServerFault(Exception):
    """A task failed in a way that is nobody's fault but the program's; its text is for the log."""


@dataclass(eq=False, slots=True)
class Work:
    """A task on its way.

    Attributes
    ----------
    result : what the function returned; a FarrellError, ServerFault, or cancelled
    space : who asks
    begun : called in the loop when a worker takes it
    step : called in the loop at every step
    """

    task: str
    payload: dict[str, Any]
    result: asyncio.Future[Any]
    space: str = ""
    begun: Callable[[], None] = field(default=lambda: None)
    step: Step = field(default=lambda step, number, steps: None)
    cancelled: bool = False


class _Queue:
    """Works in turns: who was served longest ago comes first, the works of each in order. Full when so many wait."""

    def __init__(self, most: int) -> None:
        self._most, self._waiting = most, deque[Work]()
        self._served: dict[str, int] = {}
        self._turns = count(1)
        self._changed, self._closed = threading.Condition(), False

    def put(self, work: Work) -> None:
        with self._changed:
            if len(self._waiting) >= self._most:
                raise RequestError("server-busy", waiting=len(self._waiting))
            self._waiting.append(work)
            self._changed.notify()

    def take(self) -> Work | None:
        """The next work; None when all is over."""
        with self._changed:
            self._changed.wait_for(lambda: self._waiting or self._closed)
            if self._closed:
                return None
            work = min(self._waiting, key=lambda waiting: self._served.get(waiting.space, 0))
            self._waiting.remove(work)
            self._served[work.space] = next(self._turns)
            return work

    def drop(self, work: Work) -> bool:
        """Whether the work was still waiting, and now is not."""
        with self._changed:
            if work not in self._waiting:
                return False
            self._waiting.remove(work)
            return True

    def close(self) -> None:
        with self._changed:
            self._closed = True
            self._changed.notify_all()


class _Worker(threading.Thread):
    """A thread that feeds one process, and replaces it when it dies."""

    def __init__(self, lane: Lane, queue: _Queue, loop: asyncio.AbstractEventLoop) -> None:
        super().__init__(daemon=True, name=f"farrell-{lane}")
        self.lane, self.queue, self.loop = lane, queue, loop
        self.current: Work | None = None
        self.process: Any = None
        self._pipe: Connection | None = None
        self._hold = threading.Lock()
        self._closed = False

    def run(self) -> None:
        self._begin_process()
        while (work := self.queue.take()) is not None:
            with self._hold:
                self.current = work
            self._settle(work, *self._done(work))
            with self._hold:
                self.current = None
            if self.process is None or not self.process.is_alive():
                self._begin_process()
        self._end_process()

    def stop(self, work: Work) -> None:
        """End the process if it is busy with this work."""
        with self._hold:
            if self.current is work:
                self._kill()

    def close(self) -> None:
        """End the process, whatever it does."""
        with self._hold:
            self._closed = True
            self._kill()

    def _begin_process(self) -> None:
        context = multiprocessing.get_context("spawn")
        for _ in range(TRIES):
            ours, theirs = context.Pipe()
            with self._hold:
                if self._closed:
                    return
                process = context.Process(target=serve, args=(theirs, self.lane), name=f"farrell-{self.lane}")
                self.process = self._pipe = None
                with theirs:
                    try:
                        process.start()
                    except OSError:  # no memory or no room for a process; perhaps at the next try
                        ours.close()
                        continue
                self.process, self._pipe = process, ours
            with contextlib.suppress(EOFError, OSError):
                if ours.poll(START_SECONDS):
                    ours.recv()
                    return
            self._end_process()

    def _end_process(self) -> None:
        if self._pipe is not None:
            self._pipe.close()
        if self.process is not None:
            self._kill()
            self.process.join()

    def _kill(self) -> None:
        """The process and all it has started."""
        if self.process is None or self.process.pid is None or not self.process.is_alive():
            return
        if sys.platform != "win32":
            with contextlib.suppress(ProcessLookupError, PermissionError):
                if os.getpgid(self.process.pid) == self.process.pid:
                    os.killpg(self.process.pid, signal.SIGKILL)
        self.process.kill()

    def _done(self, work: Work) -> tuple[str, Any]:
        """What became of the work: done, refused or fault, and its value."""
        if work.cancelled:
            return "cancelled", None
        self._call(work.begun)
        if self._pipe is None:
            return "refused", RequestError("worker-died")
        seconds = TASKS[work.task].seconds
        ends = time.monotonic() + seconds
        try:
            self._pipe.send((work.task, work.payload))
            while True:
                if not self._pipe.poll(max(0.0, ends - time.monotonic())):
                    self._end_process()
                    return "refused", RequestError("task-long", seconds=round(seconds))
                kind, value = self._pipe.recv()
                if kind != "step":
                    return kind, value
                self._call(work.step, *value)
        except (EOFError, OSError):
            self._end_process()
            return ("cancelled", None) if work.cancelled else ("refused", RequestError("worker-died"))

    def _settle(self, work: Work, kind: str, value: Any) -> None:
        self._call(_finish, work, kind, value)

    def _call(self, function: Callable[..., None], *values: Any) -> None:
        with contextlib.suppress(RuntimeError):  # the loop has ended, and nobody waits
            self.loop.call_soon_threadsafe(function, *values)


def _finish(work: Work, kind: str, value: Any) -> None:
    """Give a work its result, in the loop."""
    if work.result.done():
        return
    if kind == "done":
        work.result.set_result(value)
    elif kind == "cancelled":
        work.result.cancel()
    else:
        work.result.set_exception(value if isinstance(value, FarrellError) else ServerFault(str(value)))


class Workers:
    """All workers of a server."""

    def __init__(self, quick: int = 2, long: int = 1) -> None:
        self._counts: dict[Lane, int] = {"quick": quick, "long": long}
        self._queues: dict[Lane, _Queue] = {
            "quick": _Queue(limits.QUICK_WAITING),
            "long": _Queue(limits.LONG_WAITING),
        }
        self._workers: list[_Worker] = []

    def start(self) -> None:
        """Start all processes, without waiting for them; called in the loop."""
        loop = asyncio.get_running_loop()
        self._workers = [_Worker(lane, self._queues[lane], loop) for lane, n in self._counts.items() for _ in range(n)]
        for worker in self._workers:
            worker.start()

    def close(self) -> None:
        """End all processes; blocks until they have gone."""
        for queue in self._queues.values():
            queue.close()
        for worker in self._workers:
            worker.close()
        for worker in self._workers:
            worker.join()

    def submit(self, task: str, payload: dict[str, Any], **told: Any) -> Work:
        """Queue a task; ``told`` are ``space``, ``begun`` and ``step``.

        Raises
        ------
        RequestError
            code ``server-busy``: too many wait
        """
        work = Work(task, payload, asyncio.get_running_loop().create_future(), **told)
        self._queues[TASKS[task].lane].put(work)
        return work

    async def run(self, task: str, space: str = "", /, **payload: Any) -> Any:
        """The result of a quick task; one that nobody waits for any more is cancelled."""
        work = self.submit(task, payload, space=space)
        try:
            return await asyncio.shield(work.result)
        except asyncio.CancelledError:
            self.cancel(work)
            raise

    def cancel(self, work: Work) -> None:
        """Give up a work: it leaves the queue, or its worker is ended and replaced."""
        work.cancelled = True
        if self._queues[TASKS[work.task].lane].drop(work):
            work.result.cancel()
            return
        for worker in self._workers:
            worker.stop(work)

    @property
    def pids(self) -> list[int]:
        """The processes."""
        return [worker.process.pid for worker in self._workers if worker.process is not None]
