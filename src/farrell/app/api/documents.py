"""Documents of a study: made by a job, listed, downloaded one by one or all together."""

from __future__ import annotations

import asyncio
import hashlib
import io
import zipfile
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import quote

from starlette.responses import FileResponse, Response, StreamingResponse

from farrell.app.drafts import STUDY_FILE
from farrell.app.endpoint import Endpoint, Request
from farrell.app.jobs import told
from farrell.app.messages import Job
from farrell.app.messages.documents import Documents, DocumentsWanted
from farrell.app.names import safe_name
from farrell.app.refusals import RequestError
from farrell.app.tables import run_of
from farrell.app.tasks.documents import DOCUMENTS, made_of

SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
TYPES = {
    ".html": "text/html; charset=utf-8",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".pdf": "application/pdf",
    ".xlsx": SHEET,
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".gif": "image/gif",
    ".csv": "text/csv; charset=utf-8",
    ".tex": "application/x-tex",
    ".md": "text/markdown; charset=utf-8",
    ".bib": "application/x-bibtex",
    ".parquet": "application/vnd.apache.parquet",
    ".dta": "application/x-stata-dta",
    ".zip": "application/zip",
    ".txt": "text/plain; charset=utf-8",
    ".out": "text/plain; charset=utf-8",
    ".json": "application/json",
}
"""Types of content by the ending of a file."""
PACKED = (".docx", ".png", ".gif", ".parquet", ".pdf", ".xlsx", ".zip")
"""Endings of files that do not get smaller."""
PIECE = 256 * 1024
"""Bytes of an archive that are sent together."""
TITLE_BYTES = 90
"""Of a title in the name of a file: thirty Chinese characters."""


async def listed(request: Request) -> Any:
    """What can be made and what was made."""
    run_of(request.folder)
    return await request.ask("documents-listed", folder=str(request.folder))


async def made(request: Request) -> Job:
    """Make documents; earlier ones stay until the new ones are there."""
    folder, body = str(request.folder), request.body
    run_of(request.folder)
    asked = {"folder": folder, "formats": body.formats, "profiles": body.profiles}
    await request.ask("documents-chosen", **asked)
    payload = {**asked, "language": body.language}
    return told(request.server.jobs.start(request.space, request.study, "documents", "documents", payload))


async def one(request: Request) -> Response:
    """One document, by a name of the list."""
    folder, name = request.folder, request.parts["name"]
    manifest = await asyncio.to_thread(_manifest, folder)
    if name not in manifest["files"]:
        raise RequestError("not-found")
    path = PurePosixPath(name)
    return FileResponse(
        folder / DOCUMENTS / path,
        media_type=TYPES.get(path.suffix, "application/octet-stream"),
        headers=attached(manifest["title"][manifest["language"]], path.name),
    )


async def together(request: Request) -> Response:
    """All documents with the study file and what says how they were made, as one archive that is packed on its way."""
    folder = request.folder
    manifest = await asyncio.to_thread(_manifest, folder)
    headers = attached(manifest["title"][manifest["language"]], "documents.zip")
    return StreamingResponse(_packed(folder, manifest), media_type="application/zip", headers=headers)


def _manifest(folder: Path) -> dict[str, Any]:
    found = made_of(folder)
    if found is None:
        raise RequestError("not-found")
    return found


def attached(title: str, name: str) -> dict[str, str]:
    """The header under which a browser keeps a file: a title and a plain name, and for old browsers the name alone."""
    said = safe_name(title.replace("/", "-").replace("\\", "-"))
    while len(said.encode()) > TITLE_BYTES:
        said = said[:-1].rstrip()
    full = f"{said} - {name}" if said else name
    return {"Content-Disposition": f"attachment; filename=\"{name}\"; filename*=UTF-8''{quote(full, safe='')}"}


class _Pieces(io.RawIOBase):
    """What an archive is written into: nobody goes back in it."""

    def __init__(self) -> None:
        self._ready = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self._ready += data
        return len(data)

    def taken(self) -> bytes:
        """What was written since it was last asked."""
        found = bytes(self._ready)
        self._ready.clear()
        return found


def _packed(folder: Path, manifest: dict[str, Any]) -> Iterator[bytes]:
    """An archive, piece by piece; the study file is in it where it is still the one that the documents are of."""
    pieces = _Pieces()
    content = [(f"{DOCUMENTS}/{name}", name) for name in (*manifest["files"], "study.json")]
    if hashlib.sha256((folder / STUDY_FILE).read_bytes()).hexdigest() == manifest["study_sha256"]:
        content.insert(0, (STUDY_FILE, STUDY_FILE))
    with zipfile.ZipFile(pieces, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, name in content:
            info = zipfile.ZipInfo.from_file(folder / path, name)
            info.compress_type = zipfile.ZIP_STORED if name.endswith(PACKED) else zipfile.ZIP_DEFLATED
            with (folder / path).open("rb") as source, archive.open(info, "w") as target:
                while part := source.read(PIECE):
                    target.write(part)
                    yield pieces.taken()
            yield pieces.taken()
    yield pieces.taken()


PLACE = "/api/studies/{study}/documents"
ENDPOINTS: tuple[Endpoint, ...] = (
    Endpoint("GET", PLACE, listed, "Formats on offer, and documents made", Documents),
    Endpoint("POST", PLACE, made, "Make documents in a language", Job, DocumentsWanted),
    Endpoint("GET", f"{PLACE}.zip", together, "All documents and the study file", content="application/zip"),
    Endpoint("GET", f"{PLACE}/{{name:path}}", one, "One document", content="application/octet-stream"),
)
