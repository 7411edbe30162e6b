"""A study that is sent becomes a folder: study.toml beside the files it names.

No path comes from outside: a study names files by what they are called, and only those that were sent, or that the
study it is made of has.
"""

from __future__ import annotations

import os
import re
import shutil
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from itertools import count
from pathlib import Path
from typing import Any

import tomli_w

from farrell.app.names import safe_name
from farrell.app.refusals import RequestError
from farrell.app.rows import FileRow
from farrell.data.named import PATHS, parts_of
from farrell.data.toml_text import parsed
from farrell.errors import StudyFileError

STUDY_FILE = "study.toml"
NEXT = "next"
"""Beside a study that was run: the study with other choices, whole, until it has been run, too."""
PLACED = re.compile(r"(?s)(.*) \(at line (\d+), column (\d+)\)")
"""How the reader of TOML says where it stopped."""
TAKEN = (STUDY_FILE, NEXT, "results", "documents", "boundaries.geojson")
"""Names in a study's folder that no file of it may have."""


def study_table(
    study: Mapping[str, Any],
    data: FileRow | None = None,
    boundaries: FileRow | None = None,
    present: Iterable[str] = (),
) -> tuple[dict[str, Any], dict[str, FileRow]]:
    """The table of a study file with its data and boundaries by the names they have beside it, and these names.

    Parameters
    ----------
    present : names that files beside it have already

    Raises
    ------
    RequestError
        code ``request-shape``
    """
    table: dict[str, Any] = {"schema": 1, **study}
    named: dict[str, FileRow] = {}
    dict(_named(table))  # tables are tables
    if data is not None:
        name = free_name(data.name, present, "data")
        table["data"] = {"file": name, **table.get("data", {})}
        named[name] = data
    if boundaries is not None:
        name = free_name(boundaries.name, [*present, *named], "map")
        kept = {key: value for key, value in table.get("maps", {}).items() if key not in ("base", "file")}
        table["maps"] = {"file": name, **kept}
        named[name] = boundaries
    return table, named


def table_of(text: str) -> dict[str, Any]:
    """The table of a study file's text.

    Raises
    ------
    StudyFileError
        codes ``study-toml``, ``study-toml-line``: what is wrong, and where
    """
    try:
        return parsed(text)
    except ValueError as error:
        placed = PLACED.fullmatch(str(error))
        if placed is None:
            raise StudyFileError("study-toml", file=STUDY_FILE, reason=str(error)) from error
        reason, line, column = placed.groups()
        raise StudyFileError("study-toml-line", file=STUDY_FILE, line=line, column=column, reason=reason) from error


def sent_files(table: Mapping[str, Any], known: Mapping[str, Path]) -> dict[str, Path]:
    """The files that a study names, by these names.

    Parameters
    ----------
    known : files that it may name

    Raises
    ------
    RequestError
        codes ``request-path``: a name with a folder, or one that the server keeps for itself; ``study-lacks``: files
        that nobody sent; ``request-shape``
    """
    found: dict[str, Path] = {}
    lacking = []
    there = {_normal(name): path for name, path in known.items()}
    for key, name in _named(table):
        if not name or safe_name(name) != _normal(name) or name.lower() in TAKEN:
            raise RequestError("request-path", key=key, name=name)
        if _normal(name) in there:
            parts = parts_of(there[_normal(name)])
            found |= {name: parts[0]} if len(parts) == 1 else {Path(name).stem + part.suffix: part for part in parts}
        else:
            lacking.append(f"{name} ({key})")
    if lacking:
        raise RequestError("study-lacks", names=lacking)
    return found


def files_beside(folder: Path) -> dict[str, Path]:
    """The files that a study has beside it, by name."""
    return {path.name: path for path in sorted(folder.iterdir()) if path.is_file() and path.name != STUDY_FILE}


def _named(table: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Every key that names a file, and the name."""
    for name, keys in PATHS.items():
        section = table.get(name, {})
        if not isinstance(section, dict):
            raise RequestError("request-shape", reason=f"{name}: table")
        for key in keys:
            if key in section:
                if not isinstance(section[key], str):
                    raise RequestError("request-shape", reason=f"{name}.{key}: string")
                yield f"{name}.{key}", section[key]


def free_name(name: str, others: Iterable[str], mark: str) -> str:
    """A name that nothing else beside a study has."""
    taken = {*TAKEN, *(other.lower() for other in others)}
    marked = (f"{mark}-{name}" if number == 1 else f"{mark}-{number}-{name}" for number in count(1))
    return name if name.lower() not in taken else next(one for one in marked if one.lower() not in taken)


def _normal(name: str) -> str:
    """One spelling of names that look alike; systems keep them in different ones."""
    return unicodedata.normalize("NFC", name)


def toml_of(table: Mapping[str, Any]) -> str:
    """A study file's text.

    Raises
    ------
    RequestError
        code ``request-shape``: a value that TOML does not have
    """
    try:
        return tomli_w.dumps(table)
    except (TypeError, ValueError, AttributeError) as error:
        raise RequestError("request-shape", reason=str(error)) from error


def fill(folder: Path, text: str, files: Mapping[str, Path]) -> None:
    """Write a study file and put files beside it by their names there, on disk before anything counts on them."""
    for name, source in files.items():
        _place(source, folder / name)
    write_synced(folder / STUDY_FILE, text.encode())


def write_synced(path: Path, content: bytes) -> None:
    """Write a file and wait until the disk has it."""
    with path.open("wb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())


def _place(source: Path, target: Path) -> None:
    """The same bytes under another name; a copy where the file system has no links."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copyfile(source, target)
