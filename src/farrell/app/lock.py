"""A workspace belongs to one server at a time."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from farrell.errors import OptionError


class FolderLock:
    """A lock that ends with the process, however it ends."""

    def __init__(self, folder: Path) -> None:
        self._file = os.open(folder / "server.lock", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            _take(self._file)
        except OSError as error:
            os.close(self._file)
            raise OptionError("workspace-taken", folder=folder) from error

    def release(self) -> None:
        """Give the folder back."""
        os.close(self._file)


def _take(file: int) -> None:
    if sys.platform == "win32":
        import msvcrt

        msvcrt.locking(file, msvcrt.LK_NBLCK, 1)
    else:
        import fcntl

        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
