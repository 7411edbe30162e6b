"""Files that a study file names beside itself, for whoever reads, copies or refuses them."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

PATHS: dict[str, tuple[str, ...]] = {
    "data": ("file",),
    "maps": ("file",),
    "rebalance": ("norms", "overrides"),
    "space": ("weights_file",),
}
"""All keys of a study file that hold a path, by table."""
SHAPEFILE = (".shp", ".shx", ".dbf", ".prj", ".cpg")
"""Endings of the files that together are a Shapefile."""


def files_named(study: Mapping[str, Any]) -> dict[str, str]:
    """``data.file`` and its like -> the path as the study file has it."""
    return {
        f"{table}.{key}": study[table][key]
        for table, keys in PATHS.items()
        for key in keys
        if key in study.get(table, {})
    }


def with_names(study: Mapping[str, Any], names: Mapping[str, str]) -> dict[str, Any]:
    """A study file's table with other paths, by the keys of :func:`files_named`."""
    out = dict(study)
    for named, path in names.items():
        table, _, key = named.partition(".")
        out[table] = {**out[table], key: path}
    return out


def parts_of(path: Path) -> list[Path]:
    """A file, or the files that together are the Shapefile it names."""
    if path.suffix.lower() != ".shp":
        return [path]
    return sorted(p for p in path.parent.iterdir() if p.stem == path.stem and p.suffix.lower() in SHAPEFILE)


def hashes_of(study: Mapping[str, Any], *folders: Path) -> dict[str, str]:
    """The files that a study file's table names, as :func:`files_named` has them -> their SHA-256.

    Parameters
    ----------
    folders : where a file is looked for, in order; the last should have it
    """
    out = {}
    for key, path in files_named(study).items():
        digest = hashlib.sha256()
        found = next((folder / path for folder in folders if (folder / path).exists()), folders[-1] / path)
        for part in parts_of(found):
            digest.update(part.read_bytes())
        out[key] = digest.hexdigest()
    return out
