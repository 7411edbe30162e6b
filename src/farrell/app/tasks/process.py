"""A worker process: it waits for tasks on a pipe and answers them one by one."""

from __future__ import annotations

import os
import signal
import sys
import threading
import traceback
import warnings
from multiprocessing import parent_process
from multiprocessing.connection import Connection, wait
from typing import Any

from farrell.app.refusals import RequestError, is_of_the_disk
from farrell.app.tasks.table import TASKS, Lane
from farrell.errors import FarrellError, FarrellWarning

NICE = 10
"""How far long work steps back for quick work on the same cores."""


def serve(pipe: Connection, lane: Lane) -> None:
    """Answer each ``(task, payload)`` with any number of ``step``, then ``done``, ``refused`` or ``fault``."""
    _settle(lane)
    warm()
    pipe.send(("ready", None))

    def report(step: str, number: int, steps: int) -> None:
        pipe.send(("step", (step, number, steps)))

    while True:
        try:
            task, payload = pipe.recv()
        except EOFError:
            return
        pipe.send(_answer(task, payload, report))


def _answer(task: str, payload: dict[str, Any], report: Any) -> tuple[str, Any]:
    try:
        return "done", TASKS[task].function()(report, **payload)
    except FarrellError as error:
        return "refused", error
    except MemoryError:
        return "fault", "MemoryError"
    except Exception as error:  # a fault of ours goes to the log; the worker lives on
        if is_of_the_disk(error):
            return "refused", RequestError("server-disk")
        return "fault", "".join(traceback.format_exception(error))


def _settle(lane: Lane) -> None:
    """A group of its own, which can be ended whole; it ends with the server, however that ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    warnings.simplefilter("ignore", FarrellWarning)
    if sys.platform != "win32":
        os.setsid()
        if lane == "long":
            os.nice(NICE)
    server = parent_process()
    if server is not None:
        threading.Thread(target=_end_with, args=(server.sentinel,), daemon=True).start()


def _end_with(server: int) -> None:
    wait([server])
    os._exit(1)


def warm() -> None:
    """Load what tasks need and solve something small, so that the first question is answered as quickly as the next."""
    import numpy as np
    import pandas as pd

    from farrell.data import Panel
    from farrell.policy import what_if
    from farrell.report import names  # noqa: F401

    numbers = np.array([[2.0, 4.0, 3.0], [5.0, 3.0, 4.0], [4.0, 4.0, 5.0], [6.0, 7.0, 3.0]])
    frame = pd.DataFrame(numbers, columns=["x", "z", "y"])
    frame.insert(0, "unit", list("ABCD"))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", FarrellWarning)
        panel = Panel.from_frame(frame, unit="unit", inputs=["x", "z"], outputs=["y"])
        what_if(panel, "A", changes={"x": 1.0})
