"""From a study file to a folder with tables, workbook, figures, report and provenance, in one step or not at all."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from farrell.catalogue import Language
from farrell.errors import RenderWarning, warn
from farrell.report.parts import Figure
from farrell.study import StudyResults, compute, load_results, read_study, replace_folder, save_results
from farrell.study.run import Progress

REPORT = "report.html"
WORKBOOK = "tables.xlsx"
PLAN_BOOK = "plan.xlsx"
FIGURES = "figures"
CAPTIONS = "figures/captions.txt"


@dataclass(frozen=True, slots=True)
class Published:
    """Where a study was written, and its results.

    Attributes
    ----------
    folder : the folder of results
    report : path of report.html, None where the study file does not ask for it
    """

    folder: Path
    report: Path | None
    results: StudyResults


def run_study(
    path: str | Path,
    out: str | Path,
    *,
    language: Language | None = None,
    progress: Progress = lambda name, step, steps: None,
) -> Published:
    """Run a study file and write its results.

    Parameters
    ----------
    path : study.toml
    out : folder for ``tables/*.csv``, ``tables.xlsx``, ``figures/*``, ``report.html``, ``study.json``; replaced whole
    language : of the report; the study file's by default
    progress : told the name, number and count of steps

    Raises
    ------
    FarrellError
        whatever the file, the data or the options deserve; the old results stay then

    Warns
    -----
    RenderWarning
        code ``no-chinese-font``: figures with Chinese text have no PNG and no GIF, as no font here could draw it

    Examples
    --------
    >>> import farrell
    >>> done = farrell.run_study("examples/china-health/study.toml", "out/doctest")  # doctest: +SKIP
    """
    spec = read_study(path)
    with replace_folder(out) as staging:
        results = compute(spec, progress)
        results = replace(results, meta={**results.meta, "language": language or spec.language})
        _write(results, staging)
    return _published(Path(out), results)


def render_study(folder: str | Path, out: str | Path | None = None, *, language: Language | None = None) -> Published:
    """Write the report, figures and workbook of finished results again, without solving anything.

    Parameters
    ----------
    folder : what ``run_study`` wrote
    out : another folder for the results with their new report; by default they replace the old ones in ``folder``
    language : of the report; by default the one it had

    Raises
    ------
    DataError
        codes ``not-results``, ``results-without-tables``

    Examples
    --------
    >>> import farrell
    >>> farrell.render_study("out/china-health", language="zh")  # doctest: +SKIP
    """
    results = load_results(folder)
    outputs = {**results.meta["outputs"], "report": True}
    chosen = language or results.meta["language"]
    results = replace(results, meta={**results.meta, "outputs": outputs, "language": chosen})
    target = Path(folder if out is None else out)
    with replace_folder(target) as staging:
        _write(results, staging)
    return _published(target, results)


def _published(folder: Path, results: StudyResults) -> Published:
    return Published(folder, folder / REPORT if results.meta["outputs"]["report"] else None, results)


def _write(results: StudyResults, folder: Path) -> None:
    """Everything the study file asks for, into an empty folder."""
    from farrell.report.document import compose
    from farrell.report.html import render_html
    from farrell.report.names import Names
    from farrell.report.plan_book import write_plan_book
    from farrell.report.workbook import write_workbook

    outputs, language = results.meta["outputs"], results.meta["language"]
    files = []
    if "xlsx" in outputs["tables"]:
        write_workbook(results, folder / WORKBOOK, language)
        files.append(WORKBOOK)
    if "xlsx" in outputs["tables"] and "plan" in results.records:
        write_plan_book(results.records["plan"], Names.of(results.meta, language), folder / PLAN_BOOK)
        files.append(PLAN_BOOK)
    if outputs["report"] or outputs["figures"]:
        document = compose(results, language)
        if outputs["report"]:
            (folder / REPORT).write_text(render_html(document), encoding="utf-8")
            files.append(REPORT)
        files += _write_figures(document.figures, outputs["figures"], folder)
    save_results(results, folder, files, tables="csv" in outputs["tables"])


def _write_figures(figures: list[Figure], formats: list[str], folder: Path) -> list[str]:
    """Each figure in every format asked for, its data as CSV beside it, all captions; the names of the files."""
    if not formats:
        return []
    (folder / FIGURES).mkdir()
    files, captions, boxes = [CAPTIONS], [], list[str]()
    for figure in figures:
        name = figure.drawing.name
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
    contents = {"csv": drawing.data.to_csv(index=False, lineterminator="\n").encode()}
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
