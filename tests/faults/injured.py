"""A study run, killed or refused by the disk at one of the moments at which it changes files, then run again.

``python injured.py STUDY FOLDER HOW NUMBER...`` runs the study undisturbed, then for each NUMBER in a fresh folder: a
child dies (``kill``), or the system says that the disk is full (``full``), at the NUMBER-th change of a file; another
child runs the same again. With ``time`` it is killed after so many thousandths of the time that the first took.
Each prints a line of JSON: what was left, what the first child said, and how the second's results differ.
"""

from __future__ import annotations

import datetime as dt
import errno
import hashlib
import json
import os
import shutil
import signal
import sys
import time
import traceback
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

CHANGES = ("os.mkdir", "os.rename", "os.remove", "os.rmdir", "shutil.rmtree")


class Noon(dt.datetime):
    """The clock stands still, so that equal results are equal files."""

    @classmethod
    def now(cls, tz: dt.tzinfo | None = None) -> Noon:
        return cls(2024, 5, 6, 12, tzinfo=tz)


def watch(folder: Path, at: Callable[[int, str], None]) -> None:
    """Call ``at`` with the number and kind of each change of a file under a folder, before it is done."""
    count = 0

    def hook(event: str, arguments: tuple[Any, ...]) -> None:
        nonlocal count
        if event == "open":
            path, mode, flags = arguments
            if not (flags & (os.O_WRONLY | os.O_RDWR) or set(mode or "") & set("wax+")):
                return
        elif event in CHANGES:
            path = arguments[0]
        else:
            return
        if isinstance(path, (str, bytes, os.PathLike)) and os.fsdecode(path).startswith(str(folder)):
            count += 1
            at(count, event)

    sys.addaudithook(hook)


def die(number: int) -> Callable[[int, str], None]:
    return lambda count, event: os.kill(os.getpid(), signal.SIGKILL) if count == number else None


def refuse(number: int) -> Callable[[int, str], None]:
    """The disk is full from this moment on; files can still be removed."""

    def at(count: int, event: str) -> None:
        if count >= number and event in ("open", "os.mkdir", "os.rename"):
            raise OSError(errno.ENOSPC, "No space left on device")

    return at


def child(work: Callable[[], None], said: Path) -> int:
    """Do something in a child; the number of the process."""
    pid = os.fork()
    if pid:
        return pid
    code = 1
    try:
        work()
        code = 0
    except BaseException as error:
        said.write_text(f"{getattr(error, 'code', None)}\n{''.join(traceback.format_exception(error))}", "utf-8")
    finally:
        os._exit(code)


def ended(pid: int) -> int:
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def contents(folder: Path) -> dict[str, str]:
    """Name -> digest of every file; study.json without how long it took."""
    out = {}
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            content = path.read_bytes()
            if path.name == "study.json":
                told = json.loads(content)
                content = json.dumps({**told, "seconds": None}).encode()
            out[path.relative_to(folder).as_posix()] = hashlib.sha256(content).hexdigest()
    return out


def other(found: dict[str, str], whole: dict[str, str]) -> list[str]:
    """The files that are not as in the whole."""
    return sorted(name for name in found.keys() | whole.keys() if found.get(name) != whole.get(name))


def main(study: str, place: str, how: str, *numbers: str) -> None:
    from farrell.lp import resuming
    from farrell.report import run_study
    from farrell.study import run as steps

    resuming.WORTH = 0.0
    steps.dt = SimpleNamespace(datetime=Noon, UTC=dt.UTC)
    base = Path(place)
    base.mkdir()
    said = base / "said.txt"

    def run(out: Path) -> None:
        run_study(study, out)

    run(base / "warm" / "out")  # what is imported and compiled now need not be in any child
    count = base / "count"

    def counted() -> None:
        (base / "tally").mkdir()
        watch(count, lambda number, event: (base / "tally" / str(number)).touch())
        run(count / "out")

    begun = time.monotonic()
    assert ended(child(counted, said)) == 0, said.read_text("utf-8")
    took = time.monotonic() - begun
    whole = contents(count / "out")
    changes = len(list((base / "tally").iterdir()))
    print(json.dumps({"changes": changes, "files": len(whole), "left": os.listdir(count)}), flush=True)
    for number in map(int, numbers):
        folder = base / f"{how}-{number}"
        folder.mkdir()
        out, moment = folder / "out", number % changes + 1

        def injured(folder: Path = folder, out: Path = out, moment: int = moment) -> None:
            if how != "time":
                watch(folder, (die if how == "kill" else refuse)(moment))
            run(out)

        said.unlink(missing_ok=True)
        pid = child(injured, said)
        if how == "time":
            time.sleep(took * number / 1000)
            os.kill(pid, signal.SIGKILL)
        code = ended(pid)
        words = said.read_text("utf-8") if said.exists() else ""
        left = contents(out) if out.exists() else {}
        kept = len(list(folder.glob("out.parts/*.part")))
        again = ended(child(lambda out=out: run(out), said))
        now = contents(out) if again == 0 else {}
        told = {
            "number": number, "code": code, "said": words, "kept": kept, "again": again,
            "half": other(left, whole) if left else [],
            "differs": other(now, whole),
            "beside": sorted(name for name in os.listdir(folder) if name != "out"),
        }  # fmt: skip
        print(json.dumps(told), flush=True)
        shutil.rmtree(folder)


if __name__ == "__main__":
    main(*sys.argv[1:])
