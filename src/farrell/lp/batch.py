"""Work in pieces: threads of this process, or whatever joblib backend the user has chosen, a Dask cluster among them.

Pieces are cut by the data alone and carry all they need, seeds included, so results do not depend on how many workers
there are, nor on which of them did what.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext, suppress
from contextvars import ContextVar
from typing import Any, TypeVar

from farrell.errors import OptionError
from farrell.lp.resuming import Parts

Piece = TypeVar("Piece")
Result = TypeVar("Result")
Told = Callable[[int, int], None]

TRIES = 3
"""How often the pieces of a process that died are given out before the error is raised."""
_told: ContextVar[Told | None] = ContextVar("told", default=None)
_nested: ContextVar[bool] = ContextVar("nested", default=False)


def run(work: Callable[[Piece], Result], pieces: Sequence[Piece], label: str = "") -> list[Result]:
    """``[work(piece) for piece in pieces]``, by all cores unless joblib is configured otherwise.

    Under ``joblib.parallel_config``, ``farrell.cluster`` or a running Dask Client, ``work`` and its pieces must pickle.
    Pieces of a worker that dies are done again, those that :func:`farrell.resumable` kept are not. On a terminal a bar
    with the time left shows.

    Parameters
    ----------
    work : function of one piece, which says all in its result: warnings of a piece that was kept do not come again
    pieces : what to do, in order; each worth a tenth of a second or more
    label : what the bar calls the work
    """
    if len(pieces) <= 1 or _nested.get():
        return [work(piece) for piece in pieces]
    from joblib.externals.loky.process_executor import TerminatedWorkerError

    parts = Parts.of(work)
    done = parts.found(pieces) if parts else {}
    with _backend(), bar(label, len(pieces)) as told:
        for last in (*[False] * (TRIES - 1), True):
            left = {number: piece for number, piece in enumerate(pieces) if number not in done}
            if not left:
                break
            with nullcontext() if last else suppress(TerminatedWorkerError):
                for number, result, seconds in _parallel(work, left):
                    if parts:
                        parts.keep(pieces[number], result, seconds)
                    done[number] = result
                    told(len(done), len(pieces))
    return [done[number] for number in range(len(pieces))]


def _parallel(work: Callable[[Piece], Result], pieces: Mapping[int, Piece]) -> Iterator[tuple[int, Result, float]]:
    """Number, result and seconds of each piece as it is done; at the end, where a backend tells no sooner."""
    from joblib import Parallel, delayed
    from joblib.parallel import get_active_backend

    backend, chosen = get_active_backend(prefer="threads")
    at_once = {"return_as": "generator_unordered"} if backend.supports_return_generator else {}
    workers = -1 if chosen is None else None
    one_by_one = delayed(_alone)
    yield from Parallel(n_jobs=workers, prefer="threads", batch_size=1, **at_once)(
        one_by_one(work, number, piece) for number, piece in pieces.items()
    )


def _alone(work: Callable[[Piece], Result], number: int, piece: Piece) -> tuple[int, Result, float]:
    """One piece, in a worker: whatever it starts in turn stays in this worker."""
    mark, begun = _nested.set(True), time.monotonic()
    try:
        return number, work(piece), time.monotonic() - begun
    finally:
        _nested.reset(mark)


def _backend() -> Any:
    """The running Dask Client's backend, where there is a Client and joblib was not told otherwise."""
    from joblib import parallel_config
    from joblib.parallel import ThreadingBackend, get_active_backend

    distributed = sys.modules.get("distributed")
    chosen, _ = get_active_backend(prefer="threads")
    if distributed is None or not isinstance(chosen, ThreadingBackend):
        return nullcontext()
    try:
        client = distributed.default_client()
    except ValueError:
        return nullcontext()
    return parallel_config(backend="dask", client=client)


@contextmanager
def cluster(address: str | None = None, **options: Any) -> Iterator[Any]:
    """Send all large work of the block to a Dask cluster.

    Results are those of one thread, bit for bit. A worker that dies is replaced by the others.

    Parameters
    ----------
    address : of the scheduler, ``"tcp://host:8786"``; a cluster of this machine's own cores when left out
    options : for ``distributed.Client``

    Yields
    ------
    distributed.Client

    Raises
    ------
    OptionError
        ``extra-missing``: ``farrell[dask]`` is not installed

    Examples
    --------
    >>> import farrell
    >>> panel = farrell.load("china-hospitals-2011").panel
    >>> with farrell.cluster(processes=False, dashboard_address=None):
    ...     result = farrell.bootstrap(panel, seed=1, replicates=20)
    >>> result.replicates.shape
    (20, 31)
    """
    try:
        from distributed import Client
    except ImportError as error:
        raise OptionError("extra-missing", extra="dask", what="farrell.cluster") from error
    from joblib import parallel_config

    with Client(address, **options) as client, parallel_config(backend="dask", client=client):
        yield client


@contextmanager
def watched(told: Told) -> Iterator[None]:
    """Tell ``told(done, all)`` of the work in the block instead of showing a bar."""
    mark = _told.set(told)
    try:
        yield
    finally:
        _told.reset(mark)


@contextmanager
def bar(label: str, total: int) -> Iterator[Told]:
    """What tells of progress: the block's watcher, a bar where there is a terminal, else nobody."""
    told = _told.get()
    if told is not None or not sys.stderr.isatty():
        yield told or _nobody
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.percentage:>3.0f}%"))
    with Progress(*columns, TimeRemainingColumn(), console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(label, total=total)
        yield lambda done, _: bar.update(task, completed=done)


def _nobody(done: int, total: int) -> None:
    """Where nobody watches."""
