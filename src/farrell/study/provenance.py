"""Which study file, data and files results were made of."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from farrell.__about__ import __version__
from farrell.data import Panel
from farrell.data.named import files_named, hashes_of, with_names
from farrell.errors import DataError
from farrell.study.results import MANIFEST, StudyResults, load_results
from farrell.study.spec import StudySpec


def plain(value: Any) -> Any:
    """TOML values as JSON has them."""
    if isinstance(value, dict):
        return {k: plain(v) for k, v in value.items()}
    if isinstance(value, list):
        return [plain(v) for v in value]
    return value if isinstance(value, (str, int, float, bool)) or value is None else str(value)


def results_of(folder: Path, spec: StudySpec, panel: Panel) -> StudyResults:
    """Finished results that this version made of exactly this study file and these files.

    Where the files are does not matter, what is in them does.

    Raises
    ------
    DataError
        codes ``results-other-study``, ``results-other-data``, ``results-other-files``, ``results-other-version``, and
        those of :func:`farrell.study.load_results`
    """
    meta = manifest(folder)
    if _settings(meta["settings"]) != _settings(plain(spec.raw)):
        raise DataError("results-other-study", folder=folder)
    if meta["data"]["sha256"] != panel.sha256:
        raise DataError("results-other-data", folder=folder)
    if meta.get("named_sha256") != hashes_of(spec.raw, spec.path.parent):
        raise DataError("results-other-files", folder=folder)
    if meta["version"] != __version__:
        raise DataError("results-other-version", folder=folder, made=meta["version"], here=__version__)
    return load_results(folder)


def study_of(folder: Path, candidates: Iterable[Path]) -> Path | None:
    """The first of some study files that says what the study file of results said; None where none does."""
    wanted = _settings(manifest(folder)["settings"])
    return next((path for path in candidates if _settings_in(path) == wanted), None)


def manifest(folder: Path) -> dict[str, Any]:
    """What results say about themselves.

    Raises
    ------
    DataError
        code ``not-results``
    """
    try:
        meta: dict[str, Any] = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        if meta["software"] != "farrell":
            raise ValueError(meta["software"])
        _ = meta["settings"]["data"], meta["data"]["sha256"], meta["version"], meta["started"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise DataError("not-results", folder=folder, reason=f"{type(error).__name__}: {error}") from error
    return meta


def _settings(settings: Mapping[str, Any]) -> dict[str, Any]:
    """A study file's table with files by their names alone, wherever they are."""
    return with_names(settings, {key: Path(path).name for key, path in files_named(settings).items()})


def _settings_in(path: Path) -> dict[str, Any] | None:
    """The same of a file that may be no study file."""
    try:
        return _settings(plain(tomllib.loads(path.read_text(encoding="utf-8-sig"))))
    except (OSError, ValueError, TypeError):
        return None
