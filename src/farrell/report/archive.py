"""study.zip: everything else that is written of a study, study.json first; the same bytes from the same files."""

from __future__ import annotations

from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from farrell.study.results import MANIFEST

MADE = (1980, 1, 1, 0, 0, 0)
"""The time of every file in it, the earliest that ZIP knows; when the study ran stands in study.json."""
READABLE = 0o644 << 16


def write_archive(folder: Path, path: Path) -> None:
    """Pack all files of a folder under their names in it, but the archive itself."""
    files = {file.relative_to(folder).as_posix(): file for file in folder.rglob("*") if file.is_file() and file != path}
    with ZipFile(path, "w", ZIP_DEFLATED, compresslevel=9) as archive:
        for name in sorted(files, key=lambda name: (name != MANIFEST, name)):
            told = ZipInfo(name, MADE)
            told.compress_type, told.create_system, told.external_attr = ZIP_DEFLATED, 3, READABLE
            archive.writestr(told, files[name].read_bytes())
