"""Compilation of the kernel: once per machine, kept on disk under a name that changes with the source."""

from __future__ import annotations

import hashlib
import os
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import numba

F = TypeVar("F", bound=Callable[..., Any])


def _user_cache() -> Path:
    """Where this system keeps files that can be made again."""
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA", str(Path.home() / "AppData" / "Local")))
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Caches"
    return Path(os.environ.get("XDG_CACHE_HOME", str(Path.home() / ".cache")))


def _folder() -> Path | None:
    """The folder of this source's compiled code, made if need be; None where nothing can be written.

    A function compiled by numba contains those it calls, and its cache looks at its own file only: the folder's name
    therefore digests all sources of the kernel and the versions that compile them.
    """
    here = Path(__file__).parent
    sources = [path.read_bytes() for path in sorted((*here.glob("*.py"), here.parent / "tolerances.py"))]
    made_by = f"{sys.version} {numba.__version__}".encode()
    digest = hashlib.sha256(b"\0".join([*sources, made_by])).hexdigest()[:16]
    folder = Path(os.environ.get("FARRELL_CACHE", str(_user_cache() / "farrell"))) / f"kernel-{digest}"
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        return None
    return folder if os.access(folder, os.W_OK) else None


FOLDER = _folder()
_READY: set[tuple[str, int]] = set()
_ANNOUNCED: set[tuple[str, int]] = set()
_LOCK = threading.Lock()


def _compile(function: F, **options: Any) -> F:
    """Compile on the first call: no Python inside, the lock released, IEEE division, FMA allowed.

    The kernel allocates nothing: all arrays come from the caller. Without the run time that counts references to
    arrays a view of a row costs nothing; counting took half of the kernel's time.
    """
    njit: Any = numba.njit
    compiled: F = njit(nogil=True, error_model="numpy", fastmath={"contract"}, _nrt=False, **options)(function)
    return compiled


def jit(function: F) -> F:
    """Compile a function that only compiled functions call: nothing that Python or C could call is made of it."""
    return _compile(function, no_cpython_wrapper=True, no_cfunc_wrapper=True)


def inner(function: F) -> F:
    """The inside of a loop: LLVM must make it part of its callers, for a call would pass its vectors through memory."""
    return _compile(function, no_cpython_wrapper=True, no_cfunc_wrapper=True, forceinline=True)


def inlined(function: F) -> F:
    """A large function that an entry calls in one place becomes part of it, so that LLVM need not improve it twice."""
    return _compile(function, no_cpython_wrapper=True, no_cfunc_wrapper=True, inline="always")


def entry(function: F) -> F:
    """Compile a function that Python calls, and keep it on disk with all that it calls."""
    config: Any = numba.config
    before, config.CACHE_DIR = config.CACHE_DIR, str(FOLDER or "")
    try:
        compiled = _compile(function, cache=FOLDER is not None, no_cfunc_wrapper=True)
    finally:
        config.CACHE_DIR = before
    if FOLDER is not None:
        kept: Any = compiled._cache  # type: ignore[attr-defined]
        kept.save_overload = partial(_save, kept.save_overload)
    return compiled


def _save(really: Callable[..., None], *compiled: Any) -> None:
    """Keep compiled code where there is room for it; where there is none, the next process compiles again."""
    with suppress(OSError):
        really(*compiled)


def is_ready(form: str, lanes: int) -> bool:
    """Whether an earlier run has compiled the kernel for this form of program and so many lanes on this machine."""
    return (form, lanes) in _READY or (FOLDER is not None and (FOLDER / f"{form}-{lanes}").exists())


def mark_ready(form: str, lanes: int) -> None:
    """Note that the kernel is compiled for this form of program and so many lanes."""
    if (form, lanes) not in _READY:
        _READY.add((form, lanes))
        if FOLDER is not None:
            with suppress(OSError):  # no room: the next process is told again
                (FOLDER / f"{form}-{lanes}").touch()


def announce(form: str, lanes: int) -> bool:
    """Whether a compilation lies ahead that nobody in this process has been told of yet."""
    with _LOCK:
        if is_ready(form, lanes) or (form, lanes) in _ANNOUNCED:
            return False
        _ANNOUNCED.add((form, lanes))
        return True
