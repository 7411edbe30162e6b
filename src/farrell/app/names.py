"""Names of files, studies and plans, which are labels, and kinds of files, which their content says."""

from __future__ import annotations

import re
import unicodedata
import zipfile
from pathlib import Path
from typing import Any, Literal

from farrell.app import limits

Kind = Literal["table", "boundaries"]
FORBIDDEN = re.compile(r'[\x00-\x1f\x7f<>:"|?*]')
"""Characters that names of files cannot have everywhere."""
HIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
"""Control characters, but for tabs and line breaks, and what turns the direction of writing."""
DEVICES = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)
"""Names that are devices on Windows."""
LONGEST_BYTES = 200
"""Bytes of a name, with room for what is put before it; file systems take 255."""
GEOPACKAGE = b"SQLite format 3\x00"
HEAD = 4096
"""Bytes that tell what a file is."""


def safe_name(name: str) -> str:
    """The last part of a name, as any file system takes it; empty where nothing of it is left."""
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    plain = "".join(c for c in FORBIDDEN.sub("", last) if unicodedata.category(c) not in ("Cf", "Cs", "Co", "Cn"))
    plain = plain.strip().strip(".").strip()
    stem, dot, ending = plain.rpartition(".")
    while len(plain) > limits.LONGEST_NAME or len(plain.encode()) > LONGEST_BYTES:
        stem = (stem if dot and len(ending) <= 10 else plain)[:-1]
        plain = f"{stem}.{ending}" if dot and len(ending) <= 10 else stem
    return f"file-{plain}" if DEVICES.fullmatch(plain) else plain


def one_line(words: str) -> str:
    """Words as one line of the page: nothing hidden, single blanks, cut short; empty where nothing of them is left."""
    plain = " ".join(HIDDEN.sub("", words).split())
    return plain if len(plain) <= limits.LONGEST_NAME else plain[: limits.LONGEST_NAME - 1] + "…"


def hides(value: Any) -> bool:
    """Whether any text of a value holds hidden characters."""
    if isinstance(value, dict):
        return any(hides(part) for pair in value.items() for part in pair)
    if isinstance(value, list):
        return any(map(hides, value))
    return isinstance(value, str) and HIDDEN.search(value) is not None


def kind_of(path: Path) -> Kind:
    """What a file is by its first bytes; a workbook and a zipped Shapefile by what they hold."""
    with path.open("rb") as stream:
        head = stream.read(HEAD)
    if head.startswith(GEOPACKAGE) or head.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] == b"{":
        return "boundaries"
    return "boundaries" if head.startswith(b"PK") and _holds_shapefile(path) else "table"


def named_by_content(name: str, path: Path, kind: Kind) -> str:
    """The name with the ending that readers of boundaries go by; tables are read by their content."""
    if kind == "table":
        return name
    with path.open("rb") as stream:
        head = stream.read(len(GEOPACKAGE))
    ending = ".gpkg" if head == GEOPACKAGE else ".zip" if head.startswith(b"PK") else ".geojson"
    known = (".json", ".geojson", ".topojson") if ending == ".geojson" else (ending,)
    return name if name.lower().endswith(known) else name + ending


def _holds_shapefile(path: Path) -> bool:
    try:
        with zipfile.ZipFile(path) as archive:
            return any(item.lower().endswith(".shp") for item in archive.namelist())
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return False
