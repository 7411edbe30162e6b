"""What is written of a finished study into its folder: documents, figures, tables, archive, study.json."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from farrell.data.write import csv_text
from farrell.errors import RenderWarning, warn
from farrell.report.archive import write_archive
from farrell.report.document import Document
from farrell.report.formats import CSV, FORMATS, Format, Work, files_of
from farrell.report.parts import Figure
from farrell.report.profiles import FULL, composed
from farrell.study import StudyResults, save_results
from farrell.study.run import Progress

FIGURES, TABLES = "figures", "tables"
CAPTIONS = f"{FIGURES}/captions.txt"
COMPOSING = "compose"
"""The step in which the report is written and its figures are drawn, before anything is set."""


def write_formats(
    results: StudyResults,
    folder: Path,
    formats: Sequence[Format],
    profiles: Sequence[str] = (FULL,),
    progress: Progress = lambda name, step, steps: None,
) -> None:
    """Write results into an empty folder, with what says what they are.

    Parameters
    ----------
    formats : which; the language is that of ``results.meta``
    profiles : of the documents that are composed; figures are those of the full report
    progress : told of each document and figure; how many figures there are is known when they are drawn
    """
    files, language = files_of(formats, profiles), results.meta["language"]
    pictures = [known.key for known in formats if known.kind == "figures"]
    tables = [known for known in formats if known.kind == "tables"]
    archives = [known.key for known in formats if known.kind == "archive"]
    asked = [profile for known, profile, _ in files if known.composed]
    asked = list(dict.fromkeys([*([FULL] if pictures else []), *asked]))
    before = len(files) + bool(asked)
    steps = before + bool(pictures) + len(tables) + len(archives)
    documents = dict[str, Document]()
    if asked:
        progress(COMPOSING, 1, steps)
        documents = composed(results, language, asked)
        steps += len(documents[FULL].figures) - 1 if pictures else 0
    for step, (known, profile, name) in enumerate(files, start=1 + bool(asked)):
        progress(name, step, steps)
        assert known.write is not None
        document = documents[profile] if known.composed else None
        known.write(Work(results, language, document), folder / name)
    figures = documents[FULL].figures if pictures else []
    drawn = _write_figures(figures, pictures, folder, lambda name, step: progress(name, before + step, steps))
    written = [*(name for _, _, name in files), *drawn, *archives]
    for step, known in enumerate(tables, start=1 + steps - len(archives) - len(tables)):
        progress(known.key, step, steps)
        written += _write_tables(results, known, folder)
    save_results(results, folder, written, tables=FORMATS[CSV] in formats)
    for name in archives:
        progress(name, steps, steps)
        write_archive(folder, folder / name)


def _write_tables(results: StudyResults, known: Format, folder: Path) -> list[str]:
    """Every table in a format that is not CSV; the names of the files."""
    if known.write_table is None:
        return []
    (folder / TABLES).mkdir(exist_ok=True)
    files = {name: f"{TABLES}/{name}.{known.ending}" for name in results.tables}
    for name, file in files.items():
        known.write_table(results.tables[name], folder / file)
    return list(files.values())


def _write_figures(
    figures: list[Figure], formats: list[str], folder: Path, told: Callable[[str, int], None]
) -> list[str]:
    """Each figure in every format asked for, its data as CSV beside it, all captions; the names of the files."""
    if not formats:
        return []
    (folder / FIGURES).mkdir()
    files, captions, boxes = [CAPTIONS], [], list[str]()
    for number, figure in enumerate(figures, start=1):
        name = figure.drawing.name
        told(name, number)
        contents, lacking = _pictures(figure, formats)
        captions.append(f"{name}: {figure.caption}\n")
        captions += [f"{name}.gif: {figure.moving}\n"] if "gif" in contents else []
        boxes += [f"{name}.{ending}" for ending in lacking]
        for ending, content in contents.items():
            files.append(f"{FIGURES}/{name}.{ending}")
            (folder / files[-1]).write_bytes(content)
    (folder / CAPTIONS).write_text("".join(captions), encoding="utf-8")
    if boxes:
        warn(RenderWarning("no-chinese-font", figures=boxes), depth=5)
    return files


def _pictures(figure: Figure, formats: list[str]) -> tuple[dict[str, bytes], list[str]]:
    """Ending -> content of a figure's files; and the endings left out, as no font here draws their text."""
    drawing, moving, lacking = figure.drawing, figure.drawing.animation, []
    contents = {"csv": csv_text(drawing.data).encode()}
    if "svg" in formats:
        contents["svg"] = drawing.file(figure.caption).encode()
    if "png" in formats and drawing.lacks_font:
        lacking.append("png")
    elif "png" in formats:
        contents["png"] = drawing.png(figure.caption)
    if "gif" in formats and moving is not None and moving.lacks_font:
        lacking.append("gif")
    elif "gif" in formats and moving is not None:
        contents["gif"] = moving.gif(figure.moving)
    return contents, lacking
