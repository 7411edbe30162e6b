"""What the server refuses, with the status of the answer; and how any error is told to a browser or a script."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterable, Mapping
from typing import Any

from farrell.catalogue import LANGUAGES
from farrell.errors import DataError, FarrellError, Finding, disk_fault

STATUS = {
    "request-http": 400,
    "request-json": 400,
    "request-name": 400,
    "request-slow": 408,
    "signed-out": 401,
    "wrong-password": 401,
    "foreign-host": 403,
    "foreign-origin": 403,
    "no-origin": 403,
    "not-found": 404,
    "wrong-method": 405,
    "study-busy": 409,
    "study-changed": 409,
    "study-not-run": 409,
    "files-full": 409,
    "bytes-full": 409,
    "studies-full": 409,
    "plans-full": 409,
    "request-large": 413,
    "request-not-json": 415,
    "request-shape": 422,
    "request-path": 422,
    "study-lacks": 422,
    "request-cells": 422,
    "file-unknown": 422,
    "task-long": 422,
    "too-many-attempts": 429,
    "server-busy": 429,
    "jobs-many": 429,
    "server-fault": 500,
    "worker-died": 500,
    "server-full": 503,
    "server-disk": 507,
}
REFUSED = 422
"""The status of whatever data, options or a study file deserve."""


INDEX = ("SQLITE_FULL", "SQLITE_IOERR", "SQLITE_READONLY", "SQLITE_CANTOPEN")
"""How the index says that the disk is full or cannot be written."""


class RequestError(FarrellError):
    """The server cannot do what a request asks for."""


def is_of_the_disk(error: BaseException) -> bool:
    """Whether a disk that is full, read-only or broken is behind an error."""
    if isinstance(error, sqlite3.Error):
        return getattr(error, "sqlite_errorname", "").startswith(INDEX)
    return not isinstance(error, FarrellError) and disk_fault(error) is not None


def status_of(error: FarrellError) -> int:
    """The status of the answer that tells an error."""
    return STATUS.get(error.code, REFUSED) if isinstance(error, RequestError) else REFUSED


def problem(error: FarrellError, root: str = "") -> dict[str, Any]:
    """An error as JSON: its code, its text in every language without paths of the server, its findings."""
    findings = error.findings if isinstance(error, DataError) else ()
    texts = {language: _without(root, error.text(language)) for language in LANGUAGES}
    return {"code": error.code, "text": texts, "findings": [found(f) for f in findings]}


def found(item: Finding, fixes: Iterable[Mapping[str, Any]] = ()) -> dict[str, Any]:
    """A finding as JSON: where it is, its text in every language, and what mends it."""
    place = item.place
    return {
        "code": item.code,
        "severity": item.severity,
        "row": place.row,
        "unit": place.unit,
        "period": place.period,
        "column": place.column,
        "text": {language: item.text(language) for language in LANGUAGES},
        "fixes": list(fixes),
    }


def _without(root: str, words: str) -> str:
    """Words without a folder of the server, nor the folders that only the server names."""
    if not root or root not in words:
        return words
    return re.sub(re.escape(root) + r"(/[^\s,:;，：；]*/|/)?", "", words)
