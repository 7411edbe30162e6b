"""Workers: results and refusals come back, the dead are replaced, the slow and the unwanted are ended."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Awaitable, Callable
from concurrent.futures import Future
from dataclasses import replace
from multiprocessing.process import BaseProcess
from typing import Any

import pytest
from running_app import awaited

from farrell.app.refusals import RequestError
from farrell.app.tasks import table
from farrell.app.workers import TRIES, ServerFault, Work, Workers, _Queue
from farrell.errors import StudyFileError

STUDY = 'schema = 1\n[data]\nbundled = "china-health"\n[[model]]\nkind = "efficiency"\n'


@pytest.fixture
def slow_study(tmp_path) -> str:
    """The folder of a study that takes long."""
    models = "".join(f'[[model]]\nname = "m{i}"\nkind = "cross_efficiency"\n' for i in range(200))
    (tmp_path / "study.toml").write_text(STUDY + models, encoding="utf-8")
    return str(tmp_path)


def working(use: Callable[[Workers], Awaitable[Any]], **counts: int) -> Any:
    """What ``use`` makes of workers, which are gone afterwards."""

    async def run() -> Any:
        workers = Workers(**{"quick": 1, "long": 0, **counts})
        workers.start()
        try:
            return await asyncio.wait_for(use(workers), 120)
        finally:
            workers.close()
            assert all(gone(pid) for pid in workers.pids)

    return awaited(run())


def gone(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    return False


def test_results_refusals_and_faults_come_back_from_one_worker(tmp_path):
    async def use(workers: Workers) -> None:
        with pytest.raises(StudyFileError) as refused:
            await workers.run("validate", folder=str(empty))
        assert refused.value.code == "study-key-missing"
        with pytest.raises(ServerFault) as fault:
            await workers.run("validate", no_such_argument=1)
        assert "TypeError" in str(fault.value)
        first = workers.pids
        assert (await workers.run("template", language="en"))[:2] == b"PK"
        assert workers.pids == first

    empty = tmp_path / "empty"
    empty.mkdir()
    (empty / "study.toml").write_text("language = 'en'\n", encoding="utf-8")
    working(use)


def test_a_worker_that_dies_is_replaced(slow_study):
    async def use(workers: Workers) -> None:
        begun = asyncio.Event()
        work = workers.submit("run", {"folder": slow_study}, begun=begun.set)
        await begun.wait()
        (pid,) = workers.pids
        os.kill(pid, signal.SIGKILL)
        with pytest.raises(RequestError) as caught:
            await work.result
        assert caught.value.code == "worker-died"
        again = workers.submit("run", {"folder": "/nowhere"})
        with pytest.raises(StudyFileError):
            await again.result
        assert workers.pids != [pid]

    working(use, quick=0, long=1)


def test_work_is_cancelled_while_it_waits_and_while_it_runs(slow_study):
    async def use(workers: Workers) -> None:
        begun, steps = asyncio.Event(), list[str]()
        running = workers.submit(
            "run", {"folder": slow_study}, begun=begun.set, step=lambda step, number, steps_: steps.append(step)
        )
        waiting = workers.submit("run", {"folder": slow_study})
        await begun.wait()
        while len(steps) < 2:
            await asyncio.sleep(0.01)
        (pid,) = workers.pids
        workers.cancel(waiting)
        workers.cancel(running)
        for work in (waiting, running):
            with pytest.raises(asyncio.CancelledError):
                await work.result
        assert gone(pid)
        assert steps[:2] == ["data", "efficiency"]

    working(use, quick=0, long=1)


def test_quick_work_that_takes_too_long_is_given_up(slow_study, monkeypatch):
    monkeypatch.setitem(table.TASKS, "run", replace(table.TASKS["run"], lane="quick", seconds=0.5))

    async def use(workers: Workers) -> None:
        with pytest.raises(RequestError) as caught:
            await workers.run("run", folder=slow_study)
        assert caught.value.code == "task-long"
        assert (await workers.run("template", language="zh"))[:2] == b"PK"

    working(use)


def test_a_question_that_nobody_waits_for_any_more_is_given_up(slow_study, monkeypatch):
    monkeypatch.setitem(table.TASKS, "run", replace(table.TASKS["run"], lane="quick"))

    async def use(workers: Workers) -> None:
        asking = asyncio.ensure_future(workers.run("run", folder=slow_study))
        await asyncio.sleep(0)
        asking.cancel()
        with pytest.raises(asyncio.CancelledError):
            await asking
        assert (await workers.run("template", language="en"))[:2] == b"PK"

    working(use)


def test_a_machine_without_room_for_a_process_is_asked_again(monkeypatch):
    start, failures = BaseProcess.start, iter(range(TRIES))

    def full(process: BaseProcess) -> None:
        if next(failures, None) is not None:
            raise BlockingIOError("no more processes")
        start(process)

    monkeypatch.setattr(BaseProcess, "start", full)

    async def use(workers: Workers) -> None:
        with pytest.raises(RequestError) as caught:
            await workers.run("template", language="en")
        assert caught.value.code == "worker-died"
        assert (await workers.run("template", language="en"))[:2] == b"PK"

    working(use)


def waiting(space: str = "") -> Work:
    return Work("run", {}, Future(), space)  # type: ignore[arg-type]


def test_a_full_queue_takes_no_more():
    queue, works = _Queue(2), [waiting() for _ in range(3)]
    for work in works[:2]:
        queue.put(work)
    with pytest.raises(RequestError) as caught:
        queue.put(works[2])
    assert caught.value.code == "server-busy"
    assert queue.drop(works[0])
    assert not queue.drop(works[0])
    assert queue.take() is works[1]
    queue.close()
    assert queue.take() is None


def test_who_asks_much_does_not_keep_others_waiting():
    queue, asked = _Queue(10), [waiting(space) for space in "aaaabbc"]
    for work in asked:
        queue.put(work)
    assert [queue.take().space for _ in range(4)] == ["a", "b", "c", "a"]
    late = waiting("d")
    queue.put(late)
    assert queue.take() is late
    assert [queue.take() for _ in range(3)] == [asked[5], asked[2], asked[3]]


def test_every_task_is_a_function_and_ends():
    for name, task in table.TASKS.items():
        assert callable(task.function()), name
        assert 0 < task.seconds <= 24 * 3600, name
