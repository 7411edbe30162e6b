"""The choices of a study: looked at, checked, changed; and the models that data can have."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

from farrell.app import changes
from farrell.app.api.sent import put_together, staged
from farrell.app.api.studies import told_study
from farrell.app.drafts import STUDY_FILE, table_of
from farrell.app.endpoint import Endpoint, Request
from farrell.app.messages import ChangedStudy, Checked, CheckWanted, Choices, NewStudy, Offer, Study
from farrell.app.refusals import RequestError


async def shown(request: Request) -> dict[str, Any]:
    """What the study file says, with the changes that were not run yet."""
    at = changes.latest(request.folder)
    digest = _hash(at)
    found: dict[str, Any] = await request.ask("choices", folder=str(at))
    return {**found, "sha256": digest, "changed": changes.is_changed(request.folder)}


async def checked(request: Request) -> Checked:
    """Check a study and keep nothing."""
    origin = request.body.origin
    folder = None if origin is None else request.server.workspace.study_folder(request.space, origin)
    async with staged(request, *await put_together(request, folder)) as (_, title):
        return Checked(title=title)


async def changed(request: Request) -> Study:
    """Give a study other choices; its results stay what they are until these have been run."""
    workspace, jobs, folder = request.server.workspace, request.server.jobs, request.folder
    jobs.refuse_busy(request.space, request.study)
    changes.settle(folder)
    text, files = await put_together(request, folder)
    async with staged(request, text, files) as (staging, title):
        jobs.refuse_busy(request.space, request.study)  # nothing is awaited from here on, so that nobody comes between
        if request.body.before not in (None, _hash(changes.latest(folder))):
            raise RequestError("study-changed")
        before = _title(changes.latest(folder))
        changes.change(folder, staging)
        if before != table_of(text).get("title"):
            workspace.rename_study(request.space, request.study, {"en": title.en, "zh": title.zh})
    return told_study(workspace, workspace.study(request.space, request.study))


async def taken_back(request: Request) -> Study:
    """Forget changes that were not run."""
    workspace, jobs, folder = request.server.workspace, request.server.jobs, request.folder
    jobs.refuse_busy(request.space, request.study)
    changes.settle(folder)
    titles = await request.ask("titles", folder=str(folder))
    jobs.refuse_busy(request.space, request.study)  # nothing is awaited from here on, so that no run begins between
    if _title(folder) != _title(changes.latest(folder)):
        workspace.rename_study(request.space, request.study, titles)
    changes.forget(folder)
    return told_study(workspace, workspace.study(request.space, request.study))


def _hash(folder: Path) -> str:
    return hashlib.sha256((folder / STUDY_FILE).read_bytes()).hexdigest()


def _title(folder: Path) -> Any:
    return table_of((folder / STUDY_FILE).read_text(encoding="utf-8-sig")).get("title")


async def models_of_study(request: Request) -> list[dict[str, Any]]:
    """The kinds of models, for the data of a study."""
    found: list[dict[str, Any]] = await request.ask("models", folder=str(changes.latest(request.folder)))
    return found


async def models_of_file(request: Request) -> list[dict[str, Any]]:
    """The kinds of models, for a file with roles of its columns."""
    workspace = request.server.workspace
    row = workspace.file(request.space, request.parts["file"])
    if row.kind != "table":
        raise RequestError("file-unknown", name=row.name)
    if "file" in request.body.data:
        raise RequestError("request-path", key="data.file", name=str(request.body.data["file"]))
    path = str(workspace.file_path(row))
    found: list[dict[str, Any]] = await request.ask("models-of-file", path=path, data=request.body.data)
    return found


ENDPOINTS: tuple[Endpoint, ...] = (
    Endpoint("POST", "/api/studies/check", checked, "Check a study and its data, and keep nothing", Checked, NewStudy),
    Endpoint("GET", "/api/studies/{study}/choices", shown, "What a study's file says, and of which data", Choices),
    Endpoint(
        "PUT", "/api/studies/{study}", changed, "Change the choices of a study; its results stay until it is run again",
        Study, ChangedStudy,
    ),
    Endpoint("DELETE", "/api/studies/{study}/choices", taken_back, "Forget changes that were not run", Study),
    Endpoint(
        "GET", "/api/studies/{study}/models", models_of_study, "Every kind of model, and whether a study can have it",
        list[Offer],
    ),
    Endpoint(
        "POST", "/api/files/{file}/models", models_of_file, "Every kind of model, and whether the data can have it",
        list[Offer], CheckWanted,
    ),
)  # fmt: skip
