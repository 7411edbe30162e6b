"""Uploaded files: kept, looked at, checked."""

from __future__ import annotations

import asyncio
import shutil
from typing import Any

from farrell.app import limits
from farrell.app.endpoint import Endpoint, Request, chunks
from farrell.app.messages import Check, CheckWanted, FileLook, FileRow, LookWanted, Told
from farrell.app.names import kind_of, named_by_content, safe_name
from farrell.app.refusals import RequestError
from farrell.app.rows import FileRow as KeptFile


async def listed(request: Request) -> list[FileRow]:
    """All files of the space."""
    return [_told(row) for row in request.server.workspace.files(request.space)]


async def uploaded(request: Request) -> dict[str, Any]:
    """Keep a file that can be read, and say what is in it."""
    workspace = request.server.workspace
    name = safe_name(request.query.get("name", ""))
    if not name:
        raise RequestError("request-name")
    workspace.room_for(request.space, 0)
    staging = workspace.new_folder("files")
    try:
        path = staging / "content"
        with path.open("wb") as stream:
            async for part in chunks(request.http, limits.LARGEST_FILE, limits.UPLOAD_SECONDS):
                await asyncio.to_thread(stream.write, part)
        workspace.room_for(request.space, path.stat().st_size)
        kind = kind_of(path)
        name = named_by_content(name, path, kind)
        path = path.rename(staging / name)
        look = await request.ask("look", path=str(path), kind=kind)
        row = workspace.add_file(request.space, staging, name, kind)
    except BaseException:
        shutil.rmtree(staging, ignore_errors=True)
        raise
    return _looked(row, look)


async def looked(request: Request) -> dict[str, Any]:
    """Read a file as the body says."""
    row, wanted = _file(request), request.body
    options = {k: getattr(wanted, k) for k in wanted.__struct_fields__}
    path = request.server.workspace.file_path(row)
    return _looked(row, await request.ask("look", path=str(path), kind=row.kind, **options))


async def checked(request: Request) -> dict[str, Any]:
    """All findings of the checks, with what mends them."""
    row = _file(request)
    if row.kind != "table":
        raise RequestError("file-unknown", name=row.name)
    if "file" in request.body.data:
        raise RequestError("request-path", key="data.file", name=str(request.body.data["file"]))
    path = request.server.workspace.file_path(row)
    found: dict[str, Any] = await request.ask("check", path=str(path), data=request.body.data)
    return found


async def deleted(request: Request) -> Told:
    """Forget a file; studies made of it keep theirs."""
    await asyncio.to_thread(request.server.workspace.delete_file, request.space, request.parts["file"])
    return Told()


def _file(request: Request) -> KeptFile:
    return request.server.workspace.file(request.space, request.parts["file"])


def _told(row: KeptFile) -> FileRow:
    return FileRow(id=row.id, name=row.name, kind=row.kind, size=row.size, created=row.created)  # type: ignore[arg-type]


def _looked(row: KeptFile, look: dict[str, Any]) -> dict[str, Any]:
    return {"id": row.id, "name": row.name, "kind": row.kind, "size": row.size, **look}


ENDPOINTS: tuple[Endpoint, ...] = (
    Endpoint("GET", "/api/files", listed, "All uploaded files, the newest first", list[FileRow]),
    Endpoint(
        "POST", "/api/files", uploaded, "Upload a table or boundaries: the body is the file", FileLook, upload=True,
        query={"name": "the name of the file"},
    ),
    Endpoint("DELETE", "/api/files/{file}", deleted, "Delete a file; studies keep theirs", Told),
    Endpoint("POST", "/api/files/{file}/look", looked, "Read a file otherwise", FileLook, LookWanted),
    Endpoint("POST", "/api/files/{file}/check", checked, "Check a file with roles of its columns", Check, CheckWanted),
)  # fmt: skip
