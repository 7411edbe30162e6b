"""A study from outside the workspace: copied in with every file it names, and with results that are its own.

The index keeps where the study file was and a hash of what was copied, so that serving the file again finds its copy.
"""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from farrell.app.changes import latest
from farrell.app.drafts import STUDY_FILE, fill, free_name, toml_of, write_synced
from farrell.app.names import safe_name
from farrell.app.rows import OriginRow
from farrell.app.tasks.study import RESULTS
from farrell.app.workspace import LOCAL, Workspace
from farrell.catalogue import LANGUAGES
from farrell.data.bundles import STUDIES, study_path
from farrell.data.named import files_named, parts_of, with_names
from farrell.errors import DataError

if TYPE_CHECKING:
    from farrell.data import Panel
    from farrell.study import StudyResults, StudySpec

News = Literal["new", "same", "renewed", "edited", "apart"]
"""What became of a copy: made; left, as the file is the same; renewed, as the file has changed; left, as it was changed
on the page and the file was not; left beside a new one, as both were changed."""


@dataclass(frozen=True, slots=True)
class Adopted:
    """A study of the workspace that was made of a file outside.

    Attributes
    ----------
    id : of the study
    origin : the study file
    results : the folder whose results were taken
    refused : why results that are there were not taken
    is_run : whether there are results to show
    """

    id: str
    origin: Path
    news: News
    results: Path | None
    refused: DataError | None
    is_run: bool


def adopt(workspace: Workspace, study: str | Path) -> Adopted:
    """Take a study into the space of this machine.

    Parameters
    ----------
    study : a study file, the name of a bundled study, or a folder of results that ``farrell run`` wrote

    Raises
    ------
    FarrellError
        what a run would raise before it solves anything
    DataError
        codes ``not-results``; ``results-study-lost``: the study file that made the results is not found
    """
    from farrell.report.outputs import check_outputs
    from farrell.study import read_study, save_results
    from farrell.study.run import open_files, open_panel

    given = Path(study).resolve() if Path(study).is_dir() else None
    spec = read_study(study if given is None else _study_behind(given))
    check_outputs(spec)
    panel = open_panel(spec)
    open_files(spec, panel)
    origin = spec.path.resolve()
    title: dict[str, str] = {language: spec.title[language] for language in LANGUAGES}
    known = workspace.origin(str(origin))
    staging = workspace.new_folder("studies")
    try:
        _copy(spec, staging)
        kept = staging if known is None else workspace.study_folder(LOCAL, known.study)
        now = OriginRow(str(origin), "" if known is None else known.study, _digest(staging))
        news = _news(known, now, _digest(latest(kept)))
        results, place, refused = _chosen(_candidates(news, given, origin, kept), spec, panel)
        is_run = results is not None or (news in ("same", "edited") and _is_run(kept))
        if results is not None:
            (staging / RESULTS).mkdir()
            save_results(results, staging / RESULTS, [])
        if news in ("new", "apart"):
            workspace.room_for_study(LOCAL)
            now = now._replace(study=workspace.add_study(LOCAL, staging, title, now).id)
        elif news == "renewed" or results is not None:
            workspace.renew_study(staging, title, now)
    finally:
        shutil.rmtree(staging, ignore_errors=True)
    return Adopted(now.study, origin, news, place, refused, is_run)


def _news(known: OriginRow | None, now: OriginRow, kept: str) -> News:
    """What is to become of the copy that has the hash ``kept``."""
    if known is None:
        return "new"
    if kept == now.taken:
        return "same"
    if known.taken == now.taken:
        return "edited"
    return "renewed" if kept == known.taken else "apart"


def _candidates(news: News, given: Path | None, origin: Path, kept: Path) -> list[Path]:
    """Folders whose results may be the study's, the likeliest first."""
    if news == "edited" or (news == "same" and given is None and _is_run(kept)):
        return []
    found = _results_near(origin) if given is None else [given]
    return [*found, kept / RESULTS] if news == "renewed" and _is_run(kept) else found


def _chosen(
    candidates: Iterable[Path], spec: StudySpec, panel: Panel
) -> tuple[StudyResults | None, Path | None, DataError | None]:
    """The first results that are of this study, and their folder; where none are, why the likeliest are not."""
    from farrell.study.provenance import results_of

    refused: DataError | None = None
    for folder in candidates:
        try:
            return results_of(folder, spec, panel), folder, None
        except DataError as error:
            refused = refused or error
    return None, None, refused


def _results_near(study: Path) -> list[Path]:
    """Folders of results beside a study file and in the current folder, the last run first."""
    from farrell.study.provenance import manifest

    found: dict[Path, str] = {}
    for path in (p for place in {study.parent, Path.cwd()} for p in place.glob("*/study.json")):
        try:
            found[path.parent] = manifest(path.parent)["started"]
        except DataError:
            continue  # a study.json of another program
    return sorted(found, key=lambda folder: (found[folder], folder), reverse=True)


def _study_behind(results: Path) -> Path:
    """The study file that results were made with: with them, beside their folder, in the current folder, or bundled."""
    from farrell.study.provenance import study_of

    places = list(dict.fromkeys((results.parent, Path.cwd(), results)))
    near = [path for place in places for path in sorted(place.glob("*.toml"))]
    found = study_of(results, [*near, *map(study_path, STUDIES)])
    if found is None:
        raise DataError("results-study-lost", folder=results, places=[str(place) for place in places])
    return found


def _copy(spec: StudySpec, folder: Path) -> None:
    """The study file and every file it names, beside one another; its text is as it was where all names are."""
    names: dict[str, str] = {}
    placed: dict[Path, str] = {}
    for key, written in files_named(spec.raw).items():
        source = spec.path.parent / written
        if source not in placed:
            placed[source] = free_name(safe_name(source.name), placed.values(), key.partition(".")[0])
        names[key] = placed[source]
        for part in parts_of(source):
            write_synced(folder / Path(names[key]).with_suffix(part.suffix), part.read_bytes())
    titled = spec.raw if spec.path.name == STUDY_FILE else {"title": dict(spec.title), **spec.raw}
    table = with_names(titled, names)
    fill(folder, spec.path.read_text(encoding="utf-8-sig") if table == spec.raw else toml_of(table), {})


def _digest(folder: Path) -> str:
    """A hash of a study's file and the files beside it, with their names."""
    digest = hashlib.sha256()
    for path in sorted(path for path in folder.iterdir() if path.is_file()):
        digest.update(f"{path.name}\0{hashlib.sha256(path.read_bytes()).hexdigest()}\0".encode())
    return digest.hexdigest()


def _is_run(folder: Path) -> bool:
    return (folder / RESULTS / "study.json").is_file()
