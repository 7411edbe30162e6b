"""Files that take their place whole: whoever is killed leaves the old file or the new one, and no other."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from farrell.errors import OptionError, disk_fault, writing


@contextmanager
def in_one_step(path: Path) -> Iterator[Path]:
    """A name beside ``path`` to write to; on success the file takes the place of ``path`` in one step.

    Raises
    ------
    OptionError
        ``out-not-writable``
    """
    temporary = path.with_name(beside(path))
    with writing(path):
        try:
            sweep(path)
            with disk_told(path):
                yield temporary
            flush(temporary)
            temporary.replace(path)
        finally:
            temporary.unlink(missing_ok=True)


@contextmanager
def disk_told(out: Path) -> Iterator[None]:
    """Whatever error a full or broken disk is behind, as one of code ``out-not-writable``; all others as they are."""
    try:
        yield
    except Exception as error:
        reason = None if isinstance(error, OptionError) else disk_fault(error)
        if reason is None:
            raise
        raise OptionError("out-not-writable", out=out, reason=reason) from error


def beside(path: Path) -> str:
    """The name under which this process writes what will take the place of a path."""
    return f".{path.name}.{os.getpid()}"


def sweep(path: Path) -> None:
    """Remove what processes that were killed left beside a path."""
    for stale in path.parent.glob("." + _literal(path.name) + ".*"):
        owner = stale.name[len(path.name) + 2 :].split(".")[0]
        if owner.isdigit() and not _alive(int(owner)):
            shutil.rmtree(stale, ignore_errors=True) if stale.is_dir() else stale.unlink(missing_ok=True)


def flush(path: Path) -> None:
    """Have the system put a file, or all files of a folder, on the disk."""
    for file in path.rglob("*") if path.is_dir() else [path]:
        if file.is_file():
            with file.open("rb") as stream:
                os.fsync(stream.fileno())


def _literal(name: str) -> str:
    """A name as a pattern that only it fits."""
    return "".join(f"[{sign}]" if sign in "[*?" else sign for sign in name)


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except (OSError, OverflowError):
        return True
    return True
