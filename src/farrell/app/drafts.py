"""A posted study becomes a folder: study.toml beside its data. No path comes from outside."""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import tomli_w

from farrell.app.refusals import RequestError
from farrell.app.rows import FileRow
from farrell.data.named import PATHS

STUDY_FILE = "study.toml"
TAKEN = ("study.toml", "results", "documents", "boundaries.geojson")
"""Names in a study's folder that no data file may have."""


def study_table(
    study: Mapping[str, Any], data: FileRow | None = None, boundaries: FileRow | None = None
) -> dict[str, Any]:
    """The table of a study file, its data and boundaries by the names they have beside it.

    Raises
    ------
    RequestError
        codes ``request-shape``, ``request-path``: a path was sent
    """
    table: dict[str, Any] = {"schema": 1, **study}
    for name, keys in PATHS.items():
        section = table.get(name, {})
        if not isinstance(section, dict):
            raise RequestError("request-shape", reason=f"{name}: table")
        for key in keys:
            if key in section:
                raise RequestError("request-path", key=f"{name}.{key}")
    if data is not None:
        table["data"] = {"file": beside(data.name), **table.get("data", {})}
    if boundaries is not None:
        named = beside(boundaries.name)
        table["maps"] = {"file": f"map-{named}" if data is not None and named == beside(data.name) else named}
        table["maps"] |= {k: v for k, v in study.get("maps", {}).items() if k != "base"}
    return table


def beside(name: str) -> str:
    """The name that a file has in a study's folder."""
    return f"data-{name}" if name.lower() in TAKEN else name


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
