"""Documents of a study: what can be made, what was made, and making them."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Any

from farrell.app.messages import Texts
from farrell.app.messages.documents import DocumentRow, Documents, FormatOffered, ProfileOffered
from farrell.app.tasks.panels import opened
from farrell.app.tasks.study import RESULTS, manifest
from farrell.app.tasks.table import Report
from farrell.catalogue import text

DOCUMENTS = "documents"
RUN = ("started", "seconds", "study_sha256", "version")
"""What of study.json tells one run from another."""


def write(report: Report, folder: str, language: Any, formats: list[str], profiles: list[str]) -> None:
    """Write documents from a study's results, in the place of earlier ones."""
    from farrell.report import render_study

    chosen: dict[str, Any] = {"language": language, "formats": formats, "profiles": profiles}
    render_study(Path(folder) / RESULTS, Path(folder) / DOCUMENTS, **chosen, progress=report)


def chosen(report: Report, folder: str, formats: list[str], profiles: list[str]) -> None:
    """Refuse formats that a study cannot be written in, and profiles that there are not."""
    from farrell.report.outputs import chosen_formats, chosen_profiles

    chosen_profiles(profiles)
    chosen_formats(formats, _parts(manifest(Path(folder))))


def listed(report: Report, folder: str) -> Documents:
    """The formats on offer and the files made."""
    path = Path(folder)
    now, made = manifest(path), made_of(path)
    return Documents(
        formats=_offered(_parts(now)),
        profiles=_profiles(),
        language=None if made is None else made["language"],
        current=made is not None and all(made[key] == now[key] for key in RUN),
        documents=[] if made is None else _rows(path / DOCUMENTS, made["files"]),
    )


def made_of(folder: Path) -> dict[str, Any] | None:
    """What a study's documents say about themselves; None where there are none."""
    path = folder / DOCUMENTS / "study.json"
    return json.loads(path.read_text(encoding="utf-8")) if path.is_file() else None


def _parts(content: dict[str, Any]) -> set[str]:
    return {*content["columns"], *content["records"]}


def _offered(parts: set[str]) -> list[FormatOffered]:
    from farrell.report import FORMATS
    from farrell.report.figures.style import chinese_fonts

    return [
        FormatOffered(
            key=key,
            title=_texts(known.title),
            asked_in=known.asked_in,
            composed=known.composed,
            fits=known.serves(parts),
            installed=known.is_installed,
            extra=None if known.is_installed else known.extra,
            draws_chinese=known.kind != "figures" or known.key == "svg" or bool(chinese_fonts()),
        )
        for key, known in FORMATS.items()
    ]


def _profiles() -> list[ProfileOffered]:
    from farrell.report.profiles import PROFILES

    return [ProfileOffered(key=key, title=_profile(key)) for key in PROFILES]


def _profile(key: str) -> Texts:
    return Texts(en=text(f"page.profile-{key}", "en"), zh=text(f"page.profile-{key}", "zh"))


def _rows(folder: Path, files: list[str]) -> list[DocumentRow]:
    captions = _captions(folder)
    return [
        DocumentRow(
            name=name,
            title=_title(name),
            bytes=(folder / name).stat().st_size,
            caption=captions.get(Path(name).name) or captions.get(Path(name).stem),
        )
        for name in files
    ]


def _title(name: str) -> Texts:
    """What a file is called: as its format is, of a profile as that is; or the numbers and captions beside figures."""
    from farrell.report import FORMATS
    from farrell.report.profiles import FULL, PROFILES

    if name in FORMATS:
        return _texts(FORMATS[name].title)
    for known in FORMATS.values():
        for profile in PROFILES:
            if known.composed and profile != FULL and name == known.file(profile):
                said, ending = _profile(profile), known.ending.upper()
                return Texts(en=f"{said.en} ({ending})", zh=f"{said.zh}（{ending}）")
    return _texts(_title_beside(name))


def _title_beside(name: str) -> str:
    """The key of what a file is called that is no document."""
    from farrell.report import FORMATS
    from farrell.report.writing import FIGURES

    top, _, _ = name.partition("/")
    ending = Path(name).suffix[1:]
    if top == FIGURES and ending == "csv":
        return "document-numbers"
    if ending == "txt":
        return "document-captions"
    return FORMATS[ending].title if ending in FORMATS else "document-record"


def _captions(folder: Path) -> dict[str, str]:
    """The caption of each figure by its name, and of each animation by the name of its file."""
    from farrell.report.writing import CAPTIONS

    path = folder / CAPTIONS
    lines = path.read_text(encoding="utf-8").splitlines() if path.is_file() else []
    return {name: words for name, colon, words in (line.partition(": ") for line in lines) if colon}


def _texts(key: str) -> Texts:
    return Texts(en=text(f"page.{key}", "en"), zh=text(f"page.{key}", "zh"))


def plan_book(report: Report, folder: str, record: dict[str, Any], language: Any) -> bytes:
    """The workbook of a plan, to edit and hand back."""
    from farrell.report.names import Names
    from farrell.report.plan_book import write_plan_book
    from farrell.study.manifest import described

    spec, panel = opened(folder)
    meta = {"data": described(spec, panel), "settings": {"labels": dict(spec.raw.get("labels", {}))}}
    with tempfile.TemporaryDirectory() as place:
        path = Path(place) / "plan.xlsx"
        write_plan_book(record, Names.of(meta, language), path)
        return path.read_bytes()
