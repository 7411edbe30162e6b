"""The folder that keeps everything: an SQLite index, and folders of files and studies.

``files/ID/NAME`` is an uploaded file; ``studies/ID`` has ``study.toml``, its data, and ``results`` once it was run. A
folder is made whole under another name, then renamed, then written into the index, so that whoever is killed at any
moment leaves all of it or nothing; what nothing in the index names is swept away at the next start.
"""

from __future__ import annotations

import hashlib
import secrets
import shutil
import sqlite3
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from farrell.app import limits
from farrell.app.changes import settle
from farrell.app.clock import days_ago, now
from farrell.app.lock import FolderLock
from farrell.app.names import one_line
from farrell.app.refusals import RequestError, is_of_the_disk
from farrell.app.rows import FileRow, JobRow, OriginRow, PlanRow, StudyRow
from farrell.app.schema import prepare

LOCAL = "local"
"""The one space of a server without a password."""
STAGING = ".new."
"""How the name of a folder begins that is not whole yet."""


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who a session belongs to; ``key`` leads back to a space of one's own."""

    space: str
    key: str | None


class Workspace:
    """A folder with its index; one server at a time."""

    def __init__(self, folder: str | Path) -> None:
        self.folder = Path(folder).expanduser().resolve()
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._lock = FolderLock(self.folder)
        try:
            for name in ("files", "studies"):
                (self.folder / name).mkdir(exist_ok=True)
            self._index = sqlite3.connect(self.folder / "index.sqlite", check_same_thread=False, isolation_level=None)
            self._index.row_factory = sqlite3.Row
            self._one_at_a_time = threading.RLock()
            self._late: dict[str, JobRow] = {}
            prepare(self._index, self.folder)
            self._recover()
        except BaseException:
            self._lock.release()
            raise

    def close(self) -> None:
        """Give the folder back."""
        self._index.close()
        self._lock.release()

    @contextmanager
    def _change(self) -> Iterator[sqlite3.Connection]:
        """All of a change, or nothing."""
        with self._one_at_a_time:
            self._index.execute("BEGIN IMMEDIATE")
            try:
                yield self._index
                self._index.execute("COMMIT")
            except BaseException:
                if self._index.in_transaction:  # a full disk ends it without being asked
                    self._index.execute("ROLLBACK")
                raise

    def _rows(self, query: str, *values: Any) -> list[sqlite3.Row]:
        with self._one_at_a_time:
            return self._index.execute(query, values).fetchall()

    def _count(self, query: str, *values: Any) -> int:
        return int(self._rows(query, *values)[0][0] or 0)

    def _recover(self) -> None:
        """Jobs that a killed server left are interrupted; folders that no row names are removed."""
        with self._change() as index:
            index.execute(
                "UPDATE jobs SET state = 'interrupted', ended = ? WHERE state IN ('waiting', 'running')", (now(),)
            )
            index.execute("DELETE FROM sessions WHERE used < ?", (days_ago(limits.SESSION_DAYS),))
        for name in ("files", "studies"):
            known = {row["id"] for row in self._rows(f"SELECT id FROM {name}")}
            for path in (self.folder / name).iterdir():
                if path.name not in known:
                    _remove(path)
        for path in (self.folder / "studies").glob("*/.*"):
            _remove(path)
        for path in (self.folder / "studies").iterdir():
            settle(path)

    # --- who is there ------------------------------------------------------------------------------------

    def new_space(self) -> Visitor:
        """A space of its own, with the key that leads back to it."""
        key = secrets.token_urlsafe(24)
        space = digest(key)[:32]
        with self._change() as index:
            index.execute("INSERT INTO spaces VALUES (?, ?, ?)", (space, key, now()))
        return Visitor(space, key)

    def space_of(self, key: str) -> Visitor | None:
        """The space a key leads to; looked for by the key's hash, so that time tells nothing of it."""
        found = self._rows("SELECT id, key FROM spaces WHERE id = ? AND key IS NOT NULL", digest(key)[:32])
        return Visitor(found[0]["id"], found[0]["key"]) if found else None

    def new_session(self, space: str) -> str:
        """The secret of a browser's cookie; only its hash is kept."""
        secret = secrets.token_urlsafe(32)
        with self._change() as index:
            index.execute("INSERT INTO sessions VALUES (?, ?, ?, ?)", (digest(secret), space, now(), now()))
        return secret

    def visitor(self, secret: str) -> Visitor | None:
        """Whose cookie this is; one that was not used for long is nobody's."""
        found = self._rows(
            "SELECT space, key, used FROM sessions JOIN spaces ON spaces.id = space WHERE hash = ? AND used >= ?",
            digest(secret),
            days_ago(limits.SESSION_DAYS),
        )
        if not found:
            return None
        if found[0]["used"] < days_ago(1):
            with self._change() as index:
                index.execute("UPDATE sessions SET used = ? WHERE hash = ?", (now(), digest(secret)))
        return Visitor(found[0]["space"], found[0]["key"])

    def end_session(self, secret: str) -> None:
        """Forget a cookie."""
        with self._change() as index:
            index.execute("DELETE FROM sessions WHERE hash = ?", (digest(secret),))

    def setting(self, name: str) -> str | None:
        """What the workspace remembers about itself."""
        found = self._rows("SELECT value FROM settings WHERE name = ?", name)
        return found[0]["value"] if found else None

    def set_password(self, salted: str) -> None:
        """Remember the salted hash of a new password; browsers that signed in with another are signed out."""
        with self._change() as index:
            index.execute("INSERT OR REPLACE INTO settings VALUES ('password', ?)", (salted,))
            index.execute("DELETE FROM sessions WHERE space <> ?", (LOCAL,))

    # --- files -------------------------------------------------------------------------------------------

    def room_for(self, space: str, size: int) -> None:
        """Refuse a file that is too much for a space."""
        if self._count("SELECT count(*) FROM files WHERE space = ?", space) >= limits.MOST_FILES:
            raise RequestError("files-full", most=limits.MOST_FILES)
        if self._count("SELECT sum(size) FROM files WHERE space = ?", space) + size > limits.MOST_BYTES:
            raise RequestError("bytes-full", megabytes=limits.MOST_BYTES // (1024 * 1024))

    def new_folder(self, kind: str) -> Path:
        """A folder to fill; ``add_file`` or ``add_study`` makes it count."""
        path = self.folder / kind / f"{STAGING}{secrets.token_hex(16)}"
        path.mkdir()
        return path

    def add_file(self, space: str, staging: Path, name: str, kind: str) -> FileRow:
        """Keep the one file of a staging folder."""
        size = (staging / name).stat().st_size
        row = FileRow(secrets.token_hex(16), space, name, kind, size, now())
        staging.rename(self.folder / "files" / row.id)
        with self._change() as index:
            index.execute("INSERT INTO files VALUES (?, ?, ?, ?, ?, ?)", row)
        return row

    def files(self, space: str) -> list[FileRow]:
        """A space's files, the newest first."""
        found = self._rows("SELECT * FROM files WHERE space = ? ORDER BY rowid DESC", space)
        return [FileRow(*row) for row in found]

    def file(self, space: str, file: str) -> FileRow:
        """One file of a space."""
        found = self._rows("SELECT * FROM files WHERE id = ? AND space = ?", file, space)
        if not found:
            raise RequestError("not-found")
        return FileRow(*found[0])

    def file_path(self, row: FileRow) -> Path:
        """Where a file is kept."""
        return self.folder / "files" / row.id / row.name

    def delete_file(self, space: str, file: str) -> None:
        """Forget a file; studies keep their own."""
        row = self.file(space, file)
        with self._change() as index:
            index.execute("DELETE FROM files WHERE id = ?", (row.id,))
        _remove(self.folder / "files" / row.id)

    # --- studies -----------------------------------------------------------------------------------------

    def room_for_study(self, space: str) -> None:
        """Refuse one study too many."""
        if self._count("SELECT count(*) FROM studies WHERE space = ?", space) >= limits.MOST_STUDIES:
            raise RequestError("studies-full", most=limits.MOST_STUDIES)

    def add_study(
        self, space: str, staging: Path, title: Mapping[str, str], origin: OriginRow | None = None
    ) -> StudyRow:
        """Keep a folder with a study file and its data, and where it was copied from."""
        row = StudyRow(secrets.token_hex(16), space, *_titles(title), now())
        staging.rename(self.folder / "studies" / row.id)
        with self._change() as index:
            index.execute("INSERT INTO studies VALUES (?, ?, ?, ?, ?)", row)
            if origin is not None:
                index.execute("INSERT OR REPLACE INTO origins VALUES (?, ?, ?)", origin._replace(study=row.id))
        return row

    def origin(self, path: str) -> OriginRow | None:
        """The last copy of a study file outside the workspace."""
        found = self._rows("SELECT * FROM origins WHERE path = ?", path)
        return OriginRow(*found[0]) if found else None

    def renew_study(self, staging: Path, title: Mapping[str, str], origin: OriginRow) -> None:
        """Put a new copy of a study file in the place of the earlier one, which ``staging`` holds or nobody any more;
        plans stay, and what earlier runs told is forgotten."""
        from farrell.study.store import swap

        swap(staging, self.folder / "studies" / origin.study)
        with self._change() as index:
            index.execute("UPDATE studies SET en = ?, zh = ? WHERE id = ?", (*_titles(title), origin.study))
            index.execute("DELETE FROM jobs WHERE study = ?", (origin.study,))
            index.execute("INSERT OR REPLACE INTO origins VALUES (?, ?, ?)", origin)

    def studies(self, space: str) -> list[StudyRow]:
        """A space's studies, the newest first."""
        found = self._rows("SELECT * FROM studies WHERE space = ? ORDER BY rowid DESC", space)
        return [StudyRow(*row) for row in found]

    def study(self, space: str, study: str) -> StudyRow:
        """One study of a space."""
        found = self._rows("SELECT * FROM studies WHERE id = ? AND space = ?", study, space)
        if not found:
            raise RequestError("not-found")
        return StudyRow(*found[0])

    def study_folder(self, space: str, study: str) -> Path:
        """Where a study of a space is kept."""
        return self.folder / "studies" / self.study(space, study).id

    def rename_study(self, space: str, study: str, title: Mapping[str, str]) -> StudyRow:
        """Another title in lists; the study file keeps its own."""
        row = self.study(space, study)
        with self._change() as index:
            index.execute("UPDATE studies SET en = ?, zh = ? WHERE id = ?", (*_titles(title), row.id))
        return self.study(space, study)

    def delete_study(self, space: str, study: str) -> None:
        """Forget a study with its jobs and plans."""
        row = self.study(space, study)
        with self._change() as index:
            index.execute("DELETE FROM studies WHERE id = ?", (row.id,))
        _remove(self.folder / "studies" / row.id)

    # --- jobs --------------------------------------------------------------------------------------------

    def add_job(self, space: str, study: str, kind: str) -> JobRow:
        """A job that waits."""
        row = JobRow(secrets.token_hex(16), space, study, kind, "waiting", "", 0, 0, now(), None, None, None)
        with self._change() as index:
            index.execute("INSERT INTO jobs VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", row)
        return row

    def job(self, space: str, job: str) -> JobRow:
        """One job of a space."""
        found = self._rows("SELECT * FROM jobs WHERE id = ? AND space = ?", job, space)
        if not found:
            raise RequestError("not-found")
        return self._late.get(job, JobRow(*found[0]))

    def jobs(self, space: str, study: str) -> list[JobRow]:
        """A study's jobs, the newest first."""
        found = self._rows("SELECT * FROM jobs WHERE study = ? AND space = ? ORDER BY rowid DESC", study, space)
        return [self._late.get(row["id"], JobRow(*row)) for row in found]

    def active_jobs(self, space: str) -> int:
        """How many jobs of a space wait or run."""
        self._save_late()
        return self._count("SELECT count(*) FROM jobs WHERE space = ? AND state IN ('waiting', 'running')", space)

    def save_job(self, row: JobRow) -> None:
        """Write down how far a job is; one whose study is gone stays gone. What a full disk does not take is known
        all the same, and written when it takes it."""
        self._late[row.id] = row
        self._save_late()

    def _save_late(self) -> None:
        for row in list(self._late.values()):
            try:
                with self._change() as index:
                    index.execute(
                        "UPDATE jobs SET state = ?, step = ?, number = ?, steps = ?, started = ?, ended = ?, error = ? "
                        "WHERE id = ?",
                        (row.state, row.step, row.number, row.steps, row.started, row.ended, row.error, row.id),
                    )
            except sqlite3.Error as error:
                if not is_of_the_disk(error):
                    raise
                return
            self._late.pop(row.id, None)

    # --- plans -------------------------------------------------------------------------------------------

    def add_plan(self, space: str, study: str, name: str, options: str, record: str) -> PlanRow:
        """Keep a plan: its options and its record as JSON."""
        if self._count("SELECT count(*) FROM plans WHERE study = ?", self.study(space, study).id) >= limits.MOST_PLANS:
            raise RequestError("plans-full", most=limits.MOST_PLANS)
        row = PlanRow(secrets.token_hex(16), space, study, _named(name), options, record, now())
        with self._change() as index:
            index.execute("INSERT INTO plans VALUES (?, ?, ?, ?, ?, ?, ?)", row)
        return row

    def plans(self, space: str, study: str) -> list[PlanRow]:
        """A study's plans, the oldest first."""
        row = self.study(space, study)
        found = self._rows("SELECT * FROM plans WHERE study = ? ORDER BY rowid", row.id)
        return [PlanRow(*row) for row in found]

    def delete_plan(self, space: str, study: str, plan: str) -> None:
        """Forget a plan."""
        with self._change() as index:
            gone = index.execute("DELETE FROM plans WHERE id = ? AND study = ? AND space = ?", (plan, study, space))
            if gone.rowcount == 0:
                raise RequestError("not-found")


def _titles(title: Mapping[str, str]) -> tuple[str, str]:
    """The title in both languages, each as one line."""
    return _named(title["en"]), _named(title["zh"])


def _named(words: str) -> str:
    """A name as one line; one of which nothing is left is refused."""
    plain = one_line(words)
    if not plain:
        raise RequestError("name-empty")
    return plain


def digest(secret: str) -> str:
    """The hash under which a secret is looked for."""
    return hashlib.sha256(secret.encode()).hexdigest()


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)
