"""Other choices of a study that was run: they stand whole in a folder beside its results until they are run, too.

So a study and its results always belong together. Whoever is killed leaves the old ones or the new ones: once the
results of the changed study are there, it takes its place, at the latest when the workspace is opened again.
"""

from __future__ import annotations

import hashlib
import os
import secrets
import shutil
import tomllib
from pathlib import Path

from farrell.app.drafts import NEXT, STUDY_FILE, files_beside
from farrell.app.tasks.study import RESULTS, manifest
from farrell.data.named import hashes_of


def is_changed(folder: Path) -> bool:
    """Whether a study has other choices that were not run yet."""
    return (folder / NEXT / STUDY_FILE).is_file()


def latest(folder: Path) -> Path:
    """Where the study stands with the choices made last."""
    return folder / NEXT if is_changed(folder) else folder


def files_of(folder: Path) -> dict[str, Path]:
    """All files that a study can name."""
    return files_beside(folder) | (files_beside(folder / NEXT) if is_changed(folder) else {})


def change(folder: Path, staging: Path) -> None:
    """Give a study other choices: a whole folder of them becomes its own."""
    forget(folder)
    staging.rename(folder / NEXT)
    settle(folder)


def forget(folder: Path) -> None:
    """Leave a study as its results are."""
    if (folder / NEXT).exists():
        gone = folder / f".{NEXT}.{secrets.token_hex(8)}"  # swept away at the next start
        (folder / NEXT).rename(gone)
        shutil.rmtree(gone, ignore_errors=True)


def settle(folder: Path) -> None:
    """Put the changed study in its place where the results are its own, or where there are none."""
    after = folder / NEXT
    if not is_changed(folder):
        return
    if (folder / RESULTS / "study.json").is_file() and not _is_run(folder, after):
        return
    for path in (*files_beside(after).values(), after / STUDY_FILE):
        os.replace(path, folder / path.name)
        path.unlink(missing_ok=True)  # of two names of one file, neither is taken away
    after.rmdir()


def _is_run(folder: Path, after: Path) -> bool:
    """Whether the results that are there were made of exactly this study file and the files it names, some of which may
    have taken their place when somebody was killed."""
    made, text = manifest(folder), (after / STUDY_FILE).read_bytes()
    if made["study_sha256"] != hashlib.sha256(text).hexdigest():
        return False
    return bool(made.get("named_sha256") == hashes_of(tomllib.loads(text.decode("utf-8-sig")), after, folder))
