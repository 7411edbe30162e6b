"""A folder of results is replaced whole: whoever is killed leaves the old results or the new ones."""

from __future__ import annotations

import ctypes
import json
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from farrell.data.whole import beside, disk_told, flush, sweep
from farrell.errors import OptionError, writing
from farrell.study.results import MANIFEST

_AT_FDCWD, _RENAME_EXCHANGE = -100, 2


@contextmanager
def replace_folder(target: str | Path) -> Iterator[Path]:
    """A fresh folder beside ``target`` to write into; on success it takes the place of ``target`` in one step.

    Raises
    ------
    OptionError
        ``out-not-ours``: the target holds files that a run of Farrell did not write; ``out-not-writable``
    """
    target = Path(target).resolve()
    written = _refuse_foreign(target)
    with writing(target):
        target.parent.mkdir(parents=True, exist_ok=True)
        sweep(target)
        staging = Path(tempfile.mkdtemp(prefix=f"{beside(target)}.", dir=target.parent))
    try:
        staging.chmod(0o755)
        with disk_told(target):
            yield staging
        _refuse_foreign(target, written)
        with writing(target):
            flush(staging)
            swap(staging, target)
    finally:
        shutil.rmtree(staging, ignore_errors=True)


def _refuse_foreign(target: Path, known: frozenset[str] = frozenset()) -> frozenset[str]:
    """The files and folders of an earlier run in the target; anything else there is refused."""
    if not target.exists():
        return frozenset()
    if not target.is_dir():
        raise OptionError("out-not-ours", out=target, files=[target.name])
    present = {p.relative_to(target).as_posix() for p in target.rglob("*")}
    written = set(known)
    manifest = target / MANIFEST
    if manifest.is_file():
        try:
            content = json.loads(manifest.read_text(encoding="utf-8"))
            files = {MANIFEST, *content["files"]} if content.get("software") == "farrell" else set()
            written |= files | {parent.as_posix() for f in files for parent in Path(f).parents}
        except (ValueError, KeyError, TypeError, AttributeError):
            written = set(known)
    foreign = sorted(present - written)
    if foreign:
        raise OptionError("out-not-ours", out=target, files=foreign)
    return frozenset(written)


def swap(staging: Path, target: Path) -> None:
    """Exchange the two folders in one step where the system can (Linux), else by two renames."""
    if not target.exists():
        try:
            staging.rename(target)
            return
        except OSError:  # another run may have come first
            if not target.exists():
                raise
    if not _exchange(staging, target):
        old = staging.with_name(staging.name + ".old")
        target.rename(old)
        staging.rename(target)
        shutil.rmtree(old, ignore_errors=True)


def _exchange(a: Path, b: Path) -> bool:
    if not sys.platform.startswith("linux"):
        return False
    renameat2 = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
    if renameat2 is None:
        return False
    done: int = renameat2(_AT_FDCWD, os.fsencode(a), _AT_FDCWD, os.fsencode(b), _RENAME_EXCHANGE)
    return done == 0
