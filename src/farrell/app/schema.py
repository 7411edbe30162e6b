"""The tables of a workspace's index."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from farrell.errors import OptionError

VERSION = 2
ORIGINS = """
CREATE TABLE origins (
  path TEXT PRIMARY KEY, study TEXT NOT NULL REFERENCES studies ON DELETE CASCADE, taken TEXT NOT NULL
) STRICT;
"""
"""What version 2 has beyond version 1."""
TABLES = f"""
CREATE TABLE settings (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
CREATE TABLE spaces (id TEXT PRIMARY KEY, key TEXT UNIQUE, created TEXT NOT NULL) STRICT;
INSERT INTO spaces VALUES ('local', NULL, strftime('%Y-%m-%dT%H:%M:%SZ', 'now'));
CREATE TABLE sessions (
  hash TEXT PRIMARY KEY, space TEXT NOT NULL REFERENCES spaces ON DELETE CASCADE, created TEXT NOT NULL,
  used TEXT NOT NULL
) STRICT;
CREATE TABLE files (
  id TEXT PRIMARY KEY, space TEXT NOT NULL REFERENCES spaces ON DELETE CASCADE, name TEXT NOT NULL, kind TEXT NOT NULL,
  size INTEGER NOT NULL, created TEXT NOT NULL
) STRICT;
CREATE TABLE studies (
  id TEXT PRIMARY KEY, space TEXT NOT NULL REFERENCES spaces ON DELETE CASCADE, en TEXT NOT NULL, zh TEXT NOT NULL,
  created TEXT NOT NULL
) STRICT;
{ORIGINS}
CREATE TABLE jobs (
  id TEXT PRIMARY KEY, space TEXT NOT NULL REFERENCES spaces ON DELETE CASCADE,
  study TEXT NOT NULL REFERENCES studies ON DELETE CASCADE, kind TEXT NOT NULL, state TEXT NOT NULL, step TEXT NOT NULL,
  number INTEGER NOT NULL, steps INTEGER NOT NULL, created TEXT NOT NULL, started TEXT, ended TEXT, error TEXT
) STRICT;
CREATE TABLE plans (
  id TEXT PRIMARY KEY, space TEXT NOT NULL REFERENCES spaces ON DELETE CASCADE,
  study TEXT NOT NULL REFERENCES studies ON DELETE CASCADE, name TEXT NOT NULL, options TEXT NOT NULL,
  record TEXT NOT NULL, created TEXT NOT NULL
) STRICT;
CREATE INDEX files_of ON files (space);
CREATE INDEX studies_of ON studies (space);
CREATE INDEX jobs_of ON jobs (study);
CREATE INDEX plans_of ON plans (study);
"""


def prepare(index: sqlite3.Connection, folder: Path) -> None:
    """Open an index for readers beside a writer, make its tables where there are none, and add what an earlier lacks.

    Raises
    ------
    OptionError
        code ``workspace-version``: a later version of Farrell made it
    """
    index.execute("PRAGMA journal_mode = WAL")
    index.execute("PRAGMA synchronous = NORMAL")
    index.execute("PRAGMA foreign_keys = ON")
    version = int(index.execute("PRAGMA user_version").fetchone()[0])
    if version == 0:
        index.executescript(f"BEGIN;{TABLES}PRAGMA user_version = {VERSION};COMMIT;")
    elif version == 1:
        index.executescript(f"BEGIN;{ORIGINS}PRAGMA user_version = {VERSION};COMMIT;")
    elif version != VERSION:
        raise OptionError("workspace-version", folder=folder, version=version, known=VERSION)
