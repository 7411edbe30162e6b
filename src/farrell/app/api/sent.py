"""A study that was sent, as a table or as text: put together with the files it names, and checked."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

from farrell.app.changes import files_of, latest
from farrell.app.drafts import STUDY_FILE, fill, sent_files, study_table, table_of, toml_of
from farrell.app.endpoint import Request
from farrell.app.messages import Texts
from farrell.app.refusals import RequestError
from farrell.app.rows import FileRow


async def put_together(request: Request, folder: Path | None) -> tuple[str, dict[str, Path]]:
    """The text of the study file that was sent, and the files it names.

    Parameters
    ----------
    folder : of the study that the one sent is made of; None for none
    """
    workspace, body = request.server.workspace, request.body
    if (body.study is None) == (body.toml is None):
        raise RequestError("request-shape", reason="study / toml")
    data, boundaries = _file(request, body.file, "table"), _file(request, body.boundaries, "boundaries")
    others = [workspace.file(request.space, file) for file in body.files]
    known = {} if folder is None else files_of(folder)
    if body.toml is not None:
        sent = [row for row in (data, boundaries, *others) if row is not None]
        known |= {row.name: workspace.file_path(row) for row in sent}
        return body.toml, sent_files(await asyncio.to_thread(table_of, body.toml), known)
    text = "" if folder is None else (latest(folder) / STUDY_FILE).read_text(encoding="utf-8-sig")
    before = table_of(text)
    merged = {key: value for key, value in {**before, **body.study}.items() if folder is None or value is not None}
    table, named = study_table(merged, data, boundaries, known)
    known |= {row.name: workspace.file_path(row) for row in others}
    known |= {name: workspace.file_path(row) for name, row in named.items()}
    return (text if table == before else toml_of(table)), sent_files(table, known)


@asynccontextmanager
async def staged(request: Request, text: str, files: Mapping[str, Path]) -> AsyncIterator[tuple[Path, Texts]]:
    """A whole folder of a study that can be run, and its title; what is not moved away by the end is removed."""
    staging = request.server.workspace.new_folder("studies")
    try:
        await asyncio.to_thread(fill, staging, text, files)
        title = await request.ask("validate", folder=str(staging))
        yield staging, Texts(**title)
    finally:
        if staging.exists():
            await asyncio.to_thread(shutil.rmtree, staging, ignore_errors=True)


def _file(request: Request, file: str | None, kind: str) -> FileRow | None:
    row = request.server.workspace.file(request.space, file) if file else None
    if row is not None and row.kind != kind:
        raise RequestError("file-unknown", name=row.name)
    return row
