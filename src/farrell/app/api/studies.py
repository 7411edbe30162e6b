"""Studies: made, run, and shown."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any

import msgspec
from starlette.responses import Response

from farrell import catalogue
from farrell.app.api.sent import put_together, staged
from farrell.app.changes import is_changed
from farrell.app.drafts import STUDY_FILE
from farrell.app.endpoint import Endpoint, Request, download
from farrell.app.jobs import ACTIVE, told
from farrell.app.messages import Job, MapShape, NewStudy, NewTitle, Study, Table, Texts, Told
from farrell.app.pages import Content
from farrell.app.refusals import RequestError
from farrell.app.rows import StudyRow
from farrell.app.tables import for_spreadsheets, run_of
from farrell.app.tasks.study import RESULTS, manifest
from farrell.app.workspace import Workspace
from farrell.catalogue import LANGUAGES
from farrell.data.bundles import STUDIES, study_text


async def listed(request: Request) -> list[Study]:
    """All studies of the space, without what is in them."""
    workspace = request.server.workspace
    return [told_study(workspace, row) for row in workspace.studies(request.space)]


async def made(request: Request) -> Study:
    """Keep a study whose file is right and whose data can be used."""
    workspace, origin = request.server.workspace, request.body.origin
    folder = None if origin is None else workspace.study_folder(request.space, origin)
    text, files = await put_together(request, folder)
    return await _kept(request, text, files, None if origin is None else workspace.study(request.space, origin))


async def example(request: Request) -> Study:
    """Keep a copy of a bundled study."""
    name = request.parts["name"]
    if name not in STUDIES:
        raise RequestError("not-found")
    return await _kept(request, study_text(name), {})


async def _kept(request: Request, text: str, files: Mapping[str, Path], origin: StudyRow | None = None) -> Study:
    """Keep a study; a copy is called so where it has the title of what it was made of."""
    workspace = request.server.workspace
    workspace.room_for_study(request.space)
    async with staged(request, text, files) as (staging, title):
        titles = {"en": title.en, "zh": title.zh}
        if origin is not None and titles == {"en": origin.en, "zh": origin.zh}:
            titles = {lang: catalogue.text("page.copy-title", lang, title=titles[lang]) for lang in catalogue.LANGUAGES}
        row = workspace.add_study(request.space, staging, titles)
    return told_study(workspace, row)


async def shown(request: Request) -> Study:
    """A study with what its results hold."""
    row, folder = request.server.workspace.study(request.space, request.study), request.folder
    told = told_study(request.server.workspace, row)
    if (folder / RESULTS / "study.json").is_file():
        told.meta = msgspec.Raw((await _made_once(request, ("about",), "about", {"folder": str(folder)})).plain)
    return told


async def renamed(request: Request) -> Study:
    """Give a study another title."""
    workspace, title = request.server.workspace, request.body.title
    return told_study(workspace, workspace.rename_study(request.space, request.study, {"en": title.en, "zh": title.zh}))


async def deleted(request: Request) -> Told:
    """Forget a study."""
    request.server.jobs.refuse_busy(request.space, request.study)
    await asyncio.to_thread(request.server.workspace.delete_study, request.space, request.study)
    return Told()


async def started(request: Request) -> Job:
    """Run a study; its earlier results stay until the new ones are there."""
    payload = {"folder": str(request.folder)}
    return told(request.server.jobs.start(request.space, request.study, "run", "run", payload))


async def table(request: Request) -> Response:
    """A table of the results."""
    folder, name = request.folder, request.parts["table"]
    if request.choice("format", ("json", "csv")) == "json":
        return (await asyncio.to_thread(request.server.tables.table, folder, name)).answer(request.http)
    run_of(folder)
    if name not in manifest(folder)["columns"]:
        raise RequestError("not-found")
    text = await asyncio.to_thread(for_spreadsheets, folder / RESULTS / "tables" / f"{name}.csv")
    return download(text, "text/csv; charset=utf-8", f"{name}.csv")


async def panel(request: Request) -> Response:
    """The data of the study."""
    folder = request.folder
    return (await _made_once(request, ("panel",), "panel", {"folder": str(folder)})).answer(request.http)


async def map_shape(request: Request) -> Response:
    """A base map."""
    base = request.choice("base", ("outline", "tiles", "file"))
    made = await _made_once(request, ("map", base), "map", {"folder": str(request.folder), "base": base})
    return made.answer(request.http)


async def _made_once(request: Request, key: tuple[str, ...], task: str, payload: dict[str, Any]) -> Content:
    """An answer of a worker that is the same until the study is run again, or changed before it was."""
    folder, tables = request.folder, request.server.tables
    made = run_of(folder) if (folder / RESULTS).is_dir() else str((folder / STUDY_FILE).stat().st_mtime_ns)
    key = (str(folder), made, *key)
    found = tables.find(key)
    if found is None:
        result = await request.ask(task, **payload)
        found = await asyncio.to_thread(tables.kept, key, lambda: result)
    return found


async def record(request: Request) -> Response:
    """A record of the results, such as the plan."""
    folder, name = request.folder, request.parts["record"]
    key = (str(folder), run_of(folder), "record", name)

    def read() -> Any:
        if name not in manifest(folder)["records"]:
            raise RequestError("not-found")
        return json.loads((folder / RESULTS / f"{name}.json").read_text(encoding="utf-8"))

    return (await asyncio.to_thread(partial(request.server.tables.kept, key, read))).answer(request.http)


async def study_file(request: Request) -> Response:
    """The study file as it is run."""
    return download((request.folder / STUDY_FILE).read_bytes(), "application/toml", STUDY_FILE)


async def lines(request: Request) -> Response:
    """The lines of Python that give the same: the whole study, or one table."""
    folder, table = request.folder, request.query.get("table", "")
    if not table:
        text = await request.ask("lines", folder=str(folder))
        return download(text.encode(), "text/x-python; charset=utf-8", "study.py")
    run_of(folder)
    asked = {name: request.query.get(name, "") for name in ("of", "period")}
    columns = [name for name in request.query.get("columns", "").split(",") if name]
    language = request.choice("language", LANGUAGES)
    text = await request.ask(
        "table-lines", folder=str(folder), table=table, columns=columns, language=language, **asked
    )
    return download(text.encode(), "text/x-python; charset=utf-8", f"{table}.py")


def told_study(workspace: Workspace, row: StudyRow) -> Study:
    """A study as it is answered."""
    folder = workspace.folder / "studies" / row.id
    is_done = (folder / RESULTS / "study.json").is_file()
    last = workspace.jobs(row.space, row.id)
    active = next((job for job in last if job.state in ACTIVE), None)
    run = next((job for job in last if job.kind == "run"), None)
    state = "done" if is_done else "draft"
    if active is not None and active.kind == "run":
        state = "running"
    elif run is not None and run.state in ("failed", "interrupted"):
        state = run.state
    told_job = active or (run if state in ("failed", "interrupted") else None)
    return Study(
        id=row.id, title=Texts(en=row.en, zh=row.zh), created=row.created, state=state,  # type: ignore[arg-type]
        changed=is_changed(folder), job=None if told_job is None else told_job.id,
    )  # fmt: skip


ENDPOINTS: tuple[Endpoint, ...] = (
    Endpoint("GET", "/api/studies", listed, "All studies, the newest first", list[Study]),
    Endpoint("POST", "/api/studies", made, "Make a study of an uploaded file or of bundled data", Study, NewStudy),
    Endpoint("POST", "/api/examples/{name}", example, "Make a copy of a bundled study: china-health", Study),
    Endpoint("GET", "/api/studies/{study}", shown, "A study and what its results hold", Study),
    Endpoint("PATCH", "/api/studies/{study}", renamed, "Give a study another title", Study, NewTitle),
    Endpoint("DELETE", "/api/studies/{study}", deleted, "Delete a study and its results", Told),
    Endpoint("POST", "/api/studies/{study}/run", started, "Run a study", Job),
    Endpoint(
        "GET", "/api/studies/{study}/tables/{table}", table, "A table of the results by columns, or as CSV", Table,
        query={"format": "json (default) or csv"},
    ),
    Endpoint("GET", "/api/studies/{study}/panel", panel, "The data by columns: unit, period, every column", Table),
    Endpoint("GET", "/api/studies/{study}/records/{record}", record, "A record of the results: plan", dict),
    Endpoint(
        "GET", "/api/studies/{study}/map", map_shape, "A base map as SVG paths", MapShape,
        query={"base": "outline (default), tiles or file"},
    ),
    Endpoint("GET", "/api/studies/{study}/study.toml", study_file, "The study file", content="application/toml"),
    Endpoint(
        "GET", "/api/studies/{study}/lines.py", lines, "Python that gives the same", content="text/x-python",
        query={
            "table": "a table of the results, or panel; the whole study by default",
            "of": "the model whose rows are wanted, of a table in space the variable; the first by default",
            "period": "one period; all by default", "columns": "names with commas between; all by default",
            "language": "of a remark: en (default) or zh",
        },
    ),
)  # fmt: skip
