"""Finished pieces of work stay on disk until the whole is done, so that whoever is stopped goes on where they were."""

from __future__ import annotations

import hashlib
import os
import pickle
import stat
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from pathlib import Path
from typing import Any

from farrell.__about__ import __version__
from farrell.errors import FarrellError, OptionError, writing

WORTH = 0.01
"""Seconds from which a piece is kept; a quicker one is as soon done again."""
PREFIX, SUFFIX = "farrell-", ".part"
DIGEST = hashlib.sha256().digest_size
_folder: ContextVar[Path | None] = ContextVar("folder", default=None)


@contextmanager
def resumable(folder: str | Path) -> Iterator[None]:
    """Keep what the block has finished in a folder; the same block goes on from there after a stop.

    Large work is done in pieces: replicates of a bootstrap by the hundred, programs by the thousand. Each finished
    piece that took a hundredth of a second or more becomes a file, named by what it was made of (data, options, seed,
    version), so that pieces of other data or options are never taken for it. When the block ends well the files go,
    and the folder, too, if nothing else is in it. Results are the same whether a run was stopped or not.

    Parameters
    ----------
    folder : made where it does not exist; two runs may share it. Pieces are pickles, which can hold programs: a folder
        that others may write to is refused

    Raises
    ------
    OptionError
        ``parts-not-ours``: the folder belongs to another user or others may write to it; ``out-not-writable``

    Examples
    --------
    >>> import farrell, tempfile
    >>> year = farrell.load("china-health").panel.select(periods=[2023])
    >>> with tempfile.TemporaryDirectory() as folder, farrell.resumable(f"{folder}/bootstrap.parts"):
    ...     result = farrell.bootstrap(year, seed=1, replicates=100)
    >>> result.replicates.shape
    (100, 31)
    """
    place = Path(folder)
    _check_owner(place)
    mark = _folder.set(place)
    try:
        yield
    finally:
        _folder.reset(mark)
    _clear(place)


@contextmanager
def resumable_beside(out: str | Path) -> Iterator[None]:
    """The same for what will be written to ``out``; where that is refused, and not only its writing, nothing stays."""
    try:
        with resumable(parts_beside(out)):
            yield
    except FarrellError as error:
        if error.code != "out-not-writable":
            _clear(parts_beside(out))
        raise


def _clear(folder: Path) -> None:
    """Remove our files, and the folder where it holds no others."""
    for part in folder.glob(f"{PREFIX}*{SUFFIX}*"):
        part.unlink(missing_ok=True)
    with suppress(OSError):  # never made, or not ours alone
        folder.rmdir()


def _check_owner(folder: Path) -> None:
    """Reading a pickle can run what is in it, so nobody else may have written it."""
    try:
        status = folder.stat()
    except (FileNotFoundError, NotADirectoryError):  # never made, or another run has ended and taken it along
        return
    if not stat.S_ISDIR(status.st_mode) or (
        os.name == "posix" and (status.st_uid != os.geteuid() or status.st_mode & 0o022)
    ):
        raise OptionError("parts-not-ours", folder=folder)


def parts_beside(out: str | Path) -> Path:
    """Where the pieces of what will be written to ``out`` are kept."""
    target = Path(out).resolve()
    return target.with_name(f"{target.name}.parts")


class Parts:
    """The finished pieces of one work."""

    def __init__(self, folder: Path, work: Any) -> None:
        self._folder = folder
        self._work = _digest((__version__, work))

    @classmethod
    def of(cls, work: Any) -> Parts | None:
        """Of a function, or whatever else says what is done, where the caller's block is resumable.

        None, too, where a function cannot be told from others, as one made within another function.
        """
        folder = _folder.get()
        if folder is None:
            return None
        try:
            return cls(folder, work)
        except (pickle.PicklingError, TypeError):
            return None

    def found(self, pieces: Sequence[Any]) -> dict[int, Any]:
        """Number of a piece -> its result, of those that are whole on disk."""
        _check_owner(self._folder)
        out = {}
        for number, piece in enumerate(pieces):
            path = self._path(piece)
            try:
                content = path.read_bytes()
            except (FileNotFoundError, NotADirectoryError):
                continue
            if hashlib.sha256(content[DIGEST:]).digest() == content[:DIGEST]:
                out[number] = pickle.loads(content[DIGEST:])
        return out

    def keep(self, piece: Any, result: Any, seconds: float) -> None:
        """Write a result in one step, if it took long enough to be worth it.

        Where another run that shares the folder ends meanwhile and takes the file along, the result is not kept.
        """
        if seconds < WORTH:
            return
        content = pickle.dumps(result, protocol=pickle.HIGHEST_PROTOCOL)
        with writing(self._folder), suppress(FileNotFoundError):
            if not self._folder.is_dir():
                self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            handle, name = tempfile.mkstemp(prefix=PREFIX, suffix=f"{SUFFIX}-unfinished", dir=self._folder)
            try:
                with open(handle, "wb") as stream:
                    stream.write(hashlib.sha256(content).digest() + content)
                Path(name).replace(self._path(piece))
            finally:
                Path(name).unlink(missing_ok=True)

    def _path(self, piece: Any) -> Path:
        return self._folder / f"{PREFIX}{_digest((self._work, piece))}{SUFFIX}"


def _digest(value: Any) -> str:
    """The same of equal values in any process."""
    import joblib

    found: str = joblib.hash(value, hash_name="sha1")
    return found
